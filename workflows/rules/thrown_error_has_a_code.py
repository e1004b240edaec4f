"""An error or escalation that is thrown says which one it is.

Source: BPMN 2.0, 10.5.5 (errorRef, escalationRef); only what catches may leave it open and so catch any.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        throws = node.kind in ("intermediateThrowEvent", "endEvent")
        if throws and trigger.kind in ("error", "escalation") and trigger.ref is None:
            what = "qué error lanza" if trigger.kind == "error" else "qué escalamiento lanza"
            message = (
                f"{called(node)} no dice {what}; no se sabría quién lo atiende. Elija uno o cree uno nuevo "
                "con su código."
            )
            yield about(diagram, node, message)
