"""How long a message is kept that nobody waits for yet is a term, an ISO 8601 duration, or `no`.

Source: the dialect (`cabildo.conservar` on the message). Anything else is passed over, and the usual 30 days hold.
"""

from collections.abc import Iterator

from workflows import messages
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    said = {trigger.ref: (node, trigger) for node in given.nodes for trigger in node.triggers if trigger.keep}
    for node, trigger in said.values():
        if not messages.is_sound(trigger.keep):
            message = (
                f"La comunicación «{short(trigger.name or '')}» de {called(node)} se conserva «{short(trigger.keep)}», "
                "que no es un tiempo; se conservaría 30 días. Escriba un plazo («15 dh», «30 dc»), una duración "
                "(«P10D»), o «no»."
            )
            yield about(diagram, node, message)
