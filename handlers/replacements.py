"""Who steps aside from a task and who goes on in his place: what the procedure `abstencion` asks of the house.

Its services look at the other case and answer at once; what they answered, the one door then tells to that case.
Source: LPAG 99 to 104 (domain/organs.md §7.3, domain/procedures.md S3).
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import journal
from engine.cases import Moved
from engine.entries import (
    Actor,
    CaseEnded,
    CaseLinked,
    Cause,
    Heard,
    LinkedCaseEnded,
    TaskAssigned,
    TaskDecided,
    TaskReassigned,
)
from handlers import appointments, drawings, links, organs, standing, verbs
from handlers.appointments import POLITICAL
from handlers.calendar import written
from handlers.holding import AD_HOC, SUPERVISED, replaced
from handlers.organs import NoOrgan
from handlers.standing import CaseRow, OpenTask
from workflows.terms import LIMA

SET_ASIDE, REASSIGN = "tareas.apartar", "tareas.reasignar"
CONTROL = "control"  # the OCI never holds a deciding task (domain/organs.md §7.4, sod-4)

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which open task of which case an officer steps aside."""

    case: CaseRow
    row: OpenTask
    officer: str
    name: str


class _Unclear(Exception):
    """What was asked does not name an open task of a case and an officer; the message says in Spanish what is wrong."""


# the services


def set_aside(session: Session, day: date, inputs: Mapping[str, Any]) -> Answer:
    """`tareas.apartar` {caso_origen, tarea, persona}: note that an officer steps aside; say who could replace him.

    Answers `hecha`, `motivo` (why not), the task and the person as the registers name them, `candidatos` of equal rank
    and all `funcionarios` that an ad hoc designation could name, as options of a form.
    """
    everyone = _options(session, day, _eligible(session, day, None))
    try:
        asked = _asked(session, day, inputs)
    except _Unclear as problem:
        return {"hecha": False, "motivo": str(problem), "candidatos": [], "funcionarios": everyone}
    drawn = drawings.of_case(session, asked.case.id)
    return {
        "hecha": True,
        "motivo": None,
        "expediente": asked.case.number,
        "asunto": asked.case.subject,
        "tarea": asked.row.task,
        "tarea_nombre": _called(drawn, asked.row.task),
        "persona": asked.officer,
        "persona_nombre": asked.name,
        "organo": asked.row.organ,
        "organo_nombre": asked.row.organ_name,
        "vence": asked.row.due,
        "vence_en_palabras": written(asked.row.due) if asked.row.due else None,
        "candidatos": _options(session, day, _equals(session, day, asked)),
        "funcionarios": _options(session, day, _eligible(session, day, asked)),
    }


def reassign(session: Session, day: date, inputs: Mapping[str, Any]) -> Answer:
    """`tareas.reasignar` {caso_origen, tarea, persona, modalidad, reemplazo}: the same task, with the same due date.

    Answers `reasignada` and, where nothing changed, `motivo`.
    """
    try:
        asked = _asked(session, day, inputs)
        heir = _heir(session, day, asked, inputs)
    except _Unclear as problem:
        return {"reasignada": False, "motivo": str(problem)}
    return {"reasignada": True, "motivo": None, "sigue": heir[1]}


# what the one door tells of it


def told(session: Session, case_id: int, moved: Moved, at: datetime) -> list[tuple[int, Cause]]:
    """Return what a step of one case has to tell others about who steps aside, each with the case that is told."""
    found: list[tuple[int, Cause]] = []
    day, number = at.astimezone(LIMA).date(), str(moved.case.facts["expediente"] or "")
    for heard in () if moved.undone else moved.heard:
        if _did(heard, SET_ASIDE, "hecha"):
            found += _linked(session, case_id, number, heard.answer)
        elif _did(heard, REASSIGN, "reasignada"):
            found += _reassigned(session, day, number, heard.arguments[0], getattr(moved.cause, "actor", None))
    ended = next((effect for effect in moved.effects if isinstance(effect, CaseEnded)), None)
    if ended:
        waiting = links.waiting_for(session, case_id)
        found += [(link.case_id, LinkedCaseEnded(case_id, number, ended.state or ended.end)) for link in waiting]
    return found


