"""The decision that is asked exists.

Source: the dialect (decision table). Asked where decisions are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes if given.decisions is not None else ():
        decision = node.decision
        if decision and not decision.startswith("=") and decision not in (given.decisions or ()):
            message = (
                f"{called(node)} consulta la decisión «{short(decision)}», que ninguna tabla contiene. "
                "Corrija el id o añada la tabla a la carpeta."
            )
            yield about(diagram, node, message)
