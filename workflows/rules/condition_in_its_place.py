"""No condition stands where nothing is chosen: after a parallel gateway, an event gateway or an event.

Source: BPMN 2.0, 8.4.13 (conditionExpression) and 10.6.4, 10.6.6.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flow in given.flows:
        kind = flow.source.kind
        if flow.condition is not None and (kind in ("parallelGateway", "eventBasedGateway") or kind.endswith("Event")):
            message = (
                f"El flujo de {called(flow.source)} a {called(flow.target)} tiene una condición, pero ahí no "
                "se elige: se pasaría sin mirarla. Bórrela o use una decisión exclusiva."
            )
            yield about(diagram, flow, message)
