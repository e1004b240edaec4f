"""Which names have a value somewhere in a process, as far as that can be known from diagrams and forms."""

from collections.abc import Iterator

from workflows import messages
from workflows.diagram import Flow, Lane, Node
from workflows.expressions import Written
from workflows.forms import Form
from workflows.rules import Given

# The header of every case, the facts of the whole case, the counters of a repetition, the phase of a complex gateway.
ALWAYS = frozenset({
    "expediente", "asunto", "organo_origen", "canal", "prioridad", "motivo_urgencia", "reservado", "base_reserva",
    "documentos_referencia", "plazo_legal", "folios", "hitos", "parametro", "loopCounter", "numberOfInstances",
    "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances", "waitingForStart",
})  # fmt: skip

_OF_ANSWERS = ("output", "collected")  # expressions that see what the step answered, whatever the process knows


def unknown(one: Written, given: Given) -> list[str]:
    """Return the names that an expression reads and nothing gives; empty where that cannot be known."""
    process = _process(one, given)
    known = given_names(process, given) if process is not None else None
    if known is None or (one.part in _OF_ANSWERS and not _answers_are_known(one.owner, given)):
        return []
    left = (given.expressions.names(one.text) or frozenset()) - known - _own(one.owner, given)
    return sorted(name for name in left if name + "(" not in one.text)  # functions of the port are asked, not given


def given_names(process: Node, given: Given) -> frozenset[str] | None:
    """Return the names that get a value in a process, None where anything may (an answer that is not mapped)."""
    if process not in given.known:
        given.known[process] = _given_names(process, given)
    return given.known[process]


def _given_names(process: Node, given: Given) -> frozenset[str] | None:
    if given.forms is None:
        return None
    found = set(ALWAYS)
    callers = [
        n for p in given.processes.values() for n in p.walk() if n.kind == "callActivity" and n.called == process.id
    ]
    if process.properties.get("cabildo.inicio") == "llamada" and not callers:
        return None
    for caller in callers:
        if not caller.inputs:
            return None
        found.update(_root(assignment.target) for assignment in caller.inputs)
    for node in process.walk():
        if _may_give_anything(node, given):
            return None
        found.update(_names_of(node, given))
    return frozenset(found)


def _may_give_anything(node: Node, given: Given) -> bool:
    """Say whether a step's answer becomes values without a mapping, and the answer is not known."""
    if node.outputs:
        return False
    if node.kind == "userTask":
        return bool(node.form) and node.form not in (given.forms or {})
    if node.kind == "callActivity":
        return node.propagates
    told = any(trigger.kind == "message" for trigger in node.triggers) and node.kind not in (
        "intermediateThrowEvent", "endEvent", "sendTask")  # fmt: skip
    return told or node.service is not None or (node.kind == "scriptTask" and not node.result)


def _names_of(node: Node, given: Given) -> Iterator[str]:
    drawn = node.drawn
    targets = [one.target for one in (*node.inputs, *node.outputs)] + [one.target for one in drawn.moves]
    yield from map(_root, targets)
    yield from (*drawn.objects, *drawn.properties, *drawn.inputs, *drawn.outputs)
    if node.result:
        yield node.result
    if node.loop is not None:
        loop = drawn.loop or node.loop
        yield from (name for name in (loop.item, loop.collect) if name)
    form = _form(node, given)
    if form is not None and not node.outputs:
        yield from form.names


def _answers_are_known(owner: Node | Flow | Lane, given: Given) -> bool:
    if not isinstance(owner, Node) or owner.kind == "manualTask":
        return False
    return owner.kind in ("scriptTask", "businessRuleTask") or _form(owner, given) is not None


def _own(owner: Node | Flow | Lane, given: Given) -> frozenset[str]:
    """Return the names that only the owner of an expression knows: of its form, of a letter, of what is drawn to it."""
    if not isinstance(owner, Node):
        return frozenset()
    drawn = frozenset((*owner.drawn.outputs, *(name for one in owner.drawn.moves for name, _ in one.registers)))
    form = _form(owner, given)
    if form is None:
        return drawn
    told = any(trigger.kind == "message" for trigger in owner.triggers)
    return drawn | form.names | (messages.LETTER if told else frozenset())


def _form(node: Node, given: Given) -> Form | None:
    return (given.forms or {}).get(node.form or "")


def _process(one: Written, given: Given) -> Node | None:
    if isinstance(one.owner, Lane):
        return given.diagram.processes.get(one.owner.process)
    return one.owner.source.process if isinstance(one.owner, Flow) else one.owner.process


def _root(name: str) -> str:
    return name.partition(".")[0]
