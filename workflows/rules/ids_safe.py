"""Ids are plain names that the history can carry for ever.

Source: xsd:NCName (BPMN 2.0, 8.3.1); at most 100 characters, a limit of the house.
"""

import re
from collections.abc import Iterator

from workflows.diagram import Diagram, Flow, Lane, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"

_NAME = re.compile(r"[^\W\d][\w.-]*")
MOST = 100


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    things: list[Node | Flow | Lane] = [node for node in given.nodes if not node.id.endswith(".task")]
    things += [flow for flow in given.flows if flow.drawn and ">" not in flow.id]  # the others bear a name of ours
    for thing in (*things, *diagram.lanes):
        if len(thing.id) > MOST or not _NAME.fullmatch(thing.id):
            message = (
                f"El id «{short(thing.id)}» no sirve como nombre: debe empezar con letra o «_», tener solo "
                f"letras, cifras, «.», «-» y «_», y hasta {MOST} caracteres. Cámbielo."
            )
            yield about(diagram, thing, message)
