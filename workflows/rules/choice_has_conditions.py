"""Where several ways leave an exclusive choice, each says when it is taken, but the default one.

Source: BPMN 2.0, 10.6.2. A choice with no condition at all is made by a person and is none of this rule's.
"""

from collections.abc import Iterator

from workflows import crossroads
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # a flow without a condition is taken when its turn comes


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("exclusiveGateway"):
        if not crossroads.asks(node) and len(node.outgoing) > 1:
            for flow in [flow for flow in node.outgoing if flow.condition is None and flow.id != node.default]:
                message = (
                    f"En {called(node)} el flujo hacia {called(flow.target)} no dice cuándo se toma. Escriba "
                    "su condición o márquelo como flujo por defecto."
                )
                yield about(diagram, flow, message)
