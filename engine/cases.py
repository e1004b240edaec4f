"""Open a case and move it forward: the only writer of the journal.

A case in memory is a cache, kept by its last entry; drop it at any time. A step that cannot be made is thrown away,
and the journal says so instead.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session, SessionTransaction

from engine import bound, canon, contents, journal, replay
from engine.entries import (
    EDITION,
    FORMAT,
    CaseOpened,
    Cause,
    Commented,
    Effect,
    Heard,
    MessageArrived,
    StepUndone,
    TaskDecided,
    TaskReassigned,
    VersionChanged,
)
from engine.journal import Head, Record
from engine.plan import Catalog
from engine.ports import Ear, Later, Port
from engine.stepper import Case, OverBudget
from engine.steps import Failed

KEPT = 500  # cases in memory
LARGEST = 1_000_000  # bytes of one cause


class TooLarge(Exception):
    """What was told is more than a case may hold."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a cause made of a case: where its entry stands, what followed, what was asked, and the case as it is now."""

    case: Case
    head: Head
    position: int
    cause: Cause
    effects: Sequence[Effect]
    heard: Sequence[Heard]
    undone: str = ""  # why the step was undone, if it was


class _Cache:
    """Cases in memory. A case is taken out while it is stepped, so that no two threads hold it."""

    def __init__(self) -> None:
        self._cases: WeakKeyDictionary[Engine, OrderedDict[int, tuple[Head, Case]]] = WeakKeyDictionary()
        self._lock = Lock()

    def take(self, session: Session, case_id: int, head: Head) -> Case | None:
        with self._lock:
            found = self._of(session).pop(case_id, None)
        return found[1] if found and found[0] == head else None

    def put(self, session: Session, case_id: int, head: Head, case: Case) -> None:
        with self._lock:
            kept = self._of(session)
            kept[case_id] = head, case
            while len(kept) > KEPT:
                kept.popitem(last=False)

    def _of(self, session: Session) -> OrderedDict[int, tuple[Head, Case]]:
        return self._cases.setdefault(session.get_bind().engine, OrderedDict())

    def clear(self) -> None:
        with self._lock:
            self._cases.clear()


cache = _Cache()


def open_case(session: Session, case_id: int, cause: CaseOpened, at: datetime, port: Port) -> Moved:
    """Begin a case on the versions in force and write down what followed. Raises KeyError, TooLarge."""
    versions = bound.closure(session, cause.procedure)
    seals = bound.seals(session, versions)
    cause = replace(cause, versions=versions, seals=seals, format=FORMAT, edition=EDITION)
    run = bound.bind(session, cause.versions)
    return _tell(session, case_id, journal.START, Case(run.catalog, cause.process), run.read, cause, at, port)


def advance(session: Session, case_id: int, cause: Cause, at: datetime, port: Port) -> Moved:
    """Tell a case one cause and write down what followed.

    Raises NotWaiting, DecidedElsewhere, Diverged, Tampered, TooLarge; the journal is then untouched.
    """
    head = journal.head(session, case_id)
    case = cache.take(session, case_id, head)
    if case is None:
        case = rebuild(session, case_id, journal.read(session, case_id))
    if isinstance(cause, VersionChanged):
        cause = replace(cause, seals=bound.seals(session, cause.versions), edition=EDITION)
        case.next_catalog = bound.bind(session, cause.versions).catalog
    return _tell(session, case_id, head, case, bound.bind(session, case.versions).read, cause, at, port)


def note(session: Session, case_id: int, moved: Moved, causes: Sequence[Cause], at: datetime) -> int:
    """Write causes that move no token (a term dated, a task assigned) after a step; return the position of the first.

    Raises DecidedElsewhere.
    """
    new = journal.append(session, case_id, moved.head, at, causes)
    cache.put(session, case_id, new, moved.case)
    return moved.head.position + 1


def rebuild(session: Session, case_id: int, records: Sequence[Record]) -> Case:
    """Return the case that these records tell.

    Raises KeyError for none, Diverged, versions.Altered when it began on other diagrams than are there now.
    """
    if not records or not isinstance(records[0].entry, CaseOpened):
        raise KeyError(case_id)
    opened = records[0].entry
    catalog = _sealed_catalog(session, opened)
    case = replay.rebuild(catalog, opened.process, records, lambda change: _sealed_catalog(session, change))
    case.versions = case.versions or opened.versions
    return case


