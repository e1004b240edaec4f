"""The form of a task exists.

Source: the dialect (`forms/<formId>.form`). Asked where forms are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes if given.forms is not None else ():
        if node.form and node.form not in (given.forms or {}):
            message = (
                f"{called(node)} pide el formulario «{short(node.form)}», que no existe; la tarea no se "
                "podría abrir. Créelo en la carpeta «forms» o corrija el nombre."
            )
            yield about(diagram, node, message)
