"""Whether a term may be extended, stand still or run again, by whom, and why not: each a cause with its reason.

Who: a term is extended by the head of the organ above the one that has it (whoever leads watches the terms of those
below, LPAG 142.2, 154), of a term that an outsider has, by the head of the organ that waits; nobody extends his own,
but whoever stands at the top. To suspend, and to lift it, the head of the organ itself is enough: it asks another
entity what it needs (87.3). Source: LPAG 147 (TUO), domain/terms-and-calendars.md R10-R17.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import journal
from engine.entries import Actor, TermDated, TermStarted
from handlers import access, appointments, asking, counting, drawings, organs, sentences, standing, tasks, terms, verbs
from handlers.calendar import written
from handlers.drawings import Drawings
from handlers.organs import NoOrgan
from handlers.refusals import NotFound
from handlers.standing import Awaited, CaseRow, OpenTask, RunningTerm
from handlers.terms import EXTENSION
from workflows import terms as notation
from workflows.diagram import Node
from workflows.terms import LIMA, Term

EXTEND, SUSPEND, RESUME = "ampliar", "suspender", "reanudar"
AUDITOR = "auditor"
NEVER = "no"  # `cabildo.prorroga`: a norm fixes the term, or the diagram draws its extension itself


@dataclass(frozen=True, slots=True)
class Clock:
    """How the term of one place of a case stands for an officer.

    `main` is the term that would be extended, `same` those that are drawn beside it and move with it (the timer on
    the border of a task that says the same), `all` those that stand still together. `withheld` says of each act that
    the officer may not do now, in a sentence, why.
    """

    case: CaseRow
    place: str
    name: str
    of: str  # task, message, case
    organ: str
    organ_name: str
    main: RunningTerm | None
    same: Sequence[RunningTerm]
    all: Sequence[RunningTerm]
    since: date | None  # suspended since
    until: date | None
    longest: Term | None  # the longest extension; None: none at all
    actors: Mapping[str, Actor]  # as whom the officer may do each act
    withheld: Mapping[str, str]

    @property
    def may(self) -> tuple[str, ...]:
        """The acts that the officer may do now."""
        return tuple(act for act in (EXTEND, SUSPEND, RESUME) if act in self.actors and act not in self.withheld)

    @property
    def due(self) -> date | None:
        return self.main.due if self.main else None


def clock(session: Session, case_id: int, place: str, officer: str, at: datetime) -> Clock:
    """Return how the term of a task, of a communication that is awaited or of the case (its process) stands.

    Raises NotFound also for who may neither act on it nor see the case.
    """
    case = standing.the_case(session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    drawn = drawings.of_case(session, case_id)
    found = _clock(session, case, drawn, place, officer, at)
    if not found.actors:
        access.require(session, case_id, officer, at)
    return found


def offered(session: Session, case_id: int, place: str, officer: str, at: datetime) -> Clock | None:
    """Return how the term of a place stands, where the officer may act on it or it stands still; else None."""
    try:
        found = clock(session, case_id, place, officer, at)
    except NotFound:
        return None
    return found if found.since or (found.actors and (found.main or found.of == "case")) else None


def _clock(session: Session, case: CaseRow, drawn: Drawings, place: str, officer: str, at: datetime) -> Clock:
    day = at.astimezone(LIMA).date()
    of, organ, row = _what(session, case, drawn, place, at)
    running = standing.terms_of(session, case.id)
    here = [one for one in running if counting.counted(one.text) and (of == "case" or _belongs(one, place, drawn))]
    main = _main(here, place, drawn) if of != "case" else next((one for one in here if one.term == place), None)
    same = [one for one in here if one is not main and main and not one.expired and of != "case"
            and (one.text, one.start) == (main.text, main.start)]  # fmt: skip
    stands = case if of == "case" else main or row
    since = counting.suspended(stands, day)
    until = stands.suspended_until if stands is not None and since else None
    longest = _longest(session, case, drawn, main, at)
    named = organs.organ_on(session, organ, day) if organ else None
    return Clock(
        case=case,
        place=place,
        name="todo el expediente" if of == "case" else verbs.without_number(drawn.name(place)),
        of=of,
        organ=organ,
        organ_name=named.name if named else organ,
        main=main,
        same=same,
        all=[one for one in here if not one.expired],
        since=since,
        until=until,
        longest=longest,
        actors=_actors(session, case, organ, of, officer, day),
        withheld=_withheld(main, since, longest, of, here, day),
    )


# where


def _what(
    session: Session, case: CaseRow, drawn: Drawings, place: str, at: datetime
) -> tuple[str, str, OpenTask | RunningTerm | None]:
    """Return what a place is, and the organ that has it. Raises NotFound for one where nothing waits."""
    if place == case.process and case.state != "ended":
        return "case", case.organ, None
    for row in standing.tasks_of(session, case.id):
        if row.task == place:
            return "task", row.organ, row
    waits = select(Awaited).where(Awaited.case_id == case.id, Awaited.place == place, Awaited.kind == "message")
    if session.scalars(waits.limit(1)).first() is not None:
        return "message", asking.organ_of(session, case, place, drawn.at(place), at), None
    raise NotFound("Ese plazo ya no corre: lo que lo tenía se atendió o se retiró. No se registró nada.")


def _belongs(term: RunningTerm, place: str, drawn: Drawings) -> bool:
    """Tell whether a term is that of a place, on its border, or of what the same gateway waits for."""
    around = place.rpartition("/")[0]
    gate = drawn.at(around) if around else None
    beside = gate is not None and gate.kind == "eventBasedGateway" and term.term.startswith(f"{around}/")
    return term.term == place or term.term.startswith(f"{place}/") or beside


def _main(here: Sequence[RunningTerm], place: str, drawn: Drawings) -> RunningTerm | None:
    """Return the term of a place: its own, else the first that ends the wait; a mere reminder is none."""
    own = next((one for one in here if one.term == place), None)
    if own is not None:
        return own
    ends = [one for one in here if one.of == "timer" and _ends_the_wait(drawn.at(one.term), one, place)]
    return min(ends, key=lambda one: (one.due or date.max, one.term), default=None)


def _ends_the_wait(node: Node | None, term: RunningTerm, place: str) -> bool:
    if node is None:
        return False
    if node.kind == "boundaryEvent":
        return node.interrupting and term.term.rpartition("/")[0] == place
    return node.kind == "intermediateCatchEvent" and term.term.rpartition("/")[0] == place.rpartition("/")[0]


# who


def _actors(session: Session, case: CaseRow, organ: str, of: str, officer: str, day: date) -> dict[str, Actor]:
    if AUDITOR in appointments.roles_of(session, officer, day):
        return {}
    above = _above(session, organ, day)
    to_extend = [organ, *above] if of == "message" or not above else above
    extends = _head(session, case, to_extend, officer, day)
    stops = _head(session, case, [organ, *above], officer, day)
    found = {EXTEND: extends, SUSPEND: stops, RESUME: stops}
    return {act: actor for act, actor in found.items() if actor is not None}


def _head(session: Session, case: CaseRow, slugs: Sequence[str], officer: str, day: date) -> Actor | None:
    """Return as whom the officer directs one of these organs that day, the nearest first."""
    for slug in slugs:
        try:
            found = appointments.may_act(session, officer, slug, day, case.procedure) if slug else None
        except NoOrgan:
            continue
        if found is not None and found.is_head:
            return tasks.actor_of(session, found, day)
    return None


def _above(session: Session, organ: str, day: date) -> list[str]:
    """Return the organs above one, the nearest first."""
    found: list[str] = []
    above = organs.superior(session, organ, day) if organ else None
    while above is not None and above.slug not in found:
        found.append(above.slug)
        above = organs.superior(session, above.slug, day)
    return found


# whether


def _withheld(
    main: RunningTerm | None, since: date | None, longest: Term | None, of: str, here: Sequence[RunningTerm], day: date
) -> dict[str, str]:
    found = {}
    if cannot := _cannot_extend(main, since, longest, day):
        found[EXTEND] = cannot
    if since is not None:
        found[SUSPEND] = f"Ya está suspendido desde el {written(since)}."
    elif of != "case" and not any(one.due and day <= one.due and not one.expired for one in here):
        found[SUSPEND] = "No corre ningún plazo que se pueda suspender: lo que venció no se suspende."
    if since is None:
        found[RESUME] = "No está suspendido."
    return found


def _cannot_extend(main: RunningTerm | None, since: date | None, longest: Term | None, day: date) -> str:
    """Return why a term cannot be extended now, with the article; empty when it can."""
    if main is None:
        return "No tiene un plazo en días, meses o años que se pueda ampliar."
    if granted := next((one for one in counting.additions(main) if one.kind == EXTENSION), None):
        much = granted.term.in_words() if granted.term else ""
        return (f"Ya se amplió {much}, cuando vencía el {written(granted.before)}: la prórroga se concede por única "
                "vez (LPAG 147.3).")  # fmt: skip
    if since is not None:
        return "Está suspendido: levante primero la suspensión."
    if main.expired or (main.due is not None and day > main.due):
        last = f" el {written(main.due)}" if main.due else ""
        return f"Venció{last}: la prórroga se pide y se concede antes del vencimiento (LPAG 147.2)."
    if longest is None:
        return ("Es improrrogable, o el procedimiento prevé su propia prórroga: así lo dice el diagrama "
                "(«cabildo.prorroga»; LPAG 147.1).")  # fmt: skip
    return ""


def _longest(
    session: Session, case: CaseRow, drawn: Drawings, main: RunningTerm | None, at: datetime
) -> Term | None:  # fmt: skip
    """Return the longest extension: what the diagram says (`cabildo.prorroga`), else as long as the term itself."""
    own = counting.counted(main.text) if main else None
    if main is None or own is None:
        return None
    node = drawn.processes[drawn.main].node if main.term == drawn.main else drawn.at(main.term)
    told = asking.text(session, case, main.term, node.properties.get("cabildo.prorroga", "") if node else "", at)
    if not told:
        return own
    try:
        return None if told.strip().lower() == NEVER else notation.parse(told)
    except ValueError:
        return None


# in words


def why(session: Session, found: Clock) -> str:
    """Return why the term ends when it does, as the journal says; of one that stands still, since when."""
    main = found.main
    if found.since is not None:
        return terms.standing_since(found.since, found.until, main.due if main else None)
    if main is None:
        return ""
    started = dated = None
    for record in journal.read(session, found.case.id):
        match record.entry:
            case TermStarted(term=term) if term == main.term:
                started = record.entry
            case TermDated(term=term) if term == main.term:
                dated = record.entry
    return sentences.due_in_words(started, dated) if dated else ""
