"""A lane names an organ of the municipality, FEEL that gives one, or `-` for none.

Source: the dialect (organ that must act). Asked where organs are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Lane
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for lane in diagram.lanes if given.organs is not None else ():
        if lane.organ != "-" and not lane.organ.startswith("=") and lane.organ not in (given.organs or ()):
            name = lane.name or lane.id
            yield about(diagram, lane, _unsaid(name, lane) if lane.organ == lane.id else _unknown(name, lane))


def _unsaid(name: str, lane: Lane) -> str:
    return (
        f"El carril «{short(name)}» no dice qué órgano lo atiende, y su id «{short(lane.id)}» no es el de ninguno; sus "
        "tareas no llegarían a nadie. Elija el órgano en las propiedades del carril."
    )


def _unknown(name: str, lane: Lane) -> str:
    return (
        f"El carril «{short(name)}» señala al órgano «{short(lane.organ)}», que no está en el organigrama; sus tareas "
        "no llegarían a nadie. Elija en las propiedades del carril un órgano de la lista."
    )
