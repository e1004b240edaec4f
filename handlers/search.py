"""Which cases an officer finds: by words, state and procedure, among those that he may see, the newest first."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import access
from handlers.standing import CaseRow, OpenTask

PAGE = 50
LONGEST = 100  # characters of a search
STATES = ("open", "ended", "incident")


@dataclass(frozen=True, slots=True)
class Hit:
    """A case as a list shows it: who has it now, and the next last day of a term."""

    case: CaseRow
    organs: Sequence[str]
    due: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how much there is in all."""

    hits: Sequence[Hit]
    total: int
    first: int  # from 1; 0 for none


def find(session: Session, officer: str, at: datetime, text: str = "", state: str = "", procedure: str = "",
         page: int = 1) -> Found:  # fmt: skip
    """Return the cases that mention every word of `text` in number or subject; accents do not matter."""
    wanted = select(CaseRow.id, CaseRow.number, CaseRow.subject).where(access.readable(session, officer, at))
    if state in STATES:
        wanted = wanted.where(CaseRow.state == state)
    if procedure:
        wanted = wanted.where(CaseRow.procedure == procedure)
    words = _plain(text[:LONGEST]).split()
    ids = [
        case_id
        for case_id, number, subject in session.execute(wanted.order_by(CaseRow.id.desc()))
        if all(word in _plain(f"{number} {subject}") for word in words)
    ]
    start = max(0, page - 1) * PAGE
    hits = _hits(session, ids[start : start + PAGE])
    return Found(hits, len(ids), start + 1 if hits else 0)


def _hits(session: Session, ids: Sequence[int]) -> list[Hit]:
    cases = {case.id: case for case in session.scalars(select(CaseRow).where(CaseRow.id.in_(ids)))}
    waiting: dict[int, list[OpenTask]] = {}
    for task in session.scalars(select(OpenTask).where(OpenTask.case_id.in_(ids)).order_by(OpenTask.position)):
        waiting.setdefault(task.case_id, []).append(task)
    return [_hit(cases[case_id], waiting.get(case_id, ())) for case_id in ids]


def _hit(case: CaseRow, tasks: Sequence[OpenTask]) -> Hit:
    organs = tuple(dict.fromkeys(task.organ_name or task.organ for task in tasks))
    return Hit(case, organs, min((task.due for task in tasks if task.due), default=None))


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))
