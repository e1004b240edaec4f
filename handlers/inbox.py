"""What waits for an officer: the tasks he took and those of his organs, soonest due first; what he abstained from."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import String, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers import appointments, calendar, counting, drawings, holding, links, terms
from handlers.calendar import Calendar
from handlers.links import LinkedCase
from handlers.organs import NoOrgan
from handlers.standing import CaseRow, OpenTask
from workflows.storage import Table
from workflows.terms import LIMA

SOON = 2  # working days left, or fewer: due soon

Level = Literal["late", "soon", "calm", "none"]
Row = tuple[OpenTask, CaseRow]


class Read(Table):
    """An officer has opened a task's page since it came. Desk."""

    __tablename__ = "read_tasks"

    officer: Mapped[str] = mapped_column(String(100), primary_key=True)
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task: Mapped[str] = mapped_column(String(300), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the inbox. `state` says in words how long there is, `level` how much it presses.

    `above` is the name of the call or sub-process that the task lies in; empty for none. `handed` says how it changed
    hands last (empty: it came by the diagram), `received` when it came.
    """

    case_id: int
    task: str
    number: str
    subject: str
    procedure: str
    name: str
    above: str
    organ: str
    organ_name: str
    from_organ: str
    from_officer: str
    handed: str
    received: datetime
    due: date | None
    suspended: date | None  # since when its term stands still
    state: str
    level: Level
    claimed_by: str  # who took it, or was given it
    claimed_name: str
    mine: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """A task from which the officer stepped aside: it is no longer for him. `link` is the case of his abstention."""

    case_id: int
    number: str
    subject: str
    name: str
    link: LinkedCase


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits for an officer, due soonest first; the tabs are parts of it. `aside` is part of none."""

    items: Sequence[Item]
    aside: Sequence[Aside] = ()

    @property
    def mine(self) -> list[Item]:
        """The tasks that the officer took."""
        return [item for item in self.items if item.mine]

    @property
    def of_my_organs(self) -> list[Item]:
        """The tasks of the officer's organs that he has not taken himself; some may be in a colleague's hands."""
        return [item for item in self.items if not item.mine]

    @property
    def due_soon(self) -> list[Item]:
        """What falls due today or within two working days."""
        return [item for item in self.items if item.level == "soon"]

    @property
    def late(self) -> list[Item]:
        """What should have been answered already."""
        return [item for item in self.items if item.level == "late"]

    @property
    def tabs(self) -> dict[str, list[Item]]:
        """The four tabs of the page, by the words on them."""
        return {
            "Mías": self.mine,
            "De mi órgano": self.of_my_organs,
            "Por vencer": self.due_soon,
            "Vencidas": self.late,
        }

    def ordered(self, column: str, descending: bool = False) -> "Inbox":
        """Return the same by another column: `vence`, `recibido` or `expediente`; what has no last day comes last."""
        known = [item for item in self.items if column != "vence" or item.due]
        rest = [item for item in self.items if column == "vence" and not item.due]
        return replace(self, items=[*sorted(known, key=COLUMNS[column], reverse=descending), *rest])

    @property
    def counts(self) -> dict[str, int]:
        return {tab: len(items) for tab, items in self.tabs.items()}

    def search(self, text: str) -> "Inbox":
        """Return what mentions every word of `text` in number, subject, task or organs; accents do not matter."""
        words = _plain(text).split()
        return replace(self, items=[item for item in self.items if all(word in _mentioned(item) for word in words)])


COLUMNS: Mapping[str, Callable[[Item], Any]] = {
    "vence": lambda item: item.due,
    "recibido": lambda item: item.received,
    "expediente": lambda item: item.number,
}


def waiting_for(session: Session, officer: str, at: datetime, search: str = "") -> Inbox:
    """Return the open tasks that an officer may decide today, as his appointments stand that day."""
    day = at.astimezone(LIMA).date()
    rows, left = _apart(session, officer, _open_tasks(session, officer, day))
    drawn = drawings.of_cases(session, {case.id for _, case in (*rows, *((task, case) for task, case, _ in left))})
    found = _items(session, officer, day, rows, drawn)
    aside = [Aside(case.id, case.number, case.subject, drawn[case.id].name(row.task), link) for row, case, link in left]
    inbox = Inbox(sorted(found, key=lambda item: (item.due or date.max, item.received, item.case_id, item.task)), aside)
    return inbox.search(search) if search.strip() else inbox


def mark_read(session: Session, officer: str, case_id: int, task: str, at: datetime) -> None:
    """Note that an officer has seen a task; the second time says nothing new."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"officer": officer, "case_id": case_id, "task": task, "at": at}
    session.execute(insert(Read).values(row).on_conflict_do_nothing())


def _open_tasks(session: Session, officer: str, day: date) -> list[Row]:
    """Return the open tasks of the organs for which the officer acts; a delegation reaches only its procedures."""
    waiting = session.scalars(select(OpenTask.organ).where(OpenTask.organ.not_in(("", "-"))).distinct())
    organs = [organ for organ in waiting if acting_for(session, officer, organ, day)]
    his = or_(OpenTask.organ.in_(organs), OpenTask.held_by == officer)
    wanted = select(OpenTask, CaseRow).join(CaseRow, CaseRow.id == OpenTask.case_id).where(his)
    rows = [(task, case) for task, case in session.execute(wanted, execution_options={"populate_existing": True})]
    reached = {
        (organ, procedure): acting_for(session, officer, organ, day, procedure)
        for organ, procedure in {(task.organ, case.procedure) for task, case in rows}
    }
    serves = any(one.id == officer for one in appointments.in_service(session, day))
    given = {holding.AD_HOC, holding.IN_CHARGE} if serves else set[str]()
    return [
        (task, case)
        for task, case in rows
        if reached[task.organ, case.procedure] or (task.held_by == officer and task.held_as in given)
    ]


def _apart(
    session: Session, officer: str, rows: Sequence[Row]
) -> tuple[list[Row], list[tuple[OpenTask, CaseRow, LinkedCase]]]:
    """Return what waits for the officer, and from what he abstained, each with the case of his abstention."""
    links_of = links.of_officer(session, officer, {case.id for _, case in rows})
    barring = [holding.keeping_out(links_of.get(case.id, ()), row, officer) for row, case in rows]
    return (
        [one for one, link in zip(rows, barring, strict=True) if link is None],
        [(row, case, link) for (row, case), link in zip(rows, barring, strict=True) if link is not None],
    )


def acting_for(
    session: Session, officer: str, organ: str, day: date, procedure: str | None = None
) -> appointments.Actor | None:
    """Return as whom the officer acts that day for what was meant for `organ`, or None."""
    try:
        return appointments.may_act(session, officer, organ, day, procedure)
    except NoOrgan:
        return None  # the organ left the chart and nobody stands in: the task is nobody's until the chart says whose


def _items(
    session: Session, officer: str, day: date, rows: Sequence[Row], drawn: Mapping[int, drawings.Drawings]
) -> list[Item]:
    days, read = calendar.calendar(session), _read(session, officer, {case.id for _, case in rows})
    return [
        Item(
            case_id=case.id,
            task=task.task,
            number=case.number,
            subject=case.subject,
            procedure=case.procedure,
            name=drawn[case.id].name(task.task),
            above=_above(drawn[case.id], task.task),
            organ=task.organ,
            organ_name=task.organ_name or task.organ,
            from_organ=task.from_organ,
            from_officer=task.from_officer,
            handed=task.handed,
            received=task.handed_at or task.opened_at,
            due=task.due,
            suspended=counting.suspended(task, day),
            state=_state(task, day, days),
            level="none" if counting.suspended(task, day) else level(day, task.due, days),
            claimed_by=task.claimed_by or task.held_by,
            claimed_name=task.claimed_name or task.held_name,
            mine=officer in (task.claimed_by, task.held_by),
            unread=(case.id, task.task) not in read,
        )
        for task, case in rows
    ]


def _above(drawn: drawings.Drawings, task: str) -> str:
    around = task.rpartition("/")[0]
    return drawn.name(around) if around else ""


def _state(task: OpenTask, day: date, days: Calendar) -> str:
    if since := counting.suspended(task, day):
        return terms.suspended_in_words(since)
    return terms.in_words(day, task.due, days) if task.due else "sin plazo"


def level(today: date, due: date | None, days: Calendar) -> Level:
    """Return how much a due date presses: late, soon (today or within two working days), calm, or none."""
    if due is None:
        return "none"
    if today > due:
        return "late"
    return "soon" if terms.working_days_left(today, due, days) <= SOON else "calm"


def _read(session: Session, officer: str, cases: Iterable[int]) -> set[tuple[int, str]]:
    wanted = select(Read.case_id, Read.task).where(Read.officer == officer, Read.case_id.in_(cases))
    return {(case_id, task) for case_id, task in session.execute(wanted)}


def _mentioned(item: Item) -> str:
    where = f"{item.organ_name} {item.from_organ} {item.from_officer}"
    return _plain(f"{item.number} {item.subject} {item.above} {item.name} {where}")


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))
