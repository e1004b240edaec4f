"""What those who take part in a case say of it beside their decisions: never changed, never taken back.

The words lie beside the journal, which names them by a digest: a comment can be erased by law and the seals stay valid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import contents, journal
from engine.entries import Actor, Commented
from handlers import access, appointments, commands, follow_up, standing, tasks
from handlers.refusals import Invalid, NotAllowed
from handlers.standing import CaseRow, Participant
from handlers.values import ERASED
from workflows.terms import LIMA

FIELD = "comentario"
LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as a page shows it; `erased`: its words were suppressed by law."""

    position: int
    at: datetime
    actor: Actor | None
    text: str
    erased: bool


def of_case(session: Session, case_id: int) -> list[Comment]:
    """Return the comments of a case, oldest first. Raises journal.Tampered."""
    beside = contents.of_case(session, case_id)
    return [
        Comment(record.position, record.at, record.entry.actor, *_words(beside.get(record.position, {})))
        for record in journal.read(session, case_id)
        if isinstance(record.entry, Commented)
    ]


def as_whom(session: Session, case: CaseRow, officer: str, at: datetime) -> Actor | None:
    """Return as whom an officer who sees a case comments on it: for an organ that takes part; None for who may not."""
    day = at.astimezone(LIMA).date()
    if access.AUDITOR in appointments.roles_of(session, officer, day):
        return None
    taking_part = {case.organ, *session.scalars(select(Participant.organ).where(Participant.case_id == case.id))}
    his = [
        actor
        for actor in appointments.actors_of(session, officer, day)
        if actor.procedures is None or case.procedure in actor.procedures
    ]
    found = next((actor for actor in his if actor.organ in taking_part), None) or next(iter(his), None)
    return tasks.actor_of(session, found, day) if found else _as_holder(session, case, officer, day)


def add(session: Session, case_id: int, officer: str, text: str, at: datetime, *, key: str) -> dict[str, Any]:
    """Write a comment down and return `{"case", "position"}`. The repeat of a key gets the first answer.

    Raises NotFound for who does not see the case, NotAllowed, Invalid.
    """
    body: Mapping[str, Any] = {"comentario": text, "case": case_id}
    return commands.once(session, key, officer, body, lambda: _add(session, case_id, officer, text, at), at)


def _add(session: Session, case_id: int, officer: str, text: str, at: datetime) -> dict[str, Any]:
    case = access.require(session, case_id, officer, at)
    actor = as_whom(session, case, officer, at)
    if actor is None:
        raise NotAllowed("Comenta quien actúa hoy por un órgano que interviene en el expediente. No se registró nada.")
    words = text.strip()
    if not words or len(words) > LONGEST:
        what = "Escriba el comentario." if not words else f"El comentario pasa de {LONGEST} caracteres; acórtelo."
        raise Invalid(f"{what} No se registró nada.", {FIELD: what})
    moved = follow_up.advance(session, case_id, Commented({FIELD: words}, actor=actor), at)
    return {"case": case_id, "position": moved.position}


def _as_holder(session: Session, case: CaseRow, officer: str, day: date) -> Actor | None:
    """Return whoever was given a task of the case ad hoc as one who takes part in it."""
    for row in standing.tasks_of(session, case.id):
        if row.held_by == officer:
            return Actor(officer, row.held_name, row.organ, row.organ_name, capacity=row.held_as or "titular",
                         instrument=row.held_instrument)  # fmt: skip
    return None


def _words(beside: Mapping[str, Any]) -> tuple[str, bool]:
    return (str(beside[FIELD]), False) if FIELD in beside else (ERASED, True)
