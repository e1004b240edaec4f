"""What diagrams say of messages: who waits for which, who tells it, and how long one is kept that nobody waits for."""

from collections.abc import Iterable, Iterator

from workflows import terms
from workflows.diagram import Node, Trigger

KEPT = "30 dc"  # how long a message is kept where neither diagram nor municipality says
LETTER = frozenset({  # what the letter itself answers to whoever asks for it by these names, without a form of its own
    "documento", "numero_documento", "fecha", "fecha_documento", "fecha_recibido", "folios", "evidencia", "remitente",
})  # fmt: skip
NEVER = "no"  # written for a message that is worth nothing later

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


def caught(process: Node) -> Iterator[tuple[Node, Trigger]]:
    """Yield each element of a process that waits for a message, with what it waits for."""
    return _of(process, _CATCHING)


def thrown(process: Node) -> Iterator[tuple[Node, Trigger]]:
    """Yield each element of a process that tells a message, with what it tells."""
    return _of(process, _THROWING)


def kept(processes: Iterable[Node], name: str) -> str:
    """Return how long these processes want a message kept (`cabildo.conservar`), as written; empty where none says."""
    found = (trigger.keep for process in processes for _, trigger in (*caught(process), *thrown(process))
             if trigger.name == name and trigger.keep)  # fmt: skip
    return next(found, "")


def is_sound(text: str) -> bool:
    """Tell whether a text says how long a message is kept: a term (`15 dh`), an ISO 8601 duration (`P15D`), or `no`."""
    try:
        terms.parse_timer(text, "timeDuration") if text.startswith("P") else terms.parse(text)
    except ValueError:
        return text == NEVER
    return True


def _of(process: Node, kinds: frozenset[str]) -> Iterator[tuple[Node, Trigger]]:
    for node in process.walk():
        if node.kind in kinds and not (node.kind == "sendTask" and node.service):
            for trigger in node.triggers:
                if trigger.kind == "message":
                    yield node, trigger
