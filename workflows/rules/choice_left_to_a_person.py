"""A choice without any condition is left to a person: the organ of its lane is asked each time, as by a task.

Source: BPMN 2.0, 10.6.2 leaves it open; the design of the house asks the officer.
"""

from collections.abc import Iterator

from workflows import crossroads
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, listed

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in filter(crossroads.asks, given.of("exclusiveGateway")):
        if crossroads.alike(node):
            continue  # what cannot be chosen is the concern of another rule
        ways = listed([f"«{crossroads.called(flow)}»" for flow in node.outgoing])
        message = (
            f"{called(node)} no tiene ninguna condición: cada vez se abrirá una tarea y el órgano de su carril elegirá "
            f"entre {ways}. Si el expediente debe decidirlo solo, escriba las condiciones."
        )
        yield about(diagram, node, message)
