"""An ordinance that nobody promulgates in time: the signature goes to the teniente alcalde, where the rules allow it.

Source: LOM 20.5; domain/organs.md §6 (c); domain/procedures.md P2, N13b.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import cases, journal
from engine.entries import TaskDecided, TaskReassigned
from handlers import decisions, documents, follow_up, inbox, municipality, papers, parameters, standing, timers
from handlers.appointments import acting
from handlers.parameters import Parameter
from handlers.refusals import NotAllowed
from handlers.standing import OpenTask
from workflows import library, versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

pytestmark = pytest.mark.slow

PROCEDURES = Path(__file__).parents[2] / "bpmn"
APPROVED, LATE = date(2026, 10, 12), date(2026, 10, 20)
MAYOR, DEPUTY, COUNCILLOR = "rosa-quispe", "alberto-chavez", "yolanda-prado"
ORDINANCE: dict[str, Any] = {
    "asunto": "Ordenanza de parques", "titulo": "Ordenanza de parques", "materia": "servicios_y_convivencia",
    "organo_origen": "g-servicios-publicos", "clase_tributo": "ninguno", "texto": None, "opiniones": [],
    "normas_afectadas": [], "clasificacion": {"area_tecnica": "g-servicios-publicos"},
}  # fmt: skip
COMMUNICATED = {"fecha_comunicacion": LATE.isoformat(),
                "texto_comunicacion": "Se comunica al Concejo que la ordenanza no se ha promulgado."}  # fmt: skip
CHARGE = {"teniente": "Alberto Chávez Luna", "instrumento_encargo": "Acuerdo de Concejo 041-2026-MDS"}


def _at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LIMA)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    """Los Sauces, whose rules let the teniente alcalde promulgate; every procedure of the house is in force."""
    database = open_database(f"sqlite:///{tmp_path / 'los-sauces.db'}")
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in library.folders(PROCEDURES):
            versions.publish(session, folder.slug, folder.files(), at=_at(date(2026, 9, 1)), by="ana", reason="Prueba")
        session.commit()
        yield session
    database.dispose()


def not_promulgated(town: Session) -> int:
    """Return the case of an ordinance whose signature is still open when its five days are over."""
    case_id = follow_up.open_case(
        town, "ordenanza-propuesta", ORDINANCE, _at(APPROVED), process="ordenanza-promulgacion"
    ).id
    draft = documents.keep(
        town, "ordenanza.pdf", papers.pdf("Ordenanza de parques", []), MAYOR, _at(APPROVED), case_id=case_id
    )
    written = {"resumen": "Ordenanza de parques, tal como se aprobó.", "borrador": draft.sha256}
    decide(town, case_id, "elaborar", MAYOR, written)
    decide(town, case_id, "visar", acting(town, "secretaria-general", APPROVED)[0].officer, {"decision": "conforme"})
    town.commit()
    while timers.fire_due(sessionmaker(town.get_bind()), _at(LATE, 1)):
        pass
    return case_id


def decide(town: Session, case_id: int, element: str, officer: str, answers: Mapping[str, Any]) -> None:
    row = task(town, case_id, element)
    decisions.record(town, case_id, row.task, officer, answers, _at(APPROVED, 12), key=f"promulgar {element}",
                     confirmed=True)  # fmt: skip


def task(town: Session, case_id: int, element: str) -> OpenTask:
    return next(row for row in standing.tasks_of(town, case_id) if row.element == element)


def communicate(town: Session, case_id: int, **answers: str) -> None:
    secretary = acting(town, "secretaria-general", LATE)[0].officer
    row = task(town, case_id, "n13b_comunicar_falta")
    decisions.record(
        town, case_id, row.task, secretary, {**COMMUNICATED, **answers}, _at(LATE), key="comunica la falta"
    )
    town.commit()


def sign(town: Session, case_id: int, officer: str) -> None:
    row = task(town, case_id, "firmar")
    decisions.record(town, case_id, row.task, officer, {"decision": "firmar"}, _at(LATE, 15),
                     key=f"firma de {officer}", confirmed=True)  # fmt: skip


def forbid(town: Session) -> None:
    """Let the rules of the Concejo not allow it."""
    for row in town.scalars(select(Parameter).where(Parameter.name == "ric_teniente_promulga")):
        row.value = parameters.encode(False)
    town.commit()


def test_the_open_signature_goes_to_the_teniente_alcalde_with_its_day_and_instrument(town: Session) -> None:
    case_id = not_promulgated(town)
    due = task(town, case_id, "firmar").due

    communicate(town, case_id, **CHARGE)

    moved = [r.entry for r in journal.read(town, case_id) if isinstance(r.entry, TaskReassigned)]
    assert [(one.officer, one.capacity, one.instrument) for one in moved] == [
        (DEPUTY, "encargado", CHARGE["instrumento_encargo"])
    ]
    assert task(town, case_id, "firmar").due == due
    assert "firmar" in {row.element for row, _ in inbox._open_tasks(town, DEPUTY, LATE)}
    with pytest.raises(NotAllowed):
        sign(town, case_id, COUNCILLOR)


def test_he_signs_as_whoever_is_in_charge_and_the_ordinance_goes_on(town: Session) -> None:
    case_id = not_promulgated(town)
    communicate(town, case_id, **CHARGE)

    sign(town, case_id, DEPUTY)

    signed = next(r.entry for r in journal.read(town, case_id) if isinstance(r.entry, TaskDecided) and r.entry.actor
                  and r.entry.actor.officer == DEPUTY)  # fmt: skip
    assert signed.actor and (signed.actor.capacity, signed.actor.organ) == ("encargado", "alcaldia")
    assert signed.actor.instrument == CHARGE["instrumento_encargo"]
    assert [row.element for row in standing.tasks_of(town, case_id)] == ["gestionar_publicacion"] * 2


def test_without_a_rule_that_allows_it_the_signature_stays_with_the_mayor(town: Session) -> None:
    forbid(town)
    case_id = not_promulgated(town)

    communicate(town, case_id)

    assert task(town, case_id, "firmar").held_by == ""
    assert not [r for r in journal.read(town, case_id) if isinstance(r.entry, TaskReassigned)]
    sign(town, case_id, MAYOR)
