"""An event on a border stands on an activity of its own level.

Source: BPMN 2.0, 10.5.4 (Intermediate Event Types in Boundary Position).
"""

from collections.abc import Iterator

from workflows.diagram import ACTIVITIES, Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
    for node in given.of("boundaryEvent"):
        if node.host is not None and (node.host.kind not in ACTIVITIES or node.host.scope is not node.scope):
            message = (
                f"{called(node)} está sobre {called(node.host)}, que no es una tarea ni un "
                "subproceso de su mismo nivel; nunca ocurriría. Muévalo."
            )
            yield about(diagram, node, message)
