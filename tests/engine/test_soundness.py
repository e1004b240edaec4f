"""What the checker says of tokens is what the engine does with them: a standstill is played as it is told."""

from collections.abc import Mapping, Sequence

import pytest

from engine.rehearsal import Rehearsal, RehearsedCase
from tests.workflows import tangles
from workflows import reader, soundness
from workflows.nets import Step
from workflows.soundness import DEADLOCK, LEFT


@pytest.mark.parametrize("first", [0, 100, 200, 300])
def test_every_standstill_can_be_played(first: int) -> None:
    played = 0
    for seed in range(first, first + 100):
        source = tangles.tangle(seed, kinds="uxge")
        for flaw in soundness.flaws(reader.read(source)):
            choices = _choices(flaw.steps)
            if flaw.kind in (DEADLOCK, LEFT) and choices is not None:
                case = play(source, flaw.steps, choices)
                assert (case.state, case.open_tasks()) == ("incident", []), (seed, flaw.node.id)
                played += 1
    assert played >= 15


def _choices(steps: Sequence[Step]) -> dict[str, str] | None:
    """Return the flow that each exclusive gateway takes; None where it takes one now and another later."""
    found: dict[str, str] = {}
    for step in steps:
        if step.node.kind == "exclusiveGateway":
            way = (step.ways or step.node.outgoing)[0].id
            if found.setdefault(step.node.id, way) != way:
                return None
    return found


def play(source: bytes, steps: Sequence[Step], choices: Mapping[str, str]) -> RehearsedCase:
    """Decide the tasks of these steps in order; each must be open when its turn comes."""
    case = Rehearsal([source]).open("p", choices)
    for step in steps:
        if step.node.kind == "userTask":
            case.decide(next(task for task in case.open_tasks() if task.startswith(step.node.id + ":")), {})
    return case
