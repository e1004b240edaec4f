"""Which names of the case a decision reads, itself or through what it requires."""

from workflows import feel
from workflows.dmn import model as dmn
from workflows.dmn.model import Box, Decision, Element, InputData, Knowledge, Model, Service, boxes
from workflows.feel.stream import KEYWORDS


def names_read(model: Model, decision: str) -> frozenset[str]:
    """Return the names of the case that a decision of a model reads; empty where there is no such decision."""
    found: set[str] = set()
    start = model.find(decision)
    if start is not None:
        _element(model, start, found, set())
    return frozenset(found)


def _element(model: Model, element: Element, found: set[str], seen: set[str]) -> None:
    if (element.id or element.name) in seen:
        return
    seen.add(element.id or element.name)
    if isinstance(element, InputData):
        found.add(element.variable)
    if isinstance(element, Service):
        for href in element.outputs + element.encapsulated:
            _follow(model, href, found, seen)
        for href in element.input_data + element.input_decisions:
            required = model.required(href)
            found.update((required.variable,) if required is not None else ())
    if isinstance(element, Decision | Knowledge):
        needs = element.knowledge
        if isinstance(element, Decision):
            needs = element.decisions + element.knowledge
            _inputs(model, element, found)
        for href in needs:
            _follow(model, href, found, seen)
        if isinstance(element, Knowledge):
            free = free_names(element.logic, frozenset(), _spellings(model))
            found.update(free - _declared(model))


def _inputs(model: Model, decision: Decision, found: set[str]) -> None:
    free = free_names(decision.logic, frozenset(), _spellings(model))
    required = {
        spelling: element.variable
        for href in decision.inputs
        if (element := model.required(href)) is not None
        for spelling in element.names
    }
    found.update(required[name] for name in free if name in required)
    found.update(free - _declared(model))


def _follow(model: Model, href: str, found: set[str], seen: set[str]) -> None:
    element = model.required(href)
    if element is not None:
        _element(model, element, found, seen)


def _declared(model: Model) -> frozenset[str]:
    own = {name for element in model.elements.values() for name in element.names}
    return frozenset(own | {entry.name for entry in model.imports})


def _spellings(model: Model) -> tuple[str, ...]:
    names = _declared(model) | {name for item in model.items for name in _components(item)}
    return tuple(sorted(name for name in names if "." not in name and (not name.isidentifier() or name in KEYWORDS)))


def _components(item: dmn.Item) -> set[str]:
    return {name for part in item.components for name in {part.name, *_components(part)}}


def free_names(box: Box | None, bound: frozenset[str], spellings: tuple[str, ...]) -> frozenset[str]:
    """Return the names that a box reads from outside; texts that cannot be read are left out."""
    match box:
        case None:
            return frozenset()
        case dmn.Literal(text=text, language=language):
            return frozenset() if language else _of_text(text, spellings + tuple(sorted(bound))) - bound
        case dmn.Table():
            return _of_table(box, spellings + tuple(sorted(bound))) - bound
        case dmn.ContextBox(entries=entries):
            found: set[str] = set()
            for name, _, value in entries:
                recursive = {name} if isinstance(value, dmn.FunctionBox) else set()
                found |= free_names(value, bound | recursive, spellings)
                bound |= {name}
            return frozenset(found)
        case dmn.FunctionBox(parameters=parameters, body=body):
            return free_names(body, bound | {name for name, _ in parameters}, spellings)
        case dmn.FilterBox(source=source, match=match):
            return free_names(source, bound, spellings) | free_names(match, bound | {"item"}, spellings)
        case dmn.IteratorBox(variable=variable, source=source, body=body):
            inner = bound | {variable, "partial"}
            return free_names(source, bound, spellings) | free_names(body, inner, spellings)
    return frozenset(name for inner in boxes(box) for name in free_names(inner, bound, spellings))


def _of_table(table: dmn.Table, spellings: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for clause in table.inputs:
        found |= _of_text(clause.expression.text, spellings)
    for rule in table.rules:
        for cell in rule.inputs:
            found |= _of_tests(cell.text, spellings)
        for cell in rule.outputs:
            found |= _of_text(cell.text, spellings)
    return frozenset(found)


def _of_text(text: str, spellings: tuple[str, ...]) -> frozenset[str]:
    if not text.strip():
        return frozenset()
    try:
        return feel.parse(text, spellings).names
    except feel.FeelError:
        return frozenset()


def _of_tests(text: str, spellings: tuple[str, ...]) -> frozenset[str]:
    try:
        return feel.unary_tests(text, spellings).names - {"?"}
    except feel.FeelError:
        return frozenset()
