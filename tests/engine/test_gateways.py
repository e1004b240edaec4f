"""Flows and gateways: how tokens part and meet (BPMN 2.0, 13.2 and 13.4; the workflow patterns of control flow)."""

from typing import Any

import pytest

from engine.entries import Passed
from engine.rehearsal import Rehearsal, RehearsedCase
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import passed, play, went

# flows


def test_a_start_with_two_flows_begins_both() -> None:
    case = play(diagram(start() + user("a") + user("b") + end() + ways("inicio a fin", "inicio b fin")))

    assert case.open_tasks() == ["a:1", "b:1"]


def test_a_process_without_a_start_begins_at_every_step_without_a_flow_in() -> None:
    case = play(diagram(user("a") + user("b") + user("c") + ways("a c", "b c")))

    assert case.open_tasks() == ["a:1", "b:1"]


def test_two_plain_starts_give_one_token() -> None:
    case = play(diagram(start() + start("inicio2") + user("a") + end() + ways("inicio a fin", "inicio2 a")))

    assert case.open_tasks() == ["a:1"]


def test_a_step_without_a_flow_out_ends_its_path() -> None:
    assert play(diagram(start() + script("a") + ways("inicio a"))).state == "ended"


def test_elements_called_as_the_library_calls_its_own_are_elements_like_others() -> None:
    source = diagram(start("Start") + script("Root") + user("End") + end("end") + ways("Start Root End end"))

    assert play(source).open_tasks() == ["End:1"]


def test_an_end_reached_twice_takes_both_tokens() -> None:
    case = play(diagram(start() + both("g") + script("a") + script("b") + end() + ways("inicio g a fin", "g b fin")))

    assert (case.state, went(case)) == ("ended", "a b")


def test_a_task_with_plain_conditional_and_default_flows_takes_the_default_when_no_condition_holds() -> None:
    source = diagram(start() + node("task", "a", attributes='default="f-d"') + user("b") + user("c") + user("d") + end()
                     + ways("inicio a", "b fin", "c fin", "d fin") + flow("a", "b") + flow("a", "c", "n = 1")
                     + flow("a", "d", name="f-d"))  # fmt: skip

    assert play(source, values={"n": 1}).open_tasks() == ["b:1", "c:1"]
    assert play(source, values={"n": 2}).open_tasks() == ["b:1", "d:1"]


def test_a_task_whose_conditions_all_fail_is_an_incident() -> None:
    source = diagram(start() + script("a") + user("b") + end() + ways("inicio a", "b fin") + flow("a", "b", "n = 1"))

    assert play(source).state == "incident"


def test_flows_that_meet_without_a_gateway_pass_each_token_on() -> None:
    """WCP-8, multiple merge."""
    source = diagram(start() + both("g") + script("a") + script("b") + script("c") + end()
                     + ways("inicio g a c fin", "g b c"))  # fmt: skip

    assert went(play(source)) == "a b c c"


def test_two_flows_between_the_same_steps_are_two_flows() -> None:
    source = diagram(start() + both("g") + both("g2") + script("a") + end() + ways("inicio g g2 a fin", "g g2"))

    assert went(play(source)) == "a"


# exclusive


def choice(default: str = "") -> bytes:
    return diagram(start() + xor("x", default) + user("a") + user("b") + user("c") + end() + ways("inicio x", "a fin")
                   + ways("b fin", "c fin") + flow("x", "a", "n &gt; 10") + flow("x", "b", "n &gt; 5")
                   + flow("x", "c", "" if default else "n &gt; 0", "f-c"))  # fmt: skip


@pytest.mark.parametrize(("n", "task"), [(11, "a:1"), (6, "b:1"), (1, "c:1"), (20, "a:1")])
def test_the_first_condition_that_holds_decides(n: int, task: str) -> None:
    assert play(choice(), values={"n": n}).open_tasks() == [task]
    assert play(choice("f-c"), values={"n": n}).open_tasks() == [task]


