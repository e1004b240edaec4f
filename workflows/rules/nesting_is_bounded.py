"""Sub-processes and calls nest at most 20 deep.

Source: the limits of the house.
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import SCOPES, Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    levels: dict[Node, int] = {}
    for part in paths.knots(given.processes.values(), lambda process: [target for _, target in _calls(process, given)]):
        for process in part:
            levels[process] = max((1 + at + levels.get(target, 0) for at, target in _calls(process, given)), default=0)
    for process in diagram.processes.values():
        deep = [node for node in process.walk() if node.kind in SCOPES and paths.depth(node) == MOST]
        if deep:
            message = (
                f"{called(deep[0])} está dentro de más de {MOST} subprocesos. Lleve una parte a un diagrama propio."
            )
            yield about(diagram, deep[0], message)
        elif levels.get(process, 0) > MOST:
            message = (
                f"Desde {called(process)} las llamadas y subprocesos se anidan en {levels[process]} niveles; "
                f"el máximo es {MOST}. Junte algunos."
            )
            yield about(diagram, process, message)


MOST = 20


def _calls(process: Node, given: Given) -> list[tuple[int, Node]]:
    """Return the processes that a process calls, each with how deep in it the call stands."""
    found = []
    for node in process.walk():
        target = given.processes.get(node.called or "") if node.kind == "callActivity" else None
        if target is not None:
            found.append((paths.depth(node), target))
    return found
