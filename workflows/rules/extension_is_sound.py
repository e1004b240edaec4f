"""How long a term may be extended is a term, or «no»; that and the distance stand beside a term.

Source: the dialect (`cabildo.prorroga`, `cabildo.distancia`); LPAG 146, 147.
"""

from collections.abc import Iterator

from workflows import terms
from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # only nobody can extend it


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        for name in ("cabildo.prorroga", "cabildo.distancia"):
            if name in node.properties and not _has_a_term(node):
                message = (
                    f"{called(node)} tiene «{name}» pero no plazo; nunca se aplicaría. Escriba «cabildo.plazo» o "
                    "bórrela."
                )
                yield about(diagram, node, message)
        text = node.properties.get("cabildo.prorroga")
        if text is not None and not text.startswith("=") and not _is_sound(text):
            message = (
                f"La prórroga de {called(node)} dice «{short(text)}»; se escribe como el plazo más largo que puede "
                "concederse, «3 dh», o «no» si es improrrogable. Corríjala."
            )
            yield about(diagram, node, message)


def _has_a_term(node: Node) -> bool:
    return "cabildo.plazo" in node.properties or any(trigger.kind == "timer" for trigger in node.triggers)


def _is_sound(text: str) -> bool:
    if text.strip().lower() == "no":
        return True
    try:
        terms.parse(text)
    except ValueError:
        return False
    return True
