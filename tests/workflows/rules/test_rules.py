"""Each rule finds its mistake and nothing else, and is content with the diagram that follows it."""

import json
from pathlib import Path

import pytest

from tests.workflows.rules import listing
from workflows import checker, forms, rules
from workflows.findings import Finding

HERE = Path(__file__).parent
RULES = [rule.name for rule in rules.every()]


@pytest.mark.parametrize("rule", RULES)
def test_the_wrong_diagram_gives_exactly_that_rule(rule: str) -> None:
    found = _check(rule, "wrong.bpmn")

    assert {finding.rule for finding in found} == {rule}
    for finding in found:
        assert finding.message.endswith((".", "?")) and len(finding.message) > 40
        assert finding.line is not None or finding.element is None


@pytest.mark.parametrize("rule", RULES)
def test_the_right_diagram_gives_nothing(rule: str) -> None:
    assert _check(rule, "right.bpmn") == []


@pytest.mark.parametrize("rule", rules.every(), ids=RULES)
def test_a_rule_says_its_level_and_its_source(rule: rules.Rule) -> None:
    assert rule.level in ("error", "warning")
    assert "Source:" in (rule.findings.__globals__["__doc__"] or "")


def test_a_register_is_missed_however_it_is_named() -> None:
    assert {finding.element for finding in _check("store_is_known", "wrong.bpmn")} == {"revisar", "buscar", "anotar"}


def test_the_page_for_maintainers_lists_the_rules_as_they_are() -> None:
    assert listing.PAGE.read_text("utf-8") == listing.page(), "run: python -m tests.workflows.rules.listing"


def _check(rule: str, file: str) -> list[Finding]:
    """Return what is said of one diagram of a rule's folder, with what `given.json` and the other diagrams give."""
    folder = HERE / rule
    told = json.loads(text.read_text("utf-8")) if (text := folder / "given.json").exists() else {}
    files = {file: (folder / file).read_bytes()}
    files |= {p.name: p.read_bytes() for p in folder.glob("*.bpmn") if p.stem not in ("right", "wrong")}
    known = (
        {key: forms.read(json.dumps(form).encode(), key) for key, form in told["forms"].items()}
        if "forms" in told
        else None
    )
    return checker.check(
        files, told.get("organs"), known, told.get("decisions"), told.get("registers"), told.get("services")
    )
