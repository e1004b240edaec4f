"""Where a text may be FEEL or not, one that looks like an expression begins with `=`.

Source: the dialect: without `=` the text itself is the value.
"""

import re
from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"

_LITERAL = re.compile(r"[^=<>()\[\]{}+*/]*")


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        texts = [(one.target, one.source) for one in (*node.inputs, *node.outputs)]
        texts += [(one.target, one.value) for one in node.drawn.moves]
        for target, text in texts:
            if text and not text.startswith("=") and not _LITERAL.fullmatch(text):
                message = (
                    f"El origen de «{short(target)}» en {called(node)} es «{short(text, 40)}» sin "
                    "«=»; se tomaría como texto y no se calcularía. Escriba «=» delante."
                )
                yield about(diagram, node, message)
