"""Each line of a mapping has a source and the name of a value as its target.

Source: the dialect (`zeebe:ioMapping`).
"""

import re
from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"

_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        for assignment in (*node.inputs, *node.outputs):
            if not assignment.source.removeprefix("=").strip():
                message = (
                    f"La asignación a «{short(assignment.target)}» en {called(node)} no dice de dónde sale el "
                    "valor. Escriba su origen o bórrela."
                )
                yield about(diagram, node, message)
            if len(assignment.target) > 200 or not _NAME.fullmatch(assignment.target):
                message = (
                    f"{called(node)} asigna un valor a «{short(assignment.target)}», que no sirve como nombre "
                    "de un dato. Use letras, cifras y «_», sin espacios."
                )
                yield about(diagram, node, message)
