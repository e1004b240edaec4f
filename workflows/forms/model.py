"""A form as read: its fields and what each one asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workflows.forms.paths import Path

TEXTS = frozenset({"textfield", "textarea"})
CHOICES = frozenset({"radio", "select"})
MANY = frozenset({"checklist", "taglist"})
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN_ONLY = frozenset({"text", "html", "separator", "spacer", "button"})
ANSWERED = TEXTS | CHOICES | MANY | {"number", "checkbox", "datetime", "filepicker", "expression"}
TYPES = ANSWERED | CONTAINERS | SHOWN_ONLY


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: the value that becomes the answer and the label that is read."""

    value: object
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One component of a form, as bpmn.io's form editor writes it.

    `key` is where its answer stands within its list or group (dotted; empty for what is only shown), `path` the same
    from the top of the form with `[]` for rows. Texts that begin with `=` are FEEL, read over the case's values and
    the answers (in a row: the row's too). `minimum`/`maximum` bound a number, or the rows of a list;
    `shortest`/`longest` the trimmed length of a text. `personal` and `demands` come from the component's own
    properties `cabildo.personal`, `cabildo.exige` (FEEL that must be true) and `cabildo.exige_mensaje`.
    """

    id: str
    type: str
    key: str = ""
    path: str = ""
    label: str = ""
    description: str = ""
    text: str = ""  # of a text or html component, without markup of HTML
    required: bool = False
    readonly: bool | str = False
    disabled: bool = False
    hide: str | None = None
    default: object = None
    options: tuple[Option, ...] = ()
    options_from: str = ""  # name of the value (valuesKey), or "=" FEEL (valuesExpression)
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    shortest: int | str | None = None
    longest: int | str | None = None
    pattern: str | None = None
    pattern_message: str = ""
    format: str = ""  # "email" or "phone"
    decimals: int | None = None
    step: Decimal | None = None
    as_text: bool = False  # serializeToString: the number is answered as text
    subtype: str = "date"  # of a datetime: date, time or datetime
    no_past: bool = False
    multiple: bool = False  # of a file picker
    accept: str = ""
    expression: str = ""  # of a component that is computed
    fixed_rows: bool = False
    first_rows: int = 1
    action: str = ""  # of a button: submit or reset
    columns: int | None = None  # of the sixteen of its row
    row: str = ""  # fields of one row stand beside each other
    personal: bool = False
    demands: str = ""
    demands_message: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Field", ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Its texts that may be FEEL: as a whole, after `=`, or within, between braces."""
        texts = (self.hide, self.demands, self.expression, self.readonly, self.label, self.description, self.text,
                 self.options_from, self.minimum, self.maximum, self.shortest, self.longest)  # fmt: skip
        return tuple(text for text in texts if isinstance(text, str) and text)

    @property
    def steps(self) -> Path:
        """The key as a path within its list, group or form."""
        return tuple(self.key.split(".")) if self.key else ()

    @property
    def answered(self) -> bool:
        """Whether an answer of this field is written down."""
        return self.type in ANSWERED

    def walk(self) -> "Iterator[Field]":
        """Yield this field and all inside it, in the order of the form."""
        yield self
        for child in self.children:
            yield from child.walk()


def every(fields: Sequence[Field]) -> Iterator[Field]:
    """Yield all fields, those of groups and lists included, in the order of the form."""
    for one in fields:
        yield from one.walk()


def has_own_rows(one: Field) -> bool:
    """Whether rows of this list come from the case, so that no row may be dropped or moved."""
    return one.fixed_rows or any(child.readonly or child.disabled for child in every(one.children))


def shows_only_the_case(one: Field) -> bool:
    """Whether nothing can be typed into this list, so that it has no row where the case has none."""
    answered = [child for child in every(one.children) if child.answered]
    return bool(answered) and all(child.readonly or child.disabled for child in answered)