def test_a_condition_on_the_default_flow_is_not_looked_at() -> None:
    source = diagram(start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a fin", "b fin")
                     + flow("x", "a", "n = 1") + flow("x", "b", "false", "f-b"))  # fmt: skip

    assert play(source, values={"n": 2}).open_tasks() == ["b:1"]


def test_a_choice_that_joins_and_parts_at_once_does_both() -> None:
    source = diagram(start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a x", "b fin")
                     + flow("x", "a", 'decision = "otra"') + flow("x", "b", name="f-b"))  # fmt: skip
    case = play(source, values={"decision": "otra"})

    case.decide("a:1", {"decision": "otra"})
    case.decide("a:2", {"decision": "no"})

    assert case.open_tasks() == ["b:1"]


def test_a_text_is_no_yes() -> None:
    source = diagram(start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a fin", "b fin")
                     + flow("x", "a", "dicho") + flow("x", "b", name="f-b"))  # fmt: skip

    assert play(source, values={"dicho": "true"}).open_tasks() == ["b:1"]


# parallel


def test_three_branches_are_joined_once_whatever_their_order() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + user("c") + both("g2") + script("d") + end()
                     + ways("inicio g a g2 d fin", "g b g2", "g c g2"))  # fmt: skip
    case = play(source, "c:1", "a:1")
    assert "d" not in passed(case)

    case.decide("b:1")

    assert (case.state, passed(case).count("d")) == ("ended", 1)


def test_a_join_in_a_loop_joins_each_round_anew() -> None:
    source = diagram(start() + xor("x") + both("g") + user("a") + user("b") + both("g2") + xor("x2", "f-fin")
                     + script("i", "n + 1", "n") + end() + ways("inicio x g a g2 i x2", "g b g2")
                     + flow("x2", "x", "n &lt; 3") + flow("x2", "fin", name="f-fin"))  # fmt: skip
    case = play(source, values={"n": 0})
    for visit in (1, 2, 3):
        assert set(case.open_tasks()) == {f"a:{visit}", f"b:{visit}"}
        case.decide(f"b:{visit}")
        case.decide(f"a:{visit}")

    assert case.state == "ended"


def test_a_second_token_on_one_flow_waits_for_a_second_on_the_other() -> None:
    source = diagram(start() + both("g") + both("g2") + script("a") + script("b") + user("u") + xor("x") + xor("y")
                     + both("j") + script("c") + end()
                     + ways("inicio g a x j c fin", "g b x", "g g2 u y j", "g2 y"))  # fmt: skip
    case = play(source)
    assert passed(case).count("c") == 1

    case.decide("u:1")

    assert (passed(case).count("c"), case.state) == (2, "ended")


def test_a_parallel_gateway_that_joins_and_parts_does_both() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + both("g2") + user("c") + user("d") + end()
                     + ways("inicio g a g2 c fin", "g b g2 d fin"))  # fmt: skip

    assert play(source, "a:1", "b:1").open_tasks() == ["c:1", "d:1"]


def test_a_join_takes_no_token_of_another_scope() -> None:
    inside = start("inicio_s") + both("g_s") + user("a") + both("h_s") + end("fin_s")
    inside += ways("inicio_s g_s a h_s fin_s", "g_s h_s")
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    source = diagram(start() + subprocess("s", inside + marker) + end() + ways("inicio s fin"))
    case = play(source)

    case.decide("s:1[1]/a:1")

    assert case.open_tasks() == ["s:1[2]/a:1"]


def test_a_join_that_lacks_a_branch_for_ever_is_an_incident() -> None:
    source = diagram(start() + both("g") + script("a") + xor("x", "f-g2") + both("g2") + end() + end("fin2")
                     + ways("inicio g a g2 fin", "g x") + flow("x", "g2", name="f-g2") + flow("x", "fin2", "n = 1"))  # fmt: skip

    assert play(source).state == "ended"
    assert play(source, values={"n": 1}).state == "incident"


# inclusive


def options(*conditions: str, default: str = "") -> str:
    """An inclusive split g to a, b, c and a join g2 before d."""
    found = start() + some("g", "f-c" if default else "") + user("a") + user("b") + user("c") + some("g2") + user("d")
    found += end() + ways("inicio g", "a g2", "b g2", "c g2 d fin")
    for target, told in zip("abc", conditions, strict=True):
        found += flow("g", target, told, f"f-{target}")
    return found


