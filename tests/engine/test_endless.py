"""Whatever has no end is found before it is published, or stopped when it runs: an incident, or the step undone."""

import pytest

from engine.entries import CaseOpened, IncidentRaised
from engine.gateways import Inclusive
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import Rehearsal, RehearsedCase
from engine.stepper import Case, OverBudget
from engine.tokens import Token
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import play
from tests.engine.walking import START, House
from workflows import checker, reader

FORK = diagram(start() + xor("y") + both("g") + script("a") + ways("inicio y g a y", "g y"))
CIRCLE = diagram(start() + xor("y") + script("a") + xor("x", "f-y") + end() + ways("inicio y a x")
                 + flow("x", "y", name="f-y") + flow("x", "fin", "n &lt; 0"))  # fmt: skip
ITSELF = diagram(start() + call("c", "p") + end() + ways("inicio c fin"))
LOOP = diagram(start() + script("a", inside=loop("true")) + end() + ways("inicio a fin"))


def often(text: str) -> bytes:
    return diagram(start() + user("a") + boundary("b", "a", timer(text, "timeCycle"), False) + script("c") + end()
                   + ways("inicio a fin", "b c"))  # fmt: skip


def errors(source: bytes) -> set[str]:
    return {finding.rule for finding in checker.check({"a": source}) if finding.level == "error"}


@pytest.mark.parametrize(
    ("source", "rule"),
    [(FORK, "endless_loop"), (CIRCLE, "endless_loop"), (ITSELF, "calls_wait"), (often("R/PT0S"), "timer_is_sound")],
    ids=["a fork in a circle", "a circle without a wait", "a call to oneself", "a cycle of no time"],
)
def test_it_is_found_before_it_is_published_and_an_incident_if_it_runs_all_the_same(source: bytes, rule: str) -> None:
    assert errors(source) == {rule}

    case = play(source, values={"n": 1})

    assert case.state == "incident" and case.incident


@pytest.mark.parametrize("text", ['= "R/PT0S"', '= "R3/PT0S"', '= "R/-PT1H"', "= 12"])
def test_a_cycle_that_turns_out_to_take_no_time_is_an_incident_and_the_task_stays_open(text: str) -> None:
    assert errors(often(text)) == set()

    case = play(often(text))

    assert (case.state, case.open_tasks(), case.incident) == ("incident", ["a:1"], "a:1/b:1: term b")


def test_a_circle_that_is_undone_leaves_nothing_behind() -> None:
    case = play(CIRCLE, values={"n": 1})

    assert case.effects == [] and case.values == {}


def test_a_loop_that_never_says_no_stops_at_its_five_hundredth_run() -> None:
    case = play(LOOP)

    assert case.incident == "a:1: repetition a"
    assert sum(1 for effect in case.effects if getattr(effect, "place", "").startswith("a:1[")) == 500


def test_a_call_to_oneself_stops_at_the_twentieth_level() -> None:
    case = play(ITSELF)

    raised = [effect for effect in case.effects if isinstance(effect, IncidentRaised)]
    assert [(effect.kind, effect.place.count("/")) for effect in raised] == [("nesting", 20)]


def test_a_call_to_oneself_behind_a_task_stops_at_the_twentieth_level_too() -> None:
    case = play(diagram(start() + user("u") + call("c", "p") + end() + ways("inicio u c fin")))

    assert decided(case, 100) == 21
    assert case.incident is not None and case.incident.endswith("nesting c")


def test_a_fork_in_a_circle_behind_a_task_gives_one_token_more_each_time_and_says_so_before() -> None:
    source = diagram(start() + xor("y") + user("u") + both("g") + ways("inicio y u g y", "g y"))
    assert "lack_of_synchronisation" in {finding.rule for finding in checker.check({"a": source})}

    case = play(source)

    assert decided(case, 200) == 200
    assert len(case.open_tasks()) == 201


def decided(case: RehearsedCase, most: int) -> int:
    """Decide the first open task until something is wrong or so often; return how often."""
    times = 0
    while case.state == "open" and times < most:
        case.decide(case.open_tasks()[0])
        times += 1
    return times


def test_ten_repeated_sub_processes_within_each_other_run_and_end() -> None:
    """Each is two scopes: the repetition and its run."""
    body, inner = user("u"), "u"
    for level in range(10):
        body = subprocess(f"s{level}", start(f"i{level}") + body + end(f"e{level}") + ways(f"i{level} {inner} e{level}")
                          + several(count_of="1"))  # fmt: skip
        inner = f"s{level}"
    case = play(diagram(start() + body + end() + ways(f"inicio {inner} fin")))

    assert len(case.open_tasks()) == 1 and case.open_tasks()[0].endswith("/u:1")
    case.decide(case.open_tasks()[0])
    assert case.state == "ended"


def test_time_that_passes_for_years_ends_a_cycle_of_a_minute_as_an_incident() -> None:
    rehearsal = Rehearsal([often("R/PT1M")])
    case = rehearsal.open("p")

    rehearsal.let_pass("P2Y")

    assert case.state == "incident" and case.open_tasks() == ["a:1"]


def test_tokens_that_pile_up_at_a_join_cost_one_look_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the first that waits on, none need look again: a thousand would look a million times."""
    looks, gathers = [], Inclusive.gathers

    def looked(step: Inclusive, token: Token) -> bool:
        looks.append(token.id)
        return gathers(step, token)

    monkeypatch.setattr(Inclusive, "gathers", looked)
    body = both("s") + xor("x") + both("g") + user("u") + some("j") + end()
    source = diagram(start() + body + ways("inicio s x g x", "g j fin", "s u j"))

    case = Case(plans(reader.read(source)), "p")
    with pytest.raises(OverBudget):
        case.tell(CaseOpened("p", "p"), START, Ear(House()))

    assert len([token for token in case.tasks.values() if token.task_spec.node.id == "j"]) > 200
    assert len(looks) < 4 * case.limits.steps
