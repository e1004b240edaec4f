"""No circle turns for ever in one moment.

Source: the limits of the house. Such is a circle without a wait that nothing leaves, or whose way out depends on
nothing that changes in it.
"""

from collections.abc import Iterator

from workflows import circles
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # the step is undone, as an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        for circle in circles.at_once(scope, given.waits):
            if circles.is_endless(circle, given.expressions):
                names = ", ".join(called(node) for node in circle[:3])
                message = (
                    f"El expediente daría vueltas sin parar entre {names}: nada en ese ciclo espera ni cambia "
                    "lo que decide la salida. Ponga en el ciclo una tarea o una espera, o una salida que se "
                    "cumpla."
                )
                yield about(diagram, circle[0], message)
