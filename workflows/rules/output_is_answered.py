"""What a task of a person declares as its output is a field of its form.

Source: BPMN 2.0, 10.4.2 (an activity ends with an output set). Asked where forms are given.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # it runs until the officer has answered


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("userTask"):
        form = (given.forms or {}).get(node.form or "")
        sets = node.drawn.output_sets
        if form is None or not sets:
            continue
        known = {*form.names, *(assignment.target for assignment in node.inputs), node.drawn.into}
        lacking = [[name for name in one.required if name not in known] for one in sets]
        for name in lacking[0] if [] not in lacking else ():
            message = (
                f"{called(node)} declara la salida «{short(name)}», y su formulario no la pregunta; la tarea ya "
                "respondida quedaría detenida. Añada el campo, o quite la salida de su conjunto."
            )
            yield about(diagram, node, message)
