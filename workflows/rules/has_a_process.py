"""The file holds a process that can run.

Source: BPMN 2.0, 10 (Process). A mere collaboration or choreography is a drawing: welcome, and nothing to start.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    if not any(process.executable for process in diagram.processes.values()):
        what = "ningún proceso" if not diagram.processes else "ningún proceso ejecutable"
        message = (
            f"El archivo no contiene {what}; se puede mostrar, pero no iniciar expedientes con él. Si debe "
            "ejecutarse, marque el proceso como ejecutable."
        )
        yield about(diagram, None, message)
