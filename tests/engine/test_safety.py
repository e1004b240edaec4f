"""Nothing that a designer draws is ever run as Python."""

import builtins
import encodings.utf_8_sig  # noqa: F401  # Python loads a codec by exec, the first time it reads with it
from typing import Any, NoReturn

import pytest

from engine import scenarios
from tests.engine import walking

pytestmark = pytest.mark.slow


def test_every_scenario_plays_while_eval_and_exec_are_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    on = walking.procedures()

    def forbidden(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a diagram reached eval or exec")

    monkeypatch.setattr(builtins, "eval", forbidden)
    monkeypatch.setattr(builtins, "exec", forbidden)
    reports = scenarios.play_all(on, sorted(on.folders))

    assert sum(len(report.scenarios) for report in reports) > 0
    assert not any("forbidden" in result.message for report in reports for result in report.scenarios)
