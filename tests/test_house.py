"""The house itself: which way imports go, who may write the journal, and that no Python ever runs from a diagram."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("workflows", "engine", "handlers", "webui")


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Return every module of the house by its path, read once."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "frontend" not in path.parts
    )


def callers(owner: str, *names: str) -> set[str]:
    """Return the modules that call `owner.name(…)` for any of these names."""
    return {
        path
        for path, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in names
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == owner
    }


def test_imports_go_one_way_and_only_the_seam_knows_the_library() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout


def test_only_cases_writes_the_journal() -> None:
    assert callers("journal", "append") == {"engine/cases.py"}


def test_only_one_door_moves_a_case() -> None:
    assert callers("cases", "advance", "open_case", "note") == {"handlers/follow_up.py"}


def test_no_module_runs_text_as_python() -> None:
    found = {
        path
        for path, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("eval", "exec", "compile")
    }

    assert found == set()


@pytest.mark.parametrize("package", ["workflows", "engine", "handlers"])
def test_no_module_below_the_web_reads_a_clock(package: str) -> None:
    """The moment is told (`at=`): what happened once must happen again in replay."""
    clocks = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    found = {
        (path, ast.unparse(call))
        for path, tree in modules()
        if path.startswith(package + "/")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and (ast.unparse(call.func.value).rpartition(".")[2], call.func.attr) in clocks
    }

    assert found == set()


def test_every_package_opens_with_one_sentence() -> None:
    for path, tree in modules():
        said = ast.get_docstring(tree)
        assert said and said.strip(), path
