"""Events: messages, signals, errors, escalations, conditions, several at once; on borders and in boxes (BPMN 2.0, 10.5)."""

from typing import Any

import pytest

from engine.entries import MessageThrown, SignalThrown, Withdrawn
from engine.rehearsal import BpmnError, NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import passed, play, went


def inner(*steps: str, name: str = "s", ends: str = "") -> str:
    """The inside of a sub-process: start, steps, end."""
    ids = [step.partition('id="')[2].partition('"')[0] for step in steps]
    body = "".join(steps) + start(f"inicio_{name}") + (ends or end(f"fin_{name}"))
    return body + ways(" ".join([f"inicio_{name}", *ids, f"fin_{name}"]))


# none events


def test_a_plain_throw_event_is_passed() -> None:
    assert went(play(diagram(start() + throw("hito") + end() + ways("inicio hito fin")))) == "hito"


# messages


def test_a_message_in_the_middle_gives_its_values_by_its_outputs() -> None:
    told = f"<extensionElements>{mapping(outputs={'respuesta_tipo': '= tipo'})}</extensionElements>" + message
    source = diagram(start() + catch("llega", told) + end() + ways("inicio llega fin"), MESSAGE)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {"tipo": "si", "otro": 1})

    assert (case.state, case.values) == ("ended", {"respuesta_tipo": "si"})


def test_a_message_with_another_key_is_not_for_this_case() -> None:
    source = diagram(start() + catch("llega", message) + end() + ways("inicio llega fin"), KEYED)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"envio": "E01"})

    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {}, key="E02")
    rehearsal.message("respuesta", {}, key="E01")

    assert case.state == "ended"


def test_a_message_key_may_be_a_number() -> None:
    rehearsal = Rehearsal([diagram(start() + catch("llega", message) + end() + ways("inicio llega fin"), KEYED)])
    one, two = rehearsal.open("p", {"envio": 1}), rehearsal.open("p", {"envio": 2})

    rehearsal.message("respuesta", {}, key=2)

    assert (one.state, two.state) == ("open", "ended")


def test_a_message_is_not_delivered_twice() -> None:
    source = diagram(
        start() + catch("llega", message) + catch("otra", message) + end() + ways("inicio llega otra fin"), MESSAGE
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})
    assert case.state == "open"
    rehearsal.message("respuesta", {})

    assert case.state == "ended"


def test_a_message_nobody_knows_is_not_waited_for() -> None:
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin"))])

    with pytest.raises(NotWaiting):
        rehearsal.message("nada", {})


def test_a_running_case_takes_the_message_that_could_also_begin_another() -> None:
    other = process("q", start("llega_q", message) + user("b") + ways("llega_q b"))
    source = diagram(start() + catch("llega", message) + user("a") + end() + ways("inicio llega a fin"), MESSAGE, other)
    rehearsal = Rehearsal([source])
    rehearsal.open("p")

    rehearsal.message("respuesta", {})
    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"]]
    rehearsal.message("respuesta", {})

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"], ["b:1"]]


def test_a_message_thrown_is_caught_in_the_same_case() -> None:
    source = diagram(start() + both("g") + catch("llega", message) + user("a") + throw("dice", message) + user("b") + end()
                     + ways("inicio g llega b fin", "g a dice fin"), MESSAGE)  # fmt: skip
    case = play(source, "a:1")

    assert case.open_tasks() == ["b:1"]
    assert [e.caught for e in case.effects if isinstance(e, MessageThrown)] == [True]


def test_a_message_end_and_a_send_task_throw_their_message() -> None:
    source = diagram(start() + node("sendTask", "manda", attributes='messageRef="Ms"') + end("fin", message)
                     + ways("inicio manda fin"), MESSAGE)  # fmt: skip
    case = play(source)

    assert [e.name for e in case.effects if isinstance(e, MessageThrown)] == ["respuesta", "respuesta"]


def test_two_cases_answer_each_other() -> None:
    names = '<message id="M1" name="pide"/><message id="M2" name="responde"/>'
    asks, answers = (f'<messageEventDefinition messageRef="M{n}"/>' for n in (1, 2))
    other = process("q", start("llega_q", asks) + user("b") + end("fin_q", answers) + ways("llega_q b fin_q"))
    source = diagram(start() + throw("pide", asks) + catch("espera", answers) + user("a") + end()
                     + ways("inicio pide espera a fin"), names, other)  # fmt: skip
    rehearsal = Rehearsal([source])
    first = rehearsal.open("p")
    assert (first.open_tasks(), rehearsal.cases[1].open_tasks()) == ([], ["b:1"])

    rehearsal.cases[1].decide("b:1", {})

    assert first.open_tasks() == ["a:1"]


