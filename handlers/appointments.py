"""Who may act for an organ on a day: officers, their appointments, and the roles beside the organ chart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers import organs
from handlers.organs import Chart, Organ, OrganRow, StandIn
from handlers.refusals import NotFound
from handlers.registers import Register, in_force, remembered

CAPACITIES = ("titular", "suplente", "encargado", "delegado", "interino", "ad_hoc")
IN_PLACE_OF_THE_HEAD = frozenset({"suplente", "encargado", "interino"})  # the titular is away while one of these acts
ROLES = ("auditor", "disenador", "administrador", "supervisor")
POLITICAL = frozenset({"gobierno", "consultivo"})  # organs of which regidores are members
BY_LAW = "LPAG 84.3"  # nobody was named: the next in the unit assumes on an interim basis


class Officer(Register):
    """A person who works for the municipality. *Truth*. `id` is a readable slug and never given twice."""

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    document: Mapped[str | None] = mapped_column(default=None)  # DNI
    email: Mapped[str | None] = mapped_column(default=None)


class Appointment(Register):
    """An officer in a post of an organ, by an instrument. *Truth*: ended by another instrument, never changed.

    `is_head` says that the post directs the organ. `procedures` narrows a delegation: slugs separated by spaces; None
    means all. `valid_to` is the last day. `entered_by` and `ended_by` are who wrote it down here, empty for what was
    loaded from files.
    """

    __tablename__ = "appointments"
    __table_args__ = (CheckConstraint(f"capacity IN {CAPACITIES}", name="capacity_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer: Mapped[str] = mapped_column(ForeignKey("officers.id"), index=True)
    organ: Mapped[str] = mapped_column(index=True)
    post: Mapped[str]
    capacity: Mapped[str]
    instrument: Mapped[str]
    instrument_date: Mapped[date]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    is_head: Mapped[bool] = mapped_column(default=False)
    procedures: Mapped[str | None] = mapped_column(default=None)
    entered_by: Mapped[str | None] = mapped_column(default=None)
    entered_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(default=None)
    end_instrument: Mapped[str | None] = mapped_column(default=None)


class Role(Register):
    """What an officer may do beside the organ chart: audit, design procedures, administer, supervise. *Truth*."""

    __tablename__ = "roles"

    officer: Mapped[str] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer who may act for an organ that day, in which capacity and by which instrument.

    `is_head`: acts as the head of the organ, and may sign. `procedures`: the only ones to which a delegation reaches
    (None: all). `since` is the first day of the appointment. `instead_of` is the name of the head whose place a
    suplente, encargado or delegate takes; empty where the post is vacant.
    """

    officer: str
    name: str
    organ: str
    post: str
    capacity: str
    instrument: str
    is_head: bool
    procedures: frozenset[str] | None
    since: date
    instead_of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """Everyone who may act on one day, by organ and by officer."""

    by_organ: Mapping[str, Sequence[Actor]]
    by_officer: Mapping[str, Sequence[Actor]]


def acting(session: Session, slug: str, day: date, procedure: str | None = None) -> list[Actor]:
    """Return who may act on `day` for the organ that takes what is meant for `slug`: its head first, then its staff.

    While a suplente, encargado or interino acts for the head, the titular does not (LPAG 84); while a delegation lasts,
    the delegating head does not act in what was delegated (LPAG 78.3). With `procedure`, delegations for other
    procedures are left out; without it, all are listed. Raises organs.NoOrgan.
    """
    organ = organs.resolve(session, slug, day).organ
    return _for(staff_on(session, day).by_organ.get(organ.slug, ()), procedure)


def actors_of(session: Session, officer: str, day: date) -> list[Actor]:
    """Return for which organs the officer may act on `day`, and how; none for who is not in service that day."""
    return list(staff_on(session, day).by_officer.get(officer, ()))


def may_act(session: Session, officer: str, slug: str, day: date, procedure: str | None = None) -> Actor | None:
    """Return as whom the officer acts on `day` for the organ meant by `slug`, or None. Raises organs.NoOrgan."""
    return next((actor for actor in acting(session, slug, day, procedure) if actor.officer == officer), None)


def members_of(session: Session, body: str, day: date) -> Sequence[str]:
    """Return the names of the members of a collegiate organ on `day`: who presides it, then by order of appointment."""
    tables = (Appointment, Officer)
    return remembered(session, ("members", body, day), lambda: _read_members(session, body, day), *tables)


def roles_of(session: Session, officer: str, day: date) -> frozenset[str]:
    """Return the officer's roles beside the organ chart on `day`: those of ROLES that he holds."""
    return remembered(session, ("roles", day), lambda: _read_roles(session, day), Role, Officer).get(
        officer, frozenset()
    )


def officer_named(session: Session, officer: str) -> Officer:
    """Return the officer of that id, in service or not. Raises NotFound."""
    found = session.get(Officer, officer)
    if found is None:
        raise NotFound(f"No hay ningún funcionario «{officer}» en el registro. Revise el identificador.")
    return found


def in_service(session: Session, day: date) -> list[Officer]:
    """Return the officers in service on `day`, by name."""
    return [officer for officer in session.scalars(select(Officer).order_by(Officer.name)) if in_force(officer, day)]


def staff_on(session: Session, day: date) -> Staff:
    """Return everyone who may act on `day`, read once per edition of the registers."""
    tables = (Appointment, Officer, OrganRow, StandIn)
    return remembered(session, ("staff", day), lambda: _read_staff(session, day), *tables)


