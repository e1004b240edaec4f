"""Messages and signals that are referred to have a name, by which they are told.

Source: the dialect (message, signal).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is told by its id


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for kind, declared in (("message", diagram.messages), ("signal", diagram.signals)):
        for node, trigger in given.triggers:
            if trigger.kind == kind and declared.get((trigger.ref or "").rpartition(":")[2]) == "":
                what = "El mensaje" if kind == "message" else "La señal"
                message = f"{what} de {called(node)} no tiene nombre; nadie podría dirigirse a él. Póngale uno."
                yield about(diagram, node, message)
