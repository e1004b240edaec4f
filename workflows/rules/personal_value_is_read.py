"""A value that a form marks as personal is not read by expressions: what is read stands in the journal for ever.

Source: the design of the house (what is read and what is kept). Asked where forms are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    forms = [form for node in given.nodes if (form := (given.forms or {}).get(node.form or ""))]
    personal = {field.key: field for form in forms for field in form.every() if field.personal}
    for one in given.written if personal else ():
        for name in sorted((given.expressions.names(one.text) or set()) & personal.keys()):
            message = (
                f"La {one.place} lee «{short(name)}», que su formulario marca como dato personal; quedaría en "
                "el historial sin poder borrarse. Léalo solo si es indispensable; si no, use otro dato."
            )
            yield about(diagram, one.owner, message, one.line)
