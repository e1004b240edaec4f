"""The beginning of a process is drawn, not left to be guessed.

Source: BPMN 2.0, 10.5.2; the dialect (who may start: the lane of the start event).
"""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for process in given.of("process"):
        starts = any(node.kind == "startEvent" or node.instantiate for node in process.children)
        begun = paths.entries(process)
        if begun and not starts and not begun[0].id.endswith(".task"):
            message = (
                f"{called(process)} no tiene evento de inicio; empezaría por {called(begun[0])} y no se "
                "sabría qué órgano puede iniciarlo. Dibuje un inicio en su carril."
            )
            yield about(diagram, process, message)
