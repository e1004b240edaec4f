"""The register of built-in functions: their names, their parameters with kinds, and how a call finds its signature."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.feel.budget import Run
from workflows.feel.operators import article
from workflows.feel.temporal import Date, DateTime, DaysAndTime, Time, YearsAndMonths
from workflows.feel.values import Function, Range

Body = Callable[..., object]

KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (Mapping,),
    "date": (Date,),
    "time": (Time,),
    "datetime": (DateTime,),
    "days": (DaysAndTime,),
    "months": (YearsAndMonths,),
    "range": (Range,),
    "function": (Function,),
    "null": (type(None),),
    "any": (object,),
}

MISSING = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a signature: its name, the Python types it takes, and whether it may be left out."""

    name: str
    types: tuple[type, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    `variadic` takes a list or any number of arguments as one list; `rest` repeats the last parameter.
    """

    parameters: tuple[Parameter, ...]
    body: Body
    variadic: bool
    rest: bool

    def bind(self, arguments: Sequence[object]) -> list[object] | None:
        """Return the arguments as the body wants them, the standard's conversions made; None if they do not fit."""
        if self.variadic:
            one_list = len(arguments) == 1 and isinstance(arguments[0], list)
            return [arguments[0] if one_list else list(arguments)] if arguments else None
        more = len(arguments) - len(self.parameters)
        if more > 0 and not self.rest:
            return None
        bound = []
        for index, parameter in enumerate((*self.parameters, *self.parameters[-1:] * max(more, 0))):
            value = arguments[index] if index < len(arguments) else MISSING
            if value is MISSING:
                if not parameter.optional:
                    return None
                continue
            converted = _convert(value, parameter.types)
            if converted is MISSING:
                return None
            bound.append(converted)
        return bound

    def order(self, named: Mapping[str, object]) -> list[object] | None:
        """Return arguments given by name in the order of the parameters, null where one lacks; None for a wrong name.

        Source: DMN 1.5, 10.3.2.13.5 (unsupplied named parameters are bound to null).
        """
        names = [parameter.name for parameter in self.parameters]
        if not set(named) <= set(names):
            return None
        ordered = [named.get(p.name, MISSING if p.optional else None) for p in self.parameters]
        while ordered and ordered[-1] is MISSING:
            ordered.pop()
        return ordered


def _convert(value: object, types: tuple[type, ...]) -> object:
    if isinstance(value, types):
        return value
    if isinstance(value, list) and len(value) == 1 and list not in types and isinstance(value[0], types):
        return value[0]
    if list in types and value is not None and not isinstance(value, list):
        return [value]
    return MISSING


BUILTINS: dict[str, Function] = {}
_SIGNATURES: dict[str, list[Signature]] = {}


def function(text: str) -> Callable[[Body], Body]:
    """Register the body of a built-in function.

    `text` is the signature: `substring(string: string, start position: number, length?: number)`. Kinds are joined by
    `|`; `?` marks what may be left out, `...` what may be repeated; `sum(list*)` takes a list or loose arguments.
    """
    name, _, inside = text.partition("(")

    def register(body: Body) -> Body:
        parts = [part for part in inside.rstrip(")").split(",") if part.strip()]
        variadic = len(parts) == 1 and parts[0].endswith("*")
        rest = "..." in text
        parameters = tuple(_parameter(part.rstrip("*").replace("...", "")) for part in parts)
        wants_run = next(iter(inspect.signature(body).parameters), "") == "run"
        signatures = _SIGNATURES.setdefault(name, [])
        signatures.append(Signature(parameters, body if wants_run else _without_run(body), variadic, rest))
        names = tuple(parameter.name for parameter in signatures[0].parameters)
        BUILTINS[name] = Function(name, names, _by_order(name, signatures), _by_name(name, signatures))
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.partition(":")
    types = tuple(kind for word in (kinds.strip() or "list").split("|") for kind in KINDS[word])
    return Parameter(name.strip().rstrip("?"), types, name.strip().endswith("?"))


def _without_run(body: Body) -> Body:
    return lambda run, *arguments: body(*arguments)


def _by_order(name: str, signatures: list[Signature]) -> Callable[[Run, list[object]], object]:
    def call(run: Run, arguments: list[object]) -> object:
        run.charge(3)
        for signature in signatures:
            bound = signature.bind(arguments)
            if bound is not None:
                return signature.body(run, *bound)
        given = ", ".join(article(argument) for argument in arguments) or "ningún argumento"
        run.note(f"La función «{name}» no se puede usar con {given}; vale null")
        return None

    return call


def _by_name(name: str, signatures: list[Signature]) -> Callable[[Run, dict[str, object]], object]:
    def call(run: Run, named: dict[str, object]) -> object:
        run.charge(3)
        for signature in signatures:
            ordered = signature.order(named)
            bound = None if ordered is None else _bind_named(signature, ordered)
            if bound is not None:
                return signature.body(run, *bound)
        given = ", ".join(f"«{key}»" for key in named)
        run.note(f"La función «{name}» no tiene los argumentos {given} o no acepta esos valores; vale null")
        return None

    return call


def _bind_named(signature: Signature, ordered: list[object]) -> list[object] | None:
    if signature.variadic:
        value = ordered[0] if ordered else MISSING
        return None if value is MISSING else [value if isinstance(value, list) else [value]]
    if MISSING not in ordered:
        return signature.bind(ordered)
    kept = [value for value in ordered if value is not MISSING]
    shorter = tuple(p for p, value in zip(signature.parameters, ordered, strict=False) if value is not MISSING)
    bound = Signature(shorter, signature.body, False, False).bind(kept)
    if bound is None:
        return None
    values = iter(bound)
    return [None if value is MISSING else next(values) for value in ordered]


def arities(name: str) -> tuple[int, int]:
    """Return the least and the greatest number of arguments that a built-in function takes by order."""
    least, most = [], []
    for signature in _SIGNATURES[name]:
        least.append(1 if signature.variadic else sum(not p.optional for p in signature.parameters))
        most.append(10_000 if signature.variadic or signature.rest else len(signature.parameters))
    return min(least), max(most)
