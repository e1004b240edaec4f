"""Cross-cutting scenarios 4 and 5 of the domain: who an organ is, and who acts for it, changes in the middle of a case.

The others: 1 and 2 in the scenarios of `emitir-informe`, 3 (of a term) in played/test_recounting.py, 6 in those of
`tramite-concejo`, 7 of `tupa-opinion`, 8 of `convenio-suscripcion`, 9 in test_rules_change.py, 10 of
`acuerdo-propuesta`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import journal
from engine.entries import TaskAssigned, TaskDecided
from handlers import decisions, follow_up, histories, organs, standing, tasks
from handlers.standing import OpenTask
from tests.handlers.conftest import town_of
from workflows.terms import LIMA

PUBLISHED = datetime(2025, 6, 2, 10, tzinfo=LIMA)
ASKED = {"asunto": "Conexión con la PIDE", "organo_origen": "ogpp", "solicitante": "ogpp", "tipo": "tecnico",
         "preceptivo": True, "plazo_dh": Decimal(7), "requiere_vb": False,
         "preguntas": [{"pregunta": "¿Hay conexión?"}]}  # fmt: skip
MORE = {"decision": "pedir_prorroga", "motivo_prorroga": "terceros", "dias": Decimal(3)}


@pytest.fixture
def town(database_url: str) -> Iterator[Session]:
    with town_of(database_url, PUBLISHED, "Para probar") as session:
        yield session


def asked_of(session: Session, organ: str, at: datetime) -> OpenTask:
    case = follow_up.open_case(session, "emitir-informe", {**ASKED, "informante": organ}, at)
    return standing.tasks_of(session, case.id)[0]


def told(session: Session, case_id: int) -> str:
    return " ".join("".join(s.text for s in one.segments) for one in histories.history(session, case_id))


def entries(session: Session, case_id: int, kind: type[Any]) -> list[Any]:
    return [record.entry for record in journal.read(session, case_id) if isinstance(record.entry, kind)]


def test_4_an_organ_renamed_meanwhile_keeps_its_task_and_the_history_its_old_name(town: Session) -> None:
    row = asked_of(town, "of-tecnologias", datetime(2025, 12, 30, 10, tzinfo=LIMA))
    renamed = datetime(2026, 1, 5, 10, tzinfo=LIMA)

    assert row.organ_name == "Oficina de Informática"
    assert organs.called(town, row.organ, renamed.date(), row.organ_name) == "Oficina de Tecnologías de la Información"
    decide(town, row, "fredy-condori", MORE, renamed)

    (assigned,) = [one for one in entries(town, row.case_id, TaskAssigned) if one.task == row.task]
    decided = next(one for one in entries(town, row.case_id, TaskDecided))
    assert (assigned.organ_name, decided.actor.organ) == ("Oficina de Informática", "of-tecnologias")
    assert decided.actor.organ_name == "Oficina de Tecnologías de la Información"
    assert "quedó a cargo de Oficina de Informática" in told(town, row.case_id)


def test_5_who_was_charged_with_the_post_meanwhile_decides_as_such_with_the_instrument(town: Session) -> None:
    row = asked_of(town, "gerencia-municipal", datetime(2026, 11, 12, 10, tzinfo=LIMA))
    assert "manuel-torres" in next(iter(entries(town, row.case_id, TaskAssigned))).officers

    decide(town, row, "carmen-vilchez", MORE, datetime(2026, 11, 17, 10, tzinfo=LIMA))

    actor = entries(town, row.case_id, TaskDecided)[0].actor
    assert (actor.officer, actor.capacity, actor.instrument) == ("carmen-vilchez", "encargado", "R.A. 212-2026-A/MDS")


def decide(session: Session, row: OpenTask, officer: str, answers: Mapping[str, Any], at: datetime) -> None:
    decisions.record(session, row.case_id, row.task, officer, answers, at, key=f"decide {row.case_id} {officer}")


def test_only_who_directs_the_organ_signs_for_it(town: Session) -> None:
    asked = {"tipo_documento": "DA", "organo_emisor": "alcaldia", "firmante": "alcaldia", "borrador": "0" * 64}
    values = {**asked, "visadores": [], "destinatarios": [], "asunto": "Un decreto", "organo_origen": "alcaldia"}
    at = datetime(2026, 3, 3, 10, tzinfo=LIMA)
    case = follow_up.open_case(town, "firma-documento", values, at)
    (row,) = standing.tasks_of(town, case.id)

    staff, mayor = (tasks.sheet(town, case.id, row.task, who, at).hold for who in ("martha-guevara", "rosa-quispe"))

    assert "Firma quien dirige Alcaldía" in staff.why and mayor.why == ""
