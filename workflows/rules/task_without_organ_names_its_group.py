"""A task in a lane that is no organ (`-`) names its organ itself.

Source: the dialect (organ that must act; the boxes "En cualquier momento").
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it runs, only nobody receives it


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("userTask", "manualTask"):
        if node.lane is not None and node.lane.organ == "-" and not (node.candidates or "").strip():
            message = (
                f"{called(node)} está en un carril que no es de ningún órgano; nadie la recibiría. Diga qué "
                "órgano la hace en «Candidate groups»."
            )
            yield about(diagram, node, message)
