"""How every case stands: open tasks, running terms, awaited messages, incidents. All of it can be rebuilt.

Each list is a fold over the entries of the journal and nothing else: delete the rows, call `rebuild`, and the same
rows are back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text, bindparam, case, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import canon, journal
from engine.entries import (
    ActivityChosen,
    Actor,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    DataAwaited,
    DataReady,
    Entry,
    IncidentRaised,
    InterventionDeclined,
    InterventionProposed,
    LinkedCaseEnded,
    MessageArrived,
    MessageAwaited,
    OfficerIntervened,
    Passed,
    ServiceAnswered,
    ServiceAwaited,
    SignalArrived,
    StepUndone,
    Stuck,
    TaskAssigned,
    TaskClaimed,
    TaskDecided,
    TaskOpened,
    TaskReassigned,
    TaskReleased,
    TermDated,
    TermExpired,
    TermResumed,
    TermStarted,
    TermSuspended,
    VersionChanged,
    Withdrawn,
)
from handlers import links
from handlers.links import LinkedCase
from workflows.storage import CLUSTERED, Table


class CaseRow(Table):
    """A case and how it stands. Convenience."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    procedure: Mapped[str] = mapped_column(String(100), index=True)
    version: Mapped[int]
    process: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(Text)
    organ: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), index=True, default="open")  # open, ended, incident
    outcome: Mapped[str] = mapped_column(String(100), default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    moved_at: Mapped[datetime | None] = mapped_column(default=None)
    last_organ: Mapped[str] = mapped_column(String(200), default="")
    last_officer: Mapped[str] = mapped_column(String(200), default="")
    reserved: Mapped[bool] = mapped_column(default=False)
    bound_at: Mapped[int] = mapped_column(default=1)  # position of the entry that names the versions it runs on
    suspended_on: Mapped[date | None] = mapped_column(default=None)  # the whole case: what begins meanwhile, too
    suspended_until: Mapped[date | None] = mapped_column(default=None)  # None: until an officer lifts it


class Participant(Table):
    """An organ that a task of a case was meant for (`officer` empty), or an officer who acted in it. Convenience."""

    __tablename__ = "participants"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organ: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    officer: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)


class OpenTask(Table):
    """A task that waits for an organ, or in it for the one officer `held_by`. Convenience.

    `held_as` is ad_hoc for an officer who is not of the organ, supervisado for one who goes on under supervision;
    `handed` says how the task came here: derivacion, reasignacion, devolucion, recuperacion, abstencion; `handed_at`
    when.
    """

    __tablename__ = "open_tasks"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task: Mapped[str] = mapped_column(String(300), primary_key=True)
    element: Mapped[str] = mapped_column(String(120))
    organ: Mapped[str] = mapped_column(String(100), index=True)
    form: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime]
    position: Mapped[int]
    organ_name: Mapped[str] = mapped_column(String(200), default="")
    from_organ: Mapped[str] = mapped_column(String(200), default="")
    from_officer: Mapped[str] = mapped_column(String(200), default="")
    due: Mapped[date | None] = mapped_column(default=None)
    claimed_by: Mapped[str] = mapped_column(String(100), default="", index=True)
    claimed_name: Mapped[str] = mapped_column(String(200), default="")
    held_by: Mapped[str] = mapped_column(String(100), default="", index=True)
    held_name: Mapped[str] = mapped_column(String(200), default="")
    held_as: Mapped[str] = mapped_column(String(20), default="")
    held_instrument: Mapped[str] = mapped_column(Text, default="")
    handed: Mapped[str] = mapped_column(String(20), default="")
    handed_at: Mapped[datetime | None] = mapped_column(default=None)
    suspended_on: Mapped[date | None] = mapped_column(default=None)
    suspended_until: Mapped[date | None] = mapped_column(default=None)


