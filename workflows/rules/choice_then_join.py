"""What an exclusive choice parts is not waited for together.

Source: BPMN 2.0, 13.4.1 and 13.4.2: the parallel join would wait for a token that never comes.
"""

from collections.abc import Iterator

from workflows import parallel
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # the case stands still, as an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for join in given.of("parallelGateway"):
        choice = parallel.choice_before(join)
        if choice is not None:
            message = (
                f"{called(join)} espera todos los caminos que salen de {called(choice)}, pero de ahí solo "
                "sigue uno; el expediente se quedaría detenido. Junte los caminos con una compuerta "
                "exclusiva, o sin compuerta."
            )
            yield about(diagram, join, message)
