"""A table that two procedures need is written in both, and says the same; the samples of the ordinances are told."""

import json
from collections import defaultdict
from pathlib import Path

from lxml import etree

from workflows import library

ROOT = Path(__file__).parents[2]
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def test_a_table_in_two_folders_says_the_same_in_both() -> None:
    found: dict[str, dict[str, list[list[str]]]] = defaultdict(dict)
    for folder in library.folders(ROOT / "bpmn"):
        for source in folder.tables.values():
            for decision in etree.fromstring(source).iter(f"{DMN}decision"):
                found[str(decision.get("id"))][folder.slug] = _rules(decision)
    twice = {name: rules for name, rules in found.items() if len(rules) > 1}

    assert {"ratificacion", "medio_publicacion", "comision"} <= set(twice)
    assert [name for name, rules in twice.items() if len({str(r) for r in rules.values()}) > 1] == []


def test_the_three_samples_of_an_ordinance_are_told() -> None:
    folder = library.read_folder(ROOT / "bpmn" / "ordenanza-propuesta")
    names = sorted(str(json.loads(scenario)["nombre"])[:3] for scenario in folder.scenarios.values())

    assert [name for name in names if name.startswith("N-")] == ["N-1", "N-2", "N-3"]


def _rules(decision: etree._Element) -> list[list[str]]:
    """Return what a decision says: the texts of its inputs, and of each rule."""
    asked = [str(text.text) for text in decision.iter(f"{DMN}text") if _inside(text, "inputExpression")]
    return [asked, *([str(text.text) for text in rule.iter(f"{DMN}text")] for rule in decision.iter(f"{DMN}rule"))]


def _inside(element: etree._Element, name: str) -> bool:
    return any(etree.QName(above).localname == name for above in element.iterancestors())
