"""A diagram as read: nodes, flows, lanes and what the dialect says of each, for all who look at it.

Stepper, checker, outline and comparison share this one model. It is built by `workflows.reader` and then only read.
Texts that may be FEEL are kept as written (with their leading `=`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.findings import Finding

TASKS = frozenset({"task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask",
                   "businessRuleTask", "callActivity"})  # fmt: skip
SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
ACTIVITIES = TASKS | SCOPES - {"process"}
NODES = TASKS | SCOPES | GATEWAYS | EVENTS


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event throws or catches (BPMN 2.0, 10.5.5): its kind and the name or code that must match.

    `kind` is the BPMN word without `EventDefinition`: message, signal, timer, error, escalation, conditional, link,
    compensate, cancel, terminate. `name` is the message or signal name, the error or escalation code, the link's name
    or the activity to compensate; None matches any. `text` is a timer's or a condition's text, as written;
    `form` says which of `timeDuration`, `timeDate`, `timeCycle` a timer has. `key` is a message's correlation key
    (FEEL), `keep` how long it is kept while nobody waits for it. `waits` is False for a throw that goes on while it
    is being compensated. `id` is the event definition's own id, `ref` the id of what it refers to.
    """

    kind: str
    name: str | None = None
    text: str = ""
    form: str = ""
    key: str | None = None
    keep: str = ""
    waits: bool = True
    id: str | None = None
    ref: str | None = None
    line: int | None = None

    def catches(self, thrown: "Trigger") -> bool:
        return self.kind == thrown.kind and (self.name is None or self.name == thrown.name)


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow. `condition` is its text as written, or None. `drawn` is False for the flow that a link makes."""

    id: str
    source: "Node"
    target: "Node"
    condition: str | None = None
    name: str = ""
    line: int | None = None
    drawn: bool = True
    kept: Sequence[str] = ()  # extensions that are kept but not executed here


@dataclass(frozen=True, slots=True)
class Behavior:
    """What a multi-instance throws when a run ends and the condition holds: a complexBehaviorDefinition (10.3.8)."""

    condition: str
    throws: Sequence[Trigger] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """How an activity repeats (BPMN 2.0, 13.3.6-7): a standard loop or a multi-instance.

    `condition`: go on (standard) or done (multi). `count` is loopCardinality; `items`, `item`, `collect`, `collected`
    are zeebe's inputCollection, inputElement, outputCollection and outputElement. All texts as written.
    """

    kind: str  # "standard" | "multi"
    condition: str | None = None
    maximum: int | None = None
    before: bool = False
    sequential: bool = False
    count: str | None = None
    items: str | None = None
    item: str | None = None
    collect: str | None = None
    collected: str | None = None
    behavior: str = "All"
    throws: Trigger | None = None  # with behaviour None after each run, with One after the first
    complex: Sequence[Behavior] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A line of `zeebe:ioMapping`: the value of `source` becomes `target` (which may be a path, `a.b`)."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Data:
    """A datum that an element declares (BPMN 2.0, 10.4.1): data object, store, property, input or output.

    `ref` is the object or store that a reference stands for.
    """

    id: str
    kind: str  # dataObject, dataObjectReference, dataStoreReference, property, dataInput, dataOutput
    name: str = ""
    ref: str | None = None
    collection: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """What one arrow of data carries (BPMN 2.0, 10.4.2): `value` (`= ` FEEL, or a text) becomes `target`.

    `sources` are the data that it comes from; `registers` names those data stores that it reads, each with the name
    it has in the expression. `register` is the data store that it writes. `state` is the data state that it leads to.
    `implied`: the drawing names no output, so that only an answer of that very name is meant.
    """

    value: str
    target: str
    sources: Sequence[str] = ()
    registers: Sequence[tuple[str, str]] = ()
    register: str = ""
    state: str = ""
    implied: bool = False
    id: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """An input or output set (BPMN 2.0, 10.4.1): what it needs, and all that belongs to it."""

    required: Sequence[str]
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of an element's data, by the names that expressions use (`workflows.data` reads it).

    `objects` are the data objects of a scope, with the names of their states. `loop` is the repetition with the
    collections that BPMN itself names: it goes through `over`, an input, and gathers `into`, an output.
    """

    properties: Sequence[str] = ()
    objects: Sequence[str] = ()
    inputs: Sequence[str] = ()
    outputs: Sequence[str] = ()
    input_sets: Sequence[DataSet] = ()
    output_sets: Sequence[DataSet] = ()
    feeds: Sequence[Movement] = ()
    yields: Sequence[Movement] = ()
    loop: Loop | None = None
    over: str = ""
    into: str = ""

    @property
    def moves(self) -> Sequence[Movement]:
        return (*self.feeds, *self.yields)


