"""Every expression is FEEL that can be read.

Source: DMN 1.3, 10.3 (FEEL); the dialect. A mistake found here is not found by a citizen's file.
"""

from collections.abc import Iterator

from workflows import feel
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for one in given.written:
        if one.text.removeprefix("=").strip():
            try:
                given.expressions.read(one.text)
            except feel.FeelError as error:
                said = short(str(error), 160)
                message = f"La {one.place} no se puede leer como FEEL ({said}): «{short(one.text)}». Corríjala."
                yield about(diagram, one.owner, message, one.line)
