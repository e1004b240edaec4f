"""A script task says what it works out, and under which name the result is kept.

Source: the dialect (`zeebe:script expression resultVariable`).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("scriptTask"):
        if node.script_language is None and not (node.script or "").removeprefix("=").strip():
            message = f"{called(node)} no tiene expresión; no haría nada. Escriba una expresión FEEL, o use una tarea."
            yield about(diagram, node, message)