class RunningTerm(Table):
    """A term that runs, of a task, a timer or the whole case. Convenience.

    `added` and `stood` are those of its newest `TermDated`, as JSON. One that is suspended without an end has no due.
    """

    __tablename__ = "running_terms"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(String(300), primary_key=True)
    of: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime]
    start: Mapped[date | None] = mapped_column(default=None)
    due: Mapped[date | None] = mapped_column(default=None)
    expires: Mapped[datetime | None] = mapped_column(default=None, index=True)
    expired: Mapped[bool] = mapped_column(default=False)
    added: Mapped[str] = mapped_column(Text, default="[]")
    stood: Mapped[str] = mapped_column(Text, default="[]")
    suspended_on: Mapped[date | None] = mapped_column(default=None)
    suspended_until: Mapped[date | None] = mapped_column(default=None)


class Awaited(Table):
    """A message, signal, service or datum that a case waits for. Convenience."""

    __tablename__ = "awaited"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    since: Mapped[datetime]
    key: Mapped[str] = mapped_column(String(300), default="", index=True)


class Incident(Table):
    """A step that could not be made and waits for a person. Convenience."""

    __tablename__ = "incidents"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]


class Proposal(Table):
    """A skip or move that one officer proposed and another has yet to look at. Convenience."""

    __tablename__ = "proposals"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    act: Mapped[str] = mapped_column(String(10))
    to: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    position: Mapped[int]  # of the entry that proposes it
    officer: Mapped[str] = mapped_column(String(100))
    officer_name: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime]


WAITING: tuple[type[Any], ...] = (OpenTask, RunningTerm, Awaited, Incident, Proposal)  # empty once a case has ended
LISTS: tuple[type[Any], ...] = (CaseRow, Participant, LinkedCase, *WAITING)

_CASE: Any = bindparam("case")  # statements that every decision needs are built once
_THE_CASE = select(CaseRow).where(CaseRow.id == _CASE).execution_options(populate_existing=True)
_THE_CASE_LOCKED = _THE_CASE.with_for_update()
_OF_CASE = update(CaseRow).where(CaseRow.id == _CASE)
_TASKS_OF = (
    select(OpenTask)
    .where(OpenTask.case_id == _CASE)
    .order_by(OpenTask.position)
    .execution_options(populate_existing=True)
)
_TERMS_OF = (
    select(RunningTerm)
    .where(RunningTerm.case_id == _CASE)
    .order_by(RunningTerm.expires)
    .execution_options(populate_existing=True)
)
_INSERT: dict[type[Any], Any] = {table: insert(table) for table in WAITING}
_TOOK_PART: dict[str, Any] = {
    "sqlite": sqlite.insert(Participant).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Participant).on_conflict_do_nothing(),
}
_BLANK: dict[type[Any], dict[str, Any]] = {  # what a row says before anything is told of it
    OpenTask: {"organ_name": "", "due": None, "claimed_by": "", "claimed_name": "", "held_by": "", "held_name": "",
               "held_as": "", "held_instrument": "", "handed": "", "handed_at": None, "suspended_on": None,
               "suspended_until": None},
    RunningTerm: {"start": None, "due": None, "expires": None, "expired": False, "added": "[]", "stood": "[]",
                  "suspended_on": None, "suspended_until": None},
    Awaited: {"key": ""},
    Incident: {},
    Proposal: {},
}  # fmt: skip
_SETTLED: dict[type[Any], Any] = {
    table: delete(table).where(table.case_id == _CASE, column.in_(bindparam("names", expanding=True)))
    for table, column in (
        (OpenTask, OpenTask.task),
        (RunningTerm, RunningTerm.term),
        (Awaited, Awaited.place),
        (Incident, Incident.place),
        (Proposal, Proposal.place),
    )
}
MOVING = (CaseOpened, ActivityChosen, TaskDecided, TermExpired, MessageArrived, SignalArrived, ServiceAnswered,
          OfficerIntervened, VersionChanged)  # fmt: skip
