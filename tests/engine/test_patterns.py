"""The workflow patterns of control flow (Russell, ter Hofstede, van der Aalst, Mulyar 2006), as BPMN draws them."""

import pytest

from engine.rehearsal import NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import passed, play, went


def test_wcp_7_a_synchronising_merge_waits_for_what_the_choice_began() -> None:
    source = diagram(start() + some("g", "f-c") + user("a") + user("b") + user("c") + some("g2") + script("d") + end()
                     + ways("inicio g", "a g2", "b g2", "c g2 d fin") + flow("g", "a", "n &gt; 1") + flow("g", "b", "n &gt; 2")
                     + flow("g", "c", name="f-c"))  # fmt: skip

    for n, tasks in ((3, ["a:1", "b:1"]), (2, ["a:1"]), (1, ["c:1"])):
        case = play(source, *tasks, values={"n": n})
        assert case.state == "ended" and passed(case).count("d") == 1


def test_wcp_10_arbitrary_cycles_have_two_ways_in_and_two_ways_out() -> None:
    source = diagram(start() + xor("x1", "f1") + xor("y1") + user("a") + xor("x2", "f2") + xor("y2") + user("b") + xor("x3", "f3")
                     + end() + end("fin2") + ways("inicio x1", "y1 a x2", "y2 b x3") + flow("x1", "y1", name="f1")
                     + flow("x1", "y2", "directo") + flow("x2", "y2", name="f2") + flow("x2", "fin", 'decision = "fin"')
                     + flow("x3", "y1", name="f3") + flow("x3", "fin2", 'decision = "fin"'))  # fmt: skip
    case = play(source, values={"directo": True})
    for task in ("b:1", "a:1", "b:2", "a:2"):
        assert case.open_tasks() == [task]
        case.decide(task, {"decision": "sigue"})
    case.decide("b:3", {"decision": "fin"})

    assert (case.state, case.end) == ("ended", "fin2")


def test_wcp_11_a_case_ends_when_nothing_is_left_to_do() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + ways("inicio g a", "g b"))
    case = play(source, "a:1")
    assert case.state == "open"

    case.decide("b:1")

    assert (case.state, case.end) == ("ended", None)


def test_wcp_12_runs_that_nobody_waits_for_go_on_beside_the_main_flow() -> None:
    box = event_box("e", signal, user("t") + end("fin_e") + ways("oye_e t fin_e"), interrupting=False)
    source = diagram(start() + xor("y") + throw("lanza", signal) + script("i", "n + 1", "n") + xor("x", "f-fin") + user("a") + end()
                     + ways("inicio y lanza i x", "a fin") + flow("x", "y", "n &lt; 3") + flow("x", "a", name="f-fin") + box,
                     SIGNAL)  # fmt: skip

    assert set(play(source, values={"n": 0}).open_tasks()) == {"e:1/t:1", "e:2/t:1", "e:3/t:1", "a:1"}


def test_wcp_16_a_deferred_choice_is_made_by_the_world() -> None:
    source = diagram(start() + gate("g") + node("receiveTask", "llega", attributes='messageRef="Ms"') + catch("pasa", timer("P1D"))
                     + user("a") + user("b") + end() + ways("inicio g llega a fin", "g pasa b fin"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["b:1"]
    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})


def test_wcp_17_interleaved_parallel_routing_keeps_each_order_and_never_two_at_once() -> None:
    body = node("adHocSubProcess", "h", user("a") + user("b") + user("c") + ways("a b"), 'ordering="Sequential"')
    case = play(diagram(start() + body + end() + ways("inicio h fin")))
    done = []
    while case.state == "open":
        (task,) = case.open_tasks()
        done.append(task.removeprefix("h:1/"))
        case.decide(task)

    assert sorted(done) == ["a:1", "b:1", "c:1"] and done.index("a:1") < done.index("b:1")


