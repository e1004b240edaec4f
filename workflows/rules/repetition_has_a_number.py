"""A repeated activity says for how many, or for which items; a standard loop says until when.

Source: BPMN 2.0, 10.3.8 (Loop Characteristics); the dialect (repeated step).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        loop = node.loop
        if loop is not None and loop.kind == "multi" and not (loop.count or loop.items):
            message = (
                f"{called(node)} se repite, pero no dice para cuántos ni para qué lista. Escriba la colección "
                "de entrada o el número de repeticiones."
            )
            yield about(diagram, node, message)
        if loop is not None and loop.kind == "standard" and not loop.condition and loop.maximum is None:
            message = (
                f"{called(node)} se repite sin decir hasta cuándo; no terminaría. Escriba la condición para "
                "repetir o un máximo."
            )
            yield about(diagram, node, message)
