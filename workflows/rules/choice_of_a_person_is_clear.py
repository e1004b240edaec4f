"""A choice that is left to a person stands in the lane of an organ, and its ways are called differently.

Source: the dialect (organ that must act); the officer chooses by the names of the ways.
"""

from collections.abc import Iterator

from workflows import crossroads
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # it runs, only nobody receives it, or two ways read the same


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    with_lanes = {lane.process for lane in diagram.lanes}
    for node in filter(crossroads.asks, given.of("exclusiveGateway")):
        if (given.organs is not None or node.process.id in with_lanes) and not crossroads.has_an_organ(node):
            message = (
                f"{called(node)} no tiene condiciones y no está en el carril de ningún órgano; nadie recibiría la "
                "pregunta. Póngala en el carril de quien debe elegir, o escriba las condiciones."
            )
            yield about(diagram, node, message)
        for name, times in crossroads.alike(node).items():
            message = (
                f"De {called(node)} salen {times} flujos que se llaman «{short(name)}»; quien elige no sabría cuál "
                "es cuál. Dé a cada uno un nombre distinto."
            )
            yield about(diagram, node, message)
