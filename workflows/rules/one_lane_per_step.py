"""A step stands in one lane, so that one organ receives it.

Source: BPMN 2.0, 10.8; the dialect (organ that must act).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, defects

LEVEL: Level = "error"
HINDERS = False  # the first lane counts


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
