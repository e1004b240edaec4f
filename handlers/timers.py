"""When terms run out and when procedures begin by the calendar: each is told once, however many processes look.

A term is claimed by its case: every command holds the row of the case before it touches its lists, so a poller that
did it the other way round could deadlock with an officer's decision. Cases that somebody moves are left for the next
time.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import ceil
from threading import Lock

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import String, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import bound
from engine.bound import Ready
from engine.entries import TermExpired
from engine.stepper import NotWaiting
from handlers import follow_up, messages, notices, unattended
from handlers.standing import CaseRow, RunningTerm
from workflows import feel, starts
from workflows import terms as notation
from workflows.diagram import Node, Trigger
from workflows.storage import Table, keep_append_only
from workflows.terms import LIMA, Cycle, Duration
from workflows.versions import Key, Version

log = logging.getLogger(__name__)

Sessions = Callable[[], Session]

PAGE = 100
MOST_STARTS = 100  # cases that one look may open


class TimerStart(Table):
    """A moment of a timer start event that opened a case. Truth: written once, with the case itself."""

    __tablename__ = "timer_starts"

    procedure: Mapped[str] = mapped_column(String(100), primary_key=True)
    start: Mapped[str] = mapped_column(String(120), primary_key=True)
    moment: Mapped[datetime] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]


class Beat(Table):
    """When a poller last came to its end, and how many seconds it means to let pass: a dead one shows. Desk."""

    __tablename__ = "beats"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[datetime]
    every: Mapped[int] = mapped_column(default=20)


keep_append_only(TimerStart.__table__)


@dataclass(frozen=True, slots=True)
class _Due:
    case_id: int
    term: str
    expires: datetime


# terms that run out


def fire_due(sessions: Sessions, at: datetime, limit: int = 1000) -> int:
    """Tell every case whose term ran out by `at`, in order of the moment, and return how many were told.

    Each in a transaction of its own: what fails in one case is logged, stays due, and stops no other.
    """
    told, after = 0, None
    while told < limit and (page := _due(sessions, at, after)):
        for due in page[: limit - told]:
            told += _fire(sessions, due, at)
        after = page[-1]
    return told


def _due(sessions: Sessions, at: datetime, after: _Due | None) -> list[_Due]:
    """Return the next terms that ran out, without holding anybody up."""
    order = (RunningTerm.expires, RunningTerm.case_id, RunningTerm.term)
    wanted = select(RunningTerm).where(RunningTerm.expires <= at, RunningTerm.expired.is_(False))
    if after is not None:
        same_case = and_(RunningTerm.case_id == after.case_id, RunningTerm.term > after.term)
        later = or_(RunningTerm.case_id > after.case_id, same_case)
        wanted = wanted.where(
            or_(RunningTerm.expires > after.expires, and_(RunningTerm.expires == after.expires, later))
        )
    with sessions() as session:
        session.connection(execution_options={"reads_only": True})
        rows = session.scalars(wanted.order_by(*order).limit(PAGE))
        return [_Due(row.case_id, row.term, row.expires) for row in rows if row.expires]


def _fire(sessions: Sessions, due: _Due, at: datetime) -> bool:
    try:
        with sessions() as session:
            if not _claim(session, due):
                return False
            moment = due.expires.astimezone(LIMA)
            follow_up.advance(session, due.case_id, TermExpired(due.term, due=moment), at)
            session.commit()
            return True
    except NotWaiting:
        log.warning(
            "case %s: the term %s is listed but not waited for; `cabildo rebuild` lists anew", due.case_id, due.term
        )
    except Exception:
        log.exception("case %s: the term %s ran out but could not be told; it stays due", due.case_id, due.term)
    return False


def _claim(session: Session, due: _Due) -> bool:
    """Hold the case, unless someone else does, and look again: another poller may have been here first."""
    free = select(CaseRow.id).where(CaseRow.id == due.case_id).with_for_update(skip_locked=True)
    if session.scalar(free) is None:
        return False
    same = (RunningTerm.case_id == due.case_id, RunningTerm.term == due.term, RunningTerm.expires == due.expires)
    return session.scalar(select(RunningTerm.expired).where(*same)) is False


# procedures that begin by the calendar


@dataclass(frozen=True, slots=True)
class _Start:
    """A timer start event of the version in force; `since` is when its timer, as written now, was first published."""

    key: Key
    process: Node
    node: Node
    trigger: Trigger
    since: datetime


def open_due(sessions: Sessions, at: datetime, limit: int = MOST_STARTS) -> int:
    """Open a case for every moment of a timer start event that has come by `at` and return how many were opened.

    Moments before the timer was published open nothing; those missed while nobody looked are made up for, in order.
    """
    with sessions() as session:
        session.connection(execution_options={"reads_only": True})
        starts, opened = list(_starts(session)), _opened(session)
    told = 0
    for start in starts:
        past = max(start.since, opened.get((start.key.procedure, start.node.id), start.since))
        while told < limit and (moment := _next(start, past)) is not None and moment <= at:
            outcome = _open(sessions, start, moment, at)
            if outcome is None:
                break  # it failed and will be tried again: the moments after it wait for their turn
            told, past = told + outcome, moment
    return told


def _starts(session: Session) -> Iterator[_Start]:
    published: dict[str, list[Version]] = {}
    for version in session.scalars(select(Version).order_by(Version.procedure, Version.number.desc())):
        published.setdefault(version.procedure, []).append(version)
    for procedure, found in published.items():
        try:
            timers = _timers(session, found[0])
        except Exception:
            log.exception("the timers of %s %s cannot be read; they open nothing", procedure, found[0].number)
            continue
        for process, node, trigger in timers:
            yield _Start(Key(procedure, found[0].number), process, node, trigger, _since(session, found, node, trigger))


def _since(session: Session, found: list[Version], node: Node, trigger: Trigger) -> datetime:
    """Return when a timer was published first in the unbroken row of versions that have it as it is now."""
    since = found[0].published_at
    for older in found[1:]:
        same = any(
            (n.id, t.form, t.text) == (node.id, trigger.form, trigger.text) for _, n, t in _timers(session, older)
        )
        if not same:
            break
        since = older.published_at
    return since


_known: dict[tuple[str, int, str], tuple[tuple[Node, Node, Trigger], ...]] = {}


def _timers(session: Session, version: Version) -> tuple[tuple[Node, Node, Trigger], ...]:
    """Return process, start event and trigger of the timers that open a case of this version, read only once."""
    name = (version.procedure, version.number, version.seal)
    if name not in _known:
        _known[name] = tuple(_in(bound.ready(session, Key(version.procedure, version.number))))
    return _known[name]


def _in(ready: Ready) -> Iterator[tuple[Node, Node, Trigger]]:
    for diagram in ready.diagrams.values():
        for process in diagram.processes.values():
            if process.properties.get("cabildo.inicio") != "llamada":
                for node in starts.of(process):
                    yield from ((process, node, trigger) for trigger in node.triggers if trigger.kind == "timer")


def _opened(session: Session) -> dict[tuple[str, str], datetime]:
    newest = select(TimerStart.procedure, TimerStart.start, func.max(TimerStart.moment))
    rows = session.execute(newest.group_by(TimerStart.procedure, TimerStart.start))
    return {(procedure, start): moment for procedure, start, moment in rows}


def _next(start: _Start, past: datetime) -> datetime | None:
    """Return the next moment of a timer after `past`, or None when no more come."""
    meaning = _meaning(start.trigger.text, start.trigger.form, start.since)
    if isinstance(meaning, Cycle):
        found = meaning.next(past, start.since)
        return found[1] if found else None
    moment = notation.after(meaning, start.since) if isinstance(meaning, Duration) else meaning
    return moment if moment is not None and moment > past else None


@lru_cache(maxsize=500)
def _meaning(text: str, form: str, since: datetime) -> datetime | Cycle | Duration | None:
    """Return what a timer says; None, and a line in the log, for what is no date, duration or cycle."""
    try:
        if text.startswith("="):
            text = feel.to_text(feel.evaluate(text, {}, at=since))
        return notation.parse_timer(text, form)
    except (ValueError, feel.FeelError) as problem:
        log.warning("a timer start event says «%s», which is no moment: %s", text, problem)
        return None


def _open(sessions: Sessions, start: _Start, moment: datetime, at: datetime) -> bool | None:
    """Open the case of one moment. False: another process did; None: it failed, and is logged."""
    try:
        with sessions() as session:
            insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
            row = {"procedure": start.key.procedure, "start": start.node.id, "moment": moment, "opened_at": at}
            claimed = insert(TimerStart).values(row).on_conflict_do_nothing().returning(TimerStart.procedure)
            if session.execute(claimed).scalar() is None:
                return False
            process, node = start.process, start.node
            subject = {"asunto": unattended.of_the_calendar(process, node, moment)}
            follow_up.open_case(
                session, start.key.procedure, subject, at, process=process.id, start=node.id, by="timer"
            )
            session.commit()
            return True
    except Exception:
        log.exception("the timer %s of %s could not open its case of %s", start.node.id, start.key.procedure, moment)
        return None


# messages that two transactions hid from one another


def deliver_stranded(sessions: Sessions, at: datetime) -> int:
    """Give the kept messages, that somebody waits for all the same, to whom they are for; return how many."""
    with sessions() as session:
        session.connection(execution_options={"reads_only": True})
        if not messages.stranded(session, at):
            return 0
    try:
        with sessions() as session:
            told = follow_up.deliver_stranded(session, at)
            session.commit()
            return told
    except Exception:
        log.exception("a kept message could not be told to who waits for it; it stays kept")
        return 0


# the poller


@dataclass(frozen=True, slots=True)
class Health:
    """Whether terms are attended to, and when a poller last came to its end (None: it never did)."""

    attended: bool
    last: datetime | None


def health(session: Session, at: datetime, name: str = "ticker") -> Health:
    """Tell whether the last beat is recent enough: not older than three of its intervals and a minute."""
    beat = session.get(Beat, name, populate_existing=True)
    if beat is None:
        return Health(False, None)
    return Health(at - beat.at <= timedelta(seconds=3 * beat.every + 60), beat.at)


class Ticker:
    """Wakes the poller every few seconds, on a thread of its own. `clock` gives the moment; nothing here reads one."""

    NOTICES_EVERY = timedelta(minutes=5)

    def __init__(
        self, sessions: Sessions, clock: Callable[[], datetime], seconds: float = 20, name: str = "ticker"
    ) -> None:
        self.sessions, self.clock, self.seconds, self.name = sessions, clock, seconds, name
        self._noticed: datetime | None = None
        self._busy = Lock()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Beat now, and then every so many seconds."""
        self._scheduler.add_job(self.beat, "interval", seconds=self.seconds)
        self._scheduler.add_job(self.beat)
        self._scheduler.start()

    def stop(self) -> None:
        """Let the beat under way come to its end, then stop."""
        self._scheduler.shutdown(wait=True)

    def beat(self) -> int:
        """Look once and return how many terms, starts and messages were told; 0 while another beat is under way."""
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            at = self.clock()
            told = fire_due(self.sessions, at) + open_due(self.sessions, at) + deliver_stranded(self.sessions, at)
            self._give_notices(at)
            self._note(at)
            return told
        except Exception:
            log.exception("the poller could not look; it will try again in %s s", self.seconds)
            return 0
        finally:
            self._busy.release()

    def _give_notices(self, at: datetime) -> None:
        if self._noticed is not None and timedelta() <= at - self._noticed < self.NOTICES_EVERY:
            return
        with self.sessions() as session:
            notices.send_due(session, at)
            session.commit()
        self._noticed = at

    def _note(self, at: datetime) -> None:
        with self.sessions() as session:
            insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
            said = {"at": at, "every": ceil(self.seconds)}
            beat = insert(Beat).values(name=self.name, **said)
            session.execute(beat.on_conflict_do_update(index_elements=[Beat.name], set_=said))
            session.commit()
