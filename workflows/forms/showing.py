"""A form as it is shown: visible fields with their values, choices and texts, ready for a page to draw."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from workflows.forms.components import slots
from workflows.forms.filling import Filling, Place
from workflows.forms.model import Field, Option
from workflows.forms.paths import nested
from workflows.forms.typed import LIMA, token

if TYPE_CHECKING:
    from workflows.forms.form import Form


@dataclass(frozen=True, slots=True)
class Shown:
    """One visible field. All texts are plain: a page must escape them.

    `name` is the name of its input (`observaciones[0].descripcion`), `value` its value (a Decimal, a date, a list; a
    text as it was typed where it could not be understood). `children` are a group's fields, `rows` those of a list.
    `required` also when only the outcome makes it so. `minimum`… are the limits of now.
    """

    field: Field
    name: str
    label: str
    description: str
    text: str
    value: object
    options: tuple[Option, ...]
    required: bool
    readonly: bool
    minimum: object
    maximum: object
    shortest: object
    longest: object
    children: tuple["Shown", ...] = ()
    rows: tuple[tuple["Shown", ...], ...] = ()

    @property
    def type(self) -> str:
        return self.field.type

    @property
    def typed(self) -> str:
        """The value as the text of an input."""
        if self.value is None or isinstance(self.value, list | dict):
            return ""
        if isinstance(self.value, datetime):
            return f"{self.value.astimezone(LIMA):%Y-%m-%dT%H:%M}"
        if isinstance(self.value, time):
            return f"{self.value:%H:%M}"
        return token(self.value)

    @property
    def in_words(self) -> str:
        """The value as a person reads it: labels instead of codes, dates as day/month/year."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        labels = {token(option.value): option.label for option in self.options}
        return ", ".join(labels.get(token(one), _words(one)) for one in chosen if one is not None)

    def picked(self, option: Option) -> bool:
        """Whether `option` is (among) the answer."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return token(option.value) in [token(one) for one in chosen if one is not None]


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(LIMA):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else token(value)


def shown(form: "Form", values: Mapping[str, object], answers: Mapping[str, Any] | None, *, at: datetime,
          outcomes: Collection[str] | None, decision: str) -> tuple[Shown, ...]:  # fmt: skip
    """Return the visible fields; see `Form.shown`."""
    given = None if answers is None else nested(answers)
    filling = Filling(form.fields, values, given, at, blank_rows=True)
    below: dict[int | None, list[Place]] = {}
    for place in filling.visible():
        below.setdefault(place.above, []).append(place)
    return _Sheet(filling, below, outcomes, tuple(decision.split("."))).under(None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    filling: Filling
    below: Mapping[int | None, list[Place]]
    outcomes: Collection[str] | None
    decision: tuple[str, ...]

    def under(self, index: int | None) -> tuple[Shown, ...]:
        return tuple(self.one(place) for place in self.below.get(index, ()))

    def one(self, place: Place) -> Shown:
        field, filling = place.field, self.filling
        rows = self.rows(place) if field.type == "dynamiclist" else ()
        return Shown(
            field=field,
            name=place.name,
            label=self.said(field.label, place),
            description=self.said(field.description, place),
            text=self.said(field.text, place),
            value=filling.value(place) if field.answered else None,
            options=self.options(place),
            required=field.required,
            readonly=place.held or bool(field.expression),
            minimum=filling.limit(field.minimum, place),
            maximum=filling.limit(field.maximum, place),
            shortest=filling.limit(field.shortest, place),
            longest=filling.limit(field.longest, place),
            children=self.under(place.index) if field.type == "group" else (),
            rows=rows,
        )

    def rows(self, place: Place) -> tuple[tuple[Shown, ...], ...]:
        by_row: dict[int, list[Shown]] = {row: [] for row in range(self.count(place))}
        for child in self.below.get(place.index, ()):
            by_row[child.rows[len(place.rows)][1]].append(self.one(child))
        return tuple(tuple(row) for row in by_row.values())

    def count(self, place: Place) -> int:
        rows = self.filling.value(place)
        return len(rows) if isinstance(rows, list) else 0

    def options(self, place: Place) -> tuple[Option, ...]:
        options = self.filling.options(place)
        if self.outcomes is not None and place.path == self.decision:
            return tuple(option for option in options if option.value in self.outcomes)
        return tuple(options)

    def said(self, text: str, place: Place) -> str:
        """Return a text of the designer with its expressions answered."""
        if text.startswith("="):
            return _spoken(self.filling.evaluate(text, place))
        for slot in dict.fromkeys(slots(text)):
            text = text.replace("{{" + slot + "}}", _spoken(self.filling.evaluate("=" + slot, place)))
        return text


def _spoken(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_spoken(item) for item in value)
    return "" if value is None or isinstance(value, dict) else _words(value)
