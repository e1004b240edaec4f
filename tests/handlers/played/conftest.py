"""A small procedure of two organs, played in Los Sauces on a database of its own: what the tests of histories share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import handlers.decisions
import handlers.inbox
import handlers.timers  # noqa: F401  every table is known
from engine import cases
from engine.entries import Cause, TaskClaimed, TaskDecided
from handlers import appointments, follow_up, municipality, standing, tasks
from handlers.standing import CaseRow, OpenTask
from workflows import versions
from workflows.storage import Table, open_database

LIMA = ZoneInfo("America/Lima")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=LIMA)
FILES = Path(__file__).parent / "files"


@dataclass
class House:
    """Los Sauces with its procedures published; `at` is the moment of the next thing that happens."""

    session: Session
    engine: Engine
    at: datetime = MONDAY

    def publish(self, procedure: str, **files: bytes) -> None:
        """Publish the files of a procedure; without any, those of its folder beside the tests."""
        found = {name.replace("_bpmn", ".bpmn"): source for name, source in files.items()}
        folder = FILES / procedure
        found = found or {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
        versions.publish(self.session, procedure, found, at=self.at, by="wilmer-ticona", reason="Para probar")
        self.session.commit()

    def open(self, procedure: str = "opinion", **values: Any) -> CaseRow:
        """Open a case as the head of the Gerencia Municipal."""
        actor = tasks.actor_of(self.session, self.head("gerencia-municipal"), self.at.date())
        values = {"asunto": "Convenio con EsSalud", "organo_origen": actor.organ, **values}
        row = follow_up.open_case(self.session, procedure, values, self.at, actor=actor)
        self.session.commit()
        return row

    def head(self, organ: str) -> appointments.Actor:
        return appointments.acting(self.session, organ, self.at.date())[0]

    def task(self, case: int) -> OpenTask:
        """The first open task of a case."""
        return standing.tasks_of(self.session, case)[0]

    def decide(self, case: int, answers: Mapping[str, Any], task: str = "") -> None:
        """The head of its organ answers the open task."""
        row = next(row for row in standing.tasks_of(self.session, case) if task in ("", row.task))
        actor = tasks.actor_of(self.session, self.head(row.organ), self.at.date())
        self.tell(case, TaskDecided(row.task, answers, actor=actor))

    def claim(self, case: int) -> str:
        """The head of its organ takes the open task; return who that is."""
        row = self.task(case)
        actor = tasks.actor_of(self.session, self.head(row.organ), self.at.date())
        self.tell(case, TaskClaimed(row.task, actor))
        return actor.officer

    def tell(self, case: int, cause: Cause) -> None:
        follow_up.advance(self.session, case, cause, self.at)
        self.session.commit()

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    engine = open_database(database_url)
    Table.metadata.create_all(engine)
    cases.cache.clear()
    with Session(engine, expire_on_commit=False) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        session.commit()
        found = House(session, engine)
        found.publish("avisar")
        found.publish("opinion")
        yield found
    engine.dispose()
