"""Record what an officer decided for an organ: who may, whether the answers fit the form, and what was signed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import canon
from engine.entries import Actor, TaskClaimed, TaskDecided, TaskReleased
from engine.journal import DecidedElsewhere, moment_text
from engine.stepper import NotWaiting
from handlers import accounts, citing, commands, documents, drafts, follow_up, tasks
from handlers.refusals import Invalid, NotAllowed
from handlers.tasks import Sheet


def record(
    session: Session, case_id: int, task: str, officer: str, posted: Mapping[str, Any], at: datetime, *,
    key: str, password: str | None = None, confirmed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Record a decision and return where it stands: `{"case", "position"}`. The repeat of a key gets the first answer.

    A signature needs the officer's password; `confirmed` says that the caller has asked for it himself.
    With `"undone": True` the procedure could not go on from it: the journal says so, and the task is still open.

    Raises Invalid (with a sentence per field), NotAllowed, AlreadyDecided, NotFound; nothing is written then.
    """
    if password:
        _confirm(session, officer, password, at)
    body = {"task": task, "case": case_id, "posted": dict(posted)}
    try:
        return commands.once(
            session,
            key,
            officer,
            body,
            lambda: _record(session, case_id, task, officer, posted, at, confirmed or bool(password)),
            at,
        )
    except (NotWaiting, DecidedElsewhere):
        session.rollback()
        raise tasks.gone(session, case_id, task) from None


def _confirm(session: Session, officer: str, password: str, at: datetime) -> None:
    """Ask for the password before anything is written: a wrong one is counted for good. Raises Invalid."""
    if not accounts.confirm_password(session, officer, password, at):
        sentence = (
            "La contraseña no es la suya. No se firmó nada y lo que escribió sigue en pantalla; escríbala otra vez."
        )
        raise Invalid(sentence, {"password": sentence})


def _record(
    session: Session, case_id: int, task: str, officer: str, posted: Mapping[str, Any], at: datetime, confirmed: bool
) -> dict[str, Any]:  # fmt: skip
    sheet = tasks.sheet(session, case_id, task, officer, at)
    if sheet.row.claimed_by not in ("", officer):
        raise NotAllowed(
            f"{sheet.row.claimed_name} tomó esta tarea. Sus respuestas siguen en pantalla; pídale que la suelte."
        )
    if sheet.hold.why:
        raise NotAllowed(f"{sheet.hold.why} No se registró nada; lo que escribió sigue en pantalla.")
    answers = _checked(session, sheet, posted, officer, at)
    signature = _sign(sheet, answers, confirmed, at) if sheet.is_signature else ""
    decided = TaskDecided(task, answers, actor=sheet.actor, signature=signature, remarks=sheet.hold.remarks)
    moved = follow_up.advance(session, case_id, decided, at)
    if moved.undone:
        return {"case": case_id, "position": moved.position, "undone": True}
    drafts.forget(session, case_id, task)
    documents.attach(session, case_id, task, sheet.form.documents(answers) if sheet.form else {}, officer)
    return {"case": case_id, "position": moved.position}


def _checked(
    session: Session, sheet: Sheet, posted: Mapping[str, Any], officer: str, at: datetime
) -> dict[str, Any]:  # fmt: skip
    if sheet.form is None:
        return {}
    decision = sheet.decision or "decision"
    checked = sheet.form.check(posted, sheet.values, at=at, outcomes=sheet.offered, decision=decision)
    chosen = str(checked.answers.get(decision) or posted.get(decision) or "")
    errors = {**citing.refused(session, sheet.form, checked.answers, sheet.case, officer, at), **checked.errors}
    if chosen in sheet.withheld:
        errors[decision] = sheet.withheld[chosen]
    elif not errors and sheet.offered is not None:
        withheld = tasks.withheld(sheet, checked.answers, at)  # it may depend on what was answered
        if chosen in withheld:
            errors[decision] = withheld[chosen]
    if errors:
        raise Invalid("Revise lo señalado. Todo lo que escribió sigue en pantalla; aún no se registró nada.", errors)
    return dict(checked.answers)


def _sign(sheet: Sheet, answers: Mapping[str, Any], confirmed: bool, at: datetime) -> str:
    """Return the digest of what is signed: the answers, who signs in which capacity, and when. Raises Invalid."""
    if not confirmed:
        raise Invalid("Falta su contraseña: firmar es un acto personal. Lo que escribió sigue en pantalla.",
                      {"password": "Escriba su contraseña para firmar."})  # fmt: skip
    return signed(sheet.actor, answers, at)


def signed(actor: Actor, answers: Mapping[str, Any], at: datetime) -> str:
    """Return the SHA-256 of a signed act: officer, capacity, instrument, moment and canonical answers."""
    head = f"{actor.officer}\n{actor.organ}\n{actor.capacity}\n{actor.instrument}\n{moment_text(at)}\n"
    return hashlib.sha256(head.encode() + canon.encode(dict(answers))).hexdigest()


def claim(session: Session, case_id: int, task: str, officer: str, at: datetime) -> None:
    """Take a task of the organ. Raises NotAllowed when another officer has it."""
    sheet = tasks.sheet(session, case_id, task, officer, at)
    if sheet.row.claimed_by == officer:
        return
    if sheet.row.claimed_by:
        raise NotAllowed(f"{sheet.row.claimed_name} ya tomó esta tarea.")
    if sheet.hold.why:
        raise NotAllowed(f"{sheet.hold.why} No se registró nada.")
    follow_up.advance(session, case_id, TaskClaimed(task, sheet.actor), at)


def release(session: Session, case_id: int, task: str, officer: str, at: datetime) -> None:
    """Give a task back to the organ. Raises NotAllowed unless the officer has it."""
    sheet = tasks.sheet(session, case_id, task, officer, at)
    if sheet.row.claimed_by != officer:
        raise NotAllowed("Usted no tiene tomada esta tarea.")
    follow_up.advance(session, case_id, TaskReleased(task, sheet.actor), at)
