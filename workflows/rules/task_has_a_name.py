"""A task that a person receives has a name in words.

Source: the drawing guide of the house (verb and object); the inbox shows it.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("userTask", "manualTask"):
        if not node.name.strip():
            message = (
                f"La tarea «{short(node.id)}» no tiene nombre; en la bandeja se leería su id. Nómbrela con "
                "verbo y objeto: «Elaborar informe»."
            )
            yield about(diagram, node, message)
