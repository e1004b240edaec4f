"""The types of FEEL: what `instance of` asks, what parameters and item definitions demand, and what is converted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.feel.budget import Run
from workflows.feel.nodes import TypeNode
from workflows.feel.temporal import Date, DateTime, Time
from workflows.feel.values import Function, Range, Record, entries, kind_of, member


@dataclass(frozen=True, slots=True)
class Type:
    """A simple type by FEEL's name for it; `Any` takes everything."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list whose items are all of one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """A range whose ends are of one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """A context that has at least these entries."""

    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function of these parameters and this result."""

    parameters: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class Constrained(Type):
    """A type whose values must pass a test besides (allowed values, type constraints)."""

    base: Type
    allows: Callable[[object, Run], bool]
    text: str = ""  # the unary tests that say which values


ANY = Type("Any")
UNKNOWN = Type("")  # a name that is no type

ALIASES = {
    "Any": "Any",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "day time duration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "year month duration": "years and months duration",
    "list": "list",
    "context": "context",
    "function": "function",
    "range": "range",
    "Null": "null",
    "null": "null",
}

Lookup = Callable[[str], Type | None]


def build(node: TypeNode, lookup: Lookup) -> Type:
    """Return the type that a text names; `lookup` knows the types of the model. An unknown name is UNKNOWN."""
    if node.name == "list" and node.inner:
        return ListType("list", build(node.inner[0], lookup))
    if node.name == "range" and node.inner:
        return RangeType("range", build(node.inner[0], lookup))
    if node.name == "context" and not node.bare:
        return ContextType("context", tuple((name, build(inner, lookup)) for name, inner in node.fields))
    if node.name == "function" and not node.bare:
        *parameters, result = (build(inner, lookup) for inner in node.inner)
        return FunctionType("function", tuple(parameters), result)
    found = lookup(node.name) or simple(node.name) or UNKNOWN
    # `list`, `range`, `context` and `function` alone are no types: they need parameters (DMN 1.5, table 61).
    return UNKNOWN if type(found) is Type and found.name in ("list", "range", "context", "function") else found


def simple(name: str) -> Type | None:
    """Return a type of the standard by its name; None if there is none."""
    known = ALIASES.get(name.removeprefix("feel:").removeprefix("feel."))
    return None if known is None else Type(known)


def is_instance(value: object, wanted: Type, run: Run, constrained: bool = False) -> bool:
    """Say whether a value is of a type; `constrained`: and one of the values that it allows.

    Null is of no type but Null. The operator `instance of` does not ask for allowed values.
    """
    run.charge(1)
    if wanted.name == "":
        return False
    if isinstance(wanted, Constrained):
        allowed = not constrained or wanted.allows(value, run)
        return allowed and is_instance(value, wanted.base, run, constrained)
    if value is None:
        return wanted.name == "null"
    if wanted.name == "Any":
        return True
    if kind_of(value) != wanted.name:
        return False
    run.enter(4)
    try:
        return _parts_are(value, wanted, run, constrained)
    finally:
        run.leave(4)


def _parts_are(value: object, wanted: Type, run: Run, constrained: bool) -> bool:
    if isinstance(wanted, ListType) and isinstance(value, list):
        return all(_part_is(item, wanted.item, run, constrained) for item in value)
    if isinstance(wanted, ContextType) and isinstance(value, Mapping):
        return all(
            name in value and _part_is(member(value, name, run), inner, run, constrained)
            for name, inner in wanted.fields
        )
    if isinstance(wanted, RangeType) and isinstance(value, Range):
        return all(end is None or is_instance(end, wanted.item, run) for end in (value.low, value.high))
    if isinstance(wanted, FunctionType) and isinstance(value, Function):
        return _same_function(value, wanted)
    return True


def _part_is(value: object, wanted: Type, run: Run, constrained: bool) -> bool:
    return value is None or is_instance(value, wanted, run, constrained)


def _same_function(value: Function, wanted: FunctionType) -> bool:
    if len(value.parameters) != len(wanted.parameters):
        return False
    declared = [kind if isinstance(kind, Type) else ANY for kind in value.types] or [ANY] * len(value.parameters)
    taken = all(conforms(given, own) for given, own in zip(wanted.parameters, declared, strict=False))
    return taken and conforms(value.result if isinstance(value.result, Type) else ANY, wanted.result)


def conforms(narrow: Type, wide: Type) -> bool:
    """Say whether every value of one type is a value of another."""
    if wide.name == "Any" or narrow == wide or narrow.name == "null":
        return True
    if isinstance(narrow, Constrained):
        return conforms(narrow.base, wide)
    if isinstance(narrow, ListType | RangeType) and isinstance(wide, ListType | RangeType):
        return narrow.name == wide.name and conforms(narrow.item, wide.item)
    if isinstance(narrow, ContextType) and isinstance(wide, ContextType):
        own = dict(narrow.fields)
        return all(name in own and conforms(own[name], inner) for name, inner in wide.fields)
    if isinstance(narrow, FunctionType) and isinstance(wide, FunctionType):
        return (
            len(narrow.parameters) == len(wide.parameters)
            and all(conforms(given, own) for given, own in zip(wide.parameters, narrow.parameters, strict=True))
            and conforms(narrow.result, wide.result)
        )
    return type(wide) is Type and wide.name == narrow.name


def fits(value: object, wanted: Type, run: Run) -> bool:
    """Say whether a value may stand where a type is wanted: null, or of that type and one that it allows."""
    return value is None or is_instance(value, wanted, run, True)


def completed(value: object, wanted: Type, run: Run) -> object:
    """Return a value from outside with null for each component that its type has and it lacks, at any depth."""
    base = wanted.base if isinstance(wanted, Constrained) else wanted
    run.charge(1)
    if isinstance(base, ContextType) and isinstance(value, Mapping):
        record = Record(entries(value, run))
        for name, inner in base.fields:
            record[name] = completed(record.get(name), inner, run)
        return record
    if isinstance(base, ListType) and isinstance(value, list):
        return [completed(item, base.item, run) for item in value]
    return value


def convert(value: object, wanted: Type, run: Run) -> tuple[bool, object]:
    """Return whether a value can stand where a type is wanted, and the value after the standard's conversions.

    A list of one item becomes the item, an item becomes a list of one, a date becomes its midnight UTC.
    Source: DMN 1.5, 10.3.2.9.4 (implicit conversions).
    """
    if fits(value, wanted, run):
        return True, value
    base = wanted.base if isinstance(wanted, Constrained) else wanted
    if isinstance(value, list) and len(value) == 1 and base.name != "list" and fits(value[0], wanted, run):
        return True, value[0]
    if base.name == "list" and not isinstance(value, list) and value is not None and fits([value], wanted, run):
        return True, [value]
    if base.name == "date and time" and isinstance(value, Date):
        midnight = DateTime(value, Time(0, 0, 0, 0, 0))
        return fits(midnight, wanted, run), midnight
    return False, None
