"""Data as drawn: where they live, who waits for them, where they go; and that all of it replays (BPMN 2.0, 10.4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine import canon
from engine.entries import CaseOpened, DataAwaited, DataReady, TaskDecided
from engine.ports import Ear, Memory
from engine.registers import Registers
from engine.rehearsal import MONDAY, Rehearsal, RehearsedCase
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from workflows import reader
from workflows.data import register_slug, word

played: list[RehearsedCase] = []


@pytest.fixture(autouse=True)
def every_case_replays() -> Iterator[None]:
    """Each case that a test has played gives the same effects from what was told and heard alone."""
    played.clear()
    yield
    for case in played:
        again = Case(case.rehearsal.catalog, case.process)
        again.facts["expediente"] = case.number
        found = []
        for cause, at, heard in case.causes:
            memory = Memory(heard)
            found += again.tell(cause, at, memory)
            assert not memory.unasked
        assert [canon.write(effect) for effect in found] == [canon.write(effect) for effect in case.effects]


def opened(body: str, values: dict[str, Any] | None = None, registers: Any = None, **parts: Any) -> RehearsedCase:
    """Open process p, with the registers that the municipality has."""
    how = {name: parts.pop(name) for name in ("service", "ask") if name in parts}
    rehearsal = Rehearsal([diagram(body, **parts)], **how)
    rehearsal.registers = None if registers is None else Registers(registers)
    played.append(rehearsal.open("p", {"expediente": "EXP-1", **(values or {})}))
    return played[-1]


def seen(case: RehearsedCase, task: str) -> dict[str, Any]:
    return dict(case.rehearsal.values_at(case, task))


def datum(name: str, state: str = "", key: str = "") -> str:
    """A data object and a reference to it, called `ref_<key>`."""
    key = key or word(name)
    inside = f'<dataState name="{state}"/>' if state else ""
    return (f'<dataObject id="obj_{key}"/><dataObjectReference id="ref_{key}" name="{name}" dataObjectRef="obj_{key}">'
            f"{inside}</dataObjectReference>")  # fmt: skip


def io(inputs: str = "", outputs: str = "", optional: str = "") -> str:
    """Inputs and outputs of these names, all of them in one set each."""
    made = "".join(f'<dataInput id="in_{n}" name="{n}"/>' for n in inputs.split())
    made += "".join(f'<dataOutput id="out_{n}" name="{n}"/>' for n in outputs.split())
    refs = "".join(f"<dataInputRefs>in_{n}</dataInputRefs>" for n in inputs.split())
    refs += "".join(f"<optionalInputRefs>in_{n}</optionalInputRefs>" for n in optional.split())
    given = "".join(f"<dataOutputRefs>out_{n}</dataOutputRefs>" for n in outputs.split())
    return f"<ioSpecification>{made}<inputSet>{refs}</inputSet><outputSet>{given}</outputSet></ioSpecification>"


def reads(source: str, target: str, inside: str = "") -> str:
    return arrow("dataInputAssociation", source, target, inside)


def writes(source: str, target: str, inside: str = "") -> str:
    return arrow("dataOutputAssociation", source, target, inside)


def arrow(kind: str, source: str, target: str, inside: str) -> str:
    drawn = "".join(f"<sourceRef>{one}</sourceRef>" for one in source.split())
    return f"<{kind}>{drawn}<targetRef>{target}</targetRef>{inside}</{kind}>"


def change(text: str) -> str:
    return f"<transformation>{text}</transformation>"


def line(given: str, to: str) -> str:
    return f"<assignment><from>{given}</from><to>{to}</to></assignment>"


PLACEHOLDER = '<property id="p_a" name="__targetRef_placeholder"/>'
STORE = '<dataStore id="ds" name="Registro de ordenanzas"/>'
STORE_REFERENCE = '<dataStoreReference id="ref_store" name="Ordenanzas" dataStoreRef="ds"/>'

# where a datum lives


def test_a_data_object_is_null_until_something_writes_it() -> None:
    case = opened(datum("Informe") + start() + user("a") + end() + ways("inicio a fin"))

    assert case.values["Informe"] is None and "Informe" in seen(case, "a:1")


def test_a_data_object_of_several_words_is_one_name_in_expressions() -> None:
    case = opened(datum("Informe técnico") + start() + user("a") + script("b", "Informe_técnico + 1", "n") + end()
                  + ways("inicio a b fin"))  # fmt: skip

    case.decide("a:1", {"Informe_técnico": 2})

    assert case.values["n"] == 3


def test_a_data_object_lives_and_ends_with_its_sub_process() -> None:
    inside = datum("borrador") + start("i") + script("b", "7", "borrador") + user("c") + end("f") + ways("i b c f")
    case = opened(start() + subprocess("s", inside) + user("d") + end() + ways("inicio s d fin"))
    assert seen(case, "s:1/c:1")["borrador"] == 7

    case.decide("s:1/c:1")

    assert "borrador" not in seen(case, "d:1") and "borrador" not in case.values


def test_each_run_of_a_sub_process_has_its_own_data_object() -> None:
    inside = datum("borrador") + start("i") + user("b") + user("c") + end("f") + ways("i b c f")
    marker = several(count_of="2")
    case = opened(start() + subprocess("s", inside + marker) + end() + ways("inicio s fin"))

    case.decide("s:1[1]/b:1", {"borrador": "x"})
    case.decide("s:1[2]/b:1", {"otro": "y"})

    assert seen(case, "s:1[1]/c:1")["borrador"] == "x" and seen(case, "s:1[2]/c:1")["borrador"] is None


def test_two_references_to_a_data_object_are_the_same_value() -> None:
    drawn = '<dataObject id="o" name="acta"/><dataObjectReference id="r1" name="Acta borrador" dataObjectRef="o"/>' \
            '<dataObjectReference id="r2" name="Acta final" dataObjectRef="o"/>'  # fmt: skip
    first = script("a", "5", "_", io(outputs="x") + writes("out_x", "r1", change("= 5")))
    second = user("b", io("leida") + reads("r2", "in_leida"))
    case = opened(drawn + start() + first + second + end() + ways("inicio a b fin"))

    assert case.values["acta"] == 5 and seen(case, "b:1")["leida"] == 5


def test_a_value_the_case_was_opened_with_fills_its_data_object() -> None:
    case = opened(datum("Informe") + start() + user("a") + end() + ways("inicio a fin"), {"Informe": "ya"})

    assert case.values["Informe"] == "ya"


def test_a_property_of_a_task_is_its_own_and_null() -> None:
    held = '<property id="pr" name="veces"/>'
    case = opened(start() + user("a", held) + user("b") + end() + ways("inicio a b fin"))
    assert seen(case, "a:1")["veces"] is None

    case.decide("a:1")

    assert "veces" not in seen(case, "b:1")


def test_a_property_of_the_process_is_seen_everywhere_in_it() -> None:
    case = opened('<property id="pr" name="veces"/>' + start() + script("a", "veces = null", "n") + end()
                  + ways("inicio a fin"))  # fmt: skip

    assert case.values["n"] is True and case.values["veces"] is None


def test_a_service_is_not_told_what_its_task_only_holds() -> None:
    heard: list[dict[str, Any]] = []
    drawn = '<property id="pr" name="veces"/>' + io("dato") + reads("ref_base", "in_dato")
    task = service("a", "x.y").replace("</serviceTask>", drawn + "</serviceTask>")
    opened(datum("base") + start() + task + end() + ways("inicio a fin"), {"base": "b"},
           service=lambda kind, inputs: heard.append(inputs))  # fmt: skip

    assert heard == [{"dato": "b"}]


# what flows in


def test_an_input_is_a_copy_and_the_datum_stays_as_it_is() -> None:
    case = opened(datum("base") + start() + user("a", io("entrada") + reads("ref_base", "in_entrada")) + end()
                  + ways("inicio a fin"), {"base": {"n": 1}})  # fmt: skip

    assert seen(case, "a:1")["entrada"] == {"n": 1}


def test_a_transformation_gives_the_input_its_value() -> None:
    drawn = io("doble") + reads("ref_base", "in_doble", change("= base * 2"))
    case = opened(datum("base") + start() + user("a", drawn) + end() + ways("inicio a fin"), {"base": 4})

    assert seen(case, "a:1")["doble"] == 8


def test_assignments_write_parts_of_an_input_and_replace_the_copy() -> None:
    drawn = io("ficha") + reads(
        "ref_base", "in_ficha", line("= base + 1", "ficha.monto") + line("fijo", "in_ficha.tipo")
    )
    case = opened(datum("base") + start() + user("a", drawn) + end() + ways("inicio a fin"), {"base": 4})

    assert seen(case, "a:1")["ficha"] == {"monto": 5, "tipo": "fijo"}


def test_a_mapping_of_the_dialect_comes_after_what_is_drawn() -> None:
    drawn = io("n") + reads("ref_base", "in_n")
    case = opened(datum("base") + start() + user("a", drawn, mapping({"n": "= n + 1"})) + end() + ways("inicio a fin"),
                  {"base": 4})  # fmt: skip

    assert seen(case, "a:1")["n"] == 5


def test_an_arrow_that_only_points_carries_nothing_and_nobody_waits() -> None:
    other = script("b", "1", "base")
    body = (
        datum("base")
        + start()
        + both("g")
        + user("a", PLACEHOLDER + reads("ref_base", "p_a"))
        + user("c")
        + other
        + end()
    )
    case = opened(body + ways("inicio g a fin", "g c b fin"))

    assert case.open_tasks() == ["a:1", "c:1"]


# who waits


def waiting(needs: str = "") -> RehearsedCase:
    """Task a needs a datum that task b writes, beside it."""
    reader_task = user("a", (needs or io("entrada")) + reads("ref_base", "in_entrada"))
    writer = user("b", io(outputs="base") + writes("out_base", "ref_base"))
    return opened(
        datum("base") + start() + both("g") + reader_task + writer + end() + ways("inicio g a fin", "g b fin")
    )


def test_an_activity_waits_until_its_input_is_there() -> None:
    case = waiting()
    assert case.open_tasks() == ["b:1"] and DataAwaited("a:1", ("base",)) in case.effects

    case.decide("b:1", {"base": 7})

    assert case.open_tasks() == ["a:1"] and DataReady("a:1") in case.effects and seen(case, "a:1")["entrada"] == 7


def test_an_optional_input_is_not_waited_for() -> None:
    assert waiting(io("entrada", optional="entrada")).open_tasks() == ["a:1", "b:1"]


def test_the_first_set_that_is_there_is_the_one_that_counts() -> None:
    sets = ('<ioSpecification><dataInput id="in_uno" name="uno"/><dataInput id="in_dos" name="dos"/>'
            "<inputSet><dataInputRefs>in_uno</dataInputRefs></inputSet><inputSet><dataInputRefs>in_dos</dataInputRefs></inputSet>"
            "<outputSet/></ioSpecification>")  # fmt: skip
    task = user("a", sets + reads("ref_primero", "in_uno") + reads("ref_segundo", "in_dos"))
    late = script("b", "1", "primero")
    body = datum("primero") + datum("segundo") + start() + both("g") + task + user("c") + late + end()
    case = opened(body + ways("inicio g a fin", "g c b fin"), {"segundo": 2})

    values = seen(case, "a:1")
    assert values["dos"] == 2 and "uno" not in values


def test_nobody_waits_for_what_nothing_in_the_diagram_writes() -> None:
    task = user("a", io("entrada") + reads("ref_base", "in_entrada"))

    assert opened(datum("base") + start() + task + end() + ways("inicio a fin")).open_tasks() == ["a:1"]


def test_waiting_for_data_with_nothing_else_open_is_an_incident_and_never_silence() -> None:
    task = user("a", io("entrada") + reads("ref_base", "in_entrada"))
    later = script("b", "1", "base")
    case = opened(datum("base") + start() + task + later + end() + ways("inicio a b fin"))

    assert case.state == "incident" and case.incident == "a:1: data base"


def test_a_sub_process_begins_only_with_its_data_and_its_border_lies_in_wait_only_then() -> None:
    inside = start("i") + user("t") + end("f") + ways("i t f") + io("entrada") + reads("ref_base", "in_entrada")
    writer = user("b", io(outputs="base") + writes("out_base", "ref_base"))
    body = datum("base") + start() + both("g") + subprocess("s", inside) + writer + boundary("late", "s", timer("PT1H"))
    case = opened(body + end() + ways("inicio g s fin", "g b fin", "late fin"))
    case.rehearsal.let_pass("PT2H")
    assert case.open_tasks() == ["b:1"]

    case.decide("b:1", {"base": 1})

    assert case.open_tasks() == ["s:1/t:1"] and seen(case, "s:1/t:1")["entrada"] == 1


def test_what_waits_for_data_is_withdrawn_with_its_scope() -> None:
    task = user("a", io("entrada") + reads("ref_base", "in_entrada"))
    writer = user("b", io(outputs="base") + writes("out_base", "ref_base"))
    body = datum("base") + start() + both("g") + task + writer + user("c") + end("alto", terminate) + end()
    case = opened(body + ways("inicio g a fin", "g b fin", "g c alto"))

    case.decide("c:1")

    assert case.state == "ended"


# what flows out


def test_an_answer_goes_to_the_datum_that_its_output_is_drawn_to() -> None:
    case = opened(datum("acta") + start() + user("a", io(outputs="texto") + writes("out_texto", "ref_acta")) + user("b") + end()
                  + ways("inicio a b fin"))  # fmt: skip

    case.decide("a:1", {"texto": "t"})

    assert case.values["acta"] == "t"


def test_an_arrow_of_a_drawing_tool_takes_the_answer_of_the_datums_name() -> None:
    drawn = writes("", "ref_acta")
    case = opened(datum("acta") + start() + user("a", drawn, mapping(outputs={"n": "= 1"})) + user("b", drawn) + user("c") + end()
                  + ways("inicio a b c fin"))  # fmt: skip
    case.decide("a:1", {"acta": "t"})

    case.decide("b:1", {})

    assert case.values["acta"] == "t"


def test_the_result_of_a_script_is_its_only_output() -> None:
    task = ('<scriptTask id="a" name="a"><extensionElements><zeebe:script expression="= 6 * 7"/></extensionElements>'
            + io(outputs="total") + writes("out_total", "ref_suma") + "</scriptTask>")  # fmt: skip
    case = opened(datum("suma") + start() + task + end() + ways("inicio a fin"))

    assert case.values["suma"] == 42


def test_a_service_with_one_output_answers_it() -> None:
    task = service("a", "x.y").replace(
        "</serviceTask>", io(outputs="numero") + writes("out_numero", "ref_doc") + "</serviceTask>"
    )
    case = opened(datum("doc") + start() + task + end() + ways("inicio a fin"), service=lambda kind, inputs: {"n": 5})

    assert case.values["doc"] == 5


def test_an_output_that_is_declared_and_not_there_is_an_incident() -> None:
    case = opened(datum("acta") + start() + user("a", io(outputs="texto") + writes("out_texto", "ref_acta")) + end()
                  + ways("inicio a fin"))  # fmt: skip

    case.decide("a:1", {"otro": 1})

    assert case.incident == "a:1: data texto"


def test_a_mapping_of_the_dialect_writes_after_the_arrows() -> None:
    drawn = io(outputs="n") + writes("out_n", "ref_acta")
    case = opened(datum("acta") + start() + user("a", drawn, mapping(outputs={"acta": "= n + 1"})) + user("b") + end()
                  + ways("inicio a b fin"))  # fmt: skip

    case.decide("a:1", {"n": 1})

    assert case.values["acta"] == 2


def test_the_state_in_which_a_datum_is_drawn_can_be_read() -> None:
    case = opened(datum("Informe", "firmado") + start() + user("a", writes("", "ref_Informe")) + user("b") + end()
                  + ways("inicio a b fin"))  # fmt: skip
    assert case.values["Informe_estado"] is None

    case.decide("a:1")

    assert case.values["Informe_estado"] == "firmado"


def test_a_sub_process_gives_its_output() -> None:
    inside = (start("i") + user("t", io(outputs="dicho") + writes("out_dicho", "out_total")) + end("f") + ways("i t f")
              + io(outputs="total") + writes("out_total", "ref_suma"))  # fmt: skip
    case = opened(datum("suma") + start() + subprocess("s", inside) + user("b") + end() + ways("inicio s b fin"))

    case.decide("s:1/t:1", {"dicho": 3})

    assert case.values["suma"] == 3 and "total" not in case.values


def test_a_message_carries_the_inputs_of_what_throws_it_and_gives_its_outputs() -> None:
    thrown = throw("t", '<dataInput id="in_m" name="monto"/><inputSet><dataInputRefs>in_m</dataInputRefs></inputSet>'
                   + reads("ref_base", "in_m") + message)  # fmt: skip
    heard = catch("c", '<dataOutput id="out_m" name="monto"/><outputSet><dataOutputRefs>out_m</dataOutputRefs></outputSet>'
                  + writes("out_m", "ref_llegado") + message)  # fmt: skip
    body = datum("base") + datum("llegado") + start() + both("g") + user("a") + thrown + heard + end()
    case = opened(body + ways("inicio g a t fin", "g c fin"), {"base": 9}, before=MESSAGE)

    case.decide("a:1")

    assert case.values["llegado"] == 9


# repetitions


def repeated(inside: str = "", sequential: bool = False) -> str:
    drawn = ('<ioSpecification><dataInput id="in_todos" name="todos" isCollection="true"/><dataOutput id="out_actas" name="actas" '
             'isCollection="true"/><inputSet><dataInputRefs>in_todos</dataInputRefs></inputSet><outputSet><dataOutputRefs>out_actas'
             "</dataOutputRefs></outputSet></ioSpecification>" + reads("ref_lotes", "in_todos") + writes("out_actas", "ref_resultados"))  # fmt: skip
    return drawn + (f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
                    "<loopDataInputRef>in_todos</loopDataInputRef><loopDataOutputRef>out_actas</loopDataOutputRef>"
                    '<inputDataItem id="it" name="lote"/><outputDataItem id="ot" name="acta"/></multiInstanceLoopCharacteristics>')  # fmt: skip


def test_a_repetition_goes_through_the_collection_that_is_drawn_and_gathers_another() -> None:
    case = opened(datum("lotes") + datum("resultados") + start() + user("a", repeated()) + end() + ways("inicio a fin"),
                  {"lotes": ["x", "y"]})  # fmt: skip
    assert seen(case, "a:1[2]")["lote"] == "y"
    case.decide("a:1[2]", {"acta": "de y"})

    case.decide("a:1[1]", {"acta": "de x"})

    assert case.values["resultados"] == ["de x", "de y"] and "acta" not in case.values


def test_a_collection_drawn_straight_to_the_data_objects_is_read_too() -> None:
    marker = ('<multiInstanceLoopCharacteristics><loopDataInputRef>ref_lotes</loopDataInputRef><loopDataOutputRef>ref_resultados'
              '</loopDataOutputRef><inputDataItem id="it" name="lote"/><outputDataItem id="ot" name="acta"/>'
              "</multiInstanceLoopCharacteristics>")  # fmt: skip
    task = script("a", "lote + 1", "acta", marker)
    case = opened(
        datum("lotes") + datum("resultados") + start() + task + end() + ways("inicio a fin"), {"lotes": [1, 2]}
    )

    assert case.values["resultados"] == [2, 3]


# registers of the municipality


ROWS = {"ordenanzas": {"004-2023": {"titulo": "RIC", "vigente": True}}}


def test_a_register_is_asked_by_key_in_any_expression() -> None:
    case = opened(start() + script("a", "registro(&quot;ordenanzas&quot;, n).titulo", "t") + end() + ways("inicio a fin"),
                  {"n": "004-2023"}, ROWS)  # fmt: skip

    assert case.values["t"] == "RIC"


def test_what_a_register_answers_is_heard() -> None:
    case = opened(
        start() + script("a", "registro(&quot;ordenanzas&quot;, 1)", "t") + end() + ways("inicio a fin"), None, ROWS
    )
    heard = [one for _, _, told in case.causes for one in told]

    assert [(one.question, list(one.arguments), one.answer) for one in heard] == [("registro", ["ordenanzas", 1], None)]


def test_a_data_store_that_is_read_gives_its_rows() -> None:
    drawn = io("normas") + reads("ref_store", "in_normas")
    case = opened(STORE_REFERENCE + start() + user("a", drawn) + end() + ways("inicio a fin"), None, ROWS, before=STORE)

    assert seen(case, "a:1")["normas"] == [{"clave": "004-2023", "titulo": "RIC", "vigente": True}]


def test_a_transformation_chooses_among_the_rows_of_a_data_store() -> None:
    drawn = io("norma") + reads("ref_store", "in_norma", change("= Ordenanzas[vigente].titulo"))
    case = opened(STORE_REFERENCE + start() + user("a", drawn) + end() + ways("inicio a fin"), None, ROWS, before=STORE)

    assert seen(case, "a:1")["norma"] == ["RIC"]


def test_a_data_store_that_is_only_drawn_asks_nobody() -> None:
    drawn = PLACEHOLDER + reads("ref_store", "p_a") + writes("", "ref_store")
    case = opened(STORE_REFERENCE + start() + user("a", drawn) + end() + ways("inicio a fin"), before=STORE)

    case.decide("a:1", {"Ordenanzas": 1})

    assert case.state == "ended" and not any(heard for _, _, heard in case.causes)


def test_what_is_written_to_a_data_store_is_a_row_of_the_register() -> None:
    lines = line("= numero", "Ordenanzas.clave") + line("= titulo", "Ordenanzas.titulo")
    task = user("a", io(outputs="numero titulo") + writes("out_numero out_titulo", "ref_store", lines))
    after = script("b", "registro(&quot;Registro de ordenanzas&quot;, numero).titulo", "leido")
    case = opened(STORE_REFERENCE + start() + task + after + end() + ways("inicio a b fin"), None, ROWS, before=STORE)

    case.decide("a:1", {"numero": "001-2026", "titulo": "Nueva"})

    assert case.values["leido"] == "Nueva"


def test_a_row_without_a_key_is_that_of_its_case() -> None:
    task = user("a", io(outputs="monto") + writes("out_monto", "ref_store"))
    after = script("b", "registro(&quot;ordenanzas&quot;, expediente)", "leido")
    case = opened(STORE_REFERENCE + start() + task + after + end() + ways("inicio a b fin"), None, ROWS, before=STORE)

    case.decide("a:1", {"monto": 5})

    assert case.values["leido"] == {"clave": "EXP-1", "valor": 5}


def test_a_step_reads_what_it_has_just_written() -> None:
    before = script("a", "count(registro(&quot;ordenanzas&quot;))", "antes")
    task = service(
        "b",
        "registros.anotar",
        mapping({"registro": "ordenanzas", "clave": "= 7", "valores": "= {titulo: &quot;x&quot;}"}),
    )
    after = script("c", "count(registro(&quot;ordenanzas&quot;))", "ahora")
    case = opened(start() + before + task + after + end() + ways("inicio a b c fin"), None, ROWS)

    assert (case.values["antes"], case.values["ahora"]) == (1, 2)


@pytest.mark.parametrize("task", [
    user("a", io("x") + reads("ref_store", "in_x")),
    script("a", "registro(&quot;nada&quot;, 1)", "n"),
])  # fmt: skip
def test_a_register_that_nobody_keeps_is_an_incident(task: str) -> None:
    case = opened(STORE_REFERENCE + start() + task + end() + ways("inicio a fin"), None, {}, before=STORE)

    assert case.state == "incident" and "register" in (case.incident or "")


@pytest.mark.parametrize("name", ["ordenanzas", "Ordenanzas", "Registro de ordenanzas", "Registro de las Ordenanzas"])
def test_a_register_answers_to_its_name_in_a_drawing(name: str) -> None:
    assert register_slug(name) == "ordenanzas"


# global tasks, and what a call exchanges


def test_a_global_script_task_gives_the_call_its_output() -> None:
    shared = '<globalScriptTask id="sumar"><extensionElements><zeebe:script expression="= entra + 1" resultVariable="sale"/>' \
             "</extensionElements></globalScriptTask>"  # fmt: skip
    case = opened(start() + call("c", "sumar", mapping({"entra": "= n"}, {"total": "= sale"})) + end() + ways("inicio c fin"),
                  {"n": 1}, after=shared)  # fmt: skip

    assert case.values["total"] == 2


def test_a_global_user_task_is_done_by_the_organ_that_calls_it() -> None:
    lanes = '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>c</flowNodeRef></lane></laneSet>'
    case = opened(lanes + start() + call("c", "visar") + end() + ways("inicio c fin"),
                  after='<globalUserTask id="visar" name="Visar"/>')  # fmt: skip

    assert case.open_tasks() == ["c:1/visar.task:1"] and case.organs["c:1/visar.task:1"] == "ogaj"


def test_a_call_gives_its_inputs_and_takes_its_outputs_by_their_order() -> None:
    inner = start("i") + script("t", "suyo * 2", "doble") + end("f") + ways("i t f")
    named = ('<ioSpecification><dataInput id="pi" name="suyo"/><dataOutput id="po" name="doble"/><inputSet/><outputSet/>'
             "</ioSpecification>")  # fmt: skip
    drawn = io("mio", "resultado") + reads("ref_base", "in_mio") + writes("out_resultado", "ref_suma")
    case = opened(datum("base") + datum("suma") + start() + call("c", "otro", inside=drawn) + end() + ways("inicio c fin"),
                  {"base": 4}, after=process("otro", named + inner))  # fmt: skip

    assert case.values["suma"] == 8


# what edition 1 began


def test_a_case_of_edition_1_goes_on_without_data_of_its_own() -> None:
    task = user("a", io("entrada") + reads("ref_base", "in_entrada"))
    later = script("b", "1", "base")
    catalog = Rehearsal([diagram(datum("base") + start() + task + later + end() + ways("inicio a b fin"))]).catalog
    case = Case(catalog, "p")

    case.tell(CaseOpened("p", "p", edition=1), MONDAY, Ear(Rehearsal.on(catalog)))

    assert case.open_tasks() == ["a:1"] and case.task_tree.data == {}
    assert case.tell(TaskDecided("a:1"), MONDAY, Ear(Rehearsal.on(catalog))) and case.completed


def test_the_names_of_data_are_those_of_the_drawing() -> None:
    process = reader.read(diagram(datum("Informe técnico N.º 5") + datum("for"))).processes["p"]

    assert process.drawn.objects == ("Informe_técnico_N_º_5", "for_")
