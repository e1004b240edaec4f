"""Built-in functions over dates: day of the year, of the week, week and month by name."""

from datetime import date as python_date
from decimal import Decimal

from workflows.feel.functions.registry import function
from workflows.feel.temporal import Date, DateTime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@function("day of year(date: date|datetime)")
def day_of_year(value: Date | DateTime) -> object:
    day = _day(value)
    return Decimal(day.epoch_day - Date(day.year, 1, 1).epoch_day + 1)


@function("day of week(date: date|datetime)")
def day_of_week(value: Date | DateTime) -> object:
    return _DAYS[_day(value).weekday - 1]


@function("month of year(date: date|datetime)")
def month_of_year(value: Date | DateTime) -> object:
    return _MONTHS[_day(value).month - 1]


@function("week of year(date: date|datetime)")
def week_of_year(value: Date | DateTime) -> object:
    """Return the week by ISO 8601: week 1 holds the year's first Thursday."""
    day = _day(value)
    # The Gregorian calendar repeats after 400 years, weekdays included.
    year = day.year if 1 < day.year < 9999 else 2000 + day.year % 400
    return Decimal(python_date(year, day.month, day.day).isocalendar().week)


@function("last day of month(date: date|datetime)")
def last_day_of_month(value: Date | DateTime) -> object:
    day = _day(value)
    following = Date(day.year, day.month, 1).plus_months(1)
    return None if following is None else following.plus_days(-1)
