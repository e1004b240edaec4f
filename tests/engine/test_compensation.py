"""Compensation: what is undone, in which order, with which values, and what is not (BPMN 2.0, 10.7 and 13.5.5)."""

from engine.rehearsal import Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import passed, play, went


def done_and_undone(*names: str) -> str:
    """Tasks, each with the handler `h<name>`."""
    return "".join(script(name) + undone_by(name, "h" + name) + undo("h" + name) for name in names)


def test_only_what_was_done_is_undone() -> None:
    source = diagram(start() + xor("x", "f-b") + done_and_undone("a", "b") + throw("deshace", compensate) + end()
                     + ways("inicio x", "a deshace fin", "b deshace") + flow("x", "a", "n = 1")
                     + flow("x", "b", name="f-b"))  # fmt: skip

    assert went(play(source, values={"n": 1})) == "a ha deshace"


def test_what_was_done_twice_is_undone_twice() -> None:
    source = diagram(start() + xor("y") + script("a", "n + 1", "n") + undone_by("a", "ha") + undo("ha") + xor("x", "f-d")
                     + throw("deshace", compensate) + end() + ways("inicio y a x", "deshace fin")
                     + flow("x", "y", "n &lt; 2") + flow("x", "deshace", name="f-d"))  # fmt: skip

    assert went(play(source, values={"n": 0})) == "a a ha ha deshace"


def test_nothing_is_undone_twice() -> None:
    source = diagram(start() + done_and_undone("a") + throw("d1", compensate) + throw("d2", compensate) + end()
                     + ways("inicio a d1 d2 fin"))  # fmt: skip

    assert went(play(source)) == "a ha d1 d2"


def test_one_activity_may_be_undone_alone() -> None:
    only = '<compensateEventDefinition activityRef="a"/>'
    source = diagram(start() + done_and_undone("a", "b") + throw("d1", only) + throw("d2", compensate) + end()
                     + ways("inicio a b d1 d2 fin"))  # fmt: skip

    assert went(play(source)) == "a b ha d1 hb d2"


def test_an_end_event_may_undo() -> None:
    source = diagram(start() + done_and_undone("a", "b") + end("fin", compensate) + ways("inicio a b fin"))

    case = play(source)

    assert (went(case), case.state, case.end) == ("a b hb ha", "ended", "fin")


def test_a_handler_that_waits_holds_the_throw_back() -> None:
    source = diagram(start() + script("a") + undone_by("a", "ha") + node("userTask", "ha", attributes='isForCompensation="true"')
                     + throw("deshace", compensate) + user("b") + end() + ways("inicio a deshace b fin"))  # fmt: skip
    case = play(source)
    assert case.open_tasks() == ["deshace:1/ha:1"]

    case.decide("deshace:1/ha:1")

    assert case.open_tasks() == ["b:1"]


def test_nothing_to_undo_passes() -> None:
    assert play(diagram(start() + throw("deshace", compensate) + end() + ways("inicio deshace fin"))).state == "ended"


def inside(body: str, *steps: str, name: str = "s") -> str:
    return (
        start(f"inicio_{name}") + body + end(f"fin_{name}") + ways(" ".join([f"inicio_{name}", *steps, f"fin_{name}"]))
    )


def test_a_sub_process_without_a_handler_is_undone_by_those_inside_it() -> None:
    source = diagram(start() + subprocess("s", inside(done_and_undone("a", "b"), "a", "b")) + done_and_undone("c")
                     + throw("deshace", compensate) + end() + ways("inicio s c deshace fin"))  # fmt: skip

    assert went(play(source)) == "a b s c hc hb ha deshace"


def test_sub_processes_within_each_other_are_undone_from_the_last_to_the_first() -> None:
    deep = subprocess("s2", inside(done_and_undone("b"), "b", name="s2"))
    source = diagram(start() + subprocess("s", inside(done_and_undone("a") + deep, "a", "s2")) + throw("deshace", compensate)
                     + end() + ways("inicio s deshace fin"))  # fmt: skip

    assert went(play(source)) == "a b s2 s hb ha deshace"


def test_a_sub_process_with_a_handler_is_undone_by_that_alone() -> None:
    source = diagram(start() + subprocess("s", inside(done_and_undone("a"), "a")) + undone_by("s", "hs") + undo("hs")
                     + throw("deshace", compensate) + end() + ways("inicio s deshace fin"))  # fmt: skip

    assert went(play(source)) == "a s hs deshace"


def own(name: str, body: str, *steps: str) -> str:
    """An event sub-process for compensation."""
    return event_box(
        name, compensate, body + end(f"fin_{name}") + ways(" ".join([f"oye_{name}", *steps, f"fin_{name}"]))
    )


def test_a_sub_process_is_undone_by_its_own_event_box() -> None:
    source = diagram(start() + subprocess("s", inside(script("a"), "a") + own("e", script("r"), "r"))
                     + throw("deshace", compensate) + end() + ways("inicio s deshace fin"))  # fmt: skip

    assert went(play(source)) == "a s r e deshace"


def test_an_event_box_for_compensation_may_undo_what_is_inside_its_sub_process() -> None:
    box = own("e", script("r") + throw("mas", compensate), "r", "mas")
    source = diagram(start() + subprocess("s", inside(done_and_undone("a"), "a") + box) + throw("deshace", compensate) + end()
                     + ways("inicio s deshace fin"))  # fmt: skip

    assert went(play(source)) == "a s r ha mas e deshace"


