"""A diagram as an ordered text: every step with where it leads, for screen readers, phones, print and auditors."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from workflows import crossroads, markup, paths
from workflows.diagram import SCOPES, Flow, Node, Trigger
from workflows.elements import tag
from workflows.findings import Refused

KINDS = {
    "process": "Proceso", "task": "Tarea", "userTask": "Tarea", "manualTask": "Tarea manual",
    "scriptTask": "Cálculo", "serviceTask": "Paso automático", "sendTask": "Envío", "receiveTask": "Espera",
    "businessRuleTask": "Tabla de decisión", "callActivity": "Procedimiento llamado", "subProcess": "Subproceso",
    "transaction": "Transacción", "adHocSubProcess": "Subproceso sin orden fijo", "exclusiveGateway": "Decisión",
    "parallelGateway": "En paralelo", "inclusiveGateway": "Decisión de uno o más caminos",
    "eventBasedGateway": "Lo que ocurra primero", "complexGateway": "Decisión compleja", "startEvent": "Inicio",
    "endEvent": "Fin", "intermediateCatchEvent": "Espera", "intermediateThrowEvent": "Aviso",
    "boundaryEvent": "Si ocurre",
}  # fmt: skip
_TRIGGERS = {
    "message": "mensaje", "signal": "señal", "timer": "plazo", "error": "error", "escalation": "escalamiento",
    "conditional": "condición", "link": "enlace", "compensate": "compensación", "cancel": "cancelación",
    "terminate": "termina todo",
}  # fmt: skip


_GUESTS = {
    "participant": "Participante", "messageFlow": "Mensaje entre participantes", "conversation": "Conversación",
    "subConversation": "Conversación", "callConversation": "Conversación", "choreography": "Coreografía",
    "globalChoreographyTask": "Coreografía", "choreographyTask": "Tarea de coreografía",
    "subChoreography": "Parte de la coreografía", "callChoreography": "Coreografía llamada",
    "textAnnotation": "Nota", "dataObjectReference": "Dato", "dataStoreReference": "Registro de datos",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """Where a step leads: the flow, the id and number of the next step, and the same in words."""

    flow: str
    target: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the outline. `number` is its place (`4`, or `4.1` inside 4), `level` how far it is indented.

    `kind` and `text` are Spanish words, `lane` is the name of its lane (None: in none); `ways` say what follows.
    """

    id: str
    number: str
    level: int
    kind: str
    name: str
    lane: str | None
    text: str
    ways: tuple[Way, ...]


def outline(process: Node) -> list[Line]:
    """Return the steps of a process (or sub-process) in the order of its flow, breadth first, each exactly once.

    What stands on a step's border follows it; a sub-process is followed by its own steps; boxes that an event opens,
    and steps that no flow reaches, come last.
    """
    order = list(_numbered(process, ""))
    numbers = {node: number for node, number in order}
    return [_line(node, number, numbers) for node, number in order]


def guests(source: bytes) -> list[str]:
    """Return in words what a file draws beside its processes: other parties, messages between them, a choreography.

    None of it is ever run; it is shown, so that nothing of a drawing gets lost. Empty where the bytes cannot be read.
    """
    try:
        root = markup.parse(source, "")
    except Refused:
        return []
    found = (
        (_GUESTS[tag(e)], " ".join((e.get("name") or e.get("id") or "").split()))
        for e in root.iter(etree.Element)
        if tag(e) in _GUESTS
    )
    return [f"{kind}: {name or 'sin nombre'}" for kind, name in found]


def _numbered(scope: Node, prefix: str) -> Iterator[tuple[Node, str]]:
    """Yield the steps in order with their numbers. Recursion only into what is nested."""
    for place, node in enumerate(_ordered(scope), start=1):
        number = f"{prefix}{place}"
        yield node, number
        if node.kind in SCOPES:
            yield from _numbered(node, number + ".")


def _ordered(scope: Node) -> Iterator[Node]:
    boxes = [node for node in scope.children if node.by_event]
    seen: set[Node] = set(boxes)
    for begun in ([node for node in paths.entries(scope) if not node.by_event], *([node] for node in scope.children)):
        todo = deque(node for node in begun if node not in seen)
        seen.update(todo)
        while todo:
            node = todo.popleft()
            yield node
            for border in node.boundaries:
                if border not in seen:
                    seen.add(border)
                    yield border
            for following in (node, *node.boundaries):
                for target in paths.after(following):
                    if target not in seen:
                        seen.add(target)
                        todo.append(target)
    yield from boxes


def _line(node: Node, number: str, numbers: dict[Node, str]) -> Line:
    kind = KINDS.get(node.kind, node.kind)
    if node.by_event:
        kind = "En cualquier momento"
    elif node.kind == "eventBasedGateway" and node.all_triggers:
        kind = "Todo lo que debe llegar"
    elif crossroads.asks(node):
        kind = "Elección del órgano"
    name = " ".join(node.name.split())
    why = ", ".join(filter(None, (_words(trigger) for trigger in node.triggers)))
    text = f"{kind}: {name or node.id}" + (f" ({why})" if why else "")
    lane = (node.lane.name or node.lane.id) if node.lane is not None else None
    ways = [_way(flow, numbers) for flow in node.outgoing if flow.target in numbers]
    return Line(node.id, number, number.count("."), kind, name, lane, text, tuple(ways))


def _way(flow: Flow, numbers: dict[Node, str]) -> Way:
    target = flow.target
    when = ""
    if crossroads.asks(flow.source):
        when = f"Si se elige «{crossroads.called(flow)}»"
    elif flow.name:
        when = f"Si «{' '.join(flow.name.split())}»"
    elif flow.source.default == flow.id and len(flow.source.outgoing) > 1:
        when = "En otro caso"
    elif flow.condition:
        when = f"Si {' '.join(flow.condition.removeprefix('=').split())}"
    go = f"sigue a {numbers[target]}, {' '.join(target.name.split()) or target.id}"
    return Way(flow.id, target.id, numbers[target], f"{when}: {go}" if when else go[0].upper() + go[1:])


def _words(trigger: Trigger) -> str:
    word = _TRIGGERS.get(trigger.kind, trigger.kind)
    said = trigger.text.removeprefix("=").strip() if trigger.kind in ("timer", "conditional") else trigger.name
    return f"{word} «{said}»" if said else word
