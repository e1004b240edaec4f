"""Cross-cutting scenario 9: a case of 2026 gives in 2027 what it gave, although the table D6 changed meanwhile.

The version of the rules stands with each case: what was decided is replayed with the table of then, and a case that
had not come to the table yet is decided by it too; only what begins later has the new one.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import CaseOpened, TableMatched, TaskDecided
from handlers import audits, demo_stories, follow_up, standing
from tests.handlers.conftest import town_of
from workflows import versions
from workflows.terms import LIMA

PROCEDURE, TABLE = "presupuesto-evaluacion", "semaforo_ejecucion.dmn"
THEN, NOW = datetime(2026, 10, 12, 10, tzinfo=LIMA), datetime(2027, 1, 12, 10, tzinfo=LIMA)
YELLOW, RED = b"[0.85..1)", b"[0.60..0.85)"  # D6a, 2026; from 2027 on, yellow begins at 0.70
DUTY = {"meta": "0061", "finalidad": "Limpieza pública", "organo": "g-servicios-publicos", "fuente": "RDR",
        "rubro": "09", "generica": "2.3", "pia": Decimal(10_000_000), "pim": Decimal(10_000_000),
        "certificado": Decimal(8_000_000), "compromiso_anual": Decimal(5_070_000),
        "devengado": Decimal(5_070_000), "girado": Decimal(5_070_000)}  # fmt: skip
DONE = {"meta": "0061", "meta_fisica_programada": Decimal(100), "meta_fisica_ejecutada": Decimal(70)}


@pytest.fixture
def town(database_url: str) -> Iterator[Session]:
    with town_of(database_url, THEN, "Reglas de 2026") as session:
        yield session


def evaluated(session: Session, at: datetime) -> int:
    """Open the analysis of September and bring it to where reports are compared: then comes the table."""
    values = {"asunto": "Evaluación mensual", "organo_origen": "op-presupuesto", "instancia": "mensual", "medidas": [],
              "modificaciones": [], "max_rondas": Decimal(2), "fecha_corte": date(2026, 9, 30),
              "periodo": "mensual al 2026-09-30"}  # fmt: skip
    case_id = follow_up.open_case(session, PROCEDURE, values, at, process="presupuesto-analisis").id
    decide(session, case_id, "e02_cargar_ejecucion", {"metas": [DUTY]}, at)
    decide(session, case_id, "e03_reportar", {"avances": [DONE]}, at)
    return case_id


def decide(session: Session, case_id: int, element: str, answers: dict[str, object], at: datetime) -> None:
    (row,) = [row for row in standing.tasks_of(session, case_id) if row.element == element]
    follow_up.advance(session, case_id, TaskDecided(row.task, answers), at)


def lights(session: Session, case_id: int) -> list[tuple[str, Decimal]]:
    found = [record.entry for record in journal.read(session, case_id)]
    return [(one.outcome["nivel"], one.outcome["r"]) for one in found
            if isinstance(one, TableMatched) and one.decision == "semaforo_ejecucion"]  # fmt: skip


def rules_of(session: Session, case_id: int) -> int:
    opened = journal.read(session, case_id, upto=1)[0].entry
    assert isinstance(opened, CaseOpened)
    return opened.versions[PROCEDURE]


def the_table_changes(session: Session) -> None:
    files = {folder.slug: folder.files() for folder in demo_stories.folders()}[PROCEDURE]
    assert YELLOW in files[TABLE] and RED in files[TABLE]
    newer = files[TABLE].replace(RED, b"[0.60..0.70)").replace(YELLOW, b"[0.70..1)")
    versions.publish(session, PROCEDURE, {**files, TABLE: newer}, at=NOW, by="ana", reason="D6 de 2027")


def test_a_case_keeps_the_table_by_which_it_began_and_replays_by_it(town: Session) -> None:
    decided, waiting = evaluated(town, THEN), evaluated(town, THEN)
    decide(town, decided, "e04_consistenciar", {"decision": "conforme"}, THEN)
    assert lights(town, decided) == [("rojo", Decimal("0.78"))]

    the_table_changes(town)
    cases.cache.clear()
    decide(town, waiting, "e04_consistenciar", {"decision": "conforme"}, NOW)
    later = evaluated(town, NOW)
    decide(town, later, "e04_consistenciar", {"decision": "conforme"}, NOW)

    assert {case: (rules_of(town, case), lights(town, case)[0][0]) for case in (decided, waiting, later)} == {
        decided: (1, "rojo"), waiting: (1, "rojo"), later: (2, "amarillo"),
    }  # fmt: skip
    cases.cache.clear()
    assert [verdict.sentence for verdict in audits.verify(town, lists=True) if not verdict.ok] == []
