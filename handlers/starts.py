"""Who may start which procedure by hand, and the header that every case begins with (domain/procedures.md §0.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine import bound
from handlers import appointments, commands, documents, follow_up, organs, standing, tasks
from handlers.appointments import Actor
from handlers.organs import NoOrgan
from handlers.refusals import Invalid, NotAllowed, NotFound
from workflows import forms, versions
from workflows.diagram import Lane, Node
from workflows.forms import Form
from workflows.terms import LIMA
from workflows.versions import Key

HEADER = Path(__file__).parent / "forms" / "cabecera.form"
POST = "mesa-de-partes"
ORGANS = "organos_del_funcionario"  # from which the header's organ of origin is chosen

# Lanes that each case resolves to an organ (domain/organs.md §3.8): whoever starts there gives the organ of origin.
CASE_ROLES = frozenset({
    "proponente", "organo-proponente", "area-tecnica", "organos-opinantes", "organos-responsables",
    "organos-evaluados", "area-usuaria", "coordinador-convenio", "solicitante", "informante", "comision", "superior",
    "organo-emisor", "firmante", "visador", "organo-tecnico",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """A procedure that an officer may start today, and the organs for which he may."""

    procedure: str
    number: int
    name: str
    about: str
    lane: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header form of a new case, with the values that its choices are made from."""

    start: Start
    form: Form
    values: Mapping[str, Any]


def offered(session: Session, officer: str, at: datetime) -> list[Start]:
    """Return the procedures that the officer may start today by hand, by name."""
    day = at.astimezone(LIMA).date()
    found = [_start(session, Key(*pair), officer, day) for pair in versions.in_force(session).items()]
    return sorted((start for start in found if start is not None and start.actors), key=lambda start: start.name)


def header(session: Session, procedure: str, officer: str, at: datetime) -> Header:
    """Return the header form with which the officer starts the procedure. Raises NotFound, NotAllowed."""
    day = at.astimezone(LIMA).date()
    number = versions.in_force(session).get(procedure)
    if number is None:
        raise NotFound(f"El procedimiento «{procedure}» no está publicado. Elija uno de la lista.")
    start = _start(session, Key(procedure, number), officer, day)
    if start is None:
        raise NotAllowed("Este procedimiento no se inicia a mano: lo llaman otros. No se abrió ningún expediente.")
    if not start.actors:
        raise NotAllowed(
            f"«{start.name}» lo inicia {start.lane}; hoy usted no actúa por ese órgano. No se abrió ningún expediente."
        )
    return Header(start, header_form(), {ORGANS: _choices(session, start.actors, day), **_channel(start.actors)})


def _channel(actors: Sequence[Actor]) -> dict[str, str]:
    """Return how a case of the mesa de partes comes, unless the officer says otherwise: on paper, from outside."""
    return {"canal": "mesa_partes_fisica"} if actors[0].organ == POST else {}


def open_by_hand(
    session: Session, procedure: str, officer: str, posted: Mapping[str, Any], at: datetime, *, key: str
) -> dict[str, Any]:
    """Open a case with the header as it was filled in; return `{"case", "number", "task"}`.

    `task` is the first task that the officer may act on, empty for none. The repeat of a key gets the first answer.
    Raises Invalid (with a sentence per field), NotFound, NotAllowed.
    """
    body = {"procedure": procedure, "posted": dict(posted)}
    return commands.once(session, key, officer, body, lambda: _open(session, procedure, officer, posted, at), at)


@cache
def header_form() -> Form:
    """Return the house's own header form."""
    return forms.read(HEADER.read_bytes(), HEADER.name)


def start_event(process: Node) -> Node | None:
    """Return the start event without a trigger, by which a person starts; None for a process that has none."""
    return next((node for node in process.children if node.kind == "startEvent" and not node.triggers), None)


def _start(session: Session, key: Key, officer: str, day: date) -> Start | None:
    plan = bound.ready(session, key).plans.get(key.procedure)
    if plan is None or plan.process.properties.get("cabildo.inicio") == "llamada":
        return None
    event = start_event(plan.process)
    if event is None:
        return None
    process = plan.process
    actors = _actors(session, event.lane, officer, day, key.procedure)
    return Start(key.procedure, key.number, process.name or key.procedure, process.documentation.strip(),
                 _lane_in_words(session, event.lane, day), tuple(actors))  # fmt: skip


def _actors(session: Session, lane: Lane | None, officer: str, day: date, procedure: str) -> Sequence[Actor]:
    """Return as whom the officer may start: for the organ of the lane, or for any of his where a case resolves it."""
    if lane is None or _is_role(lane.organ):
        return [
            actor
            for actor in appointments.actors_of(session, officer, day)
            if actor.procedures is None or procedure in actor.procedures
        ]
    try:
        actor = appointments.may_act(session, officer, lane.organ, day, procedure)
    except NoOrgan:
        return []
    return [actor] if actor else []


def _is_role(organ: str) -> bool:
    return organ.startswith("=") or organ in CASE_ROLES or organ in ("", "-")


def _lane_in_words(session: Session, lane: Lane | None, day: date) -> str:
    if lane is None or _is_role(lane.organ):
        return "cualquier órgano"
    try:
        return organs.resolve(session, lane.organ, day).organ.name
    except NoOrgan:
        return lane.name or lane.organ


def _choices(session: Session, actors: Sequence[Actor], day: date) -> list[dict[str, str]]:
    named = {actor.organ: organs.organ_on(session, actor.organ, day) for actor in actors}
    return [{"label": organ.name if organ else slug, "value": slug} for slug, organ in named.items()]


def _open(session: Session, procedure: str, officer: str, posted: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    found = header(session, procedure, officer, at)
    checked = found.form.check(posted, found.values, at=at)
    if checked.errors:
        raise Invalid(
            "Revise lo señalado. Todo lo que escribió sigue en pantalla; aún no se abrió nada.", checked.errors
        )
    actor = _acting(found.start.actors, checked.answers)
    values = {name: value for name, value in checked.answers.items() if value is not None}
    values |= {"organo_origen": actor.organ, "reservado": values.get("reservado") is True}
    who = tasks.actor_of(session, actor, at.astimezone(LIMA).date())
    case = follow_up.open_case(session, procedure, values, at, actor=who)
    documents.attach(session, case.id, "", found.form.documents(checked.answers), officer)
    return {"case": case.id, "number": case.number, "task": _first_task(session, case.id, officer, at, procedure)}


def _acting(actors: Sequence[Actor], answers: Mapping[str, Any]) -> Actor:
    chosen = answers.get("organo_origen")
    return next((actor for actor in actors if actor.organ == chosen), actors[0])


def _first_task(session: Session, case_id: int, officer: str, at: datetime, procedure: str) -> str:
    day = at.astimezone(LIMA).date()
    for row in standing.tasks_of(session, case_id):
        if row.organ and appointments.may_act(session, officer, row.organ, day, procedure):
            return row.task
    return ""
