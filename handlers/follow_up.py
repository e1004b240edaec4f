"""The one door that moves a case: tells the engine a cause, then follows up what it made of it, in one transaction.

New tasks find their organ and officers, new terms their last day, messages and signals their hearers; lists and
notices are brought up to date. Whatever is told on the way (a term dated, a message to another case) is a cause in
the journal of its case.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import bound, cases, journal
from engine.cases import Moved
from engine.entries import (
    Actor,
    CaseOpened,
    Cause,
    Entry,
    MessageArrived,
    MessageAwaited,
    MessageThrown,
    SignalArrived,
    SignalThrown,
    TaskAssigned,
    TaskOpened,
    TermStarted,
)
from engine.stepper import NotWaiting
from handlers import (
    accumulating,
    appointments,
    inheriting,
    messages,
    notices,
    numbering,
    organs,
    replacements,
    standing,
    unattended,
)
from handlers.messages import KeptMessage
from handlers.refusals import NotFound, Refusal
from handlers.services import Desk
from handlers.standing import Awaited, CaseRow, Told
from workflows import versions
from workflows.terms import LIMA
from workflows.versions import Key

MOST_TOLD = 200  # causes that one command may set off, over all cases


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message: a case had it (`opened`: it began with it), or it is kept until somebody waits."""

    case_id: int | None = None
    position: int = 0
    opened: bool = False
    undone: bool = False  # the case has it, but could not go on from it
    kept: KeptMessage | None = None


@dataclass(frozen=True, slots=True)
class _Next:
    """A cause still to be told: to a case, to one that it opens, or to whoever waits for it (`case_id` None).

    `sender` is the case that told it, `kept` the number of a message that was kept until now.
    """

    case_id: int | None
    cause: Cause
    sender: int | None = None
    kept: int | None = None


def open_case(
    session: Session, procedure: str, values: Mapping[str, Any], at: datetime, *,
    process: str = "", start: str = "", by: str = "", actor: Actor | None = None,
) -> CaseRow:  # fmt: skip
    """Open a case of a procedure in force and return its row. Raises NotFound for an unknown procedure.

    `start` is the event that began it, `by` what of it came first (see `CaseOpened`).
    """
    cause = CaseOpened(procedure, process, start=start, values=values, actor=actor, by=by)
    case_id, waiting = _open(session, cause, at)
    _follow(session, waiting, at)
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
    moved, waiting = _move(session, row, cause, at)
    _follow(session, waiting, at)
    return moved


def tell(session: Session, message: MessageArrived, at: datetime) -> Receipt:
    """Tell a message from outside to the one place that has waited longest, or open the procedure that begins with it.

    Where there is neither, it is kept until somebody waits, for as long as `messages` says. Returns what became of it.
    Raises NotFound when no procedure in force ever waits for such a message.
    """
    receipt, waiting = _deliver(session, _Next(None, message), at)
    _follow(session, waiting, at)
    return receipt


def deliver_stranded(session: Session, at: datetime) -> int:
    """Give the kept messages, that somebody waits for all the same, to whom they are for; return how many."""
    told = 0
    for kept, case_id in messages.stranded(session, at):
        found = _hand_over(session, _Next(case_id, MessageArrived(""), kept=kept), at)
        if found is not None:
            _follow(session, found, at)
            told += 1
    return told


def _open(session: Session, cause: CaseOpened, at: datetime) -> tuple[int, list[_Next]]:
    """Open a case; return its id, and what must be told next."""
    procedure, process, values = cause.procedure, cause.process or cause.procedure, cause.values
    if cause.start:
        told = {"organo_origen": values["organo"]} if "organo" in values else {}
        values = {**_unattended(session, cause, procedure, process, at), **told, **values}
    number = numbering.next_case(session, at.astimezone(LIMA).year)
    case_id = 1 + (session.scalar(select(func.max(journal.JournalRow.case_id))) or 0)
    cause = replace(cause, process=process, values={**values, "expediente": number})
    try:
        moved = cases.open_case(session, case_id, cause, at, Desk(session, case_id, number, at))
    except KeyError:
        raise NotFound(f"El procedimiento «{procedure}» no está publicado.") from None
    return case_id, _settle(session, case_id, moved, at)


