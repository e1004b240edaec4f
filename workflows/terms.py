"""The notation of terms (`7 dh`, `2 meses`) and of timers (ISO 8601): what the text means, without any calendar."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args
from unicodedata import normalize
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")  # no daylight saving: a day has 24 hours
LONGEST = timedelta(days=3653)  # ten years
SHORTEST_CYCLE = timedelta(minutes=1)
MOST_RUNS = 1000
YEARS = range(1900, 2200)

Unit = Literal["dh", "dht", "dc", "meses", "años"]  # working days, those of taxes, calendar days, months, years
WORKING = ("dh", "dht")  # in `dht` the days off of the public sector count
DAYS = (*WORKING, "dc")
Form = Literal["timeDuration", "timeDate", "timeCycle"]

_UNITS: dict[str, Unit] = {"mes": "meses", "año": "años", **{unit: unit for unit in get_args(Unit)}}
_MOST: dict[Unit, int] = {"dh": 3650, "dht": 3650, "dc": 3650, "meses": 120, "años": 10}
_IN_WORDS: dict[Unit, tuple[str, str]] = {
    "dh": ("día hábil", "días hábiles"),
    "dht": ("día hábil tributario", "días hábiles tributarios"),
    "dc": ("día calendario", "días calendario"),
    "meses": ("mes", "meses"),
    "años": ("año", "años"),
}
_TERM = re.compile(r"([1-9][0-9]{0,3}) ?(dht?|dc|mes|meses|año|años)")
_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,7})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,10}(?:[.,][0-9]{1,6})?)S)?)?"
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_REPEAT = re.compile(r"R([0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Term:
    """How long a task may take: an amount of working days, calendar days, months or years."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _MOST[self.unit]:
            raise ValueError(f"Un plazo en {in_words(self.unit)} va de 1 a {_MOST[self.unit]}; se pidió {self.amount}.")

    def __str__(self) -> str:
        """Return the notation: `7 dh`, `1 mes`, `2 años`."""
        if self.unit in DAYS:
            return f"{self.amount} {self.unit}"
        return self.in_words()

    def in_words(self) -> str:
        """Return the term as an official reads it: `7 días hábiles`, `1 mes`."""
        return f"{self.amount} {in_words(self.unit, self.amount)}"


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration: whole months, which run from date to date, and the rest, which is elapsed time."""

    months: int = 0
    rest: timedelta = timedelta()

    def __str__(self) -> str:
        """Return the ISO 8601 text, `P1Y2M3DT4H5M6S`."""
        years, months = divmod(self.months, 12)
        minutes, seconds = divmod(self.rest.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        exact = Decimal(seconds) + Decimal(self.rest.microseconds) / 1_000_000
        days = _parts((years, "Y"), (months, "M"), (self.rest.days, "D"))
        clock = _parts((hours, "H"), (minutes, "M"), (exact, "S"))
        return "P" + days + ("T" + clock if clock else "") if days or clock else "PT0S"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A moment that comes again every `period`: `count` times (None: for ever), from `start` (None: when told)."""

    count: int | None
    period: Duration
    start: datetime | None = None

    def occurrence(self, number: int, since: datetime) -> datetime | None:
        """Return the moment of the `number`th time (the first is 1), or None when the cycle has no such time.

        With a `start`, the first time is that start; without, it is one period after `since`, when the timer began.
        Months are counted from the beginning of the cycle, so that the 31st comes back after a short month.
        """
        if number < 1 or (self.count is not None and number > self.count):
            return None
        times = number if self.start is None else number - 1
        try:
            return _later(self.start or since, self.period.months * times, self.period.rest * times)
        except (OverflowError, ValueError):
            return None

    def next(self, past: datetime, since: datetime) -> tuple[int, datetime] | None:
        """Return number and moment of the first time after `past`, or None when no more come."""
        beyond = 1
        while (moment := self.occurrence(beyond, since)) is not None and moment <= past:
            beyond *= 2
        low, high = beyond // 2, beyond  # the time `low` has passed (0: none has), the time `high` has not
        while high - low > 1:
            middle = (low + high) // 2
            moment = self.occurrence(middle, since)
            low, high = (middle, high) if moment is not None and moment <= past else (low, middle)
        found = self.occurrence(high, since)
        return None if found is None else (high, found)


@lru_cache(maxsize=1024)
def parse(text: str) -> Term:
    """Return the term that `text` writes: `7 dh`, `20 dht`, `30 dc`, `2 meses`, `1 año`, at most ten years.

    Raises ValueError with a Spanish sentence for anything else.
    """
    found = _TERM.fullmatch(normalize("NFC", text).strip()) if len(text) <= 60 else None
    if found is None:
        raise ValueError(
            f"«{_short(text)}» no es un plazo. Escriba una cantidad y una unidad: «7 dh» (días hábiles), "
            "«30 dc» (días calendario), «2 meses» o «1 año»."
        )
    return Term(int(found[1]), _UNITS[found[2]])


def in_words(unit: Unit, amount: int = 2) -> str:
    """Return the unit's Spanish name, in the singular for an amount of one."""
    return _IN_WORDS[unit][abs(amount) != 1]


