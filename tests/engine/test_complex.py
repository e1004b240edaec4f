"""The two phases of a complex gateway: it begins a round, and ends it (BPMN 2.0, 13.4.5)."""

from engine.entries import CaseOpened, Passed
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import play
from tests.engine.walking import House
from workflows import reader

THREE = start() + both("g") + user("a") + user("b") + user("c") + ways("inicio g a y", "g b y", "g c y")


def phased(condition: str = "activationCount &gt;= 2") -> bytes:
    """The second of three goes to `d`; when the third has come, `e` hears that the round is over."""
    return diagram(THREE + complex_join("y", condition) + user("d") + user("e") + end() + ways("d fin", "e fin")
                   + flow("y", "d", "waitingForStart", "f-d") + flow("y", "e", "not(waitingForStart)", "f-e"))  # fmt: skip


def test_conditions_may_ask_in_which_phase_the_gateway_is() -> None:
    case = play(phased(), "a:1", "b:1")
    assert case.open_tasks() == ["c:1", "d:1"]

    case.decide("c:1")

    assert case.open_tasks() == ["d:1", "e:1"]
    assert [e for e in case.effects if isinstance(e, Passed) and e.place.startswith("y")] == [
        Passed("y:2", ("f-d",), {"waitingForStart": True}), Passed("y:3", ("f-e",), {"waitingForStart": False})]  # fmt: skip


def test_the_last_of_several_late_tokens_ends_the_round() -> None:
    case = play(phased("activationCount &gt;= 1"), "b:1", "a:1")
    assert case.open_tasks() == ["c:1", "d:1"]

    case.decide("c:1")

    assert case.open_tasks() == ["d:1", "e:1"]


def test_a_round_that_ended_is_followed_by_another() -> None:
    again = xor("z") + user("d") + xor("x", "f-fin") + end() + ways("d x") + flow("x", "z", 'decision = "otra"')
    source = diagram(start() + again + both("g") + user("a") + user("b") + complex_join("y", "activationCount &gt;= 1")
                     + ways("inicio z g a y", "g b y") + flow("y", "d", "not(waitingForStart)")
                     + flow("x", "fin", name="f-fin") + end("fin2") + flow("y", "fin2", "waitingForStart"))  # fmt: skip
    case = play(source)
    for visit in (1, 2, 3):
        case.decide(f"a:{visit}")
        assert case.open_tasks() == [f"b:{visit}"]
        case.decide(f"b:{visit}")
        assert case.open_tasks() == [f"d:{visit}"]
        case.decide(f"d:{visit}", {"decision": "otra" if visit < 3 else "no"})

    assert case.state == "ended"


def test_a_condition_that_says_nothing_of_phases_gets_one_token_a_round() -> None:
    source = diagram(THREE + complex_join("y", "activationCount &gt;= 2") + user("d") + end() + ways("d fin")
                     + flow("y", "d", "n = 1"))  # fmt: skip
    case = play(source, "a:1", "b:1", "c:1", values={"n": 1})

    assert case.open_tasks() == ["d:1"]


def test_values_that_change_may_let_the_gateway_go_on() -> None:
    source = diagram(THREE + complex_join("y", 'activationCount &gt;= 2 or decision = "ya"') + user("d") + end()
                     + user("n") + ways("g n fin", "y d fin"))  # fmt: skip
    case = play(source, "a:1")
    assert case.open_tasks() == ["b:1", "c:1", "n:1"]

    case.decide("n:1", {"decision": "ya"})

    assert case.open_tasks() == ["b:1", "c:1", "d:1"]


def test_cases_of_the_first_edition_know_no_phases() -> None:
    case = Case(plans(reader.read(diagram(start() + script("a") + complex_join("y", "activationCount &gt;= 1") + script("b")
                + end() + end("fin2") + ways("inicio a y", "inicio b y") + flow("y", "fin", "waitingForStart = null")
                + flow("y", "fin2", "waitingForStart")))), "p")  # fmt: skip
    case.tell(CaseOpened("p", "p", edition=1), MONDAY, Ear(House()))

    assert case.end == "fin"
