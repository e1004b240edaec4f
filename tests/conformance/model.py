"""What a model is: a diagram, the one thing it promises, what is told to it, and what must then be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.engine.drawing import diagram

if TYPE_CHECKING:
    from tests.conformance.world import World

Move = Callable[["World"], None]  # something told, or something that must be seen


@dataclass(frozen=True, slots=True)
class Model:
    """One promise. `shows` names workflow patterns, `like` the numbers of the list in `constructs.py`."""

    name: str
    construct: str
    promise: str
    diagrams: Sequence[bytes]
    play: Sequence[Move] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    shows: Sequence[str] = ()
    like: Sequence[int] = ()
    tables: Sequence[bytes] = ()
    chapter: str = ""
    opened: bool = True  # a case of process `p` is opened by hand before anything is told
    rule: str = ""  # the rule that refuses it; empty: it is executed
    reason: str = ""  # why it is refused, where it is a construct and not a mistake


def model(
    name: str, construct: str, promise: str, drawn: str | bytes | Sequence[bytes], *play: Move,
    before: str = "", after: str = "", shows: str = "", like: int | Sequence[int] = (), tables: Sequence[bytes] = (),
    opened: bool = True, **values: Any,
) -> Model:  # fmt: skip
    """Return a model that is executed. `drawn` is the inside of process `p`, or whole diagrams; `values` open its case."""
    diagrams = _diagrams(drawn, before, after)
    return Model(name, construct, promise, diagrams, play, values, _patterns(shows), _numbers(like), tables, "", opened)


def refused(
    name: str, construct: str, promise: str, drawn: str | bytes, rule: str, *,
    before: str = "", after: str = "", shows: str = "", like: int | Sequence[int] = (), reason: str = "",
) -> Model:  # fmt: skip
    """Return a model that a rule refuses: with a reason a construct of BPMN, without one what BPMN itself forbids."""
    return Model(name, construct, promise, _diagrams(drawn, before, after), shows=_patterns(shows),
                 like=_numbers(like), opened=False, rule=rule, reason=reason)  # fmt: skip


def chapter(title: str, *models: Model) -> list[Model]:
    """Return the models of one chapter of the standard."""
    return [replace(one, chapter=title) for one in models]


def _diagrams(drawn: str | bytes | Sequence[bytes], before: str, after: str) -> Sequence[bytes]:
    if isinstance(drawn, str):
        return [diagram(drawn, before, after)]
    return [drawn] if isinstance(drawn, bytes) else drawn


def _patterns(said: str) -> Sequence[str]:
    return tuple(name.strip() for name in said.split(",") if name.strip())


def _numbers(said: int | Sequence[int]) -> Sequence[int]:
    return (said,) if isinstance(said, int) else tuple(said)
