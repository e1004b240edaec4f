"""A procedure comes back to itself only through a step that waits.

Source: the dialect: a call may return to its own procedure only through a wait; otherwise it never ends.
"""

from collections.abc import Iterator
from typing import NamedTuple

from workflows import paths
from workflows.diagram import SCOPES, Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # nesting is bounded: an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    calls = {process: _called_at_once(process, given) for process in given.processes.values()}
    for circle in paths.circles(list(calls), lambda process: [call.process_called for call in calls.get(process, ())]):
        for process in circle:
            for call in calls[process]:
                if call.process_called in circle and process in diagram.processes.values():
                    message = (
                        f"{called(call.node)} vuelve a llamar a este mismo procedimiento sin que nadie tenga "
                        "que hacer nada antes; no terminaría nunca. Ponga antes de la llamada una tarea o "
                        "una espera."
                    )
                    yield about(diagram, call.node, message)


class _Call(NamedTuple):
    node: Node
    process_called: Node


def _called_at_once(process: Node, given: Given) -> list[_Call]:
    """Return the calls that a case makes before it waits for the first time."""
    found: list[_Call] = []
    todo = [process]
    while todo:
        scope = todo.pop()
        for node in paths.reached(paths.entries(scope), given.waits.at_once):
            target = given.processes.get(node.called or "") if node.kind == "callActivity" else None
            if target is not None:
                found.append(_Call(node, target))
            if node.kind in SCOPES:
                todo.append(node)
    return sorted(found, key=lambda call: call.node.line or 0)