def _unattended(session: Session, cause: CaseOpened, procedure: str, process: str, at: datetime) -> dict[str, Any]:
    """Return the header of a case that nobody opened by hand, as its start says."""
    number = versions.in_force(session).get(procedure)
    plan = bound.ready(session, Key(procedure, number)).plans.get(process) if number else None
    node = next((node for node in plan.process.children if node.id == cause.start), None) if plan else None
    return unattended.header(plan.process, node, at, cause.values) if plan and node else {}


def _follow(session: Session, first: Sequence[_Next], at: datetime) -> None:
    """Follow up a step and everything that it sets off, breadth first, within a bound."""
    waiting = deque(first)
    for _ in range(MOST_TOLD):
        if not waiting:
            return
        waiting.extend(_carry(session, waiting.popleft(), at))
    raise Refusal("El paso desencadena demasiadas comunicaciones entre expedientes y se detuvo; no se registró nada. "
                  "Avise al diseñador del procedimiento.")  # fmt: skip


def _carry(session: Session, told: _Next, at: datetime) -> list[_Next]:
    """Tell what is to be told and return what must be told next."""
    if isinstance(told.cause, CaseOpened):
        return _open(session, told.cause, at)[1]
    if told.kept is not None:
        return _hand_over(session, told, at) or []
    if told.case_id is None:
        return _deliver(session, told, at)[1]
    moved = _told(session, told.case_id, told.cause, at)
    return moved[1] if moved else []


def _deliver(session: Session, told: _Next, at: datetime) -> tuple[Receipt, list[_Next]]:
    """Give a message to the one who has waited longest, else open what begins with it, else keep it. Raises NotFound.

    Source: BPMN 2.0, 10.5.1 (a message is for one recipient).
    """
    message, sender = told.cause, told.sender
    assert isinstance(message, MessageArrived)
    tried: list[int] = []
    while (case_id := messages.receiver(session, message, sender, tried)) is not None:
        if found := _told(session, case_id, message, at):
            return Receipt(case_id, found[0].position, undone=bool(found[0].undone)), found[1]
        tried.append(case_id)
    if start := messages.begins(session, message.name, message.key):
        case_id, waiting = _open(session, _begun_by(message, *start), at)
        return Receipt(case_id, 1, opened=True), waiting
    if sender is None and not messages.is_known(session, message.name):
        raise NotFound(f"Ningún procedimiento vigente espera la comunicación «{message.name}». No se registró nada; "
                       "revise el nombre.")  # fmt: skip
    return Receipt(kept=messages.keep(session, message, sender, at)), []


def _begun_by(told: MessageArrived, procedure: str, process: str, start: str) -> CaseOpened:
    return CaseOpened(procedure, process, start=start, values=told.values, actor=told.actor, sender=told.sender,
                      sent_at=told.sent_at, evidence=told.evidence, key=told.key,
                      by=f"message {told.name}")  # fmt: skip


def _hand_over(session: Session, told: _Next, at: datetime) -> list[_Next] | None:
    """Give a kept message to a case that now waits for it; None where it does not, or somebody was first."""
    assert told.kept is not None and told.case_id is not None
    message = messages.take(session, told.kept, at)
    found = _told(session, told.case_id, message, at) if message else None
    if found is None:
        return None
    messages.received(session, told.kept, told.case_id, at)
    return found[1]


def _told(session: Session, case_id: int, cause: Cause, at: datetime) -> tuple[Moved, list[_Next]] | None:
    """Tell a case a cause; None when it has ended, or whoever waited for it was withdrawn meanwhile."""
    row = standing.the_case(session, case_id, lock=True)
    if row is None or row.state == "ended":
        return None
    try:
        return _move(session, row, cause, at)
    except NotWaiting:
        return None


def _move(session: Session, row: CaseRow, cause: Cause, at: datetime) -> tuple[Moved, list[_Next]]:
    moved = cases.advance(session, row.id, cause, at, Desk(session, row.id, row.number, at))
    return moved, _settle(session, row.id, moved, at)