NOTHING_DRAWN = Drawn()


@dataclass(eq=False, slots=True)
class Lane:
    """A lane and the organ its `cabildo.organo` names: a slug, `=` FEEL, `-` for none; else its own id."""

    id: str
    name: str = ""
    organ: str = ""
    line: int | None = None
    process: str = ""


@dataclass(eq=False, slots=True)
class Node:
    """A task, gateway, event, sub-process or whole process: an element that a token can reach or live in."""

    id: str
    kind: str
    line: int | None = None
    name: str = ""
    documentation: str = ""
    scope: "Node | None" = None
    lane: Lane | None = None
    incoming: Sequence[Flow] = ()
    outgoing: Sequence[Flow] = ()
    default: str | None = None
    triggers: Sequence[Trigger] = ()
    all_triggers: bool = False
    children: Sequence["Node"] = ()
    host: "Node | None" = None
    attached_to: str | None = None  # what the file says, also when it is no element
    boundaries: Sequence["Node"] = ()
    interrupting: bool = True
    by_event: bool = False
    compensates: bool = False  # isForCompensation: runs only to compensate
    handler: "Node | None" = None  # what compensates this
    loop: Loop | None = None
    script: str | None = None  # FEEL of zeebe:script
    script_language: str | None = None  # of a bpmn:script element: refused unless it is FEEL
    result: str | None = None  # resultVariable of a script or a called decision
    decision: str | None = None  # decisionId of zeebe:calledDecision
    called: str | None = None  # processId of zeebe:calledElement, or calledElement
    service: str | None = None  # type of zeebe:taskDefinition
    form: str | None = None  # formId of zeebe:formDefinition
    candidates: str | None = None  # candidateGroups of zeebe:assignmentDefinition
    inputs: Sequence[Assignment] = ()
    outputs: Sequence[Assignment] = ()
    propagates: bool = True  # propagateAllChildVariables of a call
    properties: Mapping[str, str] = field(default_factory=dict)  # zeebe:properties
    starts: int = 1  # startQuantity
    completes: int = 1  # completionQuantity
    sequential: bool = False  # ordering of an ad-hoc sub-process
    cancels: bool = True  # cancelRemainingInstances of an ad-hoc sub-process
    condition: str | None = None  # activationCondition, or completionCondition of an ad-hoc sub-process
    instantiate: bool = False
    executable: bool = True  # of a process
    drawn: Drawn = NOTHING_DRAWN  # its data, as edition 2 reads it
    data: Sequence[Data] = ()  # declared here
    reads: Sequence[Assignment] = ()  # drawn data input associations, as edition 1 read them
    writes: Sequence[Assignment] = ()  # drawn data output associations, as edition 1 read them
    kept: Sequence[str] = ()  # extension elements that are kept but not executed here, by their qualified name

    def walk(self) -> "Iterator[Node]":
        """Yield this node and all inside it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def process(self) -> "Node":
        node = self
        while node.scope is not None:
            node = node.scope
        return node


@dataclass(eq=False, slots=True)
class Diagram:
    """A BPMN file as read: its processes by id, and what already went wrong while reading it.

    `sha256` is the seal of the very bytes. `defects` are findings the reader itself made (references that do not
    resolve, ids written twice); each carries the name of the rule that reports it. `messages` and `signals` are the
    declared names. `shapes` and `edges` are the ids of elements that the drawing shows.
    """

    file: str
    sha256: str
    processes: Mapping[str, Node]
    lanes: Sequence[Lane] = ()
    defects: Sequence[Finding] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence["Refusal"] = ()
    shapes: frozenset[str] = frozenset()
    edges: frozenset[str] = frozenset()

    def nodes(self) -> Iterator[Node]:
        """Yield every node of every process, the processes included."""
        for process in self.processes.values():
            yield from process.walk()

    def flows(self) -> Iterator[Flow]:
        for node in self.nodes():
            yield from node.outgoing


@dataclass(frozen=True, slots=True)
class Refusal:
    """An element that means something in BPMN which the engine does not execute: named, never passed over."""

    element: str | None
    kind: str
    line: int | None
    name: str = ""
