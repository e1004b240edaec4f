"""What FEEL's operators make of two values: equality, order and arithmetic, null where the standard says so."""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Decimal, DecimalException

from workflows.feel.budget import Run
from workflows.feel.temporal import (
    DAY,
    NANOS,
    Date,
    DateTime,
    DaysAndTime,
    Time,
    YearsAndMonths,
    date_time_of_local,
    in_zone,
    time_of_nanos,
)
from workflows.feel.values import DECIMAL, Function, Range, kind_of, member

Binary = Callable[[Decimal, Decimal], Decimal]

ORDERED = frozenset({Decimal, str, Date, Time, DateTime, DaysAndTime, YearsAndMonths})


def equal(left: object, right: object, run: Run) -> bool | None:
    """Say whether two values are equal; None where they are of different kinds (neither of them null)."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is type(right):
        if kind is DateTime or kind is Time:
            return _moment(left) == _moment(right)
        if kind is Range or kind is list or isinstance(left, Mapping):
            return _equal_parts(left, right, run)
        return left is right if kind is Function else left == right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _equal_parts(left, right, run)
    return None


def _equal_parts(left: object, right: object, run: Run) -> bool:
    run.charge(20)
    run.enter(6)
    try:
        return _equal_inside(left, right, run)
    finally:
        run.leave(6)


def _equal_inside(left: object, right: object, run: Run) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        run.charge(len(left))
        return all(equal(a, b, run) is True for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        run.charge(len(left))
        if len(left) != len(right):
            return False
        return all(k in right and equal(member(left, k, run), member(right, k, run), run) is True for k in left)
    if isinstance(left, Range) and isinstance(right, Range):
        return (
            (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
            and equal(left.low, right.low, run) is True
            and equal(left.high, right.high, run) is True
        )
    return False


def _moment(value: object) -> tuple[bool, int]:
    if isinstance(value, DateTime):
        return value.zone is None, value.instant
    assert isinstance(value, Time)
    return value.zone is None, value.nanos - (value.offset or 0) * NANOS


def compare(left: object, right: object) -> int | None:
    """Return -1, 0 or 1 as `left` stands to `right`; None where no order holds between them."""
    match left, right:
        case Decimal(), Decimal():
            return (left > right) - (left < right)
        case str(), str():
            return (left > right) - (left < right)
        case Date(), Date():
            return _sign(left.epoch_day - right.epoch_day)
        case DateTime(), DateTime():
            return _sign(_clock_between(left, right))
        case Time(), Time():
            return _sign(_clock_between(left, right))
        case DaysAndTime(), DaysAndTime():
            return _sign(left.nanos - right.nanos)
        case YearsAndMonths(), YearsAndMonths():
            return _sign(left.months - right.months)
    return None


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _clock_between(left: DateTime | Time, right: DateTime | Time) -> int:
    """Return the nanoseconds from right to left; a local one takes the offset of the other (DMN 1.5, table 54)."""
    if (left.zone is None) != (right.zone is None):
        return _wall(left) - _wall(right)
    return _moment(left)[1] - _moment(right)[1]


def _wall(value: DateTime | Time) -> int:
    return value.local_nanos if isinstance(value, DateTime) else value.nanos


def contains(limits: Range, value: object) -> bool | None:
    """Say whether a value lies in a range; None where it cannot be compared with an end."""
    low = 1 if limits.low is None else compare(value, limits.low)
    high = -1 if limits.high is None else compare(value, limits.high)
    if low is None or high is None or (limits.low is None and limits.high is None):
        return None
    above = low > 0 or (low == 0 and limits.low_closed)
    return above and (high < 0 or (high == 0 and limits.high_closed))


def add(left: object, right: object, run: Run, offset: int = 0) -> object:
    """Return `left + right`: numbers, texts, durations, or a moment and a duration."""
    match left, right:
        case Decimal(), Decimal():
            return _number(DECIMAL.add, left, right, run, offset)
        case str(), str():
            run.grow(len(left) + len(right))
            return left + right
        case (DaysAndTime() | YearsAndMonths(), Date() | Time() | DateTime()):
            return _known(shift(right, left, 1), run, offset)
        case (Date() | Time() | DateTime(), DaysAndTime() | YearsAndMonths()):
            return _known(shift(left, right, 1), run, offset)
        case DaysAndTime(), DaysAndTime():
            return DaysAndTime(left.nanos + right.nanos)
        case YearsAndMonths(), YearsAndMonths():
            return YearsAndMonths(left.months + right.months)
    return _impossible("sumar", left, right, run, offset)


def subtract(left: object, right: object, run: Run, offset: int = 0) -> object:
    """Return `left - right`: numbers, durations, moments, or a moment and a duration."""
    match left, right:
        case Decimal(), Decimal():
            return _number(DECIMAL.subtract, left, right, run, offset)
        case (Date() | Time() | DateTime(), DaysAndTime() | YearsAndMonths()):
            return _known(shift(left, right, -1), run, offset)
        case (Date() | DateTime(), Date() | DateTime()):
            return _known(_between_days(left, right), run, offset)
        case Time(), Time() if (left.zone is None) == (right.zone is None):
            return DaysAndTime(_moment(left)[1] - _moment(right)[1])
        case DaysAndTime(), DaysAndTime():
            return DaysAndTime(left.nanos - right.nanos)
        case YearsAndMonths(), YearsAndMonths():
            return YearsAndMonths(left.months - right.months)
    return _impossible("restar", left, right, run, offset)


def multiply(left: object, right: object, run: Run, offset: int = 0) -> object:
    """Return `left * right`: numbers, or a duration and a number."""
    match left, right:
        case Decimal(), Decimal():
            return _number(DECIMAL.multiply, left, right, run, offset)
        case (Decimal(), DaysAndTime() | YearsAndMonths()):
            return _scaled(right, left, run, offset)
        case (DaysAndTime() | YearsAndMonths(), Decimal()):
            return _scaled(left, right, run, offset)
    return _impossible("multiplicar", left, right, run, offset)


def divide(left: object, right: object, run: Run, offset: int = 0) -> object:
    """Return `left / right`: numbers, a duration by a number, or durations of one kind. By zero: null."""
    match left, right:
        case Decimal(), Decimal():
            return _number(DECIMAL.divide, left, right, run, offset)
        case DaysAndTime(), DaysAndTime():
            return _number(DECIMAL.divide, Decimal(left.nanos), Decimal(right.nanos), run, offset)
        case YearsAndMonths(), YearsAndMonths():
            return _number(DECIMAL.divide, Decimal(left.months), Decimal(right.months), run, offset)
        case (DaysAndTime() | YearsAndMonths(), Decimal()):
            if not right:
                return _number(DECIMAL.divide, Decimal(1), right, run, offset)
            return _scaled(left, right, run, offset, inverse=True)
    return _impossible("dividir", left, right, run, offset)


def power(left: object, right: object, run: Run, offset: int = 0) -> object:
    """Return `left ** right` of numbers; null where it is no real number or too large."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        run.charge(50)
        return _number(DECIMAL.power, left, right, run, offset)
    return _impossible("elevar", left, right, run, offset)


