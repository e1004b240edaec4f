"""A form as the house uses it: read once, then asked what to show and what the answers come to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jsonschema.protocols import Validator

from workflows.forms import checking, reading, schema, showing
from workflows.forms.checking import Checked
from workflows.forms.filling import names_of
from workflows.forms.model import Field, every
from workflows.forms.showing import Shown


@dataclass(frozen=True, slots=True)
class Form:
    """A form-js form. `schema` is the JSON Schema 2020-12 of its answers, compiled once with the form.

    `names` are the names that answering it gives a value; `decision_field` is its field `decision`, or None.
    """

    id: str
    fields: tuple[Field, ...]
    schema: dict[str, Any]
    judge: Validator = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        return names_of(self.fields)

    @property
    def decision_field(self) -> Field | None:
        return self.field_at("decision")

    def every(self) -> Iterator[Field]:
        """Yield all fields, those inside groups and lists included, in the order of the form."""
        return every(self.fields)

    def field_at(self, path: str) -> Field | None:
        """Return the field whose answer stands at `path` (`observaciones[].descripcion`), or None."""
        found = (one for one in self.every() if one.path == path and (one.answered or one.children))
        return next(found, None)

    def documents(self, answers: Mapping[str, object]) -> dict[str, list[str]]:
        """Return the seals of the documents that answers name, by the path of their field, those in rows included."""
        pickers = (one for one in self.every() if one.type == "filepicker")
        found = {one.path: list(_leaves(answers, one.path.split("."))) for one in pickers}
        return {path: seals for path, seals in found.items() if seals}

    def check(self, posted: Mapping[str, Any], values: Mapping[str, object], *, at: datetime,
              outcomes: Collection[str] | None = None, decision: str = "decision") -> Checked:  # fmt: skip
        """Return what `posted` comes to over the case's `values`: typed answers, or a Spanish sentence per field.

        `posted` is form data by name (`observaciones[0].descripcion`; a dict or a werkzeug MultiDict) or JSON, without
        the page's own fields (CSRF token, command key). As the form-js viewer does: "", null, [] and an unchecked box
        are empty; hidden fields are dropped even if something was typed; lengths count trimmed text. Read-only fields
        answer what the case says, disabled ones nothing, computed ones their expression; names that the form does
        not have are errors. Rows in which nothing was typed are left out. A visible field left empty answers None (a
        list: [], a checkbox: False), so that it also clears what the case had. Texts are trimmed and in NFC.
        `outcomes` are the outcomes offered now of the field `decision`; None: all of its options.
        """
        return checking.check(self, posted, values, at=at, outcomes=outcomes, decision=decision)

    def shown(self, values: Mapping[str, object], answers: Mapping[str, Any] | None = None, *, at: datetime,
              outcomes: Collection[str] | None = None, decision: str = "decision") -> tuple[Shown, ...]:  # fmt: skip
        """Return the visible fields, in order, filled in from `answers`, or from the case and the defaults if None.

        `answers` may be a draft, posted data (a page drawn again after a change), or `Checked.typed`. Blank rows stay.
        Raises paths.Unreadable when `answers` has names that no page of ours sends.
        """
        return showing.shown(self, values, answers, at=at, outcomes=outcomes, decision=decision)


def _leaves(tree: object, words: Sequence[str]) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _leaves(item, words)
    elif isinstance(tree, Mapping) and words:
        yield from _leaves(tree.get(words[0].removesuffix("[]")), words[1:])
    elif isinstance(tree, str):
        yield tree


def read(source: bytes, file: str = "") -> Form:
    """Return the form in a form-js file (JSON, UTF-8, at most 256 kB). Raises Refused with a finding per defect.

    Source: the form-js schema, version 18, as bpmn.io's form editor writes it.
    """
    identity, fields = reading.read_fields(source, file)
    compiled = schema.compiled(identity, fields)
    return Form(identity, fields, compiled, schema.validator(compiled))
