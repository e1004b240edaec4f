"""A process or sub-process has somewhere to begin.

Source: BPMN 2.0, 10.5.2 (Start Event): without one, each step that no flow leads to begins.
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # what cannot begin is an incident; what is empty is done at once


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for process in given.of("process"):
        if not process.children:
            message = f"{called(process)} no tiene ningún paso; no hay nada que iniciar. Dibuje un inicio y sus tareas."
            yield about(diagram, process, message)
    for scope in given.scopes:
        if scope.children and not paths.entries(scope):
            message = (
                f"En {called(scope)} nada puede empezar: no hay un inicio y a todos los pasos llega un flujo. "
                "Dibuje un evento de inicio."
            )
            yield about(diagram, scope, message)
