"""What cases wait for from outside, and how an authorised officer writes down, with its document, what came.

Who may: the organ of the lane in which the case waits, and those through whom letters come in.
Source: domain/procedures.md §0.2 (correlation), LPAG 128 (TUO).
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import bound, canon, cases, journal
from engine.entries import Actor, Cause, MessageArrived, MessageAwaited, TermDated, TermExpired, Withdrawn
from engine.journal import DecidedElsewhere, Record
from engine.ports import Ear
from engine.stepper import NotWaiting
from handlers import (
    access,
    appointments,
    asking,
    commands,
    counting,
    documents,
    drawings,
    follow_up,
    letters,
    messages,
    organs,
    tasks,
)
from handlers.drawings import Drawings
from handlers.follow_up import Receipt
from handlers.letters import Letter
from handlers.organs import NoOrgan
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.services import Desk
from handlers.standing import Awaited, CaseRow, RunningTerm
from workflows import messages as drawn_messages
from workflows.diagram import Node
from workflows.forms import Form
from workflows.terms import LIMA
from workflows.versions import Key

POSTS = ("mesa-de-partes", "secretaria-general")  # through whom letters come in
MOST = 200  # awaited communications on one page
AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Expected:
    """A communication that a case waits for: where, from whom, since and until when, and who may write it down."""

    case: CaseRow
    place: str
    name: str
    key: Any
    step: str
    about: str
    sender: str
    asked: str  # what was asked of the sender
    since: datetime
    due: date | None
    suspended_on: date | None  # since when its term stands still
    suspended_until: date | None
    organ: str
    organ_name: str
    actor: Actor | None  # as whom the officer who looks may write it down
    seen: bool  # whether that officer may see the case
    any_time: bool  # it may come or not: it would begin an event box
    title: str  # what the communication is called


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is filled in for one communication: its form, what the case knows there, and who writes it down."""

    name: str
    form: Form
    values: Mapping[str, Any]
    node: Node
    actor: Actor
    expected: Expected | None  # None: nobody is known to wait for it
    begins: bool = False  # it opens a case

    @property
    def title(self) -> str:
        """What the communication is called."""
        return letters.title(self.node, self.name)


# what is awaited


def expected(session: Session, officer: str, at: datetime) -> list[Expected]:
    """Return what cases wait for and the officer may write down today, what is due first before the rest.

    What may come at any time is left out: every case would stand in this list.
    """
    found = [one for one in _expected(session, None, officer, at) if one.actor is not None and not one.any_time]
    return sorted(found, key=lambda one: (one.due or date.max, one.since, one.case.id))


def of_case(session: Session, case_id: int, officer: str, at: datetime) -> list[Expected]:
    """Return what a case waits for from outside, in the order in which it began to."""
    return _expected(session, case_id, officer, at)


def _expected(session: Session, case_id: int | None, officer: str, at: datetime) -> list[Expected]:
    wanted = (
        select(Awaited, CaseRow)
        .join(CaseRow, CaseRow.id == Awaited.case_id)
        .where(Awaited.kind == "message", Awaited.name.not_in(messages.from_cases(session)))
        .order_by(Awaited.since, Awaited.case_id, Awaited.place)
        .limit(MOST)
    )
    rows = session.execute(wanted if case_id is None else wanted.where(Awaited.case_id == case_id)).all()
    ids = sorted({row.case_id for row, _ in rows})
    drawn = drawings.of_cases(session, ids)
    visible = set(session.scalars(select(CaseRow.id).where(CaseRow.id.in_(ids), access.readable(session, officer, at))))
    terms = list(session.scalars(select(RunningTerm).where(RunningTerm.case_id.in_(ids))))
    sent = {number: _dispatches(journal.read(session, number)) for number in ids}
    return [
        _one(session, row, case, drawn[case.id], [t for t in terms if t.case_id == case.id], sent[case.id],
             officer, case.id in visible, at)
        for row, case in rows
    ]  # fmt: skip


