"""Where a case begins by itself, and starts that wait for several events (BPMN 2.0, 10.5.2, 10.6.6, 13.4.4)."""

from typing import Any

import pytest

from engine.entries import CaseOpened, MessageArrived, MessageAwaited, TermStarted
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, Rehearsal
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process
from tests.engine.walking import House
from workflows import Refused, checker, reader

KEY = '<extensionElements><zeebe:subscription correlationKey="= envio"/></extensionElements>'
TWO = f'<message id="M1" name="solicitud">{KEY}</message><message id="M2" name="pago">{KEY}</message>' + SIGNAL
FIRST, SECOND = (f'<messageEventDefinition messageRef="M{n}"/>' for n in (1, 2))
PARALLEL = 'instantiate="true" eventGatewayType="Parallel"'


def gated(attributes: str = PARALLEL) -> bytes:
    """A gateway that begins the process: the application and the payment, each with a task behind."""
    return diagram(gate("g", attributes) + catch("pide", FIRST) + catch("paga", SECOND) + user("a") + user("b") + end()
                   + ways("g pide a fin", "g paga b fin"), TWO)  # fmt: skip


def told(rehearsal: Rehearsal, *messages: tuple[str, Any]) -> list[list[str]]:
    """Tell messages with their keys and return the open tasks of each case."""
    for name, key in messages:
        rehearsal.message(name, {"envio": key}, key)
    return [case.open_tasks() for case in rehearsal.cases]


@pytest.mark.parametrize(("first", "task"), [("solicitud", "a:1"), ("pago", "b:1")])
def test_an_exclusive_event_gateway_begins_a_case_by_whichever_comes(first: str, task: str) -> None:
    rehearsal = Rehearsal([gated('instantiate="true"')])

    assert told(rehearsal, (first, "E1")) == [[task]]


@pytest.mark.parametrize("order", [("solicitud", "pago"), ("pago", "solicitud")])
def test_a_parallel_event_gateway_begins_with_the_first_and_awaits_the_others_in_that_case(
    order: tuple[str, str],
) -> None:
    rehearsal = Rehearsal([gated()])
    tasks = {"solicitud": "a:1", "pago": "b:1"}
    assert told(rehearsal, (order[0], "E1")) == [[tasks[order[0]]]]
    case = rehearsal.cases[0]
    case.decide(tasks[order[0]])
    assert case.state == "open"  # the other has not come

    assert told(rehearsal, (order[1], "E1")) == [[tasks[order[1]]]]
    case.decide(tasks[order[1]])

    assert case.state == "ended" and len(rehearsal.cases) == 1


def test_what_comes_with_another_key_begins_another_case() -> None:
    rehearsal = Rehearsal([gated()])

    assert told(rehearsal, ("solicitud", "E1"), ("pago", "E2")) == [["a:1"], ["b:1"]]
    assert told(rehearsal, ("pago", "E1"), ("solicitud", "E2")) == [["a:1", "b:1"], ["b:1", "a:1"]]


def test_the_same_event_twice_begins_a_second_case() -> None:
    rehearsal = Rehearsal([gated()])

    assert told(rehearsal, ("solicitud", "E1"), ("solicitud", "E1")) == [["a:1"], ["a:1"]]


def test_the_key_of_what_came_first_holds_though_no_value_says_it() -> None:
    rehearsal = Rehearsal([gated()])
    rehearsal.message("solicitud", {}, "E1")
    rehearsal.message("pago", {}, "E2")
    rehearsal.message("pago", {}, "E1")

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1", "b:1"], ["b:1"]]


def test_opened_by_hand_all_events_of_the_gateway_are_awaited() -> None:
    case = Rehearsal([gated()]).open("p")

    assert [e.place for e in case.effects if isinstance(e, MessageAwaited)] == ["pide:1", "paga:1"]