def test_wcp_18_a_milestone_is_open_only_while_its_state_lasts() -> None:
    inside = start("inicio_s") + user("a") + end("fin_s") + ways("inicio_s a fin_s")
    box = event_box("e", message, user("t") + end("fin_e") + ways("oye_e t fin_e"), interrupting=False)
    rehearsal = Rehearsal(
        [diagram(start() + subprocess("s", inside + box) + user("b") + end() + ways("inicio s b fin"), MESSAGE)]
    )
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["s:1/a:1", "s:1/e:1/t:1"]
    case.decide("s:1/a:1")
    case.decide("s:1/e:1/t:1")

    assert case.open_tasks() == ["b:1"]
    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})


def test_wcp_19_a_task_is_cancelled_and_the_case_goes_on() -> None:
    source = diagram(start() + both("g") + user("a") + boundary("oye", "a", signal) + user("b") + both("g2") + user("c") + end()
                     + xor("y") + ways("inicio g a y g2 c fin", "g b g2", "oye y"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    case.decide("b:1")

    assert case.open_tasks() == ["c:1"]


def test_wcp_20_a_case_is_cancelled_whole() -> None:
    box = event_box("e", message, end("fin_e", terminate) + ways("oye_e fin_e"))
    inside = start("inicio_s") + user("a") + end("fin_s") + ways("inicio_s a fin_s")
    rehearsal = Rehearsal(
        [diagram(start() + both("g") + subprocess("s", inside) + user("b") + ways("inicio g s", "g b") + box, MESSAGE)]
    )
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})

    assert (case.state, case.open_tasks()) == ("ended", [])


def test_wcp_22_recursion_returns_level_by_level() -> None:
    other = process("q", start("i") + script("t", "n - 1", "n") + xor("x", "f-e") + call("c", "q", mapping({"n": "= n"}, {"n": "= n"}))
                    + script("u", "suma + 1", "suma") + end("e") + ways("i t x", "c e") + flow("x", "c", "n &gt; 0")
                    + flow("x", "e", name="f-e"))  # fmt: skip
    source = diagram(start() + call("c0", "q", mapping({"n": "= 5"}, {"queda": "= n"})) + end() + ways("inicio c0 fin"),
                     after=other.replace(script("u", "suma + 1", "suma"), ""))  # fmt: skip

    assert play(source).values["queda"] == 0


