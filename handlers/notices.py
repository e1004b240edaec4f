"""Who is reminded and told: before a term falls due its organ, once it is late the head of the organ above.

Of a task, of a communication that is awaited, and of a whole case.

Source: LPAG 142.2 (whoever leads watches the terms of those below), 154; domain/organs.md §8. A notice is given once.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint, and_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers import asking, calendar, counting, drawings, inbox, organs, terms, verbs
from handlers.calendar import Calendar, written
from handlers.drawings import Drawings
from handlers.organs import NoOrgan, Organ
from handlers.standing import CaseRow, OpenTask, RunningTerm
from workflows import terms as notation
from workflows.diagram import Node
from workflows.storage import Table
from workflows.terms import LIMA

log = logging.getLogger(__name__)

REMIND_AT = (80,)  # percent of the term, where the diagram does not say
ESCALATE_EVERY = 2  # working days after the first time

REMINDER, ESCALATION, REQUESTED = "recordatorio", "escalamiento", "pedido"


class Notice(Table):
    """What an organ, or only its head, was told about a task or another term. Desk: kept, never evidence.

    `occasion` tells apart what is told of one term: `80 %`, the number of an escalation; of a term whose last day was
    moved, also that day.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("case_id", "task", "kind", "occasion"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(index=True)
    task: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    occasion: Mapped[str] = mapped_column(String(100))
    organ: Mapped[str] = mapped_column(String(100), index=True)
    for_head: Mapped[bool]
    officer: Mapped[str] = mapped_column(String(100))  # who took the task; empty: all of the organ
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class NoticeRead(Table):
    """An officer has read a notice. Desk."""

    __tablename__ = "notices_read"

    notice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as an officer reads it. `settled`: what it is about no longer waits, nothing has to be done.

    `overdue`: its last day passed since the notice was given. `is_task` tells whether `task` is a task that waits, and
    no other term.
    """

    id: int
    case_id: int
    number: str
    task: str
    kind: str
    text: str
    at: datetime
    unread: bool
    settled: bool
    is_task: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class _Late:
    """A term that runs and all that a notice says of it: of whom, since when, until when."""

    case: CaseRow
    term: RunningTerm
    start: date
    due: date
    node: Node | None
    name: str
    organ: str
    organ_name: str
    officer: str = ""  # who has the task
    officer_name: str = ""

    @property
    def about(self) -> str:
        subject = f", «{self.case.subject}»," if self.case.subject else ""
        return (
            f"{self.name} de {self.case.number}{subject}" if self.name else f"el expediente {self.case.number}{subject}"
        )


def send_due(session: Session, at: datetime) -> int:
    """Write the reminders and escalations that are due and return how many; each is given once. The caller commits."""
    days = calendar.calendar(session)
    wanted = [notice for late in _with_terms(session, at) for notice in _due(session, late, at, days)]
    given = _given(session, {notice["case_id"] for notice in wanted})
    fresh = [{**notice, "at": at} for notice in wanted if _name(notice) not in given]
    return sum(_write(session, notice) for notice in fresh)


def request(session: Session, case: CaseRow, inputs: Mapping[str, Any], occasion: str, at: datetime) -> None:
    """Tell the head above an organ what a case asks (`avisos.escalar`: `organo`, `tarea`, `motivo`); once an occasion.

    An organ that the chart does not have, or without one above, is told itself or nobody.
    """
    organ, day = str(inputs.get("organo") or ""), at.astimezone(LIMA).date()
    above = _above(session, organ, day)
    if above is None:
        return
    reason = " ".join(str(inputs.get("motivo") or "").split())
    text = f"{case.number}, «{case.subject}»: se pide que intervenga ante {_called(session, organ, day)}."
    told = {"case_id": case.id, "task": str(inputs.get("tarea") or ""), "kind": REQUESTED, "occasion": occasion}
    told |= {"organ": above, "for_head": True, "officer": "", "text": f"{text} {reason}".strip(), "at": at}
    _write(session, told)


def of_officer(session: Session, officer: str, at: datetime, limit: int = 100) -> list[Told]:
    """Return the notices for an officer, as his appointments stand that day, the newest first."""
    day = at.astimezone(LIMA).date()
    waiting = list(session.scalars(select(Notice.organ).distinct()))
    mine = [organ for organ in waiting if inbox.acting_for(session, officer, organ, day)]
    read = and_(NoticeRead.notice_id == Notice.id, NoticeRead.officer == officer)
    open_task = and_(OpenTask.case_id == Notice.case_id, OpenTask.task == Notice.task)
    wanted = (
        select(
            Notice,
            CaseRow.number,
            CaseRow.procedure,
            CaseRow.state,
            NoticeRead.officer,
            OpenTask.task,
            RunningTerm.term,
            RunningTerm.due,
        )
        .join(CaseRow, CaseRow.id == Notice.case_id)
        .outerjoin(NoticeRead, read)
        .outerjoin(OpenTask, open_task)
        .outerjoin(RunningTerm, and_(RunningTerm.case_id == Notice.case_id, RunningTerm.term == Notice.task))
        .where(Notice.organ.in_(mine), Notice.officer.in_(("", officer)))
        .order_by(Notice.at.desc(), Notice.id.desc())
    )
    found = []
    for notice, number, procedure, state, reader, task, term, due in session.execute(wanted):
        acts = inbox.acting_for(session, officer, notice.organ, day, procedure)
        if acts is None or (notice.for_head and not acts.is_head):
            continue
        settled = state == "ended" if notice.kind == REQUESTED else task is None and term is None
        found.append(Told(notice.id, notice.case_id, number, notice.task, notice.kind, notice.text, notice.at,
                          reader is None, settled, task is not None, due is not None and due < day))  # fmt: skip
        if len(found) == limit:
            break
    return found


def unread(session: Session, officer: str, at: datetime) -> int:
    """Return how many notices an officer has not read that still ask something of him."""
    return sum(told.unread and not told.settled for told in newest(of_officer(session, officer, at)))


def newest(told: Sequence[Told]) -> list[Told]:
    """Return of the notices about one term only the newest: what came before says nothing that it does not."""
    found: dict[tuple[int, str], Told] = {}
    for one in told:
        found.setdefault((one.case_id, one.task), one)
    return list(found.values())


def mark_read(session: Session, officer: str, notice: int, at: datetime) -> None:
    """Note that an officer has read a notice; the second time says nothing new."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"notice_id": notice, "officer": officer, "at": at}
    session.execute(insert(NoticeRead).values(row).on_conflict_do_nothing())


# what is due


def _with_terms(session: Session, at: datetime) -> Iterator[_Late]:
    """Yield every term that runs and has a day: of an open task, of what is awaited, of a whole case."""
    same = and_(OpenTask.case_id == RunningTerm.case_id, OpenTask.task == RunningTerm.term)
    wanted = (
        select(RunningTerm, CaseRow, OpenTask)
        .join(CaseRow, CaseRow.id == RunningTerm.case_id)
        .outerjoin(OpenTask, same)
        .where(RunningTerm.of != "timer", RunningTerm.due.is_not(None), RunningTerm.start.is_not(None))
        .order_by(RunningTerm.due, RunningTerm.case_id, OpenTask.position, RunningTerm.term)
    )
    rows = session.execute(wanted, execution_options={"populate_existing": True}).all()
    drawn = drawings.of_cases(session, {case.id for _, case, _ in rows})
    for term, case, task in rows:
        if not counting.suspended(term, at.astimezone(LIMA).date()):
            yield _late(session, term, case, task, drawn[case.id], at)


def _late(
    session: Session, term: RunningTerm, case: CaseRow, task: OpenTask | None, drawn: Drawings, at: datetime
) -> _Late:
    assert term.start is not None and term.due is not None
    node = drawn.processes[drawn.main].node if term.of == "case" else drawn.at(term.term)
    name = "" if term.of == "case" else f"«{verbs.without_number(drawn.name(term.term))}»"
    if task is not None:
        organ_name, officer = task.organ_name or task.organ, task.claimed_by or task.held_by
        return _Late(case, term, term.start, term.due, node, name, task.organ, organ_name, officer, task.claimed_name)
    organ = case.organ if term.of == "case" else asking.organ_of(session, case, term.term, node, at) or case.organ
    organ_name = _called(session, organ, at.astimezone(LIMA).date()) if organ else ""
    return _Late(case, term, term.start, term.due, node, name, organ, organ_name)


def _due(session: Session, late: _Late, at: datetime, days: Calendar) -> Iterator[dict[str, Any]]:
    today = at.astimezone(LIMA).date()
    if today > late.due:
        yield _escalation(session, late, at, days)
        return
    share = _share(late, today, days)
    reached = [percent for percent in _percents(session, late, at) if share >= percent]
    if reached:
        yield _reminder(late, max(reached), today, days)


def _share(late: _Late, today: date, days: Calendar) -> Decimal:
    """Return how much of a term is over, in percent: by working days where it counts them, else by calendar days."""
    if late.term.text.endswith(notation.WORKING):
        unit = "dht" if late.term.text.endswith("dht") else "dh"
        running = counting.still(days, counting.spans(late.term)).counting(unit)
        spent = terms.working_days_between(late.start, today, running)
        whole = terms.working_days_between(late.start, late.due, running)
    else:
        spent, whole = (today - late.start).days, (late.due - late.start).days
    return Decimal(100 * spent) / max(whole, 1)


def _percents(session: Session, late: _Late, at: datetime) -> Sequence[int]:
    """Return when a term wants to be remembered (`cabildo.recordatorio`), in percent of it."""
    text = _text(session, late, "cabildo.recordatorio", at)
    parts = [part.strip().removesuffix("%").strip() for part in text.split(",")] if text else []
    return [int(part) for part in parts if part.isdecimal() and 1 <= int(part) <= 100] or REMIND_AT


def _text(session: Session, late: _Late, name: str, at: datetime) -> str:
    """Return a property of the diagram; FEEL reads the values of the case where the term runs."""
    told = late.node.properties.get(name, "") if late.node else ""
    return asking.text(session, late.case, late.term.term, told, at)


def _reminder(late: _Late, percent: int, today: date, days: Calendar) -> dict[str, Any]:
    left = terms.in_words(today, late.due, days)
    text = f"Recordatorio: {late.about} vence el {written(late.due, year=False)} ({left})."
    return _notice(late, REMINDER, _occasion(late, f"{percent} %"), late.organ, text, officer=late.officer)


def _occasion(late: _Late, occasion: str) -> str:
    """A term whose last day was moved is remembered anew: what was told of the old day does not count."""
    moved = counting.additions(late.term) or counting.spans(late.term)
    return f"{occasion}, {late.due.isoformat()}" if moved else occasion


def _escalation(session: Session, late: _Late, at: datetime, days: Calendar) -> dict[str, Any]:
    """Return the newest escalation: the first on the day after the due date, then one every two working days."""
    today = at.astimezone(LIMA).date()
    after = terms.working_days_between(late.due, today, days)
    number = 1 + max(0, after - 1) // ESCALATE_EVERY
    told = _text(session, late, "cabildo.escala_a", at)
    organ = _existing(session, told, today) or _above(session, late.organ, today) or late.organ
    has = late.organ_name + (f" ({late.officer_name})" if late.officer_name else "")
    should = "debía responderse" if late.name else "debía concluir"
    text = (
        f"Plazo vencido: {late.about} {should} el {written(late.due, year=False)} "
        f"({terms.in_words(today, late.due, days)}). {_where(late, has)}"
    )
    return _notice(late, ESCALATION, _occasion(late, str(number)), organ, text, for_head=True)


def _where(late: _Late, has: str) -> str:
    if late.term.of == "case":
        return f"Lo inició {has}." if has else "Sigue en trámite."
    waits = late.node is not None and late.node.kind == "receiveTask"
    return f"Lo espera {has}." if waits and has else f"Está en {has}."


def _notice(
    late: _Late, kind: str, occasion: str, organ: str, text: str, *, for_head: bool = False, officer: str = ""
) -> dict[str, Any]:
    return {"case_id": late.case.id, "task": late.term.term, "kind": kind, "occasion": occasion, "organ": organ,
            "for_head": for_head, "officer": officer, "text": text}  # fmt: skip


# organs


def _existing(session: Session, slug: str, day: date) -> str | None:
    found = _resolved(session, slug, day) if slug else None
    return found.slug if found else None


def _above(session: Session, slug: str, day: date) -> str | None:
    """Return the organ above; at the top, the organ itself; None for one that the chart does not have."""
    found = _resolved(session, slug, day)
    if found is None:
        return None
    above = organs.superior(session, found.slug, day)
    return above.slug if above else found.slug


def _called(session: Session, slug: str, day: date) -> str:
    found = _resolved(session, slug, day)
    return found.name if found else slug


def _resolved(session: Session, slug: str, day: date) -> Organ | None:
    try:
        return organs.resolve(session, slug, day).organ
    except NoOrgan:
        log.warning("a notice is meant for the organ «%s», which the chart does not have", slug)
        return None


# writing


def _given(session: Session, cases: set[int]) -> set[tuple[Any, ...]]:
    wanted = select(Notice.case_id, Notice.task, Notice.kind, Notice.occasion).where(Notice.case_id.in_(cases))
    return {tuple(row) for row in session.execute(wanted)}


def _name(notice: Mapping[str, Any]) -> tuple[Any, ...]:
    return notice["case_id"], notice["task"], notice["kind"], notice["occasion"]


def _write(session: Session, notice: Mapping[str, Any]) -> bool:
    """Write a notice unless another process gave it meanwhile; tell whether it is new."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    written = insert(Notice).values(dict(notice)).on_conflict_do_nothing().returning(Notice.id)
    return session.execute(written).scalar() is not None
