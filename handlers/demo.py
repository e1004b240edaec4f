"""The demonstration: Los Sauces in a database, with cases that its officers really moved, dated back from today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from engine import journal
from engine.entries import CaseOpened
from engine.scenarios import Unmet
from handlers import (
    accounts,
    appointments,
    calendar,
    commands,
    demo_stories,
    municipality,
    notices,
    organs,
    parameters,
    terms,
    timers,
)
from handlers.appointments import Officer
from handlers.calendar import Calendar
from handlers.demo_stories import PLACE
from handlers.refusals import Invalid, Refusal
from handlers.retelling import Pages, Retelling
from handlers.standing import CaseRow, RunningTerm
from workflows import versions
from workflows.terms import LIMA

PASSWORD = "sauces-de-prueba"  # of every account of the demonstration, and of no other database
DESIGNER = "wilmer-ticona"
REASON = "Primera versión de los procedimientos de Los Sauces"
DONE = "demostración de Los Sauces"  # the command that says that all of it was made

MORNING = -1  # in the agenda, in the place of a story

# Whose account is shown, for what it is good, and what a newcomer can try with it.
HEADS = {
    "mesa-de-partes": ("registra lo que llega de fuera",
                       "Inicie un expediente con un escrito que llega de fuera, o registre una comunicación que se "
                       "espera."),
    "gerencia-municipal": ("opinión favorable, o no",
                           "Vea qué vence hoy y por qué, dé una opinión, resuelva una abstención, amplíe un plazo."),
    "ogaj": ("informe legal", "Emita un informe legal con observaciones, derívelo con un proveído, o absténgase."),
    "g-desarrollo-economico": ("órgano que propone", "Presente una propuesta, o subsane lo que le observaron."),
    "op-modernizacion": ("órgano que lleva el TUPA", "Admita una propuesta del TUPA o elabore su informe técnico."),
    "oga": ("costos", "Sustente los costos de un procedimiento."),
    "ogpp": ("opinión presupuestal", "Opine sobre el presupuesto, o evalúe el que se ejecuta."),
    "alcaldia": ("propone al Concejo, firma y promulga", "Proponga una ordenanza al Concejo, o fírmela y promúlguela."),
    "secretaria-general": ("lleva la sesión del Concejo, publica",
                           "Convoque una sesión, registre asistencia y votos, y obtenga el acta."),
}  # fmt: skip
ROLES = {
    "disenador": ("Diseña procedimientos", "Abra un procedimiento, dibújelo, ensáyelo y publique una versión."),
    "auditor": ("Audita", "Lea cualquier historial, verifique sus sellos y llévese una copia; nada cambia."),
    "administrador": ("Administra el sistema", "Vea si los plazos se atienden, las incidencias y las cuentas."),
}  # fmt: skip

Progress = Callable[[int, int], object]  # steps told, steps in all


@dataclass(frozen=True, slots=True)
class Shown:
    """An account of the demonstration: how to sign in, who it is, what for, and what can be tried with it."""

    name: str
    officer: str
    role: str
    post: str
    organ: str
    tries: str


def is_demo(session: Session, day: date) -> bool:
    """Say whether the municipality of this database is the fictional one."""
    known = parameters.all_on(session, day).get("ubigeo")
    return known is not None and parameters.decode(known) == "150199"


def is_complete(session: Session) -> bool:
    """Say whether the whole demonstration is in this database."""
    return session.get(commands.Command, DONE) is not None


def build(engine: Engine, now: datetime, progress: Progress | None = None) -> list[str]:
    """Fill an empty database with the demonstration as of `now`; nothing in it is later.

    Returns a sentence for every story that stopped before its end; its case stays as far as it came. What would begin
    before the registers of Los Sauces do is left out. Raises Invalid when there is a municipality already.
    """
    days = calendar.made_of(municipality.read(PLACE).days)
    last = terms.add_working_days(now.astimezone(LIMA).date(), -1, days)
    stories = demo_stories.by_hand(last, days)
    published = terms.add_working_days(min(story.opens for story in stories), -15, days)
    stories += demo_stories.by_calendar(_at(published, time(10)), last, days)
    with Session(engine) as session, session.begin():
        _prepare(session, _at(published, time(10)))
    pages: Pages = {}
    told = [Retelling(story, days, pages) for story in stories]
    stopped = _tell(engine, told, published, last, days, pages, progress)
    with Session(engine) as session, session.begin():
        for one in told:
            one.take(session, _at(last, time(18, 50)))
        commands.once(session, DONE, DESIGNER, "", lambda: None, at=_at(last, time(18, 59)))
    return stopped


def shown(session: Session, day: date) -> list[Shown]:
    """Return the accounts of the demonstration, one for each role."""
    found = []
    for slug, (role, tries) in HEADS.items():
        head = appointments.acting(session, slug, day)[0]
        organ = organs.resolve(session, slug, day).organ.name
        found.append(Shown(head.officer, head.name, f"{organ}: {role}", head.post, organ, tries))
    for role, (words, tries) in ROLES.items():
        held = [one for one in appointments.in_service(session, day)
                if role in appointments.roles_of(session, one.id, day)]  # fmt: skip
        found += [_holder(session, one, words, tries, day) for one in held[:1]]
    return found


def to_sign_in(session: Session, day: date) -> list[Shown]:
    """Return the accounts that the page of sign-in shows: none but in a database that `build` made."""
    return shown(session, day) if is_complete(session) and is_demo(session, day) else []


def _holder(session: Session, officer: Officer, role: str, tries: str, day: date) -> Shown:
    own = next(iter(appointments.actors_of(session, officer.id, day)), None)
    organ = organs.resolve(session, own.organ, day).organ.name if own else ""
    return Shown(officer.id, officer.name, role, own.post if own else "", organ, tries)


def _prepare(session: Session, at: datetime) -> None:
    """Load the registers, open an account for everyone, and publish the procedures.

    The procedures of the house are published as they come: its own tests check and rehearse them, day for day.
    """
    if municipality.is_loaded(session):
        raise Invalid("Esta base de datos ya tiene una municipalidad; la demostración necesita una vacía.")
    municipality.load(session, PLACE)
    for officer in session.scalars(select(Officer).order_by(Officer.id)):
        accounts.open_account(session, officer.id, officer.id, PASSWORD, at, must_change=False)
    for folder in demo_stories.folders():
        versions.publish(session, folder.slug, folder.files(), at=at, by=DESIGNER, reason=REASON)


def _tell(
    engine: Engine, told: list[Retelling], first: date, last: date, days: Calendar, pages: Pages,
    progress: Progress | None,
) -> list[str]:  # fmt: skip
    """Tell all stories at once, in order of their moments, with what the calendar brings in between.

    Adds to `told` the stories of the cases that others open.
    """
    end = _at(last, time(18, 45))
    agenda = [(at, MORNING) for at in _mornings(first, last)]
    ahead = len(agenda) + sum(step.at <= end for one in told for step in one.plan)
    agenda += [(one.plan[0].at, number) for number, one in enumerate(told)]
    heapify(agenda)
    clock, done, stopped = _Clock(engine, _at(first, time(10)), days), 0, list[str]()
    followed = _Followed(engine, days)
    while agenda and agenda[0][0] <= end:
        at, number = heappop(agenda)
        clock.let_pass(at)
        if number != MORNING:
            stopped += _go_on(engine, told[number])
            if (moment := told[number].next) is not None:
                heappush(agenda, (moment, number))
        for story in followed.new(pages):
            heappush(agenda, (story.plan[0].at, len(told)))
            told.append(story)
        done += 1
        if progress:
            progress(min(done, ahead), ahead)
    return stopped


def _go_on(engine: Engine, story: Retelling) -> Iterator[str]:
    """Tell the next step of a story, or have it wait for a day; yields a sentence when it stops here."""
    try:
        with Session(engine) as session, session.begin():
            story.go_on(session)
    except (Unmet, Refusal) as problem:
        if isinstance(problem, Unmet) and story.wait():
            return
        story.stop()
        yield f"{story.story.subject or story.number}: {problem} {getattr(problem, 'errors', '')}".strip()


def _mornings(first: date, last: date) -> Iterator[datetime]:
    return (_at(first + timedelta(days=n), time(8, 1)) for n in range(1, (last - first).days + 1))


class _Followed:
    """The cases that a message or signal of another opens: each gets the story that is next for its start."""

    def __init__(self, engine: Engine, days: Calendar) -> None:
        self.engine, self.days, self.seen = engine, days, 0
        self.turns = {begun: cycle(templates) for begun, templates in demo_stories.begun_by_others().items()}

    def new(self, pages: Pages) -> list[Retelling]:
        """Return the stories of the cases that began since the last time, in order."""
        followed = {procedure for procedure, _ in self.turns}
        wanted = select(CaseRow).where(CaseRow.id > self.seen).order_by(CaseRow.id)
        with Session(self.engine) as session:
            rows = list(session.scalars(wanted))
            self.seen = rows[-1].id if rows else self.seen
            begun = [(row, _start_of(session, row)) for row in rows if row.procedure in followed]
        templates = [(row, turn) for row, start in begun if (turn := self.turns.get((row.procedure, start)))]
        return [Retelling(next(turn)(row.opened_at.astimezone(LIMA), self.days), self.days, pages)
                for row, turn in templates]  # fmt: skip


def _start_of(session: Session, row: CaseRow) -> str:
    """Return the start event by which a case began."""
    opened = journal.read(session, row.id, upto=1)[0].entry
    assert isinstance(opened, CaseOpened)
    return opened.start


class _Clock:
    """Time as it passes in the demonstration: what falls due meanwhile is told at its own moment."""

    def __init__(self, engine: Engine, at: datetime, days: Calendar) -> None:
        self.engine, self.at, self.days, self.looked = engine, at, days, at.date()

    def let_pass(self, until: datetime) -> None:
        while (due := self._next(until)) is not None:
            self.at = max(self.at, due)  # a term may begin when it is already over: it runs out at once
            if not timers.fire_due(self._session, self.at):
                break  # what could not be told stays due
        self.at = max(self.at, until)
        if self.looked < until.date():
            self.looked = until.date()
            self._look(until)

    def _look(self, at: datetime) -> None:
        """What a day brings: cases that the calendar opens, reminders, escalations."""
        timers.open_due(self._session, at)
        if self.days.is_working(at.date()):
            with self._session() as session, session.begin():
                notices.send_due(session, at)

    def _session(self) -> Session:
        return Session(self.engine)

    def _next(self, until: datetime) -> datetime | None:
        """Return when the next term runs out that was not told, if it does by `until`."""
        wanted = select(func.min(RunningTerm.expires)).where(
            RunningTerm.expires <= until, RunningTerm.expired.is_(False)
        )
        with self._session() as session:
            return session.scalar(wanted)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LIMA)
