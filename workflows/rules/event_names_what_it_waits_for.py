"""A message or signal event that waits, or a receive task, names its message or signal.

Source: BPMN 2.0, 10.5.5 (messageRef, signalRef): nothing could ever be told to it.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it waits for any
_CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        if node.kind in _CATCHES and trigger.kind in ("message", "signal") and trigger.ref is None:
            what = "qué mensaje" if trigger.kind == "message" else "qué señal"
            message = f"{called(node)} no dice {what} espera; nadie podría responderle. Elija uno o cree uno nuevo."
            yield about(diagram, node, message)
    for node in given.of("receiveTask"):
        if not node.triggers:
            message = f"{called(node)} no dice qué mensaje recibe; esperaría para siempre. Elija uno o cree uno nuevo."
            yield about(diagram, node, message)
