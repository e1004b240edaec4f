"""On a real database too: replay agrees after every step, and the lists say what the case itself says."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases
from engine.entries import MessageArrived, OfficerIntervened, TaskDecided, TermExpired
from handlers import follow_up, municipality, standing
from handlers.standing import LISTS, Awaited, RunningTerm
from tests.engine import walking
from workflows import library, versions
from workflows.storage import Table, open_database

pytestmark = pytest.mark.soak
SOAK = bool(os.environ.get("CABILDO_SOAK"))
PHASES = tuple(Phase) if SOAK else (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes
ON = walking.procedures()
START = datetime(2026, 3, 2, 9, tzinfo=walking.LIMA)
INPUTS = walking.INPUTS


@pytest.fixture
def published(database_url: str) -> Iterator[Session]:
    """Los Sauces with every procedure of the house published."""
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in library.folders(walking.BPMN):
            versions.publish(session, folder.slug, folder.files(), at=START, by="ana", reason="Para los paseos")
        session.commit()
        yield session
    database.dispose()


@settings(max_examples=60 if SOAK else 4, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(data=st.data())
def test_replay_and_lists_agree_after_every_step(published: Session, data: st.DataObject) -> None:
    session = published
    procedure = data.draw(st.sampled_from(sorted(ON.folders)), label="procedure")
    values = {"asunto": "Un paseo al azar por el municipio", "organo_origen": "ogpp", **INPUTS.get(procedure, {})}
    case_id = follow_up.open_case(session, procedure, values, START).id
    session.commit()

    at = START
    for _ in range(40 if SOAK else 12):
        if cases.look(session, case_id).completed:
            break
        at += timedelta(hours=1)
        step(session, case_id, data, at)
        session.commit()
        if data.draw(st.booleans(), label="restart"):
            cases.cache.clear()
        agrees(session, case_id)

    before = everything(session)
    standing.rebuild(session)
    session.commit()
    assert everything(session) == before


def step(session: Session, case_id: int, data: st.DataObject, at: datetime) -> None:
    """Make one move that chance chooses, through the one door."""
    walk = walking.Walk(ON, cases.look(session, case_id).spec.name)
    walk.case = cases.look(session, case_id)
    moves = walk.moves() or [("retry", place) for place in walk.case.incidents]
    if not moves:
        return
    verb, place = data.draw(st.sampled_from(moves), label="move")
    match verb:
        case "decide":
            cause: Any = TaskDecided(place, data.draw(walk.answers_to(place), label="answers"))
        case "expire":
            cause = TermExpired(place, at)
        case "message":
            token = walk.case.tasks[place]
            name = next(t.name for t in token.task_spec.node.triggers if t.kind == "message")
            cause = MessageArrived(name or "", token.key, {"tipo": "ratificado"})
        case _:
            cause = OfficerIntervened(place, "Se vuelve a intentar")
    follow_up.advance(session, case_id, cause, at)


def agrees(session: Session, case_id: int) -> None:
    """The lists say what the case in memory says, and the case in memory is what its journal tells."""
    case = cases.look(session, case_id)
    again = cases.rebuild(session, case_id, cases.journal.read(session, case_id))
    assert sorted(again.tasks) == sorted(case.tasks)
    assert [row.task for row in standing.tasks_of(session, case_id)] == case.open_tasks() or case.completed
    waiting = {t.id for t in case.open() if any(g.kind in ("message", "signal") for g in t.task_spec.node.triggers)}
    assert {row.place for row in session.scalars(select(Awaited).where(Awaited.case_id == case_id))} == waiting
    timers = {t.id for t in case.open() if any(g.kind == "timer" for g in t.task_spec.node.triggers)}
    running = select(RunningTerm).where(RunningTerm.case_id == case_id, RunningTerm.of == "timer")
    assert {row.term for row in session.scalars(running)} == timers
    dated = select(RunningTerm).where(RunningTerm.case_id == case_id, RunningTerm.due.is_(None))
    assert session.scalars(dated).first() is None
    row = standing.the_case(session, case_id)
    assert row and row.state == ("ended" if case.completed else "incident" if case.incidents else row.state)


def everything(session: Session) -> list[tuple[Any, ...]]:
    """Return every row of every list, as plain values."""
    return sorted(
        (table.__tablename__, *(str(getattr(row, column.key)) for column in table.__mapper__.columns))
        for table in LISTS
        for row in session.scalars(select(table))
    )