def _one(
    session: Session, row: Awaited, case: CaseRow, drawn: Drawings, running: Sequence[RunningTerm],
    sent: Mapping[str, Mapping[str, Any]], officer: str, seen: bool, at: datetime,
) -> Expected:  # fmt: skip
    node, key = drawn.at(row.place), canon.decode(row.key.encode()) if row.key else None
    letter = sent.get(str(key), {})
    organ = asking.organ_of(session, case, row.place, node, at)
    named = organs.organ_on(session, organ, at.astimezone(LIMA).date()) if organ else None
    here = _terms_of(row.place, drawn, running)
    still = next((one for one in here if counting.suspended(one, at.astimezone(LIMA).date())), None)
    return Expected(
        case=case,
        place=row.place,
        name=row.name,
        key=key,
        step=drawn.name(row.place),
        about=_about(node),
        sender=_sender(session, case, row.place, node, letter, at),
        asked=str(letter.get("asunto") or ""),
        since=row.since,
        due=min((one.due for one in here if one.due), default=None),
        suspended_on=still.suspended_on if still else None,
        suspended_until=still.suspended_until if still else None,
        organ=organ,
        organ_name=named.name if named else "",
        actor=_acting(session, officer, organ, case.procedure, at),
        seen=seen,
        any_time=node is not None and node.kind == "startEvent",
        title=letters.title(node, row.name),
    )


def _dispatches(records: Iterable[Record]) -> dict[str, Mapping[str, Any]]:
    """Return the letters that a case sent, by the number that an answer must quote."""
    return {
        str(heard.answer["envio_id"]): heard.arguments[0]
        for record in records for heard in record.heard
        if heard.question == "servicio envios.registrar" and heard.how == "value"
    }  # fmt: skip


def _about(node: Node | None) -> str:
    """Return what the diagram says of a wait: of its own, or of the event box that it opens."""
    while node is not None and node.kind != "process":
        if node.documentation:
            return node.documentation.strip()
        node = node.scope if node.kind == "startEvent" else None
    return ""


def _sender(
    session: Session, case: CaseRow, place: str, node: Node | None, letter: Mapping[str, Any], at: datetime
) -> str:
    """Return from whom it is awaited: as the diagram says (`cabildo.de`), else to whom the case wrote."""
    told = asking.text(session, case, place, node.properties.get("cabildo.de", "") if node else "", at)
    told = told or _name_of(letter.get("destinatario"))
    organ = organs.organ_on(session, told, at.astimezone(LIMA).date()) if told else None
    return organ.name if organ else told


def _name_of(addressee: Any) -> str:
    return str(addressee.get("nombre") or "") if isinstance(addressee, Mapping) else str(addressee or "")


def _terms_of(place: str, drawn: Drawings, running: Sequence[RunningTerm]) -> list[RunningTerm]:
    """Return the terms of a wait: its own, a timer on its border, and those that the same gateway waits for."""
    around = place.rpartition("/")[0]
    gate = drawn.at(around) if around else None
    beside = f"{around}/" if gate is not None and gate.kind == "eventBasedGateway" else None
    return [term for term in running
            if term.term == place or term.term.startswith(f"{place}/")
            or (beside is not None and term.term.startswith(beside))]  # fmt: skip


def _acting(session: Session, officer: str, organ: str, procedure: str, at: datetime) -> Actor | None:
    """Return as whom the officer may write down what comes: for the organ that waits, or where letters come in."""
    day = at.astimezone(LIMA).date()
    if AUDITOR in appointments.roles_of(session, officer, day):
        return None
    for slug in (organ, *POSTS):
        try:
            found = appointments.may_act(session, officer, slug, day, procedure) if slug else None
        except NoOrgan:
            continue
        if found is not None:
            return tasks.actor_of(session, found, day)
    return None


def may_receive(session: Session, officer: str, at: datetime) -> bool:
    """Tell whether letters come in through the officer, so that he may also write down what nobody waits for yet."""
    return _acting(session, officer, "", "", at) is not None


# what is written down


