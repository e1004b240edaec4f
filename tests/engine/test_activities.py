"""Tasks, loops, repetitions, calls, sub-processes, transactions, ad-hoc (BPMN 2.0, 10.3 and 13.3)."""

from decimal import Decimal
from typing import Any

import pytest

from engine.entries import ActivityChosen, OfficerIntervened, TableMatched, Withdrawn
from engine.rehearsal import BpmnError, NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import passed, play, went


def told(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return {"dicho": kind, "visto": inputs}


# tasks


def test_a_manual_task_waits_for_a_person_as_a_user_task_does() -> None:
    case = play(diagram(start() + node("manualTask", "a") + end() + ways("inicio a fin")))
    assert case.open_tasks() == ["a:1"]

    case.decide("a:1")

    assert case.state == "ended"


def test_a_task_of_no_kind_passes_at_once() -> None:
    assert play(diagram(start() + node("task", "a") + end() + ways("inicio a fin"))).state == "ended"


@pytest.mark.parametrize("task", ['<serviceTask id="a"/>', '<sendTask id="a"/>', '<scriptTask id="a"/>',
                                  '<businessRuleTask id="a"/>', '<callActivity id="a"/>'])  # fmt: skip
def test_an_automatic_step_that_says_nothing_is_an_incident_and_never_passes(task: str) -> None:
    case = play(diagram(start() + task + end() + ways("inicio a fin")))

    assert case.state == "incident" and case.end is None


def test_a_task_begins_with_its_second_token_where_it_needs_two() -> None:
    source = diagram(start() + both("g") + user("u") + script("b") + node("userTask", "a", attributes='startQuantity="2"')
                     + end() + ways("inicio g u a fin", "g b a"))  # fmt: skip
    case = play(source)
    assert case.open_tasks() == ["u:1"]

    case.decide("u:1")

    assert len(case.open_tasks()) == 1 and case.open_tasks()[0].startswith("a:")


def test_a_repeated_task_that_needs_two_tokens_repeats_once_they_are_there() -> None:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    source = diagram(start() + both("g") + script("b") + script("c") + node("userTask", "a", marker, 'startQuantity="2"') + end()
                     + ways("inicio g b a fin", "g c a"))  # fmt: skip

    assert [task.rpartition("[")[2] for task in play(source).open_tasks()] == ["1]", "2]"]


def test_a_task_that_gives_three_tokens_sends_three_along_its_flow() -> None:
    source = diagram(start() + node("task", "a", attributes='completionQuantity="3"') + script("b") + end()
                     + ways("inicio a b fin"))  # fmt: skip

    assert passed(play(source)).count("b") == 3


def test_tokens_that_can_never_be_enough_are_an_incident() -> None:
    source = diagram(start() + node("task", "a", attributes='startQuantity="2"') + end() + ways("inicio a fin"))

    assert play(source).state == "incident"


def test_a_send_task_with_a_type_asks_its_service() -> None:
    told_it = '<zeebe:taskDefinition type="correo.enviar"/>'
    source = diagram(start() + f'<sendTask id="a"><extensionElements>{told_it}</extensionElements></sendTask>' + end()
                     + ways("inicio a fin"))  # fmt: skip

    assert play(source, service=told).values["dicho"] == "correo.enviar"


def test_a_receive_task_waits_for_its_message() -> None:
    source = diagram(
        start() + node("receiveTask", "a", attributes='messageRef="Ms"') + end() + ways("inicio a fin"), MESSAGE
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    assert (case.state, case.open_tasks()) == ("open", [])

    rehearsal.message("respuesta", {"tipo": "si"})

    assert case.state == "ended" and case.values["tipo"] == "si"


def test_a_service_that_fails_where_nobody_catches_is_an_incident() -> None:
    def fails(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        raise BpmnError("E9")

    case = play(diagram(start() + service("a", "x.y") + end() + ways("inicio a fin")), service=fails)

    assert case.state == "incident" and "E9" in (case.incident or "")


def test_the_type_of_a_service_and_the_called_process_may_be_worked_out() -> None:
    called = process("otro", start("i") + service("s", "= tipo") + end("e") + ways("i s e"))
    source = diagram(start() + call("llama", '= "ot" + "ro"'.replace('"', "&quot;"), mapping({"tipo": "x.y"})) + end()
                     + ways("inicio llama fin"), after=called)  # fmt: skip

    assert play(source, service=told).values["dicho"] == "x.y"


def test_a_service_that_answers_nothing_is_done() -> None:
    case = play(
        diagram(start() + service("a", "x.y") + end() + ways("inicio a fin")), service=lambda kind, inputs: None
    )

    assert case.state == "ended"


def asks_a_table(decision: str) -> bytes:
    told = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="quien"/>'
    return diagram(start() + f'<businessRuleTask id="a"><extensionElements>{told}</extensionElements></businessRuleTask>'
                   + end() + ways("inicio a fin"))  # fmt: skip


def test_a_rule_task_asks_its_table_and_tells_the_rules_that_matched() -> None:
    case = play(asks_a_table("organo"), values={"monto": 12}, tables=[TABLE])

    assert case.values["quien"] == "ogaj"
    assert [dict(e.matched) for e in case.effects if isinstance(e, TableMatched)] == [{"organo": [2]}]


def test_a_rule_task_without_its_table_is_an_incident() -> None:
    assert play(asks_a_table("otra"), tables=[TABLE]).state == "incident"


# standard loops


def test_a_loop_tested_before_may_not_run_at_all() -> None:
    source = diagram(start() + script("a", inside=loop("n &gt; 5", before=True)) + end() + ways("inicio a fin"))

    assert passed(play(source, values={"n": 1})) == ["a"]


@pytest.mark.parametrize(("before", "runs"), [(True, 2), (False, 2)])
def test_a_loop_can_count_its_own_runs(before: bool, runs: int) -> None:
    source = diagram(
        start() + script("a", "n + 1", "n", loop("loopCounter &lt; 2", before)) + end() + ways("inicio a fin")
    )

    assert play(source, values={"n": 0}).values["n"] == runs


def test_a_loop_stops_at_its_maximum() -> None:
    source = diagram(start() + script("a", "n + 1", "n", loop("true", most=3)) + end() + ways("inicio a fin"))

    assert play(source, values={"n": 0}).values["n"] == 3


def test_a_loop_with_a_maximum_alone_runs_so_often() -> None:
    marker = '<standardLoopCharacteristics loopMaximum="4"/>'
    source = diagram(start() + script("a", "n + 1", "n", marker) + end() + ways("inicio a fin"))

    assert play(source, values={"n": 0}).values["n"] == 4


def test_a_loop_without_an_end_is_an_incident() -> None:
    source = diagram(start() + script("a", "n + 1", "n", loop("true")) + end() + ways("inicio a fin"))

    assert play(source, values={"n": 0}).state == "incident"


def test_a_looped_user_task_opens_again_until_its_condition_fails() -> None:
    source = diagram(start() + user("a", loop('decision = "otra"')) + end() + ways("inicio a fin"))
    case = Rehearsal([source]).open("p")

    case.decide("a:1[1]", {"decision": "otra"})
    assert case.open_tasks() == ["a:1[2]"]
    case.decide("a:1[2]", {"decision": "ya"})

    assert case.state == "ended"


def test_a_looped_sub_process_runs_whole_each_time() -> None:
    inside = start("inicio_s") + script("a") + script("b", "n + 1", "n") + end("fin_s") + ways("inicio_s a b fin_s")
    source = diagram(start() + subprocess("s", inside + loop("n &lt; 2")) + end() + ways("inicio s fin"))

    assert went(play(source, values={"n": 0})) == "a b s a b s s"


# multi-instance


def test_the_numbers_of_a_parallel_repetition_can_be_read_in_its_runs() -> None:
    texts = "numberOfInstances * 100 + numberOfActiveInstances * 10 + numberOfCompletedInstances"
    source = diagram(start() + script("a", f"append(vistos, {texts})", "vistos", several(count_of="3")) + end()
                     + ways("inicio a fin"))  # fmt: skip

    assert play(source, values={"vistos": []}).values["vistos"] == [330, 321, 312]


def test_the_numbers_of_a_sequential_repetition_can_be_read_in_its_runs() -> None:
    texts = "nrOfInstances * 100 + nrOfActiveInstances * 10 + nrOfCompletedInstances"
    source = diagram(start() + script("a", f"append(vistos, {texts})", "vistos", several(count_of="3", sequential=True))
                     + end() + ways("inicio a fin"))  # fmt: skip

    assert play(source, values={"vistos": []}).values["vistos"] == [310, 311, 312]


def test_each_run_knows_its_number_and_its_element() -> None:
    marker = several("letras", collect='outputCollection="vistos" outputElement="= cada + string(loopCounter)"')
    source = diagram(start() + node("task", "a", marker) + end() + ways("inicio a fin"))

    assert play(source, values={"letras": ["a", "b"]}).values["vistos"] == ["a1", "b2"]


@pytest.mark.parametrize("count", ["-1", "1.5", "null", '"dos"'])
def test_a_number_of_runs_that_is_none_is_an_incident(count: str) -> None:
    source = diagram(start() + user("a", several(count_of=count)) + end() + ways("inicio a fin"))

    assert play(source).state == "incident"


def test_a_repetition_of_none_is_done_at_once_and_collects_an_empty_list() -> None:
    marker = several("organos", collect='outputCollection="vistos" outputElement="= 1"')
    source = diagram(start() + user("a", marker) + end() + ways("inicio a fin"))
    case = play(source, values={"organos": []})

    assert (case.state, case.values["vistos"]) == ("ended", [])


def test_a_collection_that_is_null_is_an_incident() -> None:
    assert play(diagram(start() + user("a", several("organos")) + end() + ways("inicio a fin"))).state == "incident"


def test_runs_one_after_the_other_open_one_at_a_time() -> None:
    source = diagram(start() + user("a", several(count_of="3", sequential=True)) + end() + ways("inicio a fin"))
    case = play(source)
    for run in (1, 2, 3):
        assert case.open_tasks() == [f"a:1[{run}]"]
        case.decide(f"a:1[{run}]")

    assert case.state == "ended"


def test_a_condition_that_asks_how_many_are_done_ends_a_parallel_repetition() -> None:
    done = "numberOfCompletedInstances / numberOfInstances &gt;= 0.5"
    source = diagram(start() + user("a", several(count_of="4", done=done)) + end() + ways("inicio a fin"))
    case = play(source, "a:1[4]")
    assert len(case.open_tasks()) == 3

    case.decide("a:1[1]")

    assert case.state == "ended"
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["a:1[2]", "a:1[3]"]


def test_what_a_run_was_for_and_what_it_decided_can_end_the_repetition() -> None:
    collect = 'outputCollection="todo" outputElement="= opinion"'
    marker = several("organos", done='cada = final or opinion = "no"', sequential=True, collect=collect)
    source = diagram(start() + user("a", marker) + end() + ways("inicio a fin"))
    one = play(source, "a:1[1]", "a:1[2]", values={"organos": ["x", "y", "z"], "final": "y"})
    two = play(source, values={"organos": ["x", "y", "z"]})

    two.decide("a:1[1]", {"opinion": "no"})

    assert one.state == two.state == "ended" and two.values["todo"] == ["no", None, None]


def test_a_repeated_sub_process_keeps_the_values_of_each_run_apart() -> None:
    inside = start("inicio_s") + user("t") + end("fin_s") + ways("inicio_s t fin_s")
    marker = several("organos", collect='outputCollection="todo" outputElement="= mio"')
    source = diagram(start() + subprocess("s", inside + marker, extension=mapping({"mio": "= cada"})) + end()
                     + ways("inicio s fin"))  # fmt: skip
    case = play(source, values={"organos": ["a", "b"]})

    case.decide("s:1[2]/t:1", {"mio": "B"})
    case.decide("s:1[1]/t:1", {"mio": "A"})

    assert case.values["todo"] == ["A", "B"] and "mio" not in case.values


def test_a_repeated_call_runs_once_for_each_element() -> None:
    inner = process("otro", start("i") + user("t") + end("e") + ways("i t e"))
    marker = several("organos", collect='outputCollection="todo" outputElement="= opinion"')
    source = diagram(start() + call("llama", "otro", mapping({"organo": "= cada"}), inside=marker) + end()
                     + ways("inicio llama fin"), after=inner)  # fmt: skip
    case = play(source, values={"organos": ["a", "b"]})
    assert case.open_tasks() == ["llama:1[1]/t:1", "llama:1[2]/t:1"]

    case.decide("llama:1[1]/t:1", {"opinion": 1})
    case.decide("llama:1[2]/t:1", {"opinion": 2})

    assert case.values["todo"] == [1, 2] and "opinion" not in case.values


def test_a_repetition_within_a_repetition_runs_each_of_each() -> None:
    inside = start("inicio_s") + script("t", inside=several(count_of="2")) + end("fin_s") + ways("inicio_s t fin_s")
    source = diagram(start() + subprocess("s", inside + several(count_of="3")) + end() + ways("inicio s fin"))

    assert passed(play(source)).count("t") == 3 * 2 + 3


def test_two_thousand_five_hundred_runs_within_runs_are_too_many_steps_at_once() -> None:
    inside = start("inicio_s") + script("t", inside=several(count_of="50")) + end("fin_s") + ways("inicio_s t fin_s")
    source = diagram(start() + subprocess("s", inside + several(count_of="50")) + end() + ways("inicio s fin"))

    assert play(source).state == "incident"


def test_terminate_in_one_run_ends_that_run_only() -> None:
    inside = start("inicio_s") + both("g") + user("a") + user("b") + end("fin_t", terminate) + end("fin_s")
    inside += ways("inicio_s g a fin_t", "g b fin_s")
    source = diagram(start() + subprocess("s", inside + several(count_of="2")) + end() + ways("inicio s fin"))
    case = play(source, "s:1[1]/a:1")

    assert case.open_tasks() == ["s:1[2]/a:1", "s:1[2]/b:1"]


def test_a_timer_on_a_repetition_takes_all_its_runs_away() -> None:
    source = diagram(start() + user("a", several(count_of="3")) + boundary("vence", "a", timer("P1D")) + user("b") + end()
                     + ways("inicio a fin", "vence b fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    case.decide("a:1[2]")

    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["b:1"]


@pytest.mark.parametrize(("behavior", "heard"), [("None", 3), ("One", 1), ("All", 0)])
def test_a_repetition_tells_of_its_runs_as_its_behaviour_says(behavior: str, heard: int) -> None:
    event = 'oneBehaviorEventRef="d"' if behavior == "One" else 'noneBehaviorEventRef="d"' if behavior == "None" else ""
    marker = (f'<multiInstanceLoopCharacteristics behavior="{behavior}" {event}><loopCardinality>3</loopCardinality>'
              "</multiInstanceLoopCharacteristics>")  # fmt: skip
    declared = '<signal id="Sg" name="aviso"/><signalEventDefinition id="d" signalRef="Sg"/>'
    source = diagram(start() + script("a", inside=marker) + boundary("oye", "a", signal, False) + script("b") + end()
                     + ways("inicio a fin", "oye b fin"), declared)  # fmt: skip

    assert passed(play(source)).count("b") == heard


def test_a_standard_loop_of_a_call_goes_on_while_its_condition_holds() -> None:
    inner = process("otro", start("i") + script("t", "n + 1", "n") + end("e") + ways("i t e"))
    source = diagram(start() + call("llama", "otro", mapping({"n": "= n"}, {"n": "= n"}), inside=loop("n &lt; 3")) + end()
                     + ways("inicio llama fin"), after=inner)  # fmt: skip

    assert play(source, values={"n": 0}).values["n"] == 3


# calls


def called(body: str, name: str = "otro") -> str:
    return process(name, start(f"i_{name}") + body + end(f"e_{name}"))


def test_a_call_of_a_process_that_does_not_exist_is_an_incident_when_reached() -> None:
    source = diagram(start() + user("a") + call("llama", "nadie") + end() + ways("inicio a llama fin"))
    case = play(source)
    assert case.state == "open"

    case.decide("a:1")

    assert case.state == "incident"


def test_a_call_of_a_process_that_only_a_message_starts_is_an_incident() -> None:
    inner = process("otro", start("i", message) + user("t") + ways("i t"))
    source = diagram(start() + call("llama", "otro") + end() + ways("inicio llama fin"), MESSAGE, inner)

    assert play(source).state == "incident"


def test_a_process_that_calls_itself_without_end_is_an_incident() -> None:
    source = diagram(start() + call("llama", "p") + end() + ways("inicio llama fin"))

    assert play(source).state == "incident"


def test_a_process_may_call_itself_after_a_wait() -> None:
    source = diagram(start() + user("a") + xor("x", "f-fin") + call("llama", "p") + end() + ways("inicio a x", "llama fin")
                     + flow("x", "llama", "mas") + flow("x", "fin", name="f-fin"))  # fmt: skip
    case = play(source)
    case.decide("a:1", {"mas": True})
    assert case.open_tasks() == ["llama:1/a:1"]

    case.decide("llama:1/a:1", {"mas": False})

    assert case.state == "ended"


def test_a_called_process_in_another_file_runs() -> None:
    one = diagram(start() + call("llama", "otro") + end() + ways("inicio llama fin"))
    other = diagram(start("i") + user("t") + end("e") + ways("i t e"), process="otro")
    case = Rehearsal([one, other]).open("p")

    case.decide("llama:1/t:1")

    assert case.state == "ended"


def test_a_global_task_can_be_called() -> None:
    source = diagram(start() + '<callActivity id="llama" calledElement="tarea"/>' + end() + ways("inicio llama fin"),
                     after='<globalUserTask id="tarea" name="Tarea global"/>')  # fmt: skip
    case = play(source)
    assert case.open_tasks() == ["llama:1/tarea.task:1"]

    case.decide("llama:1/tarea.task:1")

    assert case.state == "ended"


def test_a_call_without_mappings_gives_back_all_that_was_answered() -> None:
    inner = called(user("t") + ways("i_otro t e_otro"))
    source = diagram(start() + call("llama", "otro") + end() + ways("inicio llama fin"), after=inner)
    case = play(source)

    case.decide("llama:1/t:1", {"opinion": "si"})

    assert case.values == {"opinion": "si"}


def test_terminate_in_a_called_process_ends_only_that() -> None:
    inner = called(both("g") + user("t") + end("fin_t", terminate) + ways("i_otro g t e_otro", "g fin_t"))
    source = diagram(start() + call("llama", "otro") + user("b") + end() + ways("inicio llama b fin"), after=inner)

    assert play(source).open_tasks() == ["b:1"]


def test_the_border_of_a_call_reads_the_values_outside_its_wall() -> None:
    inner = called(user("t") + ways("i_otro t e_otro"))
    source = diagram(start() + call("llama", "otro", mapping({"fuera": "= 5"})) + boundary("vence", "llama", timer("= plazo"))
                     + user("b") + end() + ways("inicio llama fin", "vence b fin"), after=inner)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"plazo": "P1D"})

    rehearsal.let_pass("P1DT1H")

    assert case.open_tasks() == ["b:1"]


def test_an_event_on_a_call_and_a_step_of_the_called_process_may_bear_the_same_id() -> None:
    one = diagram(start() + call("llama", "otro") + boundary("vence", "llama", timer("P9D")) + user("b") + end()
                  + ways("inicio llama fin", "vence b fin"))  # fmt: skip
    other = diagram(start("i") + user("vence") + end("e") + ways("i vence e"), process="otro")
    case = Rehearsal([one, other]).open("p")
    (task,) = case.open_tasks()

    case.decide(task)

    assert case.state == "ended"


# sub-processes


def test_an_empty_sub_process_passes_at_once() -> None:
    assert play(diagram(start() + subprocess("s", "") + end() + ways("inicio s fin"))).state == "ended"


def test_a_sub_process_without_start_and_end_runs_its_steps() -> None:
    source = diagram(start() + subprocess("s", user("a") + user("b")) + user("c") + end() + ways("inicio s c fin"))
    case = play(source, "s:1/a:1")
    assert case.open_tasks() == ["s:1/b:1"]

    case.decide("s:1/b:1")

    assert case.open_tasks() == ["c:1"]


def test_steps_that_all_have_a_flow_in_cannot_begin_and_say_so() -> None:
    source = diagram(start() + subprocess("s", user("a") + user("b") + ways("a b a")) + end() + ways("inicio s fin"))

    assert play(source).state == "incident"


def test_twenty_sub_processes_deep_run_and_end() -> None:
    body = script("t")
    for n in range(20):
        body = subprocess(f"s{n}", body)

    assert play(diagram(body)).state == "ended"


def test_a_sub_process_visited_again_begins_anew() -> None:
    inside = start("inicio_s") + user("t") + end("fin_s") + ways("inicio_s t fin_s")
    source = diagram(start() + subprocess("s", inside) + xor("x", "f-fin") + end() + ways("inicio s x")
                     + flow("x", "s", 'decision = "otra"') + flow("x", "fin", name="f-fin"))  # fmt: skip
    case = play(source)
    case.decide("s:1/t:1", {"decision": "otra"})
    assert case.open_tasks() == ["s:2/t:1"]

    case.decide("s:2/t:1", {"decision": "ya"})

    assert case.state == "ended"


# transactions


def test_a_transaction_that_is_not_cancelled_goes_on_as_a_sub_process() -> None:
    inside = start("inicio_t") + user("a") + end("fin_t") + ways("inicio_t a fin_t")
    source = diagram(start() + subprocess("t", inside, kind="transaction") + boundary("c", "t", cancel) + user("b") + user("d")
                     + end() + ways("inicio t b fin", "c d fin"))  # fmt: skip

    assert play(source, "t:1/a:1").open_tasks() == ["b:1"]


def test_cancelling_a_transaction_undoes_what_was_done_and_withdraws_what_is_open() -> None:
    inside = start("inicio_t") + both("g") + script("a") + undone_by("a", "ha") + undo("ha") + user("b") + user("e")
    inside += end("fin_c", cancel) + end("fin_t") + ways("inicio_t g a b fin_c", "g e fin_t")
    source = diagram(start() + subprocess("t", inside, kind="transaction") + boundary("oye", "t", cancel) + user("z") + end()
                     + ways("inicio t fin", "oye z fin"))  # fmt: skip
    case = play(source, "t:1/b:1")

    assert case.open_tasks() == ["z:1"] and went(case) == "a b ha"
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["t:1/e:1"]


def test_a_transaction_cancelled_where_nobody_catches_it_does_not_go_on() -> None:
    inside = start("inicio_t") + end("fin_c", cancel) + ways("inicio_t fin_c")
    source = diagram(start() + subprocess("t", inside, kind="transaction") + user("b") + end() + ways("inicio t b fin"))
    case = play(source)

    assert case.state == "incident" and case.open_tasks() == []


# ad-hoc


def adhoc(body: str, attributes: str = "", done: str = "") -> str:
    told = f"<completionCondition>= {done}</completionCondition>" if done else ""
    return node("adHocSubProcess", "h", body + told, attributes)


def test_an_ad_hoc_sub_process_offers_all_its_steps_and_ends_with_the_last() -> None:
    case = play(diagram(start() + adhoc(user("a") + user("b")) + user("c") + end() + ways("inicio h c fin")), "h:1/b:1")
    assert case.open_tasks() == ["h:1/a:1"]

    case.decide("h:1/a:1")

    assert case.open_tasks() == ["c:1"]


def test_a_sequential_ad_hoc_sub_process_offers_one_step_at_a_time() -> None:
    source = diagram(
        start() + adhoc(user("a") + user("b") + user("e"), 'ordering="Sequential"') + end() + ways("inicio h fin")
    )
    case = play(source)
    for task in ("h:1/a:1", "h:1/b:1", "h:1/e:1"):
        assert case.open_tasks() == [task]
        case.decide(task)

    assert case.state == "ended"


def test_a_sequential_ad_hoc_sub_process_ends_when_its_condition_holds() -> None:
    source = diagram(
        start() + adhoc(user("a") + user("b"), 'ordering="Sequential"', "listo") + end() + ways("inicio h fin")
    )
    case = play(source)

    case.decide("h:1/a:1", {"listo": True})

    assert case.state == "ended"


def test_an_ad_hoc_sub_process_may_let_the_others_finish_when_its_condition_holds() -> None:
    source = diagram(start() + adhoc(user("a") + user("b"), 'cancelRemainingInstances="false"', "listo") + user("c") + end()
                     + ways("inicio h c fin"))  # fmt: skip
    case = play(source)
    case.decide("h:1/a:1", {"listo": True})
    assert case.open_tasks() == ["h:1/b:1"]

    case.decide("h:1/b:1")

    assert case.open_tasks() == ["c:1"]


def test_what_a_person_did_is_offered_again_until_the_condition_of_the_ad_hoc_sub_process_holds() -> None:
    case = play(diagram(start() + adhoc(user("a") + user("b"), done="listo") + end() + ways("inicio h fin")), "h:1/a:1")
    assert case.open_tasks() == ["h:1/b:1", "h:1/a:2"]

    case.decide("h:1/a:2", {"listo": True})

    assert case.state == "ended"


def test_once_its_condition_held_an_ad_hoc_sub_process_offers_nothing_again() -> None:
    source = diagram(start() + adhoc(user("a") + user("b"), 'cancelRemainingInstances="false"', "listo") + end()
                     + ways("inicio h fin"))  # fmt: skip
    case = play(source)

    case.decide("h:1/a:1", {"listo": True})
    case.decide("h:1/b:1", {"listo": False})

    assert case.state == "ended"


def test_an_ad_hoc_sub_process_whose_condition_is_false_and_that_has_nothing_left_to_do_is_an_incident() -> None:
    case = play(diagram(start() + adhoc(script("a", "1", "n"), done="listo") + end() + ways("inicio h fin")))
    assert (case.state, case.incident) == ("incident", "h:1: unfinished h")

    case.tell(OfficerIntervened("h:1", "prueba", {"listo": True}))

    assert case.state == "ended"


def test_an_officer_chooses_which_step_of_a_sequential_ad_hoc_sub_process_comes_first() -> None:
    source = diagram(
        start() + adhoc(user("a") + user("b") + user("e"), 'ordering="Sequential"') + end() + ways("inicio h fin")
    )
    case = play(source)
    assert [node.id for node in case.state_now.others("h:1/a:1")] == ["b", "e"]

    case.tell(ActivityChosen("h:1/a:1", "e"))

    assert case.open_tasks() == ["h:1/e:1"]
    for task in ("h:1/e:1", "h:1/b:1", "h:1/a:2"):
        assert case.open_tasks() == [task]
        case.decide(task)
    assert case.state == "ended"


def test_only_a_step_that_waits_its_turn_can_be_chosen() -> None:
    source = diagram(start() + user("z") + adhoc(user("a") + user("b")) + end() + ways("inicio z h fin"))
    case = play(source)
    for task, element in (("z:1", "a"), ("h:1/a:1", "b")):
        with pytest.raises(NotWaiting):
            case.tell(ActivityChosen(task, element))
    case.decide("z:1")

    with pytest.raises(NotWaiting):
        case.tell(ActivityChosen("h:1/a:1", "b"))

    assert case.open_tasks() == ["h:1/a:1", "h:1/b:1"]


def test_flows_within_an_ad_hoc_sub_process_order_its_steps() -> None:
    source = diagram(start() + adhoc(user("a") + user("b") + user("e") + ways("a b")) + end() + ways("inicio h fin"))
    case = play(source)
    assert case.open_tasks() == ["h:1/a:1", "h:1/e:1"]

    case.decide("h:1/a:1")

    assert case.open_tasks() == ["h:1/e:1", "h:1/b:1"]


def test_an_ad_hoc_sub_process_without_steps_passes() -> None:
    assert play(diagram(start() + adhoc("") + end() + ways("inicio h fin"))).state == "ended"


# several at once


def test_deciding_twice_is_refused_also_in_a_repetition() -> None:
    case = play(diagram(start() + user("a", several(count_of="2")) + end() + ways("inicio a fin")), "a:1[1]")

    with pytest.raises(NotWaiting):
        case.decide("a:1[1]")
    with pytest.raises(NotWaiting):
        case.decide("a:1")
    with pytest.raises(NotWaiting):
        case.decide("a:1[3]")

    assert case.open_tasks() == ["a:1[2]"]


def test_numbers_are_exact() -> None:
    case = play(diagram(start() + script("a", "0.1 + 0.2", "n") + end() + ways("inicio a fin")))

    assert case.values["n"] == Decimal("0.3")
