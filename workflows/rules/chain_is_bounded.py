"""At most 2,000 steps follow each other in one row.

Source: the limits of the house.
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        length: dict[Node, int] = {}
        for part in paths.knots(scope.children):
            beyond = max((length.get(node, 0) for start in part for node in paths.after(start)), default=0)
            for node in part:
                length[node] = len(part) + beyond
        longest = max(length, key=lambda node: length[node], default=None)
        if longest is not None and length[longest] > MOST:
            message = (
                f"Desde {called(longest)} siguen {length[longest]} pasos en fila; el máximo es {MOST}. Lleve "
                "una parte a un subproceso."
            )
            yield about(diagram, longest, message)


MOST = 2000
