"""How a form asks on a page: which outcomes are buttons at its foot, and whether it is drawn again after an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows import feel
from workflows.forms import Form, Shown

IN_A_DIALOG = ("radio", "select")  # types of an outcome that can be buttons


@dataclass(frozen=True, slots=True)
class Outcome:
    """One button at the foot: its value and words; `usual` is the filled one."""

    value: str
    words: str
    usual: bool


def outcomes(form: Form | None, fields: Sequence[Shown], decision: str) -> list[Outcome]:
    """Return the outcomes as buttons; none where one must be chosen first, because other fields depend on it."""
    field = next((one for one in fields if one.name == decision), None)
    if field is None or field.type not in IN_A_DIALOG or form is None or _is_read(form, decision):
        return []
    return [Outcome(str(one.value), one.label, place == 0) for place, one in enumerate(field.options)]


def asks_again(form: Form | None) -> bool:
    """Tell whether some part of a form depends on what is answered in another."""
    if form is None:
        return False
    return any(feel.parse(text).names & form.names for text in _expressions(form))


def _is_read(form: Form, name: str) -> bool:
    """Tell whether any part of the form is shown, asked or worded by the answer to `name`."""
    return any(name in feel.parse(text).names for text in _expressions(form))


def _expressions(form: Form) -> Iterator[str]:
    return (text for field in form.every() for text in field.written if text.startswith("="))
