"""Elements within and beside each other: what one promises holds also inside the other."""

import pytest

from engine.entries import Withdrawn
from engine.rehearsal import NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import passed, play


def inside(body: str, *steps: str, name: str = "s") -> str:
    return (
        start(f"inicio_{name}") + body + end(f"fin_{name}") + ways(" ".join([f"inicio_{name}", *steps, f"fin_{name}"]))
    )


def test_an_error_out_of_an_event_box_is_caught_by_the_box_beside_it() -> None:
    throws = event_box("e", message, end("fin_e", error) + ways("oye_e fin_e"), interrupting=False)
    catches = event_box("f", error, user("r") + end("fin_f") + ways("oye_f r fin_f"))
    rehearsal = Rehearsal(
        [diagram(start() + user("a") + end() + ways("inicio a fin") + throws + catches, MESSAGE + ERROR)]
    )
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})

    assert case.open_tasks() == ["f:1/r:1"]


def test_a_border_of_a_repetition_that_does_not_interrupt_hears_each_message() -> None:
    source = diagram(start() + user("a", several(count_of="3", sequential=True)) + boundary("oye", "a", message, False) + user("b")
                     + end() + ways("inicio a fin", "oye b fin"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    case.decide("a:1[1]")
    rehearsal.message("respuesta", {})

    assert case.open_tasks() == ["b:1", "a:1[2]", "b:2"]


def test_an_event_box_in_each_run_hears_the_signal_in_each_run() -> None:
    box = event_box("e", signal, user("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + subprocess("s", inside(user("a"), "a") + box + several(count_of="2")) + end() + ways("inicio s fin"),
                     SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["s:1[1]/e:1/r:1", "s:1[2]/e:1/r:1"]


def test_a_repetition_within_a_loop_begins_anew_with_each_round() -> None:
    body = inside(script("a", "n + 1", "n", several(count_of="2")), "a")
    source = diagram(start() + subprocess("s", body + loop("n &lt; 5")) + end() + ways("inicio s fin"))

    assert play(source, values={"n": 0}).values["n"] == 6


def test_a_join_may_be_fed_by_an_event_that_does_not_interrupt() -> None:
    source = diagram(start() + user("a") + boundary("oye", "a", message, False) + both("g2") + user("c") + end()
                     + ways("inicio a g2 c fin", "oye g2"), MESSAGE)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.message("respuesta", {})
    assert case.open_tasks() == ["a:1"]

    case.decide("a:1")

    assert case.open_tasks() == ["c:1"]


def test_terminate_in_an_event_box_of_a_run_ends_only_that_box() -> None:
    box = event_box("e", signal, end("fin_e", terminate) + ways("oye_e fin_e"), interrupting=False)
    source = diagram(start() + subprocess("s", inside(user("a"), "a") + box + several(count_of="2")) + end() + ways("inicio s fin"),
                     SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["s:1[1]/a:1", "s:1[2]/a:1"]


def test_a_signal_that_ends_one_sub_process_interrupts_the_other() -> None:
    one = subprocess("s", start("i1") + user("a") + end("e1", signal) + ways("i1 a e1"))
    two = subprocess("s2", inside(user("b"), "b", name="s2"))
    source = diagram(start() + both("g") + one + two + boundary("oye", "s2", signal) + user("c") + end()
                     + ways("inicio g s fin", "g s2 fin", "oye c fin"), SIGNAL)  # fmt: skip

    assert play(source, "s:1/a:1").open_tasks() == ["c:1"]


def test_an_interrupting_escalation_climbs_out_of_a_sub_process_in_a_call() -> None:
    deep = subprocess("s", start("i") + throw("sube", escalation) + user("t") + ways("i sube t"))
    called = process("otro", start("io") + deep + end("eo") + ways("io s eo"))
    source = diagram(start() + call("llama", "otro") + boundary("oye", "llama", escalation) + user("b") + end()
                     + ways("inicio llama fin", "oye b fin"), ESCALATION, called)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_each_round_of_a_looped_sub_process_can_be_undone() -> None:
    body = inside(script("a", "n + 1", "n") + undone_by("a", "ha") + undo("ha"), "a")
    source = diagram(start() + subprocess("s", body + loop("n &lt; 3")) + throw("deshace", compensate) + end()
                     + ways("inicio s deshace fin"))  # fmt: skip

    assert passed(play(source, values={"n": 0})).count("ha") == 3


def test_cancelling_one_run_of_a_transaction_cancels_them_all() -> None:
    body = start("it") + user("a") + end("ft", cancel) + ways("it a ft")
    source = diagram(start() + subprocess("t", body + several(count_of="2"), kind="transaction") + boundary("oye", "t", cancel)
                     + user("b") + end() + ways("inicio t fin", "oye b fin"))  # fmt: skip
    case = play(source, "t:1[1]/a:1")

    assert case.open_tasks() == ["b:1"]
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["t:1[2]/a:1"]


def test_an_event_gateway_in_each_run_waits_for_itself() -> None:
    body = inside(gate("g") + catch("llega", message) + catch("pasa", timer("P1D")) + user("b"), "g", "llega")
    body += ways("g pasa b fin_s")
    marker = several("envios", sequential=False)
    source = diagram(
        start() + subprocess("s", body + marker, extension=mapping({"envio": "= cada"})) + end() + ways("inicio s fin"),
        KEYED,
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"envios": ["x", "y"]})
    rehearsal.message("respuesta", {}, key="y")

    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["s:1[1]/b:1"]


def test_a_repeated_task_within_an_ad_hoc_sub_process_is_one_step_of_it() -> None:
    body = node("adHocSubProcess", "h", user("a", several(count_of="2")) + user("b"), 'ordering="Sequential"')
    case = play(diagram(start() + body + end() + ways("inicio h fin")), "h:1/a:1[1]", "h:1/a:1[2]")

    assert case.open_tasks() == ["h:1/b:1"]


def test_links_of_the_same_name_in_two_scopes_do_not_meet() -> None:
    link = '<linkEventDefinition id="{}" name="L"/>'
    body = (
        start("i")
        + throw("va", link.format("l1"))
        + catch("viene", link.format("l2"))
        + user("a")
        + ways("i va", "viene a")
    )
    source = diagram(start() + subprocess("s", body) + throw("va2", link.format("l3")) + catch("viene2", link.format("l4")) + user("b")
                     + end() + ways("inicio s va2", "viene2 b fin"))  # fmt: skip
    case = play(source)
    assert case.open_tasks() == ["s:1/a:1"]

    case.decide("s:1/a:1")

    assert case.open_tasks() == ["b:1"]


def test_the_border_hears_a_message_before_what_waits_inside() -> None:
    called = process("otro", inside(catch("llega", message), "llega", name="o"))
    source = diagram(start() + call("llama", "otro") + boundary("oye", "llama", message) + user("b") + user("c") + end()
                     + ways("inicio llama c fin", "oye b fin"), MESSAGE, called)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.message("respuesta", {})

    assert case.open_tasks() == ["b:1"]
    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", {})


def test_a_sub_process_with_two_ends_is_done_when_both_branches_are() -> None:
    body = start("i") + both("g") + user("a") + user("b") + end("e1") + end("e2") + ways("i g a e1", "g b e2")
    case = play(diagram(start() + subprocess("s", body) + user("c") + end() + ways("inicio s c fin")), "s:1/a:1")
    assert case.open_tasks() == ["s:1/b:1"]

    case.decide("s:1/b:1")

    assert case.open_tasks() == ["c:1"]


def test_a_sub_process_entered_again_after_an_interruption_listens_again() -> None:
    box = event_box("e", message, script("r") + end("fin_e") + ways("oye_e r fin_e"))
    source = diagram(start() + xor("y") + subprocess("s", inside(user("a"), "a") + box) + ways("inicio y s y"), MESSAGE)
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    for visit in (2, 3):
        rehearsal.message("respuesta", {})
        assert case.open_tasks() == [f"s:{visit}/a:1"]


def test_an_error_in_one_branch_withdraws_the_other() -> None:
    body = start("i") + both("g") + user("a") + user("b") + end("e1", error) + end("e2") + ways("i g a e1", "g b e2")
    source = diagram(start() + subprocess("s", body) + boundary("mal", "s", error) + user("c") + end()
                     + ways("inicio s fin", "mal c fin"), ERROR)  # fmt: skip
    case = play(source, "s:1/a:1")

    assert case.open_tasks() == ["c:1"]
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)][:1] == ["s:1/b:1"]


def test_an_inner_and_an_outer_timer_each_take_what_they_watch() -> None:
    body = inside(user("a") + boundary("pronto", "a", timer("P1D")) + user("b") + end("fin_p"), "a") + ways(
        "pronto b fin_p"
    )
    source = diagram(start() + subprocess("s", body) + boundary("tarde", "s", timer("P3D")) + user("c") + end()
                     + ways("inicio s fin", "tarde c fin"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.let_pass("P2D")
    assert case.open_tasks() == ["s:1/b:1"]

    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["c:1"]


def test_what_a_repetition_collected_decides_the_way() -> None:
    marker = several("organos", collect='outputCollection="votos" outputElement="= voto"')
    source = diagram(start() + user("a", marker) + xor("x", "f-b") + user("c") + user("b") + end() + ways("inicio a x", "c fin", "b fin")
                     + flow("x", "c", "count(votos[item = &quot;no&quot;]) = 0") + flow("x", "b", name="f-b"))  # fmt: skip
    case = play(source, values={"organos": [1, 2]})
    case.decide("a:1[1]", {"voto": "si"})
    case.decide("a:1[2]", {"voto": "no"})

    assert case.open_tasks() == ["b:1"]
