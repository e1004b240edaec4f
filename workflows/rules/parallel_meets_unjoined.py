"""Branches that run in parallel are joined before they go on as one.

Source: BPMN 2.0, 10.6.4 and 13.4: without a join, what follows is done once for each branch.
"""

from collections.abc import Iterator

from workflows import parallel
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for split in given.of("parallelGateway"):
        meeting = parallel.meeting_unjoined(split)
        if meeting is not None:
            message = (
                f"A {called(meeting)} llegan dos caminos que salieron a la vez de {called(split)}; lo que "
                "sigue se haría dos veces. Júntelos antes con una compuerta paralela."
            )
            yield about(diagram, meeting, message)
