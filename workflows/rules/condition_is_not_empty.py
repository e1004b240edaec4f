"""A condition that is there says something.

Source: BPMN 2.0, 8.4.13; the dialect (condition).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, way

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flow in given.flows:
        if flow.condition is not None and not flow.condition.removeprefix("=").strip():
            message = f"La condición de {way(flow)} está vacía; no se sabría cuándo tomarlo. Escríbala o bórrela."
            yield about(diagram, flow, message)
    for node, trigger in given.triggers:
        if trigger.kind == "conditional" and not trigger.text.removeprefix("=").strip():
            message = f"{called(node)} no tiene condición; nunca ocurriría. Escríbala."
            yield about(diagram, node, message)