def test_a_throw_carries_the_values_it_was_mapped() -> None:
    told = f"<extensionElements>{mapping({'folio': '= n + 1'})}</extensionElements>" + message
    other = process("q", start("llega_q", message) + user("b") + ways("llega_q b"))
    source = diagram(start() + throw("dice", told) + end() + ways("inicio dice fin"), MESSAGE, other)
    rehearsal = Rehearsal([source])

    rehearsal.open("p", {"n": 1, "secreto": "x"})

    assert rehearsal.cases[1].values == {"folio": 2}


def test_a_receive_task_begins_a_process() -> None:
    receives = node("receiveTask", "llega", attributes='messageRef="Ms" instantiate="true"')
    rehearsal = Rehearsal([diagram(receives + user("a") + end() + ways("llega a fin"), MESSAGE)])

    rehearsal.message("respuesta", {"tipo": "si"})

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"]] and rehearsal.cases[0].values["tipo"] == "si"


def test_an_event_gateway_begins_a_process_by_the_event_that_came() -> None:
    source = diagram(gate("g", 'instantiate="true"') + catch("llega", message) + catch("suena", signal) + user("a") + user("b")
                     + end() + ways("g llega a fin", "g suena b fin"), MESSAGE + SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])

    rehearsal.message("respuesta", {})
    rehearsal.signal("aviso")

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"], ["b:1"]]


def test_a_case_opened_by_hand_begins_where_an_event_would_have_begun_it() -> None:
    source = diagram(start("inicio", message) + user("a") + end() + ways("inicio a fin"), MESSAGE)

    assert play(source).open_tasks() == ["a:1"]


