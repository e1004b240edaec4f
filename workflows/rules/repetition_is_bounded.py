"""A fixed number of repetitions is from 0 to 500.

Source: the limits of the house (500 runs of a repetition).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.elements import whole
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it is an incident when a case gets there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        number = whole((node.loop.count or "").removeprefix("=")) if node.loop else None
        if number is not None and not 0 <= number <= MOST:
            message = f"{called(node)} se repetiría {number} veces y puede ser de 0 a {MOST}. Corrija el número."
            yield about(diagram, node, message)


MOST = 500
