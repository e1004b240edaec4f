"""A small municipality in which one model is played: the real door, journal, lists, messages and terms, in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import bound, canon, cases, journal
from engine.entries import CaseOpened, Cause, Entry, MessageArrived
from engine.ports import BpmnError, Later
from engine.rehearsal import MONDAY
from engine.rehearsed import fit
from engine.stepper import Case
from handlers import follow_up, parameters, registers, services, timers
from handlers.books import Book, BookRow
from handlers.parameters import Parameter
from handlers.standing import RunningTerm
from tests.conformance.model import Model
from tests.engine.drawing import diagram, end, mapping, start, ways
from workflows import reader, storage, terms, versions
from workflows.diagram import Node
from workflows.storage import Table

BELL = "campana"  # the procedure by which another case throws a signal


class World:
    """One model being played. `forgets`: no case is kept in memory, so that each step is a restart from the journal."""

    def __init__(self, model: Model, forgets: bool = False) -> None:
        self.model, self.now, self.subject = model, MONDAY, 1
        self.kept = 0 if forgets else cases.KEPT
        self.database = _fresh_database()
        self.sessions = sessionmaker(self.database)
        self.nodes = _nodes(model)
        self.ours: dict[int, bool] = {}

    def play(self) -> dict[int, list[bytes]]:
        """Tell what is told, look at what must be seen; return the bodies of every entry of every case."""
        with _steady(self.kept):
            self._publish()
            if self.model.opened:
                self.open("p", fit(self.model.values))
            for move in self.model.play:
                move(self)
            self._nothing_is_silent()
            found = {case_id: self._replayed(case_id) for case_id in self.case_ids()}
        return found

    # what is told

    def open(self, process: str, values: dict[str, Any], start: str = "") -> None:
        """Open a case and turn to it."""
        with self.session() as session:
            row = follow_up.open_case(session, "p", values, self.now, process=process, start=start)
            self.subject = row.id

    def tell(self, cause: Cause) -> None:
        with self.session() as session:
            follow_up.advance(session, self.subject, cause, self.now)

    def message(self, message: MessageArrived) -> None:
        with self.session() as session:
            follow_up.tell(session, message, self.now)

    def signal(self, name: str, values: dict[str, Any]) -> None:
        """Another case of the municipality throws a signal."""
        procedure = f"{BELL}-{name}-{'-'.join(values)}"
        inputs = f"<extensionElements>{mapping({key: f'= {key}' for key in values})}</extensionElements>"
        rings = end("fin", inputs + '<signalEventDefinition signalRef="Sg"/>')
        source = diagram(start() + rings + ways("inicio fin"), f'<signal id="Sg" name="{name}"/>', process=procedure)
        with self.session() as session:
            if procedure not in versions.in_force(session):
                versions.publish(session, procedure, {"p.bpmn": source}, at=self.now, by="x", reason="x")
            follow_up.open_case(session, procedure, values, self.now)

    def let_pass(self, duration: str) -> None:
        """Let time pass: the poller looks at every moment at which something falls due."""
        until = terms.after(duration, self.now) if any(map(str.isdigit, duration)) else self.now
        timers.open_due(self.sessions, self.now)
        while (moment := self._next_due()) is not None and moment <= until:
            self.now = max(self.now, moment)
            timers.fire_due(self.sessions, self.now)
            timers.open_due(self.sessions, self.now)
        self.now = until
        timers.open_due(self.sessions, self.now)

    # what can be seen

    @property
    def case(self) -> Case:
        with self.session() as session:
            return cases.look(session, self.subject)

    def entries(self, case_id: int = 0) -> list[Entry]:
        with self.session() as session:
            return [record.entry for record in journal.read(session, case_id or self.subject)]

    def case_ids(self) -> list[int]:
        """Return the cases of the model itself, without those that only rang a bell."""
        with self.session() as session:
            found = journal.case_ids(session)
            for case_id in found:
                if case_id not in self.ours:
                    opened = journal.read(session, case_id, upto=1)[0].entry
                    self.ours[case_id] = isinstance(opened, CaseOpened) and not opened.procedure.startswith(BELL)
        return [case_id for case_id in found if self.ours[case_id]]

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.sessions() as session:
            yield session
            session.commit()

    def _publish(self) -> None:
        names = [f"d{number}.bpmn" for number in range(1, len(self.model.diagrams) + 1)]
        files = dict(zip(names, self.model.diagrams, strict=True))
        files |= {f"t{number}.dmn": table for number, table in enumerate(self.model.tables, start=1)}
        with self.session() as session:
            versions.publish(session, "p", files, at=self.now, by="diseño", reason="prueba")

    def _next_due(self) -> datetime | None:
        wanted = select(RunningTerm.expires).where(RunningTerm.expired.is_(False), RunningTerm.expires.is_not(None))
        with self.session() as session:
            return session.scalar(wanted.order_by(RunningTerm.expires).limit(1))

    def _replayed(self, case_id: int) -> list[bytes]:
        """Return the entries of a case, once they have been read by their seals and made again. Raises Diverged."""
        with self.session() as session:
            records = journal.read(session, case_id)
            cases.rebuild(session, case_id, records)
            return [record.body for record in records]

    def _nothing_is_silent(self) -> None:
        """A case that has not ended waits for something, or a person is told what keeps it."""
        for case_id in self.case_ids():
            with self.session() as session:
                case = cases.look(session, case_id)
            told = self.entries(case_id)
            stuck = any(type(entry).__name__ in ("Stuck", "StepUndone") for entry in told)
            assert case.completed or case.open() or case.incidents or stuck, f"case {case_id} waits for nothing"


@contextmanager
def _steady(kept: int) -> Iterator[None]:
    """Make two plays comparable: salts are no chance, services of ours answer, and so many cases stay in memory."""
    with (
        patch.object(cases, "KEPT", kept),
        patch("engine.contents.secrets.token_bytes", bytes),
        patch.dict(services.SERVICES, _SERVICES),
    ):
        yield


def _fails(desk: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    raise BpmnError(str(inputs.get("codigo") or "E1"))


def _later(desk: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    raise Later


_SERVICES = {
    "prueba.eco": lambda desk, inputs: {"eco": dict(inputs)},
    "prueba.doble": lambda desk, inputs: {"doble": inputs["n"] * 2},
    "prueba.calla": lambda desk, inputs: {},
    "prueba.falla": _fails,
    "prueba.luego": _later,
}


@cache
def _template() -> sqlite3.Connection:
    """A small municipality, from which every world is copied: one parameter, and a register of one row."""
    database = _opened(lambda: sqlite3.connect(":memory:", check_same_thread=False))
    Table.metadata.create_all(database)
    with Session(database) as session:
        level = parameters.encode("distrital")
        since, row = MONDAY.date() - timedelta(days=1), canon.encode({"titulo": "Reglamento interno", "vigente": True})
        session.add(Parameter(name="nivel", value=level, valid_from=since, norm="Ley"))
        session.add(Book(slug="ordenanzas", name="Ordenanzas", norm="Ley", valid_from=since))
        session.add(BookRow(book="ordenanzas", key="004-2023", content=row, norm="Acuerdo", valid_from=since))
        session.commit()
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    database.raw_connection().driver_connection.backup(kept)  # type: ignore[union-attr]
    return kept


@cache
def _house() -> Engine:
    """The engine of all worlds, so that each statement is compiled once; a world is what its pool opens anew."""
    return _opened(_copy)


def _fresh_database() -> Engine:
    """Return the engine on a fresh copy of the municipality, with nothing in memory of the one before."""
    database = _house()
    database.dispose()
    cases.cache.clear()
    bound._kept.clear()
    registers._answers.clear()
    return database


def _copy() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _template().backup(connection)
    return connection


def _opened(creator: Callable[[], sqlite3.Connection]) -> Engine:
    database = create_engine("sqlite://", poolclass=StaticPool, creator=creator)
    event.listen(database, "connect", storage._prepare_sqlite)
    event.listen(database, "begin", storage._begin_immediate)
    return database


def _nodes(model: Model) -> dict[str, Node]:
    """Return every element of the model by its id."""
    return {node.id: node for source in model.diagrams for node in reader.read(source).nodes()}
