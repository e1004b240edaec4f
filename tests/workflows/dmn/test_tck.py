"""The public conformance cases of DMN, where their folder lies beside the project."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from workflows import dmn, feel
from workflows.feel import literals
from workflows.feel.budget import Run
from workflows.feel.values import fit

CASES = Path(__file__).parents[4] / "shared" / "conformance" / "dmn-tck"
TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"no están los casos de conformidad ({CASES.name})")


@dataclass(frozen=True)
class Case:
    """One expected value of one decision, and how it went."""

    folder: str
    case: str
    decision: str
    wanted: object
    got: object

    @property
    def right(self) -> bool:
        return same(self.got, self.wanted)

    def __str__(self) -> str:
        return f"{self.folder} {self.case} {self.decision}: se esperaba {self.wanted!r} y dio {self.got!r}"


def test_every_case_of_level_2_is_right() -> None:
    cases = list(played("compliance-level-2"))

    assert len(cases) >= 116
    assert [str(case) for case in cases if not case.right] == []


def test_the_cases_of_level_3_are_right_but_for_three_in_a_hundred() -> None:
    cases = list(played("compliance-level-3"))
    wrong = [str(case) for case in cases if not case.right]
    real = [case for case in cases if case.wanted is not None]

    assert len(cases) >= 500
    assert len(wrong) <= 0.03 * len(cases), "\n".join(wrong)
    assert sum(case.right for case in real) >= 0.97 * len(real), "\n".join(wrong)


def played(level: str) -> Iterator[Case]:
    """Play the cases of a level and give how each went."""
    for file in sorted((CASES / level).glob("*/*.xml")):
        tests = etree.parse(file).getroot()
        name = (tests.findtext(f"{TCK}modelName") or "").strip()
        model = (file.parent / name).read_bytes()
        imports = [other.read_bytes() for other in file.parent.glob("*.dmn") if other.name != name]
        for test in tests.findall(f"{TCK}testCase"):
            yield from played_case(file.parent.name, test, model, imports)


def played_case(folder: str, test: etree._Element, model: bytes, imports: list[bytes]) -> Iterator[Case]:
    inputs = {node.get("name") or "": value_of(node) for node in test.findall(f"{TCK}inputNode")}
    for result in test.findall(f"{TCK}resultNode"):
        decision = result.get("name") or ""
        asked = test.get("invocableName") or decision
        expected = result.find(f"{TCK}expected")
        got: object
        try:
            got = dmn.evaluate(model, asked, inputs, imports).value
        except feel.FeelError as error:
            got = str(error)
        yield Case(folder, test.get("id") or "", decision, None if expected is None else value_of(expected), got)


def value_of(node: etree._Element) -> object:
    """Return the value that the XML of a case writes down."""
    value, items = node.find(f"{TCK}value"), node.find(f"{TCK}list")
    components = node.findall(f"{TCK}component")
    if value is not None:
        return simple_value(value)
    if items is not None and items.get(f"{XSI}nil") != "true":
        return [value_of(item) for item in items.findall(f"{TCK}item")]
    if components and components[0].get("name"):
        return {component.get("name"): value_of(component) for component in components}
    return None


def simple_value(value: etree._Element) -> object:
    text = value.text or ""
    if value.get(f"{XSI}nil") == "true":
        return None
    match (value.get(f"{XSI}type") or "xsd:string").rpartition(":")[2]:
        case "decimal" | "double" | "integer":
            return Decimal(text.strip())
        case "boolean":
            return text.strip() == "true"
        case "date":
            return literals.read_date(text.strip())
        case "dateTime":
            return literals.read_date_time(text.strip())
        case "time":
            return literals.read_time(text.strip())
        case "duration":
            return literals.read_duration(text.strip())
    return text


def same(left: object, right: object) -> bool:
    """Say whether two values are the same as the TCK means it: numbers to 1e-8, the rest by value."""
    left, right = fit(left, Run()), fit(right, Run())
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return abs(left - right) < Decimal("1e-8")
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return set(left) == set(right) and all(same(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right
