"""Who may see a case: those whose organ takes part in it, those who audit; of a reserved one, only who acts in it.

An officer sees a case when an organ for which he acts today is its organ of origin or ever had a task in it. A
reserved case (Ley 27806, 15-17) is seen by the officers who acted in it and by those for whose organ a task waits.
Auditors see every case.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from handlers import appointments
from handlers.organs import NoOrgan
from handlers.refusals import NotFound
from handlers.standing import CaseRow, OpenTask, Participant
from workflows.terms import LIMA

AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Reach:
    """For which organs an officer acts today; of `delegated` ones only in some procedures."""

    organs: frozenset[str]
    delegated: tuple[tuple[str, frozenset[str]], ...]


def require(session: Session, case_id: int, officer: str, at: datetime) -> CaseRow:
    """Return a case that the officer may see today. Raises NotFound: there is none, or not for this officer."""
    found = session.scalar(select(CaseRow).where(CaseRow.id == case_id, readable(session, officer, at)))
    if found is None:
        raise NotFound(
            "No hay un expediente con ese número que usted pueda ver. Lo ven los órganos que intervienen en él; si el "
            "suyo debe intervenir, pida que se lo deriven."
        )
    return found


def readable(session: Session, officer: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition on `CaseRow` that holds for the cases that the officer may see today."""
    day = at.astimezone(LIMA).date()
    if AUDITOR in appointments.roles_of(session, officer, day):
        return true()
    reach = reach_of(session, officer, day)
    acted = exists().where(Participant.case_id == CaseRow.id, Participant.officer == officer)
    waits_for_him = or_(_within(reach, OpenTask.organ), OpenTask.held_by == officer)
    must_act = exists().where(OpenTask.case_id == CaseRow.id, waits_for_him)
    takes_part = exists().where(Participant.case_id == CaseRow.id, _within(reach, Participant.organ))
    open_to_organs = and_(CaseRow.reserved.is_(False), or_(_within(reach, CaseRow.organ), takes_part))
    return or_(acted, must_act, open_to_organs)


def reach_of(session: Session, officer: str, day: date) -> Reach:
    """Return for which organs an officer acts on `day`, those included that his own one stands in for."""
    asked = set(session.scalars(select(Participant.organ).distinct())) | set(
        session.scalars(select(CaseRow.organ).distinct())
    )
    whole, delegated = set[str](), []
    for organ in sorted(asked - {"", "-"}):
        actor = _actor(session, officer, organ, day)
        if actor is not None and actor.procedures is None:
            whole.add(organ)
        elif actor is not None and actor.procedures is not None:
            delegated.append((organ, actor.procedures))
    return Reach(frozenset(whole), tuple(delegated))


def _actor(session: Session, officer: str, organ: str, day: date) -> appointments.Actor | None:
    try:
        return appointments.may_act(session, officer, organ, day)
    except NoOrgan:
        return None


def _within(reach: Reach, organ: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    narrow = [and_(organ == slug, CaseRow.procedure.in_(sorted(procedures))) for slug, procedures in reach.delegated]
    wide = organ.in_(sorted(reach.organs)) if reach.organs else false()
    return or_(wide, *narrow)
