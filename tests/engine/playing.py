"""Playing small diagrams, for tests of what the engine makes of each element."""

from typing import Any

from engine.entries import Passed
from engine.rehearsal import Rehearsal, RehearsedCase


def play(source: bytes, *tasks: str, values: dict[str, Any] | None = None, **how: Any) -> RehearsedCase:
    """Open process p and decide these tasks, in order."""
    case = Rehearsal([source], **how).open("p", values or {})
    for task in tasks:
        case.decide(task, {})
    return case


def passed(case: RehearsedCase) -> list[str]:
    """Return the elements that tokens left, in order, without starts, ends and gateways."""
    left = [e.place.rpartition("/")[2].partition(":")[0] for e in case.effects if isinstance(e, Passed)]
    return [name for name in left if not name.startswith(("inicio", "fin", "x", "y", "g", "oye"))]


def went(case: RehearsedCase) -> str:
    """Return the same as one line: `a b c`."""
    return " ".join(passed(case))
