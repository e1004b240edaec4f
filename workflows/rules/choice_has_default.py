"""A choice with conditions has a default flow, so that a case never stops there.

Source: BPMN 2.0, 10.6.2: where no condition is true and no default is drawn, an exception is thrown.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("exclusiveGateway", "inclusiveGateway"):
        conditions = [flow for flow in node.outgoing if flow.condition is not None]
        if len(node.outgoing) > 1 and node.default is None and len(conditions) == len(node.outgoing):
            message = (
                f"{called(node)} no tiene flujo por defecto; si ninguna condición se cumple, el expediente se "
                "detiene con una incidencia. Marque como flujo por defecto el camino ordinario."
            )
            yield about(diagram, node, message)
