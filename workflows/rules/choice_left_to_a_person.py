"""A choice without any condition or default is left to a person: the officer of its lane.

Source: BPMN 2.0, 10.6.2 leaves it open; the design of the house asks the officer.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("exclusiveGateway"):
        silent = all(flow.condition is None for flow in node.outgoing)
        if len(node.outgoing) > 1 and silent:
            message = (
                f"{called(node)} tiene {len(node.outgoing)} salidas y ninguna condición; una persona tendría "
                "que elegir cada vez. Escriba las condiciones."
            )
            yield about(diagram, node, message)
