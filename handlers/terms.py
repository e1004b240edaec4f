"""By when: the last day of a term by the rules of the LPAG, with the explanation day by day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from handlers.calendar import MONTHS, WEEKDAYS, Calendar, written
from workflows import terms
from workflows.terms import Term

DAY = timedelta(days=1)
DISTANCE, EXTENSION = "distancia", "prorroga"
MOST_DAYS = 3650
MOST_BETWEEN = timedelta(days=36525)
BETWEEN_CALL_AND_SESSION = 5  # working days between the call of an extraordinary session and the session (LOM 13)


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to the last day of a term: `before` is that day, `why` in Spanish.

    `kind` is DISTANCE (LPAG 146) or EXTENSION (147). Without a `term` nothing could be added, and `why` says so.
    """

    kind: str
    term: Term | None
    why: str
    before: date


@dataclass(frozen=True, slots=True)
class Dated:
    """A term with its last day: what the journal keeps, and enough to explain it years later.

    `skipped` are the days, with the reason in Spanish, on which the term did not run or could not end; `added` what
    was counted on from its first last day, in order.
    """

    term: Term
    start: date
    due: date
    calendar_version: str
    skipped: tuple[tuple[date, str], ...]
    added: tuple[Addition, ...] = ()

    @property
    def first(self) -> date:
        """The last day before anything was added."""
        return self.added[0].before if self.added else self.due


@dataclass(frozen=True, slots=True)
class DayNote:
    """One line of an explanation: the day, its place in the count (None: it does not count), and the sentence."""

    day: date
    counts: int | None
    text: str


def last_day(term: Term, start: date, calendar: Calendar) -> Dated:
    """Return the last day of `term`, which began with what happened on `start`.

    Days count from the day after `start` (LPAG 144.1); working days only those that the calendar counts (145.1);
    a term cannot end on a day on which the entity does not attend (145.2); months and years run from date to date,
    or to the first working day of the next month where there is no such day (145.3). While terms are suspended none
    of them runs. For taxes (`dht`) the days off of the public sector count.
    """
    calendar = calendar.counting(term.unit)
    if term.unit in terms.WORKING:
        due, skipped = _working_days(term.amount, start, calendar)
    elif term.unit == "dc":
        due, skipped = _calendar_days(term.amount, start, calendar)
    else:
        due, skipped = _months(_months_of(term), start, calendar)
    return Dated(term, start, due, calendar.version, tuple((day, calendar.reason(day) or "") for day in skipped))


def added_to(dated: Dated, kind: str, term: Term | None, why: str, calendar: Calendar) -> Dated:
    """Return a term with something added to its last day: no new term begins (domain/terms-and-calendars.md §2)."""
    addition = Addition(kind, term, why, dated.due)
    if term is None:
        return replace(dated, added=(*dated.added, addition))
    more = last_day(term, dated.due, calendar)
    return replace(dated, due=more.due, skipped=(*dated.skipped, *more.skipped), added=(*dated.added, addition))


def explain(dated: Dated) -> list[DayNote]:
    """Return the explanation day by day: `jueves 23 de julio: feriado, Día de la Fuerza Aérea del Perú`."""
    return [note for part in _parts(dated) if part.start < part.due for note in _explain(part)]


def why(dated: Dated) -> str:
    """Return one Spanish sentence that says when the term ends, which days it did not count and what was added."""
    base, *more = _parts(dated)
    said = "".join(map(_addition, dated.added, more))
    return f"Vence el {written(dated.due)}: {_counted(base)}{said}."


def suspended_in_words(since: date) -> str:
    """Return `suspendido desde el jueves 5 de marzo`."""
    return f"suspendido desde el {written(since, year=False)}"


def standing_since(since: date, until: date | None, due: date | None) -> str:
    """Return one Spanish sentence that says since when a term stands still, until when, and when it would end then."""
    said = f"Suspendido desde el {written(since)}"
    if until is None:
        return f"{said}: mientras tanto no corre, y lo que falta se contará cuando se levante la suspensión."
    then = f"; si no se levanta antes, vence el {written(due)}" if due else ""
    return f"{said}, a lo más hasta el {written(until)}{then}."


def expires_at(due: date) -> datetime:
    """Return the moment at which a term that is due on `due` has expired: 00:00 in Lima of the day after."""
    return terms.start_of(due + DAY)


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """Return how many working days are left after `today`, the due day included; negative when it is late."""
    if today <= due:
        return working_days_between(today, due, calendar)
    return -max(1, working_days_between(due, today, calendar))