def inherited(session: Session, case_id: int, assigned: TaskAssigned) -> list[Cause]:
    """Return that a new task goes to whoever replaced one of the organ's officers in this matter (LPAG 101.2)."""
    for link in links.of_case(session, case_id):
        if replaced(link) and link.organ == assigned.organ and link.officer in assigned.officers and link.heir:
            return [_heirs(link, assigned)]
    return []


def _heirs(link: links.LinkedCase, assigned: TaskAssigned) -> TaskReassigned:
    task, organ, name = assigned.task, assigned.organ, assigned.organ_name
    return TaskReassigned(task, "abstencion", organ, name, link.heir, link.heir_name, link.heir_as, organ, name,
                          link.officer, link.name, _instrument(link.number))  # fmt: skip


def _did(heard: Heard, service: str, field: str) -> bool:
    answered = heard.question == f"servicio {service}" and heard.how == "value" and isinstance(heard.answer, Mapping)
    return answered and heard.answer.get(field) is True


def _linked(session: Session, case_id: int, number: str, answer: Answer) -> list[tuple[int, Cause]]:
    first = _numbered(session, answer["expediente"])
    if first is None or first.id == case_id:
        return []
    about = {"task": answer["tarea"], "task_name": answer["tarea_nombre"], "organ": answer["organo"],
             "officer": answer["persona"], "name": answer["persona_nombre"]}  # fmt: skip
    return [
        (first.id, CaseLinked(case_id, number, "abstencion", **about)),
        (case_id, CaseLinked(first.id, first.number, "abstencion_de", **about)),
    ]


def _reassigned(
    session: Session, day: date, number: str, inputs: Mapping[str, Any], actor: Actor | None
) -> list[tuple[int, Cause]]:
    try:
        asked = _asked(session, day, inputs)
        officer, name, capacity = _heir(session, day, asked, inputs)
    except _Unclear:
        return []
    row = asked.row
    cause = TaskReassigned(row.task, "abstencion", row.organ, row.organ_name, officer, name, capacity, row.organ,
                           row.organ_name, asked.officer, asked.name, _instrument(number), actor=actor)  # fmt: skip
    return [(asked.case.id, cause)]


def _instrument(number: str) -> str:
    return f"abstención, expediente {number}"


# which task, which officer


def _asked(session: Session, day: date, inputs: Mapping[str, Any]) -> _Asked:
    """Return what is asked, the other case held until the transaction ends. Raises _Unclear."""
    number = str(inputs.get("caso_origen") or "").strip()
    case = _numbered(session, number)
    if case is None:
        raise _Unclear(f"No hay ningún expediente {number}.")
    standing.the_case(session, case.id, lock=True)
    row = _row(session, case, str(inputs.get("tarea") or "").strip())
    officer, name = _officer(session, day, str(inputs.get("persona") or "").strip())
    return _Asked(case, row, officer, name)


def _numbered(session: Session, number: str) -> CaseRow | None:
    return session.scalar(select(CaseRow).where(CaseRow.number == number))


