"""Which cases have to do with one another, and how the other one stands: a fold over the journal, like every list."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, String, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.entries import CaseLinked, LinkedCaseEnded, TaskReassigned
from workflows.storage import CLUSTERED, Table

ACCUMULATES, ACCUMULATED = "acumula", "acumulado_a"
BORN = "nacido_de"
AWAITED = ("abstencion", ACCUMULATES)  # what becomes of the other case matters here

Link = CaseLinked | LinkedCaseEnded | TaskReassigned


class LinkedCase(Table):
    """A case that has to do with another, and how it stands. Convenience.

    `how` is abstencion (`officer` steps aside from `task` of this case, which is of `organ`), abstencion_de (this
    case is about that), acumula (the other goes on in this one), acumulado_a (this one in the other) or nacido_de (the
    other opened this one by what it told). `heir` goes on in his place. `state` is that of the other case once
    it has `ended`.
    """

    __tablename__ = "linked_cases"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(40))
    how: Mapped[str] = mapped_column(String(20))
    task: Mapped[str] = mapped_column(String(300))
    task_name: Mapped[str] = mapped_column(String(300))
    organ: Mapped[str] = mapped_column(String(100))
    officer: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    ended: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(100), default="")
    heir: Mapped[str] = mapped_column(String(100), default="")
    heir_name: Mapped[str] = mapped_column(String(200), default="")
    heir_as: Mapped[str] = mapped_column(String(20), default="")


_OF_CASE = (  # every step asks it
    select(LinkedCase)
    .where(LinkedCase.case_id == bindparam("case"))
    .order_by(LinkedCase.other)
    .execution_options(populate_existing=True)
)


def of_case(session: Session, case_id: int) -> list[LinkedCase]:
    """Return the cases that have to do with this one, oldest first."""
    return list(session.scalars(_OF_CASE, {"case": case_id}))


def of_officer(session: Session, officer: str, cases: Collection[int]) -> dict[int, list[LinkedCase]]:
    """Return by case the cases by which an officer steps aside from it, oldest first."""
    wanted = select(LinkedCase).where(LinkedCase.officer == officer, LinkedCase.how == "abstencion")
    found: dict[int, list[LinkedCase]] = {}
    rows = session.scalars(
        wanted.where(LinkedCase.case_id.in_(cases)).order_by(LinkedCase.other),
        execution_options={"populate_existing": True},
    )
    for link in rows:
        found.setdefault(link.case_id, []).append(link)
    return found


def born_of(session: Session, case_id: int) -> list[LinkedCase]:
    """Return the links of the cases that this one opened by what it told, oldest first."""
    wanted = select(LinkedCase).where(LinkedCase.other == case_id, LinkedCase.how == BORN)
    return list(session.scalars(wanted.order_by(LinkedCase.case_id)))


def waiting_for(session: Session, other: int) -> list[LinkedCase]:
    """Return the links of the cases that wait for what becomes of the case `other`."""
    wanted = select(LinkedCase).where(LinkedCase.other == other, LinkedCase.ended.is_(False))
    return list(session.scalars(wanted.where(LinkedCase.how.in_(AWAITED)).order_by(LinkedCase.case_id)))


def born(session: Session, case_id: int, parent: int, number: str) -> None:
    """Note that a case was opened by what another told."""
    row = LinkedCase(case_id=case_id, other=parent, number=number, how=BORN, task="", task_name="", organ="",
                     officer="", name="")  # fmt: skip
    session.add(row)
    session.flush()


def follow(session: Session, case_id: int, told: Link) -> None:
    """Bring the links of a case up to date with one entry of its journal."""
    match told:
        case CaseLinked():
            row = LinkedCase(
                case_id=case_id,
                other=told.case,
                number=told.number,
                how=told.how,
                organ=told.organ,
                task=told.task,
                task_name=told.task_name,
                officer=told.officer,
                name=told.name,
            )
            session.add(row)
            session.flush()
        case LinkedCaseEnded(case=other, state=state):
            _change(session, case_id, LinkedCase.other == other, ended=True, state=state)
        case TaskReassigned(how="abstencion", task=task, from_officer=officer):
            about = (LinkedCase.task == task) & (LinkedCase.officer == officer)
            _change(session, case_id, about, heir=told.officer, heir_name=told.name, heir_as=told.capacity)


def _change(session: Session, case_id: int, which: ColumnElement[bool], **values: object) -> None:
    wanted = update(LinkedCase).where(LinkedCase.case_id == case_id, which).values(**values)
    session.execute(wanted, execution_options={"synchronize_session": "fetch"})
