"""Values: which scope keeps them, who sees them, what mappings do (design of the house; Camunda 8)."""

from decimal import Decimal
from typing import Any

import pytest

from engine.rehearsal import Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import play


def seen(case_of: Rehearsal, task: str) -> dict[str, Any]:
    return dict(case_of.values_at(case_of.cases[0], task))


def inside(body: str, *steps: str) -> str:
    return start("inicio_s") + body + end("fin_s") + ways(" ".join(["inicio_s", *steps, "fin_s"]))


def test_what_one_branch_decides_the_other_sees() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + script("c", "dicho + 1", "visto") + end()
                     + ways("inicio g a fin", "g b c fin"))  # fmt: skip
    case = play(source)
    case.decide("a:1", {"dicho": 1})

    case.decide("b:1")

    assert case.values["visto"] == 2


def test_answers_without_a_mapping_become_values_of_the_case() -> None:
    case = play(diagram(start() + subprocess("s", inside(user("a"), "a")) + end() + ways("inicio s fin")))

    case.decide("s:1/a:1", {"opinion": "si"})

    assert case.values == {"opinion": "si"}


def test_a_value_goes_to_the_nearest_scope_that_has_its_name() -> None:
    source = diagram(start() + subprocess("s", inside(script("a", "9", "n") + user("b"), "a", "b"), extension=mapping({"n": "= 1"}))
                     + end() + ways("inicio s fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"n": 5})

    assert seen(rehearsal, "s:1/b:1")["n"] == 9 and case.values["n"] == 5


def test_inputs_are_seen_by_the_activity_alone() -> None:
    source = diagram(
        start() + user("a", extension=mapping({"local": "= n * 2"})) + user("b") + end() + ways("inicio a b fin")
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"n": 4})
    assert seen(rehearsal, "a:1")["local"] == 8

    case.decide("a:1")

    assert "local" not in seen(rehearsal, "b:1")


def test_one_input_may_read_the_one_before_it() -> None:
    source = diagram(
        start() + user("a", extension=mapping({"uno": "= 1", "dos": "= uno + 1"})) + end() + ways("inicio a fin")
    )
    rehearsal = Rehearsal([source])
    rehearsal.open("p")

    assert seen(rehearsal, "a:1")["dos"] == 2


def test_a_mapping_without_an_equals_sign_is_a_text() -> None:
    source = diagram(start() + user("a", extension=mapping({"uno": "tal cual"})) + end() + ways("inicio a fin"))
    rehearsal = Rehearsal([source])
    rehearsal.open("p")

    assert seen(rehearsal, "a:1")["uno"] == "tal cual"


def test_a_path_writes_into_a_context_and_leaves_the_rest() -> None:
    source = diagram(
        start() + user("a", extension=mapping(outputs={"caso.opinion": "= opinion"})) + end() + ways("inicio a fin")
    )
    case = play(source, values={"caso": {"asunto": "x"}})

    case.decide("a:1", {"opinion": "si"})

    assert case.values == {"caso": {"asunto": "x", "opinion": "si"}}


def test_outputs_are_worked_out_before_any_is_written() -> None:
    outputs = mapping(outputs={"n": "= m", "m": "= n"})
    case = play(
        diagram(start() + user("a", extension=outputs) + end() + ways("inicio a fin")), "a:1", values={"n": 1, "m": 2}
    )

    assert case.values == {"n": 2, "m": 1}


def test_an_output_reads_the_answers_the_inputs_and_what_is_outside() -> None:
    told = mapping({"local": "= 10"}, {"suma": "= local + fuera + dicho"})
    case = play(diagram(start() + user("a", extension=told) + end() + ways("inicio a fin")), values={"fuera": 100})

    case.decide("a:1", {"dicho": 1})

    assert case.values["suma"] == 111 and "dicho" not in case.values


def test_a_service_hears_its_inputs_and_nothing_else() -> None:
    heard: list[dict[str, Any]] = []
    source = diagram(start() + service("a", "x.y", mapping({"n": "= 1"})) + end() + ways("inicio a fin"))

    play(source, values={"secreto": "x"}, service=lambda kind, inputs: heard.append(inputs))

    assert heard == [{"n": Decimal(1)}]


def test_a_called_process_sees_its_inputs_and_not_its_caller() -> None:
    called = process("otro", inside(user("t"), "t"))
    source = diagram(
        start() + call("llama", "otro", mapping({"entra": "= n"})) + end() + ways("inicio llama fin"), after=called
    )
    rehearsal = Rehearsal([source])
    rehearsal.open("p", {"n": 1, "secreto": "x"})

    values = seen(rehearsal, "llama:1/t:1")

    assert values["entra"] == 1 and "secreto" not in values and "n" not in values


def test_what_a_called_process_writes_stays_behind_its_wall() -> None:
    called = process("otro", inside(script("t", "99", "n") + user("u"), "t", "u"))
    source = diagram(
        start() + call("llama", "otro", mapping(outputs={"m": "= n"})) + end() + ways("inicio llama fin"), after=called
    )
    case = play(source, values={"n": 1})
    assert case.values["n"] == 1

    case.decide("llama:1/u:1")

    assert case.values == {"n": 1, "m": 99}


def test_the_collection_keeps_the_order_of_the_elements() -> None:
    marker = several("letras", collect='outputCollection="todo" outputElement="= {letra: cada, dijo: dicho}"')
    case = play(diagram(start() + user("a", marker) + end() + ways("inicio a fin")), values={"letras": ["x", "y", "z"]})
    for run in (3, 1, 2):
        case.decide(f"a:1[{run}]", {"dicho": run})

    assert [(one["letra"], one["dijo"]) for one in case.values["todo"]] == [("x", 1), ("y", 2), ("z", 3)]


def test_runs_withdrawn_leave_nulls_in_the_collection() -> None:
    marker = several(
        "letras", done="numberOfCompletedInstances = 1", collect='outputCollection="todo" outputElement="= cada"'
    )
    case = play(
        diagram(start() + user("a", marker) + end() + ways("inicio a fin")), "a:1[2]", values={"letras": ["x", "y"]}
    )

    assert case.values["todo"] == [None, "y"]


def test_the_element_of_a_run_does_not_outlive_it() -> None:
    case = play(
        diagram(start() + script("a", inside=several("letras")) + end() + ways("inicio a fin")),
        values={"letras": ["x"]},
    )

    assert set(case.values) == {"letras", "_"}


def test_a_name_of_the_case_is_not_hidden_by_a_repetition_that_names_no_element() -> None:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    source = diagram(start() + script("a", "item", "visto", marker) + end() + ways("inicio a fin"))

    assert play(source, values={"item": "mío"}).values["visto"] == "mío"


@pytest.mark.parametrize("expression", ["function(x) x", "[1..5]", "{f: function(x) x}", "[[1..5]]"])
def test_a_function_or_a_range_is_no_value_of_a_case(expression: str) -> None:
    case = play(diagram(start() + script("a", expression, "n") + end() + ways("inicio a fin")))

    assert case.state == "incident"


def test_values_that_would_double_for_ever_are_stopped() -> None:
    source = diagram(start() + xor("y") + script("a", "texto + texto", "texto") + script("i", "n + 1", "n") + xor("x", "f-y")
                     + end() + ways("inicio y a i x") + flow("x", "y", name="f-y") + flow("x", "fin", "n &gt; 900"))  # fmt: skip

    assert play(source, values={"texto": "xxxxxxxx", "n": 0}).state == "incident"


def test_a_script_that_divides_by_nothing_gives_null() -> None:
    assert play(diagram(start() + script("a", "1 / 0", "n") + end() + ways("inicio a fin"))).values["n"] is None


def test_values_of_every_kind_come_back_as_they_were() -> None:
    texts = '{d: date("2026-03-02"), t: time("10:00:00"), m: date and time("2026-03-02T10:00:00Z"), p: duration("P1Y"),' \
            'q: duration("PT1H"), n: 1.10, l: [1, "ñ", null, true]}'  # fmt: skip
    source = diagram(
        start() + script("a", texts.replace('"', "&quot;"), "todo") + user("b") + end() + ways("inicio a b fin")
    )
    rehearsal = Rehearsal([source])
    rehearsal.open("p")

    assert seen(rehearsal, "b:1")["todo"]["l"] == [1, "ñ", None, True]


def test_numbers_lists_and_contexts_of_python_are_values() -> None:
    source = diagram(start() + script("a", "lista[2] + caso.n", "suma") + end() + ways("inicio a fin"))

    assert play(source, values={"lista": (1, 2.5), "caso": {"n": 1}}).values["suma"] == Decimal("3.5")


def test_a_parameter_of_the_municipality_is_asked_once_in_a_step() -> None:
    asked: list[str] = []

    def ask(name: str, arguments: list[Any]) -> Any:
        asked.append(name)
        return "distrital"

    source = diagram(
        start()
        + script("a", "parametro.nivel", "n")
        + script("b", "parametro.nivel", "m")
        + end()
        + ways("inicio a b fin")
    )

    assert play(source, ask=ask).values == {"n": "distrital", "m": "distrital"} and asked == ["parametro.nivel"]


def test_a_parameter_nobody_knows_is_null() -> None:
    assert (
        play(diagram(start() + script("a", "parametro.nada", "n") + end() + ways("inicio a fin"))).values["n"] is None
    )


def test_working_days_are_asked_for_and_monday_to_friday_by_default() -> None:
    source = diagram(
        start() + script("a", "sumar_dias_habiles(date(2026, 3, 6), 1)", "d") + end() + ways("inicio a fin")
    )

    assert str(play(source).values["d"]) == "2026-03-09"


@pytest.mark.parametrize("days", ["1000000000", "-99999999", "1.5"])
def test_days_past_all_counting_give_null_or_a_day_and_never_hang(days: str) -> None:
    source = diagram(
        start() + script("a", f"sumar_dias_habiles(date(2026, 3, 6), {days})", "d") + end() + ways("inicio a fin")
    )

    assert play(source).state == "ended"


# data as drawn


def test_a_datum_drawn_to_an_input_is_seen_under_the_inputs_name() -> None:
    drawn = ('<ioSpecification><dataInput id="di" name="entrada"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/>'
             '</ioSpecification><dataInputAssociation id="dia"><sourceRef>ref</sourceRef><targetRef>di</targetRef></dataInputAssociation>')  # fmt: skip
    source = diagram('<dataObject id="dato"/><dataObjectReference id="ref" name="expedientes" dataObjectRef="dato"/>' + start()
                     + user("a", drawn) + end() + ways("inicio a fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    rehearsal.open("p", {"expedientes": 7})

    assert seen(rehearsal, "a:1")["entrada"] == 7


def test_an_answer_drawn_to_a_datum_becomes_its_value() -> None:
    drawn = ('<ioSpecification><dataOutput id="do" name="salida"/><inputSet/><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet>'
             '</ioSpecification><dataOutputAssociation id="doa"><sourceRef>do</sourceRef><targetRef>ref</targetRef></dataOutputAssociation>')  # fmt: skip
    source = diagram('<dataObject id="dato"/><dataObjectReference id="ref" name="expedientes" dataObjectRef="dato"/>' + start()
                     + user("a", drawn) + end() + ways("inicio a fin"))  # fmt: skip
    case = play(source)

    case.decide("a:1", {"salida": 3})

    assert case.values["expedientes"] == 3


def test_data_that_is_only_drawn_changes_nothing() -> None:
    drawn = ('<property id="p_a" name="__targetRef_placeholder"/><dataInputAssociation id="dia"><sourceRef>ref</sourceRef>'
             "<targetRef>p_a</targetRef></dataInputAssociation>")  # fmt: skip
    source = diagram('<dataObject id="dato"/><dataObjectReference id="ref" dataObjectRef="dato"/>' + start() + user("a", drawn)
                     + end() + ways("inicio a fin"))  # fmt: skip

    assert play(source, "a:1").values == {"dato": None}
