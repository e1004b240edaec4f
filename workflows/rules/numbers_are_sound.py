"""Quantities and bounds are whole numbers that make sense, and an ad-hoc step waits for no more than comes.

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
        come = sum(flow.source.completes for flow in node.incoming) or 1
        if node.starts > come and node.scope is not None and node.scope.kind == "adHocSubProcess":
            message = (
                f"{called(node)} necesita {node.starts} llegadas para empezar (startQuantity), y en su "
                f"subproceso ad hoc no le llegan más de {come}: el expediente quedaría detenido. Ponga {come}."
            )
            yield about(diagram, node, message)
