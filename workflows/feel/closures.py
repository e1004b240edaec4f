"""The closures that an expression runs most: comparison, `and`, `or`, calls, and functions written in FEEL."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from workflows.feel import lattice, operators
from workflows.feel.budget import Run
from workflows.feel.operators import compare, equal
from workflows.feel.scope import Scope
from workflows.feel.values import Function, Record

Closure = Callable[[Scope], object]

SIGNS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def logic_of_two(left: Closure, right: Closure, decisive: bool) -> Closure:
    """Return the closure of `left and right` or `left or right`; `decisive` ends it: false for `and`."""
    neutral = not decisive

    def combine(scope: Scope) -> bool | None:
        first = left(scope)
        if first is decisive:
            return decisive
        second = right(scope)
        if second is decisive:
            return decisive
        return neutral if first is neutral and second is neutral else None

    return combine


def equality(left: Closure, right: Closure, negated: bool, offset: int) -> Closure:
    """Return the closure of `=` or `!=`."""

    def ask(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        kind = type(a)
        if kind is type(b) and (kind is Decimal or kind is str):
            return (a == b) is not negated
        answer = equal(a, b, scope.run)
        if answer is None:
            scope.run.note(_incomparable(a, b), offset)
            return None
        return answer is not negated

    return ask


def order(left: Closure, right: Closure, sign: str, offset: int) -> Closure:
    """Return the closure of `<`, `<=`, `>` or `>=`."""
    if sign in (">", ">="):
        left, right, swapped = right, left, True
    else:
        swapped = False
    strict = sign in ("<", ">")

    def ask(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        if type(a) is Decimal and type(b) is Decimal:
            return a < b if strict else a <= b
        order = compare(a, b)
        if order is None:
            scope.run.note(_incomparable(*((b, a) if swapped else (a, b))), offset)
            return None
        return order < 0 if strict else order <= 0

    return ask


def _incomparable(left: object, right: object) -> str:
    return f"No se pueden comparar {operators.article(left)} y {operators.article(right)}; vale null"


def calling(call: Callable[[Run, list[object]], object], arguments: list[Closure], offset: int) -> Closure:
    """Return the closure of a call with its arguments by order."""

    def invoke(scope: Scope) -> object:
        run = scope.run
        given = [part(scope) for part in arguments]
        run.place = offset
        return call(run, given)

    return invoke


def user_function(
    name: str,
    parameters: tuple[str, ...],
    kinds: tuple[lattice.Type | None, ...],
    body: Closure,
    scope: Scope,
    cost: int,
    frames: int,
    result: lattice.Type | None = None,
    promised: lattice.Type | None = None,
) -> Function:
    """Return a function written in FEEL: its body runs in `scope` with the parameters bound.

    Its value is converted to `result` where that is given; `promised` is the type that the body tells by itself.
    """

    def call(run: Run, arguments: list[object]) -> object:
        if len(arguments) != len(parameters):
            run.note(f"La función recibe {len(parameters)} argumentos y se le dieron {len(arguments)}; vale null")
            return None
        record = Record()
        for parameter, kind, argument in zip(parameters, kinds, arguments, strict=True):
            ok, value = (True, argument) if kind is None else lattice.convert(argument, kind, run)
            if not ok:
                run.note(f"El argumento «{parameter}» no puede ser {operators.article(argument)}; vale null")
                return None
            record[parameter] = value
        run.charge(cost)
        run.enter(frames)
        value = body(Scope(record, scope, run))
        run.leave(frames)
        return value if result is None else lattice.convert(value, result, run)[1]

    def call_named(run: Run, named: dict[str, object]) -> object:
        if not set(named) <= set(parameters):
            run.note("Los nombres de los argumentos no son los de la función; vale null")
            return None
        return call(run, [named.get(parameter) for parameter in parameters])

    return Function(name, parameters, call, call_named, kinds, result or promised)


def external(parameters: tuple[str, ...], run: Run, offset: int) -> Function:
    """Return the function that stands for one written in another language: nothing outside FEEL is ever called."""

    def refuse(run: Run, arguments: object) -> None:
        run.note("Las funciones externas (Java, PMML) no se ejecutan; vale null", offset)

    return Function("external", parameters, refuse, refuse)
