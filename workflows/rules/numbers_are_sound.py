"""Quantities and bounds are whole numbers that make sense.

Source: BPMN 2.0, 10.3 (startQuantity, completionQuantity) and 10.3.8 (loopMaximum).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
