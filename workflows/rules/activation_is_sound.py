"""A complex gateway that waits says when it goes on.

Source: BPMN 2.0, 10.6.5 (activationCondition).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("complexGateway"):
        if len(node.incoming) > 1 and not node.condition:
            message = (
                f"{called(node)} recibe varios caminos y no dice cuántos hacen falta para seguir. Escriba su "
                "condición de activación."
            )
            yield about(diagram, node, message)
