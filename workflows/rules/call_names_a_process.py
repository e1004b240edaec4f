"""A call activity says what it calls.

Source: BPMN 2.0, 10.3.6 (calledElement); the dialect (called procedure).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("callActivity"):
        if not (node.called or "").removeprefix("=").strip():
            message = (
                f"{called(node)} no dice a qué procedimiento llama; el expediente se detendría ahí. Escriba "
                "el id del proceso en «Called element»."
            )
            yield about(diagram, node, message)