def test_a_plain_start_is_for_the_hand_and_the_others_for_their_events() -> None:
    source = diagram(start() + start("llega", message) + user("a") + user("b") + end() + ways("inicio a fin", "llega b fin"),
                     MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    rehearsal.open("p")

    rehearsal.message("respuesta", {})

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"], ["b:1"]]


# signals


def test_a_signal_reaches_everybody_once_in_the_order_of_the_cases() -> None:
    other = process("q", start("suena_q", signal) + user("b") + ways("suena_q b"))
    source = diagram(start() + catch("suena", signal) + user("a") + end() + ways("inicio suena a fin"), SIGNAL, other)
    rehearsal = Rehearsal([source])
    rehearsal.open("p"), rehearsal.open("p")

    rehearsal.signal("aviso")

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"], ["a:1"], ["b:1"]]


def test_a_signal_thrown_is_heard_in_its_own_case_and_in_the_others() -> None:
    source = diagram(start() + both("g") + catch("suena", signal) + user("a") + user("b") + end("fin", signal)
                     + end("fin2") + ways("inicio g suena b fin2", "g a fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    one, two = rehearsal.open("p"), rehearsal.open("p")

    one.decide("a:1")

    assert (one.open_tasks(), two.open_tasks()) == (["b:1"], ["a:1", "b:1"])
    assert sum(isinstance(e, SignalThrown) for e in one.effects) == 1


def test_a_signal_nobody_hears_changes_nothing() -> None:
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin"))])
    case = rehearsal.open("p")

    rehearsal.signal("nada")

    assert case.open_tasks() == ["a:1"] and len(rehearsal.cases) == 1


def test_a_signal_that_takes_a_waiting_event_away_leaves_nobody_waiting() -> None:
    inside = inner(catch("suena", signal))
    source = diagram(start() + subprocess("s", inside) + boundary("oye", "s", signal) + user("b") + end()
                     + ways("inicio s fin", "oye b fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")
    rehearsal.signal("aviso")

    assert case.open_tasks() == ["b:1"] and not list(case.state_now.event_manager.tasks)


def test_cases_that_call_each_other_by_signal_for_ever_are_stopped() -> None:
    source = diagram(start("inicio", signal) + end("fin", signal) + ways("inicio fin"), SIGNAL)
    rehearsal = Rehearsal([source])

    rehearsal.signal("aviso")

    assert len(rehearsal.cases) <= 300


# errors


def test_an_error_without_a_code_is_caught_by_whoever_catches_any() -> None:
    source = diagram(start() + subprocess("s", inner(ends=end("fin_s", any_error))) + boundary("mal", "s", any_error)
                     + user("b") + end() + ways("inicio s fin", "mal b fin"))  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_error_is_caught_by_its_code_before_any() -> None:
    source = diagram(start() + subprocess("s", inner(ends=end("fin_s", error))) + boundary("todo", "s", any_error)
                     + boundary("mal", "s", error) + user("a") + user("b") + end()
                     + ways("inicio s fin", "todo a fin", "mal b fin"), ERROR)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_error_with_another_code_passes_by_a_border_and_climbs() -> None:
    other = '<error id="Er2" name="otra" errorCode="E2"/>'
    second = '<errorEventDefinition errorRef="Er2"/>'
    inside = (
        subprocess("s2", inner(name="s2", ends=end("fin_s2", error))) + boundary("no", "s2", second) + end("fin_no")
    )
    source = diagram(start() + subprocess("s", start("inicio_s") + inside + end("fin_s") + ways("inicio_s s2 fin_s", "no fin_no"))
                     + boundary("mal", "s", error) + user("b") + end() + ways("inicio s fin", "mal b fin"), ERROR + other)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_error_in_one_run_takes_the_whole_repetition_away() -> None:
    inside = start("inicio_s") + user("a") + xor("x", "f-ok") + end("fin_mal", error) + end("fin_s")
    inside += ways("inicio_s a x") + flow("x", "fin_mal", 'decision = "mal"') + flow("x", "fin_s", name="f-ok")
    source = diagram(start() + subprocess("s", inside + several(count_of="3")) + boundary("mal", "s", error) + user("b")
                     + end() + ways("inicio s fin", "mal b fin"), ERROR)  # fmt: skip
    case = play(source, "s:1[1]/a:1")

    case.decide("s:1[2]/a:1", {"decision": "mal"})

    assert case.open_tasks() == ["b:1"]


def test_an_event_box_catches_the_error_of_its_own_scope() -> None:
    box = event_box("e", error, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(
        start() + both("g") + user("a") + end("fin", error) + user("b") + ways("inicio g a fin", "g b") + box, ERROR
    )
    case = play(source, "a:1")

    assert case.open_tasks() == ["e:1/r:1"]
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["b:1"]


def test_an_error_out_of_an_event_box_climbs_to_the_border_of_its_scope() -> None:
    box = event_box("e", error, end("fin_e", error) + ways("oye_e fin_e"))
    source = diagram(start() + subprocess("s", inner(ends=end("fin_s", error)) + box) + boundary("mal", "s", error) + user("b")
                     + end() + ways("inicio s fin", "mal b fin"), ERROR)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_event_box_comes_before_the_border() -> None:
    box = event_box("e", error, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + subprocess("s", inner(ends=end("fin_s", error)) + box) + boundary("mal", "s", any_error)
                     + user("b") + end() + ways("inicio s fin", "mal b fin"), ERROR)  # fmt: skip
    case = play(source)
    assert case.open_tasks() == ["s:1/e:1/r:1"]

    case.decide("s:1/e:1/r:1")

    assert case.state == "ended"


def test_a_service_error_in_a_repetition_is_caught_on_its_border() -> None:
    def fails(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        raise BpmnError("E1")

    task = f'<serviceTask id="a"><extensionElements><zeebe:taskDefinition type="x.y"/></extensionElements>{several(count_of="2")}'
    source = diagram(start() + task + "</serviceTask>" + boundary("mal", "a", error) + user("b") + end()
                     + ways("inicio a fin", "mal b fin"), ERROR)  # fmt: skip

    assert play(source, service=fails).open_tasks() == ["b:1"]


def test_an_uncaught_error_deep_inside_is_an_incident_where_it_was_thrown() -> None:
    source = diagram(
        start() + subprocess("s", inner(user("a"), ends=end("fin_s", error))) + end() + ways("inicio s fin"), ERROR
    )
    case = play(source, "s:1/a:1")

    assert case.state == "incident" and "s:1/fin_s:1" in (case.incident or "")


# escalation


def test_an_escalation_that_does_not_interrupt_is_heard_each_time() -> None:
    inside = inner(throw("t1", escalation), throw("t2", escalation), user("u"))
    source = diagram(start() + subprocess("s", inside) + boundary("oye", "s", escalation, False) + script("b") + user("c")
                     + end() + ways("inicio s c fin", "oye b fin"), ESCALATION)  # fmt: skip
    case = play(source)

    assert passed(case).count("b") == 2 and case.open_tasks() == ["s:1/u:1"]


def test_an_escalation_nobody_hears_goes_by() -> None:
    source = diagram(
        start() + throw("sube", escalation) + user("a") + end("fin", escalation) + ways("inicio sube a fin"), ESCALATION
    )
    case = play(source, "a:1")

    assert case.state == "ended"


def test_an_escalation_climbs_through_a_call_and_a_repetition() -> None:
    called = process("otro", start("i") + throw("sube", escalation) + user("t") + end("e") + ways("i sube t e"))
    source = diagram(start() + call("llama", "otro", inside=several(count_of="2")) + boundary("oye", "llama", escalation, False)
                     + user("b") + end() + ways("inicio llama fin", "oye b fin"), ESCALATION, called)  # fmt: skip

    assert play(source).open_tasks() == ["llama:1[1]/t:1", "llama:1[2]/t:1", "b:1", "b:2"]


def test_an_escalation_end_is_heard_and_the_scope_still_ends() -> None:
    source = diagram(start() + subprocess("s", inner(ends=end("fin_s", escalation))) + boundary("oye", "s", escalation, False)
                     + user("b") + user("c") + end() + ways("inicio s c fin", "oye b fin"), ESCALATION)  # fmt: skip

    assert set(play(source).open_tasks()) == {"b:1", "c:1"}


def test_an_event_box_hears_an_escalation_of_its_scope_and_lets_it_go_on() -> None:
    box = event_box("e", escalation, user("r") + end("fin_e") + ways("oye_e r fin_e"), interrupting=False)
    source = diagram(
        start() + throw("sube", escalation) + user("a") + end() + ways("inicio sube a fin") + box, ESCALATION
    )

    assert set(play(source).open_tasks()) == {"e:1/r:1", "a:1"}


# conditions


def test_a_condition_in_the_middle_is_noticed_when_another_branch_makes_it_true() -> None:
    source = diagram(start() + both("g") + catch("ya", condition("n &gt; 1")) + user("a") + user("b") + end()
                     + ways("inicio g ya b fin", "g a fin"))  # fmt: skip
    case = play(source)

    case.decide("a:1", {"n": 2})

    assert case.open_tasks() == ["b:1"]


def test_a_condition_that_nobody_can_make_true_is_no_waiting_but_an_incident() -> None:
    source = diagram(start() + catch("ya", condition("n &gt; 1")) + end() + ways("inicio ya fin"))

    assert play(source).state == "incident"


def test_a_condition_on_a_border_that_holds_already_interrupts_at_once() -> None:
    source = diagram(start() + user("a") + boundary("ya", "a", condition("n = 1")) + user("b") + end()
                     + ways("inicio a fin", "ya b fin"))  # fmt: skip

    assert play(source, values={"n": 1}).open_tasks() == ["b:1"]


def test_a_condition_that_does_not_interrupt_comes_each_time_it_becomes_true() -> None:
    source = diagram(start() + both("g") + user("a") + boundary("oye", "a", condition("n = 1"), False) + script("b") + user("u1")
                     + user("u2") + user("u3") + end() + ways("inicio g a fin", "oye b fin", "g u1 u2 u3 fin"))  # fmt: skip
    case = play(source, values={"n": 0})
    for task, n in (("u1:1", 1), ("u2:1", 0), ("u3:1", 1)):
        case.decide(task, {"n": n})

    assert passed(case).count("b") == 2


def test_an_event_box_begins_when_a_script_makes_its_condition_true() -> None:
    box = event_box("e", condition("n = 1"), user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + script("a", "1", "n") + user("b") + end() + ways("inicio a b fin") + box)

    assert play(source, values={"n": 0}).open_tasks() == ["e:1/r:1"]


def test_an_event_box_whose_condition_holds_from_the_beginning_begins_at_once() -> None:
    box = event_box("e", condition("n = 1"), user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + user("b") + end() + ways("inicio b fin") + box)

    assert play(source, values={"n": 1}).open_tasks() == ["e:1/r:1"]


# several on one element


def test_two_events_on_one_border_the_first_wins() -> None:
    source = diagram(start() + user("a") + boundary("vence", "a", timer("P1D")) + boundary("suena", "a", signal) + user("b")
                     + user("c") + end() + ways("inicio a fin", "vence b fin", "suena c fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")
    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["c:1"]


def test_one_that_does_not_interrupt_and_one_that_does() -> None:
    source = diagram(start() + user("a") + boundary("avisa", "a", timer("P1D"), False) + boundary("vence", "a", timer("P3D"))
                     + user("b") + user("c") + end() + ways("inicio a fin", "avisa b fin", "vence c fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.let_pass("P2D")
    assert case.open_tasks() == ["a:1", "b:1"]
    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["b:1", "c:1"]


def test_a_multiple_event_takes_any_of_its_triggers() -> None:
    source = diagram(
        start() + catch("algo", message + signal) + user("a") + end() + ways("inicio algo a fin"), MESSAGE + SIGNAL
    )
    one, two = Rehearsal([source]), Rehearsal([source])
    one.open("p"), two.open("p")

    one.message("respuesta", {})
    two.signal("aviso")

    assert one.cases[0].open_tasks() == two.cases[0].open_tasks() == ["a:1"]


def test_a_parallel_multiple_event_needs_all_of_them() -> None:
    source = diagram(start() + catch("todo", message + signal + timer("P1D"), 'parallelMultiple="true"') + user("a") + end()
                     + ways("inicio todo a fin"), MESSAGE + SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {"tipo": "si"})
    with pytest.raises(NotWaiting):  # it has heard one, and waits for the others
        rehearsal.message("respuesta", {"tipo": "si"})
    rehearsal.let_pass("P2D")
    assert case.open_tasks() == []

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["a:1"] and case.values["tipo"] == "si"


def test_a_parallel_multiple_event_on_a_border_needs_all_of_them() -> None:
    event = boundary("todo", "a", message + signal).replace(
        "<boundaryEvent ", '<boundaryEvent parallelMultiple="true" '
    )
    source = diagram(
        start() + user("a") + event + user("b") + end() + ways("inicio a fin", "todo b fin"), MESSAGE + SIGNAL
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    assert case.open_tasks() == ["a:1"]

    rehearsal.message("respuesta", {"tipo": "si"})

    assert case.open_tasks() == ["b:1"] and case.values["tipo"] == "si"


def test_a_parallel_multiple_start_of_an_event_box_needs_all_of_them() -> None:
    box = event_box(
        "e", message + signal, user("r") + end("fin_e") + ways("oye_e r fin_e"), attributes='parallelMultiple="true"'
    )
    source = diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE + SIGNAL)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["a:1"]

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["e:1/r:1"]


def test_a_multiple_end_throws_all_its_triggers() -> None:
    case = play(diagram(start() + end("fin", signal + message) + ways("inicio fin"), SIGNAL + MESSAGE))

    assert [type(e) for e in case.effects if isinstance(e, SignalThrown | MessageThrown)] == [
        SignalThrown,
        MessageThrown,
    ]


def test_a_shared_event_definition_is_the_same_event() -> None:
    declared = '<signal id="Sg" name="aviso"/><signalEventDefinition id="comun" signalRef="Sg"/>'
    source = diagram(start() + catch("suena", "<eventDefinitionRef>comun</eventDefinitionRef>") + user("a") + end()
                     + ways("inicio suena a fin"), declared)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["a:1"]


# event sub-processes


def test_an_event_box_that_does_not_interrupt_may_begin_several_times() -> None:
    box = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e"), interrupting=False)
    source = diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["a:1", "e:1/r:1", "e:2/r:1"]
    case.decide("a:1")
    assert case.state == "open"
    case.decide("e:1/r:1")
    case.decide("e:2/r:1")

    assert case.state == "ended"


def test_an_interrupting_event_box_in_a_sub_process_lets_the_outer_flow_go_on() -> None:
    box = event_box("e", signal, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + both("g") + subprocess("s", inner(user("a")) + box) + user("c") + user("b") + end()
                     + ways("inicio g s b fin", "g c fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")
    assert set(case.open_tasks()) == {"s:1/e:1/r:1", "c:1"}
    case.decide("s:1/e:1/r:1")

    assert set(case.open_tasks()) == {"b:1", "c:1"}


def test_an_event_box_in_a_called_process_hears_while_the_call_runs() -> None:
    box = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    called = process("otro", inner(user("t"), name="o") + box)
    source = diagram(start() + call("llama", "otro") + user("b") + end() + ways("inicio llama b fin"), MESSAGE, called)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["llama:1/e:1/r:1"]

    case.decide("llama:1/e:1/r:1")

    assert case.open_tasks() == ["b:1"]
    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})


def test_an_event_box_of_a_run_interrupts_that_run_only() -> None:
    box = event_box("e", escalation, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    inside = inner(user("a"), throw("sube", escalation), user("z")) + box
    source = diagram(
        start() + subprocess("s", inside + several(count_of="2")) + end() + ways("inicio s fin"), ESCALATION
    )
    case = play(source, "s:1[1]/a:1")

    assert set(case.open_tasks()) == {"s:1[1]/e:1/r:1", "s:1[2]/a:1"}


def test_a_second_interruption_takes_the_first_away() -> None:
    one = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + subprocess("s", inner(user("a")) + one) + boundary("vence", "s", timer("P1D")) + user("b") + end()
                     + ways("inicio s fin", "vence b fin"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["s:1/e:1/r:1"]

    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["b:1"]


def test_an_interrupting_event_box_waits_no_more_once_it_began() -> None:
    box = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE)])
    rehearsal.open("p")
    rehearsal.message("respuesta", {})

    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})


def test_an_event_box_within_an_event_box_hears_while_that_one_runs() -> None:
    nested = event_box("f", signal, user("q") + end("fin_f") + ways("oye_f q fin_f"))
    box = event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e") + nested)
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE + SIGNAL)])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    assert case.open_tasks() == ["a:1"]

    rehearsal.message("respuesta", {})
    rehearsal.signal("aviso")

    assert case.open_tasks() == ["e:1/f:1/q:1"]


def test_the_values_of_the_event_are_seen_in_the_box() -> None:
    box = event_box(
        "e", message, user("r", extension=mapping({"visto": "= tipo"})) + end("fin_e") + ways("oye_e r fin_e")
    )
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE)])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {"tipo": "si"})

    assert rehearsal.values_at(case, "e:1/r:1")["visto"] == "si" and case.values["tipo"] == "si"


