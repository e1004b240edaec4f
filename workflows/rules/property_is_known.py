"""A property that begins with `cabildo.` is one of the dialect's.

Source: the dialect; a misspelled term would never run.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"

_WORDS = frozenset(
    {
        "organo",
        "inicio",
        "decision",
        "plazo",
        "recordatorio",
        "escala_a",
        "base_legal",
        "plazo_desde",
        "prorroga",
        "distancia",
        "estado",
        "firma",
        "distinto_de",
        "deriva_a",
        "asunto",
        "campos",
        "de",
    }
)
_OF_SOMETHING = ("hasta.", "si.", "distinto_de.")  # what follows names an outcome, or a task inside a call


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        for name in node.properties:
            word = name.removeprefix("cabildo.")
            if name.startswith("cabildo.") and word not in _WORDS and not word.startswith(_OF_SOMETHING):
                message = (
                    f"{called(node)} tiene la propiedad «{short(name)}», que aquí no significa nada. Corrija "
                    "su nombre (por ejemplo «cabildo.plazo») o bórrela."
                )
                yield about(diagram, node, message)
