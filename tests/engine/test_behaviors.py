"""What a repetition tells of its runs, and the numbers it knows itself by (BPMN 2.0, 10.3.8, 13.3.7)."""

from decimal import Decimal
from typing import Any

import pytest

from engine.entries import CaseOpened, MessageThrown, OfficerIntervened, SignalThrown, TaskDecided, Withdrawn
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, Rehearsal
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import play
from tests.engine.walking import House
from workflows import reader


def behavior(condition: str, *events: str) -> str:
    told = f"<event>{''.join(events)}</event>" if events else ""
    return f"<complexBehaviorDefinition><condition>= {condition}</condition>{told}</complexBehaviorDefinition>"


def repeated(inside: str, done: str = "", attributes: str = 'behavior="Complex"', runs: int = 3) -> str:
    done = f"<completionCondition>= {done}</completionCondition>" if done else ""
    return (
        f"<multiInstanceLoopCharacteristics {attributes}><loopCardinality>= {runs}</loopCardinality>{inside}{done}"
        "</multiInstanceLoopCharacteristics>"
    )


def watched(marker: str, trigger: str, interrupting: bool = False, before: str = SIGNAL) -> bytes:
    """A repeated task `a` with an event on its border that opens `b`."""
    return diagram(start() + user("a", marker) + boundary("oye", "a", trigger, interrupting) + user("b") + user("c")
                   + end() + ways("inicio a c fin", "oye b fin"), before)  # fmt: skip


def numbers(**found: int) -> dict[str, Decimal]:
    return {f"numberOf{name}Instances": Decimal(value) for name, value in found.items()}


def test_an_event_is_thrown_for_each_run_that_ends_while_its_condition_holds() -> None:
    case = play(watched(repeated(behavior("numberOfCompletedInstances &gt;= 2", signal)), signal))

    case.decide("a:1[2]")
    assert case.open_tasks() == ["a:1[1]", "a:1[3]"]
    case.decide("a:1[1]")
    assert case.open_tasks() == ["a:1[3]", "b:1"]
    case.decide("a:1[3]")

    assert case.open_tasks() == ["b:1", "c:1", "b:2"]


def test_several_definitions_each_throw_their_own() -> None:
    marker = repeated(behavior("numberOfCompletedInstances = 1", signal)
                      + behavior("numberOfCompletedInstances &lt; 3", message))  # fmt: skip
    case = play(watched(marker, signal, before=SIGNAL + MESSAGE), "a:1[1]", "a:1[2]", "a:1[3]")

    assert [type(e).__name__ for e in case.effects if isinstance(e, SignalThrown | MessageThrown)] == [
        "SignalThrown", "MessageThrown", "MessageThrown"]  # fmt: skip


def test_what_is_thrown_carries_the_numbers_also_of_those_withdrawn() -> None:
    marker = repeated(behavior("true", signal), "numberOfCompletedInstances &gt;= 2", runs=5)
    case = play(watched(marker, signal), "a:1[1]", "a:1[4]")

    first, last = [e.values for e in case.effects if isinstance(e, SignalThrown)]
    assert first == {**numbers(Active=4, Completed=1, Terminated=0), "numberOfInstances": 5}
    assert last == {**numbers(Active=0, Completed=2, Terminated=3), "numberOfInstances": 5}
    assert [e.place for e in case.effects if isinstance(e, Withdrawn)] == ["a:1[2]", "a:1[3]", "a:1[5]", "a:1/oye:1"]


def test_a_condition_may_ask_how_many_were_withdrawn() -> None:
    marker = repeated(behavior("numberOfTerminatedInstances &gt; 0", signal), "numberOfCompletedInstances = 2", runs=4)
    case = play(watched(marker, signal), "a:1[1]", "a:1[2]")

    assert case.open_tasks() == ["c:1", "b:1"]


def test_flows_out_of_a_repetition_may_ask_how_many_were_withdrawn() -> None:
    marker = several(count_of="4", done="numberOfCompletedInstances = 1")
    source = diagram(start() + node("userTask", "a", marker, 'default="f-c"') + user("b") + user("c") + end()
                     + ways("inicio a", "b fin", "c fin") + flow("a", "c", name="f-c")
                     + flow("a", "b", "numberOfTerminatedInstances = 3 and numberOfActiveInstances = 0"))  # fmt: skip

    assert play(source, "a:1[3]").open_tasks() == ["b:1"]
    assert edition_1(source, "a:1[3]").open_tasks() == ["c:1"]  # as it was


