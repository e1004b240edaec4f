"""Which days the municipality works: the register of days that do not count, and the calendars read from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Literal

import holidays
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.registers import Register, remembered

Kind = Literal["administrativo", "tributario"]

LAYERS = ("nacional", "sector_publico", "regional", "local", "entidad")
KINDS = ("feriado", "no_laborable_publico", "no_laborable_regional", "suspension", "cierre_recepcion")
EFFECTS = ("suspend", "exclude", "extend_if_last", "none")  # the strongest first: it wins where two fall on one day

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre",
          "diciembre")  # fmt: skip

_LAWS = {(6, 7): "Ley 31788", (7, 23): "Ley 31822", (8, 6): "Ley 31530", (12, 9): "Ley 31381"}
_NAMES = {(7, 28): "Fiestas Patrias", (7, 29): "Fiestas Patrias", (11, 1): "Todos los Santos", (12, 25): "Navidad"}
_EASTER_SUNDAY = "Domingo de Resurrección"  # the library lists it; the law does not


class CalendarDay(Register):
    """A day that a norm takes out of the ordinary week. *Truth*: dated, and bitemporal.

    `layer` is one of LAYERS, `scope` where it holds (`PE`, an ubigeo or its beginning, the municipality's slug),
    `kind` one of KINDS. `effect`: `exclude` (does not count), `extend_if_last` (counts, but a term cannot end on it:
    the reception office did not open, LPAG 145.2), `suspend` (terms stand still, also those in calendar days), `none`
    (told, without effect). `counts_for_tax`: a working day for tax terms. `known_from` is the day the register learned
    of it, `ended` the day since when it is held no more.
    """

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("scope", "day", "kind", "known_from"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    layer: Mapped[str]
    scope: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str]
    effect: Mapped[str]
    name: Mapped[str]
    norm: Mapped[str]
    known_from: Mapped[date]
    counts_for_tax: Mapped[bool] = mapped_column(default=False)
    norm_date: Mapped[date | None] = mapped_column(default=None)
    published_on: Mapped[date | None] = mapped_column(default=None)
    ended: Mapped[date | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Note:
    """What the calendar says of one day."""

    effect: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The working days as a register tells them; `version` is a digest of all that it holds.

    `administrativo` is the calendar of terms under the LPAG; in `tributario` the days off of the public sector count.
    A working day is Monday to Friday and not excluded (LPAG 145.1).
    """

    kind: Kind
    notes: Mapping[date, Note]
    version: str
    of_taxes: "Calendar | None" = None  # beside the administrative one

    def counting(self, unit: str) -> "Calendar":
        """Return the calendar by which a term of this unit is counted: for `dht` that of taxes."""
        return self.of_taxes if unit == "dht" and self.of_taxes is not None else self

    def is_working(self, day: date) -> bool:
        """Tell whether `day` counts in a term of working days."""
        note = self.notes.get(day)
        return day.weekday() < 5 and (note is None or note.effect not in ("exclude", "suspend"))

    def is_suspended(self, day: date) -> bool:
        """Tell whether terms stand still on `day`, those in calendar days and months too."""
        note = self.notes.get(day)
        return note is not None and note.effect == "suspend"

    def may_end(self, day: date) -> bool:
        """Tell whether a term may end on `day`: it counts, and the reception office opened (LPAG 145.2)."""
        note = self.notes.get(day)
        return self.is_working(day) and (note is None or note.effect != "extend_if_last")

    def reason(self, day: date) -> str | None:
        """Return in Spanish why a term cannot end on `day`, or None when it can."""
        note = self.notes.get(day)
        told = note.reason if note is not None and note.effect != "none" else None
        if day.weekday() < 5:
            return told
        return f"{WEEKDAYS[day.weekday()]} y {told}" if told else WEEKDAYS[day.weekday()]


def standing_still(days: Calendar, spans: Iterable[tuple[date, date, str]]) -> Calendar:
    """Return the calendar of a term that stood still from each first day to each last one, for the reason given."""
    spans = list(spans)
    notes = dict(days.notes)
    for first, last, why in spans:
        for n in range((last - first).days + 1):
            notes[first + timedelta(days=n)] = Note("suspend", f"plazo suspendido, {why}")
    of_taxes = standing_still(days.of_taxes, spans) if days.of_taxes else None
    return Calendar(days.kind, MappingProxyType(notes), days.version, of_taxes)


def calendar(session: Session, kind: Kind = "administrativo", known_on: date | None = None) -> Calendar:
    """Return the calendar as the register knew it on `known_on`, or as it knows it now."""
    return remembered(session, ("calendar", kind, known_on), lambda: _read(session, kind, known_on), CalendarDay)


def made_of(days: Iterable[CalendarDay], kind: Kind = "administrativo") -> Calendar:
    """Return the calendar that `days` make, without a database."""
    days = list(days)
    counted = [day for day in days if kind == "administrativo" or not day.counts_for_tax]
    strongest_last = sorted(counted, key=lambda day: (-EFFECTS.index(day.effect), day.kind, day.norm, day.name))
    notes = {day.day: Note(day.effect, _reason(day)) for day in strongest_last}
    of_taxes = made_of(days, "tributario") if kind == "administrativo" else None
    return Calendar(kind, MappingProxyType(notes), _digest(kind, notes), of_taxes)


def national_holidays(years: Iterable[int], known_from: date) -> list[CalendarDay]:
    """Return the national holidays of `years` for the register, which learned of them on `known_from`.

    Source: the `holidays` library (D. Leg. 713 and later laws), without Easter Sunday, which is none.
    """
    found = holidays.country_holidays("PE", years=sorted(years), language="es")
    return [_holiday(day, name, known_from) for day, name in sorted(found.items()) if name != _EASTER_SUNDAY]


def written(day: date, year: bool = True) -> str:
    """Return the date in Spanish words: `jueves 23 de julio de 2026`."""
    words = f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}"
    return f"{words} de {day.year}" if year else words


def _holiday(day: date, name: str, known_from: date) -> CalendarDay:
    return CalendarDay(
        layer="nacional",
        scope="PE",
        day=day,
        kind="feriado",
        effect="exclude",
        name=_NAMES.get((day.month, day.day), name),
        norm=_LAWS.get((day.month, day.day), "D. Leg. 713"),
        known_from=known_from,
    )


def _read(session: Session, kind: Kind, known_on: date | None) -> Calendar:
    days = session.scalars(select(CalendarDay)).all()
    if known_on is None:
        return made_of((day for day in days if day.ended is None), kind)
    return made_of((day for day in days if _known(day, known_on)), kind)


def _known(day: CalendarDay, on: date) -> bool:
    return day.known_from <= on and (day.ended is None or on < day.ended)


def _reason(day: CalendarDay) -> str:
    if day.kind == "feriado":
        return f"feriado, {day.name}"
    if day.kind == "no_laborable_publico":
        return f"día no laborable del sector público, {day.norm}"
    if day.kind == "no_laborable_regional":
        return f"día no laborable regional, {day.name}, {day.norm}"
    if day.kind == "suspension":
        return f"plazos suspendidos, {day.norm}"
    return f"no atendió la mesa de partes, {day.name}"


def _digest(kind: str, notes: Mapping[date, Note]) -> str:
    lines = [f"{day.isoformat()} {note.effect} {note.reason}" for day, note in sorted(notes.items())]
    return sha256("\n".join([kind, *lines]).encode()).hexdigest()[:12]
