"""The organ chart of the municipality as it stood on a day, and who stands in for an organ that it does not have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.calendar import written
from handlers.refusals import Refusal
from handlers.registers import Register, in_force, remembered

TYPES = ("gobierno", "alta_direccion", "consultivo", "control", "defensa", "asesoramiento", "apoyo", "linea",
         "desconcentrado")  # fmt: skip


class NoOrgan(Refusal):
    """No organ of the chart can take what is meant for this one."""


class OrganRow(Register):
    """An organ as an instrument (usually the ROF, an ordinance) made it. *Truth*: ended by the next one, never changed.

    `parent` is the slug of the organ above; `external` marks another institution, which can be written to but never
    has a task; `collegiate` one that decides by votes. `valid_to` is its last day.
    """

    __tablename__ = "organs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    acronym: Mapped[str]
    rof_type: Mapped[str]
    head_post: Mapped[str]
    level: Mapped[int]
    instrument: Mapped[str]
    parent: Mapped[str | None] = mapped_column(default=None)
    collegiate: Mapped[bool] = mapped_column(default=False)
    external: Mapped[bool] = mapped_column(default=False)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class StandIn(Register):
    """An organ that takes what is meant for one that the chart lacks. *Truth*.

    `role` is a slug, or a beginning with `*` (`g-*`); the first of its organs by `position` that exists stands in.
    """

    __tablename__ = "stand_ins"

    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    organ: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    valid_to: Mapped[date | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ as it stood on a day. `level`: 1 alta dirección to 4 unidad."""

    slug: str
    name: str
    acronym: str
    rof_type: str
    head_post: str
    level: int
    instrument: str
    parent: str | None
    collegiate: bool
    external: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """The organ that takes what is meant for a slug, and in Spanish why it is another one (None: it is that one)."""

    organ: Organ
    reason: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """The organs of one day by slug, in tree order, and the lists of stand-ins."""

    day: date
    organs: Mapping[str, Organ]
    stand_ins: Mapping[str, Sequence[str]]

    def resolve(self, slug: str) -> Resolved:
        """Return the organ that takes what is meant for `slug`. Raises NoOrgan."""
        organ = self.organs.get(slug)
        if organ is not None and not organ.external:
            return Resolved(organ)
        if organ is not None:
            raise NoOrgan(f"{organ.name} es una entidad externa: se le escribe, pero no recibe tareas. "
                          "Asigne la tarea al órgano que le escribe.")  # fmt: skip
        asked = self.asked_instead_of(slug)
        for stand_in in filter(None, map(self.organs.get, asked)):
            return Resolved(stand_in, f"No hay «{slug}» en el organigrama al {self.day:%d/%m/%Y}; lo reemplaza "
                                      f"{stand_in.name}, el primero que existe de {', '.join(asked)}.")  # fmt: skip
        raise NoOrgan(f"No hay «{slug}» en el organigrama vigente el {written(self.day)}, ni órgano que lo reemplace. "
                      "Regístrelo en el organigrama o indique en el diagrama otro órgano.")  # fmt: skip

    def superior(self, slug: str) -> Organ | None:
        """Return the organ above the one that takes what is meant for `slug`, or None at the top. Raises NoOrgan."""
        above = self.resolve(slug).organ.parent
        if above is None or (above in self.organs and self.organs[above].external):
            return None
        return self.resolve(above).organ

    def slugs(self) -> frozenset[str]:
        """Return the slugs that a lane may name: the organs, and the roles for which one of them stands in."""
        own = {slug for slug, organ in self.organs.items() if not organ.external}
        taken = {role for role, organs in self.stand_ins.items() if "*" not in role and not own.isdisjoint(organs)}
        return frozenset(own | taken - self.organs.keys())

    def asked_instead_of(self, slug: str) -> Sequence[str]:
        """Return the organs that are asked, in this order, when the chart lacks `slug`."""
        if slug in self.stand_ins:
            return self.stand_ins[slug]
        beginnings = [role for role in self.stand_ins if role.endswith("*") and slug.startswith(role[:-1])]
        return self.stand_ins[max(beginnings, key=len)] if beginnings else ()


def organ_on(session: Session, slug: str, day: date) -> Organ | None:
    """Return the organ of that slug as it stood on `day`, external ones too, or None."""
    return chart_on(session, day).organs.get(slug)


def called(session: Session, slug: str, day: date, before: str) -> str:
    """Return how an organ is called on `day`; `before`, as it was called when it is no longer in the chart."""
    found = organ_on(session, slug, day)
    return found.name if found is not None else before or slug


def resolve(session: Session, slug: str, day: date) -> Resolved:
    """Return the organ that takes on `day` what is meant for `slug`: itself, or its stand-in with the reason.

    Raises NoOrgan, a Refusal, when there is neither, or when it is another institution.
    """
    return chart_on(session, day).resolve(slug)


def superior(session: Session, slug: str, day: date) -> Organ | None:
    """Return the organ above, to which reminders climb; None for the top and for what hangs from another entity."""
    return chart_on(session, day).superior(slug)


def chart(session: Session, day: date) -> list[Organ]:
    """Return the organs of `day`, each after the one above it; other institutions last."""
    return list(chart_on(session, day).organs.values())


def slugs(session: Session, day: date) -> frozenset[str]:
    """Return the slugs that a lane may name on `day`, the roles with a stand-in included."""
    return chart_on(session, day).slugs()


def chart_on(session: Session, day: date) -> Chart:
    """Return the whole chart of `day`, read once per edition of the register."""
    return remembered(session, ("chart", day), lambda: _read(session, day), OrganRow, StandIn)


def made_of(rows: Iterable[OrganRow], stand_ins: Iterable[StandIn], day: date) -> Chart:
    """Return the chart of `day` that these rows make, without a database."""
    organs = [_organ(row) for row in rows if in_force(row, day)]
    asked: dict[str, list[str]] = {}
    for row in sorted(stand_ins, key=lambda row: (row.role, row.position)):
        if in_force(row, day):
            asked.setdefault(row.role, []).append(row.organ)
    tree = {organ.slug: organ for organ in _in_tree_order(organs)}
    return Chart(day, MappingProxyType(tree), MappingProxyType(asked))


def _read(session: Session, day: date) -> Chart:
    return made_of(session.scalars(select(OrganRow)), session.scalars(select(StandIn)), day)


def _organ(row: OrganRow) -> Organ:
    return Organ(row.slug, row.name, row.acronym, row.rof_type, row.head_post, row.level, row.instrument, row.parent,
                 row.collegiate, row.external)  # fmt: skip


def _in_tree_order(organs: Sequence[Organ]) -> list[Organ]:
    external = {organ.slug: organ.external for organ in organs}
    below: dict[str | None, list[Organ]] = {}
    for organ in sorted(organs, key=_rank):
        hangs = organ.parent is not None and external.get(organ.parent) == organ.external
        below.setdefault(organ.parent if hangs else None, []).append(organ)
    ordered: dict[str, Organ] = {}
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        organ = waiting.pop()
        ordered[organ.slug] = organ
        waiting += reversed(below.get(organ.slug, []))
    return [*ordered.values(), *(organ for organ in organs if organ.slug not in ordered)]  # a ring is still listed


def _rank(organ: Organ) -> tuple[bool, int, int, str]:
    kind = TYPES.index(organ.rof_type) if organ.rof_type in TYPES else len(TYPES)
    return organ.external, kind, organ.level, organ.name
