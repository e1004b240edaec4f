"""The parts of a BPMN element beside the flow: its texts, loop, data, event definitions, and what is refused."""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from workflows import zeebe
from workflows.diagram import Assignment, Behavior, Data, Loop, Node, Refusal, Trigger
from workflows.markup import content, line_of

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DEFINITION = "EventDefinition"
# What may stand in a process or sub-process without being a step or a flow.
PARTS = frozenset({
    "documentation", "extensionElements", "auditing", "monitoring", "supportedInterfaceRef", "ioSpecification",
    "ioBinding", "property", "incoming", "outgoing", "laneSet", "sequenceFlow", "dataObject", "dataObjectReference",
    "dataStoreReference", "dataInputAssociation", "dataOutputAssociation", "association", "textAnnotation", "group",
    "resourceRole", "performer", "humanPerformer", "potentialOwner", "supports",
    "standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "completionCondition",
})  # fmt: skip
_FEEL = ("feel", "application/feel", "text/feel")
_DATA = ("dataObject", "dataObjectReference", "dataStoreReference", "property")
_OWNERS = ("potentialOwner", "humanPerformer", "performer", "resourceRole")


def tag(element: etree._Element) -> str:
    """Return the BPMN name of an element; empty for one of another namespace."""
    name = element.tag
    return name[len(BPMN) :] if isinstance(name, str) and name.startswith(BPMN) else ""


def local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def owner_id(element: etree._Element | None) -> str | None:
    """Return the id of an element, or of the nearest one around it that has one."""
    while element is not None:
        if key := element.get("id"):
            return key
        element = element.getparent()
    return None


def plain(reference: str | None) -> str:
    """Return a QName without its prefix."""
    return (reference or "").strip().rpartition(":")[2]


def flag(element: etree._Element, key: str, otherwise: bool = False) -> bool:
    """Return an xs:boolean attribute."""
    value = element.get(key)
    return otherwise if value is None else value.strip() in ("true", "1")


def whole(text: str) -> int | None:
    """Return the whole number that `text` is, None when it is none or has more than nine digits."""
    digits = text.strip()
    bare = digits.removeprefix("-").removeprefix("+")
    return int(digits) if bare.isascii() and bare.isdigit() and len(bare) <= 9 else None


def text_of(element: etree._Element, *names: str) -> str | None:
    """Return the whole text of the first child of one of these names, None when there is none."""
    for child in element.iterchildren(etree.Element):
        if tag(child) in names:
            return content(child)
    return None


def documentation(element: etree._Element) -> str:
    return "\n".join(text for e in element.iterchildren(BPMN + "documentation") if (text := content(e)))


def is_feel(language: str) -> bool:
    return language.strip().lower() in _FEEL or "/FEEL" in language.upper()


def describe(node: Node, element: etree._Element) -> None:
    """Read BPMN's own `calledElement` and `script` where the dialect's are missing."""
    node.called = node.called or plain(element.get("calledElement")) or None
    if node.script is None and (text := text_of(element, "script")) is not None:
        language = element.get("scriptFormat") or ""
        if is_feel(language):
            node.script = text
        else:
            node.script_language = language


def refused_in(element: etree._Element, node: Node) -> Iterator[Refusal]:
    """Yield what this element asks for and the engine does not execute."""
    if node.script_language is not None:
        yield Refusal(node.id, "script", node.line, node.name)
    for child in element.iterchildren(etree.Element):
        kind = tag(child)
        if kind == "multiInstanceLoopCharacteristics":
            yield from foreign_expression(child, "loopCardinality", "completionCondition")
            for behavior in child.iterchildren(BPMN + "complexBehaviorDefinition"):
                yield from foreign_expression(behavior, "condition")
        elif kind in ("dataInputAssociation", "dataOutputAssociation"):
            yield from foreign_expression(child, "transformation")
            for part in child.iterchildren(BPMN + "assignment"):
                yield from foreign_expression(part, "from", "to")
        elif kind in _OWNERS:
            yield Refusal(node.id, kind, line_of(child), node.name)
        elif kind == "standardLoopCharacteristics":
            yield from foreign_expression(child, "loopCondition")
        elif kind.endswith(DEFINITION):
            if kind.removesuffix(DEFINITION) not in _KINDS:
                yield Refusal(node.id, kind, line_of(child), node.name)
            yield from foreign_expression(child, "condition", "timeDuration", "timeDate", "timeCycle")
    yield from foreign_expression(element, "completionCondition", "activationCondition")


def foreign_expression(element: etree._Element, *names: str) -> Iterator[Refusal]:
    """Yield a refusal for each of these children that says it is written in another language than FEEL."""
    for child in element.iterchildren(etree.Element):
        language = child.get("language")
        if tag(child) in names and language and not is_feel(language):
            yield Refusal(owner_id(element), "expression", line_of(child), element.get("name") or "")


