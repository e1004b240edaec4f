"""No two elements share an id.

Source: BPMN 2.0, 8.3.1 (BaseElement); xsd:ID.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