def made_of(appointments: Iterable[Appointment], officers: Iterable[Officer], chart: Chart) -> Staff:
    """Return who may act on the chart's day by these rows, without a database."""
    serving = {officer.id: officer.name for officer in officers if in_force(officer, chart.day)}
    valid = [row for row in appointments if row.officer in serving and in_force(row, chart.day)]
    regidores = regidores_among(valid, chart)
    allowed = [row for row in valid if row.officer not in regidores or is_open_to_regidores(row, chart)]
    named: dict[str, list[Actor]] = {slug: [] for slug in chart.organs}
    for row in allowed:
        if row.organ in named:
            named[row.organ].append(_actor(row, serving[row.officer]))
    by_organ = {slug: _in_charge([_in_his_place(actor, actors) for actor in actors]) for slug, actors in named.items()}
    by_organ |= {slug: _next_in_line(chart.organs[slug], chart, by_organ) for slug in _headless(chart, by_organ)}
    by_officer: dict[str, list[Actor]] = {}
    for actor in (actor for actors in by_organ.values() for actor in actors):
        by_officer.setdefault(actor.officer, []).append(actor)
    return Staff(MappingProxyType(by_organ), MappingProxyType(by_officer))


def regidores_among(appointments: Iterable[Appointment], chart: Chart) -> frozenset[str]:
    """Return the officers who are members of the concejo without presiding it."""
    governing = {slug for slug, organ in chart.organs.items() if organ.rof_type == "gobierno"}
    return frozenset(row.officer for row in appointments if row.organ in governing and not row.is_head)


def is_open_to_regidores(appointment: Appointment, chart: Chart) -> bool:
    """Tell whether a regidor may hold this appointment; executive functions are forbidden to regidores (LOM 11).

    The exception is the alcaldía, whose political functions the teniente alcalde takes over or receives by delegation
    (LOM 24, 20.20).
    """
    organ = chart.organs.get(appointment.organ)
    if organ is None or organ.rof_type in POLITICAL:
        return True
    return appointment.organ == "alcaldia" and appointment.capacity != "titular"


def _read_staff(session: Session, day: date) -> Staff:
    appointments, officers = session.scalars(select(Appointment)).all(), session.scalars(select(Officer)).all()
    return made_of(appointments, officers, organs.chart_on(session, day))


def _read_members(session: Session, body: str, day: date) -> Sequence[str]:
    wanted = (
        select(Appointment, Officer)
        .join(Officer, Officer.id == Appointment.officer)
        .where(Appointment.organ == body, Appointment.capacity == "titular")
        .order_by(Appointment.is_head.desc(), Appointment.id)
    )
    return tuple(
        officer.name for post, officer in session.execute(wanted) if in_force(post, day) and in_force(officer, day)
    )


def _read_roles(session: Session, day: date) -> Mapping[str, frozenset[str]]:
    serving = {officer.id for officer in session.scalars(select(Officer)) if in_force(officer, day)}
    held: dict[str, frozenset[str]] = {}
    for row in session.scalars(select(Role)):
        if row.officer in serving and in_force(row, day):
            held[row.officer] = held.get(row.officer, frozenset()) | {row.role}
    return MappingProxyType(held)


def _actor(row: Appointment, name: str) -> Actor:
    procedures = None if row.procedures is None else frozenset(row.procedures.split())
    return Actor(row.officer, name, row.organ, row.post, row.capacity, row.instrument, row.is_head, procedures,
                 row.valid_from)  # fmt: skip


def _in_his_place(actor: Actor, actors: Sequence[Actor]) -> Actor:
    """Return an actor with the name of the head whose place he takes, where he takes one."""
    if not actor.is_head or actor.capacity == "titular":
        return actor
    heads = (one.name for one in actors if one.is_head and one.capacity == "titular" and one.officer != actor.officer)
    return replace(actor, instead_of=next(heads, ""))


def _in_charge(actors: Sequence[Actor]) -> list[Actor]:
    replaced = any(actor.is_head and actor.capacity in IN_PLACE_OF_THE_HEAD for actor in actors)
    present = [actor for actor in actors if not (replaced and actor.is_head and actor.capacity == "titular")]
    return sorted(present, key=lambda actor: (not actor.is_head, *_seniority(actor)))


def _headless(chart: Chart, by_organ: Mapping[str, Sequence[Actor]]) -> Iterator[str]:
    for slug, actors in by_organ.items():
        if not any(actor.is_head for actor in actors) and not chart.organs[slug].external:
            yield slug


def _next_in_line(organ: Organ, chart: Chart, by_organ: Mapping[str, Sequence[Actor]]) -> list[Actor]:
    staff = list(by_organ[organ.slug])
    if organ.rof_type in POLITICAL or organ.slug == "alcaldia":
        return staff  # who presides a body, or is the alcalde, is not for seniority to say
    below = [actor for slug, actors in by_organ.items() if chart.organs[slug].parent == organ.slug for actor in actors]
    heads = sorted((actor for actor in below if actor.is_head and actor.procedures is None), key=_seniority)
    next_one = next(iter(staff or heads), None)
    if next_one is None:
        return staff
    interim = replace(
        next_one, organ=organ.slug, post=organ.head_post, capacity="interino", instrument=BY_LAW, is_head=True
    )
    return [interim, *(actor for actor in staff if actor.officer != next_one.officer)]


def _seniority(actor: Actor) -> tuple[date, str]:
    return actor.since, actor.officer


def _for(actors: Sequence[Actor], procedure: str | None) -> list[Actor]:
    if procedure is None:
        return list(actors)
    reached = [actor for actor in actors if actor.procedures is None or procedure in actor.procedures]
    delegated = any(actor.is_head and actor.capacity == "delegado" for actor in reached)
    return [actor for actor in reached if not (delegated and actor.is_head and actor.capacity != "delegado")]
