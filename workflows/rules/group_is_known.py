"""The candidate groups of a task are organs of the municipality.

Source: the dialect (candidateGroups overrides the lane). Asked where organs are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes if given.organs is not None else ():
        groups = node.candidates or ""
        for group in [] if groups.lstrip().startswith("=") else groups.split(","):
            if group.strip() and group.strip() not in (given.organs or ()):
                message = (
                    f"{called(node)} se asigna a «{short(group)}», que no está en el organigrama; no llegaría "
                    "a nadie. Escriba el nombre corto de un órgano."
                )
                yield about(diagram, node, message)