def sheet(session: Session, case_id: int, place: str, name: str, officer: str, at: datetime) -> Sheet:
    """Return what to fill in for a communication that a case waits for. Raises NotFound, NotAllowed."""
    found = next(
        (one for one in of_case(session, case_id, officer, at) if (one.place, one.name) == (place, name)), None
    )
    if found is None:
        raise NotFound("El expediente ya no espera esa comunicación: puede que alguien la registrara o que el trámite "
                       "siguiera otro camino. No se registró nada; vea el historial del expediente.")  # fmt: skip
    if found.actor is None:
        who = found.organ_name or "la mesa de partes"
        raise NotAllowed(f"Esta comunicación la registra {who} o la mesa de partes; hoy usted no actúa por ellos. "
                         "No se registró nada.")  # fmt: skip
    running, ear = cases.look(session, case_id), Ear(Desk(session, case_id, found.case.number, at))
    procedure, node = running.node_at(place)
    form = letters.form_for(node, _form_of(session, procedure, running.versions[procedure], node))
    values = {**_usual(at), **({letters.SENDER: found.sender} if found.sender else {})}
    return Sheet(name, form, ChainMap(values, *running.seen_at(place, ear).maps), node, found.actor, found)


def _usual(at: datetime) -> dict[str, Any]:
    """Return what a letter is proposed to say: most are written down on the day on which they come."""
    return {letters.RECEIVED: at.astimezone(LIMA).date()}


def blank(session: Session, name: str, officer: str, at: datetime) -> Sheet:
    """Return what to fill in for a communication by its name alone, as the procedures in force want it.

    Raises NotFound for one that none of them waits for, NotAllowed.
    """
    actor = _acting(session, officer, "", "", at)
    if actor is None:
        raise NotAllowed("Lo que llega de fuera sin que un expediente lo espere lo registra la mesa de partes o la "
                         "Secretaría General; hoy usted no actúa por ellas. No se registró nada.")  # fmt: skip
    found = _drawn(session).get(name)
    if found is None:
        raise NotFound("Ningún procedimiento vigente recibe esa comunicación. Elija una de la lista.")
    procedure, number, node = found
    form = letters.form_for(node, _form_of(session, procedure, number, node), header=_begins(node))
    return Sheet(name, form, _usual(at), node, actor, None, _begins(node))


def offered(session: Session) -> list[tuple[str, str, bool]]:
    """Return (name, what it is called, whether it begins a case) of what may come from outside, in that order."""
    found = [(name, letters.title(node, name), _begins(node)) for name, (_, _, node) in _drawn(session).items()]
    return sorted(found, key=lambda one: one[1])


def _begins(node: Node) -> bool:
    return node.kind == "startEvent" and node.scope is not None and node.scope.kind == "process"


def _drawn(session: Session) -> dict[str, tuple[str, int, Node]]:
    """Return where each message from outside is awaited, in the versions in force: where it has a form, if anywhere."""
    inside, found = messages.from_cases(session), dict[str, tuple[str, int, Node]]()
    for ready in messages.in_force(session):
        for plan in ready.plans.values():
            for node, trigger in drawn_messages.caught(plan.process):
                name = trigger.name or ""
                if name not in inside and (name not in found or (node.form and not found[name][2].form)):
                    found[name] = (ready.key.procedure, ready.key.number, node)
    return found


def _form_of(session: Session, procedure: str, number: int, node: Node) -> bytes | None:
    files = bound.ready(session, Key(procedure, number)).files
    return files.get(f"forms/{node.form}.form") if node.form else None


def record(
    session: Session, case_id: int, place: str, name: str, officer: str, posted: Mapping[str, Any], at: datetime, *,
    key: str,
) -> dict[str, Any]:  # fmt: skip
    """Write down what a case waited for and return `{"case", "position"}`. The repeat of a key gets the first answer.

    Raises Invalid (with a sentence per field), NotFound, NotAllowed; nothing is written then.
    """
    body = {"case": case_id, "place": place, "name": name, "posted": dict(posted)}
    try:
        return commands.once(
            session, key, officer, body, lambda: _record(session, case_id, place, name, officer, posted, at), at
        )
    except (NotWaiting, DecidedElsewhere):
        session.rollback()
        raise NotFound("El expediente dejó de esperar esa comunicación mientras usted la registraba. No se registró "
                       "nada; vea el historial del expediente.") from None  # fmt: skip


