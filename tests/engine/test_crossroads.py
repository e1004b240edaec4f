"""An exclusive choice that no condition decides: the organ of its lane is asked, as by a task."""

import json
from typing import Any

import pytest

from engine.entries import CaseOpened, OfficerIntervened, Passed, TaskDecided, TaskOpened, TermStarted, Withdrawn
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, NotWaiting, Rehearsal
from engine.scenarios import play_all, stage
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import play
from tests.engine.walking import House
from workflows import crossroads, reader
from workflows.library import Folder

LANE = '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>x</flowNodeRef></lane></laneSet>'


def choice(inside: str = "", default: str = "", more: str = "") -> bytes:
    asked = node("exclusiveGateway", "x", inside, f'name="¿Procede?" {default}')
    named = (
        '<sequenceFlow id="f-si" name="Sí" sourceRef="x" targetRef="a"/>'
        '<sequenceFlow id="f-b" sourceRef="x" targetRef="b"/>'
    )
    return diagram(LANE + start() + asked + user("a") + user("b") + end() + ways("inicio x", "a fin", "b fin") + named + more)  # fmt: skip


def test_the_organ_of_its_lane_gets_a_task() -> None:
    case = play(choice())

    assert case.open_tasks() == ["x:1"] and case.state == "open"
    assert TaskOpened("x:1", "x", "ogaj") in case.effects


@pytest.mark.parametrize(
    ("said", "flow", "task"), [("Sí", "f-si", "a:1"), ("f-si", "f-si", "a:1"), ("b", "f-b", "b:1")]
)
def test_the_decision_picks_a_flow_by_its_name_its_target_or_its_id(said: str, flow: str, task: str) -> None:
    case = play(choice())

    case.decide("x:1", {"decision": said})

    assert case.open_tasks() == [task]
    assert Passed("x:1", (flow,), {"decision": said}) in case.effects


def test_the_choice_is_no_value_of_the_case() -> None:
    case = play(choice(), values={"decision": "aprobado"})

    case.decide("x:1", {"decision": "Sí"})

    assert case.values["decision"] == "aprobado"


def test_a_default_alone_is_no_condition() -> None:
    assert play(choice(default='default="f-b"')).open_tasks() == ["x:1"]


def test_a_term_of_the_choice_runs_as_that_of_a_task() -> None:
    case = play(choice(f"<extensionElements>{properties(plazo='3 dh')}</extensionElements>"))

    assert TermStarted("x:1", "3 dh", "task") in case.effects


def test_one_flow_out_asks_nobody() -> None:
    assert play(diagram(start() + xor("x") + user("a") + end() + ways("inicio x a fin"))).open_tasks() == ["a:1"]


def test_in_a_circle_it_is_asked_again() -> None:
    source = diagram(start() + xor("x") + script("a") + end() + ways("inicio x a x", "x fin"))
    case = play(source)
    for visit in (1, 2, 3):
        case.decide(f"x:{visit}", {"decision": "a"})
    case.decide("x:4", {"decision": "fin"})

    assert case.state == "ended"


def test_what_interrupts_takes_the_question_away() -> None:
    inner = start("ini") + xor("x") + end("e1") + end("e2") + ways("ini x e1", "x e2")
    source = diagram(start() + subprocess("s", inner) + boundary("tarde", "s", timer("P1D")) + end() + end("fin2")
                     + ways("inicio s fin", "tarde fin2"))  # fmt: skip
    rehearsal = Rehearsal([source])
    case = rehearsal.open("p")
    assert case.open_tasks() == ["s:1/x:1"]

    rehearsal.let_pass("P1D")

    assert case.state == "ended" and Withdrawn("s:1/x:1") in case.effects
    with pytest.raises(NotWaiting):
        case.decide("s:1/x:1", {"decision": "e1"})


def told(case: Case, *causes: Any) -> None:
    for cause in causes:
        case.tell(cause, MONDAY, Ear(House()))


def test_an_answer_that_names_no_way_is_an_incident_and_tried_again_the_question_is_asked_again() -> None:
    case = Case(plans(reader.read(choice())), "p")
    told(case, CaseOpened("p", "p"), TaskDecided("x:1", {"decision": "quizá"}))
    assert list(case.incidents) == ["x:1"] and case.open_tasks() == []

    told(case, OfficerIntervened("x:1", "se pregunta de nuevo", {}))
    assert case.open_tasks() == ["x:1"] and case.effects == [TaskOpened("x:1", "x", "ogaj")]
    told(case, TaskDecided("x:1", {"decision": "b"}))

    assert case.open_tasks() == ["b:1"]


def test_cases_of_the_first_edition_keep_the_first_flow() -> None:
    case = Case(plans(reader.read(choice())), "p")
    told(case, CaseOpened("p", "p", edition=1))

    assert case.open_tasks() == ["a:1"] and Passed("x:1", ("f-si",)) in case.effects


@pytest.mark.parametrize("said", ["Sí", "f-si"])
def test_a_scenario_names_the_flow_or_its_id(said: str) -> None:
    assert played([{"decide": "x:1", "respuestas": {"decision": said}}, {"decide": "a:1"}]) == ""


def test_a_scenario_that_names_no_way_is_told_so() -> None:
    assert "paso 1" in played([{"decide": "x:1", "respuestas": {"decision": "quizá"}}])
    assert played([{"no_admite": "x:1", "respuestas": {}}, {"decide": "x:1", "respuestas": {"decision": "b"}},
                   {"decide": "b:1"}]) == ""  # fmt: skip


def played(steps: list[dict[str, Any]]) -> str:
    """Return what a scenario with these steps says is wrong; empty for nothing."""
    scenario = {"nombre": "una elección", "proceso": "p", "abre": {"en": "2026-03-02T09:00"}, "pasos": steps}
    folder = Folder.of("p", {"procedure.bpmn": choice(), "scenarios/uno.json": json.dumps(scenario).encode()})
    return play_all(stage([folder]), ["p"])[0].scenarios[0].message


def test_two_ways_that_are_called_alike_are_told_apart_by_their_ids() -> None:
    more = '<sequenceFlow id="f-otra" name="Sí" sourceRef="x" targetRef="b"/>'
    gateway = next(n for n in reader.read(choice(more=more)).nodes() if n.id == "x")

    assert list(crossroads.ways(gateway)) == ["Sí", "b", "f-otra"] and crossroads.alike(gateway) == {"Sí": 2}