def parse_timer(text: str, form: str) -> Duration | datetime | Cycle:
    """Return what the text of a timer event means, by its `form`: timeDuration, timeDate or timeCycle.

    Durations are positive and at most ten years; a cycle's period is at least a minute and its count 1 to 1000;
    a date-time without zone is Lima's, a bare date means its 00:00. Raises ValueError with a Spanish sentence.
    """
    text = text.strip()
    if form == "timeDuration":
        return parse_duration(text)
    if form == "timeDate":
        return parse_moment(text)
    if form == "timeCycle":
        return parse_cycle(text)
    raise ValueError(f"«{_short(form)}» no es una forma de temporizador: use timeDuration, timeDate o timeCycle.")


def parse_duration(text: str) -> Duration:
    """Return the ISO 8601 duration `P1Y2M3W4DT5H6M7.5S` (some of its parts), positive and at most ten years."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(
            f"«{_short(text)}» no es una duración. Escríbala según ISO 8601: «PT1H» (una hora), «P5D» (cinco días), "
            "«P1M» (un mes), sin signo."
        )
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups()[:6])
    seconds = Decimal((found[7] or "0").replace(",", "."))
    rest = timedelta(days=7 * weeks + days, hours=hours, minutes=minutes)
    rest += timedelta(microseconds=int(seconds * 1_000_000))
    return _bounded(Duration(12 * years + months, rest), text)


def parse_moment(text: str) -> datetime:
    """Return the ISO 8601 date-time or date as an aware moment; without zone it is Lima's, a bare date its 00:00."""
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"«{_short(text)}» no es una fecha. Escríbala como «2026-10-01» o «2026-10-01T08:00:00-05:00»."
        ) from None
    if moment.year not in YEARS:
        raise ValueError(f"«{_short(text)}» está fuera de los años {YEARS.start} a {YEARS.stop - 1}; corrija el año.")
    return moment if moment.tzinfo else moment.replace(tzinfo=LIMA)


def parse_cycle(text: str, shortest: timedelta = SHORTEST_CYCLE) -> Cycle:
    """Return the ISO 8601 cycle `R3/PT1H` or `R/2026-10-01T08:00:00-05:00/P1Y`; its period is at least `shortest`."""
    head, *parts = text.split("/", 3)
    repeat = _REPEAT.fullmatch(head)
    if repeat is None or len(parts) not in (1, 2):
        raise ValueError(
            f"«{_short(text)}» no es un ciclo. Escriba «R3/PT1H» (tres veces, cada hora) o "
            "«R/2026-10-01T08:00:00-05:00/P1Y» (cada año desde esa fecha)."
        )
    count = int(repeat[1]) if repeat[1] else None
    if count is not None and not 1 <= count <= MOST_RUNS:
        raise ValueError(f"El ciclo «{_short(text)}» se repetiría {count} veces; puede ser de 1 a {MOST_RUNS}.")
    period = parse_duration(parts[-1])
    if not period.months and period.rest < shortest:
        raise ValueError(f"El ciclo «{_short(text)}» se repetiría antes de un minuto; escriba un período mayor.")
    return Cycle(count, period, parse_moment(parts[0]) if len(parts) == 2 else None)


def after(duration: str | Duration | timedelta, start: datetime) -> datetime:
    """Return the moment an ISO 8601 duration after `start`, in Lima's time; a `start` without zone is Lima's.

    Months and years run from date to date; where the month has no such day, its last day is taken (ISO 8601; the
    law's rule for terms is another: see `same_day`). Raises ValueError for a text that is no duration.
    """
    if isinstance(duration, str):
        duration = parse_duration(duration)
    if isinstance(duration, timedelta):
        duration = Duration(rest=duration)
    return _later(start, duration.months, duration.rest)


def same_day(day: date, months: int) -> date | None:
    """Return the same day of the month, `months` later (or earlier), or None where that month has no such day."""
    first = _month(day, months)
    return first.replace(day=day.day) if day.day <= monthrange(first.year, first.month)[1] else None


def first_of_month_after(day: date, months: int) -> date:
    """Return the first day of the month that follows the one `months` after `day`'s."""
    return _month(day, months + 1)


def start_of(day: date) -> datetime:
    """Return 00:00 of `day` in Lima."""
    return datetime.combine(day, time(), LIMA)


def _month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _later(start: datetime, months: int, rest: timedelta) -> datetime:
    local = start.astimezone(LIMA) if start.tzinfo else start.replace(tzinfo=LIMA)
    if months:
        first = _month(local.date(), months)
        last = monthrange(first.year, first.month)[1]
        local = local.replace(year=first.year, month=first.month, day=min(local.day, last))
    return local + rest


def _bounded(duration: Duration, text: str) -> Duration:
    length = duration.rest + duration.months * timedelta(days=365.25) / 12
    if not length:
        raise ValueError(f"La duración «{_short(text)}» es cero; escriba una mayor.")
    if length > LONGEST:
        raise ValueError(f"La duración «{_short(text)}» pasa de diez años; escriba una menor.")
    return duration


def _parts(*parts: tuple[int | Decimal, str]) -> str:
    return "".join(f"{amount}{sign}" for amount, sign in parts if amount)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
