"""What a diagram draws of data (BPMN 2.0, 10.4): its names in expressions, its arrows, and what must be there first.

Rules of edition 2 of the engine. What edition 1 read of the same elements stays in `Node.reads`, `writes` and `loop`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from workflows import zeebe
from workflows.diagram import NOTHING_DRAWN, DataSet, Drawn, Loop, Movement, Node
from workflows.elements import BPMN, is_feel, plain, tag, text_of
from workflows.feel.stream import KEYWORDS
from workflows.markup import content, line_of

LONGEST = 120  # characters of a name
PLACEHOLDER = "__"  # bpmn.io draws an arrow to a property of such a name: it points, and carries nothing
STATE = "_estado"  # what is added to a datum's name for its state
_OBJECTS = ("dataObject", "dataObjectReference")
_STORES = ("dataStore", "dataStoreReference")
_CARRIERS = frozenset({"sourceRef", "transformation", "assignment"})
_SPEAKS = frozenset({*_OBJECTS, "property", "ioSpecification", "dataInput", "dataOutput", "dataInputAssociation",
                     "dataOutputAssociation", "multiInstanceLoopCharacteristics"})  # fmt: skip


def word(text: str) -> str:
    """Return how expressions call what a drawing names: `Informe técnico` is `Informe_técnico`; empty for no name."""
    found = "_".join(re.findall(r"\w+", text[:LONGEST]))
    return f"_{found}" if found[:1].isdigit() else found + "_" * (found in KEYWORDS)


class DataReader:
    """The data of one file: which names its ids stand for, and what each element makes of them."""

    def __init__(self, root: etree._Element, by_id: Mapping[str, etree._Element]) -> None:
        self._by_id = by_id
        self._known: dict[str, str] = {}
        self._feel = is_feel(root.get("expressionLanguage") or "")
        self._references: dict[str, list[etree._Element]] = defaultdict(list)
        for reference in root.iter(BPMN + "dataObjectReference"):
            self._references[plain(reference.get("dataObjectRef"))].append(reference)

    def name(self, reference: str | None) -> str:
        """Return the name of a datum in expressions; empty where the id leads nowhere.

        A data object is called by its own name, else by that of the first reference to it, else by its id.
        """
        key = plain(reference)
        if key not in self._known:
            found = self._by_id.get(key)
            self._known[key] = "" if found is None else word(self._said(found) or "") or word(key)
        return self._known[key]

    def _said(self, element: etree._Element) -> str | None:
        """Return the name that is written for a datum, on itself or on what stands for it."""
        kind, others = tag(element), [element]
        if kind == "dataObjectReference" and (held := self._found(element.get("dataObjectRef"), "dataObject")):
            return self.name(held[0].get("id"))
        if kind == "dataObject":
            others += self._references[element.get("id") or ""]
        elif kind == "dataStoreReference" and (store := self._found(element.get("dataStoreRef"), "dataStore")):
            others += store
        elif kind == "dataOutput" and not word(element.get("name") or ""):
            return next((self.name(to) for to in self._led_to(element)), None)
        return next((name for e in others if word(name := e.get("name") or "")), None)

    def _found(self, reference: str | None, kind: str) -> tuple[etree._Element, ...]:
        found = self._by_id.get(plain(reference))
        return (found,) if found is not None and tag(found) == kind else ()

    def _led_to(self, output: etree._Element) -> Iterator[str | None]:
        """Yield the data objects that an output is drawn to: one without a name is called as they are."""
        holder = output.getparent()
        owner = holder.getparent() if holder is not None and tag(holder) == "ioSpecification" else holder
        for arrow in owner.iterchildren(BPMN + "dataOutputAssociation") if owner is not None else ():
            target = text_of(arrow, "targetRef")
            if plain(text_of(arrow, "sourceRef")) == output.get("id") and self._found(target, "dataObjectReference"):
                yield target

    def drawn(self, node: Node, element: etree._Element) -> Drawn:
        """Return all that is drawn of the data of one element."""
        if not any(tag(child) in _SPEAKS for child in element):
            return NOTHING_DRAWN
        holder = element.find(BPMN + "ioSpecification")
        declared = [*element, *(holder if holder is not None else ())]
        inputs = self._names(e for e in declared if tag(e) == "dataInput")
        outputs = self._names(e for e in declared if tag(e) == "dataOutput")
        properties = self._names(e for e in declared if _holds(e))
        names = inputs | outputs | properties
        made = Drawn(
            properties=tuple(properties.values()),
            objects=tuple(dict.fromkeys(self._objects(element))),
            inputs=tuple(inputs.values()),
            outputs=tuple(outputs.values()),
            input_sets=tuple(_sets(declared, "inputSet", names)),
            output_sets=tuple(_sets(declared, "outputSet", names)),
            feeds=tuple(self._feeds(element, names)),
            yields=tuple(self._yields(element, names)),
        )
        return self._repeated(made, node.loop, element, names) if node.loop is not None else made

    def _names(self, elements: Iterable[etree._Element]) -> dict[str, str]:
        return {key: self.name(key) for e in elements if (key := e.get("id"))}

    def _objects(self, scope: etree._Element) -> Iterator[str]:
        """Yield the names that a scope holds: its data objects, and the state of those that are drawn in one."""
        for child in scope:
            if tag(child) == "dataObject" or (tag(child) == "dataObjectReference" and not child.get("dataObjectRef")):
                name = self.name(child.get("id"))
                yield name
                if any(_state(one) for one in (child, *self._references[child.get("id") or ""])):
                    yield name + STATE

    # arrows

    def _feeds(self, element: etree._Element, names: Mapping[str, str]) -> Iterator[Movement]:
        """Yield the arrows that lead to an input or property of the element; the others only point."""
        for arrow in element.iterchildren(BPMN + "dataInputAssociation"):
            target = names.get(plain(text_of(arrow, "targetRef")), "")
            for one in self._parts(arrow, target, names):
                if one.target.partition(".")[0] in names.values():
                    yield one

    def _yields(self, element: etree._Element, names: Mapping[str, str]) -> Iterator[Movement]:
        """Yield the arrows that lead out; one from no output means the answer that is called like what it leads to."""
        for arrow in element.iterchildren(BPMN + "dataOutputAssociation"):
            reference = text_of(arrow, "targetRef")
            to, target = self._by_id.get(plain(reference)), self.name(reference)
            if to is not None and tag(to) in _STORES:
                for one in self._parts(arrow, target, names):
                    yield replace(one, register=self._register(to))
                continue
            state = _state(to) if to is not None else ""
            for one in self._parts(arrow, target, names):
                yield replace(one, state=state)
            if target and not any(tag(child) in _CARRIERS for child in arrow):
                yield Movement(f"= {target}", target, state=state, implied=True, id=arrow.get("id"))

    def _parts(self, arrow: etree._Element, target: str, names: Mapping[str, str]) -> Iterator[Movement]:
        """Yield what an arrow carries: its transformation, then its assignments; its source where there are neither."""
        refs = [plain(content(e)) for e in arrow.iterchildren(BPMN + "sourceRef")]
        calls = {ref: name for ref in refs if (name := names.get(ref) or self.name(ref))}
        stores = {ref: e for ref in calls if tag(e := self._by_id[ref]) in _STORES}
        bare = Movement(
            "",
            target,
            sources=tuple(name for ref, name in calls.items() if ref not in stores),
            registers=tuple((calls[ref], self._register(store)) for ref, store in stores.items()),
            id=arrow.get("id"),
            line=line_of(arrow),
        )
        change, parts = arrow.find(BPMN + "transformation"), list(arrow.iterchildren(BPMN + "assignment"))
        if change is not None:
            yield replace(bare, value=self._value(change))
        for part in parts:
            given, to = part.find(BPMN + "from"), text_of(part, "to") or ""
            if given is not None:
                yield replace(bare, value=self._value(given), target=self._path(to, names) if to else target)
        if change is None and not parts and calls:
            yield replace(bare, value=f"= {next(iter(calls.values()))}")

    def _value(self, expression: etree._Element) -> str:
        text, language = content(expression), expression.get("language")
        speaks = is_feel(language) if language else self._feel
        return f"= {text}" if speaks and not text.startswith("=") else text

    def _path(self, text: str, names: Mapping[str, str]) -> str:
        """Return where an assignment goes: a name or a path, whose first word may be an id."""
        first, dot, rest = text.removeprefix("=").strip().partition(".")
        return (names.get(first) or self.name(first) or word(first)) + dot + rest

    def _register(self, store: etree._Element | None) -> str:
        """Return what a data store is called; which register that is, the municipality knows."""
        return ((self._said(store) or store.get("id") or "") if store is not None else "")[:LONGEST].strip()

    # repetitions

    def _repeated(self, made: Drawn, loop: Loop, element: etree._Element, names: Mapping[str, str]) -> Drawn:
        """Add the collections as BPMN itself names them (13.3.7), where the dialect names none."""
        marker = element.find(BPMN + "multiInstanceLoopCharacteristics")
        if marker is None:
            return made
        said = _dialect(marker)

        def told(part: str) -> str:
            ref = plain(text_of(marker, part))
            return names.get(ref) or self.name(ref)

        over, into = told("loopDataInputRef"), told("loopDataOutputRef")
        item, each = (self._item(marker.find(BPMN + part)) for part in ("inputDataItem", "outputDataItem"))
        drawn = replace(
            loop,
            items=said.get("inputCollection") or (f"= {over}" if over else None),
            item=said.get("inputElement") or item or None,
            collect=said.get("outputCollection") or into or None,
            collected=said.get("outputElement") or (f"= {each or into}" if each or into else None),
        )
        return replace(made, loop=drawn, over=over, into=into)

    def _item(self, item: etree._Element | None) -> str:
        return "" if item is None else self.name(item.get("id")) or word(item.get("name") or "")


def _dialect(marker: etree._Element) -> Mapping[str, str]:
    found = zeebe.repetition(marker)
    return {str(key): str(value) for key, value in found.attrib.items() if value} if found is not None else {}


def _holds(element: etree._Element) -> bool:
    return tag(element) == "property" and not (element.get("name") or "").startswith(PLACEHOLDER)


def _state(element: etree._Element) -> str:
    state = element.find(BPMN + "dataState") if tag(element) in _OBJECTS else None
    return (state.get("name") or "").strip()[:LONGEST] if state is not None else ""


def _sets(declared: Iterable[etree._Element], kind: str, names: Mapping[str, str]) -> Iterator[DataSet]:
    """Yield the input or output sets, each with what it needs and what it may have besides."""
    for one in declared:
        if tag(one) == kind:
            parts = [(tag(part), names[key]) for part in one if (key := plain(content(part))) in names]
            parts = [(part, name) for part, name in parts if part.endswith("putRefs")]
            spared = {name for part, name in parts if part.startswith(("optional", "whileExecuting"))}
            every = tuple(dict.fromkeys(name for _, name in parts))
            yield DataSet(tuple(name for name in every if name not in spared), every)


def interface(process: Node) -> Drawn:
    """Return the data that a called process asks for and gives: its own, or that of a global task's one step."""
    only = process.children[0] if len(process.children) == 1 and not process.drawn.inputs else None
    return only.drawn if only is not None and only.id == f"{process.id}.task" else process.drawn


@lru_cache(maxsize=256)
def written_in(process: Node) -> Mapping[str, frozenset[Node]]:
    """Return the names that the steps of a process say they write, each with those steps."""
    found: dict[str, set[Node]] = defaultdict(set)
    for node in process.walk():
        for name in _written_by(node):
            found[name.partition(".")[0]].add(node)
    return {name: frozenset(nodes) for name, nodes in found.items()}


def _written_by(node: Node) -> Iterator[str]:
    yield from (one.target for one in node.drawn.yields if not one.register)
    yield from (assignment.target for assignment in node.outputs)
    loop = node.drawn.loop or node.loop
    yield from filter(None, (node.result, loop.collect if loop is not None else None))


def register_slug(name: str) -> str:
    """Return how a register is called by programs: «Registro de Ordenanzas» and `ordenanzas` are the same one."""
    plainly = unicodedata.normalize("NFKD", name[:LONGEST].casefold())
    slug = "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plainly if not unicodedata.combining(c))))
    return re.sub(r"^registro-(?:de-|del-)?(?:la-|las-|los-)?(?=.)", "", slug)
