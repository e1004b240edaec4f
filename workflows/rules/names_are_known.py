"""Every other expression reads values that the process gives.

Source: the dialect (values in and out). Asked where forms are given and everything that gives values is known.
"""

from collections.abc import Iterator

from workflows import knowledge
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for one in given.written:
        if one.part != "condition":
            for name in knowledge.unknown(one, given):
                message = (
                    f"La {one.place} lee «{short(name)}», que nada en este procedimiento da; sería siempre "
                    "nulo. Corrija el nombre o añada la salida que falta."
                )
                yield about(diagram, one.owner, message, one.line)