def refused_at_root(element: etree._Element) -> Iterator[Refusal]:
    """Yield a refusal for a whole choreography; what only draws or declares is no refusal."""
    kind = tag(element)
    if kind in ("choreography", "globalChoreographyTask"):
        yield Refusal(element.get("id"), kind, line_of(element), element.get("name") or "")


_KINDS = frozenset({"message", "signal", "timer", "error", "escalation", "conditional", "link", "compensate", "cancel",
                    "terminate"})  # fmt: skip


class Names:
    """What the ids of a file stand for. `unknown` is told each id that leads nowhere."""

    def __init__(self, by_id: Mapping[str, etree._Element], unknown: Callable[[str, etree._Element], None]) -> None:
        self.by_id = by_id
        self.unknown = unknown

    def element(self, reference: str | None, told_by: etree._Element) -> etree._Element | None:
        found = self.by_id.get(plain(reference))
        if found is None and reference:
            self.unknown(reference, told_by)
        return found

    def trigger(self, definition: etree._Element) -> Trigger:
        """Return what an event definition says (BPMN 2.0, 10.5.5)."""
        kind = tag(definition).removesuffix(DEFINITION)
        own, line = definition.get("id"), line_of(definition)
        if kind == "timer":
            for child in definition.iterchildren(etree.Element):
                if tag(child).startswith("time"):
                    return Trigger(kind, text=content(child), form=tag(child), id=own, line=line)
            return Trigger(kind, id=own, line=line)
        if kind == "conditional":
            return Trigger(kind, text=text_of(definition, "condition") or "", id=own, line=line)
        if kind == "link":
            return Trigger(kind, definition.get("name"), id=own, line=line)
        if kind == "compensate":
            ref = definition.get("activityRef")
            found = self.element(ref, definition) if ref else None
            waits = flag(definition, "waitForCompletion", True)
            return Trigger(kind, plain(ref) if found is not None else None, waits=waits, id=own, ref=ref, line=line)
        return self._named(kind, definition, definition.get(kind + "Ref"))

    def triggers(self, event: etree._Element) -> Iterator[Trigger]:
        """Yield what the event definitions of an event say, its own and those it refers to."""
        for child in event.iterchildren(etree.Element):
            kind = tag(child)
            if kind == "eventDefinitionRef":
                definition = self.element(content(child), child)
                if definition is not None and tag(definition).endswith(DEFINITION):
                    yield self.trigger(definition)
            elif kind.endswith(DEFINITION):
                yield self.trigger(child)

    def task_message(self, task: etree._Element) -> Iterator[Trigger]:
        """Yield the message that a send or receive task names."""
        if ref := task.get("messageRef"):
            yield self._named("message", task, ref, own=None)

    def _named(self, kind: str, told_by: etree._Element, ref: str | None, own: str | None = "") -> Trigger:
        own = told_by.get("id") if own == "" else own
        found = self.element(ref, told_by) if ref else None
        if found is None:
            return Trigger(kind, None, id=own, ref=ref, line=line_of(told_by))
        code = found.get("errorCode") or found.get("escalationCode") if kind in ("error", "escalation") else None
        key = zeebe.correlation_key(found) if kind == "message" else None
        keep = zeebe.properties(found).get("cabildo.conservar", "") if kind == "message" else ""
        name = code or found.get("name") or found.get("id")
        return Trigger(kind, name, key=key, keep=keep, id=own, ref=ref, line=line_of(told_by))

    def datum(self, reference: str | None) -> str:
        """Return the name under which a data element is known to expressions: its name where that is one word."""
        found = self.by_id.get(plain(reference))
        if found is None:
            return plain(reference)
        name = found.get("name") or ""
        if not name and tag(found) == "dataObjectReference" and found.get("dataObjectRef"):
            return self._object_name(found)
        return name if name.isidentifier() else plain(reference)

    def _object_name(self, reference: etree._Element) -> str:
        stands_for = self.by_id.get(plain(reference.get("dataObjectRef")))
        name = stands_for.get("name") if stands_for is not None else None
        return name if name and name.isidentifier() else plain(reference.get("dataObjectRef"))

    def associations(self, element: etree._Element) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
        """Return what the element's data associations read and write (BPMN 2.0, 10.4.2), as assignments."""
        found: dict[str, list[Assignment]] = {"dataInputAssociation": [], "dataOutputAssociation": []}
        for child in element.iterchildren(etree.Element):
            if tag(child) in found:
                target = self.datum(text_of(child, "targetRef"))
                source = text_of(child, "sourceRef")
                change = text_of(child, "transformation")
                value = change or (f"= {self.datum(source)}" if source else "")
                if value and target:
                    found[tag(child)].append(Assignment(value, target))
                for part in child.iterchildren(BPMN + "assignment"):
                    found[tag(child)].append(Assignment(text_of(part, "from") or "", text_of(part, "to") or target))
        return tuple(found["dataInputAssociation"]), tuple(found["dataOutputAssociation"])


