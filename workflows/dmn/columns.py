"""The conditions of a table's column as sets: which parts of what may be tested does each cell accept.

A column is cut at every value that its cells mention. The pieces (atoms) are numbered, and a cell is the set of its
atoms as the bits of a number; where a cell cannot be understood without values of a case it is `opaque`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows import feel
from workflows.dmn.model import Input, Rule
from workflows.feel import nodes
from workflows.feel.budget import Run
from workflows.feel.compiler import Compiler
from workflows.feel.conversion import text_of
from workflows.feel.functions import BUILTINS
from workflows.feel.lattice import Constrained, Type
from workflows.feel.operators import ORDERED, compare, equal
from workflows.feel.scope import Scope
from workflows.feel.values import Range, Record, kind_of
from workflows.feel.walking import children

Part = Range | None  # values between two ends; None is the value null
NEVER_CONSTANT = frozenset({"now", "today", "?"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What a cell accepts: parts (or all but them), everything, or what only a case can tell (`opaque`)."""

    parts: tuple[Part, ...] = ()
    negated: bool = False
    everything: bool = False
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column cut into atoms: `cells` are the sets of each rule, `opaque` says which of them are not understood."""

    label: str
    points: tuple[object, ...]
    ordered: bool
    domain: int  # the atoms that can occur at all
    null: int  # the atom of null; 0 where no cell mentions it
    cells: tuple[int, ...]
    opaque: tuple[bool, ...]
    kinds: frozenset[str]


def shape_of(text: str) -> Shape:
    """Return what a cell accepts. Raises FeelError where it is no FEEL."""
    tests = feel.unary_tests(text)
    tree = tests.tree
    if not isinstance(tree, nodes.Tests) or tree.anything:
        return Shape(everything=True)
    parts: list[Part] = []
    for test in tree.tests:
        found = _parts(test)
        if found is None:
            return Shape(opaque=True)
        parts.extend(found)
    return Shape(tuple(parts), tree.negated)


def _parts(node: nodes.Node) -> list[Part] | None:
    """Return the parts that one test accepts; None where only a case can tell."""
    if isinstance(node, nodes.Test):
        return _compared(node.operator, node.operand)
    if isinstance(node, nodes.Compare) and isinstance(node.left, nodes.Name) and node.left.name == "?":
        return _compared(node.operator, node.right)
    known, value = constant(node)
    if not known or isinstance(node, nodes.Compare | nodes.Logic):
        return None
    if isinstance(value, list):
        return [part for item in value for part in _of_value(item)]
    return _of_value(value)


def _compared(sign: str, operand: nodes.Node) -> list[Part] | None:
    known, value = constant(operand)
    if not known or (type(value) not in ORDERED and sign not in ("=", "!=")):
        return None
    if sign == "=":
        return _of_value(value)
    if sign == "!=":
        return (
            None if type(value) not in ORDERED else [Range(None, value, False, False), Range(value, None, False, False)]
        )
    if sign in ("<", "<="):
        return [Range(None, value, False, sign == "<=")]
    return [Range(value, None, sign == ">=", False)]


def _of_value(value: object) -> list[Part]:
    if value is None:
        return [None]
    return [value if isinstance(value, Range) else Range(value, value, True, True)]


def constant(node: nodes.Node) -> tuple[bool, object]:
    """Return whether a node has the same value in every case, and that value."""
    if not _is_constant(node):
        return False, None
    try:
        return True, Compiler((), lambda name: None).compile(node)(Scope(Record(), None, Run(steps=2_000)))
    except feel.FeelError:
        return False, None


def _is_constant(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Name):
        return node.name in BUILTINS and node.name not in NEVER_CONSTANT and "hábil" not in node.name
    return not isinstance(node, nodes.FunctionOf) and all(_is_constant(part) for part in children(node))


def column_of(label: str, clause: Input, place: int, rules: Sequence[Rule], allowed: Type | None) -> Column:
    """Return a column of a table with the sets of its cells; cells that are no FEEL count as opaque."""
    shapes = [_shape(rule, place) for rule in rules]
    domain_shape = _domain(clause, allowed)
    mentioned = [part for shape in [*shapes, domain_shape] for part in shape.parts]
    points = _points(mentioned)
    if points and all(isinstance(point, bool) for point in points):
        points = [True, False]
    kinds = frozenset(kind_of(point) for point in points)
    ordered = len(kinds) <= 1 and all(type(point) in ORDERED for point in points)
    if kinds == {"string"} and all(part is None or part.low == part.high for part in mentioned):
        ordered = False  # texts that are only named, never put in order, read better as a list
    if len(kinds) > 1:
        shapes = [shape if shape.everything else Shape(opaque=True) for shape in shapes]
        points, domain_shape = [], Shape(everything=True)
    size = 2 * len(points) + 1 if ordered else len(points) + 1
    everything = (1 << size) - 1
    null = 1 << size if None in mentioned else 0
    column = Column(label, tuple(points), ordered, everything, null, (), (), kinds)
    domain = _bits(column, domain_shape, clause.type) & everything
    if kinds == {"boolean"} or clause.type == "boolean":
        domain &= everything >> 1  # a yes/no has no third value
    if clause.type in ("integer", "long", "int") and ordered:
        domain &= ~_empty_between_integers(points)
    column = Column(label, tuple(points), ordered, domain, null, (), (), kinds)
    cells = tuple(_bits(column, shape, clause.type) for shape in shapes)
    return Column(label, tuple(points), ordered, domain, null, cells, tuple(s.opaque for s in shapes), kinds)


def _shape(rule: Rule, place: int) -> Shape:
    try:
        return shape_of(rule.inputs[place].text) if place < len(rule.inputs) else Shape(everything=True)
    except feel.FeelError:
        return Shape(opaque=True)


def _domain(clause: Input, allowed: Type | None) -> Shape:
    if clause.values is not None:
        try:
            shape = shape_of(clause.values.text)
        except feel.FeelError:
            return Shape(everything=True)
        return Shape(everything=True) if shape.opaque else shape
    if isinstance(allowed, Constrained) and allowed.text:
        try:
            shape = shape_of(allowed.text)
        except feel.FeelError:
            return Shape(everything=True)
        return Shape(everything=True) if shape.opaque else shape
    if clause.type == "boolean":
        return Shape((Range(True, True, True, True), Range(False, False, True, True)))
    return Shape(everything=True)


def _points(parts: Sequence[Part]) -> list[object]:
    """Return the ends that parts mention, each once, in order where they have one."""
    found: list[object] = []
    run = Run()
    for part in parts:
        for end in () if part is None else (part.low, part.high):
            if end is not None and not any(equal(end, other, run) is True for other in found):
                found.append(end)
    if all(type(end) in ORDERED for end in found) and len({type(end) for end in found}) <= 1:
        return _sorted(found)
    return found


def _sorted(values: list[object]) -> list[object]:
    ordered: list[object] = []
    for value in values:
        place = next((i for i, other in enumerate(ordered) if (compare(value, other) or 0) < 0), len(ordered))
        ordered.insert(place, value)
    return ordered


def _bits(column: Column, shape: Shape, kind: str) -> int:
    """Return the atoms that a shape accepts; an opaque one accepts all."""
    if shape.everything or shape.opaque:
        return column.domain | column.null
    found = 0
    for part in shape.parts:
        found |= column.null if part is None else _atoms(column, part)
    return (column.domain & ~found) if shape.negated else found & (column.domain | column.null)


def _atoms(column: Column, part: Range) -> int:
    """Return the atoms between two ends."""
    run = Run()

    def index(end: object) -> int:
        return next(i for i, other in enumerate(column.points) if equal(end, other, run) is True)

    if not column.ordered:
        return 1 << index(part.low)
    first = 0 if part.low is None else 2 * index(part.low) + (1 if part.low_closed else 2)
    last = 2 * len(column.points) if part.high is None else 2 * index(part.high) + (1 if part.high_closed else 0)
    return ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if last >= first else 0


def _empty_between_integers(points: Sequence[object]) -> int:
    """Return the atoms between neighbours such as 5 and 6, where no whole number lies."""
    empty = 0
    for place in range(1, len(points)):
        before, after = points[place - 1], points[place]
        if kind_of(before) == kind_of(after) == "number" and after - before == 1:  # type: ignore[operator]
            empty |= 1 << (2 * place)
    return empty


def in_words(column: Column, atoms: int) -> str:
    """Return a set of atoms as a sentence part: «entre 5 000 y 10 000», «cualquier otro valor»."""
    if atoms & column.null and not atoms & column.domain:
        return "null"
    if atoms & column.domain == column.domain:
        return "cualquier valor"
    if not column.ordered:
        words = [written(point) for place, point in enumerate(column.points) if atoms >> place & 1]
        others = ["cualquier otro valor"] if atoms >> len(column.points) & 1 else []
        return " o ".join(words + others)
    return " o ".join(_span(column, first, last) for first, last in _runs(atoms & column.domain))


def _runs(atoms: int) -> list[tuple[int, int]]:
    """Return the first and last atom of each row of neighbours."""
    runs: list[tuple[int, int]] = []
    place = 0
    while atoms >> place:
        if atoms >> place & 1:
            last = place
            while atoms >> (last + 1) & 1:
                last += 1
            runs.append((place, last))
            place = last
        place += 1
    return runs


def _span(column: Column, first: int, last: int) -> str:
    points, size = column.points, 2 * len(column.points)
    if first == last and first % 2:
        return written(points[first // 2])
    low = None if first == 0 else points[(first - 1) // 2]
    high = None if last == size else points[last // 2]
    at_least, at_most = bool(first % 2), bool(last % 2)
    if low is None and high is None:
        return "cualquier valor"
    if low is None:
        return f"{'hasta' if at_most else 'menos de'} {written(high)}"
    if high is None:
        return f"{'desde' if at_least else 'más de'} {written(low)}"
    return f"{'desde' if at_least else 'más de'} {written(low)} {'hasta' if at_most else 'y menos de'} {written(high)}"


def written(value: object) -> str:
    """Return a value as a sentence shows it."""
    text = text_of(value, Run())
    return f"«{text}»" if isinstance(value, str) else text
