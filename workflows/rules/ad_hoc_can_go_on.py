"""A sub-process without a fixed order that goes on until a condition holds has something that a person may do again.

Source: BPMN 2.0, 13.3.5: it is done when its completion condition holds. What runs by itself runs once.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.of("adHocSubProcess"):
        if scope.condition and scope.children and not any(_is_offered(node) for node in scope.children):
            message = (
                f"{called(scope)} termina cuando se cumple su condición, y dentro no hay ninguna tarea que una persona "
                "pueda repetir: si la condición no se cumple cuando todo acabó, el expediente se detiene con una "
                "incidencia. Añada una tarea de usuario sin flujo de entrada, o quite la condición."
            )
            yield about(diagram, scope, message)


def _is_offered(node: Node) -> bool:
    return node.kind in ("userTask", "manualTask") and node.loop is None and not (node.incoming or node.compensates)
