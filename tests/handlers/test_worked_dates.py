"""The worked dates of the domain, as the terms of real cases on the registers of Los Sauces.

Source: domain/terms-and-calendars.md §5. Example 12 is of the tax calendar, by which no procedure of the house counts:
it is promised in test_terms.py. A term that begins with a fact (`cabildo.plazo_desde`) is opened on that day.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import cases
from engine.entries import TaskDecided
from handlers import decisions, demo_stories, follow_up, municipality, standing
from handlers.refusals import Invalid
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

TERM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
             id="d" targetNamespace="http://cabildo.example/plazo">
  <process id="plazo" name="Un plazo" isExecutable="true">
    <startEvent id="s" /><sequenceFlow id="f1" sourceRef="s" targetRef="t" />
    <userTask id="t" name="Atender">
      <extensionElements>
        <zeebe:assignmentDefinition candidateGroups="ogpp" />
        <zeebe:properties><zeebe:property name="cabildo.plazo" value="= plazo" /></zeebe:properties>
      </extensionElements>
    </userTask>
    <sequenceFlow id="f2" sourceRef="t" targetRef="e" /><endEvent id="e" />
  </process>
</definitions>"""


@pytest.fixture
def town(database_url: str) -> Iterator[Session]:
    """Los Sauces with its registers, its procedures, and one more that is nothing but a term."""
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        published = {folder.slug: folder.files() for folder in demo_stories.folders()}
        for slug, files in {**published, "plazo": {"procedure.bpmn": TERM.encode()}}.items():
            versions.publish(session, slug, files, at=_at("2025-06-02"), by="ana", reason="Para contar plazos")
        yield session
    database.dispose()


def due(session: Session, case_id: int, term: str) -> date | None:
    return next(row.due for row in standing.terms_of(session, case_id) if row.term == term)


def opened(session: Session, procedure: str, values: Mapping[str, Any], day: str) -> int:
    header = {"asunto": "Un caso del dominio", "organo_origen": "ogpp"}
    return follow_up.open_case(session, procedure, {**header, **values}, _at(day)).id


def _at(day: str, hour: time = time(10)) -> datetime:
    return datetime.combine(date.fromisoformat(day), hour, LIMA)


REPORTS = {
    1: ("2026-07-20", 7, "2026-08-03"),
    2: ("2026-03-27", 7, "2026-04-09"),
    3: ("2026-12-02", 7, "2026-12-15"),
    4: ("2026-03-16", 30, "2026-04-29"),
    5: ("2026-07-17", 30, "2026-09-03"),
    6: ("2026-08-03", 30, "2026-09-15"),
    8: ("2026-12-04", 10, "2026-12-22"),
    9: ("2026-06-26", 3, "2026-07-02"),
    10: ("2026-12-31", 3, "2027-01-06"),
    11: ("2025-12-30", 3, "2026-01-06"),
    15: ("2026-08-10", 5, "2026-08-17"),
    16: ("2026-08-10", 60, "2026-11-03"),
    20: ("2026-10-28", 30, "2026-12-11"),
    23: ("2026-06-04", 2, "2026-06-08"),
    24: ("2026-12-30", 2, "2027-01-04"),
}


def test_a_report_is_due_on_the_worked_date(town: Session) -> None:
    found = {}
    for example, (asked, days, _) in REPORTS.items():
        asks = {"solicitante": "ogpp", "informante": "op-modernizacion", "tipo": "tecnico", "preceptivo": True,
                "plazo_dh": Decimal(days), "requiere_vb": False,
                "preguntas": [{"pregunta": "¿Es legal?"}]}  # fmt: skip
        found[example] = due(town, opened(town, "emitir-informe", asks, asked), "elaborar_informe:1")

    assert found == {example: date.fromisoformat(last) for example, (_, _, last) in REPORTS.items()}


