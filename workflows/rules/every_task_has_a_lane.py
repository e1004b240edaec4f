"""Every task stands in a lane, so that an organ receives it.

Source: the dialect (organ that must act). Asked where the process has lanes, or organs are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # it runs, only nobody receives it


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    with_lanes = {lane.process for lane in diagram.lanes}
    for node in given.of("userTask", "manualTask", "task"):
        judged = given.organs is not None or node.process.id in with_lanes
        if judged and node.lane is None and not node.candidates and not node.id.endswith(".task"):
            message = (
                f"{called(node)} no está en ningún carril; ningún órgano la recibiría. Arrástrela al carril "
                "del órgano que debe hacerla."
            )
            yield about(diagram, node, message)
