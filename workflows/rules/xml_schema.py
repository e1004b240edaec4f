"""The file is what the BPMN schema says; a first filter for what no other rule looks at.

Source: the XML schemas of BPMN 2.0 (OMG). Elements of other namespaces are passed over, also where the schema forbids
them; so is the mere order of elements, which changes nothing here. Ids are the concern of other rules.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

from workflows import markup
from workflows.diagram import Diagram, Refusal
from workflows.elements import BPMN, local, owner_id, tag
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"
HINDERS = False  # what the engine needs is there


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    said = {defect.line for defect in diagram.defects}
    for element, error in _errors(_plain(given.root)):
        line = markup.line_of(element)
        if line not in said and "attribute 'id'" not in error:
            thing = Refusal(owner_id(element), tag(element), line, element.get("name") or "")
            message = (
                f"El elemento «{local(element)}» no cumple el esquema de BPMN 2.0: {_in_spanish(error)}. Corríjalo en "
                "el modelador, o bórrelo y dibújelo de nuevo."
            )
            yield about(diagram, thing, message)


def _errors(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield what the schema says of each element, one element after the other: who has read enough may stop.

    The validator cannot be stopped, and a file of 20,000 wrong elements would keep it busy for seconds; so the file
    is fed to it element by element, each on a line of its own.
    """
    elements = list(root.iter(etree.Element))
    for element in elements:
        element.text = _one_line(element.text)
        element.tail = _one_line(element.tail) + ("\n" if element.getnext() is not None else "")
        if len(element):
            element.text += "\n"
    parser = etree.XMLParser(schema=_schema(), no_network=True, resolve_entities=False)
    told = 0
    for element, line in zip(elements, etree.tostring(root, encoding="utf-8").split(b"\n"), strict=False):
        try:
            parser.feed(line + b"\n")
        except etree.XMLSyntaxError:
            return
        log = [str(entry.message) for entry in parser.feed_error_log]
        yield from ((element, error) for error in log[told:])
        told = len(log)
        if told > _ENOUGH:
            return


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(Path(markup.__file__).parent / "schema" / "BPMN20.xsd")))


def _plain(root: etree._Element) -> etree._Element:
    """Return a copy without foreign elements and with each element's parts in the schema's order."""
    copy = deepcopy(root)
    for element in list(copy.iter(etree.Element)):
        parent = element.getparent()
        if parent is not None and not str(element.tag).startswith(_KNOWN):
            parent.remove(element)
    for element in copy.iter(BPMN + "process", BPMN + "subProcess", BPMN + "transaction", BPMN + "adHocSubProcess"):
        element[:] = sorted(element, key=lambda child: _RANK.get(tag(child), 3))
    return copy


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _in_spanish(error: str) -> str:
    """Return what the validator says, in Spanish where it is one of its usual sentences."""
    said = _SPACE.sub("", error)
    for pattern, spanish in _SENTENCES:
        if found := pattern.search(said):
            return spanish.format(*(short(group, 60) for group in found.groups()))
    return short(said.removesuffix("."), 200)


_KNOWN = (
    BPMN,
    "{http://www.omg.org/spec/BPMN/20100524/DI}",
    "{http://www.omg.org/spec/DD/20100524/DC}",
    "{http://www.omg.org/spec/DD/20100524/DI}",
)
_ENOUGH = 500
_SENTENCES = [
    (re.compile(r"The attribute '([^']*)' is not allowed"), "el atributo «{}» no existe ahí"),
    (re.compile(r"The attribute '([^']*)' is required"), "le falta el atributo «{}»"),
    (re.compile(r"This element is not expected"), "no puede estar en ese lugar"),
    (re.compile(r"Missing child element\(s\)\. Expected is (?:one of )?\( ([^)]*?) \)"), "le falta dentro «{}»"),
    (re.compile(r"attribute '([^']*)': (?:\[facet [^]]*\] )?(?:The value )?'([^']*)'"), "«{1}» no vale para «{0}»"),
    (re.compile(r"Character content"), "contiene texto suelto"),
]
_SPACE = re.compile(r"\{[^{}]*\}")
_RANK = {
    "documentation": 0, "extensionElements": 1, "association": 4, "group": 4, "textAnnotation": 4, "resourceRole": 5,
    "performer": 5, "humanPerformer": 5, "potentialOwner": 5, "correlationSubscription": 6, "supports": 7,
    "completionCondition": 8,
}  # fmt: skip
