"""Who steps aside from a task, or leaves it undone, and who goes on in his place: what procedures ask of the house.

The services look at the case that they name and answer at once; what they answered, the one door then tells to it.
Source: LPAG 99 to 104 (domain/organs.md §7.3, domain/procedures.md S3); an ordinance not promulgated: P2, N13b.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
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
    MessageArrived,
    Passed,
    TaskAssigned,
    TaskDecided,
    TaskReassigned,
    Withdrawn,
)
from handlers import appointments, drawings, holding, links, messages, organs, standing, successors, verbs
from handlers.calendar import written
from handlers.holding import AD_HOC, IN_CHARGE, SUPERVISED, replaced
from handlers.organs import NoOrgan
from handlers.standing import CaseRow, OpenTask
from handlers.successors import Successor
from workflows.terms import LIMA

SET_ASIDE, REASSIGN = "tareas.apartar", "tareas.reasignar"

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which open task of which case an officer steps aside, or leaves it undone."""

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
    (see `successors.of`) and all `funcionarios` that an ad hoc designation could name, as options of a form.
    """
    everyone = _options(session, day, [Successor(actor) for actor in successors.eligible(session, day)])
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
        "tarea_nombre": drawn.called(asked.row.task),
        "persona": asked.officer,
        "persona_nombre": asked.name,
        "organo": asked.row.organ,
        "organo_nombre": asked.row.organ_name,
        "vence": asked.row.due,
        "vence_en_palabras": written(asked.row.due) if asked.row.due else None,
        "candidatos": _options(session, day, _candidates(session, day, asked)),
        "funcionarios": _options(session, day, _eligible(session, day, asked)),
    }


def reassign(session: Session, day: date, inputs: Mapping[str, Any]) -> Answer:
    """`tareas.reasignar` {caso_origen, tarea, persona, modalidad, reemplazo}: the same task, with the same due date.

    With `instrumento` instead of `persona`, whoever has it left it undone: the instrument puts `reemplazo` in charge.
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
    return found + list(_without_object(session, case_id, number, moved))


def _without_object(session: Session, case_id: int, number: str, moved: Moved) -> Iterator[tuple[int, Cause]]:
    """Yield what the abstentions still to be resolved are told when their task, or its whole case, is settled.

    One whose version does not wait for it is left as it is: its superior can accept or deny it all the same.
    """
    settled = {effect.place for effect in moved.effects if isinstance(effect, Passed | Withdrawn)}
    if moved.undone or not settled:
        return
    ended = any(isinstance(effect, CaseEnded) for effect in moved.effects)
    for link in links.of_case(session, case_id):
        if link.how != "abstencion" or link.ended or not (ended or link.task in settled):
            continue
        why = f"El expediente {number} terminó." if ended else f"La tarea «{link.task_name}» ya no está abierta."
        yield link.other, MessageArrived(messages.NO_OBJECT, link.number, {"motivo": why}, sender=number,
                                         sent_at=moved.position)  # fmt: skip


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
    row, how = asked.row, "reasignacion" if _by_instrument(inputs) else "abstencion"
    instrument = _by_instrument(inputs) or _instrument(number)
    cause = TaskReassigned(row.task, how, row.organ, row.organ_name, officer, name, capacity, row.organ,
                           row.organ_name, asked.officer, asked.name, instrument, actor=actor)  # fmt: skip
    return [(asked.case.id, cause)]


def _by_instrument(inputs: Mapping[str, Any]) -> str:
    return " ".join(str(inputs.get("instrumento") or "").split())


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
    if _by_instrument(inputs):
        return _Asked(case, row, *_who_has(session, day, row))
    officer, name = _officer(session, day, str(inputs.get("persona") or "").strip())
    return _Asked(case, row, officer, name)


def _who_has(session: Session, day: date, row: OpenTask) -> tuple[str, str]:
    """Return identifier and name of who has a task to decide: he who holds it, or directs its organ, or _Unclear."""
    if row.held_by:
        return row.held_by, row.held_name
    for actor in appointments.acting(session, row.organ, day):
        if actor.is_head:
            return actor.officer, actor.name
    raise _Unclear(f"Hoy nadie dirige {row.organ_name or row.organ}.")


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
    if officer not in {one.actor.officer for one in _eligible(session, day, asked)}:
        raise _Unclear(f"{name} no puede recibir esta tarea: los regidores no ejercen función administrativa (LOM 11) "
                       "y el órgano de control no decide.")  # fmt: skip
    try:
        of_the_organ = appointments.may_act(session, officer, asked.row.organ, day, asked.case.procedure)
    except NoOrgan:
        of_the_organ = None
    return officer, name, "" if of_the_organ else IN_CHARGE if _by_instrument(inputs) else AD_HOC


# who could replace whom


def _candidates(session: Session, day: date, asked: _Asked) -> list[Successor]:
    """Return who may decide the task in his place; not who stepped aside from it himself or whose duties differ."""
    at = datetime.combine(day, time(12), LIMA)
    return [
        one
        for one in successors.of(session, day, asked.row.organ, asked.officer)
        if not holding.barred(session, asked.case, asked.row, one.actor.officer, at).why
    ]


def _eligible(session: Session, day: date, asked: _Asked) -> list[Successor]:
    return [Successor(actor) for actor in successors.eligible(session, day, asked.row.organ, asked.officer)]


def _options(session: Session, day: date, found: Sequence[Successor]) -> list[dict[str, str]]:
    chart = organs.chart_on(session, day)
    return [{"value": one.actor.officer, "label": _label(one, chart)} for one in found]


def _label(one: Successor, chart: organs.Chart) -> str:
    rank = f": {one.rank}" if one.rank else ""
    return f"{one.actor.name}, {one.actor.post} ({chart.organs[one.actor.organ].acronym}){rank}"


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in split if not unicodedata.combining(char)).split())


SERVICES: Mapping[str, Callable[[Session, date, Mapping[str, Any]], Answer]] = {
    SET_ASIDE: set_aside,
    REASSIGN: reassign,
}
