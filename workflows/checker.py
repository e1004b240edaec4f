"""Advice before publishing: what every rule says of one diagram or a set of diagrams that call each other."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from lxml import etree

from workflows import markup, reader, rules
from workflows.diagram import Node
from workflows.elements import BPMN, flag
from workflows.findings import Finding, Refused
from workflows.forms import Form
from workflows.rules import Given

MOST_PER_RULE = 50  # findings of one rule on one file; more would hide the others


def check(
    files: Mapping[str, bytes],
    organs: Collection[str] | None = None,
    forms: Mapping[str, Form] | None = None,
    decisions: Collection[str] | None = None,
    registers: Collection[str] | None = None,
    services: Collection[str] | None = None,
) -> list[Finding]:
    """Return what the rules say of these files (name -> bytes of a .bpmn), by file and line.

    Several files are one set: what one calls may stand in another. Rules about what is None stay silent. Of a process
    marked `isExecutable="false"` there are only warnings: it is a drawing. Bytes that cannot be read are a finding.
    """
    found: list[Finding] = []
    given: list[Given] = []
    processes: dict[str, Node] = {}
    for file, source in files.items():
        try:
            root = markup.parse(source, file)
            diagram = reader.read_tree(root, file, hashlib.sha256(source).hexdigest())
        except Refused as refused:
            found.extend(refused.findings)
            continue
        known = _set(organs), forms, _set(decisions), _set(registers), _set(services)
        given.append(Given(diagram, root, processes, len(files) > 1, *known))
        for key, process in diagram.processes.items():
            processes.setdefault(key, process)
    for one in given:
        found.extend(_findings(one))
    order = {file: place for place, file in enumerate(files)}
    return sorted(found, key=lambda f: (order.get(f.file, 0), f.line or 0, f.level, f.rule, f.element or ""))


def hindrances(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that keep a diagram from running at all; the other errors keep it from being published."""
    stops = {rule.name for rule in rules.every() if rule.hinders}
    return [finding for finding in findings if finding.level == "error" and finding.rule in stops]


def _findings(given: Given) -> Iterator[Finding]:
    drawings = _only_drawn(given.root)
    whole = bool(given.diagram.processes) and not any(p.executable for p in given.diagram.processes.values())
    said: set[Finding] = set()
    for rule in rules.every():
        told = rule.look(given)
        for finding in islice(told, MOST_PER_RULE):
            if finding.level == "error" and (whole or finding.element in drawings):
                finding = replace(finding, level="warning")
            if finding not in said:
                said.add(finding)
                yield finding
        if next(iter(told), None) is not None:
            message = f"Hay más avisos de esta regla; se muestran {MOST_PER_RULE}. Corríjalos y revise de nuevo."
            yield Finding(rule.name, "warning", given.diagram.file, message)


def _only_drawn(root: etree._Element) -> frozenset[str]:
    """Return the ids of all that stands in processes that were never meant to run, and nowhere else."""
    ids: dict[bool, set[str]] = {True: set(), False: set()}
    for process in root.iterchildren(BPMN + "process"):
        runs = flag(process, "isExecutable", True)
        ids[runs].update(key for element in process.iter(BPMN + "*") if (key := element.get("id")))
    return frozenset(ids[False] - ids[True])


def _set(words: Collection[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)
