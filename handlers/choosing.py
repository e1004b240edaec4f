"""Which step of an ad-hoc sub-process an officer does first, where the drawing lets them be done in any order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import cases
from engine.entries import ActivityChosen
from handlers import commands, drafts, follow_up, tasks
from handlers.refusals import Invalid, NotAllowed
from workflows import crossroads


def others(session: Session, case_id: int, task: str) -> Sequence[tuple[str, str]]:
    """Return the steps that may be done before an open task: element, and what it is called."""
    return [(node.id, crossroads.title(node)) for node in cases.look(session, case_id).others(task)]


def choose(
    session: Session, case_id: int, task: str, element: str, officer: str, at: datetime, *, key: str
) -> dict[str, Any]:
    """Offer another step first; the task waits its turn, and whoever had begun to write it finds that again.

    Return `{"case", "position"}`. Raises Invalid, NotAllowed, AlreadyDecided, NotFound; nothing is written then.
    """
    told = {"case": case_id, "task": task, "element": element}
    return commands.once(session, key, officer, told, lambda: _choose(session, case_id, task, element, officer, at), at)


def _choose(session: Session, case_id: int, task: str, element: str, officer: str, at: datetime) -> dict[str, Any]:
    sheet = tasks.sheet(session, case_id, task, officer, at)
    if sheet.row.claimed_by not in ("", officer) or sheet.hold.why:
        raise NotAllowed(sheet.hold.why or f"{sheet.row.claimed_name} tomó esta tarea: pídale que la suelte.")
    if element not in dict(others(session, case_id, task)):
        raise Invalid("Elija de la lista el paso que quiere hacer antes. No se registró nada.")
    moved = follow_up.advance(session, case_id, ActivityChosen(task, element, sheet.actor), at)
    drafts.carry(session, case_id, task, _next_visit(task))
    return {"case": case_id, "position": moved.position}


def _next_visit(place: str) -> str:
    """Return the name of the next visit of a place: `x:1/a:2` after `x:1/a:1`."""
    before, _, visit = place.rpartition(":")
    return f"{before}:{int(visit) + 1}"
