"""The worked dates of the domain, as the terms of real cases on the registers of Los Sauces.

Source: domain/terms-and-calendars.md §5. A term that begins with a fact (`cabildo.plazo_desde`) is opened on that day.
Which is where: 7 `abstencion`; 9 the window of reconsideration in `tramite-concejo`; 12 (tax calendar), 21 and 22
(months) obligations of `seguimiento-normas`; 13 and 14 the session that `tramite-concejo` calls; 15 and 16 the
whole case of `tupa-opinion`; 17 to 19 `ratificacion-provincial`; the others a report of `emitir-informe`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import cases
from engine.entries import MessageArrived, TaskDecided
from handlers import decisions, demo_stories, follow_up, municipality, registers_read, standing
from handlers.refusals import Invalid
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA


@pytest.fixture
def town(database_url: str) -> Iterator[Session]:
    """Los Sauces with its registers and its procedures."""
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in demo_stories.folders():
            versions.publish(session, folder.slug, folder.files(), at=_at("2025-06-02"), by="ana", reason="Para contar")
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
    10: ("2026-12-31", 3, "2027-01-06"),
    11: ("2025-12-30", 3, "2026-01-06"),
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


OBLIGATIONS = {
    12: ("2025-12-30", 3, "dht", "2026-01-05"),  # 2 January 2026 counts for taxes
    21: ("2026-01-30", 1, "meses", "2026-03-02"),
    22: ("2026-06-08", 3, "meses", "2026-09-08"),
}


def test_an_obligation_of_a_norm_is_due_by_its_own_calendar(town: Session) -> None:
    asks = {"norma_id": "ORDENANZA N.º 015-2025-MDS", "tipo": "ORD", "titulo": "Arbitrios"}
    found = {}
    for example, (in_force, amount, unit, _) in OBLIGATIONS.items():
        duty = {"n": Decimal(1), "articulo": "3", "texto": "Publicar los montos", "responsable": "oga",
                "indicador": "Web", "plazo": Decimal(amount), "unidad": unit, "requiere_reglamento": False}  # fmt: skip
        values = {**asks, "obligacion": duty, "desde": date.fromisoformat(in_force), "max_rondas": Decimal(2),
                  "asunto": "Seguimiento de una norma", "organo_origen": "secretaria-general"}  # fmt: skip
        case_id = follow_up.open_case(town, "seguimiento-normas", values, _at(in_force), process="obligacion-norma").id
        found[example] = due(town, case_id, "ejecutar_obligacion:1")

    assert found == {example: date.fromisoformat(last) for example, (_, _, _, last) in OBLIGATIONS.items()}
    (row,) = registers_read.rows_of(town, "cumplimiento-normas", date(2026, 6, 8), holds=True)
    assert {one.label: one.text for one in row.words} == {
        "Estado": "en curso", "Responsable": "oga", "Plazo": "3 meses", "Desde": "08/06/2026",
        "Obligación": "Artículo 3: Publicar los montos",
    }  # fmt: skip


@pytest.mark.parametrize(("why", "last"), [("estandarizado", "2026-08-17"), ("norma_nacional", "2026-11-03")])
def test_examples_15_and_16_the_tupa_follows_a_national_norm_in_time(town: Session, why: str, last: str) -> None:
    told = {"motivo_inicio": why, "organo": "g-desarrollo-economico", "norma_origen": "DS 050-2026-PCM",
            "fecha_vigencia": "2026-08-10"}  # fmt: skip
    receipt = follow_up.tell(town, MessageArrived("solicitud_tupa", None, told), _at("2026-08-10"))
    assert receipt.case_id is not None

    (whole,) = [row for row in standing.terms_of(town, receipt.case_id) if row.of == "case"]

    assert whole.due == date.fromisoformat(last)


def test_example_9_an_acuerdo_may_be_reconsidered_until_the_third_day(town: Session) -> None:
    asks = {
        "tipo_norma": "AC",
        "resultado": "aprobado",
        "fecha_adopcion": date(2026, 6, 26),
        "organo_proponente": "g-desarrollo-social",
    }
    case_id = follow_up.open_case(
        town, "tramite-concejo", {"asunto": "Un acuerdo", "organo_origen": "alcaldia", **asks}, _at("2026-06-26"),
        process="concejo-reconsideracion",
    ).id  # fmt: skip

    assert date(2026, 7, 2) in {row.due for row in standing.terms_of(town, case_id)}


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
