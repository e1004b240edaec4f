"""Every box of a decision with the names that can be read there and their types."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from workflows.dmn import model as dmn
from workflows.dmn.item_types import Types
from workflows.dmn.model import Box, Decision, Element, Knowledge, Model, boxes
from workflows.feel.lattice import ANY, Type


@dataclass(frozen=True, slots=True)
class Place:
    """A box and its surroundings.

    `names` can be read there, with their types; `hidden` the model declares but this element does not require;
    `closed`: the model declares its inputs, so that a name that nobody declares is suspicious.
    """

    box: Box
    where: str
    names: Mapping[str, Type]
    hidden: frozenset[str]
    closed: bool
    spellings: tuple[str, ...]
    types: Types


def surroundings(model: Model, element: Decision | Knowledge, others: list[Model]) -> Iterator[Place]:
    """Give every box of an element's logic with its surroundings."""
    if element.logic is None:
        return
    imported = _imported(model, others)
    types = Types(model.items, {name: Types(other.items, {}) for name, other in imported.items()})
    names = _required(model, element, types) | dict.fromkeys(imported, ANY)
    names |= {entry.name: ANY for entry in model.imports if entry.name}
    declared = {spelling for other in model.elements.values() for spelling in other.names}
    closed = any(isinstance(other, dmn.InputData) for other in model.elements.values())
    spellings = declared | {name for item in model.items for name in _components(item)} | set(imported)
    for other in imported.values():
        spellings |= {spelling for element in other.elements.values() for spelling in element.names}
    kind = "Decisión" if isinstance(element, Decision) else "Función"
    start = Place(
        element.logic,
        f"{kind} «{element.name}»",
        names,
        frozenset(declared - set(names)),
        closed,
        tuple(sorted(name for name in spellings if "." not in name)),
        types,
    )
    yield from _inside(start)


def _imported(model: Model, others: list[Model]) -> dict[str, Model]:
    return {entry.name: other for entry in model.imports for other in others if other.namespace == entry.namespace}


def _components(item: dmn.Item) -> Iterator[str]:
    for part in item.components:
        yield part.name
        yield from _components(part)


def _required(model: Model, element: Decision | Knowledge, types: Types) -> dict[str, Type]:
    hrefs = element.knowledge
    if isinstance(element, Decision):
        hrefs = element.inputs + element.decisions + element.knowledge
    found: dict[str, Type] = {}
    for href in hrefs:
        required = model.required(href)
        if required is not None:
            kind = _type_of(required, types)
            found.update((spelling, kind) for spelling in required.names)
    return found


def _type_of(element: Element, types: Types) -> Type:
    if isinstance(element, Knowledge | dmn.Service):
        return ANY
    return types.wanted(element.type) or ANY


def _inside(place: Place) -> Iterator[Place]:
    """Give a place and the places inside its box."""
    yield place
    match place.box:
        case dmn.ContextBox(entries=entries):
            names = dict(place.names)
            for name, reference, box in entries:
                if isinstance(box, dmn.FunctionBox):
                    names[name] = ANY
                if box is not None:
                    label = f"{place.where}, «{name}»" if name else place.where
                    yield from _inside(_with(place, box, names, label))
                if name:
                    names[name] = place.types.wanted(reference) or ANY
        case dmn.FunctionBox(parameters=parameters, body=body) if body is not None:
            own = {name: place.types.wanted(reference) or ANY for name, reference in parameters}
            yield from _inside(_with(place, body, {**place.names, **own}, place.where))
        case dmn.FilterBox(source=source, match=match):
            if source is not None:
                yield from _inside(_with(place, source, place.names, place.where))
            if match is not None:
                yield from _inside(
                    replace(_with(place, match, {**place.names, "item": ANY}, place.where), closed=False)
                )
        case dmn.IteratorBox(variable=variable, source=source, body=body):
            if source is not None:
                yield from _inside(_with(place, source, place.names, place.where))
            if body is not None:
                own = {variable: ANY, "partial": ANY}
                yield from _inside(_with(place, body, {**place.names, **own}, place.where))
        case _:
            for box in boxes(place.box):
                yield from _inside(_with(place, box, place.names, place.where))


def _with(place: Place, box: Box, names: Mapping[str, Type], where: str) -> Place:
    spellings = tuple(sorted({*place.spellings, *names}))
    hidden = place.hidden - names.keys()
    return replace(place, box=box, names=dict(names), where=where, spellings=spellings, hidden=hidden)
