"""The action «Abstenerme» of a task: a case of the procedure `abstencion`, linked to the first, its grounds stated.

Source: LPAG 99 and 100.1 (domain/organs.md §7.3): whoever must abstain says so in writing to his superior.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import bound
from handlers import appointments, commands, decisions, drawings, follow_up, holding, organs, standing, tasks
from handlers.appointments import POLITICAL
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.tasks import Sheet
from workflows import dmn, forms, versions
from workflows.diagram import Node
from workflows.terms import LIMA
from workflows.versions import Key

PROCEDURE, FIRST = "abstencion", "fundamentar_abstencion"
GROUNDS = "causales_abstencion"
MAYOR, GOVERNMENT = "alcaldia", "gobierno"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page of an abstention shows: the task that it is about, the form, and what the form already knows."""

    task: Sheet
    form: forms.Form
    values: Mapping[str, Any]
    superior: str  # name of the organ that will decide


def is_offered(session: Session, sheet: Sheet) -> bool:
    """Tell whether an officer may abstain from a task: the procedure is published, and he has not done so already."""
    return sheet.hold.link is None and sheet.case.procedure != PROCEDURE and PROCEDURE in versions.in_force(session)


def sheet(session: Session, case_id: int, task: str, officer: str, at: datetime) -> Asking:
    """Return what an officer fills in to abstain from a task. Raises as `tasks.sheet` does, and NotAllowed."""
    about = tasks.sheet(session, case_id, task, officer, at)
    if not is_offered(session, about):
        raise NotAllowed(about.hold.why or "De esta tarea no cabe una abstención. No se registró nada.")
    day = at.astimezone(LIMA).date()
    organ = _organ_of(session, about, day)
    above = superior(session, organ, officer, day)
    number = versions.in_force(session)[PROCEDURE]
    form = tasks.form_of(session, PROCEDURE, number, _first(session, number).form or "")
    if form is None:
        raise NotFound("El procedimiento de abstención no tiene formulario. Avise a quien lo diseñó; no se abrió nada.")
    values = {
        "caso_origen": about.case.number,
        "tarea": task,
        "persona": officer,
        "organo": organ,
        "superior": above.slug,
        "presenta": "propia",
        "fecha_conocimiento": None,
    }
    return Asking(about, form, {**values, "causales": _grounds(session, number, at)}, above.name)


def present(
    session: Session, case_id: int, task: str, officer: str, posted: Mapping[str, Any], at: datetime, *, key: str
) -> dict[str, Any]:
    """Open the linked case with its grounds and return `{"case", "number"}`. The repeat of a key gets the first answer.

    Raises Invalid (with a sentence per field), NotAllowed, AlreadyDecided, NotFound; nothing is written then.
    """
    body = {"abstencion": task, "case": case_id, "posted": dict(posted)}
    return commands.once(
        session, key, officer, body, lambda: _present(session, case_id, task, officer, posted, at, key), at
    )


def superior(session: Session, organ: str, officer: str, day: date) -> organs.Organ:
    """Return the organ that decides an abstention: the one above; the concejo of its members and of the alcalde.

    Where the officer himself directs the organ above, the alcalde does (domain/organs.md §3.9). Raises NoOrgan.
    """
    chart = organs.chart_on(session, day)
    own = chart.resolve(organ).organ
    concejo = next((one for one in chart.organs.values() if one.rof_type == GOVERNMENT and not one.external), own)
    if own.slug == MAYOR or own.rof_type in POLITICAL:
        return concejo
    above = chart.superior(organ) or concejo
    heads = {actor.officer for actor in appointments.acting(session, above.slug, day, PROCEDURE) if actor.is_head}
    if officer in heads:
        return concejo if above.slug == MAYOR else chart.resolve(MAYOR).organ
    return above


def _organ_of(session: Session, about: Sheet, day: date) -> str:
    """Return the organ for which an officer abstains: that of the task; of who was named to it ad hoc, his own."""
    acts = appointments.actors_of(session, about.actor.officer, day) if about.actor.capacity == holding.AD_HOC else []
    return acts[0].organ if acts else about.actor.organ


def _present(
    session: Session, case_id: int, task: str, officer: str, posted: Mapping[str, Any], at: datetime, key: str
) -> dict[str, Any]:
    standing.the_case(session, case_id, lock=True)
    asking = sheet(session, case_id, task, officer, at)
    errors = asking.form.check(posted, asking.values, at=at).errors
    if errors:
        raise Invalid("Revise lo señalado. Todo lo que escribió sigue en pantalla; aún no se presentó nada.", errors)
    about = asking.task
    known = {name: value for name, value in asking.values.items() if name != "causales"}
    called = drawings.of_case(session, case_id).called(task)
    header = {
        "asunto": f"Abstención de {about.actor.name}: {about.case.number}, {called}"[:250],
        "organo_origen": known["organo"],
        "canal": "interno",
        "prioridad": "normal",
        "reservado": about.case.reserved,
        "folios": 1,
    }
    opened = follow_up.open_case(session, PROCEDURE, {**header, **known}, at, actor=about.actor)
    first = next((row for row in standing.tasks_of(session, opened.id) if row.element == FIRST), None)
    if first is None:
        raise NotFound("El procedimiento de abstención no empieza por fundamentarla. Avise a quien lo diseñó.")
    decisions.record(session, opened.id, first.task, officer, posted, at, key=f"{key}-fundamento")
    return {"case": opened.id, "number": opened.number}


def _first(session: Session, number: int) -> Node:
    process = bound.ready(session, Key(PROCEDURE, number)).plans[PROCEDURE].process
    found = next((node for node in process.walk() if node.id == FIRST), None)
    if found is None:
        raise NotFound("El procedimiento de abstención no empieza por fundamentarla. Avise a quien lo diseñó.")
    return found


def _grounds(session: Session, number: int, at: datetime) -> Any:
    """Return the grounds in force, as the procedure's own table gives them."""
    files = bound.ready(session, Key(PROCEDURE, number)).files
    for name, source in files.items():
        if name.endswith(".dmn") and dmn.read(source).find(GROUNDS):
            return dmn.evaluate(source, GROUNDS, {}, at=at).value
    return []
