"""Of which type an expression's value is, as far as its text alone tells (`Any` where it does not)."""

from collections.abc import Iterable, Mapping

from workflows.feel import nodes
from workflows.feel.lattice import (
    ANY,
    ContextType,
    FunctionType,
    ListType,
    Lookup,
    RangeType,
    Type,
    build,
    conforms,
)
from workflows.feel.nodes import Node
from workflows.feel.values import kind_of

BOOLEAN, NUMBER, STRING = Type("boolean"), Type("number"), Type("string")

_YES_OR_NO = (
    nodes.Compare,
    nodes.Between,
    nodes.In,
    nodes.Logic,
    nodes.Quantified,
    nodes.InstanceOf,
)
_RESULTS: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "string length", "count", "sum", "mean", "product", "median", "stddev", "decimal", "floor"),
        *("ceiling", "round up", "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp"),
        *("day of year", "week of year", "días hábiles entre", "dias_habiles_entre"),
    ),
    "string": (
        *("string", "substring", "upper case", "lower case", "substring before", "substring after", "replace"),
        *("string join", "day of week", "month of year"),
    ),
    "boolean": (
        *("not", "is", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "odd", "even"),
        *("before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes"),
        *("finished by", "includes", "during", "starts", "started by", "coincides", "es día hábil", "es_dia_habil"),
    ),
    "date": ("date", "today", "sumar días hábiles", "restar días hábiles", "siguiente día hábil"),
    "time": ("time",),
    "date and time": ("date and time", "now"),
    "years and months duration": ("years and months duration",),
}
RESULT_OF: dict[str, Type] = {name: Type(kind) for kind, names in _RESULTS.items() for name in names}


def infer(node: Node, names: Mapping[str, Type], lookup: Lookup) -> Type:
    """Return the type of a node's value, given the types of the names that it reads."""
    match node:
        case nodes.Literal(value=value):
            return Type(kind_of(value))
        case nodes.Name(name=name):
            return names.get(name, ANY)
        case nodes.Chain():
            return _of_chain(node, names, lookup)
        case nodes.Negate(operand=operand):
            return infer(operand, names, lookup)
        case nodes.If(yes=yes, no=no):
            return common([infer(yes, names, lookup), infer(no, names, lookup)])
        case nodes.ListOf(items=items):
            return ListType("list", common([infer(item, names, lookup) for item in items]))
        case nodes.ContextOf(entries=entries):
            return _of_context(entries, names, lookup)
        case nodes.RangeOf(low=low):
            return RangeType("range", infer(low, names, lookup))
        case nodes.FunctionOf():
            return _of_function(node, names, lookup)
        case nodes.Path(source=source, name=name):
            return _of_path(infer(source, names, lookup), name)
        case nodes.Call(function=nodes.Name(name=name)) | nodes.NamedCall(function=nodes.Name(name=name)):
            return ANY if name in names else RESULT_OF.get(name, ANY)
    return BOOLEAN if isinstance(node, _YES_OR_NO) else ANY


def common(found: Iterable[Type]) -> Type:
    """Return the type to which all types conform, `Any` where there is no narrower one."""
    kinds = [kind for kind in found if kind.name != "null"]
    for wide in kinds:
        if all(conforms(kind, wide) for kind in kinds):
            return wide
    return ANY


def _of_chain(node: nodes.Chain, names: Mapping[str, Type], lookup: Lookup) -> Type:
    kinds = {infer(part, names, lookup) for part in (node.first, *(operand for _, operand in node.rest))}
    if kinds <= {NUMBER}:
        return NUMBER
    return STRING if kinds <= {STRING} else ANY


def _of_context(entries: tuple[tuple[str, Node], ...], names: Mapping[str, Type], lookup: Lookup) -> Type:
    known = dict(names)
    for key, value in entries:
        known[key] = infer(value, known, lookup)
    return ContextType("context", tuple((key, known[key]) for key, _ in entries))


def _of_function(node: nodes.FunctionOf, names: Mapping[str, Type], lookup: Lookup) -> Type:
    declared = {p.name: ANY if p.type is None else build(p.type, lookup) for p in node.parameters}
    result = ANY if node.external else infer(node.body, {**names, **declared}, lookup)
    return FunctionType("function", tuple(declared.values()), result)


def _of_path(source: Type, name: str) -> Type:
    if isinstance(source, ContextType):
        return dict(source.fields).get(name, ANY)
    if isinstance(source, ListType) and isinstance(source.item, ContextType):
        return ListType("list", dict(source.item.fields).get(name, ANY))
    return ANY
