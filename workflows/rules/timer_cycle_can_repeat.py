"""A cycle stands where something can happen more than once: a start, or a border that does not interrupt.

Source: BPMN 2.0, 10.5.5 (timeCycle).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        once = node.kind == "intermediateCatchEvent" or (node.kind == "boundaryEvent" and node.interrupting)
        if trigger.kind == "timer" and trigger.form == "timeCycle" and once:
            message = f"{called(node)} usa un ciclo, pero ahí solo puede ocurrir una vez. Use una duración o una fecha."
            yield about(diagram, node, message)
