"""Every step that the flows lead to can run.

Source: BPMN 2.0, 13.3: a step runs when a token comes to it. Found by playing tokens through the diagram; what no flow
leads to is told by `every_node_reachable`, what lies behind a standstill by `deadlock_possible`.
"""

from collections.abc import Iterator

from workflows import soundness
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, told

LEVEL: Level = "error"
HINDERS = False  # all the rest runs


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flaw in given.flaws(soundness.NEVER):
        before = called(flaw.about) if flaw.about is not None else "lo anterior"
        message = (
            f"{called(flaw.node)} nunca se haría: {before} nunca termina por su camino normal. Hasta "
            f"ahí se llega así: {told(flaw.steps)}. Dé a {before} un final normal, o borre lo que no puede ocurrir."
        )
        yield about(diagram, flaw.node, message, steps=flaw.steps)
