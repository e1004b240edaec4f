"""The demonstration: Los Sauces in a database, with cases that its officers really moved, dated back from today."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import bpmn
from handlers import (
    accounts,
    appointments,
    calendar,
    commands,
    municipality,
    notices,
    organs,
    parameters,
    publications,
    terms,
    timers,
)
from handlers.appointments import Officer
from handlers.calendar import Calendar
from handlers.refusals import Invalid
from handlers.retelling import Retelling, Step, Story
from handlers.standing import RunningTerm
from workflows import library
from workflows.library import Folder
from workflows.terms import LIMA

PASSWORD = "sauces-de-prueba"  # of every account of the demonstration, and of no other database
PLACE = municipality.FOLDERS / "los-sauces"
PROCEDURES = Path(bpmn.__path__[0])
PROCEDURE = "tupa-opinion"
DESIGNER = "wilmer-ticona"
REASON = "Primera versión de los procedimientos de Los Sauces"
DONE = "demostración de Los Sauces"  # the command that says that all of it was made

# Whose account is shown, and for what it is good.
HEADS = {
    "g-desarrollo-economico": "órgano que propone",
    "op-modernizacion": "órgano que lleva el TUPA",
    "oga": "costos",
    "ogpp": "opinión presupuestal",
    "ogaj": "informe legal",
    "gerencia-municipal": "opinión favorable, o no",
    "alcaldia": "propone al Concejo, firma y promulga",
    "secretaria-general": "lleva la sesión del Concejo, publica",
    "mesa-de-partes": "registra lo que llega de fuera",
}
ROLES = {"disenador": "Diseña procedimientos", "auditor": "Audita", "administrador": "Administra el sistema"}

Progress = Callable[[int, int], object]  # steps told, steps in all


@dataclass(frozen=True, slots=True)
class Shown:
    """An account of the demonstration: how to sign in, who it is, and what for."""

    name: str
    officer: str
    role: str


def is_demo(session: Session, day: date) -> bool:
    """Say whether the municipality of this database is the fictional one."""
    known = parameters.all_on(session, day).get("ubigeo")
    return known is not None and parameters.decode(known) == "150199"


def is_complete(session: Session) -> bool:
    """Say whether the whole demonstration is in this database."""
    return session.get(commands.Command, DONE) is not None


def build(engine: Engine, now: datetime, progress: Progress | None = None) -> None:
    """Fill an empty database with the demonstration as of `now`; nothing in it is later.

    Raises Invalid when there is a municipality already.
    """
    told = json.loads((PLACE / "expedientes.json").read_text("utf-8"), parse_float=Decimal)
    days = calendar.made_of(municipality.read(PLACE).days)
    last = terms.add_working_days(now.astimezone(LIMA).date(), -1, days)
    stories = [_story(one, told["respuestas"], last, days) for one in told["expedientes"]]
    published = terms.add_working_days(min(story.opens for story in stories), -15, days)
    with Session(engine) as session, session.begin():
        _prepare(session, _at(published, time(10)))
    _tell(engine, [Retelling(story, days, PASSWORD) for story in stories], published, last, progress)
    with Session(engine) as session, session.begin():
        commands.once(session, DONE, DESIGNER, "", lambda: None, at=_at(last, time(18, 59)))


def shown(session: Session, day: date) -> list[Shown]:
    """Return the accounts of the demonstration, one for each role."""
    heads = [(appointments.acting(session, slug, day)[0].officer, slug, role) for slug, role in HEADS.items()]
    found = []
    for officer, slug, role in heads:
        organ = organs.resolve(session, slug, day).organ.name
        found.append(Shown(officer, appointments.officer_named(session, officer).name, f"{organ}: {role}"))
    for role, words in ROLES.items():
        held = [one for one in appointments.in_service(session, day)
                if role in appointments.roles_of(session, one.id, day)]  # fmt: skip
        found += [Shown(one.id, one.name, words) for one in held[:1]]
    return found


def _prepare(session: Session, at: datetime) -> None:
    """Load the registers, open an account for everyone, and publish the procedures."""
    if municipality.is_loaded(session):
        raise Invalid("Esta base de datos ya tiene una municipalidad; la demostración necesita una vacía.")
    municipality.load(session, PLACE)
    for officer in session.scalars(select(Officer).order_by(Officer.id)):
        accounts.open_account(session, officer.id, officer.id, PASSWORD, at, must_change=False)
    publications.publish(session, folders(), at=at, by=DESIGNER, reason=REASON)


def folders() -> Sequence[Folder]:
    """Return the procedures that come with the product."""
    return library.folders(PROCEDURES)


# stories


def _story(told: Mapping[str, Any], said: Mapping[str, Any], last: date, days: Calendar) -> Story:
    """Return a case of the demonstration: it begins so many working days before the last one that is told."""
    file = PROCEDURES / PROCEDURE / "scenarios" / f"{told['escenario']}.json"
    scenario = json.loads(file.read_text("utf-8"), parse_float=Decimal)
    return Story(
        PROCEDURE,
        scenario,
        terms.add_working_days(last, -int(told["empieza"]), days),
        told["asunto"],
        said=said,
        answers=told.get("respuestas") or {},
        words=told.get("palabras") or {},
        until=told.get("hasta"),
        minutes=int(told.get("minutos") or 0),
    )


def _tell(engine: Engine, told: Sequence[Retelling], first: date, last: date, progress: Progress | None) -> None:
    """Tell all stories at once, in order of their moments, with what the calendar brings in between."""
    end = _at(last, time(18, 45))
    agenda: list[tuple[datetime, int, Step | None]] = [(at, -1, None) for at in _mornings(first, last)]
    agenda += [(step.at, number, step) for number, one in enumerate(told) for step in one.steps() if step.at <= end]
    agenda.sort(key=lambda entry: entry[:2])
    clock = _Clock(engine, _at(first, time()))
    for done, (at, number, step) in enumerate(agenda, start=1):
        clock.let_pass(at)
        if step is not None:
            with Session(engine) as session, session.begin():
                told[number].tell(session, step)
        if progress:
            progress(done, len(agenda))


def _mornings(first: date, last: date) -> Iterator[datetime]:
    return (_at(first + timedelta(days=n), time(8, 1)) for n in range(1, (last - first).days + 1))


class _Clock:
    """Time as it passes in the demonstration: what falls due meanwhile is told at its own moment."""

    def __init__(self, engine: Engine, at: datetime) -> None:
        self.engine, self.at = engine, at

    def let_pass(self, until: datetime) -> None:
        while (due := self._next(until)) is not None:
            timers.fire_due(self._session, due)
            self.at = due
        timers.open_due(self._session, until)
        if until.date() != self.at.date():
            with self._session() as session, session.begin():
                notices.send_due(session, until)
        self.at = max(self.at, until)

    def _session(self) -> Session:
        return Session(self.engine)

    def _next(self, until: datetime) -> datetime | None:
        """Return when the next term runs out, after the last one that was told."""
        wanted = select(func.min(RunningTerm.expires)).where(
            RunningTerm.expires > self.at, RunningTerm.expires <= until, RunningTerm.expired.is_(False)
        )
        with self._session() as session:
            return session.scalar(wanted)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LIMA)
