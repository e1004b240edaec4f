"""Who attends a sitting: the roll with which it is opened, and who comes late or leaves early, with the hour."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import agendas, ballots, bodies, commands
from handlers.agendas import invalid, require_keeper, require_state
from handlers.refusals import Invalid
from handlers.sittings import ARRIVES, ATTENDANCE, LEAVES, ON_LEAVE, PRESENT, Sitting, hour, not_before, tell, the
from workflows.terms import LIMA


def members_of(session: Session, found: Sitting, at: datetime) -> Sequence[str]:
    """Return who are the members of a sitting: as the roll was called, or as they will be on its day."""
    return tuple(found.attendance) or bodies.members(session, found.plan, at)


def open_sitting(
    session: Session, sitting: int, officer: str, at: datetime, *, begins: str, presides: str,
    attendance: Mapping[str, str], key: str,
) -> None:  # fmt: skip
    """Open a sitting, or correct its roll while nothing else was told of it. Raises Invalid, NotAllowed."""
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "prepared", "convened", "open")
    _require_to_be_open(session, found, at)
    expected = bodies.members(session, found.plan, at)
    if set(attendance) != set(expected) or not set(attendance.values()) <= set(ATTENDANCE):
        raise invalid("attendance", "Diga de cada miembro si asiste.")
    if attendance.get(presides) not in PRESENT:
        raise invalid("preside", "Preside alguien que está presente.")
    told = {name: attendance[name] for name in expected}
    counted = ballots.quorum(session, replace(found, attendance=told, movements=()), at)
    body = {"hour": hour(begins), "presides": presides, "attendance": told,
            "quorum": counted.required if counted else None}  # fmt: skip
    commands.once(
        session,
        key,
        officer,
        {"open": sitting, **body},
        lambda: tell(session, sitting, "opened", officer, at, body),
        at,
    )


def move(
    session: Session, sitting: int, member: str, how: str, officer: str, at: datetime, *, when: str,
    next_day: bool = False, presides: str = "", key: str,
) -> None:  # fmt: skip
    """Note that a member came late or left early, with the hour: votes from then on count who is there.

    Where whoever presides leaves, `presides` goes on. Raises Invalid, NotAllowed.
    """
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "open")
    kept = not_before(found, hour(when, next_day=next_day), "La llegada" if how == ARRIVES else "La salida")
    is_there = found.room.get(member) in PRESENT
    if found.room.get(member, ON_LEAVE) == ON_LEAVE or how not in (ARRIVES, LEAVES):
        raise invalid("miembro", "Elija a un miembro hábil de la lista.")
    if is_there == (how == ARRIVES):
        raise invalid("miembro", f"{member} {'ya está' if is_there else 'no está'} en la sala según la lista.")
    if member == found.presides and how == LEAVES:
        if found.room.get(presides) not in PRESENT or presides == member:
            raise invalid("preside", f"{member} preside: diga quién de los presentes sigue presidiendo.")
    elif presides and found.room.get(presides) not in PRESENT and presides != member:
        raise invalid("preside", "Preside alguien que está presente.")
    body = {"member": member, "how": how, "hour": kept, "presides": presides}
    commands.once(
        session,
        key,
        officer,
        {"move": sitting, **body},
        lambda: tell(session, sitting, "moved", officer, at, body),
        at,
    )


def may_be_next_day(found: Sitting, at: datetime) -> bool:
    """Tell whether today is a later day than that of the sitting, so that an hour may be of the day after."""
    return at.astimezone(LIMA).date() > found.plan.day


def _require_to_be_open(session: Session, found: Sitting, at: datetime) -> None:
    if found.resolved or found.movements or found.motions:
        raise Invalid("Ya consta lo que pasó con esta lista. Anote las llegadas y salidas, cada una con su hora.")
    if agendas.needs_convening(session, found) or any(
        bodies.task_of(session, case_id, *bodies.CONVENING) for case_id in found.plan.matters
    ):
        raise Invalid("Falta convocar esta sesión. No se abrió.")
    if at.astimezone(LIMA).date() < found.plan.day:
        raise Invalid(f"La sesión es el {found.plan.day:%d/%m/%Y}; ese día se abre.")
