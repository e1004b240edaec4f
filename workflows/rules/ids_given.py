"""Every step has an id, by which flows, lanes and the history name it.

Source: BPMN 2.0, 8.3.1.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, defects

LEVEL: Level = "error"
HINDERS = False  # the reader gives it one


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
