"""The bytes are XML that can be read without danger, and a BPMN 2.0 file.

Source: the limits of the house. `workflows.markup` and
`workflows.reader` speak for this rule, before there is a diagram.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
