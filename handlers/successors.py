"""Who could go on in place of an officer who steps aside: first of equal rank, the superior only where nobody else is.

Source: LPAG 101.2 and 101.3 (preferably of equal rank; where nobody is apt, an ad hoc authority or the same officer
under supervision), LOM 11 and 24 (what regidores may not do, and the teniente alcalde); domain/organs.md §7.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from handlers import appointments, organs
from handlers.appointments import POLITICAL, Actor
from handlers.organs import Chart, Organ

CONTROL = "control"  # the OCI never holds a deciding task (domain/organs.md §7.4, sod-4)
GOVERNMENT, MAYOR = "gobierno", "alcaldia"
BELOW, SUPERIOR = "de la jerarquía siguiente", "su superior, en último caso"


@dataclass(frozen=True, slots=True)
class Successor:
    """An officer who could go on; `rank` says in Spanish how he stands to the first (empty: his equal)."""

    actor: Actor
    rank: str = ""


def of(session: Session, day: date, organ: str, officer: str) -> list[Successor]:
    """Return who could go on with a task of `organ` in place of `officer`, the nearest to him first.

    Those of equal rank; where there is none, the heads of the organs right below; the superior only if nobody is left.
    """
    chart, own = organs.chart_on(session, day), _as_whom(session, day, organ, officer)
    place = chart.organs.get(own.organ) if own else None
    if own is None or place is None:
        return []
    allowed = {actor.officer for actor in eligible(session, day, organ, officer)}
    superiors = _superiors(session, day, chart, place, own)
    beneath = allowed - {actor.officer for actor in superiors}
    for rank, actors, who in (
        ("", _equals(session, day, chart, place, own), beneath),
        (BELOW, _below(session, day, chart, place, own), beneath),
        (SUPERIOR, superiors[:1], allowed),
    ):
        if found := [Successor(actor, rank) for actor in once(actors) if actor.officer in who]:
            return found
    return []


def eligible(session: Session, day: date, organ: str = "", officer: str = "") -> list[Actor]:
    """Return everyone who could be designated in place of `officer`, once each, his superior last.

    Never the OCI; a regidor only for what a regidor may do (LOM 11).
    """
    chart = organs.chart_on(session, day)
    own = _as_whom(session, day, organ, officer)
    place = chart.organs.get(own.organ if own else organ)
    political = place is not None and (place.rof_type in POLITICAL or _is_mayor(place, own))
    above = {one.officer for one in _superiors(session, day, chart, place, own)} if place and own else set[str]()
    found = once(
        actor
        for its, actor in _everyone(session, day, chart)
        if not its.external and its.rof_type != CONTROL and (political or its.rof_type not in POLITICAL)
        if actor.officer != officer
    )
    return sorted(found, key=lambda actor: actor.officer in above)


def once(actors: Iterable[Actor]) -> Iterator[Actor]:
    """Yield each officer once, as he comes first."""
    seen: set[str] = set()
    for actor in actors:
        if actor.officer not in seen:
            seen.add(actor.officer)
            yield actor


def _as_whom(session: Session, day: date, organ: str, officer: str) -> Actor | None:
    """Return as whom the officer acts for the organ; who was named ad hoc or by delegation has the rank of his own."""
    acts = sorted(appointments.actors_of(session, officer, day), key=lambda act: act.capacity == "delegado")
    return next((act for act in acts if act.organ == organ and act.capacity != "delegado"), next(iter(acts), None))


def _equals(session: Session, day: date, chart: Chart, place: Organ, own: Actor) -> list[Actor]:
    """Return who is of equal rank: members of the same body, heads of organs of the same level, or other staff."""
    if place.rof_type in POLITICAL:
        members = appointments.staff_on(session, day).by_organ.get(place.slug, ())
        return sorted(members, key=lambda actor: actor.is_head)  # who presides comes last
    if _is_mayor(place, own):
        return _regidores(session, day, chart)
    found = [
        (its, actor)
        for its, actor in _everyone(session, day, chart)
        if actor.is_head == own.is_head and actor.capacity != "delegado" and its.rof_type not in POLITICAL
        if not own.is_head or (its.level == place.level and not _in_line(chart, its, place))
    ]
    return [actor for _, actor in sorted(found, key=lambda one: _distance(one[0], place))]


def _below(session: Session, day: date, chart: Chart, place: Organ, own: Actor) -> list[Actor]:
    """Return the heads of the organs right below that an officer directs, the highest first."""
    if not own.is_head or place.rof_type in POLITICAL:
        return []
    units = [(its, actor) for its, actor in _everyone(session, day, chart) if its.parent == place.slug]
    heads = [(its.level, actor) for its, actor in units if actor.is_head and actor.capacity != "delegado"]
    highest = min((level for level, _ in heads), default=0)
    return [actor for level, actor in heads if level == highest]


def _superiors(session: Session, day: date, chart: Chart, place: Organ, own: Actor) -> list[Actor]:
    """Return who directs the organs above, the nearest first; of staff, also who directs the organ itself."""
    line = [*([] if own.is_head or place.rof_type in POLITICAL else [place.slug]), *above(chart, place.slug)]
    staff = appointments.staff_on(session, day).by_organ
    return [actor for slug in line for actor in staff.get(slug, ()) if actor.is_head and actor.capacity != "delegado"]


def above(chart: Chart, slug: str) -> list[str]:
    """Return the organs above one, the nearest first."""
    found: list[str] = []
    organ = chart.organs.get(slug)
    while organ is not None and organ.parent and organ.parent not in found:
        found.append(organ.parent)
        organ = chart.organs.get(organ.parent)
    return found


def _in_line(chart: Chart, one: Organ, other: Organ) -> bool:
    return one.slug in above(chart, other.slug) or other.slug in above(chart, one.slug)


def _distance(its: Organ, place: Organ) -> tuple[bool, bool, bool]:
    """Those of the organ itself come first, then those under the same superior, then those of organs of its level."""
    return its.slug != place.slug, its.parent != place.parent, its.level != place.level


def _is_mayor(place: Organ, own: Actor | None) -> bool:
    return place.slug == MAYOR and own is not None and own.is_head


def _regidores(session: Session, day: date, chart: Chart) -> list[Actor]:
    """Return the members of the concejo by the order of their list: the first is the teniente alcalde (LOM 24)."""
    concejo = next((one for one in chart.organs.values() if one.rof_type == GOVERNMENT and not one.external), None)
    if concejo is None:
        return []
    order = {name: n for n, name in enumerate(appointments.members_of(session, concejo.slug, day))}
    members = appointments.staff_on(session, day).by_organ.get(concejo.slug, ())
    return sorted((one for one in members if not one.is_head), key=lambda one: order.get(one.name, len(order)))


def _everyone(session: Session, day: date, chart: Chart) -> Iterator[tuple[Organ, Actor]]:
    staff = appointments.staff_on(session, day)
    yield from ((chart.organs[slug], actor) for slug, actors in staff.by_organ.items() for actor in actors)
