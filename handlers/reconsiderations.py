"""The reconsiderations that may be asked for, and those that were: until when, by how many, and how many it takes.

Source: LOM 51 (domain/organs.md §5.3): a fifth of the able members, until the third working day after the acuerdo.
"""

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import bodies, standing
from handlers.bodies import Matter
from handlers.standing import Awaited, CaseRow, OpenTask
from handlers.tasks import Sheet
from workflows import outcomes

ASKED, VERIFY, ADMIT, WHO = "pedido_reconsideracion", "verificar_reconsideracion", "admitir", "solicitantes"
MOST = 40  # members of the largest concejo, and one more


@dataclass(frozen=True, slots=True)
class Window:
    """An acuerdo of which reconsideration may still be asked; `until` is the last day."""

    case: CaseRow
    place: str
    until: date | None
    name: str = ASKED


@dataclass(frozen=True, slots=True)
class Request:
    """A reconsideration that was asked for and is being verified: by whom, and how many it takes (None: no number)."""

    case: CaseRow
    task: OpenTask
    who: Sequence[str]
    needed: int | None
    organ: str

    @property
    def enough(self) -> bool:
        return self.needed is not None and len(self.who) >= self.needed


def windows(session: Session) -> list[Window]:
    """Return the acuerdos of which reconsideration may be asked today, the soonest to be firm first."""
    rows = session.execute(
        select(CaseRow, Awaited).join(Awaited, Awaited.case_id == CaseRow.id).where(Awaited.name == ASKED)
    )
    found = [Window(case, one.place, _until(session, case.id, one.place)) for case, one in rows]
    return sorted(found, key=lambda one: (one.until or date.max, one.case.number))


def requests(session: Session, at: datetime) -> list[Request]:
    """Return the reconsiderations asked for and not yet admitted, the oldest first."""
    rows = session.execute(
        select(CaseRow, OpenTask)
        .join(OpenTask, OpenTask.case_id == CaseRow.id)
        .where(OpenTask.form == VERIFY)
        .order_by(OpenTask.opened_at)
    )
    return [_request(session, Matter(case, task), at) for case, task in rows]


def _request(session: Session, matter: Matter, at: datetime) -> Request:
    sheet = bodies.seen_by_head(session, matter, at)
    who = [str(one) for one in sheet.values.get(WHO) or []]
    return Request(matter.case, matter.task, who, _needed(sheet, at), matter.task.organ_name)


def _needed(sheet: Sheet, at: datetime) -> int | None:
    """Return the fewest who must ask for the diagram to admit it: each number is tried."""
    for number in range(1, MOST + 1):
        seen = ChainMap({WHO: ["…"] * number}, sheet.values)  # type: ignore[arg-type]
        if ADMIT not in outcomes.withheld(sheet.node, sheet.form, seen, at, sheet.last_day, ask=sheet.ask):
            return number
    return None


def _until(session: Session, case_id: int, place: str) -> date | None:
    """Return the last day of the term that runs beside what is awaited: in the same process, the soonest."""
    inside = place.rpartition("/")[0]
    days = [term.due for term in standing.terms_of(session, case_id)
            if term.due and term.term.rpartition("/")[0] == inside]  # fmt: skip
    return min(days, default=None)
