"""Timers and terms: dates, durations, cycles, FEEL; at starts, in the middle, on borders, in boxes; in what order."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from engine.entries import TermStarted
from engine.rehearsal import MONDAY, Rehearsal, RehearsedCase
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import passed


def waits_for(trigger: str) -> bytes:
    return diagram(start() + catch("espera", trigger) + user("a") + end() + ways("inicio espera a fin"))


def opened(source: bytes, values: dict[str, Any] | None = None, **how: Any) -> tuple[Rehearsal, RehearsedCase]:
    rehearsal = Rehearsal([source], **how)
    return rehearsal, rehearsal.open("p", values)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("PT1H", "PT59M", "PT1M"),
        ("P2D", "P1DT23H59M", "PT1M"),
        ('="5 dh"', "P6D", "P2D"),  # Monday to Monday, ending on Tuesday at 00:00
        ('="3 dc"', "P3DT15H", "PT2H"),
        ('="1 mes"', "P31D", "P2D"),
        ('=duration("P1D")', "PT23H", "PT1H"),
        ('=if n = 1 then "PT2H" else "PT9H"', "PT1H", "PT1H"),
        ("=date and time(date(2026, 3, 4), time(0, 0, 0))", "P1DT15H", "PT1H"),
    ],
)
def test_a_duration_is_over_when_it_says(text: str, before: str, after: str) -> None:
    rehearsal, case = opened(waits_for(timer(text.replace("<", "&lt;"))), {"n": 1})

    rehearsal.let_pass(before)
    assert case.open_tasks() == []
    rehearsal.let_pass(after)

    assert case.open_tasks() == ["a:1"]


@pytest.mark.parametrize("text", ["2026-03-04T10:00:00-05:00", "2026-03-04T15:00:00Z", "2026-03-04T10:00:00", "=fecha",
                                  '=date and time("2026-03-04T10:00:00@America/Lima")'])  # fmt: skip
def test_a_date_is_reached_on_its_day(text: str) -> None:
    moment = datetime(2026, 3, 4, 10, tzinfo=MONDAY.tzinfo)
    rehearsal, case = opened(waits_for(timer(text, "timeDate")), {"fecha": moment})

    rehearsal.let_pass("P2DT1H")
    assert case.open_tasks() == []
    rehearsal.let_pass("PT1H")

    assert case.open_tasks() == ["a:1"]


def test_a_plain_date_means_its_first_moment() -> None:
    rehearsal, case = opened(waits_for(timer("=fecha", "timeDate")), {"fecha": date(2026, 3, 4)})

    rehearsal.let_pass("P1DT16H")

    assert case.open_tasks() == ["a:1"]


def test_a_date_gone_by_is_reached_as_soon_as_time_passes() -> None:
    rehearsal, case = opened(waits_for(timer("2020-01-01", "timeDate")))

    rehearsal.let_pass("PT1S")

    assert case.open_tasks() == ["a:1"]


@pytest.mark.parametrize("text", ['="mañana"', "=null", "=12", '="PT0S"', '="-P1D"', '="R3/PT0S"', "=[1]", "=nada", "PT0S",
                                  "mañana", '="P999999999Y"', '="R0/PT1H"'])  # fmt: skip
def test_a_timer_that_is_none_is_an_incident(text: str) -> None:
    rehearsal, case = opened(waits_for(timer(text)))
    assert case.state == "incident"

    rehearsal.let_pass("P30D")

    assert case.open_tasks() == []


def test_terms_expire_in_the_order_of_their_moments_and_not_of_their_beginnings() -> None:
    source = diagram(start() + both("g") + catch("tarde", timer("P3D")) + catch("pronto", timer("P1D")) + script("a") + script("b")
                     + end() + ways("inicio g tarde a fin", "g pronto b fin"))  # fmt: skip
    rehearsal, case = opened(source)

    rehearsal.let_pass("P5D")

    assert passed(case) == ["pronto", "b", "tarde", "a"]


def test_a_term_that_begins_while_time_passes_counts_from_that_moment() -> None:
    source = diagram(start() + catch("uno", timer("P1D")) + catch("dos", timer("P1D")) + user("a") + end()
                     + ways("inicio uno dos a fin"))  # fmt: skip
    rehearsal, case = opened(source)

    rehearsal.let_pass("P1DT23H")
    assert case.open_tasks() == []
    rehearsal.let_pass("PT1H")

    assert case.open_tasks() == ["a:1"]


def test_what_falls_due_at_the_same_moment_falls_due_in_the_order_of_beginning() -> None:
    source = diagram(start() + both("g") + catch("uno", timer("P1D")) + catch("dos", timer("P1D")) + end()
                     + ways("inicio g uno fin", "g dos fin"))  # fmt: skip
    rehearsal, case = opened(source)

    rehearsal.let_pass("P1D")

    assert passed(case) == ["uno", "dos"] and case.state == "ended"


def test_a_moment_not_reached_changes_nothing() -> None:
    rehearsal, case = opened(waits_for(timer("P1D")))
    before = len(case.effects)

    rehearsal.let_pass(timedelta(hours=23, minutes=59))
    rehearsal.let_pass(timedelta(0))
    rehearsal.let_pass("PT0S")

    assert len(case.effects) == before


# cycles


def reminding(cycle: str) -> bytes:
    return diagram(start() + user("a") + boundary("oye", "a", timer(cycle, "timeCycle"), False) + script("b", "n + 1", "n")
                   + end() + ways("inicio a fin", "oye b fin"))  # fmt: skip


@pytest.mark.parametrize(
    ("cycle", "span", "times"),
    [
        ("R3/PT1S", "PT10S", 3),
        ("R3/P1D", "P2DT1H", 2),
        ("R/P1D", "P20D", 20),
        ("R2/2026-03-05T00:00:00-05:00/P1D", "P3DT1H", 1),
        ("R2/2026-03-05T00:00:00-05:00/P1D", "P30D", 2),
        ('= "R2/PT1H"', "P1D", 2),
        ("R/PT1H", "P60D", 1440),
    ],
)
def test_a_cycle_comes_as_often_as_it_says(cycle: str, span: str, times: int) -> None:
    rehearsal, case = opened(reminding(cycle), {"n": 0})

    rehearsal.let_pass(span)

    assert (case.values["n"], case.open_tasks()) == (times, ["a:1"])


def test_a_cycle_in_the_middle_gives_a_token_each_time_and_behind_a_gateway_once() -> None:
    cycle = timer("R3/P1D", "timeCycle")
    middle = diagram(start() + catch("cada", cycle) + script("b", "n + 1", "n") + end() + ways("inicio cada b fin"))
    behind = diagram(start() + gate("g") + catch("cada", cycle) + catch("llega", message) + script("b", "n + 1", "n") + end()
                     + ways("inicio g cada b fin", "g llega b"), MESSAGE)  # fmt: skip
    for source, times in ((middle, 3), (behind, 1)):
        rehearsal, case = opened(source, {"n": 0})
        rehearsal.let_pass("P9D")
        assert (case.values["n"], case.state) == (times, "ended")


def test_a_cycle_ends_with_the_task_it_watches() -> None:
    rehearsal, case = opened(reminding("R/P1D"), {"n": 0})
    rehearsal.let_pass("P3D")

    case.decide("a:1")
    rehearsal.let_pass("P3D")

    assert (case.state, case.values["n"]) == ("ended", 3)


def test_a_cycle_of_seconds_over_a_year_is_stopped_as_an_incident() -> None:
    rehearsal, case = opened(reminding("R/PT1S"), {"n": 0})

    rehearsal.let_pass("P1Y")

    assert case.state == "incident"


def test_an_event_box_may_come_round_by_a_cycle() -> None:
    box = event_box(
        "e", timer("R2/P1D", "timeCycle"), script("b", "n + 1", "n") + end("fin_e") + ways("oye_e b fin_e"), False
    )
    rehearsal, case = opened(diagram(start() + user("a") + end() + ways("inicio a fin") + box), {"n": 0})

    rehearsal.let_pass("P9D")

    assert (case.values["n"], case.open_tasks()) == (2, ["a:1"])


def test_an_interrupting_event_box_by_a_timer_takes_the_flow_away() -> None:
    box = event_box("e", timer("P1D"), user("r") + end("fin_e") + ways("oye_e r fin_e"))
    rehearsal, case = opened(diagram(start() + user("a") + end() + ways("inicio a fin") + box))

    rehearsal.let_pass("P2D")

    assert case.open_tasks() == ["e:1/r:1"]


def test_a_border_timer_in_a_loop_begins_anew_with_each_visit() -> None:
    source = diagram(start() + xor("y") + user("a") + boundary("vence", "a", timer("P1D")) + script("i", "n + 1", "n")
                     + xor("x", "f-fin") + end() + ways("inicio y a fin", "vence i x") + flow("x", "y", "n &lt; 3")
                     + flow("x", "fin", name="f-fin"))  # fmt: skip
    rehearsal, case = opened(source, {"n": 0})

    rehearsal.let_pass("P1DT1H")
    assert case.open_tasks() == ["a:2"]
    rehearsal.let_pass("P1DT23H")

    assert (case.state, case.values["n"]) == ("ended", 3)


# starts


def test_a_timer_start_opens_a_case_when_its_time_comes() -> None:
    rehearsal = Rehearsal([diagram(start("inicio", timer("P1D")) + user("a") + end() + ways("inicio a fin"))])
    assert rehearsal.cases == []

    rehearsal.let_pass("P3D")

    assert [case.open_tasks() for case in rehearsal.cases] == [["a:1"]]


def test_a_timer_start_with_a_cycle_opens_a_case_each_time() -> None:
    source = diagram(start("inicio", timer("R/P1D", "timeCycle")) + user("a") + end() + ways("inicio a fin"))
    rehearsal = Rehearsal([source])

    rehearsal.let_pass("P3DT1H")

    assert len(rehearsal.cases) == 3


def test_a_case_with_a_timer_start_may_be_opened_by_hand() -> None:
    rehearsal, case = opened(diagram(start("inicio", timer("P1D")) + user("a") + end() + ways("inicio a fin")))

    assert case.open_tasks() == ["a:1"]


# terms of tasks and cases


def test_the_term_of_a_task_is_late_and_leaves_it_open() -> None:
    task = user("a", extension=properties(plazo="2 dh"))
    rehearsal, case = opened(diagram(start() + task + end() + ways("inicio a fin")))

    rehearsal.let_pass("P30D")

    assert case.open_tasks() == ["a:1"]


def test_the_term_of_a_case_begins_with_it() -> None:
    source = diagram(start() + user("a") + end() + ways("inicio a fin"))
    source = source.replace(b'isExecutable="true">', b'isExecutable="true"><extensionElements>'
                            + properties(plazo="30 dh").encode() + b"</extensionElements>")  # fmt: skip
    rehearsal, case = opened(source)

    assert [(e.term, e.text, e.of) for e in case.effects if isinstance(e, TermStarted)] == [("p", "30 dh", "case")]
    rehearsal.let_pass("P90D")
    assert case.open_tasks() == ["a:1"]


def test_a_timer_may_count_from_a_date_of_the_case() -> None:
    told = f"<extensionElements>{properties(plazo_desde='= recibido')}</extensionElements>" + timer('="5 dc"')
    rehearsal, case = opened(diagram(start() + catch("espera", told) + user("a") + end() + ways("inicio espera a fin")),
                             {"recibido": date(2026, 2, 26)})  # fmt: skip

    rehearsal.let_pass("P1DT15H")
    assert case.open_tasks() == []
    rehearsal.let_pass("PT1H")

    assert case.open_tasks() == ["a:1"]


def test_a_beginning_that_is_no_date_is_an_incident() -> None:
    told = f"<extensionElements>{properties(plazo_desde='= 5')}</extensionElements>" + timer('="5 dc"')
    _, case = opened(diagram(start() + catch("espera", told) + end() + ways("inicio espera fin")))

    assert case.state == "incident"


def test_the_world_may_count_terms_its_own_way() -> None:
    rehearsal, case = opened(waits_for(timer('="5 dh"')), due=lambda text, start, place="": start + timedelta(hours=1))

    rehearsal.let_pass("PT2H")

    assert case.open_tasks() == ["a:1"]


def test_what_comes_of_a_term_bears_its_moment() -> None:
    source = diagram(start() + catch("espera", timer("P1D")) + script("a", "now()", "cuando") + user("b") + end()
                     + ways("inicio espera a b fin"))  # fmt: skip
    rehearsal, case = opened(source)

    rehearsal.let_pass("P3D")

    assert case.values["cuando"] == MONDAY + timedelta(days=1)
