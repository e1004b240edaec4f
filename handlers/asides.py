"""What officers do beside the diagram while a story is told: comments, proveídos, abstentions, longer terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from engine import scenarios
from handlers import (
    abstentions,
    appointments,
    clock,
    clockwork,
    comments,
    decisions,
    links,
    organs,
    reassignments,
    standing,
    tasks,
)
from handlers.standing import OpenTask
from workflows.terms import LIMA

RESOLVE = "resolver_abstencion"
FIRST = "primero"  # of those whom the superior is offered


@dataclass(frozen=True, slots=True)
class Aside:
    """An act told by a story: so many working days after the step `after`, on the open task `task`, by `organ`.

    `act`: comenta, deriva, amplia, se_abstiene, resuelve_abstencion. `after` is an element (`firmar#2`: its second
    time); without it, the opening of the case.
    """

    act: str
    after: str = ""
    days: int = 0
    task: str = ""
    organ: str = ""
    told: Mapping[str, Any] | None = None


class Teller(Protocol):
    """Who tells a story: its case."""

    case_id: int

    def open_task(self, session: Session, name: str) -> OpenTask: ...


def read(listed: Mapping[str, Any]) -> Aside:
    """Return an aside as the list of cases writes it."""
    return Aside(
        act=str(listed["acto"]),
        after=str(listed.get("tras") or ""),
        days=int(listed.get("dias_despues") or 0),
        task=str(listed.get("tarea") or ""),
        organ=str(listed.get("organo") or ""),
        told=listed.get("dice") or {},
    )


def play(session: Session, story: Teller, aside: Aside, at: datetime) -> None:
    """Do what an aside tells. Raises what its door raises, and scenarios.Unmet where no such task is open."""
    key = f"al margen {story.case_id} {aside.act} {at.isoformat()}"
    _ACTS[aside.act](session, story, aside, at, key)


def _comment(session: Session, story: Teller, aside: Aside, at: datetime, key: str) -> None:
    text = str((aside.told or {})["texto"])
    comments.add(session, story.case_id, _head(session, aside.organ, at), text, at, key=key)


def _forward(session: Session, story: Teller, aside: Aside, at: datetime, key: str) -> None:
    """The head of the organ forwards the task to the last of its staff; who is alone that day does it himself."""
    row = story.open_task(session, aside.task)
    head = _head(session, row.organ, at)
    hands = reassignments.hands(session, story.case_id, row.task, head, at)
    target = [one for one in hands.may.get(reassignments.DERIVE, ()) if one.officer][-1:]
    if not target:
        return
    told = {name: str(value) for name, value in (aside.told or {}).items()} | {"destino": target[0].value}
    reassignments.pass_on(session, story.case_id, row.task, head, reassignments.DERIVE, told, at, key=key)


def _extend(session: Session, story: Teller, aside: Aside, at: datetime, key: str) -> None:
    """The head of the organ above grants some days more."""
    row = story.open_task(session, aside.task)
    above = organs.superior(session, row.organ, at.astimezone(LIMA).date())
    officer = _head(session, above.slug if above else row.organ, at)
    told = {name: str(value) for name, value in (aside.told or {}).items()}
    clockwork.act(session, story.case_id, row.task, officer, clock.EXTEND, told, at, key=key)


def _abstain(session: Session, story: Teller, aside: Aside, at: datetime, key: str) -> None:
    row = story.open_task(session, aside.task)
    told = {**(aside.told or {}), "fecha_conocimiento": at.astimezone(LIMA).date().isoformat()}
    abstentions.present(session, story.case_id, row.task, _head(session, row.organ, at), told, at, key=key)


def _resolve(session: Session, story: Teller, aside: Aside, at: datetime, key: str) -> None:
    """The superior resolves the abstention; the first of those whom he is offered goes on."""
    other = next((link.other for link in links.of_case(session, story.case_id) if not link.ended), 0)
    row = next((row for row in standing.tasks_of(session, other) if row.element == RESOLVE), None)
    if row is None:
        raise scenarios.Unmet(f"En el expediente {story.case_id} no hay ninguna abstención por resolver.")
    officer, told = _head(session, row.organ, at), dict(aside.told or {})
    if told.get("reemplazo") == FIRST:
        offered = tasks.sheet(session, other, row.task, officer, at).values["candidatos"]
        told["reemplazo"] = offered[0]["value"]
    decisions.record(session, other, row.task, officer, told, at, key=key)


def _head(session: Session, organ: str, at: datetime) -> str:
    return appointments.acting(session, organ, at.astimezone(LIMA).date())[0].officer


_ACTS: Mapping[str, Callable[[Session, Teller, Aside, datetime, str], None]] = {
    "comenta": _comment,
    "deriva": _forward,
    "amplia": _extend,
    "se_abstiene": _abstain,
    "resuelve_abstencion": _resolve,
}
