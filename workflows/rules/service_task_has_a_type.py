"""An automatic step names the handler that does it.

Source: the dialect (`zeebe:taskDefinition type`).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("serviceTask", "sendTask"):
        if not (node.service or "").removeprefix("=").strip() and not (node.kind == "sendTask" and node.triggers):
            message = (
                f"{called(node)} no dice qué servicio la hace; el expediente quedaría ahí como incidencia. "
                "Escriba su tipo, por ejemplo «documentos.numerar»."
            )
            yield about(diagram, node, message)
