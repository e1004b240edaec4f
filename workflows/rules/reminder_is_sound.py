"""A reminder is one percentage of the term or several, each from 1 to 100, and stands beside a term.

Source: the dialect (`cabildo.recordatorio`).
"""

import re
from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # only nobody is reminded

_PERCENT = re.compile(r"([1-9][0-9]?|100) ?%")


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        text = node.properties.get("cabildo.recordatorio")
        if text is None or text.startswith("="):
            continue
        if not all(_PERCENT.fullmatch(part.strip()) for part in text.split(",")):
            message = (
                f"El recordatorio de {called(node)} dice «{short(text)}»; se escribe como porcentaje del "
                "plazo: «80 %», o «50 %, 80 %». Corríjalo."
            )
            yield about(diagram, node, message)
        elif "cabildo.plazo" not in node.properties:
            message = (
                f"{called(node)} tiene recordatorio pero no plazo; nunca se recordaría. Escriba "
                "«cabildo.plazo» o borre el recordatorio."
            )
            yield about(diagram, node, message)