def in_words(today: date, due: date, calendar: Calendar) -> str:
    """Return what is left in Spanish: `quedan 2 días hábiles`, `vence hoy`, `vencida hace 1 día hábil`."""
    if today == due:
        return "vence hoy"
    days = working_days_between(min(today, due), max(today, due), calendar)
    amount = f"{days} {terms.in_words('dh', days)}"
    if today > due:
        return f"vencida hace {amount}" if days else f"venció el {written(due, year=False)}"
    if not days:
        return f"vence el {written(due, year=False)}"
    return f"{'queda' if days == 1 else 'quedan'} {amount}"


def add_working_days(day: date, amount: int, calendar: Calendar) -> date:
    """Return the working day `amount` working days after `day` (before it, when negative; itself, when 0).

    Raises ValueError beyond 3650 days.
    """
    if abs(amount) > MOST_DAYS:
        raise ValueError(f"Se pueden contar hasta {MOST_DAYS} días hábiles; se pidieron {amount}.")
    step = DAY if amount > 0 else -DAY
    for _ in range(abs(amount)):
        day += step
        while not calendar.is_working(day):
            day += step
    return day


def subtract_working_days(day: date, amount: int, calendar: Calendar) -> date:
    """Return the working day `amount` working days before `day`."""
    return add_working_days(day, -amount, calendar)


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Return the working days after `first` up to and including `last`; negative when `last` is earlier.

    Raises ValueError beyond a hundred years.
    """
    if last < first:
        return -working_days_between(last, first, calendar)
    if last - first > MOST_BETWEEN:
        raise ValueError(f"Del {first} al {last} hay más de cien años; revise las fechas.")
    return sum(calendar.is_working(first + n * DAY) for n in range(1, (last - first).days + 1))


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return the first working day after `day`."""
    return add_working_days(day, 1, calendar)


def earliest_session(call: date, calendar: Calendar) -> date:
    """Return the first day for an extraordinary session called on `call`: five working days lie in between (LOM 13)."""
    return add_working_days(call, BETWEEN_CALL_AND_SESSION + 1, calendar)


def answer(name: str, arguments: Sequence[object], calendar: Calendar) -> date | Decimal | bool | None:
    """Return what FEEL's working-day function `name` gives, or None (null) for arguments that it does not take.

    Raises KeyError for a name that is not in FUNCTIONS.
    """
    function, kinds = FUNCTIONS[name]
    given = [_plain(argument) for argument in arguments]
    if len(given) != len(kinds) or not all(type(one) is kind for one, kind in zip(given, kinds, strict=True)):
        return None
    try:
        found = function(*given, calendar)
    except (ValueError, OverflowError):
        return None
    return found if isinstance(found, date | bool) else Decimal(found)


FUNCTIONS: Mapping[str, tuple[Callable[..., date | int | bool], tuple[type, ...]]] = {
    "sumar_dias_habiles": (add_working_days, (date, int)),
    "restar_dias_habiles": (subtract_working_days, (date, int)),
    "dias_habiles_entre": (working_days_between, (date, date)),
    "siguiente_dia_habil": (next_working_day, (date,)),
    "es_dia_habil": (lambda day, calendar: calendar.is_working(day), (date,)),
    "primera_sesion": (earliest_session, (date,)),
}


def _plain(argument: object) -> object:
    if isinstance(argument, datetime):
        return argument.astimezone(terms.LIMA).date() if argument.tzinfo else argument.date()
    if isinstance(argument, Decimal) and argument == argument.to_integral_value():
        return int(argument)
    return argument


def _working_days(amount: int, start: date, calendar: Calendar) -> tuple[date, list[date]]:
    day, left, skipped = start, amount, []
    while left:
        day += DAY
        if calendar.may_end(day) or (left > 1 and calendar.is_working(day)):
            left -= 1
        else:
            skipped.append(day)
    return day, skipped


def _calendar_days(amount: int, start: date, calendar: Calendar) -> tuple[date, list[date]]:
    return _without_suspension(start, start + amount * DAY, calendar)


def _months(months: int, start: date, calendar: Calendar) -> tuple[date, list[date]]:
    target = terms.same_day(start, months) or terms.first_of_month_after(start, months)
    return _without_suspension(start, target, calendar)


def _without_suspension(start: date, target: date, calendar: Calendar) -> tuple[date, list[date]]:
    day, skipped = start, []
    while day < target:
        day += DAY
        if calendar.is_suspended(day):
            skipped.append(day)
            target += DAY
    while not calendar.may_end(day):
        skipped.append(day)
        day += DAY
    return day, skipped


def _months_of(term: Term) -> int:
    return term.amount * 12 if term.unit == "años" else term.amount


def _parts(dated: Dated) -> list[Dated]:
    """Return the term itself and each addition, counted one after the other; one that added nothing counts no day."""
    starts = [dated.start, *(addition.before for addition in dated.added)]
    ends = [*starts[1:], dated.due]
    counted = [dated.term, *(addition.term or dated.term for addition in dated.added)]
    return [
        Dated(term, start, due, dated.calendar_version,
              tuple((day, reason) for day, reason in dated.skipped if start < day <= due))
        for term, start, due in zip(counted, starts, ends, strict=True)
    ]  # fmt: skip


