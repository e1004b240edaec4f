"""A step of a diagram that runs says who does it: a task of no kind passes at once, and nobody decides there.

Source: BPMN 2.0, 10.3.3 (an abstract task says nothing of how it is done) and 13.3.3.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    """Yield one finding for each process: a drawing of another tool may have nothing but such tasks."""
    for process in diagram.processes.values():
        plain = [node for node in given.of("task") if node.process is process]
        if plain:
            more = f" y {len(plain) - 1} más" if len(plain) > 1 else ""
            message = (
                f"{called(plain[0])}{more} no dice de qué tipo es: el expediente pasa por ahí sin que nadie haga nada "
                "ni quede una decisión. Elija «tarea de usuario» si la hace una persona, u otro tipo de tarea."
            )
            yield about(diagram, plain[0], message)