def data(element: etree._Element) -> Iterator[Data]:
    """Yield the data that an element declares: objects, stores and properties, inputs and outputs."""
    for child in element.iterchildren(etree.Element):
        kind = tag(child)
        if kind in _DATA:
            yield _datum(child, kind)
        elif kind == "ioSpecification":
            for part in child.iterchildren(BPMN + "dataInput", BPMN + "dataOutput"):
                yield _datum(part, tag(part))
        elif kind in ("dataInput", "dataOutput"):
            yield _datum(child, kind)


def _datum(element: etree._Element, kind: str) -> Data:
    stands_for = element.get("dataObjectRef") or element.get("dataStoreRef")
    return Data(element.get("id") or "", kind, element.get("name") or "", plain(stands_for) or None,
                flag(element, "isCollection"), line_of(element))  # fmt: skip


def loop(element: etree._Element, names: Names, count: Callable[[etree._Element, str, int], int]) -> Loop | None:
    """Return how an activity repeats, None when it does not."""
    for child in element.iterchildren(etree.Element):
        if tag(child) == "standardLoopCharacteristics":
            most = count(child, "loopMaximum", 0) if child.get("loopMaximum") is not None else None
            return Loop("standard", text_of(child, "loopCondition"), most, flag(child, "testBefore"), sequential=True)
        if tag(child) == "multiInstanceLoopCharacteristics":
            return _multi_instance(element, child, names)
    return None


def _multi_instance(element: etree._Element, e: etree._Element, names: Names) -> Loop:
    zeebe_loop = zeebe.repetition(e)
    throws = None
    behavior = e.get("behavior", "All")
    if ref := e.get("oneBehaviorEventRef") if behavior == "One" else e.get("noneBehaviorEventRef"):
        definition = names.element(ref, e)
        throws = names.trigger(definition) if definition is not None else None
    drawn = _drawn_collection(element, e, names)
    said = {key: zeebe_loop.get(key) or None for key in _COLLECTIONS} if zeebe_loop is not None else {}
    items, item, collect, collected = (said.get(key) or drawn.get(key) for key in _COLLECTIONS)
    return Loop("multi", text_of(e, "completionCondition"), None, False, flag(e, "isSequential"),
                text_of(e, "loopCardinality"), items, item, collect, collected, behavior, throws,
                tuple(_behaviors(e, names)))  # fmt: skip


def _behaviors(e: etree._Element, names: Names) -> Iterator[Behavior]:
    """Yield the events that a multi-instance throws by condition."""
    for definition in e.iterchildren(BPMN + "complexBehaviorDefinition"):
        thrown = definition.find(BPMN + "event")
        throws = tuple(names.triggers(thrown)) if thrown is not None else ()
        yield Behavior(text_of(definition, "condition") or "", throws)


_COLLECTIONS = ("inputCollection", "inputElement", "outputCollection", "outputElement")


def _drawn_collection(element: etree._Element, e: etree._Element, names: Names) -> dict[str, str]:
    """Return the collections as BPMN itself names them (13.3.7), in the dialect's words."""
    found: dict[str, str] = {}
    if ref := text_of(e, "loopDataInputRef"):
        found["inputCollection"] = "= " + names.datum(_fed_by(element, "dataInputAssociation", "targetRef", ref))
    if ref := text_of(e, "loopDataOutputRef"):
        found["outputCollection"] = names.datum(_fed_by(element, "dataOutputAssociation", "sourceRef", ref))
    for key, part in (("inputElement", "inputDataItem"), ("outputElement", "outputDataItem")):
        item = e.find(BPMN + part)
        if item is not None:
            name = item.get("name") or ""
            name = name if name.isidentifier() else item.get("id") or ""
            found[key] = f"= {name}" if key == "outputElement" else name
    return {key: value for key, value in found.items() if value.removeprefix("= ")}


def _fed_by(element: etree._Element, kind: str, end: str, ref: str) -> str:
    """Return the other end of the association that leads to (or from) this input (or output), else the ref itself."""
    other = "sourceRef" if end == "targetRef" else "targetRef"
    for association in element.iterchildren(BPMN + kind):
        if plain(text_of(association, end)) == plain(ref):
            return text_of(association, other) or ref
    return ref
