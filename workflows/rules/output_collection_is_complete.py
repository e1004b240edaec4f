"""What each run gives and the list that gathers it are said together.

Source: the dialect (outputCollection, outputElement).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        loop = node.loop
        if loop is not None and loop.kind == "multi" and bool(loop.collect) != bool(loop.collected):
            message = (
                f"La repetición de {called(node)} dice solo una de las dos cosas: la lista de resultados o "
                "qué se guarda de cada repetición. Escriba ambas o ninguna."
            )
            yield about(diagram, node, message)
