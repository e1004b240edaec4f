"""The collegiate bodies of a municipality that sit and vote: the Concejo and its commissions of regidores.

Their matters are known by the forms of the tasks that wait for them, as `bpmn/tramite-concejo` names them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import appointments, organs, sittings, standing, tasks
from handlers.refusals import NotFound
from handlers.sittings import CONCEJO, OVER, Plan
from handlers.standing import CaseRow, OpenTask
from handlers.tasks import Sheet
from workflows.terms import LIMA

PROCEDURE = "tramite-concejo"
SECRETARY, MAYOR = "secretaria-general", "alcaldia"
CONVENE, HOLD, RECONSIDER = "F-S2c", "F-S2d", "F-S2e"
CONVENE_COMMISSION, HOLD_COMMISSION = "convocar_comision", "F-S2b"
CAST, RECORD, APPROVE = "voto_dirimente", "redactar_acta", "aprobar_acta"
CONVENING = (CONVENE, CONVENE_COMMISSION)
HOLDING = (HOLD, RECONSIDER, HOLD_COMMISSION)
OF_COMMISSIONS = (CONVENE_COMMISSION, HOLD_COMMISSION)


@dataclass(frozen=True, slots=True)
class Matter:
    """A case that waits for a sitting of `body`; `task` is its open task: the convocation, or the sitting itself."""

    case: CaseRow
    task: OpenTask

    @property
    def body(self) -> str:
        return self.task.organ if self.task.form in OF_COMMISSIONS else CONCEJO

    @property
    def is_convened(self) -> bool:
        """True where the case itself has it that the sitting was convened; a reconsideration is only admitted."""
        return self.task.form in (HOLD, HOLD_COMMISSION)

    @property
    def is_reconsideration(self) -> bool:
        return self.task.form == RECONSIDER


def waiting(session: Session) -> list[Matter]:
    """Return the matters that wait for a sitting and are on the agenda of none, the oldest first."""
    taken = {case for one in sittings.every(session) if one.state not in OVER for case in one.plan.matters}
    found = session.execute(
        select(CaseRow, OpenTask)
        .join(OpenTask, OpenTask.case_id == CaseRow.id)
        .where(OpenTask.form.in_(CONVENING + HOLDING), CaseRow.id.not_in(taken))
        .order_by(OpenTask.opened_at)
    )
    return [Matter(case, task) for case, task in found]


def matter(session: Session, case_id: int) -> Matter | None:
    """Return a case as a matter that waits for a sitting, on an agenda or not; None where it does not."""
    task = task_of(session, case_id, *CONVENING, *HOLDING)
    case = standing.the_case(session, case_id) if task else None
    return Matter(case, task) if case and task else None


def task_of(session: Session, case_id: int, *forms: str) -> OpenTask | None:
    """Return the open task of a case that has one of these forms."""
    return next((row for row in standing.tasks_of(session, case_id) if row.form in forms), None)


def name_of(session: Session, body: str, day: date) -> str:
    """Return how a body is called. Raises NotFound for none of that day's chart."""
    found = organs.organ_on(session, body, day)
    if found is None:
        raise NotFound("No existe ese órgano colegiado en el organigrama de ese día.")
    return found.name


def acronym_of(session: Session, body: str, day: date) -> str:
    """Return how a body signs: `CEPAJ`; empty for none of that day's chart."""
    found = organs.organ_on(session, body, day)
    return found.acronym if found else ""


def members(session: Session, plan: Plan, at: datetime) -> Sequence[str]:
    """Return who are the members of a sitting on its day: who presides the body first.

    A dictamen that commissions give together brings those of each.
    """
    bodies = [plan.body]
    for case_id in () if plan.is_of_concejo else plan.matters:
        bodies += commissions(session, case_id, plan.day, at)
    named = (name for body in dict.fromkeys(bodies) for name in appointments.members_of(session, body, plan.day))
    return tuple(dict.fromkeys(named))


def commissions(session: Session, case_id: int, day: date, at: datetime) -> list[str]:
    """Return the organs that give the dictamen of a matter together, as the chart of that day has them."""
    found = matter(session, case_id)
    if found is None or found.task.form not in OF_COMMISSIONS:
        return []
    named = seen_by_head(session, found, at).values.get("comisiones") or [found.task.organ]
    return list(dict.fromkeys(organs.resolve(session, str(slug), day).organ.slug for slug in named))


def may_keep(session: Session, officer: str, at: datetime, body: str = CONCEJO) -> bool:
    """Tell whether the officer keeps the sittings of a body, which is to say what happened there.

    Those of the Concejo, Secretaría General; those of a commission, who acts for it: its members, and whoever the
    rules of the Concejo appoint to assist it.
    """
    return (
        appointments.may_act(session, officer, SECRETARY if body == CONCEJO else body, _day(at), PROCEDURE) is not None
    )


def may_convene(session: Session, officer: str, at: datetime, body: str = CONCEJO) -> bool:
    return appointments.may_act(session, officer, _convener(body), _day(at), PROCEDURE) is not None


def conveners(session: Session, at: datetime, body: str = CONCEJO) -> list[str]:
    """Return who may convene today, by name."""
    actors = appointments.acting(session, _convener(body), _day(at), PROCEDURE)
    return [actor.name for actor in actors if actor.is_head]


def post_of(session: Session, officer: str, body: str, day: date) -> str:
    """Return in which post an officer takes part in the sittings of a body: of Secretaría General, or of the body."""
    acts = appointments.actors_of(session, officer, day)
    order = {SECRETARY: 0, body: 1} if body == CONCEJO else {body: 0, SECRETARY: 1}
    first = min(acts, key=lambda act: order.get(act.organ, 2), default=None)
    return first.post if first else ""


def seen_by_head(session: Session, found: Matter, at: datetime) -> Sheet:
    """Return the task of a matter as the head of its organ sees it. Raises as `tasks.sheet` does, and NotFound."""
    head = next(_heads(session, found, at), None)
    if head is None:
        raise NotFound(f"Hoy nadie dirige {found.task.organ_name or found.task.organ}. Registre su designación.")
    return tasks.sheet(session, found.case.id, found.task.task, head, at)


def _heads(session: Session, found: Matter, at: datetime) -> Iterator[str]:
    """Yield who acts for the organ of a matter, in a case of its procedure: what is delegated the delegate does."""
    acting = appointments.acting(session, found.task.organ, _day(at), found.case.procedure)
    return (actor.officer for actor in acting)


def _convener(body: str) -> str:
    return MAYOR if body == CONCEJO else body


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()