def _counted(dated: Dated) -> str:
    if dated.term.unit in terms.WORKING:
        return f"{dated.term.in_words()} desde el día siguiente al {written(dated.start)}{_left_out(dated)}"
    if dated.term.unit == "dc":
        return f"{dated.term.in_words()} desde el día siguiente al {written(dated.start)}{_moved(dated)}"
    return f"{dated.term.in_words()} de fecha a fecha desde el {written(dated.start)}{_moved(dated)}"


def _addition(addition: Addition, part: Dated) -> str:
    """Return what was added, for the end of the sentence: `; vencía el … y se amplió 3 días hábiles (…)`."""
    left_out = _left_out(part) if part.term.unit in terms.WORKING else _moved(part)
    if addition.term is None:
        return f"; no se sumó el término de la distancia: {addition.why}"
    if addition.kind == DISTANCE:
        return f"; se suma el término de la distancia, {addition.term.in_words()} ({addition.why}){left_out}"
    was = written(addition.before, year=False)
    return f"; vencía el {was} y se amplió {addition.term.in_words()} ({addition.why}){left_out}"


def _explain(dated: Dated) -> list[DayNote]:
    return _explain_days(dated) if dated.term.unit in terms.DAYS else _explain_months(dated)


def _explain_days(dated: Dated) -> list[DayNote]:
    unit, skipped = terms.in_words(dated.term.unit, 1), dict(dated.skipped)
    notes: list[DayNote] = []
    number = 0
    for n in range(1, (dated.due - dated.start).days + 1):
        day = dated.start + n * DAY
        if day in skipped:
            notes.append(DayNote(day, None, f"{written(day, year=False)}: {skipped[day]}"))
        else:
            number += 1
            ends = ", vence" if day == dated.due else ""
            notes.append(DayNote(day, number, f"{written(day, year=False)}: {unit} {number}{ends}"))
    return notes


def _explain_months(dated: Dated) -> list[DayNote]:
    begins = f"{written(dated.start, year=False)}: comienza, {dated.term.in_words()} de fecha a fecha"
    notes = [DayNote(dated.start, None, begins)]
    if missing := _missing_day(dated):
        notes.append(DayNote(terms.first_of_month_after(dated.start, _months_of(dated.term)) - DAY, None, missing))
    notes += [DayNote(day, None, f"{written(day, year=False)}: {reason}") for day, reason in dated.skipped]
    return [*notes, DayNote(dated.due, None, f"{written(dated.due, year=False)}: vence")]


def _missing_day(dated: Dated) -> str:
    if dated.term.unit in terms.DAYS or terms.same_day(dated.start, _months_of(dated.term)):
        return ""
    month = terms.first_of_month_after(dated.start, _months_of(dated.term)) - DAY
    name = f"{MONTHS[month.month - 1]} de {month.year}"
    return f"{name} no tiene día {dated.start.day}: vence el primer día hábil del mes siguiente"


def _left_out(dated: Dated) -> str:
    reasons = dict(dated.skipped)
    named = _told([day for day, reason in dated.skipped if not _weekend(reason)], reasons)
    weekends = ["sábados y domingos"] if any(map(_weekend, reasons.values())) else []
    return f", sin contar {_listed([*named, *weekends])}" if reasons else ""


def _moved(dated: Dated) -> str:
    reasons, missing = dict(dated.skipped), _missing_day(dated)
    day = dated.due - DAY
    while day in reasons:
        day -= DAY
    stood = [skipped for skipped in reasons if skipped <= day]
    moved = [skipped for skipped in reasons if skipped > day]
    return (
        (f", sin contar {_listed(_told(stood, reasons))}" if stood else "")
        + (f"; {missing}" if missing else "")
        + (f"; no puede vencer {_listed(_told(moved, reasons))}" if moved else "")
    )


def _told(days: Sequence[date], reasons: Mapping[date, str]) -> list[str]:
    """Return each day with its reason; three or more in a row for one reason are told together."""
    found = []
    for reason, same in groupby(days, key=lambda day: _without_weekday(reasons[day])):
        row = list(same)
        if len(row) > 2:
            found.append(f"del {written(row[0], year=False)} al {written(row[-1], year=False)} ({reason})")
        else:
            found += [f"el {written(day, year=False)} ({reasons[day]})" for day in row]
    return found


def _without_weekday(reason: str) -> str:
    before, said, after = reason.partition(" y ")
    return after if said and before in WEEKDAYS else reason


def _weekend(reason: str) -> bool:
    return reason in WEEKDAYS or any(reason.startswith(f"{day} y ") for day in WEEKDAYS)


def _listed(parts: Sequence[str]) -> str:
    return " ni ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
