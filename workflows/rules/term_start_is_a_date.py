"""What a term counts from is FEEL that gives a date.

Source: the dialect (`cabildo.plazo_desde`).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # a term that cannot be counted is an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        text = node.properties.get("cabildo.plazo_desde")
        if text is not None and not (text.startswith("=") and text[1:].strip()):
            message = (
                f"«cabildo.plazo_desde» de {called(node)} dice «{short(text)}»; debe ser una expresión que dé "
                "una fecha, como «= fecha_recepcion». Corríjala."
            )
            yield about(diagram, node, message)
