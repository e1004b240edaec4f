"""How dates, times and durations are written: the texts that `date("…")`, `@"…"` and their like accept."""

import re

from workflows.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    DaysAndTime,
    Duration,
    Time,
    YearsAndMonths,
    Zone,
    make_date,
    make_time,
)

LONGEST = 100  # characters; no date, time or duration is longer, and the patterns below stay cheap

_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(.*)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,20})Y)?(?:(\d{1,20})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,20})D)?(T(?:(\d{1,20})H)?(?:(\d{1,20})M)?(?:(\d{1,20})(?:\.(\d{0,9})\d*)?S)?)?", re.ASCII
)


def read_temporal(text: str) -> Date | Time | DateTime | Duration | None:
    """Return what an at-literal (`@"2026-04-29"`) says; None if it is no date, time or duration."""
    return read_date(text) or read_time(text) or read_date_time(text) or read_duration(text)


def read_date(text: str) -> Date | None:
    """Return a date such as 2026-04-29; None if there is no such day."""
    found = _DATE.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    sign, year, month, day = found.groups()
    if sign and int(year) == 0:
        return None
    return make_date(-int(year) if sign else int(year), int(month), int(day))


def read_time(text: str) -> Time | None:
    """Return a time such as 10:30:00, 10:30:00.5Z, 10:30:00-05:00 or 10:30:00@America/Lima; None if none."""
    found = _TIME.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    if text.startswith("24:00:00") and not (found.group(4) or "").strip("0"):
        return read_time("00" + text[2:])  # the end of a day is the beginning of the next (XML Schema)
    hour, minute, second, fraction, zone_text = found.groups()
    known, zone = read_zone(zone_text)
    if not known:
        return None
    nano = int((fraction or "").ljust(9, "0")[:9])
    return make_time(int(hour), int(minute), int(second), nano, zone)


def read_zone(text: str) -> tuple[bool, Zone]:
    """Return whether the text after a time is a zone, and which (empty: local)."""
    if not text:
        return True, None
    if text in ("Z", "z"):  # the standard's own examples write both
        return True, 0
    if text.startswith("@"):
        return len(text) > 1, text[1:]
    found = _OFFSET.fullmatch(text)
    if found is None:
        return False, None
    sign, hour, minute, second = found.groups()
    if int(minute) > 59 or int(second or 0) > 59:
        return False, None
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    return True, -seconds if sign == "-" else seconds


def read_date_time(text: str) -> DateTime | None:
    """Return a date and time such as 2026-04-29T10:30:00-05:00; None if it is none."""
    day_text, separator, time_text = text.partition("T") if len(text) <= LONGEST else ("", "", "")
    if not separator:
        return _midnight(text)
    day = read_date(day_text)
    if day is None:
        return None
    if time_text.startswith("24:00:00") and time_text[8:9] not in ("", "Z", "+", "-", "@"):
        return None
    if time_text.startswith("24:00:00"):
        next_day, midnight = day.plus_days(1), read_time("00" + time_text[2:])
        return None if next_day is None or midnight is None else DateTime(next_day, midnight)
    clock = read_time(time_text)
    return None if clock is None else DateTime(day, clock)


def _midnight(text: str) -> DateTime | None:
    """Return the midnight of a date that carries a zone, as in 2012-03-07Z; None if it is none."""
    day_text, zone_text = (text[:-1], "Z") if text.endswith("Z") else text.split("@", 1) if "@" in text else ("", "")
    day = read_date(day_text)
    clock = read_time("00:00:00" + ("Z" if zone_text == "Z" else "@" + zone_text))
    return None if day is None or clock is None else DateTime(day, clock)


def read_duration(text: str) -> Duration | None:
    """Return a duration such as P1Y2M or P3DT4H; None if it is none (years and days do not mix)."""
    if len(text) > LONGEST or text.endswith(("P", "T")):
        return None
    months = _MONTHS.fullmatch(text)
    if months is not None:
        sign, years, rest = months.groups()
        total = int(years or 0) * 12 + int(rest or 0)
        return YearsAndMonths(-total if sign else total)
    days = _DAYS.fullmatch(text)
    if days is None:
        return None
    sign, day, _, hour, minute, second, fraction = days.groups()
    seconds = ((int(day or 0) * 24 + int(hour or 0)) * 60 + int(minute or 0)) * 60 + int(second or 0)
    nanos = seconds * NANOS + int((fraction or "").ljust(9, "0")[:9])
    return DaysAndTime(-nanos if sign else nanos)
