"""A timer event says when it happens.

Source: BPMN 2.0, 10.5.5 (TimerEventDefinition).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        if trigger.kind == "timer" and not trigger.text.removeprefix("=").strip():
            message = (
                f"El temporizador de {called(node)} no dice cuándo ocurre; se esperaría para siempre. Escriba "
                'una duración («P5D», «= "5 dh"») o una fecha.'
            )
            yield about(diagram, node, message)