def test_an_interrupting_border_ends_the_repetition() -> None:
    marker = repeated(behavior("numberOfCompletedInstances = 2", signal))
    case = play(watched(marker, signal, interrupting=True), "a:1[1]", "a:1[2]")

    assert case.open_tasks() == ["b:1"]


@pytest.mark.parametrize("kind", ["One", "None"])
def test_an_interrupting_border_ends_one_that_tells_of_its_first_run(kind: str) -> None:
    marker = repeated("", attributes=f'behavior="{kind}" {kind.lower()}BehaviorEventRef="d"')
    source = watched(marker, signal, True, SIGNAL + '<signalEventDefinition id="d" signalRef="Sg"/>')

    assert play(source, "a:1[1]").open_tasks() == ["b:1"]
    assert edition_1(source, "a:1[1]").open_tasks() == ["a:1[2]", "a:1[3]", "b:1"]  # as it was


@pytest.mark.parametrize(("trigger", "before"), [(error, ERROR), (escalation, ESCALATION), (message, MESSAGE)])
def test_errors_escalations_and_messages_come_to_the_border_too(trigger: str, before: str) -> None:
    marker = repeated(behavior("numberOfCompletedInstances = 1", trigger))
    case = play(watched(marker, trigger, interrupting=True, before=before), "a:1[3]")

    assert case.open_tasks() == ["b:1"]


def test_a_signal_of_a_repetition_is_heard_by_other_cases() -> None:
    hears = diagram(start("i", signal) + user("z") + end("e") + ways("i z e"), SIGNAL, process="q")
    rehearsal = Rehearsal([watched(repeated(behavior("numberOfCompletedInstances = 1", signal)), signal), hears])
    case = rehearsal.open("p")

    case.decide("a:1[1]")

    assert [other.process for other in rehearsal.cases] == ["p", "q"]


def test_a_definition_without_an_event_throws_nothing() -> None:
    case = play(watched(repeated(behavior("true")), signal), "a:1[1]", "a:1[2]", "a:1[3]")

    assert case.open_tasks() == ["c:1"]


def test_one_after_the_other_the_events_come_between_the_runs() -> None:
    marker = repeated(
        behavior("numberOfCompletedInstances = 2", signal), attributes='behavior="Complex" isSequential="true"'
    )
    case = play(watched(marker, signal), "a:1[1]")
    assert case.open_tasks() == ["a:1[2]"]

    case.decide("a:1[2]")

    assert case.open_tasks() == ["a:1[3]", "b:1"]


def told(case: Case, *causes: Any) -> list[Any]:
    return [case.tell(cause, MONDAY, Ear(House())) for cause in causes]


def edition_1(source: bytes, *tasks: str) -> Case:
    case = Case(plans(reader.read(source)), "p")
    told(case, CaseOpened("p", "p", edition=1), *(TaskDecided(task) for task in tasks))
    return case


def test_an_error_that_nobody_catches_is_an_incident_and_is_thrown_once() -> None:
    marker = repeated(behavior("numberOfCompletedInstances = 1", error))
    case = Case(plans(reader.read(diagram(start() + user("a", marker) + end() + ways("inicio a fin"), ERROR))), "p")
    told(case, CaseOpened("p", "p"), TaskDecided("a:1[1]"))
    assert list(case.incidents) == ["a:1"]

    told(case, OfficerIntervened("a:1", "se sigue", {}), TaskDecided("a:1[2]"), TaskDecided("a:1[3]"))

    assert case.completed


def test_a_condition_that_fails_is_tried_again_and_nothing_thrown_twice() -> None:
    marker = repeated(behavior("true", signal) + behavior("if n = 1 then true else (function(x) x) + 1 = 1", signal))
    bad = "sum(for i in 1..99999 return i) &gt; 0"
    marker = marker.replace("(function(x) x) + 1 = 1", bad)
    case = Case(plans(reader.read(watched(marker, signal))), "p")
    told(case, CaseOpened("p", "p"))
    effects = told(case, TaskDecided("a:1[1]"))[0]
    if not case.incidents:
        pytest.skip("the expression stayed within its budget")
    assert not any(isinstance(e, SignalThrown) for e in effects)

    again = told(case, OfficerIntervened("a:1", "se corrige", {"n": 1}))[0]

    assert sum(isinstance(e, SignalThrown) for e in again) == 2 and case.open_tasks() == [
        "a:1[2]",
        "a:1[3]",
        "b:1",
        "b:2",
    ]
