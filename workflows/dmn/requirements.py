"""What is wrong between the decisions of a model: requirements that lead nowhere or in a circle, names given twice."""

from collections.abc import Iterator

from workflows.dmn.item_types import Types
from workflows.dmn.model import Decision, Element, InputData, Knowledge, Model, Service
from workflows.findings import Finding


def findings(model: Model, file: str, others: list[Model]) -> Iterator[Finding]:
    """Give what is wrong between the elements of a model."""
    yield from _names(model, file)
    for element in model.elements.values():
        yield from _targets(model, element, file, others)
        yield from _logic(element, file)
        yield from _type(model, element, file, others)
    yield from _circles(model, file)


def _names(model: Model, file: str) -> Iterator[Finding]:
    seen: dict[str, Element] = {}
    for element in model.elements.values():
        other = seen.setdefault(element.variable, element)
        if other is not element:
            message = f"Dos elementos se llaman «{element.name}»; las expresiones no sabrían cuál leer. Renombre uno."
            yield Finding("dmn_names", "error", file, message, element.id, element.name, element.line)


def _targets(model: Model, element: Element, file: str, others: list[Model]) -> Iterator[Finding]:
    spaces = {entry.namespace for entry in model.imports}
    given = {other.namespace for other in others}
    for href in _hrefs(element):
        space, _, key = href.rpartition("#")
        if model.required(href) is not None or (space in spaces and space not in given):
            continue
        elsewhere = next((other for other in others if other.namespace == space and space in spaces), None)
        if elsewhere is None or key not in elsewhere.elements:
            message = (
                f"«{element.name}» requiere algo que no existe ({href[:60]}). Borre esa flecha o dibújela otra vez."
            )
            yield Finding("dmn_requirements", "error", file, message, element.id, element.name, element.line)


def _hrefs(element: Element) -> tuple[str, ...]:
    match element:
        case Decision():
            return element.inputs + element.decisions + element.knowledge
        case Knowledge():
            return element.knowledge
        case Service():
            return element.outputs + element.encapsulated + element.input_decisions + element.input_data
    return ()


def _logic(element: Element, file: str) -> Iterator[Finding]:
    if isinstance(element, Decision | Knowledge) and element.logic is None:
        message = f"«{element.name}» no tiene lógica y daría siempre null. Añádale una tabla o una expresión."
        yield Finding("dmn_logic", "warning", file, message, element.id, element.name, element.line)


def _type(model: Model, element: Element, file: str, others: list[Model]) -> Iterator[Finding]:
    if not isinstance(element, Decision | InputData) or not element.type:
        return
    spaces = {other.namespace: other for other in others}
    imported = {e.name: Types(spaces[e.namespace].items, {}) for e in model.imports if e.namespace in spaces}
    prefixes = tuple(entry.name + "." for entry in model.imports)
    kind = element.type
    known = kind.rpartition(":")[2] == "Any" or Types(model.items, imported).wanted(kind) is not None
    if not known and not kind.startswith(prefixes) and kind not in ("integer", "long", "double", "int"):
        message = f"«{element.name}» es del tipo «{kind}», que no existe; no se comprobaría nada. Defina el tipo."
        yield Finding("dmn_types", "warning", file, message, element.id, element.name, element.line)


def _circles(model: Model, file: str) -> Iterator[Finding]:
    """Give the elements that require themselves, each circle once."""
    done: set[str] = set()
    for start in model.elements.values():
        path = _circle(model, start, [], done)
        if path:
            names = " → ".join(f"«{element.name}»" for element in path)
            message = f"Estas decisiones se requieren en círculo y darían null: {names}. Quite una de las flechas."
            yield Finding("dmn_requirements", "error", file, message, start.id, start.name, start.line)


def _circle(model: Model, start: Element, path: list[Element], done: set[str]) -> list[Element]:
    """Return a circle that a walk over the requirements meets; empty where there is none."""
    stack: list[tuple[Element, Iterator[str]]] = [(start, iter(_needs(start)))]
    open_ids = {start.id}
    if start.id in done:
        return []
    while stack:
        element, rest = stack[-1]
        following = next((found for href in rest if (found := model.required(href)) is not None), None)
        if following is None:
            stack.pop()
            open_ids.discard(element.id)
            done.add(element.id)
        elif following.id in open_ids:
            chain = [entry for entry, _ in stack]
            done.update(entry.id for entry in chain)
            return [*chain[[entry.id for entry in chain].index(following.id) :], following]
        elif following.id not in done:
            stack.append((following, iter(_needs(following))))
            open_ids.add(following.id)
    return []


def _needs(element: Element) -> tuple[str, ...]:
    """Return what must be known first; a function may call itself, so knowledge models are left out."""
    if isinstance(element, Decision):
        return element.decisions
    return element.outputs if isinstance(element, Service) else ()
