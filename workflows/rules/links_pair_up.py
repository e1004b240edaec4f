"""Each link that is thrown is caught by exactly one link of that name on its own level.

Source: BPMN 2.0, 10.5.5 (Link Events).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        ends: dict[str | None, list[Node]] = {}
        thrown: dict[str | None, list[Node]] = {}
        for node in scope.children:
            for trigger in node.triggers:
                if trigger.kind == "link":
                    side = ends if node.kind == "intermediateCatchEvent" else thrown
                    side.setdefault(trigger.name, []).append(node)
        for name, nodes in thrown.items():
            if not ends.get(name):
                message = (
                    f"El enlace «{short(name or '')}» sale de {called(nodes[0])} y no llega a ninguna parte. "
                    "Dibuje el enlace de llegada con el mismo nombre."
                )
                yield about(diagram, nodes[0], message)
        for name, nodes in ends.items():
            if len(nodes) > 1 or name not in thrown:
                why = "tiene dos llegadas" if len(nodes) > 1 else "no sale de ninguna parte"
                message = (
                    f"El enlace «{short(name or '')}» que llega a {called(nodes[-1])} {why}. Deje una salida "
                    "(o varias) y una sola llegada."
                )
                yield about(diagram, nodes[-1], message)
