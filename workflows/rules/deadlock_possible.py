"""No case can come to a standstill.

Source: BPMN 2.0, 13.4: a join waits for a token on every flow. Found by playing tokens through the diagram: whatever
the gateways can choose is tried, whatever the values are.
"""

from collections.abc import Iterator

from workflows import soundness
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, expected, told

LEVEL: Level = "error"
HINDERS = False  # the case stands still, as an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flaw in given.flaws(soundness.DEADLOCK):
        how = "Decídase lo que se decida, el expediente quedaría" if flaw.always else "El expediente puede quedar"
        message = (
            f"{how} detenido en {called(flaw.node)}: {expected(flaw)}. Para verlo: {told(flaw.steps)}. Junte esos "
            "caminos con una compuerta exclusiva, o haga que lleguen todos."
        )
        yield about(diagram, flaw.node, message, steps=flaw.steps)