def _settle(session: Session, case_id: int, moved: Moved, at: datetime) -> list[_Next]:
    """Assign tasks, date terms, bring the lists up to date; return what must be told next."""
    made: list[Entry] = [moved.cause, *moved.effects]
    entries = [Told(moved.position + n, at, entry) for n, entry in enumerate(made)]
    notes = [*_assigned(session, case_id, moved, at), *_dated(session, case_id, moved, at)]
    if notes:
        first = cases.note(session, case_id, moved, notes, at)
        entries += [Told(first + n, at, entry) for n, entry in enumerate(notes)]
    standing.apply(session, case_id, entries)
    _tell_superiors(session, case_id, moved, at)
    return _next(session, case_id, moved, at)


def _tell_superiors(session: Session, case_id: int, moved: Moved, at: datetime) -> None:
    """Give the notices that the step asked for (`avisos.escalar`); a step that was undone asked for nothing."""
    asked = [heard for heard in moved.heard if heard.question == "servicio avisos.escalar" and not moved.undone]
    row = standing.the_case(session, case_id) if asked else None
    if row is None:
        return
    for number, heard in enumerate(asked, start=1):
        notices.request(session, row, heard.arguments[0], f"asiento {moved.position}, {number}", at)


def _assigned(session: Session, case_id: int, moved: Moved, at: datetime) -> list[Cause]:
    """Say to which organ and officers each new task went, as the chart was that day."""
    day, procedure = at.astimezone(LIMA).date(), moved.case.spec.procedure
    opened = [effect for effect in moved.effects if isinstance(effect, TaskOpened)]
    found: list[Cause] = []
    for effect in opened:
        assigned = _assign(session, effect, day, procedure)
        found += [assigned, *replacements.inherited(session, case_id, assigned)]
    return found


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


def _dated(session: Session, case_id: int, moved: Moved, at: datetime) -> list[Cause]:
    """Say on which day each new term ends and what was counted to find it."""
    started = [effect for effect in moved.effects if isinstance(effect, TermStarted)]
    return [cause for effect in started for cause in inheriting.begun(session, case_id, effect, moved.cause, at)]


def _next(session: Session, case_id: int, moved: Moved, at: datetime) -> list[_Next]:
    """Return what a step sets off: what it told others, what the house tells it, and what was kept for it."""
    found: list[_Next] = []
    number = str(moved.case.facts["expediente"] or "")
    for position, effect in enumerate(moved.effects, start=moved.position + 1):
        match effect:
            case MessageThrown(name=name, key=key, values=values, caught=False):
                message = MessageArrived(name, key, values, sender=number, sent_at=position)
                found.append(_Next(None, message, sender=case_id))
            case SignalThrown(name=name, values=values):
                found += _hearers(session, SignalArrived(name, values), case_id, number, position)
    for heard in moved.heard:
        if heard.question == "servicio casos.terminar" and not moved.case.completed:
            linked = accumulating.told(session, case_id, number, heard.arguments[0])
            found += [_Next(case, cause) for case, cause in linked]
            found.append(_Next(case_id, MessageArrived(messages.ORDER_TO_END, number, dict(heard.arguments[0]))))
    found += [_Next(case, cause) for case, cause in replacements.told(session, case_id, moved, at)]
    awaited = [effect for effect in moved.effects if isinstance(effect, MessageAwaited)]
    kept = messages.kept_for(session, case_id, awaited, at) if awaited else []
    return found + [_Next(case_id, MessageArrived(""), kept=one) for one in kept]


def _hearers(session: Session, told: SignalArrived, sender: int, number: str, position: int) -> list[_Next]:
    """Return the cases that wait for a signal, in order, and then what starts with it: all of them, once each."""
    wanted = select(Awaited.case_id).where(Awaited.kind == "signal", Awaited.name == told.name).distinct()
    waiting = [case for case in session.scalars(wanted.order_by(Awaited.case_id)) if case != sender]
    opened = [
        CaseOpened(
            procedure,
            process,
            start=start,
            values=told.values,
            sender=number,
            sent_at=position,
            by=f"signal {told.name}",
        )
        for procedure, process, start in messages.starts(session, "signal", told.name)
    ]
    return [_Next(case, told) for case in waiting] + [_Next(None, cause) for cause in opened]