_AS_INCIDENTS_SAY = (
    update(CaseRow)
    .where(CaseRow.id == _CASE, CaseRow.state != "ended")
    .values(state=case((exists().where(Incident.case_id == _CASE), "incident"), else_="open"))
)
UNDONE = "paso deshecho"  # the place of an incident that belongs to the whole case


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with its place and moment."""

    position: int
    at: datetime
    entry: Entry


def apply(session: Session, case_id: int, told: Sequence[Told]) -> None:
    """Bring the lists of a case up to date with new entries, in few statements."""
    fold = _Fold(session, case_id)
    for one in told:
        fold.take(one)
    fold.write()


class _Fold:
    """Gathers what entries change, so that a whole step costs a handful of statements."""

    def __init__(self, session: Session, case_id: int) -> None:
        self.session, self.case_id = session, case_id
        self.new: dict[tuple[type[Any], str], dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.declined: set[str] = set()  # places whose proposal was not agreed to
        self.versions: Mapping[str, int] = {}  # those that the case goes on with
        self.may_be_cured = False  # an incident may have gone
        self.changed: dict[tuple[type[Any], str], dict[str, Any]] = {}
        self.of_case: dict[str, Any] = {}
        self.took_part: set[tuple[str, str]] = set()
        self.ended = False
        self.actor = ("", "")

    def take(self, told: Told) -> None:
        at = told.at
        if isinstance(told.entry, MOVING):
            self._acted(getattr(told.entry, "actor", None), at)
        match told.entry:
            case CaseOpened() as opened:
                self._opened(opened, at)
            case TaskOpened(task=task, organ=organ, form=form) if self.versions and self._is_open(task):
                self._change(OpenTask, task, organ=organ, form=form, claimed_by="", claimed_name="")
            case TaskOpened(task=task, element=element, organ=organ, form=form):
                self._add(OpenTask, task, task=task, element=element, organ=organ, form=form, opened_at=at,
                          position=told.position, from_organ=self.actor[0], from_officer=self.actor[1])  # fmt: skip
            case TaskAssigned(task=task, organ=organ, organ_name=name, note=note):
                self._change(OpenTask, task, organ=organ, organ_name=name)
                if not organ:
                    self._incident(task, "organ", note, at)
                self.took_part.add((organ, ""))
            case TaskClaimed(task=task, actor=actor):
                self._change(OpenTask, task, claimed_by=actor.officer, claimed_name=actor.name)
                self.took_part.add((actor.organ, actor.officer))
            case TaskReleased(task=task):
                self._change(OpenTask, task, claimed_by="", claimed_name="")
            case TaskReassigned() as reassigned:
                self._reassigned(reassigned, at)
            case CaseLinked() | LinkedCaseEnded() as link:
                links.follow(self.session, self.case_id, link)
            case TermStarted(term=term, text=text, of=of):
                self._add(RunningTerm, term, term=term, of=of, text=text, started_at=at)
            case TermDated(term=term, due=due, expires=expires, start=start, added=added, stood=stood):
                self._change(RunningTerm, term, due=due, expires=expires, start=start,
                             added=json.dumps([list(one) for one in added], ensure_ascii=False),
                             stood=json.dumps([list(one) for one in stood], ensure_ascii=False))  # fmt: skip
                self._change(OpenTask, term, due=due)
            case TermSuspended(term=term, since=since, until=until, whole=whole):
                self._stands_still(term, since, until, whole)
                if until is None:
                    self._change(RunningTerm, term, due=None, expires=None)
                    self._change(OpenTask, term, due=None)
            case TermResumed(term=term, whole=whole):
                self._stands_still(term, None, None, whole)
            case TermExpired(term=term):
                self._change(RunningTerm, term, expired=True)
            case MessageAwaited(place=place, kind=kind, name=name, key=key):
                self._add(
                    Awaited, f"{place} {kind} {name}", place=place, name=name, kind=kind, key=key_text(key), since=at
                )
            case DataAwaited(place=place, names=names):
                for name in names:
                    self._add(Awaited, f"{place} data {name}", place=place, name=name, kind="data", since=at)
            case ServiceAwaited(task=task, type=kind):
                self._add(Awaited, task, place=task, name=kind, kind="service", since=at)
            case Passed(place=place) | DataReady(place=place):
                self._drop(place)
            case Withdrawn(place=place):
                self._drop(place)
                self.may_be_cured = True
            case IncidentRaised(place=place, kind=kind, detail=detail):
                self._incident(place, kind, detail, at)
            case Stuck(places=places):
                self._incident(UNDONE, "stuck", ", ".join(places), at)
            case StepUndone(kind=kind, reason=reason):
                self._incident(UNDONE, "undone", f"{kind}: {reason}", at)
            case OfficerIntervened(place=place, act=act):
                if act == "retry":
                    self._drop(place)
                if act != "correct":
                    self._drop(UNDONE)
                self.may_be_cured = True
            case InterventionProposed() as proposed:
                self._proposed(proposed, told)
            case InterventionDeclined(place=place):
                self._decline(place)
            case VersionChanged(versions=versions):
                self.of_case["bound_at"] = told.position
                self.versions = versions
            case CaseEnded(end=end, state=state):
                self.of_case |= {"state": "ended", "outcome": state or end, "ended_at": at}
                self.new, self.changed, self.ended = {}, {}, True

    def _acted(self, actor: Actor | None, at: datetime) -> None:
        """What a cause opens comes from who told it; from nobody, when a term or a service told it."""
        self.actor = (actor.organ_name or actor.organ, actor.name) if actor else ("", "")
        self.of_case["moved_at"] = at
        if actor:
            self.took_part.add((actor.organ, actor.officer))
            self.of_case |= {"last_organ": self.actor[0], "last_officer": self.actor[1]}

    def _opened(self, opened: CaseOpened, at: datetime) -> None:
        values, actor = opened.values, opened.actor
        self.session.add(
            CaseRow(
                id=self.case_id,
                number=str(values.get("expediente") or self.case_id),
                procedure=opened.procedure,
                version=opened.versions.get(opened.procedure, 0),
                process=opened.process,
                subject=str(values.get("asunto") or ""),
                organ=str(values.get("organo_origen") or (actor.organ if actor else "")),
                opened_at=at,
                moved_at=at,
                last_organ=self.actor[0],
                last_officer=self.actor[1],
                reserved=values.get("reservado") is True,
            )
        )
        self.session.flush()
        parent = select(CaseRow.id).where(CaseRow.number == opened.sender, CaseRow.id != self.case_id)
        if opened.sender and (other := self.session.scalar(parent)):
            links.born(self.session, self.case_id, other, opened.sender)

    def _reassigned(self, told: TaskReassigned, at: datetime) -> None:
        self._change(OpenTask, told.task, organ=told.organ, organ_name=told.organ_name, claimed_by="", claimed_name="",
                     held_by=told.officer, held_name=told.name, held_as=told.capacity, handed=told.how,
                     handed_at=at, held_instrument=told.instrument)  # fmt: skip
        self.took_part |= {(told.organ, ""), *({(told.organ, told.officer)} if told.officer else ())}
        if told.actor:
            self._change(OpenTask, told.task, from_organ=told.actor.organ_name, from_officer=told.actor.name)
            self.took_part.add((told.actor.organ, told.actor.officer))
        links.follow(self.session, self.case_id, told)

    def _stands_still(self, term: str, since: date | None, until: date | None, whole: bool) -> None:
        told = {"suspended_on": since, "suspended_until": until}
        self._change(RunningTerm, term, **told)
        self._change(OpenTask, term, **told)
        if whole:
            self.of_case |= told

    def _proposed(self, proposed: InterventionProposed, told: Told) -> None:
        actor = proposed.actor
        self._add(Proposal, proposed.place, place=proposed.place, act=proposed.act, to=proposed.to,
                  reason=proposed.reason, position=told.position, officer=actor.officer if actor else "",
                  officer_name=actor.name if actor else "", since=told.at)  # fmt: skip

    def _add(self, table: type[Any], called: str, /, **row: Any) -> None:
        self.new[table, called] = {"case_id": self.case_id, **_BLANK[table], **row}

    def _change(self, table: type[Any], name: str, **values: Any) -> None:
        row = self.new.get((table, name))
        if row is None:
            row = self.changed.setdefault((table, name), {})
        row.update(values)

    def _incident(self, place: str, kind: str, detail: str, at: datetime) -> None:
        self._add(Incident, place, place=place, kind=kind, detail=detail, since=at)
        self.of_case["state"] = "incident"

    def _is_open(self, task: str) -> bool:
        known = select(OpenTask.task).where(OpenTask.case_id == self.case_id, OpenTask.task == task)
        return (OpenTask, task) in self.new or self.session.scalar(known) is not None

    def _decline(self, place: str) -> None:
        self.new.pop((Proposal, place), None)
        self.declined.add(place)

    def _drop(self, place: str) -> None:
        for table, name in list(self.new):
            if name == place or name.startswith(place + " "):
                del self.new[table, name]
        self.gone.add(place)

    def write(self) -> None:
        self.session.flush()
        connection = self.session.connection()
        for statement, told in self._statements():
            connection.execute(statement, told)

    def _statements(self) -> Iterator[tuple[Any, Any]]:
        yield from self._deleted()
        for (table, name), values in self.changed.items():
            if name not in self.gone:
                key = table.task if table is OpenTask else table.term
                yield update(table).where(table.case_id == self.case_id, key == name), values
        for table in WAITING:
            if rows := [row for (kind, _), row in self.new.items() if kind is table]:
                yield _INSERT[table], rows
        if self.took_part:
            rows = [{"case_id": self.case_id, "organ": organ, "officer": who} for organ, who in sorted(self.took_part)]
            yield _TOOK_PART[self.session.get_bind().dialect.name], rows
        if self.versions:
            procedure = self.session.scalar(select(CaseRow.procedure).where(CaseRow.id == self.case_id)) or ""
            self.of_case["version"] = self.versions.get(procedure, 0)
        if self.of_case:
            yield _OF_CASE, {"case": self.case_id, **self.of_case}
        if self.may_be_cured and not self.ended:
            yield _AS_INCIDENTS_SAY, {"case": self.case_id}

    def _deleted(self) -> Iterator[tuple[Any, Any]]:
        """Rows of places that are settled go, and rows that begin anew (the next round of a cycle) make way."""
        for table, settled in _SETTLED.items():
            if self.ended:
                yield delete(table).where(table.case_id == self.case_id), {}
                continue
            begins_anew = {
                name
                for kind, name in self.new
                if kind is table and table in (OpenTask, RunningTerm, Incident, Proposal)
            }
            if table is Proposal:
                begins_anew |= self.declined
            if names := sorted(self.gone | begins_anew):
                yield settled, {"case": self.case_id, "names": names}


def key_text(key: object) -> str:
    """Return a correlation key as the list of awaited messages holds it; empty for none."""
    return "" if key is None else canon.encode(key).decode()


def rebuild(session: Session, cases: Iterable[int] | None = None) -> int:
    """Delete the lists and make them again from the journal; return how many cases were read."""
    wanted = list(journal.case_ids(session) if cases is None else cases)
    for table in LISTS:
        column = table.id if table is CaseRow else table.case_id
        session.execute(delete(table) if cases is None else delete(table).where(column.in_(wanted)))
    session.flush()
    session.expunge_all()
    for case_id in wanted:
        apply(session, case_id, [Told(r.position, r.at, r.entry) for r in journal.read(session, case_id)])
    return len(wanted)


def the_case(session: Session, case_id: int, lock: bool = False) -> CaseRow | None:
    """Return a case's row; with `lock`, hold it until the transaction ends (PostgreSQL; SQLite has one writer)."""
    return session.scalar(_THE_CASE_LOCKED if lock else _THE_CASE, {"case": case_id})


def tasks_of(session: Session, case_id: int) -> list[OpenTask]:
    return list(session.scalars(_TASKS_OF, {"case": case_id}))


def terms_of(session: Session, case_id: int) -> list[RunningTerm]:
    return list(session.scalars(_TERMS_OF, {"case": case_id}))


def incidents_of(session: Session, case_id: int) -> list[Incident]:
    return list(session.scalars(select(Incident).where(Incident.case_id == case_id).order_by(Incident.since)))
