"""The dialect: what the `zeebe:` extensions of an element say, and which extensions are kept but not executed here."""

from collections.abc import Callable, Iterator

from lxml import etree

from workflows.diagram import Assignment, Node

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_EXTENSIONS = _BPMN + "extensionElements"
_VENDORS = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://activiti.com/modeler": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://www.signavio.com": "",
    "http://www.jboss.org/drools": "drools",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
# Attributes of zeebe elements that mean something elsewhere and nothing here.
_KEPT_ATTRIBUTES = {
    "formDefinition": ("formKey", "externalReference", "bindingType", "versionTag"),
    "assignmentDefinition": ("assignee", "candidateUsers"),
    "calledDecision": ("bindingType", "versionTag"),
    "calledElement": ("bindingType", "versionTag", "propagateAllParentVariables"),
    "taskDefinition": ("retries",),
    "script": (),
    "loopCharacteristics": (),
    "ioMapping": (),
    "properties": (),
    "subscription": (),
    "userTask": (),
    "versionTag": (),
}


def describe(node: Node, element: etree._Element) -> None:
    """Write onto `node` what the extensions of `element` say."""
    for extension in _extensions(element):
        if describes := _DESCRIBES.get(_name(extension)):
            describes(node, extension)
    node.kept = kept_in(element)


def properties(element: etree._Element) -> dict[str, str]:
    """Return the `zeebe:properties` of an element, first word wins."""
    found: dict[str, str] = {}
    for extension in _extensions(element):
        if _name(extension) == "properties":
            for line in extension.iterchildren(ZEEBE + "property"):
                found.setdefault((line.get("name") or "").strip(), (line.get("value") or "").strip())
    return found


def correlation_key(element: etree._Element) -> str | None:
    """Return the FEEL of `zeebe:subscription correlationKey` of a message, if it has one."""
    for extension in _extensions(element):
        if _name(extension) == "subscription":
            return extension.get("correlationKey")
    return None


def repetition(element: etree._Element) -> etree._Element | None:
    """Return the `zeebe:loopCharacteristics` of a multi-instance marker."""
    return next((e for e in _extensions(element) if _name(e) == "loopCharacteristics"), None)


def kept_in(element: etree._Element) -> tuple[str, ...]:
    """Return the names of what other engines would execute and this one only keeps, each once, in order."""
    return tuple(dict.fromkeys(_kept(element)))


def _kept(element: etree._Element) -> Iterator[str]:
    for key in element.attrib:
        if vendor := _vendor(str(key)):
            yield vendor
    for extension in _extensions(element):
        name = _name(extension)
        if not name:
            if vendor := _vendor(str(extension.tag)):
                yield vendor
        elif name not in _KEPT_ATTRIBUTES:
            yield f"zeebe:{name}"
        else:
            for key in _KEPT_ATTRIBUTES[name]:
                if extension.get(key):
                    yield f"zeebe:{name} {key}"


def _vendor(qualified: str) -> str | None:
    """Return `prefix:name` of a word of an engine's namespace, None for any other."""
    space, _, name = qualified[1:].partition("}") if qualified.startswith("{") else ("", "", "")
    if space == ZEEBE[1:-1]:
        return f"zeebe:{name}"
    prefix = _VENDORS.get(space)
    return f"{prefix}:{name}" if prefix else None


def _extensions(element: etree._Element) -> Iterator[etree._Element]:
    for holder in element.iterchildren(_EXTENSIONS):
        yield from holder.iterchildren(etree.Element)


def _name(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag[len(ZEEBE) :] if tag.startswith(ZEEBE) else ""


def _io_mapping(node: Node, e: etree._Element) -> None:
    def lines(kind: str) -> tuple[Assignment, ...]:
        return tuple(Assignment((x.get("source") or "").strip(), (x.get("target") or "").strip())
                     for x in e.iterchildren(ZEEBE + kind))  # fmt: skip

    node.inputs = lines("input")
    node.outputs = lines("output")


def _script(node: Node, e: etree._Element) -> None:
    node.script = (e.get("expression") or "").strip()
    node.result = e.get("resultVariable")


def _decision(node: Node, e: etree._Element) -> None:
    node.decision = e.get("decisionId")
    node.result = e.get("resultVariable")


def _called(node: Node, e: etree._Element) -> None:
    node.called = e.get("processId")
    node.propagates = e.get("propagateAllChildVariables", "true").strip() != "false"


def _service(node: Node, e: etree._Element) -> None:
    node.service = e.get("type")


def _form(node: Node, e: etree._Element) -> None:
    node.form = e.get("formId")


def _assignment(node: Node, e: etree._Element) -> None:
    node.candidates = e.get("candidateGroups")


def _properties(node: Node, e: etree._Element) -> None:
    holder = e.getparent()
    owner = holder.getparent() if holder is not None else None
    node.properties = properties(owner) if owner is not None else {}


_DESCRIBES: dict[str, Callable[[Node, etree._Element], None]] = {
    "properties": _properties,
    "ioMapping": _io_mapping,
    "script": _script,
    "calledDecision": _decision,
    "calledElement": _called,
    "taskDefinition": _service,
    "formDefinition": _form,
    "assignmentDefinition": _assignment,
}