# terminate, links


def test_terminate_withdraws_everything_and_ends_the_case() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + end("fin", terminate) + end("fin2")
                     + ways("inicio g a fin", "g b fin2"))  # fmt: skip
    case = play(source, "a:1")

    assert (case.state, case.end) == ("ended", "fin")
    with pytest.raises(NotWaiting):
        case.decide("b:1")


def test_terminate_in_an_event_box_ends_only_the_box() -> None:
    box = event_box(
        "e", message, both("g") + user("r") + end("fin_t", terminate) + ways("oye_e g r", "g fin_t"), interrupting=False
    )
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box, MESSAGE)])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})

    assert case.open_tasks() == ["a:1"]


def test_several_throwing_links_lead_to_one() -> None:
    link = '<linkEventDefinition id="{}" name="L"/>'
    source = diagram(start() + xor("x", "f-b") + throw("va", link.format("l1")) + throw("va2", link.format("l2"))
                     + catch("viene", link.format("l3")) + user("a") + end() + ways("inicio x", "viene a fin")
                     + flow("x", "va", "n = 1") + flow("x", "va2", name="f-b"))  # fmt: skip

    assert play(source, values={"n": 1}).open_tasks() == play(source).open_tasks() == ["a:1"]


def test_a_link_may_lead_back() -> None:
    link = '<linkEventDefinition id="{}" name="L"/>'
    source = diagram(start() + xor("y") + user("a") + xor("x", "f-fin") + throw("va", link.format("l1"))
                     + catch("viene", link.format("l2")) + end() + ways("inicio y a x", "viene y")
                     + flow("x", "va", 'decision = "otra"') + flow("x", "fin", name="f-fin"))  # fmt: skip
    case = play(source)
    case.decide("a:1", {"decision": "otra"})
    assert case.open_tasks() == ["a:2"]

    case.decide("a:2", {"decision": "ya"})

    assert case.state == "ended"
