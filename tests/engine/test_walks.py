"""Replay agrees after every step of random walks over every procedure. This promise is never weakened."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine import walking

pytestmark = pytest.mark.soak
ON = walking.procedures()
SOAK = bool(os.environ.get("CABILDO_SOAK"))
EXAMPLES = 400 if SOAK else 6  # for each of some thirty processes
STEPS = 80 if SOAK else 25


@pytest.mark.parametrize("process", sorted(ON.catalog))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_replay_agrees_after_every_step(process: str, data: st.DataObject) -> None:
    walk = walking.begun(ON, process)

    for _ in range(STEPS):
        if walk.case.completed or not walk.moves():
            break
        walk.step(data)
        again = walk.replays()
        assert again.open_tasks() == walk.case.open_tasks()
        if data.draw(st.booleans(), label="restart"):
            walk.case = again

    assert (
        walk.case.completed
        or walk.case.open()
        or walk.case.incidents
        or walk.records[-1].entry.__class__.__name__ == "Stuck"
    )
