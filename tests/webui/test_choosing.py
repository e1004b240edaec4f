"""Steps in the order that the officer chooses: on the page of a task, and in the history of the case."""

import re
import secrets

import pytest

from handlers import follow_up, publications, standing
from tests.engine.drawing import diagram, end, node, start, ways
from tests.webui.conftest import DESIGNER, FRIDAY, OGAJ, OTHER, Site
from workflows.library import Folder

OF_OGAJ = '<zeebe:formDefinition formId="nota"/><zeebe:assignmentDefinition candidateGroups="ogaj"/>'
NOTE = b'{"type": "default", "id": "nota", "components": [{"type": "textarea", "key": "nota", "label": "Nota"}]}'
STEPS = "".join(
    node("userTask", name, f"<extensionElements>{OF_OGAJ}</extensionElements>", f'name="{title}"')
    for name, title in (("pedir", "Pedir antecedentes"), ("visitar", "Visitar el local"), ("redactar", "Redactar"))
)
DILIGENCIAS = diagram(
    start() + node("adHocSubProcess", "h", STEPS, 'ordering="Sequential"') + end() + ways("inicio h fin"),
    process="diligencias",
)
FILES = {"procedure.bpmn": DILIGENCIAS, "forms/nota.form": NOTE}


@pytest.fixture
def case(site: Site) -> int:
    """A case in which Asesoría Jurídica may do three steps in any order, one at a time."""
    with site.session() as session:
        publications.publish(session, [Folder.of("diligencias", FILES)], at=FRIDAY,
                             by=DESIGNER, reason="Para probar el orden")  # fmt: skip
        opened = follow_up.open_case(session, "diligencias", {"asunto": "Un local"}, FRIDAY).id
        session.commit()
    return opened


def tasks_of(site: Site, case: int) -> list[str]:
    with site.session() as session:
        return [row.task for row in standing.tasks_of(session, case)]


def chosen(site: Site, case: int, task: str, step: str, officer: str = OGAJ) -> int:
    form = {"clave": secrets.token_hex(8), "paso": step}
    return site.officer(officer).post(f"/expedientes/{case}/tareas/{task}/antes", form).status_code


def test_another_step_comes_first_and_what_was_typed_waits_for_its_turn(site: Site, case: int) -> None:
    officer, place = site.officer(OGAJ), f"/expedientes/{case}/tareas/h:1/pedir:1"
    assert re.findall(r"Hacer antes: ([^<]*)", officer.get(place).text) == ["Visitar el local", "Redactar"]
    officer.post(f"{place}/borrador", {"nota": "lo que llevaba escrito"})

    assert chosen(site, case, "h:1/pedir:1", "redactar") == 303

    assert tasks_of(site, case) == ["h:1/redactar:1"]
    history = re.sub(r"<[^>]+>", "", officer.get(f"/expedientes/{case}").text)
    assert "dejó la tarea «Pedir antecedentes» para después de «Redactar»" in history
    for task in ("h:1/redactar:1", "h:1/visitar:1"):
        assert officer.decide(case, task).status_code == 303
    assert tasks_of(site, case) == ["h:1/pedir:2"]
    assert "Sigue el borrador" in officer.get(f"/expedientes/{case}/tareas/h:1/pedir:2").text


def test_what_is_no_step_and_who_is_not_of_the_organ_changes_nothing(site: Site, case: int) -> None:
    assert chosen(site, case, "h:1/pedir:1", "fin") == 422
    assert chosen(site, case, "h:1/pedir:1", "redactar", OTHER) == 403
    assert chosen(site, case, "h:1/redactar:1", "pedir") in (404, 409)

    assert tasks_of(site, case) == ["h:1/pedir:1"]
