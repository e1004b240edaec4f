"""Quantities and bounds are whole numbers that make sense, and what begins by itself needs no second token.

Source: BPMN 2.0, 10.3 (startQuantity, completionQuantity), 10.3.8 (loopMaximum) and 13.3.5 (ad-hoc sub-process).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
    for node in given.nodes:
        if node.starts > 1 and not node.incoming and node.scope and node.scope.kind == "adHocSubProcess":
            message = (
                f"{called(node)} necesita {node.starts} llegadas para empezar (startQuantity), pero en un subproceso "
                "ad hoc empieza por sí sola, con una: el expediente quedaría detenido. Ponga 1."
            )
            yield about(diagram, node, message)
