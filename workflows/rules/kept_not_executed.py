"""What other engines would execute is kept as it is, and does nothing here.

Source: the dialect (not executed here).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Flow, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short, way

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    things: list[Node | Flow] = [*given.nodes, *given.flows]
    for thing in things:
        for word in thing.kept:
            name = called(thing) if isinstance(thing, Node) else way(thing)
            message = (
                f"«{short(word)}» de {name} se conserva, pero aquí no se ejecuta. Si el paso depende de ello, "
                "dígalo de otro modo."
            )
            yield about(diagram, thing, message)
    for refusal in diagram.refused:
        if refusal.kind in ("potentialOwner", "humanPerformer", "performer", "resourceRole"):
            name = short(refusal.name or refusal.element or "")
            message = (
                f"El responsable que «{name}» indica con «{refusal.kind}» se conserva, pero aquí la tarea es "
                "del órgano de su carril. Ponga el paso en el carril que corresponde."
            )
            yield about(diagram, refusal, message)