def test_an_event_box_for_compensation_sees_the_values_as_they_were() -> None:
    box = own("e", script("r", "append(vistos, folio)", "vistos"), "r")
    source = diagram(start() + subprocess("s", inside(script("a"), "a") + box, extension=mapping({"folio": "= n"}))
                     + script("b", "2", "n") + throw("deshace", compensate) + end() + ways("inicio s b deshace fin"))  # fmt: skip

    assert play(source, values={"n": 1, "vistos": []}).values["vistos"] == [1]


def test_the_handlers_inside_a_sub_process_see_its_values_as_they_were() -> None:
    handler = script("ha", "append(vistos, folio)", "vistos", attributes='isForCompensation="true"')
    body = script("a") + undone_by("a", "ha") + handler
    source = diagram(start() + subprocess("s", inside(body, "a"), extension=mapping({"folio": "= n"})) + script("b", "2", "n")
                     + throw("deshace", compensate) + end() + ways("inicio s b deshace fin"))  # fmt: skip

    assert play(source, values={"n": 1, "vistos": []}).values["vistos"] == [1]


def test_each_run_of_a_repeated_sub_process_is_undone_the_last_first() -> None:
    box = own("e", script("r", "append(vistos, cada)", "vistos"), "r")
    source = diagram(start() + subprocess("s", inside(script("a"), "a") + box + several("letras", sequential=True))
                     + throw("deshace", compensate) + end() + ways("inicio s deshace fin"))  # fmt: skip

    assert play(source, values={"letras": ["x", "y"], "vistos": []}).values["vistos"] == ["y", "x"]


def test_a_repeated_task_is_undone_once_by_what_is_tied_to_it() -> None:
    source = diagram(start() + script("a", inside=several(count_of="3")) + undone_by("a", "ha") + undo("ha")
                     + throw("deshace", compensate) + end() + ways("inicio a deshace fin"))  # fmt: skip

    assert passed(play(source)).count("ha") == 1


def test_a_throw_inside_a_sub_process_undoes_nothing_outside_it() -> None:
    source = diagram(start() + done_and_undone("a") + subprocess("s", inside(throw("deshace", compensate), "deshace")) + end()
                     + ways("inicio a s fin"))  # fmt: skip

    assert went(play(source)) == "a deshace s"


def test_an_event_box_undoes_what_its_scope_had_done() -> None:
    box = event_box("e", error, throw("deshace", compensate) + end("fin_e") + ways("oye_e deshace fin_e"))
    source = diagram(start() + done_and_undone("a", "b") + end("fin", error) + ways("inicio a b fin") + box, ERROR)

    assert went(play(source)) == "a b hb ha deshace e"


def test_what_was_interrupted_is_not_undone() -> None:
    source = diagram(start() + user("a") + undone_by("a", "ha") + undo("ha") + boundary("oye", "a", signal)
                     + throw("deshace", compensate) + end() + ways("inicio a fin", "oye deshace fin"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert went(case) == "deshace"


def test_a_called_process_is_undone_by_what_is_inside_it() -> None:
    called = process("otro", inside(done_and_undone("a"), "a", name="o"))
    source = diagram(start() + call("llama", "otro") + throw("deshace", compensate) + end() + ways("inicio llama deshace fin"),
                     after=called)  # fmt: skip

    assert went(play(source)) == "a llama ha deshace"


def test_a_handler_may_be_a_whole_sub_process_with_its_own_undoing() -> None:
    handler = subprocess("hs", inside(done_and_undone("h1"), "h1", name="h"), 'isForCompensation="true"')
    source = diagram(start() + script("a") + undone_by("a", "hs") + handler + throw("d1", compensate) + throw("d2", compensate)
                     + end() + ways("inicio a d1 d2 fin"))  # fmt: skip

    assert went(play(source)) == "a h1 hs d1 d2"


def test_an_error_in_a_handler_climbs_out_of_the_throw() -> None:
    handler = subprocess(
        "hs", inside("", name="h").replace('id="fin_h">', f'id="fin_h">{error}'), 'isForCompensation="true"'
    )
    source = diagram(start() + subprocess("s", inside(script("a") + undone_by("a", "hs") + handler + throw("d", compensate), "a", "d"))
                     + boundary("mal", "s", error) + user("b") + end() + ways("inicio s fin", "mal b fin"), ERROR)  # fmt: skip

    assert play(source).open_tasks() == ["b:1"]


def test_what_an_event_on_the_border_began_is_undone_before_the_activity_though_it_was_done_before_it() -> None:
    source = diagram(start() + user("a") + undone_by("a", "ua") + undo("ua") + boundary("oye", "a", signal, False)
                     + script("b") + undone_by("b", "ub") + undo("ub") + throw("t", compensate) + end()
                     + ways("inicio a t fin", "oye b"), SIGNAL)  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")

    case.decide("a:1")

    assert [name for name in passed(case) if name in ("ua", "ub")] == ["ub", "ua"]


def test_rounds_one_after_the_other_are_undone_the_last_first_with_their_own_values() -> None:
    inside = (start("i") + script("a", "cada", "quien") + end("e") + ways("i a e")
              + event_box("deshace", compensate, script("d", "append(deshechas, quien)", "deshechas") + end("fd")
                          + ways("oye_deshace d fd")) + several("[1, 2, 3]", sequential=True))  # fmt: skip
    source = diagram(start() + subprocess("s", inside, extension=mapping({"quien": "= null"})) + throw("t", compensate) + end()
                     + ways("inicio s t fin"))  # fmt: skip
    case = play(source, values={"deshechas": []})

    assert case.values["deshechas"] == [3, 2, 1]