@pytest.mark.parametrize("n", range(1, 8))
def test_an_inclusive_join_waits_for_those_that_were_begun(n: int) -> None:
    chosen = {"a": bool(n & 1), "b": bool(n & 2), "c": bool(n & 4)}
    case = play(diagram(options("a", "b", "c")), values=chosen)
    begun = [f"{name}:1" for name, yes in chosen.items() if yes]
    assert case.open_tasks() == begun

    for task in reversed(begun):
        assert "d:1" not in case.open_tasks()
        case.decide(task)

    assert case.open_tasks() == ["d:1"]


def test_an_inclusive_gateway_takes_its_default_only_when_nothing_holds() -> None:
    source = diagram(options("a", "b", "", default="f-c"))

    assert play(source, values={"a": True}).open_tasks() == ["a:1"]
    assert play(source, values={"a": False}).open_tasks() == ["c:1"]


def test_an_inclusive_flow_without_a_condition_counts_as_one_that_holds() -> None:
    source = diagram(start() + some("g", "f-c") + user("a") + user("b") + user("c") + end() + ways("inicio g", "a fin")
                     + ways("b fin", "c fin") + flow("g", "a") + flow("g", "b", "n = 1") + flow("g", "c", name="f-c"))  # fmt: skip

    assert play(source, values={"n": 2}).open_tasks() == ["a:1"]


def test_an_inclusive_split_where_nothing_holds_is_an_incident() -> None:
    assert play(diagram(options("a", "b", "c"))).state == "incident"


def test_an_inclusive_join_in_a_loop_waits_for_each_round() -> None:
    source = diagram(start() + xor("x") + some("g") + user("a") + user("b") + some("g2") + xor("x2", "f-fin")
                     + script("i", "n + 1", "n") + end() + ways("inicio x g", "a g2 i x2", "b g2")
                     + flow("g", "a", "true") + flow("g", "b", "n = 0")
                     + flow("x2", "x", "n &lt; 2") + flow("x2", "fin", name="f-fin"))  # fmt: skip
    case = play(source, "a:1", "b:1", values={"n": 0})
    assert case.open_tasks() == ["a:2"]

    case.decide("a:2")

    assert case.state == "ended"


def test_an_inclusive_join_waits_for_a_branch_that_goes_round() -> None:
    source = diagram(start() + some("g") + xor("x") + user("a") + xor("x2", "f-j") + user("b") + some("g2") + user("c")
                     + end() + ways("inicio g", "x a x2", "b g2 c fin") + flow("g", "x", "true") + flow("g", "b", "true")
                     + flow("x2", "x", "otra") + flow("x2", "g2", name="f-j"))  # fmt: skip
    case = play(source, "b:1", values={"otra": True})
    case.decide("a:1", {"otra": True})
    assert case.open_tasks() == ["a:2"]

    case.decide("a:2", {"otra": False})

    assert case.open_tasks() == ["c:1"]


def test_an_inclusive_join_lets_each_of_two_tokens_on_one_flow_pass() -> None:
    source = diagram(start() + both("g") + script("a") + script("b") + xor("x") + some("g2") + user("u") + script("c")
                     + end() + ways("inicio g a x g2 c fin", "g b x", "g u g2"))  # fmt: skip
    case = play(source)
    assert "c" not in passed(case)

    case.decide("u:1")

    assert (passed(case).count("c"), case.state) == (2, "ended")


