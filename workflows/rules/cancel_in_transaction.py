"""Cancelling is for transactions: its end inside one, its border event on one.

Source: BPMN 2.0, 10.3.5 (Transaction) and 10.5.5 (Cancel).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        place = node.host if node.kind == "boundaryEvent" else node.scope
        if trigger.kind == "cancel" and (place is None or place.kind != "transaction"):
            message = (
                f"{called(node)} cancela una transacción, pero no está en ninguna; no cancelaría nada. Use un "
                "error, o convierta el subproceso en transacción."
            )
            yield about(diagram, node, message)
