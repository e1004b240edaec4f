"""A term is written as the dialect says: an amount from 1 to 3,650 days and a unit, or FEEL.

Source: the dialect (term; outcome allowed only for a time).
"""

from collections.abc import Iterator

from workflows import terms
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # a term that cannot be counted is an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        for name, value in node.properties.items():
            of_term = name == "cabildo.plazo" or name.startswith("cabildo.hasta.")
            if of_term and not value.startswith("=") and (wrong := _wrong(value)):
                message = f"El plazo «{short(name)}» de {called(node)}: {wrong}"
                yield about(diagram, node, message)


def _wrong(text: str) -> str | None:
    try:
        terms.parse(text)
    except ValueError as error:
        return str(error)
    return None
