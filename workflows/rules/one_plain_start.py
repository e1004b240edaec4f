"""At most one start of a process or sub-process has no trigger.

Source: BPMN 2.0, 10.5.2; a case opened by hand must know where it begins.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # a case begins at the first


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        plain = [node for node in scope.children if node.kind == "startEvent" and not node.triggers]
        for extra in plain[1:]:
            message = (
                f"{called(scope)} tiene más de un inicio sin condición: {called(plain[0])} y {called(extra)}; "
                "al abrir un expediente no se sabría cuál vale. Deje uno, o dé al otro un mensaje, una fecha "
                "o una señal."
            )
            yield about(diagram, extra, message)
