"""A register that is read or written, by a data store or by name, is one that the municipality keeps.

Source: BPMN 2.0, 10.4.1 (data stores); the dialect (`registro("…")`, `registros.anotar`). Asked where registers are
given; an arrow that only points says nothing of a register, and a name that is reckoned is met in the step.
"""

import re
from collections.abc import Iterator

from workflows.data import register_slug
from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, listed, short

LEVEL: Level = "error"
HINDERS = False  # a rehearsal says itself which registers there are
ASKED = re.compile(r'\bregistro\("([^"\\]{1,200})"')  # one pass, no part of it repeats another
WHOLE = re.compile(r'\s*=\s*"([^"\\]{1,200})"\s*')


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    kept = given.registers
    if kept is None:
        return
    there = f" Están: {listed(sorted(kept))}." if kept else ""
    for node in given.nodes:
        for name in dict.fromkeys(_named(node)):
            if register_slug(name) not in kept:
                message = (
                    f"{called(node)} usa el almacén «{short(name)}», y la municipalidad no lleva un registro de ese "
                    f"nombre; el paso se detendría. Corrija el nombre o cargue antes el registro.{there}"
                )
                yield about(diagram, node, message)
    for one in given.written:
        for name in dict.fromkeys(ASKED.findall(one.text)):
            if register_slug(name) not in kept:
                message = (
                    f"La {one.place} consulta el registro «{short(name)}», y la municipalidad no lo lleva; el paso se "
                    f"detendría. Corrija el nombre o cargue antes el registro.{there}"
                )
                yield about(diagram, one.owner, message, one.line)


def _named(node: Node) -> Iterator[str]:
    """Yield the registers that a step writes or reads by an arrow, or writes by the service of the house."""
    yield from (one.register for one in node.drawn.yields if one.register)
    yield from (name for one in node.drawn.moves for _, name in one.registers)
    if node.service == "registros.anotar":
        told = (WHOLE.fullmatch(one.source) for one in node.inputs if one.target == "registro")
        yield from (found[1] for found in told if found)
