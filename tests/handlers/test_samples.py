"""The sample cases of the domain that turn on who sits in the concejo, told on the registers of Los Sauces.

Source: domain/procedures.md, C-3 and E-3; domain/organs.md §5.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases, journal
from engine.entries import TableMatched, TaskAssigned, TaskDecided
from handlers import books, calendar, demo, demo_stories, standing
from handlers.calendar import Calendar
from handlers.demo import _Clock
from handlers.retelling import Retelling, Story
from handlers.standing import CaseRow
from workflows.storage import Table, open_database
from workflows.terms import LIMA

pytestmark = pytest.mark.slow

ELECTED_2022 = {"Rosa Elvira Quispe Mamani", "Alberto Chávez Luna", "Felipe Acosta Merino"}
ELECTED_2026 = {"Mónica Beltrán Salcedo", "Ricardo Fuentes Olaya", "Oswaldo Pari Mollo"}


@pytest.fixture
def town(database_url: str) -> Iterator[Engine]:
    """Los Sauces with its registers and procedures, a few days before the samples begin."""
    engine = open_database(database_url)
    Table.metadata.create_all(engine)
    cases.cache.clear()
    with Session(engine) as session, session.begin():
        demo._prepare(session, datetime(2026, 8, 20, 10, tzinfo=LIMA))
    yield engine
    engine.dispose()


def told(town: Engine, procedure: str, scenario: str, opens: date, started: str = "") -> tuple[CaseRow, Retelling]:
    """Tell a scenario to its end on its own days and return its case."""
    with Session(town) as session:
        days = calendar.calendar(session)
    retelling = Retelling(_story(procedure, scenario, opens, started), days)
    assert retelling.plan[-1].at.date().isoformat() == retelling.story.scenario["pasos"][-1]["en"][:10]
    _play(town, retelling, days, datetime.combine(opens, datetime.min.time(), LIMA))
    with Session(town) as session:
        row = standing.the_case(session, retelling.case_id)
    assert row is not None
    return row, retelling


def _story(procedure: str, scenario: str, opens: date, started: str) -> Story:
    file = demo_stories.PROCEDURES / procedure / "scenarios" / f"{scenario}.json"
    read = json.loads(file.read_text("utf-8"), parse_float=Decimal)
    moment = datetime(opens.year, opens.month, opens.day, 8, tzinfo=LIMA)
    return Story(
        procedure, read, opens, "Un caso de muestra del dominio", started=(started, moment) if started else None
    )


def _play(town: Engine, retelling: Retelling, days: Calendar, begins: datetime) -> None:
    clock = _Clock(town, begins, days)
    clock.looked = date.min
    while (at := retelling.next) is not None:
        clock.let_pass(at)
        with Session(town) as session, session.begin():
            retelling.go_on(session)
    assert not retelling.waited


def entries(town: Engine, row: CaseRow) -> list[journal.Record]:
    with Session(town) as session:
        return list(journal.read(session, row.id))


def computed(town: Engine, row: CaseRow) -> Mapping[str, Any]:
    """Return what the table of votes gave: the result, what it required, on which base."""
    found = [r.entry.outcome for r in entries(town, row)
             if isinstance(r.entry, TableMatched) and r.entry.decision == "resultado_votacion"]  # fmt: skip
    outcome: Mapping[str, Any] = found[-1]
    return outcome


def sat(town: Engine, row: CaseRow) -> set[str]:
    """Return the names on the attendance lists that the concejo's sessions of a case answered."""
    lists = [r.entry.answers["votos"] for r in entries(town, row)
             if isinstance(r.entry, TaskDecided) and "sesion_concejo" in r.entry.task]  # fmt: skip
    return {str(member["miembro"]) for one in lists for member in one}


def votes(town: Engine, row: CaseRow) -> dict[str, int]:
    """Return how the members voted in the last session of a case."""
    last = [r.entry.answers["votos"] for r in entries(town, row)
            if isinstance(r.entry, TaskDecided) and "sesion_concejo" in r.entry.task][-1]  # fmt: skip
    return dict(Counter(str(member["voto"]) for member in last if member.get("voto")))


def test_c3_is_rejected_5_to_4_because_two_thirds_of_the_legal_number_are_six(town: Engine) -> None:
    row, _ = told(town, "convenio-suscripcion", "c3_cesion_en_uso", date(2026, 9, 1))

    assert (row.state, row.outcome) == ("ended", "rechazado_concejo")
    vote = computed(town, row)
    assert (vote["resultado"], vote["requerido"]) == ("rechazado", 6)
    assert votes(town, row) == {"a_favor": 5, "en_contra": 4}
    assert sat(town, row) > ELECTED_2022


def test_e3_hears_the_concejo_of_2027_about_the_organs_of_2026(town: Engine) -> None:
    row, story = told(town, "presupuesto-evaluacion", "e3_anual_2026", date(2027, 1, 1), "inicio_anual")

    assert (row.state, row.outcome) == ("ended", "periodo_cerrado")
    assert sat(town, row) > ELECTED_2026 and not sat(town, row) & ELECTED_2022
    assigned = {r.entry.task: r.entry.organ for r in entries(town, row) if isinstance(r.entry, TaskAssigned)}
    evaluated = {organ for task, organ in assigned.items() if "e03_reportar" in task}
    assert evaluated == {"g-infraestructura", "g-servicios-publicos", "g-desarrollo-social", "g-fiscalizacion"}
    chair = next(r.entry.actor for r in entries(town, row)
                 if isinstance(r.entry, TaskDecided) and "sesion_comision" in r.entry.task)  # fmt: skip
    assert chair and chair.instrument == "Acuerdo de Concejo 001-2027-MDS"
    assert story.done == len(story.plan)


def test_a_session_called_by_one_concejo_is_held_by_the_next(town: Engine) -> None:
    """An ordinary evaluation called in December and held in January: who sits is who was appointed that day."""
    with Session(town) as session:
        days = calendar.calendar(session)
    story = _story("acuerdo-propuesta", "donacion_adoptada", date(2026, 11, 27), "")
    retelling = Retelling(story, days)
    _play(town, retelling, days, datetime(2026, 11, 26, tzinfo=LIMA))

    with Session(town) as session:
        row = session.scalars(select(CaseRow).where(CaseRow.id == retelling.case_id)).one()
    called, held = (
        next(r.at.astimezone(LIMA).date() for r in entries(town, row)
             if isinstance(r.entry, TaskDecided) and r.entry.task.rpartition("/")[2].startswith(element))
        for element in ("convocar_sesion", "sesion_concejo")
    )  # fmt: skip
    assert called < date(2027, 1, 1) <= held
    assert sat(town, row) > ELECTED_2026

    with Session(town) as session:
        kept = books.answer(session, ["acuerdos"], date(2027, 3, 1))
    assert isinstance(kept, list)
    noted = [one for one in kept if one.get("mayoria") == "dos_tercios_legal_regidores"]
    assert [(one["tipo"], one["adoptado"]) for one in noted] == [("AC", f"{held:%Y-%m-%d}")]
