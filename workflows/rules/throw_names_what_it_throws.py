"""What is thrown has a name or code: message, signal, error, escalation.

Source: BPMN 2.0, 10.5.5 (messageRef, signalRef, errorRef, escalationRef); only what catches may leave it open.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"
_WORDS = {"message": "qué mensaje", "signal": "qué señal", "error": "qué error", "escalation": "qué escalamiento"}


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        throws = node.kind in ("intermediateThrowEvent", "endEvent") and not node.service
        if throws and trigger.ref is None and trigger.kind in _WORDS:
            message = (
                f"{called(node)} no dice {_WORDS[trigger.kind]} lanza; quien lo espera por su nombre no lo sabría. "
                "Elija uno o cree uno nuevo."
            )
            yield about(diagram, node, message)
