"""An error or escalation thrown inside a sub-process is caught around it, by code.

Source: BPMN 2.0, 10.5.7 (Handling Events): an error nobody catches makes the case fail.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Node, Trigger
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        inside = node.scope is not None and node.scope.kind != "process"
        if node.kind == "endEvent" and trigger.kind == "error" and inside and not _caught(node, trigger):
            message = (
                f"Nadie atiende el error «{short(trigger.name or '')}» que lanza {called(node)}; el "
                "expediente quedaría como incidencia. Ponga un evento de borde de error en el subproceso."
            )
            yield about(diagram, node, message)


def _caught(node: Node, thrown: Trigger) -> bool:
    """Say whether a border or an event sub-process around a step catches what it throws."""
    around = node.scope
    while around is not None:
        boxes = [start for child in around.children if child.by_event for start in child.children]
        watchers = [*around.boundaries, *boxes]
        if any(trigger.catches(thrown) for watcher in watchers for trigger in watcher.triggers):
            return True
        around = around.scope
    return False
