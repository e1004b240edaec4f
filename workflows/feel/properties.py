"""What can be taken out of a value: entries of contexts, parts of dates, ends of ranges, items that pass a filter."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from workflows.feel import nodes
from workflows.feel.budget import Run
from workflows.feel.operators import ORDERED, article, compare
from workflows.feel.scope import Scope
from workflows.feel.temporal import DAY, NANOS, Date, DateTime, DaysAndTime, Time, YearsAndMonths
from workflows.feel.values import DECIMAL, Range, Record, member

Closure = Callable[[Scope], object]


def read(value: object, name: str, run: Run, offset: int) -> object:
    """Return `value.name`: an entry, a part of a date or duration, an end of a range, or that of each item."""
    if isinstance(value, Mapping):
        if name in value:
            return member(value, name, run)
        run.note(f"No existe «{name}» en el contexto; vale null", offset)
        return None
    if isinstance(value, list):
        run.charge(len(value))
        run.enter(4)
        items = [read(item, name, run, offset) for item in value]
        run.leave(4)
        return items
    part = _PARTS.get((type(value), name))
    if part is None:
        run.note(f"«{name}» no se puede leer de {article(value)}; vale null", offset)
        return None
    return part(value)


def _clock(value: object) -> Time:
    if isinstance(value, DateTime):
        return value.time
    assert isinstance(value, Time)
    return value


def _day(value: object) -> Date:
    if isinstance(value, DateTime):
        return value.date
    assert isinstance(value, Date)
    return value


def _second(value: object) -> Decimal:
    clock = _clock(value)
    return DECIMAL.add(Decimal(clock.second), DECIMAL.divide(Decimal(clock.nano), Decimal(NANOS)))


def _offset(value: object) -> object:
    offset = value.offset if isinstance(value, Time | DateTime) else None
    return None if offset is None else DaysAndTime(offset * NANOS)


def _timezone(value: object) -> object:
    zone = _clock(value).zone
    return zone if isinstance(zone, str) else None


def _share(whole: int, modulus: int) -> Callable[[object], object]:
    def part(value: object) -> object:
        assert isinstance(value, DaysAndTime)
        amount = abs(value.nanos) // whole % modulus if modulus else abs(value.nanos) // whole
        return Decimal(value.sign * amount)

    return part


def _seconds(value: object) -> object:
    assert isinstance(value, DaysAndTime)
    return DECIMAL.divide(Decimal(value.sign * (abs(value.nanos) % (60 * NANOS))), Decimal(NANOS))


def _months(part: Callable[[int], int]) -> Callable[[object], object]:
    def read_part(value: object) -> object:
        assert isinstance(value, YearsAndMonths)
        return Decimal(value.sign * part(abs(value.months)))

    return read_part


def _end(part: Callable[[Range], object]) -> Callable[[object], object]:
    def read_part(value: object) -> object:
        assert isinstance(value, Range)
        return part(value)

    return read_part


_DATE_PARTS: dict[str, Callable[[object], object]] = {
    "year": lambda value: Decimal(_day(value).year),
    "month": lambda value: Decimal(_day(value).month),
    "day": lambda value: Decimal(_day(value).day),
    "weekday": lambda value: Decimal(_day(value).weekday),
}
_TIME_PARTS: dict[str, Callable[[object], object]] = {
    "hour": lambda value: Decimal(_clock(value).hour),
    "minute": lambda value: Decimal(_clock(value).minute),
    "second": _second,
    "time offset": _offset,
    "timezone": _timezone,
}
_PARTS: dict[tuple[type, str], Callable[[object], object]] = {
    **{(Date, name): part for name, part in _DATE_PARTS.items()},
    **{(DateTime, name): part for name, part in (_DATE_PARTS | _TIME_PARTS).items()},
    **{(Time, name): part for name, part in _TIME_PARTS.items()},
    (DaysAndTime, "days"): _share(DAY, 0),
    (DaysAndTime, "hours"): _share(3600 * NANOS, 24),
    (DaysAndTime, "minutes"): _share(60 * NANOS, 60),
    (DaysAndTime, "seconds"): _seconds,
    (YearsAndMonths, "years"): _months(lambda months: months // 12),
    (YearsAndMonths, "months"): _months(lambda months: months % 12),
    (Range, "start"): _end(lambda limits: limits.low),
    (Range, "end"): _end(lambda limits: limits.high),
    (Range, "start included"): _end(lambda limits: limits.low_closed),
    (Range, "end included"): _end(lambda limits: limits.high_closed),
}


def make_range(low: object, high: object, low_closed: bool, high_closed: bool, run: Run, offset: int) -> Range | None:
    """Return the range between two ends; null where they are of different kinds or have no order."""
    comparable = type(low) in ORDERED and compare(low, high) is not None
    if not comparable and not (low is None and type(high) in ORDERED) and not (high is None and type(low) in ORDERED):
        run.note(f"No hay rango entre {article(low)} y {article(high)}; vale null", offset)
        return None
    return Range(low, high, low_closed, high_closed)


def open_range(sign: str, end: object) -> object:
    """Return the values that a unary test such as `< 5` allows, as a range; null where no range says it."""
    if sign in ("<", "<="):
        return Range(None, end, False, sign == "<=")
    if sign in (">", ">="):
        return Range(end, None, sign == ">=", False)
    return Range(end, end, True, True) if sign == "=" else None


# What stands in a filter and is a yes or no by its form; a number by its form picks one item.
_ASKED_PER_ITEM = (nodes.Compare, nodes.Logic, nodes.Between, nodes.In, nodes.Quantified, nodes.InstanceOf)


def filtering(source: Closure, condition: Closure, node: nodes.Filter, cost: int) -> Closure:
    """Return the closure of `source[condition]`: one item by its place, or all that meet the condition."""
    per_item = isinstance(node.condition, _ASKED_PER_ITEM)

    def choose(scope: Scope) -> object:
        value = source(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        run = scope.run
        if not per_item:
            known = len(run.problems)
            place = condition(scope)
            if isinstance(place, Decimal):
                return _item_at(items, place, run, node.offset)
            del run.problems[known:]
        return [item for item in items if _meets(item, condition, scope, cost)]

    return choose


def _item_at(items: list[object], place: Decimal, run: Run, offset: int) -> object:
    index = int(place) if place == int(place) else 0
    if index == 0 or abs(index) > len(items):
        run.note(f"La lista de {len(items)} no tiene el lugar {place}; vale null", offset)
        return None
    return items[index - 1 if index > 0 else index]


def _meets(item: object, condition: Closure, scope: Scope, cost: int) -> bool:
    run = scope.run
    run.charge(cost)
    inner = Scope(Record({"item": item}), scope, run)
    if isinstance(item, Mapping):
        inner = Scope(item, inner, run)
    return condition(inner) is True
