"""Built-in functions that make a value out of a text or out of other values."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from workflows.feel import literals
from workflows.feel.budget import Run
from workflows.feel.conversion import text_of
from workflows.feel.errors import FeelError
from workflows.feel.functions.registry import function
from workflows.feel.operators import equal
from workflows.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    DaysAndTime,
    Time,
    YearsAndMonths,
    from_python,
    make_date,
    make_time,
)
from workflows.feel.values import DECIMAL

LIMA = ZoneInfo("America/Lima")


def _or_note(value: object, run: Run, what: str) -> object:
    if value is None:
        run.note(f"{what}; vale null")
    return value


@function("date(from: string)")
def date_of_text(run: Run, text: str) -> object:
    return _or_note(literals.read_date(text), run, f"«{text[:60]}» no es una fecha como 2026-04-29")


@function("date(from: date)")
def date_of_date(value: Date) -> object:
    return value


@function("date(from: datetime)")
def date_of_date_time(value: DateTime) -> object:
    return value.date


@function("date(year: number, month: number, day: number)")
def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    whole = [_whole(part) for part in (year, month, day)]
    found = None if None in whole else make_date(*[part or 0 for part in whole])
    return _or_note(found, run, "No existe una fecha con ese año, mes y día")


@function("time(from: string)")
def time_of_text(run: Run, text: str) -> object:
    return _or_note(literals.read_time(text), run, f"«{text[:60]}» no es una hora como 10:30:00")


@function("time(from: time)")
def time_of_time(value: Time) -> object:
    return value


@function("time(from: datetime)")
def time_of_date_time(value: DateTime) -> object:
    return value.time


@function("time(from: date)")
def time_of_date(value: Date) -> object:
    return Time(0, 0, 0, 0, 0)


@function("time(hour: number, minute: number, second: number, offset?: days|null)")
def time_of_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysAndTime | None = None
) -> object:
    hours, minutes, seconds = _whole(hour), _whole(minute), int(second)
    nano = int((second - seconds) * NANOS)
    zone = None if offset is None else offset.nanos // NANOS
    if hours is None or minutes is None or (offset is not None and offset.nanos % NANOS):
        return _or_note(None, run, "No existe esa hora")
    return _or_note(make_time(hours, minutes, seconds, nano, zone), run, "No existe esa hora")


@function("date and time(from: string)")
def date_time_of_text(run: Run, text: str) -> object:
    day = literals.read_date(text)
    found = literals.read_date_time(text) if day is None else DateTime(day, Time(0, 0, 0))
    return _or_note(found, run, f"«{text[:60]}» no es una fecha y hora como 2026-04-29T10:30:00")


@function("date and time(date: date|datetime, time: time)")
def date_time_of_parts(day: Date | DateTime, clock: Time) -> object:
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


@function("date and time(from: datetime)")
def date_time_of_itself(value: DateTime) -> object:
    return value


@function("date and time(date: datetime, timezone: string)")
def date_time_in_zone(run: Run, value: DateTime, zone: str) -> object:
    clock = value.time
    found = make_time(clock.hour, clock.minute, clock.second, clock.nano, zone)
    return None if found is None else DateTime(value.date, found)


@function("duration(from: string)")
def duration_of_text(run: Run, text: str) -> object:
    return _or_note(literals.read_duration(text), run, f"«{text[:60]}» no es una duración como P3D o P2M")


@function("duration(from: days|months)")
def duration_of_duration(value: DaysAndTime | YearsAndMonths) -> object:
    return value


@function("years and months duration(from: date|datetime, to: date|datetime)")
def years_and_months(start: Date | DateTime, end: Date | DateTime) -> object:
    first, last = (value.date if isinstance(value, DateTime) else value for value in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsAndMonths(months)


@function("string(from: any)")
def string(run: Run, value: object) -> object:
    return None if value is None else text_of(value, run)


@function("number(from: string, grouping separator?: string|null, decimal separator?: string|null)")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> object:
    wrong = grouping not in (None, " ", ",", ".") or point not in (None, ".", ",")
    if wrong or (grouping is not None and grouping == point):
        return _or_note(None, run, "Los separadores de «number» no son válidos")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    return _or_note(_decimal(plain), run, f"«{text[:60]}» no es un número")


def _decimal(text: str) -> Decimal | None:
    digits = text.removeprefix("-").removeprefix("+") if len(text) <= 1000 else ""
    mantissa, _, exponent = digits.replace("E", "e").partition("e")
    whole, point, fraction = mantissa.partition(".")
    ascii_digits = all(part.isascii() and part.isdigit() for part in (whole, fraction) if part)
    if not ascii_digits or not (whole or fraction) or (point and not fraction):
        return None
    power = exponent.removeprefix("-").removeprefix("+")
    if ("e" in digits.replace("E", "e")) and not (power.isascii() and power.isdigit() and len(power) <= 4):
        return None
    value = Decimal(text)
    return DECIMAL.plus(value) if not value or abs(value.adjusted()) < 6000 else None


@function("number(from: number)")
def number_of_number(value: Decimal) -> object:
    return value


def _whole(value: Decimal) -> int | None:
    return int(value) if abs(value.adjusted()) < 20 and value == int(value) else None


@function("now()")
def now(run: Run) -> object:
    return from_python(_moment(run, "now()"))


@function("today()")
def today(run: Run) -> object:
    return from_python(_moment(run, "today()").date())


def _moment(run: Run, name: str) -> datetime:
    if run.at is None:
        raise FeelError(
            f"La expresión usa {name} y no se le dio ningún momento; no dio ningún valor. "
            "Indique la fecha y hora a la que debe responder."
        )
    return run.at.replace(tzinfo=LIMA) if run.at.tzinfo is None else run.at.astimezone(LIMA)


@function("not(negand: any)")
def negation(value: object) -> object:
    return (not value) if isinstance(value, bool) else None


@function("is(value1: any, value2: any)")
def same(run: Run, left: object, right: object) -> bool:
    """Say whether two values are the same, zone and all. Source: DMN 1.5, 10.3.4.3."""
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        return type(left) is type(right) and _zone(left) == _zone(right) and equal(left, right, run) is True
    return equal(left, right, run) is True


def _zone(value: Time | DateTime) -> object:
    return value.zone


@function("get or else(value: any, default: any)")
def get_or_else(value: object, default: object) -> object:
    return default if value is None else value