def _sealed_catalog(session: Session, told: CaseOpened | VersionChanged) -> Catalog:
    """Return the plans of the versions that an entry names. Raises versions.Altered when they are not those sealed."""
    bound.check_seals(session, told.versions, told.seals)
    return bound.bind(session, told.versions).catalog


def look(session: Session, case_id: int) -> Case:
    """Return the case as it is now, to be read only. Raises KeyError, Diverged, Tampered."""
    head = journal.head(session, case_id)
    case = cache.take(session, case_id, head) or rebuild(session, case_id, journal.read(session, case_id))
    cache.put(session, case_id, head, case)
    return case


def try_on(session: Session, case_id: int, change: VersionChanged, at: datetime, port: Port) -> list[Effect]:
    """Return what a change of version would make of a case, on a copy: nothing is written.

    A service that the case would come to is not asked; it is told as awaited.

    Raises migration.Unplaced, KeyError, Diverged, Tampered.
    """
    case = rebuild(session, case_id, journal.read(session, case_id))
    case.next_catalog = bound.bind(session, change.versions).catalog
    return case.tell(change, at, Ear(_OnPaper(port)))


class _OnPaper:
    """A port that answers questions, and where no service does anything."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ask(self, name: str, arguments: list[Any]) -> Any:
        return self._port.ask(name, arguments)

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any] | None:
        raise Later


def _tell(
    session: Session, case_id: int, head: Head, case: Case, read: frozenset[str], cause: Cause, at: datetime, port: Port
) -> Moved:
    stated, kept = _divided(cause, read)
    if len(canon.write(stated)[1]) > LARGEST:
        raise TooLarge(case_id)
    desk = _Undoable(session, port)
    ear, undone = Ear(desk), ""
    effects: Sequence[Effect] = ()
    try:
        effects = case.tell(stated, at, ear)
    except (OverBudget, Failed, RecursionError) as problem:
        undone = f"{type(problem).__name__}: {problem}"
        stated = StepUndone(type(cause).__name__, canon.write(stated)[1].decode(), undone)
    desk.settle(undone == "")
    new = journal.append(session, case_id, head, at, [stated, *effects], () if undone else ear.heard)
    contents.keep(session, case_id, head.position + 1, kept)
    if undone and head is journal.START:
        raise OverBudget(undone)  # a case that cannot even begin is not begun
    if undone:
        case = rebuild(session, case_id, journal.read(session, case_id))
    elif isinstance(stated, CaseOpened):
        case.versions = stated.versions
    cache.put(session, case_id, new, case)
    return Moved(case, new, head.position + 1, stated, effects, ear.heard, undone)


class _Undoable:
    """The port of one step: what services wrote while it was made is undone when the step is."""

    def __init__(self, session: Session, port: Port) -> None:
        self._session, self._port = session, port
        self._savepoint: SessionTransaction | None = None

    def ask(self, name: str, arguments: list[Any]) -> Any:
        return self._port.ask(name, arguments)

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any] | None:
        if self._savepoint is None:
            self._savepoint = self._session.begin_nested()
        return self._port.serve(kind, inputs)

    def settle(self, keep: bool) -> None:
        """End the step: keep what services wrote, or undo it."""
        if self._savepoint is not None:
            self._savepoint.commit() if keep else self._savepoint.rollback()


def _divided(cause: Cause, read: frozenset[str]) -> tuple[Cause, dict[str, contents.Salted]]:
    """Split what was answered: what expressions read stands in the entry, the rest lies beside it."""
    match cause:
        case CaseOpened(values=told) | MessageArrived(values=told):
            stated, sealed, kept = contents.split(told, read | HEADER)
            return replace(cause, values=stated, sealed=sealed), kept
        case TaskDecided(answers=told):
            stated, sealed, kept = contents.split(told, read | HEADER)
            return replace(cause, answers=stated, sealed=sealed), kept
        case TaskReassigned(texts=told) | Commented(texts=told):
            stated, sealed, kept = contents.split(told, frozenset())
            return replace(cause, texts=stated, sealed=sealed), kept
    return cause, {}


# What every list of cases shows, and what says who may see one.
HEADER = frozenset({"expediente", "asunto", "organo_origen", "reservado", "decision"})
