"""Dates, times and durations as FEEL knows them: years to 999 999 999, nanoseconds, offsets and zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

NANOS = 1_000_000_000
DAY = 86_400 * NANOS
FARTHEST_YEAR = 999_999_999

Zone = int | str | None  # seconds east of UTC, the name of a zone, or a local time


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date (proleptic Gregorian)."""

    year: int
    month: int
    day: int

    @property
    def epoch_day(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday (ISO 8601)."""
        return (self.epoch_day + 3) % 7 + 1

    def plus_months(self, months: int) -> "Date | None":
        """Return the date so many months later, on the last day of the month where the day does not exist."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return make_date(year, month + 1, min(self.day, month_length(year, month + 1)))

    def plus_days(self, days: int) -> "Date | None":
        """Return the date so many days later; None outside the years that FEEL knows."""
        return date_of_epoch_day(self.epoch_day + days)

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day with nanoseconds; `zone` is None (local), an offset in seconds or the name of a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone = None

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight, as the clock on the wall shows."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANOS + self.nano

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; for a named zone those of its standard time in 1970; None for a local time."""
        return offset_of(self.zone, Date(1970, 1, 1), self)

    def __str__(self) -> str:
        return self.clock() + zone_text(self.zone)

    def clock(self) -> str:
        """Return hours, minutes, seconds and the fraction that is not zero."""
        text = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        return f"{text}.{self.nano:09d}".rstrip("0") if self.nano else text


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and time; local, with an offset, or in a zone."""

    date: Date
    time: Time

    @property
    def zone(self) -> Zone:
        """The zone of its time."""
        return self.time.zone

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC on that day in that zone; None for a local date and time."""
        return offset_of(self.time.zone, self.date, self.time)

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 as the clock on the wall shows."""
        return self.date.epoch_day * DAY + self.time.nanos

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 UTC; a local date and time counts as UTC."""
        return self.local_nanos - (self.offset or 0) * NANOS

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


class Duration:
    """What both kinds of duration have in common: nothing but the name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class YearsAndMonths(Duration):
    """A duration in whole months."""

    months: int

    @property
    def sign(self) -> int:
        """-1 for a negative duration, else 1."""
        return -1 if self.months < 0 else 1

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


@dataclass(frozen=True, slots=True)
class DaysAndTime(Duration):
    """A duration in nanoseconds."""

    nanos: int

    @property
    def sign(self) -> int:
        """-1 for a negative duration, else 1."""
        return -1 if self.nanos < 0 else 1

    def __str__(self) -> str:
        seconds, nano = divmod(abs(self.nanos), NANOS)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        fraction = f".{nano:09d}".rstrip("0") if nano else ""
        clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
        clock += f"{second}{fraction}S" if second or nano else ""
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-" if self.nanos < 0 else "") + "P" + (text or "T0S")


def make_date(year: int, month: int, day: int) -> Date | None:
    """Return the date; None if there is no such day."""
    if abs(year) > FARTHEST_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int = 0, zone: Zone = None) -> Time | None:
    """Return the time; None if no clock shows it or the zone is unknown."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nano < NANOS):
        return None
    if isinstance(zone, int) and abs(zone) > 18 * 3600:
        return None
    if isinstance(zone, str) and not known_zone(zone):
        return None
    return Time(hour, minute, second, nano, zone)


def date_time_of_local(nanos: int, zone: Zone) -> DateTime | None:
    """Return the date and time that the wall shows so many nanoseconds after 1970-01-01T00:00:00."""
    days, rest = divmod(nanos, DAY)
    day = date_of_epoch_day(days)
    return None if day is None else DateTime(day, time_of_nanos(rest, zone))


def in_zone(instant: int, zone: str) -> DateTime | None:
    """Return the date and time that a zone shows at a number of nanoseconds since 1970-01-01T00:00:00 UTC."""
    utc = date_time_of_local(instant, 0)
    if utc is None:
        return None
    year = utc.date.year if 2 <= utc.date.year <= 9998 else 2000 + utc.date.year % 400
    moment = datetime(
        year, utc.date.month, utc.date.day, utc.time.hour, utc.time.minute, utc.time.second, tzinfo=UTC
    ).astimezone(named_zone(zone))
    offset = round((moment.utcoffset() or timedelta()).total_seconds())
    return date_time_of_local(instant + offset * NANOS, zone)


def time_of_nanos(nanos: int, zone: Zone) -> Time:
    """Return the time of day so many nanoseconds after midnight (modulo one day)."""
    seconds, nano = divmod(nanos % DAY, NANOS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour, minute, second, nano, zone)


def date_of_epoch_day(days: int) -> Date | None:
    """Return the date so many days after 1970-01-01; None outside the years that FEEL knows."""
    if abs(days) > 365_300_000_000:
        return None
    shifted = days + 719_468
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return make_date(year, month, day_of_year - (153 * shifted_month + 2) // 5 + 1)


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to a date of any year."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def offset_of(zone: Zone, day: Date, clock: Time) -> int | None:
    """Return the seconds east of UTC that hold in a zone on a day at a time; None for a local time."""
    if zone is None or isinstance(zone, int):
        return zone
    year = day.year if 2 <= day.year <= 9998 else 2000 + day.year % 400
    moment = datetime(year, day.month, day.day, clock.hour, clock.minute, clock.second, tzinfo=named_zone(zone))
    offset = moment.utcoffset() or timedelta()
    return round(offset.total_seconds())


@lru_cache(maxsize=512)
def named_zone(name: str) -> ZoneInfo:
    """Return the rules of a zone known by name."""
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the names of all zones of the IANA data base."""
    return frozenset(available_timezones())


