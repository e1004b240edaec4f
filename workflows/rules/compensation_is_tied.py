"""What compensates is tied to what it compensates, and only that leads to it.

Source: BPMN 2.0, 10.7.1 and 10.7.2 (Compensation Handler).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    handlers = {node.handler for node in given.nodes if node.handler is not None}
    for node in given.of("boundaryEvent"):
        compensates = any(trigger.kind == "compensate" for trigger in node.triggers)
        if compensates and node.host is not None and node.host.handler is None:
            message = (
                f"{called(node)} no señala qué tarea compensa a {called(node.host)}; nada se desharía. Únalo "
                "con una asociación a la tarea de compensación."
            )
            yield about(diagram, node, message)
    for node in given.nodes:
        if node.compensates and (node not in handlers or node.incoming) and not node.by_event:
            why = "le llega un flujo" if node.incoming else "ningún evento de compensación la señala"
            message = (
                f"{called(node)} es una tarea de compensación, pero {why}. Únala solo por una asociación "
                "desde el evento de compensación de la tarea que deshace."
            )
            yield about(diagram, node, message)
