"""What is wrong in an expression as far as its text tells: kinds that do not go together, unknown functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.feel import literals, nodes
from workflows.feel.functions import BUILTINS
from workflows.feel.functions.registry import arities
from workflows.feel.inference import infer
from workflows.feel.lattice import ANY, ContextType, Lookup, Type, build
from workflows.feel.nodes import Node
from workflows.feel.operators import ARTICLES
from workflows.feel.walking import children

DURATIONS = frozenset({"days and time duration", "years and months duration"})
MOMENTS = frozenset({"date", "time", "date and time"})
ORDERED = DURATIONS | MOMENTS | {"number", "string"}
SIMPLE = ORDERED | {"boolean", "list", "context"}
_READERS = {
    "date": (literals.read_date, "una fecha como 2026-04-29"),
    "time": (literals.read_time, "una hora como 10:30:00"),
    "duration": (literals.read_duration, "una duración como P3D"),
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that can never work: what, as a Spanish sentence, and its offset in the text."""

    message: str
    offset: int


def complaints(node: Node, names: Mapping[str, Type], lookup: Lookup) -> Iterator[Complaint]:
    """Give what can never work in a tree, given the types of the names that it reads (`Any` where not known)."""
    yield from _here(node, names, lookup)
    inner = names
    match node:
        case nodes.For(iterators=iterators) | nodes.Quantified(iterators=iterators):
            inner = {**names, "partial": ANY, **{iterator.name: ANY for iterator in iterators}}
        case nodes.Filter(source=source, condition=condition):
            yield from complaints(source, names, lookup)
            yield from complaints(condition, _within_filter(source, names, lookup), lookup)
            return
        case nodes.FunctionOf(parameters=parameters):
            own = {p.name: ANY if p.type is None else build(p.type, lookup) for p in parameters}
            inner = {**names, **own}
        case nodes.ContextOf(entries=entries):
            known = dict(names)
            for key, value in entries:
                known[key] = ANY  # a function may call itself
                yield from complaints(value, known, lookup)
                known[key] = infer(value, known, lookup)
            return
    for part in children(node):
        yield from complaints(part, inner, lookup)


def _within_filter(source: Node, names: Mapping[str, Type], lookup: Lookup) -> Mapping[str, Type]:
    """Return the names within a filter: any may be a field of an item whose fields are not known."""
    return {name: ANY for name in names} | {"item": ANY}


def _here(node: Node, names: Mapping[str, Type], lookup: Lookup) -> Iterator[Complaint]:
    match node:
        case nodes.Literal(offset=offset, problem=problem) if problem:
            yield Complaint(f'{problem}. Escríbala como @"2026-04-29"', offset)
        case nodes.Chain(first=first, rest=rest, offset=offset):
            yield from _chain(first, rest, offset, names, lookup)
        case nodes.Compare(operator=sign, left=left, right=right, offset=offset):
            kinds = infer(left, names, lookup).name, infer(right, names, lookup).name
            yield from _comparison(kinds, sign in ("=", "!="), offset)
        case nodes.Logic(operands=operands, operator=word):
            for operand in operands:
                kind = infer(operand, names, lookup).name
                if kind in SIMPLE - {"boolean"}:
                    yield Complaint(f"«{word}» une sí/no, y esto es {ARTICLES[kind]}", operand.offset)
        case nodes.If(condition=condition):
            kind = infer(condition, names, lookup).name
            if kind in SIMPLE - {"boolean"}:
                yield Complaint(f"Después de «if» va un sí/no, y esto es {ARTICLES[kind]}", condition.offset)
        case nodes.Path(source=source, name=name, offset=offset):
            whole = infer(source, names, lookup)
            if isinstance(whole, ContextType) and whole.fields and name not in dict(whole.fields):
                yield Complaint(f"El dato no tiene el campo «{name}»", offset)
        case nodes.Call(function=nodes.Name(name=name, offset=offset), arguments=arguments):
            yield from _call(name, arguments, offset, names)


def _chain(
    first: Node, rest: tuple[tuple[str, Node], ...], offset: int, names: Mapping[str, Type], lookup: Lookup
) -> Iterator[Complaint]:
    left = infer(first, names, lookup).name
    for sign, operand in rest:
        right = infer(operand, names, lookup).name
        if left in SIMPLE and right in SIMPLE and not goes_together(sign, left, right):
            yield Complaint(f"«{sign}» no se puede usar con {ARTICLES[left]} y {ARTICLES[right]}", offset)
        left = left if left == right and left in ("number", "string") else "Any"


def goes_together(sign: str, left: str, right: str) -> bool:
    """Say whether an operator of arithmetic has a value for two kinds (DMN 1.5, tables 57 and 59)."""
    numbers = left == right == "number"
    if sign == "**":
        return numbers
    if sign == "*":
        return numbers or (left in DURATIONS and right == "number") or (left == "number" and right in DURATIONS)
    if sign == "/":
        return numbers or (left in DURATIONS and right in ("number", left))
    moved = left in MOMENTS and right in DURATIONS
    if sign == "+":
        same = left == right and left in {"number", "string"} | DURATIONS
        return same or moved or (left in DURATIONS and right in MOMENTS)
    between = left in ("date", "date and time") and right in ("date", "date and time")
    return (left == right and left in {"number", "time"} | DURATIONS) or moved or between


def _comparison(kinds: tuple[str, str], equality: bool, offset: int) -> Iterator[Complaint]:
    left, right = kinds
    if left in SIMPLE and right in SIMPLE and left != right:
        yield Complaint(f"Compara {ARTICLES[left]} con {ARTICLES[right]}: no se cumplirá nunca", offset)
    elif not equality and (left in SIMPLE - ORDERED or right in SIMPLE - ORDERED):
        kind = left if left in SIMPLE - ORDERED else right
        yield Complaint(f"{ARTICLES[kind].capitalize()} no es mayor ni menor que otro valor", offset)


def _call(name: str, arguments: tuple[Node, ...], offset: int, names: Mapping[str, Type]) -> Iterator[Complaint]:
    if name in names:
        return
    if name not in BUILTINS:
        yield Complaint(f"No existe la función «{name}»", offset)
        return
    least, most = arities(name)
    if not least <= len(arguments) <= most:
        yield Complaint(f"La función «{name}» no recibe {len(arguments)} valores", offset)
    first = arguments[0] if len(arguments) == 1 else None
    if name in _READERS and isinstance(first, nodes.Literal) and isinstance(first.value, str):
        read, what = _READERS[name]
        if read(first.value) is None:
            yield Complaint(f"«{first.value}» no es {what}", first.offset)
