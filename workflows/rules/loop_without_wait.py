"""A circle in which nobody has to do anything ends by counting; make sure that it does.

Source: the limits of the house (1,000 transitions per step).
"""

from collections.abc import Iterator

from workflows import circles
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        for circle in circles.at_once(scope, given.waits):
            if not circles.is_endless(circle, given.expressions):
                names = ", ".join(called(node) for node in circle[:3])
                message = (
                    f"En el ciclo de {names} nada espera; si su salida no se cumple pronto, el paso se "
                    "deshace y queda una incidencia. Compruebe que termine, o ponga una tarea en el ciclo."
                )
                yield about(diagram, circle[0], message)
