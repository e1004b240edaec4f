"""A user task says with which form it is answered.

Source: the dialect (form of a user task). Asked where forms are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("userTask") if given.forms is not None else ():
        if not node.form:
            message = (
                f"{called(node)} no tiene formulario; quien la reciba no tendría qué llenar. Elija uno en «Formulario»."
            )
            yield about(diagram, node, message)
