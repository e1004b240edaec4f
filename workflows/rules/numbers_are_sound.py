"""Quantities and bounds are whole numbers that make sense, and a step with no flow in waits for no more than comes.

Source: BPMN 2.0, 10.3 (startQuantity, completionQuantity), 10.3.8 (loopMaximum) and 13.3.5 (ad-hoc sub-process).
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, defects

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    yield from defects(__name__, diagram)
    for node in given.nodes:
        come = sum(flow.source.completes for flow in node.incoming) or 1
        if node.starts > come and _is_counted_here(node):
            message = (
                f"{called(node)} necesita {node.starts} llegadas para empezar (startQuantity), y no le llegan más de "
                f"{come}: el expediente quedaría detenido. Ponga {come}."
            )
            yield about(diagram, node, message)


def _is_counted_here(node: Node) -> bool:
    """Say whether no token is played through a step: it stands in an ad-hoc sub-process, or alone without a start."""
    if node.scope is None or node.scope.kind == "adHocSubProcess":
        return node.scope is not None
    return not (node.outgoing or node.boundaries) and node in paths.entries(node.scope)
