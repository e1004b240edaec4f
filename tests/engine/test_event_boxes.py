"""Event sub-processes while the scope around them comes to its end (BPMN 2.0, 13.5.4)."""

from engine.entries import CaseOpened, SignalArrived, TaskDecided, Withdrawn
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, Rehearsal
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.walking import House
from workflows import reader

BOX = event_box("e", signal, user("b") + end("fin_e") + ways("oye_e b fin_e"), False)
BOXED = diagram(start() + user("a") + end() + ways("inicio a fin") + BOX, SIGNAL)


def test_no_box_begins_once_only_boxes_go_on() -> None:
    rehearsal = Rehearsal([BOXED])
    case = rehearsal.open("p")
    for _ in range(2):
        rehearsal.signal("aviso")
    assert case.open_tasks() == ["a:1", "e:1/b:1", "e:2/b:1"]

    case.decide("a:1")
    assert case.state == "open" and Withdrawn("oye_e:1") in case.effects
    rehearsal.signal("aviso")
    assert case.open_tasks() == ["e:1/b:1", "e:2/b:1"]
    for number in (1, 2):
        case.decide(f"e:{number}/b:1")

    assert case.state == "ended"


def test_while_another_branch_goes_on_boxes_begin() -> None:
    source = diagram(
        start() + both("g") + user("a") + user("c") + end() + ways("inicio g a fin", "g c fin") + BOX, SIGNAL
    )
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    case.decide("a:1")

    rehearsal.signal("aviso")

    assert case.open_tasks() == ["c:1", "e:1/b:1", "e:2/b:1"]


def test_in_a_called_process_too() -> None:
    inner = process("q", start("i") + user("a") + end("f") + ways("i a f") + BOX)
    rehearsal = Rehearsal([diagram(start() + call("c", "q") + end() + ways("inicio c fin"), SIGNAL, inner)])
    case = rehearsal.open("p")
    rehearsal.signal("aviso")
    case.decide("c:1/a:1")

    rehearsal.signal("aviso")
    assert case.open_tasks() == ["c:1/e:1/b:1"]
    case.decide("c:1/e:1/b:1")

    assert case.state == "ended"


def test_a_cycle_begins_the_box_as_often_as_it_says() -> None:
    box = event_box("e", timer("R3/P1D", "timeCycle"), user("b") + end("fin_e") + ways("oye_e b fin_e"), False)
    rehearsal = Rehearsal([diagram(start() + user("a") + end() + ways("inicio a fin") + box)])
    case = rehearsal.open("p")

    rehearsal.let_pass("P9D")

    assert case.open_tasks() == ["a:1", "e:1/b:1", "e:2/b:1", "e:3/b:1"]


def test_cases_of_the_first_edition_let_boxes_begin_until_the_end() -> None:
    case = Case(plans(reader.read(BOXED)), "p")
    for cause in (CaseOpened("p", "p", edition=1), SignalArrived("aviso"), TaskDecided("a:1"), SignalArrived("aviso")):
        case.tell(cause, MONDAY, Ear(House()))

    assert case.open_tasks() == ["e:1/b:1", "e:2/b:1"]
