"""Five working days lie between the convocation of an extraordinary sitting and the sitting, also after a decree.

Source: LOM 13; domain/procedures.md S2 (6t) and §5, scenario 3: a day taken out of the calendar later moves the first
lawful day, and the case says why.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases, journal
from engine.entries import TaskDecided, TermDated
from handlers import follow_up, municipality, recounting, standing, tasks, timers
from handlers.appointments import acting
from workflows import library, versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

pytestmark = pytest.mark.slow

PROCEDURES = Path(__file__).parents[2] / "bpmn"
ADMINISTRATOR = "fredy-condori"
DECREE = {"dia": "2026-11-20", "hasta": "", "clase": "no_laborable_publico", "nombre": "Día no laborable compensable",
          "norma": "DS 150-2026-PCM", "publicado": "2026-11-17"}  # fmt: skip
REASON = "Por el DS 150-2026-PCM, el viernes 20 de noviembre no cuenta (LPAG 145.1)."
MATTER = {"asunto": "Cesión en uso de un local comunal", "organo_origen": "gerencia-municipal", "tipo_norma": "AC",
          "modo": "votar", "entrada": "directa_a_sesion", "materia": "otra", "regla_mayoria": "mayoria_simple",
          "organo_proponente": "g-desarrollo-social", "opiniones": []}  # fmt: skip


def _at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LIMA)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    """Los Sauces, with the procedure of the Concejo in force."""
    database = open_database(f"sqlite:///{tmp_path / 'los-sauces.db'}")
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in library.folders(PROCEDURES):
            if folder.slug in ("tramite-concejo", "firma-documento"):
                versions.publish(session, folder.slug, folder.files(), at=_at("2026-10-01"), by="ana", reason="Prueba")
        session.commit()
        yield session
    database.dispose()


def convened(town: Session, called: str, sitting: str) -> int:
    """Return a case whose extraordinary sitting was called on one day for another."""
    case_id = follow_up.open_case(town, "tramite-concejo", MATTER, _at(called, 8)).id
    decide(town, case_id, _at(called, 9), {"decision": "completo", "verificado": ["opiniones", "texto"]})
    answers = {"tipo_sesion": "extraordinaria", "fecha_sesion": date.fromisoformat(sitting)}
    decide(town, case_id, _at(called), answers)
    return case_id


def decide(town: Session, case_id: int, at: datetime, answers: Mapping[str, Any]) -> None:
    (row,) = standing.tasks_of(town, case_id)
    actor = tasks.actor_of(town, acting(town, row.organ, at.date())[0], at.date())
    follow_up.advance(town, case_id, TaskDecided(row.task, answers, actor=actor), at)
    town.commit()


def decreed(town: Session, at: datetime) -> None:
    recounting.enter(town, ADMINISTRATOR, DECREE, at, key="decreto tardío")
    town.commit()
    seal = recounting.review(town, at).seal
    recounting.recount(town, ADMINISTRATOR, seal, REASON, at, key="contar de nuevo")
    town.commit()


def opens(town: Session, case_id: int, day: str) -> bool:
    """Tell whether the sitting can be held on that day, at eight in the evening."""
    town.commit()
    while timers.fire_due(sessionmaker(town.get_bind()), _at(day, 20)):
        pass  # a day that begins another wait is told at the next beat
    return any(row.element == "sesion_concejo" for row in standing.tasks_of(town, case_id))


def test_a_sitting_opens_on_its_day(town: Session) -> None:
    case_id = convened(town, "2026-11-16", "2026-11-24")

    assert not opens(town, case_id, "2026-11-23")
    assert opens(town, case_id, "2026-11-24")


def test_a_day_taken_out_later_moves_a_sitting_that_had_no_day_to_spare(town: Session) -> None:
    case_id = convened(town, "2026-11-16", "2026-11-24")
    decreed(town, _at("2026-11-17"))
    moved = [r.entry for r in journal.read(town, case_id) if isinstance(r.entry, TermDated) and r.entry.reason]

    assert [(one.before, one.due, one.reason) for one in moved] == [(date(2026, 11, 23), date(2026, 11, 24), REASON)]
    assert not opens(town, case_id, "2026-11-24")
    assert opens(town, case_id, "2026-11-25")
    assert held_on(town, case_id) == date(2026, 11, 25)


def test_a_sitting_that_has_days_to_spare_stays_where_it_is(town: Session) -> None:
    case_id = convened(town, "2026-11-16", "2026-11-26")
    decreed(town, _at("2026-11-17"))

    assert not opens(town, case_id, "2026-11-25")
    assert opens(town, case_id, "2026-11-26")
    assert held_on(town, case_id) == date(2026, 11, 26)


def held_on(town: Session, case_id: int) -> Any:
    """Return the day that the form of the open sitting takes for its own."""
    (row,) = standing.tasks_of(town, case_id)
    seen = tasks.sheet(town, case_id, row.task, acting(town, "secretaria-general", date(2026, 11, 25))[0].officer,
                       _at("2026-11-26", 21)).values  # fmt: skip
    return seen["fecha_sesion"]
