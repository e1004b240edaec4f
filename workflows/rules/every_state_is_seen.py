"""A diagram has no more situations than can be looked at.

Source: the limits of the house (100,000 situations of one file, about a second). Past them nothing is certain.
"""

from collections.abc import Iterator

from workflows import soundness
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    unseen = list(given.flaws(soundness.UNSEEN))
    for flaw in unseen[:1]:
        others = f" (y otros {len(unseen) - 1})" if len(unseen) > 1 else ""
        message = (
            f"{called(flaw.node)}{others} puede pasar por demasiadas situaciones distintas y la revisión se detuvo: "
            "no se sabe si un expediente puede quedar detenido o repetir pasos. Junte antes los caminos que se abren a "
            "la vez, o llévelos a subprocesos."
        )
        yield about(diagram, flaw.node, message)
