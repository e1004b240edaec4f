"""A timer is ISO 8601 or FEEL: positive, at most ten years; a cycle of at least a minute and at most 1,000 times.

Source: BPMN 2.0, 10.5.5; ISO 8601; the limits of the house.
"""

from collections.abc import Iterator

from workflows import terms
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"
HINDERS = False  # a timer that cannot be started is an incident


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        literal = trigger.kind == "timer" and trigger.text and not trigger.text.startswith("=")
        if literal and (wrong := _wrong(trigger.text, trigger.form)):
            message = f"El temporizador de {called(node)}: {wrong}"
            yield about(diagram, node, message)


def _wrong(text: str, form: str) -> str | None:
    """Return why a text is no timer; a constant in the notation of terms belongs behind a `=`."""
    try:
        terms.parse_timer(text, form)
    except ValueError as error:
        return str(error)
    return None