def test_an_inclusive_join_behind_a_border_event_waits_while_that_may_happen() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + boundary("vence", "b", timer("P1D")) + user("x1")
                     + some("g2") + user("c") + end() + ways("inicio g a g2 c fin", "g b fin", "vence x1 g2"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    case.decide("a:1")
    assert case.open_tasks() == ["b:1"]

    case.decide("b:1")

    assert case.open_tasks() == ["c:1"]


def test_an_inclusive_join_hears_of_a_branch_that_was_taken_away() -> None:
    inside = start("inicio_s") + user("b") + end("fin_s") + ways("inicio_s b fin_s")
    source = diagram(start() + some("g") + user("a") + subprocess("s", inside) + boundary("oyes", "s", signal)
                     + some("g2") + user("c") + end() + ways("inicio g", "a g2 c fin", "s g2", "oyes fin")
                     + flow("g", "a", "true") + flow("g", "s", "true"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    case.decide("a:1")
    assert case.open_tasks() == ["s:1/b:1"]

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["c:1"]


def test_two_inclusive_joins_in_a_circle_do_not_wait_for_each_other_for_ever() -> None:
    source = diagram(start() + both("g") + some("g1") + some("g2") + xor("x1", "f1") + xor("x2", "f2") + script("a")
                     + script("b") + end() + ways("inicio g g1 a x1", "g g2 b x2") + flow("x1", "fin", name="f1")
                     + flow("x1", "g2", "n = 1") + flow("x2", "fin", name="f2") + flow("x2", "g1", "n = 2"))  # fmt: skip

    assert play(source).state in ("ended", "incident")


def test_a_sub_process_in_a_branch_is_waited_for_as_a_whole() -> None:
    inside = start("inicio_s") + user("b") + user("b2") + end("fin_s") + ways("inicio_s b b2 fin_s")
    source = diagram(start() + some("g") + user("a") + subprocess("s", inside) + some("g2") + user("c") + end()
                     + ways("inicio g", "a g2 c fin", "s g2") + flow("g", "a", "true") + flow("g", "s", "true"))  # fmt: skip
    case = play(source, "a:1", "s:1/b:1")
    assert case.open_tasks() == ["s:1/b2:1"]

    case.decide("s:1/b2:1")

    assert case.open_tasks() == ["c:1"]


# complex


def discriminator(condition: str, after: str = "") -> bytes:
    return diagram(start() + both("g") + user("a") + user("b") + user("c") + complex_join("k", condition) + user("d")
                   + end() + ways("inicio g a k d fin", "g b k", "g c k") + after)  # fmt: skip


def test_a_complex_join_fires_at_the_second_of_three_and_swallows_the_third() -> None:
    """WCP-30 and 9: structured partial join, discriminator."""
    case = play(discriminator("activationCount &gt;= 2"), "a:1")
    assert case.open_tasks() == ["b:1", "c:1"]
    case.decide("c:1")
    assert case.open_tasks() == ["b:1", "d:1"]

    case.decide("b:1")
    case.decide("d:1")

    assert (case.state, passed(case).count("d")) == ("ended", 1)


def test_a_complex_join_in_a_loop_begins_anew_each_round() -> None:
    source = diagram(start() + xor("x") + both("g") + user("a") + user("b") + complex_join("k", "activationCount &gt;= 1")
                     + script("i", "n + 1", "n") + user("u") + xor("x2", "f-fin") + end()
                     + ways("inicio x g a k i u x2", "g b k") + flow("x2", "x", "n &lt; 2")
                     + flow("x2", "fin", name="f-fin"))  # fmt: skip
    case = play(source, "a:1", "b:1", values={"n": 0})
    assert case.open_tasks() == ["u:1"]

    case.decide("u:1")
    case.decide("b:2")
    case.decide("a:2")
    case.decide("u:2")

    assert (case.state, case.values["n"]) == ("ended", 2)


def test_a_branch_that_can_come_no_more_is_not_swallowed_in_the_next_round() -> None:
    source = diagram(start() + xor("x") + some("g") + user("a") + user("b") + complex_join("k", "activationCount &gt;= 1")
                     + script("i", "n + 1", "n") + xor("x2", "f-fin") + end() + ways("inicio x g", "a k i x2", "b k")
                     + flow("g", "a", "n = 0") + flow("g", "b", "n = 1") + flow("x2", "x", "n &lt; 2")
                     + flow("x2", "fin", name="f-fin"))  # fmt: skip
    case = play(source, "a:1", values={"n": 0})
    assert case.open_tasks() == ["b:1"]

    case.decide("b:1")

    assert case.state == "ended"


def test_a_complex_gateway_parts_by_conditions() -> None:
    source = diagram(start() + node("complexGateway", "k") + user("a") + user("b") + end() + ways("inicio k", "a fin")
                     + ways("b fin") + flow("k", "a", "true") + flow("k", "b", "n = 1"))  # fmt: skip

    assert play(source, values={"n": 1}).open_tasks() == ["a:1", "b:1"]
    assert play(source).open_tasks() == ["a:1"]


# event gateway


def race() -> bytes:
    return diagram(start() + gate("g") + catch("llega", message) + catch("suena", signal) + catch("pasa", timer("P2D"))
                   + user("a") + user("b") + user("c") + end()
                   + ways("inicio g llega a fin", "g suena b fin", "g pasa c fin"), MESSAGE + SIGNAL)  # fmt: skip


def test_the_event_that_comes_first_takes_the_token_and_the_others_wait_no_more() -> None:
    rehearsal = Rehearsal([race()])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")
    rehearsal.let_pass("P5D")

    assert case.open_tasks() == ["b:1"]
    left = [e.place for e in case.effects if isinstance(e, Passed)]
    assert left == ["inicio:1", "g:1", "g:1/suena:1"]


def test_an_event_gateway_in_a_loop_opens_its_events_again() -> None:
    source = diagram(start() + xor("x") + gate("g") + catch("llega", message) + catch("pasa", timer("P1D"))
                     + script("i", "n + 1", "n") + end() + ways("inicio x g llega fin", "g pasa i x"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"n": 0})

    rehearsal.let_pass("P3DT1H")
    assert case.values["n"] == 3 and case.state == "open"
    rehearsal.message("respuesta", {})

    assert case.state == "ended"


def test_a_receive_task_may_stand_behind_an_event_gateway() -> None:
    source = diagram(start() + gate("g") + node("receiveTask", "llega", attributes='messageRef="Ms"')
                     + catch("pasa", timer("P1D")) + user("a") + end() + ways("inicio g llega a fin", "g pasa fin"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {"tipo": "si"})

    assert case.open_tasks() == ["a:1"] and case.values["tipo"] == "si"


def test_a_condition_that_already_holds_wins_the_race_at_once() -> None:
    source = diagram(start() + gate("g") + catch("ya", condition("listo")) + catch("pasa", timer("P1D")) + user("a")
                     + end() + ways("inicio g ya a fin", "g pasa fin"))  # fmt: skip

    assert play(source, values={"listo": True}).open_tasks() == ["a:1"]


def test_one_signal_that_two_events_wait_for_gives_one_token() -> None:
    source = diagram(start() + gate("g") + catch("uno", signal) + catch("dos", signal) + user("a") + user("b") + end()
                     + ways("inicio g uno a fin", "g dos b fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["a:1"]


def test_an_event_gateway_withdrawn_waits_for_nothing() -> None:
    inside = start("inicio_s") + gate("g") + catch("llega", message) + catch("pasa", timer("P9D")) + end("fin_s")
    inside += ways("inicio_s g llega fin_s", "g pasa fin_s")
    source = diagram(start() + subprocess("s", inside) + boundary("corta", "s", signal) + user("a") + end()
                     + ways("inicio s fin", "corta a fin"), MESSAGE + SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")

    assert case.open_tasks() == ["a:1"]
    assert not waiting(case)


def waiting(case: RehearsedCase) -> list[Any]:
    return list(case.state_now.event_manager.tasks)


def test_an_inclusive_join_sees_the_other_flows_of_the_split_before_it_looks() -> None:
    """The direct flow into the join comes first in the file; the way over `a` must still be waited for."""
    source = diagram(start() + node("inclusiveGateway", "g") + user("a") + node("inclusiveGateway", "j") + user("c") + end()
                     + flow("inicio", "g") + flow("g", "j", "true") + flow("g", "a", "true") + chain("a", "j", "c", "fin"))  # fmt: skip
    case = Rehearsal([source]).open("p")
    assert case.open_tasks() == ["a:1"]

    case.decide("a:1", {})

    assert case.open_tasks() == ["c:1"]