def _record(
    session: Session, case_id: int, place: str, name: str, officer: str, posted: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    found = sheet(session, case_id, place, name, officer, at)
    assert found.expected is not None
    letter = letters.checked(found.form, found.node, posted, found.values, at)
    message = _message(found, letter, found.expected.key)
    last = _passed(found.expected.due, letter) or overdue(journal.read(session, case_id), name, letter.received)
    message = replace(message, place=place, overdue=last)
    moved = follow_up.advance(session, case_id, message, at)
    if not moved.undone:
        documents.attach(session, case_id, place, letter.documents, officer)
    return {"case": case_id, "position": moved.position, **({"undone": True} if moved.undone else {})}


def receive(
    session: Session, name: str, quoted: str, officer: str, posted: Mapping[str, Any], at: datetime, *, key: str
) -> dict[str, Any]:
    """Write down a communication that quotes a number (`EXP-2026-000123/E03`), whoever waits for it.

    Returns `{"case", "position"}` of the case that had it or that it opened, or `{"case", "until"}` of one that it
    is kept for, because it does not wait for it yet. Raises as `record` does.
    """
    body = {"name": name, "quoted": quoted, "posted": dict(posted)}
    return commands.once(
        session, key, officer, body, lambda: _receive(session, name, quoted.strip(), officer, posted, at), at
    )


def _receive(
    session: Session, name: str, quoted: str, officer: str, posted: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    found = blank(session, name, officer, at)
    meant = None if found.begins else _quoted_case(session, quoted)
    letter = letters.checked(found.form, found.node, posted, found.values, at)
    receipt = follow_up.tell(session, _message(found, letter, quoted or None), at)
    case_id = receipt.case_id or (meant.id if meant else 0)
    if not receipt.undone and case_id:
        documents.attach(session, case_id, "", letter.documents, officer)
    return _said(receipt, case_id)


def _said(receipt: Receipt, case_id: int) -> dict[str, Any]:
    if receipt.kept is not None:
        return {"case": case_id, "until": receipt.kept.until.astimezone(LIMA).isoformat()}
    return {"case": case_id, "position": receipt.position, **({"undone": True} if receipt.undone else {})}


def _quoted_case(session: Session, quoted: str) -> CaseRow:
    """Return the case whose number, or that of a letter of which, was quoted. Raises Invalid."""
    found = session.scalar(select(CaseRow).where(CaseRow.number == quoted.partition("/")[0].upper()))
    if found is None:
        raise Invalid(letters.WRONG, {"numero_citado": "No hay un expediente con ese número. Escriba el número que el "
                                      "documento cita: «EXP-2026-000123» o «EXP-2026-000123/E03»."})  # fmt: skip
    return found


def _message(found: Sheet, letter: Letter, key: Any) -> MessageArrived:
    return MessageArrived(found.name, key, letter.values, actor=found.actor, evidence=letter.seal)


def _passed(due: date | None, letter: Letter) -> str:
    return due.isoformat() if due is not None and letter.received > due else ""


def overdue(records: Sequence[Record], name: str, received: date) -> str:
    """Return the last day (ISO) of a wait for a message that ran out before it was received; empty for none.

    A wait ran out when the term that expired took it away: the case went on, and waits at another place now.
    """
    awaited, dated, last = set[str](), dict[str, date](), ""
    expired: date | None = None
    for record in records:
        match record.entry:
            case MessageAwaited(place=place, kind="message", name=told) if told == name:
                awaited.add(place)
            case TermDated(term=term, due=due):
                dated[term] = due
            case TermExpired(term=term):
                expired = dated.get(term)
            case Withdrawn(place=place) if place in awaited and expired is not None and expired < received:
                last = expired.isoformat()
        if isinstance(record.entry, Cause) and not isinstance(record.entry, TermExpired | TermDated):
            expired = None
    return last


__all__ = ["Expected", "Sheet", "blank", "expected", "may_receive", "of_case", "offered", "receive", "record", "sheet"]
