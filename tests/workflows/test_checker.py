"""Advice is about the whole set, stays silent about what is not given, and comes soon whatever the bytes are."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.workflows import hostile
from workflows import checker

RULES = Path(__file__).parent / "rules"
SEEDS = [path.read_bytes() for path in sorted(RULES.glob("*/right.bpmn")) if path.stat().st_size < 20_000]
SECONDS = 8  # of CPU: two on a quiet machine, and these are noisy


def said(*paths: str, **given: object) -> list[tuple[str, str]]:
    files = {path: (RULES / path).read_bytes() for path in paths}
    return [(f.rule, f.level) for f in checker.check(files, **given)]  # type: ignore[arg-type]


def test_a_lone_file_is_judged_as_bpmn_alone() -> None:
    for rule in (
        "lane_is_known",
        "form_is_known",
        "user_task_has_a_form",
        "called_decision_known",
        "called_process_known",
    ):
        assert said(f"{rule}/wrong.bpmn") == []


def test_what_is_called_may_stand_in_another_file_of_the_set() -> None:
    call, called = "called_process_known/right.bpmn", "called_process_known/firma.bpmn"

    assert said(call, called) == []
    assert said("called_process_known/wrong.bpmn", called) == [("called_process_known", "error")]


def test_a_drawing_that_was_never_meant_to_run_gets_warnings_only() -> None:
    source = (RULES / "every_node_reachable/wrong.bpmn").read_text("utf-8")
    drawn = source.replace('isExecutable="true"', 'isExecutable="false"')

    assert {f.level for f in checker.check({"a": source.encode()})} == {"error"}
    found = checker.check({"a": drawn.encode()})
    assert {f.level for f in found} == {"warning"} and "every_node_reachable" in {f.rule for f in found}


def test_what_only_runs_badly_hinders_publishing_but_not_a_rehearsal() -> None:
    deadlock = checker.check({"a": (RULES / "deadlock_possible/wrong.bpmn").read_bytes()})
    ghost = checker.check({"a": (RULES / "flows_resolve/wrong.bpmn").read_bytes()})

    assert deadlock[0].level == "error" and checker.hindrances(deadlock) == []
    assert checker.hindrances(ghost) == ghost


def test_findings_come_in_the_order_of_files_and_lines_and_name_them() -> None:
    found = checker.check({name: (RULES / rule / "wrong.bpmn").read_bytes()
                           for name, rule in (("b", "no_flow_out_of_end"), ("a", "term_is_sound"))})  # fmt: skip

    assert [f.file for f in found] == ["b", "a"]
    assert all(f.line and f.element for f in found)


def test_a_rule_that_says_too_much_is_cut_short_and_says_so() -> None:
    found = [f for f in checker.check({"a": hostile.FILES["19,900 lost tasks"]()}) if f.rule == "task_has_a_name"]

    assert len(found) == checker.MOST_PER_RULE + 1
    assert "Hay más avisos" in found[0].message and found[0].line is None


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in hostile.HEAVY else []) for name in hostile.FILES]
)
def test_a_hostile_file_gets_its_findings_soon(name: str) -> None:
    source = hostile.FILES[name]()
    begun = time.process_time()

    found = checker.check({"a.bpmn": source}, organs=["ogaj"], forms={}, decisions=[])

    assert time.process_time() - begun < SECONDS
    assert found and len(found) < 1_000
    assert all(len(finding.message) < 1_000 for finding in found)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read as Linux tells it")
@pytest.mark.parametrize("name", [
    "a million attributes", "a huge attribute", "a huge text", "unknown to the schema", "wrong expressions",
    "nested expressions", "everybody calls everybody", "19,900 lost tasks", "joins that overlap",
])  # fmt: skip
def test_a_hostile_file_stays_within_300_megabytes(name: str) -> None:
    program = (
        "from pathlib import Path\nfrom tests.workflows import hostile\nfrom workflows import checker\n"
        f"checker.check({{'a': hostile.FILES[{name!r}]()}}, organs=['ogaj'], forms={{}}, decisions=[])\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    root = Path(__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert int(done.stdout) < 300 * 1024


@settings(max_examples=200, deadline=SECONDS * 1000)
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.binary(max_size=20)), max_size=4)
)
def test_a_file_with_bytes_changed_gets_findings_and_nothing_else(
    source: bytes, changes: list[tuple[float, float, bytes]]
) -> None:
    for where, length, new in changes:
        at = int(where * len(source))
        source = source[:at] + new + source[at + int(length * len(source) * 0.1) :]

    assert isinstance(checker.check({"a": source}, organs=["ogaj"], forms={}, decisions=[]), list)


@settings(max_examples=300, deadline=SECONDS * 1000)
@given(st.sampled_from(SEEDS), st.integers(), st.integers(1, 6))
def test_a_diagram_with_parts_moved_gets_findings_and_nothing_else(source: bytes, seed: int, times: int) -> None:
    root = etree.fromstring(source)
    chance = random.Random(seed)
    for _ in range(times):
        _disturb(root, chance)

    found = checker.check({"a": etree.tostring(root)}, organs=["ogaj"], forms={}, decisions=[])

    assert all(finding.message.endswith((".", "?")) for finding in found)


def _disturb(root: etree._Element, chance: random.Random) -> None:
    """Delete, copy or move an element, or give one of its attributes the value of another's."""
    inner = [element for element in root.iter(etree.Element) if element is not root]
    if not inner:
        return
    one, other = chance.choice(inner), chance.choice(inner)
    parent = one.getparent()
    assert parent is not None
    match chance.choice(["delete", "copy", "move", "value", "value", "tag"]):
        case "delete":
            parent.remove(one)
        case "copy":
            parent.append(etree.fromstring(etree.tostring(one)))
        case "move" if one not in other.iterancestors() and one is not other:
            other.append(one)
        case "tag":
            one.tag = other.tag
        case "value" if one.attrib and other.attrib:
            one.set(str(chance.choice(list(one.attrib))), str(chance.choice(list(other.attrib.values()))))
