"""The default flow bears no condition: it is taken when no other is.

Source: BPMN 2.0, 8.4.13 (Default Flow).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # the condition is not looked at, as the standard says


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flow in given.flows:
        if flow.condition is not None and flow.source.default == flow.id:
            message = (
                f"El flujo por defecto de {called(flow.source)} a {called(flow.target)} tiene una condición, "
                "que nunca se miraría. Borre la condición o elija otro flujo por defecto."
            )
            yield about(diagram, flow, message)
