"""The rehearsal as other tools call it: what it promises of cases, tasks, time, messages, answers and refusals."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.entries import Effect, StepUndone
from engine.rehearsal import MONDAY, BpmnError, Later, NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import play
from workflows import Refused

ONE_TASK = diagram(start() + user("a") + end() + ways("inicio a fin"))


def test_a_new_case_is_open_and_has_no_end() -> None:
    case = play(ONE_TASK)

    assert (case.state, case.end, case.incident, case.values) == ("open", None, None, {})
    assert all(isinstance(effect, Effect) for effect in case.effects)


def test_tasks_are_told_in_the_order_they_opened() -> None:
    source = diagram(
        start() + both("g") + user("b") + user("a") + user("c") + end() + ways("inicio g b c fin", "g a fin")
    )

    assert play(source, "b:1").open_tasks() == ["a:1", "c:1"]


def test_the_end_is_the_last_one_reached_in_the_outermost_scope() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + end() + end("fin2") + subprocess("s", start("i") + end("e") + ways("i e"))
                     + ways("inicio g a fin", "g b s fin2"))  # fmt: skip
    case = play(source, "a:1")
    assert (case.end, case.state) == ("fin", "open")

    case.decide("b:1")

    assert (case.end, case.state) == ("fin2", "ended")


@pytest.mark.parametrize("task", ["a:2", "a", "b:1", "", "fin:1", "p", "a:1/vence:1"])
def test_only_what_is_open_can_be_decided_and_the_case_stays_as_it_was(task: str) -> None:
    case = play(ONE_TASK)
    before = list(case.effects)

    with pytest.raises(NotWaiting):
        case.decide(task, {"x": 1})

    assert (case.open_tasks(), case.effects, case.values) == (["a:1"], before, {})
    case.decide("a:1")
    assert case.state == "ended"


def test_an_event_that_waits_is_no_task_to_be_decided() -> None:
    case = play(diagram(start() + catch("llega", message) + end() + ways("inicio llega fin"), MESSAGE))

    with pytest.raises(NotWaiting):
        case.decide("llega:1")


def test_an_ended_case_hears_nothing_more() -> None:
    box = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e"), interrupting=False)
    rehearsal = Rehearsal([diagram(start() + user("a") + boundary("v", "a", timer("P1D"), False) + end() + ways("inicio a fin")
                                   + end("fin2") + ways("v fin2") + box, MESSAGE)])  # fmt: skip
    case = rehearsal.open("p")
    case.decide("a:1")

    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})
    rehearsal.let_pass("P30D")

    assert case.state == "ended" and case.open_tasks() == []


def test_python_numbers_dates_and_lists_may_be_answered() -> None:
    case = play(ONE_TASK)

    case.decide("a:1", {"n": 1, "f": 1.5, "l": (1, 2), "c": {"x": 3}, "m": MONDAY, "v": None, "b": True})

    assert case.values["n"] == 1 and case.values["f"] == Decimal("1.5") and case.values["l"] == [1, 2]


def test_a_service_hears_its_type_and_its_inputs_and_may_raise_an_error_code() -> None:
    heard: list[tuple[str, dict[str, Any]]] = []

    def answer(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        heard.append((kind, inputs))
        if len(heard) > 1:
            raise BpmnError("E1")
        return {"numero": 7}

    source = diagram(start() + service("a", "x.y", mapping({"n": "= 1"})) + service("b", "x.z") + boundary("mal", "b", error)
                     + user("c") + end() + ways("inicio a b fin", "mal c fin"), ERROR)  # fmt: skip
    case = play(source, service=answer)

    assert heard == [("x.y", {"n": 1}), ("x.z", {})] and case.values == {"numero": 7}
    assert case.open_tasks() == ["c:1"]


def test_a_service_that_works_outside_keeps_its_step_open() -> None:
    def later(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        raise Later

    case = play(diagram(start() + service("a", "x.y") + end() + ways("inicio a fin")), service=later)

    assert (case.state, case.open_tasks()) == ("open", [])


def test_a_case_may_end_another_step_by_its_own_service() -> None:
    names = '<message id="Mt" name="terminar_caso"/>'
    hears = '<messageEventDefinition messageRef="Mt"/>'
    box = event_box("e", hears, end("fin_e", terminate) + ways("oye_e fin_e"))
    source = diagram(start() + both("g") + user("a") + service("s", "casos.terminar") + user("b") + end()
                     + ways("inicio g a s b fin", "g b") + box, names)  # fmt: skip

    assert play(source, "a:1").state == "ended"


def test_ending_a_case_that_nobody_hears_of_changes_nothing() -> None:
    source = diagram(start() + service("s", "casos.terminar") + user("b") + end() + ways("inicio s b fin"))

    assert play(source).open_tasks() == ["b:1"]


def test_parameters_and_working_days_are_asked_of_the_caller() -> None:
    asked: list[tuple[str, list[Any]]] = []

    def ask(name: str, arguments: list[Any]) -> Any:
        asked.append((name, arguments))
        return 3

    source = diagram(start() + script("a", "parametro.max + dias_habiles_entre(date(2026, 1, 1), date(2026, 1, 9))", "n") + end()
                     + ways("inicio a fin"))  # fmt: skip

    assert play(source, ask=ask).values["n"] == 6
    assert [name for name, _ in asked] == ["parametro.max", "dias_habiles_entre"]


def test_the_moment_is_the_one_that_was_told() -> None:
    at = datetime(2030, 5, 6, 12, tzinfo=UTC)
    source = diagram(start() + script("a", "today()", "hoy") + catch("espera", timer("P1D")) + script("b", "today()", "luego") + end()
                     + ways("inicio a espera b fin"))  # fmt: skip
    rehearsal = Rehearsal([source], at=at)
    case = rehearsal.open("p")
    rehearsal.let_pass("P2D")

    assert (str(case.values["hoy"]), str(case.values["luego"])) == ("2030-05-06", "2030-05-07")


def test_a_term_of_working_days_ends_at_midnight_after_its_last_day() -> None:
    found: list[tuple[str, datetime]] = []

    def due(text: str, start: datetime, place: str = "") -> datetime:
        found.append((text, start))
        return start + timedelta(days=1)

    Rehearsal(
        [diagram(start() + user("a", extension=properties(plazo="7 dh")) + end() + ways("inicio a fin"))], due=due
    ).open("p")

    assert found == [("7 dh", MONDAY)]


def test_several_diagrams_and_tables_make_one_world() -> None:
    other = diagram(start("i", signal) + user("b") + end("e") + ways("i b e"), SIGNAL, process="q")
    one = diagram(start() + throw("lanza", signal) + end() + ways("inicio lanza fin"), SIGNAL)
    rehearsal = Rehearsal([one, other])

    rehearsal.open("p")

    assert [(case.process, case.open_tasks()) for case in rehearsal.cases] == [("p", []), ("q", ["b:1"])]


def test_what_cannot_run_is_refused_with_its_findings() -> None:
    source = diagram(start() + xor("x") + user("a") + end() + ways("inicio x", "a fin") + flow("x", "a", "n = = 1"))

    with pytest.raises(Refused) as refused:
        Rehearsal([source])

    assert refused.value.findings and all(finding.message for finding in refused.value.findings)


@pytest.mark.parametrize("construct", [
    gate("g", 'instantiate="false" eventGatewayType="Parallel"') + catch("a1", signal) + catch("a2", signal)
    + ways("inicio g a1 fin", "g a2 fin"),
    '<userTask id="a"><multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>2</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>" + ways("inicio a fin"),
    '<scriptTask id="a" scriptFormat="javascript"><script>1</script></scriptTask>' + ways("inicio a fin"),
])  # fmt: skip
def test_what_is_not_executed_is_refused_and_never_passed_over(construct: str) -> None:
    with pytest.raises(Refused):
        Rehearsal([diagram(start() + construct + end(), SIGNAL + MESSAGE)])


def test_a_table_that_cannot_be_read_is_refused_and_a_process_drawn_twice_too() -> None:
    with pytest.raises(Refused):
        Rehearsal([ONE_TASK], [TABLE.replace(b"&lt; 10", b"&lt; &lt;")])
    with pytest.raises(Refused):
        Rehearsal([ONE_TASK, ONE_TASK])


def test_lanes_forms_and_drawing_are_not_needed_nor_in_the_way() -> None:
    lanes = '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>inicio</flowNodeRef></lane></laneSet>'

    assert play(diagram(lanes + start() + user("a") + end() + ways("inicio a fin"))).open_tasks() == ["a:1"]


def test_a_step_undone_leaves_the_case_as_it_was_and_says_so() -> None:
    source = diagram(start() + user("a") + xor("y") + script("b", "n + 1", "n") + xor("x", "f-y") + end()
                     + ways("inicio a y b x") + flow("x", "y", name="f-y") + flow("x", "fin", "n &lt; 0"))  # fmt: skip
    case = play(source, values={"n": 0})

    case.decide("a:1", {"otro": 1})

    assert (case.state, case.open_tasks(), case.values) == ("incident", ["a:1"], {"n": 0})
    assert isinstance(case.causes[-1][0], StepUndone)


def test_a_process_in_the_same_file_opens_by_its_id() -> None:
    other = process("q", start("i") + user("b") + end("e") + ways("i b e"))

    assert Rehearsal([diagram(start() + ways("inicio fin") + end(), after=other)]).open("q").open_tasks() == ["b:1"]
