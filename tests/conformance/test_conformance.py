"""Every model keeps its promise, survives a restart between any two steps, and replays to the same bytes."""

import pytest

from tests.conformance import every
from tests.conformance.model import Model
from tests.conformance.world import World
from workflows import checker

pytestmark = pytest.mark.slow

MODELS = every.models()
EXECUTED = [model for model in MODELS if not model.rule]
REFUSED = [model for model in MODELS if model.rule]


def _name(model: Model) -> str:
    return model.name


@pytest.mark.parametrize("model", EXECUTED, ids=_name)
def test_a_model_keeps_its_promise_also_when_restarted_between_any_two_steps(model: Model) -> None:
    assert checker.hindrances(checker.check(_files(model))) == []

    kept = World(model).play()
    restarted = World(model, forgets=True).play()

    assert restarted == kept and kept


@pytest.mark.parametrize("model", REFUSED, ids=_name)
def test_a_model_that_is_refused_is_refused_by_its_rule(model: Model) -> None:
    found = checker.hindrances(checker.check(_files(model)))

    assert {finding.rule for finding in found} == {model.rule}


def _files(model: Model) -> dict[str, bytes]:
    return {f"d{number}.bpmn": source for number, source in enumerate(model.diagrams, start=1)}
