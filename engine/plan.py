"""A process made ready to be stepped: one library spec for each element, and every expression parsed once."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from engine.events import Boundary, Catch, Receive, Send, Throw, Watch
from engine.gateways import Complex, EventGate, Exclusive, Inclusive, Parallel
from engine.scopes import AdHoc, Call, Repeat, Scope
from engine.spiff import WorkflowSpec
from engine.steps import Manual, Rule, Script, Service, Step
from workflows import feel, starts
from workflows.diagram import Diagram, Node


class Plan(WorkflowSpec):
    """One process as a SpiffWorkflow spec: a step for each element, and the process itself as `start`."""

    data_objects = ()  # the library's name for something that we keep in scopes

    def __init__(self, process: Node, tables: Mapping[str, bytes] | None = None, procedure: str = "") -> None:
        super().__init__(process.id)
        self.process, self.tables, self.procedure = process, tables or {}, procedure
        self.start = Scope(self, process)
        self.start.inside = self._starts_in_wait(process)
        for node in process.walk():
            if node is not process:
                self._add(node)

    def _add(self, node: Node) -> None:
        step = KINDS[node.kind](self, node, name=node.id + "[]" if node.loop else "")
        if isinstance(step, Scope):
            step.inside = self._starts_in_wait(node)
        if node.loop:
            step = Repeat(self, node, step)
        step.watches = [Watch(self, border, outside=True) for border in node.boundaries if _waits(border)]

    def _starts_in_wait(self, scope: Node) -> list[Watch]:
        """Return what lies in wait in a scope: the starts of its event sub-processes."""
        starts = [n for sub in scope.children if sub.by_event for n in sub.children if n.kind == "startEvent"]
        return [Watch(self, start, outside=False) for start in starts if _waits(start)]

    def starts(self) -> list[Node]:
        """Return the elements that a message, signal, date or condition from outside may begin a case at."""
        return starts.of(self.process)

    def started_by(self, kind: str, name: str) -> list[str]:
        """Return the ids of those that a message or signal of this name begins a case at."""
        return [n.id for n in self.starts() if any(t.kind == kind and t.name == name for t in n.triggers)]

    def __getitem__(self, node: Node) -> Step:
        step: Step = self.task_specs[node.id]
        return step


KINDS: dict[str, type[Step]] = {
    "task": Step, "userTask": Manual, "manualTask": Manual, "scriptTask": Script, "serviceTask": Service,
    "businessRuleTask": Rule, "sendTask": Send, "receiveTask": Receive, "callActivity": Call, "subProcess": Scope,
    "transaction": Scope, "adHocSubProcess": AdHoc, "exclusiveGateway": Exclusive, "parallelGateway": Parallel,
    "inclusiveGateway": Inclusive, "complexGateway": Complex, "eventBasedGateway": EventGate, "startEvent": Catch,
    "intermediateCatchEvent": Catch, "intermediateThrowEvent": Throw, "endEvent": Throw, "boundaryEvent": Boundary,
}  # fmt: skip


def _waits(node: Node) -> bool:
    """Compensation is not waited for: it is run by whoever throws it."""
    return not any(trigger.kind == "compensate" for trigger in node.triggers)


def plans(diagram: Diagram, tables: Mapping[str, bytes] | None = None, procedure: str = "") -> dict[str, Plan]:
    """Return a plan for each process of a diagram, by process id; `tables` are its decision models, by decision id."""
    return {process.id: Plan(process, tables, procedure) for process in diagram.processes.values()}


def names_read(diagram: Diagram) -> frozenset[str]:
    """Return the names that any expression of a diagram reads: these values stand in the journal itself."""
    found: set[str] = set()
    for text in _expressions(diagram):
        found |= feel.parse(text).names
    return frozenset(found)


def _expressions(diagram: Diagram) -> Iterator[str]:
    for node in diagram.nodes():
        yield from expressions_of(node)


def expressions_of(node: Node) -> Iterator[str]:
    """Yield every FEEL text of an element, its flows out included."""
    yield from filter(None, (node.script, node.condition))
    named = (node.called, node.decision, node.service, node.candidates, node.lane and node.lane.organ)
    for text in (*named, *node.properties.values()):
        if text and text.startswith("="):
            yield text
    for assignment in (*node.inputs, *node.outputs, *node.reads, *node.writes):
        if assignment.source.startswith("="):
            yield assignment.source
    yield from _moved(node)
    for trigger in node.triggers:
        yield from (text for text in (trigger.text, trigger.key or "") if text.startswith("="))
        if trigger.kind == "conditional" and not trigger.text.startswith("="):
            yield trigger.text
    if node.loop:
        loop = node.loop
        yield from filter(None, (loop.condition, loop.count, loop.items, loop.collected))
        yield from filter(None, (behavior.condition for behavior in loop.complex))
    for flow in node.outgoing:
        if flow.condition:
            yield flow.condition


def _moved(node: Node) -> Iterator[str]:
    """Yield what arrows of data carry, and the outputs: an answer of such a name is what goes out.

    What cannot be read is left out: reached it is an incident, and edition 1 never looked at it.
    """
    drawn = node.drawn
    texts = [*(one.value for one in drawn.moves), *(f"= {name}" for name in drawn.outputs)]
    if drawn.loop is not None:
        texts += filter(None, (drawn.loop.items, drawn.loop.collected))
    for text in texts:
        with suppress(feel.FeelError):
            if text.startswith("=") and feel.parse(text):
                yield text


Catalog = Mapping[str, Plan]
