"""What a sitting decides of itself by a vote: to do without reading its acta, or to take up a case off the agenda.

Source: LPAG 109.4 (TUO): nothing off the agenda unless all members are present and agree unanimously; an extraordinary
sitting sees only what it was convened for (LOM 13). domain/organs.md §5.2 and §5.3.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import ballots, bodies, commands
from handlers.agendas import invalid, require_keeper, require_state
from handlers.bodies import Matter
from handlers.refusals import Invalid, NotFound
from handlers.sittings import MOTIONS, OFF_AGENDA, ON_LEAVE, PRESENT, WAIVER, Sitting, hour, not_before, tell, the

UNANIMOUS = "todos los miembros presentes y por unanimidad (LPAG 109.4, TUO)"


def voters(found: Sitting, kind: str) -> list[str]:
    """Return who votes: to take up a case off the agenda every member; else those who do not preside."""
    there = [name for name, how in found.room.items() if how in PRESENT]
    return there if kind == OFF_AGENDA else [name for name in there if name != found.presides]


def why_not(found: Sitting, kind: str) -> str:
    """Return why such a vote may not be taken now; empty where it may."""
    if kind == WAIVER:
        return "ya se dispensó." if found.waives_reading else ""
    if found.plan.is_of_concejo and found.plan.kind != "ordinaria":
        return "una sesión extraordinaria trata solo lo que se convocó (LOM 13)."
    absent = [name for name, how in found.room.items() if how not in PRESENT and how != ON_LEAVE]
    if absent:
        return f"solo con todos presentes (LPAG 109.4); falta {', '.join(absent)}."
    return ""


def candidates(session: Session, found: Sitting) -> list[Matter]:
    """Return the cases that may be taken up off the agenda: of the same body, on the agenda of no other sitting."""
    return [one for one in bodies.waiting(session) if one.body == found.plan.body]


def vote(
    session: Session, sitting: int, kind: str, votes: Mapping[str, str], officer: str, at: datetime, *, when: str,
    case_id: int | None = None, casting: str = "", next_day: bool = False, key: str,
) -> bool:  # fmt: skip
    """Record such a vote and return whether it was carried. Raises Invalid, NotAllowed, NotFound."""
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "open")
    if kind not in MOTIONS:
        raise NotFound("No existe esa votación.")
    if why := why_not(found, kind):
        raise Invalid(f"{MOTIONS[kind]}: {why} No se registró nada.")
    if kind == OFF_AGENDA and case_id not in [one.case.id for one in candidates(session, found)]:
        raise invalid("asunto", "Elija uno de los asuntos que esperan sesión.")
    expected = voters(found, kind)
    if set(votes) != set(expected) or not set(votes.values()) <= {code for code, _ in ballots.VOTES}:
        raise invalid("votos", "Registre el voto de cada uno de los presentes, y de nadie más.")
    kept = not_before(found, hour(when, next_day=next_day), "La votación")
    approved, rule = _counted(session, found, kind, list(votes.values()), casting, at)
    body = {"motion": kind, "hour": kept, "votes": {name: votes[name] for name in expected}, "approved": approved,
            "rule": rule, "case": case_id if kind == OFF_AGENDA else None, "casting": casting}  # fmt: skip
    commands.once(
        session,
        key,
        officer,
        {"vote": sitting, **body},
        lambda: tell(session, sitting, "voted", officer, at, body),
        at,
    )
    return approved


def _counted(
    session: Session, found: Sitting, kind: str, given: Sequence[str], casting: str, at: datetime
) -> tuple[bool, str]:
    """Return whether a vote is carried, and the rule; the simple majority is that of the cases on the agenda."""
    for_it, against = given.count("a_favor"), given.count("en_contra")
    if kind == OFF_AGENDA:
        return for_it == len(given), UNANIMOUS
    tied = for_it == against > 0
    if casting and not tied:
        raise invalid("dirimente", "El voto dirimente cabe solo en un empate. Quítelo o corrija los votos.")
    if tied and not casting:
        raise invalid("dirimente", f"Hay empate a {for_it}: registre el voto de {found.presides}, que preside.")
    required, rule = ballots.simple_majority(session, found, len(given), (for_it, against), at)
    return for_it >= required or casting == "a_favor", f"se requieren {required} votos a favor, {rule}"
