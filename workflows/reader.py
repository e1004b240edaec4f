"""Reads a BPMN file: the bytes become the model of `workflows.diagram`, and what does not fit becomes defects."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from workflows import elements, markup, zeebe
from workflows.data import DataReader
from workflows.diagram import (
    NODES,
    SCOPES,
    TASKS,
    Diagram,
    Flow,
    Lane,
    Node,
    Refusal,
    Trigger,
)
from workflows.elements import BPMN, Names, tag
from workflows.findings import Finding, Refused
from workflows.markup import line_of

_DRAWING = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_GLOBAL_TASKS = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}  # fmt: skip


_ENDS = {
    "participant": ("processRef",), "messageFlow": ("sourceRef", "targetRef"),
    "association": ("sourceRef", "targetRef"), "dataObjectReference": ("dataObjectRef",),
}  # fmt: skip
_SENTENCES = {
    "ids_unique": "El id «{id}» ya lo usa otro elemento (línea {line}); no se sabría a cuál se refiere el expediente. "
    "Dé otro id a uno de los dos.",
    "ids_given": "Un elemento de tipo «{kind}» no tiene id; el historial no podría nombrarlo. Déle un id.",
    "numbers_are_sound": "«{key}» dice «{said}» y debe ser un número entero desde {least}. Corríjalo o bórrelo.",
    "flows_resolve": "El flujo {side} «{ref}», que no es un paso de este diagrama; el expediente no pasaría por él. "
    "Bórrelo o únalo a un paso.",
    "default_flow": "El flujo por defecto «{ref}» no sale de aquí; nunca se tomaría. Elija uno de los que salen.",
    "boundary_is_attached": "El evento de borde dice estar sobre «{ref}», que no existe; nunca ocurriría. Arrástrelo "
    "al borde de una tarea o de un subproceso.",
    "references_resolve": "Se refiere a «{ref}», que no está en el diagrama; lo que dependa de ello no ocurriría. "
    "Elija un elemento que exista o borre la referencia.",
    "one_lane_per_step": "«{step}» está en dos carriles, «{one}» y «{two}»; no se sabría qué órgano la recibe. "
    "Déjela en uno solo.",
}


def read(source: bytes, file: str = "procedure.bpmn") -> Diagram:
    """Return the diagram that `source` holds. Raises Refused when the bytes cannot be read at all.

    What can be read but does not fit together (a reference to nothing, an id written twice) stands in `defects`.
    """
    return read_tree(markup.parse(source, file), file, hashlib.sha256(source).hexdigest())


def read_tree(root: etree._Element, file: str, sha256: str) -> Diagram:
    """Return the diagram of a file already parsed by `workflows.markup`. Raises Refused when it is not BPMN."""
    if root.tag != BPMN + "definitions":
        message = (
            f"El archivo no es un diagrama BPMN 2.0: empieza con «{elements.local(root)[:60]}» y no con «definitions». "
            "Exporte el diagrama como BPMN 2.0."
        )
        raise Refused([Finding(markup.RULE, "error", file, message, line=line_of(root))])
    return _Reading(root, file).diagram(sha256)


class _Reading:
    """One pass over a file. First every node, then what ties them together; only then are lists closed."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.nodes: dict[str, Node] = {}
        self.element_of: dict[Node, etree._Element] = {}
        self.children: dict[Node, list[Node]] = defaultdict(list)
        self.incoming: dict[Node, list[Flow]] = defaultdict(list)
        self.outgoing: dict[Node, list[Flow]] = defaultdict(list)
        self.lanes: list[Lane] = []
        self.lane_of: dict[etree._Element, Lane] = {}
        self.outer: dict[Lane, Lane | None] = {}
        self.defects: list[Finding] = []
        self.refused: list[Refusal] = []
        self.flows: list[etree._Element] = []
        self.lane_sets: list[tuple[etree._Element, Node]] = []
        self.by_id: dict[str, etree._Element] = {}
        self.names = Names(self.by_id, self._unknown)
        self.data = DataReader(root, self.by_id)

    def diagram(self, sha256: str) -> Diagram:
        self._register_ids()
        processes = self._processes()
        for element in self.flows:
            self._flow(element)
        for node in list(self.element_of):
            self._tie(node)
        self._compensation()
        for lane_set, process in self.lane_sets:
            self._lanes(lane_set, process)
        self._drawn_ends()
        self._close()
        return Diagram(
            self.file,
            sha256,
            processes,
            lanes=tuple(self.lanes),
            defects=tuple(self.defects),
            messages=self._declared("message"),
            signals=self._declared("signal"),
            refused=tuple(self.refused),
            shapes=self._drawn("BPMNShape"),
            edges=self._drawn("BPMNEdge"),
        )

    # What stands in the file

    def _register_ids(self) -> None:
        for element in self.root.iter(BPMN + "*"):
            key = element.get("id")
            if key is None:
                continue
            if key in self.by_id:
                self._defect("ids_unique", element, id=key, line=line_of(self.by_id[key]))
            else:
                self.by_id[key] = element

    def _processes(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for element in self.root:
            kind = tag(element)
            if kind == "process":
                process = self._scope(element, None)
            elif kind in _GLOBAL_TASKS:
                process = self._global_task(element, _GLOBAL_TASKS[kind])
            else:
                self.refused.extend(elements.refused_at_root(element))
                continue
            found.setdefault(process.id, process)
        return found

    def _scope(self, element: etree._Element, parent: Node | None) -> Node:
        scope = self._node(element, parent, tag(element))
        process = scope.process
        for child in element.iterchildren(etree.Element):
            kind = tag(child)
            if kind in SCOPES and kind != "process":
                self.children[scope].append(self._scope(child, scope))
            elif kind in NODES and kind != "process":
                self.children[scope].append(self._node(child, scope, kind))
            elif kind == "sequenceFlow":
                self.flows.append(child)
            elif kind == "laneSet":
                self.lane_sets.append((child, process))
            elif kind and kind not in elements.PARTS:
                self.refused.append(Refusal(child.get("id"), kind, line_of(child), child.get("name") or ""))
        return scope

    def _global_task(self, element: etree._Element, kind: str) -> Node:
        """A task that others call (BPMN 2.0, 10.3.4): read as a process of one step."""
        process = Node(self._id_of(element, "process"), "process", line_of(element), element.get("name") or "")
        step = self._node(element, process, kind, process.id + ".task")
        self.children[process].append(step)
        self.nodes.setdefault(process.id, process)
        return process

    def _node(self, element: etree._Element, scope: Node | None, kind: str, given: str | None = None) -> Node:
        node = Node(
            given or self._id_of(element, kind),
            kind,
            line_of(element),
            element.get("name") or "",
            elements.documentation(element),
            scope,
            default=element.get("default"),
            all_triggers=elements.flag(element, "parallelMultiple") or element.get("eventGatewayType") == "Parallel",
            interrupting=elements.flag(element, "cancelActivity", True)
            and elements.flag(element, "isInterrupting", True),
            attached_to=element.get("attachedToRef"),
            by_event=elements.flag(element, "triggeredByEvent"),
            compensates=elements.flag(element, "isForCompensation"),
            starts=self._count(element, "startQuantity"),
            completes=self._count(element, "completionQuantity"),
            sequential=element.get("ordering") == "Sequential",
            cancels=elements.flag(element, "cancelRemainingInstances", True),
            condition=elements.text_of(element, "activationCondition", "completionCondition"),
            instantiate=elements.flag(element, "instantiate"),
            executable=elements.flag(element, "isExecutable", True),
        )
        zeebe.describe(node, element)
        elements.describe(node, element)
        self.nodes.setdefault(node.id, node)
        self.element_of[node] = element
        self.refused.extend(elements.refused_in(element, node))
        return node

    def _id_of(self, element: etree._Element, kind: str) -> str:
        if key := element.get("id"):
            return key
        if kind in NODES:
            self._defect("ids_given", element, kind=kind)
        return f"{kind}_{line_of(element)}_{len(self.element_of) + len(self.flows)}"

    def _count(self, element: etree._Element, key: str, least: int = 1) -> int:
        """Return a whole number of the file, or the least one where it is none (a defect)."""
        number = elements.whole(element.get(key, str(least)))
        if number is None or number < least:
            self._defect("numbers_are_sound", element, key=key, said=element.get(key), least=least)
            return least
        return number

    # What ties it together

    def _flow(self, element: etree._Element) -> None:
        ends: list[Node] = []
        for key in ("sourceRef", "targetRef"):
            ref = element.get(key) or ""
            node = self.nodes.get(ref)
            if node is not None and node.kind != "process":
                ends.append(node)
            else:
                side = "sale de" if key == "sourceRef" else "llega a"
                self._defect("flows_resolve", element, side=side, ref=ref)
        if len(ends) == 2:
            source, target = ends
            key = element.get("id") or f"{source.id}>{target.id}.{line_of(element)}"
            condition = elements.text_of(element, "conditionExpression")
            flow = Flow(key, source, target, condition, element.get("name") or "", line_of(element))
            flow.kept = zeebe.kept_in(element)
            self._join(flow)
            self.refused.extend(elements.foreign_expression(element, "conditionExpression"))

    def _join(self, flow: Flow) -> None:
        self.outgoing[flow.source].append(flow)
        self.incoming[flow.target].append(flow)

    def _tie(self, node: Node) -> None:
        element = self.element_of[node]
        node.triggers = tuple(self._triggers(element, node))
        node.loop = elements.loop(element, self.names, self._count)
        node.drawn = self.data.drawn(node, element)
        if node.kind in TASKS or node.kind in SCOPES or node.triggers:
            node.data = tuple(elements.data(element))
            node.reads, node.writes = self.names.associations(element)
        if node.kind == "boundaryEvent":
            self._attach(node)
        if node.default is not None and all(flow.id != node.default for flow in self.outgoing[node]):
            self._defect("default_flow", element, ref=node.default)

    def _triggers(self, element: etree._Element, node: Node) -> Iterator[Trigger]:
        yield from self.names.triggers(element)
        if node.kind in ("sendTask", "receiveTask"):
            yield from self.names.task_message(element)

    def _attach(self, node: Node) -> None:
        host = self.nodes.get(node.attached_to or "")
        if host is None:
            self._defect("boundary_is_attached", self.element_of[node], ref=node.attached_to)
        node.host = host

    def _compensation(self) -> None:
        """Tie what compensates to what it compensates (BPMN 2.0, 10.7.2), and draw the flows that links stand for."""
        for element in self.root.iter(BPMN + "association"):
            source, target = (self.nodes.get(elements.plain(element.get(key))) for key in ("sourceRef", "targetRef"))
            if source and target and source.host and any(t.kind == "compensate" for t in source.triggers):
                source.host.handler = target
        for scope in list(self.children):
            self._links(scope)

    def _links(self, scope: Node) -> None:
        """A link is a flow drawn in two halves (BPMN 2.0, 10.5.1)."""
        ends: dict[str | None, Node] = {}
        for node in self.children[scope]:
            if node.kind == "intermediateCatchEvent":
                for trigger in node.triggers:
                    if trigger.kind == "link":
                        ends.setdefault(trigger.name, node)
        for node in self.children[scope]:
            for trigger in node.triggers if node.kind == "intermediateThrowEvent" else ():
                if trigger.kind == "link" and trigger.name in ends:
                    target = ends[trigger.name]
                    self._join(Flow(f"{node.id}>{target.id}", node, target, line=trigger.line, drawn=False))

    def _lanes(self, lane_set: etree._Element, process: Node) -> None:
        for element in lane_set.iter(BPMN + "lane"):
            properties = zeebe.properties(element)
            key = element.get("id") or f"lane_{line_of(element)}"
            lane = Lane(
                key, element.get("name") or "", properties.get("cabildo.organo", key), line_of(element), process.id
            )
            self.lanes.append(lane)
            self.lane_of[element] = lane
            around = next(element.iterancestors(BPMN + "lane"), None)
            self.outer[lane] = self.lane_of.get(around) if around is not None else None
            for ref in element.iterchildren(BPMN + "flowNodeRef"):
                self._place(markup.content(ref), lane, ref)

    def _place(self, ref: str, lane: Lane, element: etree._Element) -> None:
        node = self.nodes.get(elements.plain(ref))
        if node is None:
            if ref not in self.by_id:  # it may name an element that is no step
                self._defect("references_resolve", element, ref=ref)
        elif node.lane is None or node.lane in self._around(lane):
            node.lane = lane
        elif node.lane is not lane and lane not in self._around(node.lane):
            both = {"one": node.lane.name or node.lane.id, "two": lane.name or lane.id}
            self._defect("one_lane_per_step", self.element_of[node], step=node.name or node.id, **both)

    def _around(self, lane: Lane) -> list[Lane]:
        found: list[Lane] = []
        around = self.outer.get(lane)
        while around is not None and around is not lane:
            found.append(around)
            around = self.outer.get(around)
        return found

    def _drawn_ends(self) -> None:
        """Ask whether what is only drawn (pools, message flows, associations, data) refers to something."""
        for kind, keys in _ENDS.items():
            for element in self.root.iter(BPMN + kind):
                for key in keys:
                    self.names.element(element.get(key), element)

    def _close(self) -> None:
        """Turn lists into tuples; what is in no lane of its own is in the lane of what it lives in."""
        boundaries: dict[Node, list[Node]] = defaultdict(list)
        for node in self.element_of:
            if node.host is not None:
                boundaries[node.host].append(node)
        for node in self._everything():
            node.children = tuple(self.children.get(node, ()))
            node.incoming = tuple(self.incoming.get(node, ()))
            node.outgoing = tuple(self.outgoing.get(node, ()))
            node.boundaries = tuple(boundaries.get(node, ()))
            if node.lane is None:
                around = node.host or node.scope
                node.lane = around.lane if around is not None else None

    def _everything(self) -> Iterator[Node]:
        """Yield each node once, hosts before what stands on their border, scopes before what lives in them."""
        for node in self.nodes.values():
            if node not in self.element_of:
                yield node
        later: list[Node] = []
        for node in self.element_of:
            if node.kind == "boundaryEvent":
                later.append(node)
            else:
                yield node
        yield from later

    # Small matters

    def _declared(self, kind: str) -> dict[str, str]:
        found = self.root.iterchildren(BPMN + kind)
        return {e.get("id") or "": e.get("name") or "" for e in found}

    def _drawn(self, kind: str) -> frozenset[str]:
        return frozenset(
            elements.plain(e.get("bpmnElement")) for e in self.root.iter(_DRAWING + kind) if e.get("bpmnElement")
        )

    def _unknown(self, ref: str, element: etree._Element) -> None:
        self._defect("references_resolve", element, ref=ref)

    def _defect(self, rule: str, element: etree._Element, **words: object) -> None:
        message = _SENTENCES[rule].format_map({key: str(word or "")[:80] for key, word in words.items()})
        name = element.get("name") or None
        self.defects.append(
            Finding(rule, "error", self.file, message, elements.owner_id(element), name, line_of(element))
        )
