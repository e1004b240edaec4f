"""A service that an automatic step asks for is one that is lent here.

Source: the dialect (`zeebe:taskDefinition type`). Asked where services are given; a name that is reckoned is met in
the step.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, listed, short

LEVEL: Level = "error"
HINDERS = False  # a rehearsal lends whatever its scenario says


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    lent = given.services
    if lent is None:
        return
    for node in given.nodes:
        name = (node.service or "").strip()
        if name and not name.startswith("=") and name not in lent:
            message = (
                f"{called(node)} pide el servicio «{short(name)}», y nadie lo presta aquí; el expediente quedaría ahí "
                f"como incidencia. Corrija su tipo. Están: {listed(sorted(lent))}."
            )
            yield about(diagram, node, message)
