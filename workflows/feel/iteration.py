"""How `for`, `some` and `every` walk over lists and ranges."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflows.feel.budget import Run
from workflows.feel.operators import article
from workflows.feel.scope import Scope
from workflows.feel.temporal import Date, date_of_epoch_day
from workflows.feel.values import Range, Record

Closure = Callable[[Scope], object]


@dataclass(frozen=True, slots=True)
class Domain:
    """`name in source` or `name in source..until`, compiled."""

    name: str
    source: Closure
    until: Closure | None
    offset: int


def compile_for(domains: list[Domain], body: Closure, cost: int) -> Closure:
    """Return the closure of `for … return body`: a list; null where a domain is none."""

    def loop(scope: Scope) -> object:
        results: list[object] = []
        outer = Scope(Record({"partial": results}), scope, scope.run)
        for inner in _bindings(domains, outer, cost):
            if inner is None:
                return None
            results.append(body(inner))
        return results

    return loop


def compile_quantified(domains: list[Domain], condition: Closure, every: bool, cost: int) -> Closure:
    """Return the closure of `some` or `every`: like `or` and `and` over all combinations."""
    decisive = not every

    def ask(scope: Scope) -> bool | None:
        unknown = False
        for inner in _bindings(domains, scope, cost):
            if inner is None:
                return None
            answer = condition(inner)
            if answer is decisive:
                return decisive
            unknown = unknown or not isinstance(answer, bool)
        return None if unknown else every

    return ask


def _bindings(domains: list[Domain], scope: Scope, cost: int) -> Iterator[Scope | None]:
    """Give one scope per combination of items, the last iterator fastest; None once where a domain is none."""
    domain, rest = domains[0], domains[1:]
    items = _items(domain, scope)
    if items is None:
        yield None
        return
    for item in items:
        scope.run.charge(cost if not rest else 3)
        inner = Scope(Record({domain.name: item}), scope, scope.run)
        if rest:
            yield from _bindings(rest, inner, cost)
        else:
            yield inner


def _items(domain: Domain, scope: Scope) -> Iterable[object] | None:
    source = domain.source(scope)
    if domain.until is not None:
        return _span(source, domain.until(scope), scope.run, domain.offset)
    if isinstance(source, list):
        return source
    if isinstance(source, Range):
        return _span_of_range(source, scope.run, domain.offset)
    scope.run.note(f"No se puede recorrer {article(source)}: hace falta una lista; vale null", domain.offset)
    return None


def _span(low: object, high: object, run: Run, offset: int) -> Iterable[object] | None:
    """Return the whole numbers or days from one end to the other, backwards where the first is the larger."""
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low == int(low) and high == int(high):
        step = 1 if low <= high else -1
        return (Decimal(number) for number in range(int(low), int(high) + step, step))
    if isinstance(low, Date) and isinstance(high, Date):
        first, last = low.epoch_day, high.epoch_day
        step = 1 if first <= last else -1
        return _days(range(first, last + step, step), run)
    run.note(f"No se puede recorrer de {article(low)} a {article(high)}; vale null", offset)
    return None


def _days(days: Iterable[int], run: Run) -> Iterator[object]:
    for day in days:
        run.charge(4)
        yield date_of_epoch_day(day)


def _span_of_range(limits: Range, run: Run, offset: int) -> Iterable[object] | None:
    span = _span(limits.low, limits.high, run, offset)
    if span is None:
        return None
    return (
        item
        for item in span
        if (limits.low_closed or item != limits.low) and (limits.high_closed or item != limits.high)
    )