def test_wcp_23_a_transient_trigger_is_lost_when_nobody_waits() -> None:
    source = diagram(
        start() + user("a") + catch("suena", signal) + user("b") + end() + ways("inicio a suena b fin"), SIGNAL
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    case.decide("a:1")
    assert case.open_tasks() == []

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["b:1"]


def test_wcp_25_a_region_is_cancelled_and_nothing_else() -> None:
    inside = (
        start("inicio_s")
        + both("g_s")
        + user("a")
        + user("b")
        + end("fin_s")
        + ways("inicio_s g_s a fin_s", "g_s b fin_s")
    )
    source = diagram(start() + both("g") + subprocess("s", inside) + boundary("oye", "s", signal) + user("c") + user("d") + end()
                     + ways("inicio g s fin", "g c fin", "oye d fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["c:1", "d:1"]


def test_wcp_26_and_27_a_repetition_is_cancelled_or_completed_early() -> None:
    task = user("a", several(count_of="3", done="listo"))
    source = diagram(start() + task + boundary("oye", "a", signal) + user("c") + user("d") + end()
                     + ways("inicio a c fin", "oye d fin"), SIGNAL)  # fmt: skip
    completed, rehearsal = play(source), Rehearsal([source])
    cancelled = rehearsal.open("p")

    completed.decide("a:1[2]", {"listo": True})
    rehearsal.signal("aviso")

    assert (completed.open_tasks(), cancelled.open_tasks()) == (["c:1"], ["d:1"])


def test_wcp_28_a_blocking_discriminator_holds_the_next_round_until_this_one_is_over() -> None:
    source = diagram(start() + both("g0") + both("g1") + user("w") + user("a") + user("b") + xor("x1") + xor("x2")
                     + complex_join("k", "activationCount &gt;= 1") + script("d") + end()
                     + ways("inicio g0 g1 a x1 k d fin", "g1 b x2 k", "g0 w x1"))  # fmt: skip
    case = play(source, "a:1")
    assert passed(case).count("d") == 1
    case.decide("w:1")
    assert passed(case).count("d") == 1  # a second token by the same way waits for the round to end

    case.decide("b:1")

    assert (passed(case).count("d"), case.state) == (2, "ended")


def test_wcp_29_a_cancelling_discriminator_takes_the_slower_branches_away() -> None:
    inside = (
        start("inicio_s")
        + both("g")
        + user("a")
        + user("b")
        + end("fin_s", terminate)
        + ways("inicio_s g a fin_s", "g b fin_s")
    )
    case = play(diagram(start() + subprocess("s", inside) + user("c") + end() + ways("inicio s c fin")), "s:1/b:1")

    assert case.open_tasks() == ["c:1"]


def test_wcp_33_a_generalised_join_counts_each_branch_apart() -> None:
    source = diagram(start() + both("g") + both("g2") + script("a") + script("b") + user("u") + user("w") + xor("x") + both("j")
                     + script("c") + end() + ways("inicio g a x j c fin", "g b x", "g g2 u j", "g2 w j"))  # fmt: skip
    case = play(source, "u:1")
    assert passed(case).count("c") == 0

    case.decide("w:1")

    assert (
        passed(case).count("c") == 1 and case.state == "incident"
    )  # the second token by x waits for ever, and is told


def test_wcp_34_and_35_a_join_of_some_of_the_runs_withdraws_the_rest() -> None:
    case = play(diagram(start() + user("a", several(count_of="5", done="numberOfCompletedInstances = 3")) + user("b") + end()
                        + ways("inicio a b fin")), "a:1[5]", "a:1[1]", "a:1[3]")  # fmt: skip

    assert case.open_tasks() == ["b:1"]


def test_wcp_38_a_general_synchronising_merge_sees_a_loop_upstream() -> None:
    source = diagram(start() + some("g") + xor("y") + user("a") + xor("x", "f-j") + user("b") + some("g2") + script("d") + end()
                     + ways("inicio g", "y a x", "b g2 d fin") + flow("g", "y", "true") + flow("g", "b", "n = 1")
                     + flow("x", "y", 'decision = "otra"') + flow("x", "g2", name="f-j"))  # fmt: skip
    case = play(source, "b:1", values={"n": 1})
    for visit in (1, 2, 3):
        case.decide(f"a:{visit}", {"decision": "otra" if visit < 3 else "ya"})

    assert (passed(case).count("d"), case.state) == (1, "ended")


def test_wcp_39_a_critical_section_is_entered_by_one_at_a_time() -> None:
    body = node("adHocSubProcess", "h", user("a") + user("b"), 'ordering="Sequential"')
    case = play(diagram(start() + body + end() + ways("inicio h fin")))

    assert len(case.open_tasks()) == 1


def test_wcp_41_and_42_threads_part_and_merge_by_quantities() -> None:
    source = diagram(start() + node("task", "a", attributes='completionQuantity="3"') + script("b")
                     + node("userTask", "c", attributes='startQuantity="3"') + end() + ways("inicio a b c fin"))  # fmt: skip
    case = play(source)

    assert went(case) == "a b b b" and len(case.open_tasks()) == 1


def test_wcp_43_an_explicit_end_stops_what_still_runs() -> None:
    source = diagram(start() + both("g") + user("a") + user("b") + end("fin", terminate) + end("fin2")
                     + ways("inicio g a fin", "g b fin2"))  # fmt: skip
    case = play(source, "a:1")

    assert (case.state, case.end, case.open_tasks()) == ("ended", "fin", [])
