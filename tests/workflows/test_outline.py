"""The same flow in text: every step once, in the order in which it comes, with where it leads in words."""

from pathlib import Path

from workflows import reader
from workflows.outline import outline

RULES = Path(__file__).parent / "rules"
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'


def lines(body: str) -> list[tuple[str, str, tuple[str, ...]]]:
    process = reader.read(f"{HEAD}{body}</process></definitions>".encode()).processes["p"]
    return [(line.number, line.text, tuple(way.text for way in line.ways)) for line in outline(process)]


def flow(source: str, target: str, name: str = "", more: str = "") -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" name="{name}" {ends}>{more}</sequenceFlow>'


def test_the_outline_follows_the_flow_and_says_where_each_way_leads() -> None:
    read = lines(
        '<endEvent id="fin" name="Publicada"/><userTask id="corregir" name="Corregir"/>'
        '<exclusiveGateway id="g" name="¿Conforme?" default="g_fin"/><userTask id="revisar" name="Revisar"/>'
        '<startEvent id="i" name="Llega"/>' + flow("i", "revisar") + flow("revisar", "g") + flow("g", "fin")
        + flow("g", "corregir", "No") + flow("corregir", "revisar")
    )  # fmt: skip

    assert read == [
        ("1", "Inicio: Llega", ("Sigue a 2, Revisar",)),
        ("2", "Tarea: Revisar", ("Sigue a 3, ¿Conforme?",)),
        (
            "3",
            "Elección del órgano: ¿Conforme?",
            ("Si se elige «Publicada»: sigue a 4, Publicada", "Si se elige «No»: sigue a 5, Corregir"),
        ),
        ("4", "Fin: Publicada", ()),
        ("5", "Tarea: Corregir", ("Sigue a 2, Revisar",)),
    ]


def test_a_choice_by_conditions_says_which_way_is_taken_otherwise() -> None:
    read = lines(
        '<startEvent id="i"/><exclusiveGateway id="g" name="¿Conforme?" default="g_fin"/>'
        '<endEvent id="fin" name="Publicada"/><endEvent id="no" name="Archivada"/>' + flow("i", "g") + flow("g", "fin")
        + '<sequenceFlow id="f" sourceRef="g" targetRef="no"><conditionExpression>= n = 1</conditionExpression>'
        "</sequenceFlow>"
    )  # fmt: skip

    assert read[1] == ("2", "Decisión: ¿Conforme?",
                       ("En otro caso: sigue a 3, Publicada", "Si n = 1: sigue a 4, Archivada"))  # fmt: skip


def test_what_is_nested_or_stands_on_a_border_follows_its_host() -> None:
    read = lines(
        '<startEvent id="i"/><subProcess id="s" name="Evaluar"><task id="a" name="Leer"/></subProcess>'
        '<boundaryEvent id="b" name="Vence" attachedToRef="s"><timerEventDefinition><timeDuration>P5D</timeDuration>'
        '</timerEventDefinition></boundaryEvent><task id="t" name="Archivar"/>' + flow("i", "s") + flow("b", "t")
    )  # fmt: skip

    assert [(number, text) for number, text, _ in read] == [
        ("1", "Inicio: i"),
        ("2", "Subproceso: Evaluar"),
        ("2.1", "Tarea: Leer"),
        ("3", "Si ocurre: Vence (plazo «P5D»)"),
        ("4", "Tarea: Archivar"),
    ]


def test_every_step_of_every_diagram_stands_in_its_outline_exactly_once() -> None:
    for path in [*RULES.glob("*/right.bpmn"), *Path("bpmn").glob("*/*.bpmn")]:
        for process in reader.read(path.read_bytes()).processes.values():
            steps = [node.id for node in process.walk() if node is not process]

            assert sorted(line.id for line in outline(process)) == sorted(steps), path


def test_a_chain_of_thousands_of_steps_needs_no_recursion() -> None:
    body = "".join(f'<task id="t{i}"/>' for i in range(9000)) + "".join(flow(f"t{i}", f"t{i + 1}") for i in range(8999))

    assert len(lines(body)) == 9000
