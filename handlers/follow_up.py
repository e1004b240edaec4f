"""The one door that moves a case: tells the engine a cause, then follows up what it made of it, in one transaction.

New tasks find their organ and officers, new terms their last day, messages and signals their hearers; lists and
notices are brought up to date. Whatever is told on the way (a term dated, a message to another case) is a cause in
the journal of its case.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import bound, cases, journal
from engine.cases import Moved
from engine.entries import (
    Actor,
    CaseOpened,
    Cause,
    Effect,
    Entry,
    MessageArrived,
    MessageThrown,
    SignalArrived,
    SignalThrown,
    TaskAssigned,
    TaskOpened,
    TermDated,
    TermStarted,
)
from engine.stepper import NotWaiting
from handlers import appointments, calendar, notices, numbering, organs, standing, terms, unattended
from handlers.refusals import NotFound, Refusal
from handlers.services import Desk
from handlers.standing import Awaited, CaseRow, Told
from workflows import terms as notation
from workflows import versions
from workflows.terms import LIMA
from workflows.versions import Key

MOST_TOLD = 200  # causes that one command may set off, over all cases


@dataclass(frozen=True, slots=True)
class _Next:
    """A cause still to be told: to a case, or one that opens a case."""

    case_id: int | None
    cause: Cause


def open_case(
    session: Session, procedure: str, values: Mapping[str, Any], at: datetime, *,
    process: str = "", start: str = "", actor: Actor | None = None,
) -> CaseRow:  # fmt: skip
    """Open a case of a procedure in force and return its row. Raises NotFound for an unknown procedure."""
    case_id = _open(session, procedure, values, at, process=process, start=start, actor=actor)
    row = standing.the_case(session, case_id)
    assert row is not None
    return row


def advance(session: Session, case_id: int, cause: Cause, at: datetime) -> Moved:
    """Tell a case one cause and follow up what it made of it.

    Raises NotFound, engine.stepper.NotWaiting, engine.journal.DecidedElsewhere; nothing is written then.
    """
    row = standing.the_case(session, case_id, lock=True)
    if row is None:
        raise NotFound("No existe ese expediente.")
    moved = cases.advance(session, case_id, cause, at, Desk(session, case_id, row.number, at))
    _follow(session, case_id, moved, at)
    return moved


def _open(
    session: Session, procedure: str, values: Mapping[str, Any], at: datetime, *,
    process: str = "", start: str = "", actor: Actor | None = None,
) -> int:  # fmt: skip
    if start:
        told = {"organo_origen": values["organo"]} if "organo" in values else {}
        values = {**_unattended(session, procedure, process or procedure, start, at), **told, **values}
    number = numbering.next_case(session, at.astimezone(LIMA).year)
    case_id = 1 + (session.scalar(select(func.max(journal.JournalRow.case_id))) or 0)
    cause = CaseOpened(
        procedure, process or procedure, start=start, actor=actor, values={**values, "expediente": number}
    )
    try:
        moved = cases.open_case(session, case_id, cause, at, Desk(session, case_id, number, at))
    except KeyError:
        raise NotFound(f"El procedimiento «{procedure}» no está publicado.") from None
    _follow(session, case_id, moved, at)
    return case_id


def _unattended(session: Session, procedure: str, process: str, start: str, at: datetime) -> dict[str, Any]:
    """Return the header of a case that nobody opened by hand, as its start says."""
    number = versions.in_force(session).get(procedure)
    plan = bound.ready(session, Key(procedure, number)).plans.get(process) if number else None
    node = next((node for node in plan.process.children if node.id == start), None) if plan else None
    return unattended.header(plan.process, node, at) if plan and node else {}


def _follow(session: Session, case_id: int, moved: Moved, at: datetime) -> None:
    """Follow up a step and everything that it sets off, breadth first, within a bound."""
    waiting = deque(_settle(session, case_id, moved, at))
    for _ in range(MOST_TOLD):
        if not waiting:
            return
        told = waiting.popleft()
        if told.case_id is None:
            assert isinstance(told.cause, CaseOpened)
            opened = told.cause
            _open(session, opened.procedure, opened.values, at, process=opened.process, start=opened.start)
            continue
        row = standing.the_case(session, told.case_id, lock=True)
        if row is None or row.state == "ended":
            continue
        try:
            again = cases.advance(session, row.id, told.cause, at, Desk(session, row.id, row.number, at))
        except NotWaiting:
            continue  # whoever waited for it has been withdrawn meanwhile
        waiting.extend(_settle(session, row.id, again, at))
    raise Refusal("El paso desencadena demasiadas comunicaciones entre expedientes y se detuvo; no se registró nada. "
                  "Avise al diseñador del procedimiento.")  # fmt: skip


def _settle(session: Session, case_id: int, moved: Moved, at: datetime) -> list[_Next]:
    """Assign tasks, date terms, bring the lists up to date; return what must be told next."""
    made: list[Entry] = [moved.cause, *moved.effects]
    entries = [Told(moved.position + n, at, entry) for n, entry in enumerate(made)]
    notes = [*_assigned(session, moved, at), *_dated(session, moved.effects, at)]
    if notes:
        first = cases.note(session, case_id, moved, notes, at)
        entries += [Told(first + n, at, entry) for n, entry in enumerate(notes)]
    standing.apply(session, case_id, entries)
    _tell_superiors(session, case_id, moved, at)
    return _next(session, case_id, moved)


def _tell_superiors(session: Session, case_id: int, moved: Moved, at: datetime) -> None:
    """Give the notices that the step asked for (`avisos.escalar`); a step that was undone asked for nothing."""
    asked = [heard for heard in moved.heard if heard.question == "servicio avisos.escalar" and not moved.undone]
    row = standing.the_case(session, case_id) if asked else None
    if row is None:
        return
    for number, heard in enumerate(asked, start=1):
        notices.request(session, row, heard.arguments[0], f"asiento {moved.position}, {number}", at)


def _assigned(session: Session, moved: Moved, at: datetime) -> list[Cause]:
    """Say to which organ and officers each new task went, as the chart was that day."""
    day, procedure = at.astimezone(LIMA).date(), moved.case.spec.procedure
    opened = [effect for effect in moved.effects if isinstance(effect, TaskOpened)]
    return [_assign(session, effect, day, procedure) for effect in opened]


def _assign(session: Session, opened: TaskOpened, day: date, procedure: str) -> TaskAssigned:
    """A task that no organ can take is assigned to none: that is an incident, and the note says why."""
    if opened.organ in ("", "-"):
        return TaskAssigned(opened.task, "", note="El diagrama no dice qué órgano debe atender esta tarea.")
    try:
        resolved = organs.resolve(session, opened.organ, day)
    except organs.NoOrgan as nobody:
        return TaskAssigned(opened.task, "", note=str(nobody))
    organ = resolved.organ
    officers = appointments.acting(session, organ.slug, day, procedure)
    named = tuple(dict.fromkeys(actor.officer for actor in officers))
    return TaskAssigned(opened.task, organ.slug, organ.name, named, resolved.reason or "")


def _dated(session: Session, effects: Sequence[Effect], at: datetime) -> list[Cause]:
    """Say on which day each new term ends and what was counted to find it."""
    return [_date(session, effect, at) for effect in effects if isinstance(effect, TermStarted)]


def _date(session: Session, started: TermStarted, at: datetime) -> TermDated:
    text, since = started.text, started.since
    start = since.astimezone(LIMA).date() if isinstance(since, datetime) and since.tzinfo else since
    start = start.date() if isinstance(start, datetime) else start
    start = start if isinstance(start, date) else at.astimezone(LIMA).date()
    try:
        term = notation.parse(text)
    except ValueError:
        expires = _moment(text, since if isinstance(since, datetime) else at)
        last = (expires.astimezone(LIMA) - timedelta(microseconds=1)).date()
        return TermDated(started.term, last, expires, start)
    dated = terms.last_day(term, start, calendar.calendar(session))
    skipped = tuple((day.isoformat(), reason) for day, reason in dated.skipped)
    return TermDated(started.term, dated.due, terms.expires_at(dated.due), start, dated.calendar_version, skipped)


def _moment(text: str, start: datetime) -> datetime:
    """Return when a timer written in ISO 8601 expires: a duration after `start`, or a date."""
    if text.startswith("P"):
        return notation.after(text, start)
    return notation.parse_moment(text)


def _next(session: Session, case_id: int, moved: Moved) -> list[_Next]:
    found: list[_Next] = []
    for effect in moved.effects:
        match effect:
            case MessageThrown(name=name, key=key, values=values, caught=False):
                found += _hearers(
                    session, MessageArrived(name, key, values), "message", case_id, standing.key_text(key)
                )
            case SignalThrown(name=name, values=values):
                found += _hearers(session, SignalArrived(name, values), "signal", case_id, "")
    for heard in moved.heard:
        if heard.question == "servicio casos.terminar" and not moved.case.completed:
            key = moved.case.facts["expediente"]
            found.append(_Next(case_id, MessageArrived("terminar_caso", key, dict(heard.arguments[0]))))
    return found


def tell(session: Session, message: MessageArrived, at: datetime) -> int:
    """Tell a message from outside to whoever waits for it, or open the procedures that start with it.

    Returns how many cases heard it. Raises NotFound when there is nobody.
    """
    told = _hearers(session, message, "message", None, standing.key_text(message.key))
    if not told:
        raise NotFound(f"Ningún expediente espera la comunicación «{message.name}» con esa clave. No se registró nada.")
    for one in told:
        if one.case_id is None:
            assert isinstance(one.cause, CaseOpened)
            _open(session, one.cause.procedure, one.cause.values, at, process=one.cause.process, start=one.cause.start,
                  actor=message.actor)  # fmt: skip
        else:
            advance(session, one.case_id, message, at)
    return len(told)


def _hearers(
    session: Session, told: MessageArrived | SignalArrived, kind: str, sender: int | None, key: str
) -> list[_Next]:
    """Return the cases that wait for this, in order; a message that nobody waits for opens what starts with it."""
    wanted = select(Awaited.case_id).where(Awaited.kind == kind, Awaited.name == told.name).distinct()
    if key:
        wanted = wanted.where(Awaited.key.in_((key, "")))
    waiting = [case for case in session.scalars(wanted.order_by(Awaited.case_id)) if case != sender]
    found = [_Next(case, told) for case in waiting]
    if kind == "message" and found:
        return found
    return found + [
        _Next(None, CaseOpened(procedure, process, start=start, values=told.values))
        for procedure, process, start in starts(session, kind, told.name)
    ]


def starts(session: Session, kind: str, name: str) -> list[tuple[str, str, str]]:
    """Return (procedure, process, where it begins) of each version in force that such a message or signal opens."""
    return [
        (key.procedure, process, start)
        for key in (Key(*found) for found in versions.in_force(session).items())
        for process, plan in bound.ready(session, key).plans.items()
        for start in plan.started_by(kind, name)
    ]
