"""Whatever is drawn of the elements we execute: no silence, no divergence, no error that is not ours."""

import os
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.entries import (
    CaseOpened,
    Cause,
    MessageArrived,
    OfficerIntervened,
    ServiceAnswered,
    SignalArrived,
    StepUndone,
    Stuck,
)
from engine.plan import plans
from engine.ports import BpmnError, Later, Nobody
from engine.rehearsal import NotWaiting, Rehearsal
from engine.scenarios import Stage
from engine.stepper import Case, OverBudget
from engine.steps import Failed
from tests.engine import inventing, walking
from workflows import checker, reader

SOAK = bool(os.environ.get("CABILDO_SOAK"))
EXAMPLES, STEPS = (5_000, 40) if SOAK else (40, 12)
CALM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


class Services(walking.House):
    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        match kind:
            case "falla":
                raise BpmnError("E1")
            case "tarda":
                raise Later
            case "nadie":
                raise Nobody(kind)
        return {"dicho": kind}


class Walk(walking.Walk):
    """A walk over an invented diagram: also signals, services that answer late, and officers who intervene."""

    house = Services()

    def moves(self) -> list[tuple[str, str]]:
        waiting = [t for t in self.case.tasks.values() if t.waits]
        signals = [("signal", t.id) for t in waiting if any(g.kind == "signal" for g in t.task_spec.node.triggers)]
        services = [("answer", t.id) for t in waiting if t.task_spec.node.service and t.open]
        return [*super().moves(), *signals, *services, *(("intervene", place) for place in self.case.incidents)]

    def step(self, data: st.DataObject) -> None:
        verb, place = data.draw(st.sampled_from(self.moves()), label="move")
        n = {
            "n": data.draw(st.sampled_from([None, 1, 4]), label="n"),
            "decision": data.draw(st.sampled_from(["si", "otra"])),
        }
        match verb:
            case "signal":
                self.tell(SignalArrived("aviso", n))
            case "answer":
                self.tell(ServiceAnswered(place, n, data.draw(st.sampled_from(["", "E1"]))))
            case "intervene":
                self.tell(OfficerIntervened(place, "se intenta de nuevo", n))
            case "message":
                self.tell(MessageArrived("respuesta", None, n))
            case _:
                self.make(verb, place, data)

    def tell(self, cause: Cause) -> None:
        """As `engine.cases` does: what is too much is undone, and the journal says so."""
        try:
            super().tell(cause)
        except (OverBudget, Failed, RecursionError) as problem:
            self.write(StepUndone(type(cause).__name__, "", str(problem)))
            self.case = self.replays()


def invented(source: bytes) -> Walk:
    """Return a walk over these bytes whose case has opened."""
    on = Stage({"": SimpleNamespace(forms={})}, plans(reader.read(source)))  # type: ignore[dict-item]
    walk = Walk(on, "p")
    walk.tell(CaseOpened("p", "p", {"p": 1}, values={"n": 0, "decision": "otra"}))
    return walk


@CALM
@given(source=inventing.diagrams(), data=st.data())
def test_an_invented_case_is_never_silent_and_replays_alike(source: bytes, data: st.DataObject) -> None:
    walk = invented(source)

    for _ in range(STEPS):
        sound(walk)
        if walk.case.completed or not walk.moves():
            return
        walk.step(data)
        again = walk.replays()
        assert again.open_tasks() == walk.case.open_tasks()
        assert list(again.tasks) == list(walk.case.tasks)
        if data.draw(st.booleans(), label="restart"):
            walk.case = again


@settings(CALM, max_examples=EXAMPLES // 3)
@given(source=inventing.diagrams())
def test_a_sound_invention_is_not_refused(source: bytes) -> None:
    assert [f"{f.rule}: {f.message}" for f in checker.hindrances(checker.check({"a.bpmn": source}))] == []


@settings(CALM, max_examples=EXAMPLES // 3)
@given(source=inventing.diagrams(), data=st.data())
def test_a_rehearsal_of_several_invented_cases_ends_in_no_error(source: bytes, data: st.DataObject) -> None:
    rehearsal = Rehearsal.on(plans(reader.read(source)), Services().serve)
    rehearsal.open("p", {"n": 0, "decision": "otra"})
    for _ in range(STEPS):
        push(rehearsal, data)
        for case in rehearsal.cases:
            waiting = case.open_tasks() or case.state_now.open() or case.state == "incident"
            assert waiting or case.state == "ended", "silence"


def push(rehearsal: Rehearsal, data: st.DataObject) -> None:
    """Do to all cases of a rehearsal what chance chooses."""
    values = {
        "n": data.draw(st.sampled_from([0, 2, 4]), label="n"),
        "decision": data.draw(st.sampled_from(["si", "otra"])),
    }
    match data.draw(st.sampled_from(["decide", "decide", "decide", "pass", "signal", "message", "open"]), label="move"):
        case "decide":
            tasks = [(case, task) for case in rehearsal.cases for task in case.open_tasks()]
            for case, task in tasks[: data.draw(st.integers(1, 3))]:
                if task in case.open_tasks():
                    case.decide(task, values)
        case "pass":
            rehearsal.let_pass(data.draw(st.sampled_from(["PT5H", "P1D", "P4D"]), label="time"))
        case "signal":
            rehearsal.signal("aviso", values)
        case "message":
            with suppress(NotWaiting):
                rehearsal.message("respuesta", values)
        case "open":
            if len(rehearsal.cases) < 5:
                rehearsal.open(data.draw(st.sampled_from(sorted(rehearsal.catalog))), values)


def sound(walk: Walk) -> None:
    """What holds after every step, whatever was drawn and told."""
    case, last = walk.case, walk.records[-1].entry
    assert case.completed or case.open() or case.incidents or isinstance(last, Stuck | StepUndone), "silence"
    lives_in_a_tree(case)


def lives_in_a_tree(case: Case) -> None:
    """Every token lives in a living scope, and only living tokens wait."""
    for token in case.tasks.values():
        assert token is case.task_tree or (token.parent is not None and token in token.parent.children)
    for waiting in (case.event_manager.tasks, case.alert, case.incidents):
        assert waiting.keys() <= case.tasks.keys()
    if case.completed:
        assert list(case.tasks) == [case.task_tree.id]
