"""No end is reached while something waits that can never go on.

Source: BPMN 2.0, 13.5.6 (End Events): a process is completed when no token is left; an end that terminates takes the
others away. Found by playing tokens through the diagram.
"""

from collections.abc import Iterator

from workflows import soundness
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, expected, told

LEVEL: Level = "error"
HINDERS = False  # the case stands still, as an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flaw in given.flaws(soundness.LEFT):
        end = next((step.node for step in reversed(flaw.steps) if soundness.is_end(step.node)), flaw.node)
        message = (
            f"El expediente puede llegar a {called(end)} y no cerrarse: {called(flaw.node)} {expected(flaw)}. Para "
            f"verlo: {told(flaw.steps)}. Haga de ese final uno que termine todo el proceso, o lleve también ese camino "
            f"a {called(flaw.node)}."
        )
        yield about(diagram, end, message, steps=flaw.steps)
