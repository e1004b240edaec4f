"""A process made ready to be stepped: one library spec for each element, and every expression parsed once."""

from collections.abc import Iterator, Mapping

from engine.events import Boundary, Catch, Receive, Send, Throw
from engine.gateways import Complex, EventGate, Exclusive, Inclusive, Parallel
from engine.scopes import AdHoc, Call, Repeat, Scope
from engine.spiff import WorkflowSpec
from engine.steps import Manual, Rule, Script, Service, Step
from workflows import feel
from workflows.diagram import Diagram, Node


class Plan(WorkflowSpec):
    """One process as a SpiffWorkflow spec: a step for each element, and the process itself as `start`."""

    data_objects = ()  # the library's name for something that we keep in scopes

    def __init__(self, process: Node, tables: Mapping[str, bytes] | None = None, procedure: str = "") -> None:
        super().__init__(process.id)
        self.process, self.tables, self.procedure = process, tables or {}, procedure
        self.start = Scope(self, process)
        for node in process.walk():
            if node is process:
                continue
            if node.loop:
                Repeat(self, node, KINDS[node.kind](self, node, name=node.id + "[]"))
            else:
                KINDS[node.kind](self, node)

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
        yield from filter(None, (node.script, node.condition))
        for text in (node.candidates, node.lane and node.lane.organ, *node.properties.values()):
            if text and text.startswith("="):
                yield text
        for assignment in (*node.inputs, *node.outputs):
            if assignment.source.startswith("="):
                yield assignment.source
        for trigger in node.triggers:
            yield from (text for text in (trigger.text, trigger.key or "") if text.startswith("="))
            if trigger.kind == "conditional" and not trigger.text.startswith("="):
                yield trigger.text
        if node.loop:
            loop = node.loop
            yield from filter(None, (loop.condition, loop.count, loop.items, loop.collected))
        for flow in node.outgoing:
            if flow.condition:
                yield flow.condition


Catalog = Mapping[str, Plan]
