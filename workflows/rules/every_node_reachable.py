"""Every step can be reached.

Source: BPMN 2.0, 13.2; a step that no token reaches would never be done by anybody.
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        begun = paths.entries(scope)  # where nothing begins, another rule speaks
        entered = begun + [node for node in scope.children if node.by_event or node.compensates]
        live = paths.reached(entered)
        lost = [n for n in scope.children if begun and n not in live and (n.host or n.kind != "boundaryEvent")]
        heads = [node for node in lost if paths.is_head(node)]
        for node in heads or lost[:1]:
            message = (
                f"A {called(node)} no se puede llegar desde el inicio; nunca se haría. Una a este paso el "
                "flujo que falta o bórrelo."
            )
            yield about(diagram, node, message)
