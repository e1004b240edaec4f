"""What is drawn is what runs: one promise for each element, after BPMN 2.0 chapters 10 and 13."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.entries import Passed, Withdrawn
from engine.rehearsal import BpmnError, NotWaiting, Rehearsal, RehearsedCase
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from workflows import Refused


def play(source: bytes, *tasks: str, values: dict[str, Any] | None = None, **how: Any) -> RehearsedCase:
    """Open process p and decide these tasks, in order."""
    case = Rehearsal([source], **how).open("p", values or {})
    for task in tasks:
        case.decide(task, {})
    return case


def passed(case: RehearsedCase) -> list[str]:
    """Return the elements that tokens left, in order, without starts, ends and gateways."""
    left = [e.place.rpartition("/")[2].partition(":")[0] for e in case.effects if isinstance(e, Passed)]
    return [name for name in left if not name.startswith(("inicio", "fin", "x", "y", "g"))]


# flows and gateways


def test_several_flows_out_of_a_task_are_a_parallel_split() -> None:
    case = play(diagram(start() + script("a") + user("b") + user("c") + end() + end("fin2")
                        + chain("inicio", "a", "b", "fin") + chain("a", "c", "fin2")))  # fmt: skip

    assert case.open_tasks() == ["b:1", "c:1"]


def test_conditional_flows_out_of_a_task_take_those_that_hold() -> None:
    case = play(diagram(start() + script("a") + user("b") + user("c") + end() + flow("inicio", "a")
                        + flow("a", "b", "monto &gt; 5") + flow("a", "c", "monto &gt; 50") + chain("b", "fin")
                        + chain("c", "fin")), values={"monto": 10})  # fmt: skip

    assert case.open_tasks() == ["b:1"]


def exclusive(default: str = "") -> bytes:
    return diagram(start() + node("exclusiveGateway", "x", attributes=default) + user("a") + user("b") + end()
                   + flow("inicio", "x") + flow("x", "a", 'tipo = "uno"') + flow("x", "b", 'tipo = "dos"', "f-b")
                   + chain("a", "fin") + chain("b", "fin"))  # fmt: skip


def test_an_exclusive_gateway_takes_the_first_flow_that_holds_and_says_because_of_what() -> None:
    case = play(exclusive(), values={"tipo": "dos"})

    assert case.open_tasks() == ["b:1"]
    gateway = next(e for e in case.effects if isinstance(e, Passed) and e.place == "x:1")
    assert (gateway.flows, gateway.because) == (("f-b",), {"tipo": "dos"})


def test_an_exclusive_gateway_where_nothing_holds_is_an_incident() -> None:
    case = play(exclusive(), values={"tipo": "tres"})

    assert case.state == "incident" and "x:1" in (case.incident or "")


def test_the_default_flow_is_taken_when_no_condition_holds_not_even_as_null() -> None:
    source = diagram(start() + node("exclusiveGateway", "x", attributes='default="f-b"') + user("a") + user("b") + end()
                     + flow("inicio", "x") + flow("x", "a", "monto &gt; 5") + flow("x", "b", name="f-b")
                     + chain("a", "fin") + chain("b", "fin"))  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_exclusive_join_passes_each_token_on() -> None:
    case = play(diagram(start() + node("parallelGateway", "g") + user("a") + user("b")
                        + node("exclusiveGateway", "x") + user("c") + end() + chain("inicio", "g", "a", "x", "c", "fin")
                        + chain("g", "b", "x")), "a:1", "b:1")  # fmt: skip

    assert case.open_tasks() == ["c:1", "c:2"]


def parallel() -> bytes:
    return diagram(start() + node("parallelGateway", "g") + user("a") + user("b") + node("parallelGateway", "g2")
                   + user("c") + end() + chain("inicio", "g", "a", "g2", "c", "fin") + chain("g", "b", "g2"))  # fmt: skip


def test_a_parallel_join_waits_for_every_flow() -> None:
    case = play(parallel(), "a:1")
    assert case.open_tasks() == ["b:1"]

    case.decide("b:1", {})

    assert case.open_tasks() == ["c:1"]


def test_a_parallel_join_counts_tokens_by_flow() -> None:
    """Two tokens on one flow wait for two on the other (BPMN 2.0, 13.4.1)."""
    case = play(diagram(start() + node("parallelGateway", "g") + node("exclusiveGateway", "x")
                        + node("parallelGateway", "g2") + user("u") + user("c") + end() + chain("inicio", "g")
                        + chain("g", "x") + chain("g", "x", "g2", "c", "fin") + chain("g", "u", "g2")), "u:1")  # fmt: skip

    assert case.open_tasks() == ["c:1"] and case.state == "open"


def test_an_inclusive_join_waits_only_for_what_may_still_come() -> None:
    source = diagram(start() + node("inclusiveGateway", "g") + user("a") + user("b") + user("d")
                     + node("inclusiveGateway", "g2") + user("c") + end() + flow("inicio", "g")
                     + flow("g", "a", "true") + flow("g", "b", "true") + flow("g", "d", "false")
                     + chain("a", "g2") + chain("b", "g2") + chain("d", "g2", "c", "fin"))  # fmt: skip

    assert play(source, "a:1").open_tasks() == ["b:1"]
    assert play(source, "a:1", "b:1").open_tasks() == ["c:1"]


def test_a_token_that_can_never_join_is_an_incident_not_silence() -> None:
    source = diagram(start() + node("exclusiveGateway", "x", attributes='default="f-a"') + user("a") + user("b")
                     + node("parallelGateway", "g") + end() + flow("inicio", "x") + flow("x", "a", name="f-a")
                     + flow("x", "b", "false") + chain("a", "g", "fin") + chain("b", "g"))  # fmt: skip
    try:
        case = play(source, "a:1")
    except Refused as refused:  # a rule that sees it before publishing is better still
        assert refused.findings
    else:
        assert case.state == "incident"


def test_an_event_gateway_gives_the_token_to_the_first_event() -> None:
    source = diagram(start() + node("eventBasedGateway", "g") + node("intermediateCatchEvent", "llega", message)
                     + node("intermediateCatchEvent", "pasa", timer("P2D")) + user("a") + user("b") + end()
                     + chain("inicio", "g", "llega", "a", "fin") + chain("g", "pasa", "b", "fin"), MESSAGE)  # fmt: skip
    told = Rehearsal([source])
    case = told.open("p")
    told.message("respuesta", {"tipo": "si"})
    assert case.open_tasks() == ["a:1"] and case.values["tipo"] == "si"

    late = Rehearsal([source])
    case = late.open("p")
    late.let_pass("P3D")
    assert case.open_tasks() == ["b:1"]


# activities


def test_a_loop_visits_a_task_again_under_the_next_number() -> None:
    source = diagram(start() + user("a") + node("exclusiveGateway", "x", attributes='default="f-fin"') + end()
                     + chain("inicio", "a", "x") + flow("x", "a", 'decision = "otra"') + flow("x", "fin", name="f-fin"))  # fmt: skip
    case = Rehearsal([source]).open("p")

    case.decide("a:1", {"decision": "otra"})
    case.decide("a:2", {"decision": "ya"})

    assert (case.state, case.end) == ("ended", "fin")


def test_a_decision_about_a_task_that_is_not_open_is_refused_and_changes_nothing() -> None:
    case = play(parallel(), "a:1")

    with pytest.raises(NotWaiting):
        case.decide("a:1", {})

    assert case.open_tasks() == ["b:1"]


def test_the_answers_of_a_task_become_values_by_its_outputs_only() -> None:
    source = diagram(start() + user("a", extension=mapping(outputs={"decision_a": "= decision"})) + user("b") + end()
                     + chain("inicio", "a", "b", "fin"))  # fmt: skip
    case = Rehearsal([source]).open("p")

    case.decide("a:1", {"decision": "si", "sustento": "porque sí"})

    assert case.values == {"decision_a": "si"}


def test_a_service_that_answers_gives_values_and_one_that_fails_is_caught_by_its_code() -> None:
    source = diagram(start() + service("a", "prueba.hacer", mapping({"n": "= 2 + 1"})) + boundary("mal", "a", error)
                     + user("b") + user("c") + end() + chain("inicio", "a", "b", "fin") + chain("mal", "c", "fin"), ERROR)  # fmt: skip

    def answers(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        assert (kind, inputs) == ("prueba.hacer", {"n": Decimal(3)})
        return {"hecho": True}

    def fails(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        raise BpmnError("E1")

    good = play(source, service=answers)
    assert good.open_tasks() == ["b:1"] and good.values["hecho"] is True
    assert play(source, service=fails).open_tasks() == ["c:1"]


def test_a_service_that_nobody_offers_is_an_incident_and_never_passes() -> None:
    case = play(diagram(start() + service("a", "nadie.lo_hace") + end() + chain("inicio", "a", "fin")))

    assert case.state == "incident" and "nadie.lo_hace" in (case.incident or "")


def test_a_call_sees_its_inputs_and_gives_its_outputs_and_nothing_else() -> None:
    inner = process("otro", start("s") + user("t") + end("e") + chain("s", "t", "e"))
    source = diagram(start() + call("llama", "otro", mapping({"entra": "= dato"}, {"sale": "= respuesta"}),
                                    'propagateAllChildVariables="false"') + user("b") + end()
                     + chain("inicio", "llama", "b", "fin"), after=inner)  # fmt: skip
    case = Rehearsal([source]).open("p", {"dato": 7, "secreto": "x"})
    assert case.open_tasks() == ["llama:1/t:1"]

    case.decide("llama:1/t:1", {"respuesta": "si", "entra": 8})

    assert case.open_tasks() == ["b:1"]
    assert case.values == {"dato": Decimal(7), "secreto": "x", "sale": "si"}


def test_a_repeated_task_has_one_run_for_each_element_and_collects_what_they_gave() -> None:
    marker = several("organos", collect='outputCollection="opiniones" outputElement="= opinion"')
    source = diagram(start() + user("a", marker) + user("b") + end() + chain("inicio", "a", "b", "fin"))
    case = Rehearsal([source]).open("p", {"organos": ["ogaj", "ogpp"]})
    assert case.open_tasks() == ["a:1[1]", "a:1[2]"]

    case.decide("a:1[2]", {"opinion": "no"})
    case.decide("a:1[1]", {"opinion": "si"})

    assert case.open_tasks() == ["b:1"]
    assert case.values["opiniones"] == ["si", "no"] and "opinion" not in case.values


def test_a_completion_condition_withdraws_the_runs_that_are_left() -> None:
    source = diagram(start() + user("a", several(count_of="3", done="numberOfCompletedInstances = 1")) + user("b") + end()
                     + chain("inicio", "a", "b", "fin"))  # fmt: skip

    case = play(source, "a:1[2]")

    assert case.open_tasks() == ["b:1"]
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["a:1[1]", "a:1[3]"]


def test_runs_one_after_the_other_stop_when_the_condition_holds() -> None:
    marker = several("[1,2,3]", sequential=True, done='decision = "alto"')
    source = diagram(start() + user("a", marker) + end() + chain("inicio", "a", "fin"))
    case = Rehearsal([source]).open("p")

    case.decide("a:1[1]", {"decision": "sigue"})
    case.decide("a:1[2]", {"decision": "alto"})

    assert case.state == "ended"


def test_an_empty_collection_passes_at_once() -> None:
    source = diagram(start() + user("a", several("[]")) + user("b") + end() + chain("inicio", "a", "b", "fin"))

    assert play(source).open_tasks() == ["b:1"]


@pytest.mark.parametrize(("before", "rounds"), [(False, 3), (True, 3)])
def test_a_standard_loop_goes_on_while_its_condition_holds(before: bool, rounds: int) -> None:
    source = diagram(
        start() + script("a", "n + 1", "n", loop("n &lt; 3", before)) + end() + chain("inicio", "a", "fin")
    )

    assert play(source, values={"n": 0}).values["n"] == rounds


def test_a_subprocess_keeps_its_inputs_to_itself_and_is_done_with_its_last_token() -> None:
    source = diagram(start() + subprocess("s", start("s1") + user("t") + end("e1") + chain("s1", "t", "e1"),
                                          extension=mapping({"local": "= 1"})) + user("b") + end()
                     + chain("inicio", "s", "b", "fin"))  # fmt: skip

    case = play(source, "s:1/t:1")

    assert case.open_tasks() == ["b:1"] and "local" not in case.values


def test_an_ad_hoc_subprocess_is_done_when_its_condition_holds() -> None:
    source = diagram(start() + node("adHocSubProcess", "h", user("a") + user("b")
                                    + "<completionCondition>= listo</completionCondition>") + user("c") + end()
                     + chain("inicio", "h", "c", "fin"))  # fmt: skip
    case = Rehearsal([source]).open("p", {"listo": False})

    case.decide("h:1/b:1", {"listo": True})

    assert case.open_tasks() == ["c:1"]


# events


def test_an_interrupting_boundary_timer_withdraws_the_task() -> None:
    source = diagram(start() + user("a") + boundary("vence", "a", timer('="2 dh"')) + user("b") + end()
                     + chain("inicio", "a", "fin") + chain("vence", "b", "fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.let_pass("P1D")
    assert case.open_tasks() == ["a:1"]
    rehearsal.let_pass(timedelta(days=2))

    assert case.open_tasks() == ["b:1"]
    with pytest.raises(NotWaiting):
        case.decide("a:1", {})


def test_a_boundary_timer_that_does_not_interrupt_leaves_the_task_open_and_may_come_again() -> None:
    source = diagram(start() + user("a") + boundary("avisa", "a", timer("R3/P1D", "timeCycle"), False) + user("b") + end()
                     + chain("inicio", "a", "fin") + chain("avisa", "b", "fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.let_pass("P10D")

    assert case.open_tasks() == ["a:1", "b:1", "b:2", "b:3"]


def test_an_interrupting_event_subprocess_takes_everything_else_away() -> None:
    inside = start("oye", signal, 'isInterrupting="true"') + user("x1") + end("e1") + chain("oye", "x1", "e1")
    source = diagram(start() + user("a") + end() + chain("inicio", "a", "fin")
                     + subprocess("es", inside, 'triggeredByEvent="true"'), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["es:1/x1:1"]


def test_an_error_climbs_to_the_nearest_boundary_that_catches_it() -> None:
    source = diagram(start() + subprocess("s", start("s1") + user("t") + end("e1", error) + chain("s1", "t", "e1"))
                     + boundary("mal", "s", error) + user("b") + end() + chain("inicio", "s", "fin")
                     + chain("mal", "b", "fin"), ERROR)  # fmt: skip

    assert play(source, "s:1/t:1").open_tasks() == ["b:1"]


def test_an_error_that_nobody_catches_is_an_incident() -> None:
    case = play(diagram(start() + end("fin", error) + chain("inicio", "fin"), ERROR))

    assert case.state == "incident" and "E1" in (case.incident or "")


def test_an_error_in_a_called_process_climbs_through_the_call() -> None:
    inner = process("otro", start("s") + end("e", error) + chain("s", "e"))
    source = diagram(start() + call("llama", "otro") + boundary("mal", "llama", error) + user("b") + end()
                     + chain("inicio", "llama", "fin") + chain("mal", "b", "fin"), ERROR, inner)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_an_interrupting_escalation_stops_what_would_run_after_the_throw() -> None:
    inside = start("s1") + node("intermediateThrowEvent", "sube", escalation) + user("t") + end("e1")
    source = diagram(start() + subprocess("s", inside + chain("s1", "sube", "t", "e1")) + boundary("oye", "s", escalation)
                     + user("b") + end() + chain("inicio", "s", "fin") + chain("oye", "b", "fin"), ESCALATION)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_a_conditional_event_notices_what_another_branch_changed() -> None:
    source = diagram(start() + node("parallelGateway", "g") + user("a") + boundary("ya", "a", condition("listo"))
                     + user("u") + user("b") + end() + chain("inicio", "g", "a", "fin") + chain("g", "u", "fin")
                     + chain("ya", "b", "fin"))  # fmt: skip
    case = Rehearsal([source]).open("p", {"listo": False})

    case.decide("u:1", {"listo": True})

    assert case.open_tasks() == ["b:1"]


def test_a_message_goes_to_the_case_with_its_key() -> None:
    source = diagram(start() + node("intermediateCatchEvent", "llega", message) + user("a") + end()
                     + chain("inicio", "llega", "a", "fin"), KEYED)  # fmt: skip
    rehearsal = Rehearsal([source])
    first, second = rehearsal.open("p", {"envio": "E01"}), rehearsal.open("p", {"envio": "E02"})

    rehearsal.message("respuesta", {"tipo": "si"}, key="E02")

    assert (first.open_tasks(), second.open_tasks()) == ([], ["a:1"])
    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {}, key="E03")


def test_a_message_that_nobody_waits_for_opens_the_process_that_starts_with_it() -> None:
    source = diagram(start("inicio", message) + user("a") + end() + chain("inicio", "a", "fin"), MESSAGE)
    rehearsal = Rehearsal([source])

    rehearsal.message("respuesta", {"tipo": "si"})

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"]] and rehearsal.cases[0].values["tipo"] == "si"


def test_a_message_thrown_in_one_pool_opens_the_other() -> None:
    other = process("q", start("s2", message) + user("b") + end("e2") + chain("s2", "b", "e2"))
    source = diagram(start() + node("intermediateThrowEvent", "dice", message) + user("a") + end()
                     + chain("inicio", "dice", "a", "fin"), MESSAGE, other)  # fmt: skip
    rehearsal = Rehearsal([source])

    rehearsal.open("p")

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"], ["b:1"]]


def test_terminate_ends_only_its_own_scope() -> None:
    inside = start("s1") + node("parallelGateway", "g1") + user("t") + end("e1", terminate) + end("e2")
    source = diagram(start() + subprocess("s", inside + chain("s1", "g1", "e1") + chain("g1", "t", "e2")) + user("b")
                     + end() + chain("inicio", "s", "b", "fin"))  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_a_link_is_a_flow_drawn_in_two_halves() -> None:
    there = node("intermediateThrowEvent", "va", '<linkEventDefinition id="l1" name="L"/>')
    here = node("intermediateCatchEvent", "viene", '<linkEventDefinition id="l2" name="L"/>')
    source = diagram(start() + there + here + user("a") + end() + chain("inicio", "va") + chain("viene", "a", "fin"))

    assert play(source).open_tasks() == ["a:1"]


def test_compensation_undoes_the_last_first() -> None:
    handlers = "".join(script(h, attributes='isForCompensation="true"') for h in ("ha", "hb"))
    ties = '<association id="t1" sourceRef="ca" targetRef="ha"/><association id="t2" sourceRef="cb" targetRef="hb"/>'
    source = diagram(start() + script("a") + script("b") + boundary("ca", "a", compensate) + boundary("cb", "b", compensate)
                     + handlers + ties + node("intermediateThrowEvent", "deshace", compensate) + end()
                     + chain("inicio", "a", "b", "deshace", "fin"))  # fmt: skip

    assert passed(play(source)) == ["a", "b", "hb", "ha", "deshace"]


def test_a_cancelled_transaction_leaves_by_its_cancel_boundary() -> None:
    source = diagram(start() + node("transaction", "t", start("s1") + end("e1", cancel) + chain("s1", "e1"))
                     + boundary("c", "t", cancel) + user("a") + user("b") + end() + chain("inicio", "t", "a", "fin")
                     + chain("c", "b", "fin"))  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


# limits


def test_three_hundred_returns_for_correction_are_three_hundred_visits() -> None:
    source = diagram(start() + user("a") + node("exclusiveGateway", "x", attributes='default="f-a"') + end()
                     + chain("inicio", "a", "x") + flow("x", "a", name="f-a") + flow("x", "fin", "false"))  # fmt: skip
    case = Rehearsal([source]).open("p")
    for visit in range(1, 301):
        case.decide(f"a:{visit}", {})

    assert case.open_tasks() == ["a:301"]


def test_a_step_past_its_budget_is_undone_and_said() -> None:
    """A loop of scripts whose way out never comes: the checker refuses it where it can see it; here it cannot."""
    names = [f"s{n}" for n in range(1_100)]
    source = diagram(start() + user("a") + "".join(script(name) for name in names) + end()
                     + chain("inicio", "a", *names, "fin"))  # fmt: skip
    case = Rehearsal([source]).open("p")

    case.decide("a:1", {})

    assert case.state == "incident" and case.open_tasks() == ["a:1"]


def test_more_runs_than_a_repetition_may_have_are_an_incident() -> None:
    source = diagram(start() + user("a", several(count_of="cuantos")) + end() + chain("inicio", "a", "fin"))

    assert play(source, values={"cuantos": 501}).state == "incident"
    assert len(play(source, values={"cuantos": 500}).open_tasks()) == 500


def test_a_chain_of_two_thousand_tasks_is_stepped() -> None:
    names = [f"t{n}" for n in range(1_900)]
    source = diagram(start() + "".join(user(name) for name in names) + end() + chain("inicio", *names, "fin"))
    case = Rehearsal([source]).open("p")

    case.decide("t0:1", {})

    assert case.open_tasks() == ["t1:1"]
