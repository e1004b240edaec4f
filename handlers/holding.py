"""Who may decide an open task beyond being of its organ: to whom it was given, who stepped aside, whose duties differ.

Source: LPAG 99-101 (abstention), domain/organs.md §7.3 and §7.4 (separation of duties).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from handlers import appointments, links, separation
from handlers.appointments import Actor
from handlers.links import LinkedCase
from handlers.organs import NoOrgan
from handlers.standing import CaseRow, OpenTask
from workflows.terms import LIMA

AD_HOC, IN_CHARGE, SUPERVISED = "ad_hoc", "encargado", "supervisado"


# What whoever presides the Concejo does in a case of any procedure, delegated or not: he convenes it (LOM 13, 20.1).
OF_THE_CONCEJO = {"F-S2c": "tramite-concejo"}


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an officer may not decide a task (`why` empty: he may); `remarks` are written down if he does all the same.

    `link` is the case by which he steps aside, if that is the reason.
    """

    why: str = ""
    remarks: Sequence[str] = ()
    link: LinkedCase | None = None


FREE = Hold()


def as_whom(session: Session, officer: str, row: OpenTask, procedure: str, day: date) -> Actor | None:
    """Return as whom an officer decides a task: for its organ, or ad hoc or in charge where it was given to him alone.

    None where he may not.

    Raises organs.NoOrgan.
    """
    found = appointments.may_act(session, officer, row.organ, day, procedure)
    if found is None and row.form in OF_THE_CONCEJO:
        found = appointments.may_act(session, officer, row.organ, day, OF_THE_CONCEJO[row.form])
    if found is None and row.held_by == officer and row.held_as in (AD_HOC, IN_CHARGE):
        return _given_alone(session, row, day)
    return found


def hold(session: Session, case: CaseRow, row: OpenTask, officer: str, at: datetime) -> Hold:
    """Return what keeps an officer, who may act for the task's organ, from deciding it."""
    barring = barred(session, case, row, officer, at)
    if (
        not barring.why
        and row.held_by not in ("", officer)
        and is_there(session, case, row, at.astimezone(LIMA).date())
    ):
        return Hold(f"{_given(row)} Quien dirige el órgano puede recuperarla.")
    return barring


def barred(session: Session, case: CaseRow, row: OpenTask, officer: str, at: datetime) -> Hold:
    """Return what would keep an officer from deciding a task whoever has it: he stepped aside, or duties differ."""
    if link := _stepped_aside(session, row, officer):
        return Hold(_aside(link), link=link)
    found = separation.conflicts(session, case.id, row.task, officer)
    if found and separation.is_strict(session, at.astimezone(LIMA).date()):
        return Hold(found[0])
    return Hold(remarks=tuple(found))


def of_signature(session: Session, case: CaseRow, row: OpenTask, officer: str, at: datetime) -> Hold | None:
    """Return why an officer may not sign: only who directs the organ does, or who acts as its head by an instrument.

    Source: domain/procedures.md S6, domain/organs.md §7.1; who replaces the head in this matter signs what was given
    to him (LPAG 101.2).
    """
    actor = as_whom(session, officer, row, case.procedure, at.astimezone(LIMA).date())
    if actor is None or actor.is_head or row.held_by == officer:
        return None
    return Hold(f"Firma quien dirige {row.organ_name or row.organ}, o quien actúa en su lugar con el documento que lo "
                "dispone. Usted es de ese órgano, pero no puede firmar por él.")  # fmt: skip


def is_there(session: Session, case: CaseRow, row: OpenTask, day: date) -> bool:
    """Tell whether whoever holds a task by name can decide it today; if not, it is the whole organ's."""
    try:
        return as_whom(session, row.held_by, row, case.procedure, day) is not None
    except NoOrgan:
        return False


def _given_alone(session: Session, row: OpenTask, day: date) -> Actor | None:
    serving = {officer.id: officer.name for officer in appointments.in_service(session, day)}
    if row.held_by not in serving:
        return None
    own = next(iter(appointments.actors_of(session, row.held_by, day)), None)
    post = own.post if own else ""
    return Actor(row.held_by, serving[row.held_by], row.organ, post, row.held_as, row.held_instrument, False, None, day)


def _stepped_aside(session: Session, row: OpenTask, officer: str) -> LinkedCase | None:
    return keeping_out(links.of_case(session, row.case_id), row, officer)


def keeping_out(found: Iterable[LinkedCase], row: OpenTask, officer: str) -> LinkedCase | None:
    """Return the abstention that keeps the officer out: one still to be resolved, of this task, or an accepted one.

    Whoever was replaced is so in the whole matter, not in one visit of a task (LPAG 101.2).
    """
    for link in found:
        if link.how != "abstencion" or link.officer != officer or row.held_by == officer:
            continue
        if (not link.ended and link.task == row.task) or replaced(link):
            return link
    return None


def replaced(link: LinkedCase) -> bool:
    """Tell whether an abstention was accepted, so that its officer is out of the matter."""
    return link.ended and link.state == "aceptada" and link.heir_as != SUPERVISED


def _aside(link: LinkedCase) -> str:
    if not link.ended:
        return (
            f"En abstención: expediente {link.number}. Mientras no se resuelva, usted no decide esta tarea; el plazo "
            "sigue corriendo."
        )
    goes_on = f": sigue {link.heir_name}" if link.heir_name else ""
    return f"Se aceptó su abstención (expediente {link.number}){goes_on}."


def _given(row: OpenTask) -> str:
    how = {"derivacion": "se le derivó", "devolucion": "se le devolvió"}.get(row.handed, "se le asignó")
    return f"Esta tarea la tiene {row.held_name}: {how}."


__all__ = [
    "AD_HOC",
    "FREE",
    "IN_CHARGE",
    "SUPERVISED",
    "Hold",
    "as_whom",
    "barred",
    "hold",
    "is_there",
    "keeping_out",
    "replaced",
]
