"""The slider shows the case as it stood: the marks agree with the engine, entry by entry."""

from typing import Any

import pytest

from engine import cases, journal
from engine.entries import Cause, TermExpired
from handlers import histories, playback, standing
from handlers.refusals import NotFound


@pytest.fixture
def withdrawn(house: Any) -> int:
    """A case whose notice was never signed: the wait ended, and the call was taken away."""
    case: int = house.open().id
    house.wait(days=1)
    house.decide(case, {"decision": "observado", "sustento": "Falta algo"})
    house.decide(case, {})
    house.decide(case, {"decision": "favorable", "sustento": "Procede"})
    house.wait(days=7)
    timer = next(term for term in standing.terms_of(house.session, case) if "fin_espera" in term.term)
    task = next(term for term in standing.terms_of(house.session, case) if term.term == "avisar_area:1/a:1")
    house.tell(case, TermExpired(task.term, task.expires))
    house.tell(case, TermExpired(timer.term, timer.expires))
    return case


def test_after_every_cause_the_marks_are_where_the_engine_waits(house: Any, withdrawn: int) -> None:
    records = journal.read(house.session, withdrawn)
    whole = [n for n, record in enumerate(records) if n == len(records) - 1 or isinstance(records[n + 1].entry, Cause)]

    for end in whole:
        case = cases.rebuild(house.session, withdrawn, records[: end + 1])
        waits = [token.task_spec.node.id for token in case.open() if not token.task_spec.watcher]
        marks = playback.state_at(house.session, withdrawn, records[end].position)
        scopes = {"avisar_area"}
        assert sorted(id for one in marks.values() for id in one.now.elements() if id not in scopes) == sorted(waits)


def test_each_diagram_has_its_own_marks(house: Any, withdrawn: int) -> None:
    opened = next(step for step in playback.steps(house.session, withdrawn) if step.focus == "a")

    marks = playback.state_at(house.session, withdrawn, opened.position)

    assert marks["opinion"].as_json() == {
        "done": {"s": 1, "emitir_opinion": 2, "g_observado": 2, "subsanar": 1, "clasificar": 1},
        "now": {"avisar_area": 1},
        "late": [],
        "flows": ["f1", "f2", "f3", "f4", "f_sigue", "f_vuelve"],
    }
    assert marks["avisar"].as_json() == {"done": {"s": 1}, "now": {"a": 1}, "late": [], "flows": ["f1"]}


def test_a_task_past_its_term_is_late_and_leaves_with_the_call_that_held_it(house: Any, withdrawn: int) -> None:
    steps = playback.steps(house.session, withdrawn)
    late = next(step for step in steps if any(change.late for change in step.changes.values()))

    assert playback.state_at(house.session, withdrawn, late.position)["avisar"].late == {"a"}
    last = playback.state_at(house.session, withdrawn, steps[-1].position)
    assert [(one.now, one.late) for one in last.values()] == [({}, set()), ({}, set())]
    assert last["opinion"].done["fin_espera"] == 1
    assert "avisar_area" not in last["opinion"].done


def test_the_player_gets_one_entry_a_sentence_and_the_diagrams_that_were_reached(house: Any, withdrawn: int) -> None:
    sentences = histories.history(house.session, withdrawn)

    walk = playback.player(
        house.session, withdrawn, sentences, lambda one: f"/{one.procedure}/{one.version}/{one.file}"
    )

    assert walk["diagrams"] == {
        "opinion": {"name": "Opinión legal", "url": "/opinion/1/procedure.bpmn"},
        "avisar": {"name": "Aviso al área", "url": "/avisar/1/procedure.bpmn"},
    }
    assert [entry["position"] for entry in walk["entries"]] == [one.position for one in sentences]
    gateway = next(entry for entry in walk["entries"] if entry.get("focus") == "g_observado")
    assert gateway == {
        "position": gateway["position"],
        "at": "2026-03-03T14:00:00+00:00",
        "kind": "flow",
        "sentence": "En «¿Observado?» se siguió por «Observa» porque decision_emitir es «observado».",
        "diagram": "opinion",
        "focus": "g_observado",
        "closed": ["g_observado"],
        "flows": ["f_vuelve"],
    }


def test_a_diagram_that_was_not_reached_is_not_shown(house: Any) -> None:
    case = house.open().id

    assert [one.process for one in playback.diagrams(house.session, case)] == ["opinion"]
    with pytest.raises(NotFound):
        playback.steps(house.session, 99)


REPEATED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
 <process id="reunir" name="Reunir" isExecutable="true">
 <laneSet id="ls"><lane id="gerencia-municipal"><flowNodeRef>m</flowNodeRef></lane></laneSet>
 <startEvent id="s"/><userTask id="m" name="Reportar"><multiInstanceLoopCharacteristics>
 <loopCardinality>= 2</loopCardinality></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>
 <subProcess id="corte" triggeredByEvent="true"><startEvent id="cs"><timerEventDefinition id="ct">
 <timeDuration>P1D</timeDuration></timerEventDefinition></startEvent><endEvent id="ce"/>
 <sequenceFlow id="c1" sourceRef="cs" targetRef="ce"/></subProcess>
 <sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="e"/>
 </process></definitions>"""


def test_a_repetition_is_marked_by_its_runs_and_an_interrupting_box_takes_the_rest_away(house: Any) -> None:
    house.publish("reunir", procedure_bpmn=REPEATED)
    case = house.open("reunir").id
    at_first = playback.state_at(house.session, case, 99)["reunir"]
    house.decide(case, {}, "m:1[1]")
    after_one = playback.state_at(house.session, case, 99)["reunir"]
    house.wait(days=1)
    timer = next(term for term in standing.terms_of(house.session, case) if term.of == "timer")
    house.tell(case, TermExpired(timer.term, timer.expires))
    at_last = playback.state_at(house.session, case, 99)["reunir"]

    assert at_first.now == {"m": 2}
    assert (after_one.now, after_one.done["m"]) == ({"m": 1}, 1)
    assert (at_last.now, at_last.done["m"], at_last.done["corte"]) == ({}, 1, 1)
