"""Any BPMN file is a respectable guest: it is read, shown in words, and judged; what hinders it is named."""

import time
from pathlib import Path

import pytest

from tests.workflows import guests
from workflows import Refused, checker, outline, reader

MIWG = Path(__file__).parents[3] / "shared" / "conformance" / "miwg"
MODELS = sorted(MIWG.glob("A.*.bpmn"))
GUESTS = [*guests.FILES, *(str(path) for path in MODELS)] or [pytest.param(None)]


def bytes_of(guest: str) -> bytes:
    return guests.FILES[guest]() if guest in guests.FILES else Path(guest).read_bytes()


def test_the_exchange_models_are_here() -> None:
    if not MODELS:
        pytest.skip("los modelos de intercambio MIWG no están junto al proyecto")
    assert len(MODELS) >= 6


@pytest.mark.parametrize("guest", GUESTS)
def test_a_guest_is_read_shown_and_judged(guest: str) -> None:
    source = bytes_of(guest)
    name = Path(guest).name
    began = time.monotonic()

    diagram = reader.read(source, name)
    findings = checker.check({name: source})

    lines = [line for process in diagram.processes.values() for line in outline.outline(process)]
    assert lines or outline.guests(source)
    assert all(one.file == name and one.message.endswith(".") for one in findings)
    assert all(one.element or one.line for one in findings if one.level == "error")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("guest", guests.NOT_MEANT_TO_RUN)
def test_a_drawing_that_was_never_meant_to_run_gets_no_error(guest: str) -> None:
    findings = checker.check({guest: bytes_of(guest)})

    assert {one.level for one in findings} == {"warning"}


@pytest.mark.parametrize("encoded", ["aris.bpmn", "windows.bpmn", "aris con marca.bpmn"])
def test_an_encoding_of_the_west_loses_no_letter(encoded: str) -> None:
    (process,) = reader.read(bytes_of(encoded)).processes.values()

    assert process.name == "Atención de trámites"
    assert "Atender al señor administrado" in [node.name for node in process.children]


@pytest.mark.parametrize(
    "source", [guests.DOCTYPE, b"\x81\x8d" + guests.ARIS.encode("cp1252"), guests.VISIO.encode("utf-16")[2:]]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(source: bytes) -> None:
    with pytest.raises(Refused) as refused:
        reader.read(source)

    assert refused.value.findings[0].rule == "readable_file"


def test_a_choreography_is_told_in_words() -> None:
    told = outline.guests(guests.FILES["coreografía.bpmn"]())

    assert told == ["Coreografía: Convenio", "Participante: Municipalidad", "Participante: EsSalud",
                    "Mensaje entre participantes: mf", "Tarea de coreografía: Pedir"]  # fmt: skip


@pytest.mark.parametrize(("guest", "element", "rule"), [
    ("camunda7.bpmn", "f3", "feel_is_valid"),
    ("camunda7.bpmn", "suma", "unsupported_elements"),
    ("coreografía.bpmn", "co", "unsupported_elements"),
    ("vacaciones.bpmn20.xml", "f2", "feel_is_valid"),
])  # fmt: skip
def test_what_hinders_a_guest_is_named(guest: str, element: str, rule: str) -> None:
    told = checker.hindrances(checker.check({guest: bytes_of(guest)}))

    assert (element, rule) in {(one.element, one.rule) for one in told}