def test_branches_of_a_parallel_start_may_be_joined() -> None:
    source = diagram(gate("g", PARALLEL) + catch("pide", FIRST) + catch("paga", SECOND) + both("y") + user("a") + end()
                     + ways("g pide y a fin", "g paga y"), TWO)  # fmt: skip
    rehearsal = Rehearsal([source])

    assert told(rehearsal, ("pago", "E1")) == [[]]
    assert told(rehearsal, ("solicitud", "E1")) == [["a:1"]]
    assert not [f for f in checker.check({"a": source}) if f.rule in ("deadlock_possible", "lack_of_synchronisation")]


def multiple(*more: str) -> bytes:
    """A start that waits for each of its triggers."""
    return diagram(start("inicio", "".join((FIRST, SECOND, *more)), 'parallelMultiple="true"') + user("a") + end()
                   + ways("inicio a fin"), TWO)  # fmt: skip


@pytest.mark.parametrize("order", [("solicitud", "pago"), ("pago", "solicitud")])
def test_a_parallel_multiple_start_goes_on_when_each_of_its_events_has_come(order: tuple[str, str]) -> None:
    rehearsal = Rehearsal([multiple()])

    assert told(rehearsal, (order[0], "E1")) == [[]]
    awaited = [e.name for e in rehearsal.cases[0].effects if isinstance(e, MessageAwaited)]
    assert awaited == [order[1]] and rehearsal.cases[0].state == "open"
    assert told(rehearsal, (order[0], "E1")) == [[], []]  # once more: another case
    assert told(rehearsal, (order[1], "E1")) == [["a:1"], []]


def test_a_signal_and_a_date_may_be_among_what_a_start_waits_for() -> None:
    rehearsal = Rehearsal([multiple(signal, timer("P3D"))])
    assert told(rehearsal, ("solicitud", "E1"), ("pago", "E1")) == [[]]
    case = rehearsal.cases[0]
    assert [e.term for e in case.effects if isinstance(e, TermStarted)] == ["inicio:1"]

    rehearsal.signal("aviso")
    assert case.open_tasks() == [] and len(rehearsal.cases) == 2  # it begins a case of its own as well
    rehearsal.let_pass("P3D")

    assert case.open_tasks() == ["a:1"]


def test_a_start_with_several_triggers_goes_on_with_one_of_them() -> None:
    source = multiple().replace(b'parallelMultiple="true"', b"")
    rehearsal = Rehearsal([source])

    assert told(rehearsal, ("pago", "E1")) == [["a:1"]]


def test_a_called_process_may_begin_with_a_parallel_event_gateway() -> None:
    inner = gate("g", PARALLEL) + catch("pide", FIRST) + catch("paga", SECOND) + ways("g pide", "g paga")
    source = diagram(start() + call("c", "q") + end() + ways("inicio c fin"), TWO, process("q", inner))
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p", {"envio": "E1"})
    rehearsal.message("pago", {})
    assert case.state == "open"

    rehearsal.message("solicitud", {})

    assert case.state == "ended"


def test_a_start_is_told_again_as_it_was() -> None:
    catalog = plans(reader.read(gated()))
    case, again = Case(catalog, "p"), Case(catalog, "p")
    causes = [CaseOpened("p", "p", start="paga", key="E1", by="message pago"), MessageArrived("solicitud", "E1")]

    effects = [case.tell(cause, MONDAY, Ear(House())) for cause in causes]

    assert effects == [again.tell(cause, MONDAY, Ear(House())) for cause in causes]
    assert case.open_tasks() == ["b:1", "a:1"]


@pytest.mark.parametrize(
    ("attributes", "before"), [('eventGatewayType="Parallel"', ""), (PARALLEL, start() + flow("inicio", "g"))]
)
def test_a_parallel_event_gateway_only_begins_a_process(attributes: str, before: str) -> None:
    source = diagram(before + gate("g", attributes) + catch("pide", FIRST) + catch("paga", SECOND)
                     + ways("g pide", "g paga"), TWO)  # fmt: skip

    with pytest.raises(Refused) as refused:
        Rehearsal([source])
    assert {finding.rule for finding in refused.value.findings} == {"event_gateway_targets"}