def known_zone(name: str) -> bool:
    """Say whether a zone of that name exists."""
    return name in zone_names()


def zone_text(zone: Zone) -> str:
    """Return a zone as FEEL writes it: nothing, Z, +01:00 or @America/Lima."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    minutes, second = divmod(abs(zone), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if zone < 0 else '+'}{hour:02d}:{minute:02d}" + (f":{second:02d}" if second else "")


def from_python(value: date | time | timedelta) -> Date | Time | DateTime | DaysAndTime:
    """Return a date, time, datetime or timedelta of Python as FEEL's own."""
    if isinstance(value, datetime):
        clock = Time(value.hour, value.minute, value.second, value.microsecond * 1000, python_zone(value))
        return DateTime(Date(value.year, value.month, value.day), clock)
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return Time(value.hour, value.minute, value.second, value.microsecond * 1000, python_zone(value))
    return DaysAndTime((value.days * 86_400 + value.seconds) * NANOS + value.microseconds * 1000)


def python_zone(value: datetime | time) -> Zone:
    """Return the zone of a datetime or time of Python."""
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    offset = value.utcoffset()
    return None if offset is None else round(offset.total_seconds())


def to_python(value: Date | Time | DateTime) -> date | time | datetime | Date | Time | DateTime:
    """Return Python's date, time or datetime where it can hold the value exactly, else the value itself."""
    if isinstance(value, Date):
        return date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value
    clock = value.time if isinstance(value, DateTime) else value
    if clock.nano % 1000:
        return value
    plain = time(clock.hour, clock.minute, clock.second, clock.nano // 1000, python_tzinfo(clock.zone))
    if isinstance(value, Time):
        return plain
    if not 1 <= value.date.year <= 9999:
        return value
    return datetime.combine(date(value.date.year, value.date.month, value.date.day), plain)


def python_tzinfo(zone: Zone) -> tzinfo | None:
    """Return a zone as Python's tzinfo."""
    if zone is None:
        return None
    if isinstance(zone, str):
        return named_zone(zone)
    return UTC if zone == 0 else timezone(timedelta(seconds=zone))