OPERATIONS = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def negate(value: object, run: Run, offset: int = 0) -> object:
    """Return `-value` of a number or duration."""
    match value:
        case Decimal():
            return DECIMAL.minus(value)
        case DaysAndTime():
            return DaysAndTime(-value.nanos)
        case YearsAndMonths():
            return YearsAndMonths(-value.months)
    run.note(f"No se puede cambiar el signo de {article(value)}; vale null", offset)
    return None


def shift(moment: Date | Time | DateTime, by: DaysAndTime | YearsAndMonths, sign: int) -> object:
    """Return a moment moved by a duration, forward (1) or back (-1); None where it cannot be."""
    if isinstance(by, YearsAndMonths):
        if isinstance(moment, Date):
            return moment.plus_months(sign * by.months)
        if isinstance(moment, DateTime):
            day = moment.date.plus_months(sign * by.months)
            return None if day is None else DateTime(day, moment.time)
        return None
    if isinstance(moment, Time):
        return time_of_nanos(moment.nanos + sign * by.nanos, moment.zone)
    if isinstance(moment, Date):
        return moment.plus_days((sign * by.nanos) // DAY)
    if isinstance(moment.zone, str):
        return in_zone(moment.instant + sign * by.nanos, moment.zone)
    return date_time_of_local(moment.local_nanos + sign * by.nanos, moment.zone)


def _between_days(left: Date | DateTime, right: Date | DateTime) -> DaysAndTime | None:
    if isinstance(left, DateTime) and isinstance(right, DateTime) and (left.zone is None) != (right.zone is None):
        return None
    return DaysAndTime(_instant(left) - _instant(right))


def _instant(value: Date | DateTime) -> int:
    """A date counts as its midnight, UTC (DMN 1.3 and later)."""
    return value.epoch_day * DAY if isinstance(value, Date) else value.instant


def _scaled(value: DaysAndTime | YearsAndMonths, by: Decimal, run: Run, offset: int, inverse: bool = False) -> object:
    amount = Decimal(value.months if isinstance(value, YearsAndMonths) else value.nanos)
    scaled = _number(DECIMAL.divide if inverse else DECIMAL.multiply, amount, by, run, offset)
    if not isinstance(scaled, Decimal):
        return None
    if scaled.adjusted() > 40:
        run.note("La duración sería demasiado larga; vale null", offset)
        return None
    whole = int(scaled.to_integral_value(ROUND_DOWN))
    return YearsAndMonths(whole) if isinstance(value, YearsAndMonths) else DaysAndTime(whole)


def _number(operation: Binary, left: Decimal, right: Decimal, run: Run, offset: int) -> Decimal | None:
    try:
        return operation(left, right)
    except DecimalException:
        run.note("La cuenta no tiene resultado (división entre cero o número demasiado grande); vale null", offset)
        return None


def _known(value: object, run: Run, offset: int) -> object:
    if value is None:
        run.note("La fecha u hora que resultaría no existe; vale null", offset)
    return value


def _impossible(verb: str, left: object, right: object, run: Run, offset: int) -> object:
    run.note(f"No se puede {verb} {article(left)} y {article(right)}; vale null", offset)
    return None


def article(value: object) -> str:
    """Return how a sentence calls a value of this kind: «un número», «una fecha»."""
    return ARTICLES.get(kind_of(value), "un valor")


ARTICLES = {
    "null": "un valor que falta (null)",
    "boolean": "un sí/no",
    "number": "un número",
    "string": "un texto",
    "date": "una fecha",
    "time": "una hora",
    "date and time": "una fecha y hora",
    "days and time duration": "una duración en días y horas",
    "years and months duration": "una duración en años y meses",
    "list": "una lista",
    "context": "un contexto",
    "range": "un rango",
    "function": "una función",
}
