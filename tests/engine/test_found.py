"""What inventions have found: each defect once more, small enough to be read."""

import pytest

from engine.entries import MessageAwaited
from engine.rehearsal import NotWaiting, Rehearsal
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from workflows import checker

OPEN = condition("n &gt; 0")


def test_nothing_is_awaited_on_the_border_of_what_an_event_took_away_at_once() -> None:
    source = diagram(start() + user("a") + boundary("va", "a", OPEN) + boundary("oye", "a", message) + user("b") + end()
                     + ways("inicio a fin", "va b fin", "oye b"), MESSAGE)  # fmt: skip
    case = Rehearsal([source]).open("p", {"n": 1})

    assert case.open_tasks() == ["b:1"]
    assert not [effect for effect in case.effects if isinstance(effect, MessageAwaited)]


def test_a_box_that_takes_over_at_once_leaves_no_other_box_in_wait() -> None:
    boxes = "".join(event_box(name, OPEN, user(f"t{name}") + end(f"fin_{name}")
                              + ways(f"oye_{name} t{name} fin_{name}")) for name in "ab")  # fmt: skip
    case = Rehearsal([diagram(start() + user("t") + end() + ways("inicio t fin") + boxes)]).open("p", {"n": 1})

    assert case.open_tasks() == ["a:1/ta:1"]


def test_a_message_beside_a_signal_keeps_its_key() -> None:
    rehearsal = Rehearsal(
        [diagram(start() + catch("e", message + signal) + end() + ways("inicio e fin"), KEYED + SIGNAL)]
    )
    case = rehearsal.open("p", {"envio": "E01"})

    with pytest.raises(NotWaiting):
        rehearsal.message("respuesta", key="E02")
    rehearsal.message("respuesta", key="E01")

    assert case.state == "ended"


def test_a_token_left_over_at_a_step_that_takes_two_at_a_time_is_foretold() -> None:
    three = "".join(flow("inicio", "par", name=f"f{n}") for n in range(3))
    source = diagram(start() + node("task", "par", attributes='startQuantity="2" name="Juntar"') + end()
                     + three + chain("par", "fin"))  # fmt: skip

    assert {"end_leaves_work", "deadlock_possible"} & {finding.rule for finding in checker.check({"a.bpmn": source})}


def test_an_ad_hoc_step_that_waits_for_a_second_token_is_foretold() -> None:
    free = node("adHocSubProcess", "libre", node("task", "par", attributes='startQuantity="2" name="Juntar"'))
    source = diagram(start() + free + end() + chain("inicio", "libre", "fin"))

    assert "numbers_are_sound" in {finding.rule for finding in checker.check({"a.bpmn": source})}


def test_a_step_that_stands_alone_and_waits_for_a_second_token_is_told_in_any_scope() -> None:
    alone = node("task", "par", attributes='startQuantity="2" name="Juntar"')
    source = diagram(start() + subprocess("s", alone) + end() + ways("inicio s fin"))

    assert "numbers_are_sound" in {finding.rule for finding in checker.check({"a.bpmn": source})}
