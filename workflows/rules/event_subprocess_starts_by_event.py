"""An event sub-process has exactly one start, with a trigger, and no flow to or from it.

Source: BPMN 2.0, 10.3.5 (Event Sub-Process).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        if not scope.by_event:
            continue
        starts = [node for node in scope.children if node.kind == "startEvent"]
        if len(starts) != 1 or not starts[0].triggers:
            message = (
                f"{called(scope)} se dispara por un evento y debe tener un solo inicio, que diga qué lo dispara "
                "(mensaje, plazo, señal…); así nunca ocurriría. Corrija su inicio."
            )
            yield about(diagram, scope, message)
        for flow in (*scope.incoming, *scope.outgoing):
            message = (
                f"Al subproceso de evento {called(scope)} no llega ni de él sale ningún flujo: lo dispara su "
                "inicio. Borre el flujo."
            )
            yield about(diagram, flow, message)
