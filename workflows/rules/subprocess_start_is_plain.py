"""The start of an embedded sub-process has no trigger: it begins when the flow comes.

Source: BPMN 2.0, 10.5.2 (Start Events in Sub-Processes).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.of("subProcess", "transaction"):
        for node in scope.children:
            if node.kind == "startEvent" and node.triggers and not scope.by_event:
                message = (
                    f"{called(node)} espera un aviso, pero {called(scope)} empieza cuando llega "
                    "el flujo. Quite el disparador o conviértalo en subproceso de evento."
                )
                yield about(diagram, node, message)
