"""The calendar of a rehearsal: Monday to Friday are working days, and no day is a holiday."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.ports import Nobody
from workflows import terms
from workflows.terms import LIMA

MOST_DAYS = 36_525


def end_of_term(text: str, start: datetime, place: str = "") -> datetime:
    """Return when a term expires: `dh` counts Monday to Friday, the rest by calendar; ISO 8601 is added to the start.

    A term ends at 00:00 in Lima of the day after its last day; no distance is added for `place`, since only a
    municipality has a table of them. Raises ValueError for what is no term.
    """
    if text.startswith("P"):
        return terms.after(text, start)
    if text[4:5] == "-":
        return terms.parse_moment(text)
    term = terms.parse(text)
    last = start.astimezone(LIMA).date()
    if term.unit in terms.WORKING:
        last = _plus_weekdays(last, term.amount)
    elif term.unit == "dc":
        last += timedelta(days=term.amount)
    else:
        months = term.amount * (12 if term.unit == "años" else 1)
        last = terms.same_day(last, months) or terms.first_of_month_after(last, months)
    return terms.start_of(last + timedelta(days=1))


def start_of_term(since: Any, now: datetime) -> datetime:
    """Return the moment a term is counted from: what the diagram says, else now."""
    if isinstance(since, datetime):
        return since if since.tzinfo else since.replace(tzinfo=LIMA)
    return terms.start_of(since) if isinstance(since, date) else now


def weekdays(name: str, arguments: list[Any]) -> Any:
    """Return what a working-day function gives where Monday to Friday are working days; null past a century.

    Raises Nobody for what is no such function.
    """
    match name, arguments:
        case "sumar_dias_habiles", [date() as day, Decimal() as n]:
            return _counted(day, n)
        case "restar_dias_habiles", [date() as day, Decimal() as n]:
            return _counted(day, -n)
        case "siguiente_dia_habil", [date() as day]:
            return _counted(day, Decimal(1))
        case "es_dia_habil", [date() as day]:
            return day.weekday() < 5
        case "dias_habiles_entre", [date() as first, date() as last]:
            span = range(1, min((last - first).days, MOST_DAYS) + 1)
            return Decimal(sum((first + timedelta(days=n)).weekday() < 5 for n in span))
    raise Nobody(name)


def _counted(day: date, count: Decimal) -> date | None:
    try:
        return _plus_weekdays(day, int(count)) if abs(count) <= MOST_DAYS else None
    except OverflowError:
        return None


def _plus_weekdays(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day
