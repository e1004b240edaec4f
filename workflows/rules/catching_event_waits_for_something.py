"""An event in the middle that waits says for what.

Source: BPMN 2.0, 10.5.4: an intermediate catch event always has a trigger; so has one on a border.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("intermediateCatchEvent", "boundaryEvent"):
        if not node.triggers:
            message = (
                f"{called(node)} no dice qué espera; el expediente se quedaría ahí. Elija un mensaje, un "
                "plazo, una señal o una condición."
            )
            yield about(diagram, node, message)
