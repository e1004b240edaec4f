"""A lane names an organ of the municipality, FEEL that gives one, or `-` for none.

Source: the dialect (organ that must act). Asked where organs are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for lane in diagram.lanes if given.organs is not None else ():
        if lane.organ != "-" and not lane.organ.startswith("=") and lane.organ not in (given.organs or ()):
            name = lane.name or lane.id
            message = (
                f"El carril «{short(name)}» señala al órgano «{short(lane.organ)}», que no está en el "
                "organigrama; sus tareas no llegarían a nadie. Escriba en «cabildo.organo» el nombre corto "
                "de un órgano."
            )
            yield about(diagram, lane, message)