def _row(session: Session, case: CaseRow, task: str) -> OpenTask:
    """Return an open task by its stable name, its element or what the diagram calls it."""
    drawn, wanted = drawings.of_case(session, case.id), _plain(task)
    rows = standing.tasks_of(session, case.id)
    found = [row for row in rows if row.task == task]
    found = found or [row for row in rows if wanted in (_plain(row.element), *map(_plain, _names(drawn, row.task)))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise _Unclear(_settled(session, case, task))
    raise _Unclear(f"Hay {len(found)} tareas «{task}» abiertas en {case.number}; diga cuál.")


def _settled(session: Session, case: CaseRow, task: str) -> str:
    """Return why a task is not open: it was decided, or there is none of that name."""
    for record in reversed(journal.read(session, case.id)):
        if isinstance(record.entry, TaskDecided) and record.entry.task == task:
            return f"La tarea ya se resolvió el {written(record.at.astimezone(LIMA).date())}; no cambia nada."
    return f"En {case.number} no hay ninguna tarea «{task}» abierta; no cambia nada."


def _names(drawn: drawings.Drawings, task: str) -> Iterable[str]:
    """Return how a person may call a task: with and without the number of its step, or by the call that it lies in."""
    around = task.rpartition("/")[0]
    for name in (drawn.name(task), *([drawn.name(around)] if around else [])):
        yield name
        yield verbs.without_number(name)


def _called(drawn: drawings.Drawings, task: str) -> str:
    around = task.rpartition("/")[0]
    return f"{drawn.name(around)}: {drawn.name(task)}" if around else drawn.name(task)


def _officer(session: Session, day: date, told: str) -> tuple[str, str]:
    """Return identifier and name of an officer in service, by either. Raises _Unclear."""
    serving = {one.id: one.name for one in appointments.in_service(session, day)}
    if told in serving:
        return told, serving[told]
    found = [one for one, name in serving.items() if _plain(name) == _plain(told)]
    if len(found) != 1:
        raise _Unclear(f"No hay ningún funcionario «{told}» en servicio.")
    return found[0], serving[found[0]]


def _heir(session: Session, day: date, asked: _Asked, inputs: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return who goes on: identifier, name, and as what where he is not of the organ. Raises _Unclear."""
    if inputs.get("modalidad") == "actua_supervisado":
        return asked.officer, asked.name, SUPERVISED
    officer, name = _officer(session, day, str(inputs.get("reemplazo") or "").strip())
    if officer == asked.officer:
        raise _Unclear("Quien se abstiene no puede reemplazarse a sí mismo.")
    if officer not in {one.officer for one in _eligible(session, day, asked)}:
        raise _Unclear(f"{name} no puede recibir esta tarea: los regidores no ejercen función administrativa (LOM 11) "
                       "y el órgano de control no decide.")  # fmt: skip
    try:
        of_the_organ = appointments.may_act(session, officer, asked.row.organ, day, asked.case.procedure)
    except NoOrgan:
        of_the_organ = None
    return officer, name, "" if of_the_organ else AD_HOC


# who could replace whom


def _eligible(session: Session, day: date, asked: _Asked | None) -> list[appointments.Actor]:
    """Return everyone who could be designated, once each: never the OCI, a regidor only where he may act (LOM 11)."""
    chart, staff = organs.chart_on(session, day), appointments.staff_on(session, day)
    political = asked is not None and _is_political(chart, asked.row.organ)
    found: dict[str, appointments.Actor] = {}
    for slug, actors in staff.by_organ.items():
        organ = chart.organs[slug]
        if organ.external or organ.rof_type == CONTROL or (organ.rof_type in POLITICAL and not political):
            continue
        for actor in actors:
            found.setdefault(actor.officer, actor)
    return [actor for officer, actor in found.items() if asked is None or officer != asked.officer]


def _equals(session: Session, day: date, asked: _Asked) -> list[appointments.Actor]:
    """Return who is of equal rank: members of the same body, heads of organs of the same level, or other staff."""
    chart = organs.chart_on(session, day)
    own = next((a for a in appointments.actors_of(session, asked.officer, day) if a.organ == asked.row.organ), None)
    organ = chart.organs.get(asked.row.organ)
    if own is None or organ is None:
        return []

    def is_equal(other: appointments.Actor) -> bool:
        its = chart.organs[other.organ]
        if organ.rof_type in POLITICAL:
            return other.organ == organ.slug
        if own.is_head:
            return other.is_head and its.level == organ.level
        return not other.is_head and other.organ == organ.slug

    everyone = appointments.staff_on(session, day).by_organ.values()
    allowed = {actor.officer for actor in _eligible(session, day, asked)}
    equals = [actor for actors in everyone for actor in actors if actor.officer in allowed and is_equal(actor)]
    found: dict[str, appointments.Actor] = {}
    for actor in sorted(equals, key=lambda actor: chart.organs[actor.organ].parent != organ.parent):
        found.setdefault(actor.officer, actor)
    return list(found.values())


def _is_political(chart: organs.Chart, slug: str) -> bool:
    organ = chart.organs.get(slug)
    return slug == "alcaldia" or (organ is not None and organ.rof_type in POLITICAL)


def _options(session: Session, day: date, actors: Sequence[appointments.Actor]) -> list[dict[str, str]]:
    chart = organs.chart_on(session, day)
    return [
        {"value": actor.officer, "label": f"{actor.name}, {actor.post} ({chart.organs[actor.organ].acronym})"}
        for actor in actors
    ]


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in split if not unicodedata.combining(char)).split())


SERVICES: Mapping[str, Callable[[Session, date, Mapping[str, Any]], Answer]] = {
    SET_ASIDE: set_aside,
    REASSIGN: reassign,
}
