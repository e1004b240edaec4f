"""A business rule task names the decision that it asks.

Source: the dialect (`zeebe:calledDecision decisionId resultVariable`).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("businessRuleTask"):
        if not (node.decision or "").removeprefix("=").strip():
            message = (
                f"{called(node)} no dice qué tabla de decisión consulta. Escriba el id de la decisión y el "
                "nombre del resultado."
            )
            yield about(diagram, node, message)
        elif not node.result:
            message = (
                f"{called(node)} consulta «{short(node.decision or '')}» pero no guarda el resultado; nada "
                "podría leerlo. Escriba el nombre del resultado."
            )
            yield about(diagram, node, message)
