"""An error on a border, or at the start of an event sub-process, always interrupts.

Source: BPMN 2.0, 10.5.6 (Error) and table 10.93.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        catches = node.kind in ("boundaryEvent", "startEvent")
        if catches and trigger.kind in ("error", "cancel") and not node.interrupting:
            message = (
                f"{called(node)} atiende un error sin interrumpir, y lo que falló no puede seguir. Márquelo "
                "como interruptor."
            )
            yield about(diagram, node, message)
