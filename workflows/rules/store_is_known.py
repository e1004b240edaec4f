"""A data store that is read or written is a register that the municipality keeps.

Source: BPMN 2.0, 10.4.1 (data stores); the dialect. Asked where registers are given; an arrow that only points says
nothing of a register.
"""

from collections.abc import Iterator

from workflows.data import register_slug
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, listed, short

LEVEL: Level = "error"
HINDERS = False  # a rehearsal says itself which registers there are


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    kept = given.registers
    for node in given.nodes if kept is not None else ():
        named = [one.register for one in node.drawn.yields if one.register]
        named += [name for one in node.drawn.moves for _, name in one.registers]
        for name in dict.fromkeys(named):
            if kept is not None and register_slug(name) not in kept:
                there = f" Están: {listed(sorted(kept))}." if kept else ""
                message = (
                    f"{called(node)} usa el almacén «{short(name)}», y la municipalidad no lleva un registro de ese "
                    f"nombre; el paso se detendría. Corrija el nombre o cargue antes el registro.{there}"
                )
                yield about(diagram, node, message)
