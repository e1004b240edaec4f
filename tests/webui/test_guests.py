"""Whatever tool drew it: a file comes to the desk, is kept byte for byte, shown and judged."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from tests.webui.conftest import DESIGNER, Site, Visitor
from tests.workflows import guests
from tests.workflows.test_guests import MODELS, bytes_of
from webui.commands import main
from workflows import reader

pytestmark = pytest.mark.slow

SHOWN = {
    "camunda7.bpmn": "Evaluar la solicitud", "camunda8.bpmn": "Leer la queja",
    "signavio.bpmn": "Participante: Ciudadano",
    "Bizagi Modeler.bpmn": "¿Conforme?", "aris.bpmn": "Atender al señor administrado",
    "visio.bpmn": "Revisar el expediente",
    "coreografía.bpmn": "Tarea de coreografía: Pedir", "conversación.bpmn": "Conversación: Presupuesto",
    "cajas-negras.bpmn": "Participante: Notaría", "vacaciones.bpmn20.xml": "Aprobar", "basura.bpmn": "a b",
}  # fmt: skip


@pytest.fixture
def designer(site: Site) -> Visitor:
    return site.officer(DESIGNER)


def bring(designer: Visitor, name: str, source: bytes) -> str:
    answer = designer.post("/diseno", {"nombre": "huesped", "archivos": [(io.BytesIO(source), name)]})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize("guest", [*SHOWN, *(str(model) for model in MODELS)])
def test_a_guest_is_kept_byte_for_byte_and_shown(designer: Visitor, guest: str) -> None:
    source, name = bytes_of(guest), Path(guest).name.replace(".bpmn20.xml", ".bpmn")

    draft = bring(designer, Path(guest).name, source)

    assert designer.get(f"{draft}/archivos/{quote(name)}").data == source
    page = designer.get(f"{draft}/diagramas/{quote(name)}/vista")
    assert page.status_code == 200
    assert SHOWN.get(guest, "Lo mismo en palabras") in page.text
    assert designer.get(draft).status_code == 200
    assert designer.get(f"{draft}/diagramas/{quote(name)}").status_code == 200


def test_what_hinders_a_guest_is_named_with_file_line_and_element(designer: Visitor) -> None:
    draft = bring(designer, "vacaciones.bpmn20.xml", bytes_of("vacaciones.bpmn20.xml"))

    told = designer.get(f"{draft}/avisos/vacaciones.bpmn").json["findings"]

    hinders = [one for one in told if one["rule"] == "feel_is_valid"]
    assert [(one["element"], one["line"]) for one in hinders] == [("f2", 8)]
    assert "vacaciones.bpmn, línea 8" in designer.get(draft).text


def test_a_file_of_camunda_7_is_translated_when_the_designer_says_so(designer: Visitor) -> None:
    source = bytes_of("camunda7.bpmn")
    draft = bring(designer, "camunda7.bpmn", source)
    address = f"{draft}/diagramas/camunda7.bpmn/traduccion"

    assert "Traducir de Camunda 7" in designer.get(draft).text
    preview = designer.get(address)
    assert "código Java" in preview.text and "8 necesitan de una persona" in preview.text
    assert designer.get(f"{draft}/archivos/camunda7.bpmn").data == source

    assert designer.post(address).status_code == 303
    nodes = {node.id: node for node in reader.read(designer.get(f"{draft}/archivos/camunda7.bpmn").data).nodes()}
    assert nodes["evaluar"].form == "F-EVALUAR"


def test_a_file_that_cannot_be_read_is_not_translated(designer: Visitor) -> None:
    draft = bring(designer, "a.bpmn", guests.DOCTYPE)

    answer = designer.get(f"{draft}/diagramas/a.bpmn/traduccion")

    assert answer.status_code == 422 and "DOCTYPE" in answer.text
    assert designer.get(f"{draft}/diagramas/a.bpmn/vista").status_code == 200


def test_the_command_line_translates_beside_the_original(tmp_path: Path) -> None:
    file = tmp_path / "licencia.bpmn"
    file.write_bytes(bytes_of("camunda7.bpmn"))

    first = CliRunner().invoke(main, ["import", str(file)])
    again = CliRunner().invoke(main, ["import", str(file)])

    assert first.exit_code == 0 and "12 indicaciones" in first.output and "camunda:taskListener" in first.output
    assert file.read_bytes() == bytes_of("camunda7.bpmn")
    assert (
        "procede" in reader.read((tmp_path / "licencia.cabildo.bpmn").read_bytes()).processes["licencia"].children[2].id
    )
    assert again.exit_code == 1 and "ya existe" in again.output
