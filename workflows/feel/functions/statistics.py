"""Built-in functions that reckon one value out of the numbers or truth values of a list."""

from collections import Counter
from decimal import Decimal, DecimalException

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.operators import add, compare
from workflows.feel.temporal import DaysAndTime, YearsAndMonths
from workflows.feel.values import DECIMAL


@function("min(list*)")
def minimum(run: Run, items: list[object]) -> object:
    return _extreme(run, items, -1, "min")


@function("max(list*)")
def maximum(run: Run, items: list[object]) -> object:
    return _extreme(run, items, 1, "max")


def _extreme(run: Run, items: list[object], side: int, name: str) -> object:
    run.charge(len(items))
    if not items:
        return None
    best = items[0]
    if compare(best, best) is None:
        return _not_all(run, name)
    for item in items[1:]:
        order = compare(item, best)
        if order is None:
            return _not_all(run, name)
        best = item if order == side else best
    return best


def _not_all(run: Run, name: str) -> object:
    run.note(f"«{name}» necesita una lista cuyos valores sean todos de la misma clase; vale null")
    return None


def _numbers(run: Run, items: list[object], name: str) -> list[Decimal] | None:
    run.charge(len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) < len(items):
        _not_all(run, name)
        return None
    return numbers


@function("sum(list*)")
def total(run: Run, items: list[object]) -> object:
    run.charge(len(items))
    if not items or not all(isinstance(item, Decimal | DaysAndTime | YearsAndMonths) for item in items):
        return _not_all(run, "sum") if items else None
    result = items[0]
    for item in items[1:]:
        result = add(result, item, run)
    return result


@function("product(list*)")
def product(run: Run, items: list[object]) -> object:
    numbers = _numbers(run, items, "product")
    if not numbers:
        return None
    result = numbers[0]
    try:
        for number in numbers[1:]:
            result = DECIMAL.multiply(result, number)
    except DecimalException:
        return None
    return result


@function("mean(list*)")
def mean(run: Run, items: list[object]) -> object:
    numbers = _numbers(run, items, "mean")
    return DECIMAL.divide(_sum(numbers), Decimal(len(numbers))) if numbers else None


@function("median(list*)")
def median(run: Run, items: list[object]) -> object:
    numbers = _numbers(run, items, "median")
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return DECIMAL.divide(DECIMAL.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@function("stddev(list*)")
def deviation(run: Run, items: list[object]) -> object:
    """Return the sample standard deviation; null for fewer than two numbers. Source: DMN 1.5, 10.3.4.4."""
    numbers = _numbers(run, items, "stddev")
    if numbers is None or len(numbers) < 2:
        return None
    try:
        average = DECIMAL.divide(_sum(numbers), Decimal(len(numbers)))
        squares = [DECIMAL.power(DECIMAL.subtract(number, average), Decimal(2)) for number in numbers]
        return DECIMAL.sqrt(DECIMAL.divide(_sum(squares), Decimal(len(numbers) - 1)))
    except DecimalException:
        return None


@function("mode(list*)")
def mode(run: Run, items: list[object]) -> object:
    numbers = _numbers(run, items, "mode")
    if numbers is None:
        return None
    counts = Counter(numbers)
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _sum(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = DECIMAL.add(result, number)
    return result


@function("all(list*)")
def every(run: Run, items: list[object]) -> object:
    return _join(run, items, False)


@function("and(list*)")
def conjunction(run: Run, items: list[object]) -> object:
    return _join(run, items, False)


@function("any(list*)")
def some(run: Run, items: list[object]) -> object:
    return _join(run, items, True)


@function("or(list*)")
def disjunction(run: Run, items: list[object]) -> object:
    return _join(run, items, True)


def _join(run: Run, items: list[object], decisive: bool) -> object:
    run.charge(len(items))
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(item is (not decisive) for item in items) else None


@function("count(list: list)")
def count(items: list[object]) -> object:
    return Decimal(len(items))
