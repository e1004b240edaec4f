"""A property about an outcome speaks of one that the form offers.

Source: the dialect (`cabildo.hasta.<outcome>`, `cabildo.si.<outcome>`). Asked where forms are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("userTask") if given.forms is not None else ():
        form = (given.forms or {}).get(node.form or "")
        field = form.field_at(node.properties.get("cabildo.decision") or "decision") if form else None
        offered = {str(option.value) for option in field.options} if field else set()
        for name in node.properties:
            kind, _, outcome = name.removeprefix("cabildo.").partition(".")
            if offered and kind in ("hasta", "si") and outcome and outcome not in offered:
                message = (
                    f"La propiedad «{short(name)}» de {called(node)} se refiere al resultado "
                    f"«{short(outcome)}», que su formulario no ofrece; no tendría efecto. Corrija el nombre o "
                    "añada la opción."
                )
                yield about(diagram, node, message)
