"""A condition begins with `=`, as other modelers expect of FEEL.

Source: the dialect (condition). It is read as FEEL in either case.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short, way

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flow in given.flows:
        if flow.condition and flow.condition.strip() and not flow.condition.startswith("="):
            message = (
                f"La condición de {way(flow)} no empieza con «=»; aquí se lee igual, pero otros modeladores "
                f"no la entenderían. Escriba «= {short(flow.condition, 40)}»."
            )
            yield about(diagram, flow, message)
