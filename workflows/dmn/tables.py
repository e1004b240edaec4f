"""How a decision table answers: which rules match, and what its hit policy makes of them (DMN 1.5, 10.3.2.10)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from workflows.dmn.model import Cell, Output, Table
from workflows.feel.functions import BUILTINS
from workflows.feel.lattice import Constrained, ContextType, ListType
from workflows.feel.operators import equal
from workflows.feel.scope import Scope
from workflows.feel.values import Record

if TYPE_CHECKING:
    from workflows.dmn.boxes import Boxes

Closure = Callable[[Scope], object]
Tests = Callable[[object, Scope], object]
Order = Callable[[Scope], list[object]]
Hit = tuple[int, list[object]]  # number of the rule, from 1, and its outputs

POLICIES = {
    "U": "UNIQUE",
    "A": "ANY",
    "P": "PRIORITY",
    "F": "FIRST",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
}
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max"}


def compile_table(boxes: "Boxes", table: Table, where: str, extra: tuple[str, ...]) -> Closure:
    """Return the closure of a table; the rules that matched are told to `boxes.matched`."""
    inputs = [_input(boxes, table, column, where, extra) for column in range(len(table.inputs))]
    rules = [
        (
            [
                _cell(boxes, cell, f"{where}, regla {number}", extra, column, inputs)
                for column, cell in enumerate(rule.inputs[: len(inputs)])
            ],
            [
                _output(boxes, cell, f"{where}, regla {number}", extra, table.outputs[c : c + 1])
                for c, cell in enumerate(rule.outputs)
            ],
        )
        for number, rule in enumerate(table.rules, 1)
    ]
    defaults = [
        None if output.default is None else boxes.text(output.default, f"{where}, valor por defecto", extra)
        for output in table.outputs
    ]
    priorities = [_priorities(boxes, table, output, where, extra) for output in table.outputs]
    single = table.hit_policy == "FIRST"

    def decide(scope: Scope) -> object:
        values = [read(scope) for read, _, _ in inputs]
        hits: list[Hit] = []
        for number, (tests, outputs) in enumerate(rules, 1):
            scope.run.charge(2 + len(tests))
            if all(test(value, scope) is True for test, value in zip(tests, values, strict=False)):
                hits.append((number, [output(scope) for output in outputs]))
                if single:
                    break
        result, counted = _result(table, hits, [order(scope) for order in priorities], scope, where)
        boxes.matched(scope, table.id or where, [number for number, _ in counted])
        return result if counted or hits else _default(table, defaults, scope)

    return decide


def _input(
    boxes: "Boxes", table: Table, column: int, where: str, extra: tuple[str, ...]
) -> tuple[Closure, Tests | None, str]:
    clause = table.inputs[column]
    label = f"{where}, entrada {column + 1}"
    values = None if clause.values is None else boxes.tests(clause.values, label, extra)
    expression = boxes.text(clause.expression, label, extra)
    return boxes.demanding(expression, clause.type, label), values, label


def _cell(
    boxes: "Boxes",
    cell: Cell,
    where: str,
    extra: tuple[str, ...],
    column: int,
    inputs: Sequence[tuple[Closure, Tests | None, str]],
) -> Tests:
    if cell.text in ("", "-"):
        allowed = inputs[column][1]
        return (lambda value, scope: True) if allowed is None else allowed
    return boxes.tests(cell, f"{where}, entrada {column + 1}", extra)


def _output(boxes: "Boxes", cell: Cell, where: str, extra: tuple[str, ...], clause: Sequence[Output]) -> Closure:
    closure = boxes.text(cell, where, extra)
    return boxes.demanding(closure, clause[0].type, where) if clause else closure


def _priorities(boxes: "Boxes", table: Table, output: Output, where: str, extra: tuple[str, ...]) -> Order:
    """Return what gives the output values of a column in order of priority: its own list, else that of its type."""
    text = _listed(boxes, table, output)
    if not text:
        return lambda scope: []
    closure = boxes.text(Cell(f"[{text}]", table.line), where, extra)

    def order(scope: Scope) -> list[object]:
        values = closure(scope)
        return values if isinstance(values, list) else []

    return order


def _listed(boxes: "Boxes", table: Table, output: Output) -> str:
    """Return the values of an output as written: in the column, in its type, or in the type of the whole table."""
    if output.values is not None:
        return output.values.text
    whole = boxes.types.wanted(table.type)
    if isinstance(whole, ContextType):
        whole = dict(whole.fields).get(output.name)
    elif len(table.outputs) > 1:
        whole = None
    for kind in (boxes.types.wanted(output.type), whole):
        if isinstance(kind, ListType):
            kind = kind.item
        if isinstance(kind, Constrained):
            return kind.text
    return ""


def _result(
    table: Table, hits: list[Hit], priorities: list[list[object]], scope: Scope, where: str
) -> tuple[object, list[Hit]]:
    """Return what the hit policy makes of the rules that match, and the rules that count."""
    if not hits:
        return None, []
    match table.hit_policy:
        case "UNIQUE" if len(hits) > 1:
            return _several(scope, where, "solo una puede coincidir", hits), hits
        case "ANY" if any(equal(_value(table, hit), _value(table, hits[0]), scope.run) is not True for hit in hits[1:]):
            return _several(scope, where, "todas deben dar el mismo resultado", hits), hits
        case "PRIORITY":
            first = _by_priority(hits, priorities, scope)[0]
            return _value(table, first), [first]
        case "OUTPUT ORDER":
            ordered = _by_priority(hits, priorities, scope)
            return [_value(table, hit) for hit in ordered], ordered
        case "RULE ORDER":
            return [_value(table, hit) for hit in hits], hits
        case "COLLECT":
            return _collected(table, [_value(table, hit) for hit in hits], scope), hits
    return _value(table, hits[0]), hits


def _several(scope: Scope, where: str, rule: str, hits: list[Hit]) -> object:
    numbers = ", ".join(str(number) for number, _ in hits)
    scope.run.where = where
    scope.run.note(f"Coinciden las reglas {numbers} y {rule}; vale null. Corrija la tabla", 0)
    return None


def _by_priority(hits: list[Hit], priorities: list[list[object]], scope: Scope) -> list[Hit]:
    """Return the hits by the place of their outputs in the lists of output values, the leftmost column first."""

    def rank(hit: Hit) -> list[int]:
        return [_place(value, order, scope) for value, order in zip(hit[1], priorities, strict=False)]

    return sorted(hits, key=rank)


def _place(value: object, order: list[object], scope: Scope) -> int:
    scope.run.charge(len(order))
    return next((index for index, other in enumerate(order) if equal(value, other, scope.run) is True), len(order))


def _collected(table: Table, values: list[object], scope: Scope) -> object:
    if table.aggregation == "COUNT":
        return Decimal(len(values))
    name = AGGREGATIONS.get(table.aggregation)
    return values if name is None else BUILTINS[name].call(scope.run, [values])


def _value(table: Table, hit: Hit) -> object:
    if len(table.outputs) <= 1:
        return hit[1][0] if hit[1] else None
    return Record((output.name or output.label, value) for output, value in zip(table.outputs, hit[1], strict=False))


def _default(table: Table, defaults: list[Closure | None], scope: Scope) -> object:
    if all(default is None for default in defaults):
        return None
    values = [None if default is None else default(scope) for default in defaults]
    value = _value(table, (0, values))
    several = table.hit_policy in ("RULE ORDER", "OUTPUT ORDER") or (
        table.hit_policy == "COLLECT" and not table.aggregation
    )
    return [value] if several and not isinstance(value, list) else value
