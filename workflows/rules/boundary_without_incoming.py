"""No flow leads into an event on a border.

Source: BPMN 2.0, 10.5.4: it happens while its activity is open.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("boundaryEvent"):
        for flow in node.incoming:
            message = (
                f"Un flujo de {called(flow.source)} llega a {called(node)}, que solo ocurre "
                "mientras su tarea está abierta. Lleve el flujo a la tarea o al paso siguiente."
            )
            yield about(diagram, flow, message)
