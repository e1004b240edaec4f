"""Branches that run at once are joined before they go on as one.

Source: BPMN 2.0, 10.6.4 and 13.4: without a join, what follows is done once for each branch. Found by playing tokens
through the diagram.
"""

from collections.abc import Iterator

from workflows import soundness
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, told

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flaw in given.flaws(soundness.CROWD):
        what = called(flaw.about) if flaw.about not in (None, flaw.node) else "lo que ahí se hace"
        message = (
            f"A {called(flaw.node)} pueden llegar dos caminos a la vez, sin que nada los junte; {what} ocurriría dos "
            f"veces. Para verlo: {told(flaw.steps)}. Júntelos antes con una compuerta paralela o inclusiva."
        )
        yield about(diagram, flaw.node, message, steps=flaw.steps)
