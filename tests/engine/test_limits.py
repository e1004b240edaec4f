"""What one case may use, each limit reached; and what never ends, stopped with the step undone."""

from datetime import datetime

import pytest

from engine.entries import CaseOpened, OfficerIntervened, TaskDecided
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, Rehearsal
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.playing import play
from tests.engine.walking import House
from workflows import Refused, reader


def test_an_endless_circle_is_undone_and_said() -> None:
    source = diagram(start() + xor("y") + script("a", "n + 1", "n") + end() + xor("x", "f-y") + ways("inicio y a x")
                     + flow("x", "y", name="f-y") + flow("x", "fin", "n &lt; 0"))  # fmt: skip
    case = play(source, values={"n": 0})

    assert case.state == "incident" and case.values == {}


def test_a_fork_in_a_circle_is_undone_and_said() -> None:
    source = diagram(start() + xor("y") + user("u") + both("g") + script("a") + ways("inicio y u g a y", "g y"))
    case = play(source)

    for _ in range(7):
        for task in case.open_tasks():
            case.decide(task)

    assert case.state in ("open", "incident")


def test_a_fork_that_feeds_itself_without_a_wait_is_undone_or_refused() -> None:
    source = diagram(start() + xor("y") + both("g") + script("a") + ways("inicio y g a y", "g y"))
    try:
        assert play(source).state == "incident"
    except Refused as refused:
        assert refused.findings


def test_twenty_calls_within_each_other_run_and_one_more_is_refused() -> None:
    def deep(levels: int) -> bytes:
        others = "".join(process(f"q{n}", start(f"i{n}") + (call(f"c{n}", f"q{n + 1}") if n < levels else script(f"c{n}"))
                                 + end(f"e{n}") + ways(f"i{n} c{n} e{n}")) for n in range(1, levels + 1))  # fmt: skip
        return diagram(start() + call("c0", "q1") + end() + ways("inicio c0 fin"), after=others)

    assert play(deep(20)).state == "ended"
    with pytest.raises(Refused):
        play(deep(21))


def test_a_conditional_box_that_calls_itself_up_ends() -> None:
    box = event_box("e", condition("n &lt; 5"), script("b", "n + 1", "n") + end("fin_e") + ways("oye_e b fin_e"), False)
    source = diagram(start() + user("a") + end() + ways("inicio a fin") + box)

    assert play(source, values={"n": 0}).open_tasks() == ["a:1"]


def test_a_signal_that_sets_itself_off_is_undone() -> None:
    box = event_box("e", signal, throw("otra", signal) + end("fin_e") + ways("oye_e otra fin_e"), False)
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box, SIGNAL)])
    case = rehearsal.open("p")

    rehearsal.signal("aviso")

    assert case.state == "incident" and case.open_tasks() == ["a:1"]


@pytest.mark.parametrize("source", [b"", b"<", b"<a/>", b"\xff\xfe\x00", b"<definitions/>", diagram("")[:-20]])
def test_bytes_that_are_no_diagram_are_refused(source: bytes) -> None:
    with pytest.raises(Refused):
        Rehearsal([source])


def test_a_process_that_is_not_there_cannot_be_opened() -> None:
    with pytest.raises(KeyError):
        Rehearsal([diagram(start() + user("a") + ways("inicio a"))]).open("otro")


# incidents are tried again


def told(case: Case, *causes: object) -> None:
    for cause in causes:
        case.tell(cause, datetime(2026, 3, 2, 9, tzinfo=MONDAY.tzinfo), Ear(House()))  # type: ignore[arg-type]


def begun(source: bytes, **values: object) -> Case:
    case = Case(plans(reader.read(source)), "p")
    told(case, CaseOpened("p", "p", values=values))
    return case


def test_a_choice_is_tried_again_with_corrected_values() -> None:
    case = begun(diagram(start() + xor("x") + user("a") + end() + ways("inicio x", "a fin") + flow("x", "a", "n = 1")))
    assert "x:1" in case.incidents

    told(case, OfficerIntervened("x:1", "se corrige", {"n": 1}))

    assert case.open_tasks() == ["a:1"] and not case.incidents


def test_a_timer_is_tried_again_with_corrected_values() -> None:
    source = diagram(start() + user("a") + boundary("vence", "a", timer("= plazo")) + user("b") + end()
                     + ways("inicio a fin", "vence b fin"))  # fmt: skip
    case = begun(source)
    assert case.open_tasks() == ["a:1"] and list(case.incidents) == ["a:1/vence:1"]

    told(case, OfficerIntervened("a:1/vence:1", "se corrige", {"plazo": "P1D"}))

    assert [t.id for t in case.open()] == ["a:1", "a:1/vence:1"] and not case.incidents


def test_a_repetition_is_tried_again_with_corrected_values() -> None:
    case = begun(diagram(start() + user("a", several("letras")) + end() + ways("inicio a fin")))

    told(case, OfficerIntervened("a:1", "se corrige", {"letras": ["x", "y"]}))

    assert case.open_tasks() == ["a:1[1]", "a:1[2]"]


def test_what_a_task_gives_is_tried_again_with_its_answers() -> None:
    bad = "= if n = 1 then m else (function(x) x)"
    case = begun(diagram(start() + user("a", extension=mapping(outputs={"dado": bad})) + end() + ways("inicio a fin")))
    told(case, TaskDecided("a:1", {"m": 5}))
    assert list(case.incidents) == ["a:1"]

    told(case, OfficerIntervened("a:1", "se corrige", {"n": 1}))

    assert case.completed and case.task_tree.data["dado"] == 5


def test_a_task_that_needs_two_tokens_is_tried_again_whole() -> None:
    task = node("userTask", "a", f"<extensionElements>{mapping({'local': '= if n = 1 then 1 else (function(x) x)'})}</extensionElements>",
                'startQuantity="2"')  # fmt: skip
    case = begun(
        diagram(start() + both("g") + script("b") + script("c") + task + end() + ways("inicio g b a fin", "g c a"))
    )
    place = next(iter(case.incidents))

    told(case, OfficerIntervened(place, "se corrige", {"n": 1}))

    assert case.open_tasks() == [place]


def test_the_condition_of_a_repetition_is_tried_again_and_no_run_counted_twice() -> None:
    done = "if n = 1 then numberOfCompletedInstances &gt;= 2 else sum(for i in 1..99999 return i) &gt; 0"
    case = begun(diagram(start() + user("a", several(count_of="3", done=done)) + end() + ways("inicio a fin")))
    told(case, TaskDecided("a:1[1]", {}))
    if not case.incidents:
        pytest.skip("the expression stayed within its budget")

    told(case, OfficerIntervened("a:1", "se corrige", {"n": 1}))
    assert case.open_tasks() == ["a:1[2]", "a:1[3]"]
    told(case, TaskDecided("a:1[2]", {}))

    assert case.completed


def test_an_error_nobody_caught_is_thrown_again() -> None:
    case = begun(diagram(start() + end("fin", error) + ways("inicio fin"), ERROR))

    told(case, OfficerIntervened("fin:1", "se intenta", {}))

    assert list(case.incidents) == ["fin:1"]
