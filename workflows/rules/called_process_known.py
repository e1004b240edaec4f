"""What is called is among the files of the set.

Source: the dialect (called procedure). Asked where several files, or a whole folder, are judged together.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    whole = given.several or given.forms is not None  # a folder with its forms is all that there is
    for node in given.of("callActivity") if whole else ():
        if node.called and not node.called.startswith("=") and node.called not in given.processes:
            message = (
                f"{called(node)} llama al proceso «{short(node.called)}», que no está en ninguno de los "
                "archivos. Corrija el id o añada el diagrama que falta."
            )
            yield about(diagram, node, message)
