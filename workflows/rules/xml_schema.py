"""The file is what the BPMN schema says; a first filter for what no other rule looks at.

Source: the XML schemas of BPMN 2.0 (OMG). Elements of other namespaces are passed over, also where the schema forbids
them; so is the mere order of elements, which changes nothing here. Ids are the concern of other rules.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, cast

from lxml import etree

from workflows import markup
from workflows.diagram import Diagram
from workflows.elements import BPMN, tag
from workflows.findings import Finding, Level
from workflows.rules import Given, about, short

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    schema = _schema()
    copy = _plain(given.root)
    if schema.validate(copy):
        return
    said = {defect.line for defect in diagram.defects}
    for error in cast("Iterable[Any]", schema.error_log):
        if error.line not in said and "attribute 'id'" not in error.message:
            message = (
                f"El archivo no cumple el esquema de BPMN 2.0: {_words(error.message)}. Corríjalo en el modelador, o "
                "borre ese elemento y dibújelo de nuevo."
            )
            yield about(diagram, None, message, error.line)


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


def _words(message: str) -> str:
    """Return the schema's sentence without its namespaces."""
    return short(_SPACE.sub("", message).removesuffix("."), 220)


_KNOWN = (
    BPMN,
    "{http://www.omg.org/spec/BPMN/20100524/DI}",
    "{http://www.omg.org/spec/DD/20100524/DC}",
    "{http://www.omg.org/spec/DD/20100524/DI}",
)
_SPACE = re.compile(r"\{[^{}]*\}")
_RANK = {
    "documentation": 0, "extensionElements": 1, "association": 4, "group": 4, "textAnnotation": 4, "resourceRole": 5,
    "performer": 5, "humanPerformer": 5, "potentialOwner": 5, "correlationSubscription": 6, "supports": 7,
    "completionCondition": 8,
}  # fmt: skip
