"""No flow leads into a start event.

Source: BPMN 2.0, 10.5.2 (Sequence Flow Connections).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("startEvent"):
        for flow in node.incoming:
            message = (
                f"Un flujo de {called(flow.source)} llega a {called(node)}; un expediente no vuelve a "
                "empezar. Llévelo al paso al que se regresa."
            )
            yield about(diagram, flow, message)
