"""What is written of the sittings of the Concejo: the entries of each, in order, and how it stands after them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import NotFound
from workflows.storage import CLUSTERED, Table, keep_append_only

PRESENT = ("presente", "impedido")
ON_LEAVE = "licencia"
ATTENDANCE = {"presente": "Presente", "ausente": "Ausente", "impedido": "Presente, impedido de votar",
              "licencia": "Con licencia o suspendido"}  # fmt: skip
STATES = {"prepared": "por convocar", "convened": "convocada", "open": "en curso", "closed": "cerrada",
          "cancelled": "sin efecto"}  # fmt: skip


class CouncilEntry(Table):
    """What was told of a sitting of the Concejo, in order. Truth: rows are only added."""

    __tablename__ = "council_entries"
    __table_args__ = CLUSTERED

    sitting: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    officer: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))  # prepared, convened, opened, resolved, cast, closed, …
    body: Mapped[str] = mapped_column(Text)  # JSON


keep_append_only(CouncilEntry.__table__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is announced of a sitting; `matters` are cases, in the order of the agenda."""

    kind: str
    day: date
    hour: str
    place: str
    norm: str
    other: str
    matters: tuple[int, ...]

    @property
    def answers(self) -> dict[str, str]:
        """The plan as the form of the convocation asks it."""
        return {"tipo_sesion": self.kind, "fecha_sesion": self.day.isoformat(), "hora_sesion": self.hour,
                "lugar": self.place, "emergencia_norma": self.norm, "agenda": self.other}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as it stands. `resolved` gives, by case, the entry of its journal that tells what became of it."""

    id: int
    plan: Plan
    state: str = "prepared"
    opened: str = ""  # the hour
    presides: str = ""
    attendance: Mapping[str, str] = field(default_factory=dict)
    resolved: Mapping[int, int] = field(default_factory=dict)
    rules: Mapping[int, str] = field(default_factory=dict)  # by which each vote was counted, in words
    attached: frozenset[int] = frozenset()
    closed: str = ""
    number: str = ""
    seal: str = ""

    @property
    def name(self) -> str:
        return f"Sesión {self.plan.kind} del {self.plan.day:%d/%m/%Y}"

    @property
    def present(self) -> int:
        return sum(how in PRESENT for how in self.attendance.values())

    @property
    def able(self) -> int:
        return sum(how != ON_LEAVE for how in self.attendance.values())


def every(session: Session) -> list[Sitting]:
    """Return all sittings, the latest day first."""
    told: dict[int, list[CouncilEntry]] = {}
    for row in session.scalars(select(CouncilEntry).order_by(CouncilEntry.sitting, CouncilEntry.position)):
        told.setdefault(row.sitting, []).append(row)
    return sorted(map(_folded, told.values()), key=lambda one: (one.plan.day, one.id), reverse=True)


def the(session: Session, sitting: int) -> Sitting:
    """Return a sitting as it stands. Raises NotFound."""
    wanted = select(CouncilEntry).where(CouncilEntry.sitting == sitting).order_by(CouncilEntry.position)
    rows = session.scalars(wanted).all()
    if not rows:
        raise NotFound("No existe esa sesión.")
    return _folded(rows)


def next_number(session: Session) -> int:
    """Return the number of the next sitting."""
    return (session.scalar(select(func.max(CouncilEntry.sitting))) or 0) + 1


def tell(
    session: Session, sitting: int, kind: str, officer: str, at: datetime, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the next entry of a sitting; two who write at once cannot both be next."""
    last = session.scalar(select(func.max(CouncilEntry.position)).where(CouncilEntry.sitting == sitting)) or 0
    text = json.dumps(body, ensure_ascii=False)  # in order: that of the list of members
    session.add(CouncilEntry(sitting=sitting, position=last + 1, at=at, officer=officer, kind=kind, body=text))
    session.flush()
    return {"sitting": sitting}


def _folded(rows: Sequence[CouncilEntry]) -> Sitting:
    found: Sitting | None = None
    for row in rows:
        found = _after(found, row, json.loads(row.body))
    if found is None:
        raise NotFound("No existe esa sesión.")
    return found


def _after(before: Sitting | None, row: CouncilEntry, body: Mapping[str, Any]) -> Sitting:
    if before is None or row.kind == "prepared":
        return Sitting(row.sitting, Plan(body["kind"], date.fromisoformat(body["day"]), body["hour"], body["place"],
                                         body["norm"], body["other"], tuple(body["matters"])))  # fmt: skip
    match row.kind:
        case "opened":
            return replace(before, state="open", opened=body["hour"], presides=body["presides"],
                           attendance=body["attendance"])  # fmt: skip
        case "resolved":
            case = body["case"]
            return replace(before, resolved={**before.resolved, case: body["position"]},
                           rules={**before.rules, case: body["rule"]})  # fmt: skip
        case "attached":
            return replace(before, attached=before.attached | {body["case"]})
        case "closed":
            return replace(before, state="closed", closed=body["hour"], number=body["number"], seal=body["seal"])
        case "convened" | "cancelled":
            return replace(before, state=row.kind)
    return before