def test_example_7_an_abstention_is_raised_within_two_days_of_knowing_its_cause(town: Session) -> None:
    asks = {"tarea": "elaborar_informe:1", "persona": "jorge-huaman", "organo": "ogaj",
            "superior": "gerencia-municipal", "fecha_conocimiento": date(2026, 7, 22)}  # fmt: skip

    assert due(town, opened(town, "abstencion", asks, "2026-07-22"), "fundamentar_abstencion:1") == date(2026, 7, 27)


RATIFICATIONS = {
    17: ("2026-09-14", "derecho_tramitacion", 45, "2026-11-17"),
    18: ("2026-09-14", "arbitrio", 60, "2026-12-10"),
    19: ("2026-05-05", "derecho_tramitacion", 45, "2026-07-08"),
}


def test_the_province_has_its_days_from_the_receipt(town: Session) -> None:
    found = {}
    for example, (received, kind, days, _) in RATIFICATIONS.items():
        asks = {"organo_solicitante": "secretaria-general", "ordenanza": {"numero": "ORDENANZA N.º 012-2026-MDS"},
                "clase_tributo": kind, "plazo_ratificacion": Decimal(days),
                "organo_tecnico": "op-modernizacion"}  # fmt: skip
        case_id = opened(town, "ratificacion-provincial", asks, received)
        decide(town, case_id, "preparar_expediente_ratificacion:1", {"contenido": ["ordenanza"]}, received)
        decide(town, case_id, "registrar_cargo:1", {"fecha_recepcion": date.fromisoformat(received)}, received)
        (running,) = [row for row in standing.terms_of(town, case_id) if row.of == "timer"]
        found[example] = running.due

    assert found == {example: date.fromisoformat(last) for example, (_, _, _, last) in RATIFICATIONS.items()}


def test_examples_21_and_22_months_run_from_date_to_date(town: Session) -> None:
    ends = [due(town, opened(town, "plazo", {"plazo": term}, start), "t:1")
            for start, term in (("2026-01-30", "1 mes"), ("2026-06-08", "3 meses"))]  # fmt: skip

    assert ends == [date(2026, 3, 2), date(2026, 9, 8)]


@pytest.mark.parametrize(
    ("example", "called", "too_early", "first"),
    [(13, "2026-07-20", "2026-07-30", "2026-07-31"), (14, "2026-10-05", "2026-10-13", "2026-10-14")],
)
def test_an_extraordinary_session_waits_for_five_days_in_between(
    town: Session, example: int, called: str, too_early: str, first: str
) -> None:
    asks = {"organo_proponente": "g-desarrollo-economico", "organo_solicitante": "alcaldia", "tipo_norma": "AC",
            "modo": "informar", "entrada": "directa_a_sesion", "materia": "organizacion",
            "regla_mayoria": "mayoria_simple", "opiniones": []}  # fmt: skip
    case_id = opened(town, "tramite-concejo", asks, called)
    decide(town, case_id, "remitir_a_concejo:1", {"decision": "completo", "verificado": ["texto"]}, called)
    task = standing.tasks_of(town, case_id)[0].task
    town.commit()  # a decision that is refused takes back all that was not
    answers = {"tipo_sesion": "extraordinaria", "fecha_sesion": too_early}

    with pytest.raises(Invalid) as refused:
        decisions.record(town, case_id, task, "rosa-quispe", answers, _at(called), key="demasiado pronto")
    answers["fecha_sesion"] = first
    decisions.record(town, case_id, task, "rosa-quispe", answers, _at(called), key="a su debido tiempo")

    assert "tipo_sesion" in refused.value.errors
    assert due(town, case_id, standing.terms_of(town, case_id)[0].term) == date.fromisoformat(first) - timedelta(days=1)


def decide(session: Session, case_id: int, task: str, answers: Mapping[str, Any], day: str) -> None:
    """Tell the case what was decided, without the pages: the dates are what is promised here."""
    (row,) = [row for row in standing.tasks_of(session, case_id) if row.task.rpartition("/")[2] == task]
    follow_up.advance(session, case_id, TaskDecided(row.task, answers), _at(day))
