"""No flow leaves an end event.

Source: BPMN 2.0, 10.5.3 (Sequence Flow Connections).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("endEvent"):
        for flow in node.outgoing:
            message = (
                f"De {called(node)} sale un flujo hacia {called(flow.target)}; después de un fin nada "
                "sigue. Borre el flujo o cambie el fin por un evento intermedio."
            )
            yield about(diagram, flow, message)
