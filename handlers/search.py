"""Which cases an officer finds: by words, state and procedure, among those he may see; the newest first or as asked."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers import access
from handlers.standing import CaseRow, OpenTask, RunningTerm

PAGE = 50
LONGEST = 100  # characters of a search
STATES = ("open", "ended", "incident")
COLUMNS = ("vence", "iniciado", "expediente")  # by which they can be sorted
NEWEST = "-iniciado"


OF_PEOPLE = (RunningTerm.of != "timer",)  # terms that somebody must keep; a timer only makes the diagram go on


@dataclass(frozen=True, slots=True)
class Hit:
    """A case as a list shows it: who has it now, and the term that runs out next (None: no term runs)."""

    case: CaseRow
    organs: Sequence[str]
    term: RunningTerm | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how much there is in all."""

    hits: Sequence[Hit]
    total: int
    first: int  # from 1; 0 for none


def find(session: Session, officer: str, at: datetime, text: str = "", state: str = "", procedure: str = "",
         page: int = 1, order: str = NEWEST) -> Found:  # fmt: skip
    """Return the cases that mention every word of `text` in number or subject; accents do not matter.

    `order` is one of COLUMNS, with `-` before it downwards; cases in which no term runs come last by `vence`.
    """
    wanted = select(CaseRow.id, CaseRow.number, CaseRow.subject).where(access.readable(session, officer, at))
    if state in STATES:
        wanted = wanted.where(CaseRow.state == state)
    if procedure:
        wanted = wanted.where(CaseRow.procedure == procedure)
    words = _plain(text[:LONGEST]).split()
    found = {
        case_id: number
        for case_id, number, subject in session.execute(wanted.order_by(CaseRow.id.desc()))
        if all(word in _plain(f"{number} {subject}") for word in words)
    }
    ids = _sorted(session, found, order.removeprefix("-"), order.startswith("-"))
    start = max(0, page - 1) * PAGE
    hits = _hits(session, ids[start : start + PAGE])
    return Found(hits, len(ids), start + 1 if hits else 0)


def _sorted(session: Session, found: Mapping[int, str], column: str, descending: bool) -> list[int]:
    """Return the cases by a column; those opened later first where it does not tell them apart."""
    match column:
        case "expediente":
            return sorted(found, key=lambda case_id: found[case_id], reverse=descending)
        case "vence":
            due = _next_due(session)
            return [
                *sorted((one for one in found if one in due), key=lambda one: due[one], reverse=descending),
                *(one for one in found if one not in due),
            ]
        case _:
            return sorted(found, reverse=descending)


def _next_due(session: Session) -> dict[int, date]:
    """Return by case the last day that comes next, of the terms of tasks, of what is awaited and of whole cases."""
    wanted = select(RunningTerm.case_id, func.min(RunningTerm.due)).where(*OF_PEOPLE, RunningTerm.due.is_not(None))
    return {case_id: due for case_id, due in session.execute(wanted.group_by(RunningTerm.case_id)) if due}


def _hits(session: Session, ids: Sequence[int]) -> list[Hit]:
    cases = {case.id: case for case in session.scalars(select(CaseRow).where(CaseRow.id.in_(ids)))}
    waiting: dict[int, list[OpenTask]] = {}
    for task in session.scalars(select(OpenTask).where(OpenTask.case_id.in_(ids)).order_by(OpenTask.position)):
        waiting.setdefault(task.case_id, []).append(task)
    terms: dict[int, list[RunningTerm]] = {}
    for term in session.scalars(select(RunningTerm).where(RunningTerm.case_id.in_(ids), *OF_PEOPLE)):
        terms.setdefault(term.case_id, []).append(term)
    return [_hit(cases[case_id], waiting.get(case_id, ()), terms.get(case_id, ())) for case_id in ids]


def _hit(case: CaseRow, tasks: Sequence[OpenTask], terms: Sequence[RunningTerm]) -> Hit:
    organs = tuple(dict.fromkeys(task.organ_name or task.organ for task in tasks))
    known = [term for term in terms if term.due or term.suspended_on]
    return Hit(case, organs, min(known, key=lambda term: (term.due or date.max, term.term), default=None))


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))
