"""How a sitting ends: closed or without quorum, with its acta in the file of every case that it was about."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.journal import moment_text
from handlers import (
    accounts,
    appointments,
    ballots,
    bodies,
    commands,
    decisions,
    documents,
    items,
    minutes,
    sittings,
    standing,
)
from handlers.agendas import invalid, require_keeper, require_state
from handlers.refusals import Invalid, NotAllowed
from handlers.sittings import PRESENT, Signature, Sitting, hour, not_before, tell, the
from handlers.standing import OpenTask
from handlers.tasks import Sheet
from workflows.terms import LIMA

WITHOUT_QUORUM = "sin_quorum"
FIELD = "acta"  # under which the acta lies in the file of a case


def next_acta(session: Session, found: Sitting) -> str:
    """Return the number that the acta of a sitting would take: each body counts its own, by year."""
    year = found.plan.day.year
    before = [one for one in sittings.every(session) if one.number and _same_series(one, found)]
    of_body = "" if found.plan.is_of_concejo else f"-{bodies.acronym_of(session, found.plan.body, found.plan.day)}"
    return f"ACTA N.º {len(before) + 1:03}-{year}{of_body}"


def close(
    session: Session, sitting: int, officer: str, at: datetime, *, when: str, number: str, next_day: bool = False,
    leaving: bool = False, key: str,
) -> None:  # fmt: skip
    """Close a sitting: its acta is written, lies in the file of every case, and is given to those that wait for it.

    `leaving`: what was not seen waits for another sitting. Raises Invalid for an hour before the last that was told.
    """
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "open")
    kept = not_before(found, hour(when, next_day=next_day), "El cierre")
    if ties := [case for case in found.plan.matters if bodies.task_of(session, case, bodies.CAST)]:
        raise Invalid(f"Falta el voto dirimente en {_numbers(session, ties)}. La sesión sigue abierta.")
    left = [case for case in found.plan.matters if case not in found.resolved]
    if left and not leaving:
        raise Invalid(f"Falta registrar qué se resolvió en {_numbers(session, left)}. La sesión sigue abierta; si no "
                      "se llegaron a tratar, márquelo al cerrar.")  # fmt: skip
    _end(session, found, officer, at, kept, _number(session, found, number), key, failed=False)


def fail(session: Session, sitting: int, officer: str, at: datetime, *, when: str, number: str, key: str) -> None:
    """Write down that too few attended: there is no sitting, its acta says so, every matter waits for another call.

    Raises Invalid where there are enough, or something was resolved already.
    """
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "open")
    counted = ballots.quorum(session, found, at)
    if found.resolved or counted is None or counted.reached:
        raise Invalid("Hay quórum, o ya se resolvió un asunto: la sesión se cierra, no se da por no realizada.")
    kept, numbered = not_before(found, hour(when), "La constancia"), _number(session, found, number)
    for case_id in found.plan.matters:
        if bodies.task_of(session, case_id, *bodies.HOLDING) is not None:
            sheet = ballots.sheet(session, found, case_id, officer, at)
            if not _admits(sheet, WITHOUT_QUORUM):
                continue
            answers = {**ballots.proposed(session, sheet, found, at), "decision": WITHOUT_QUORUM}
            if sheet.row.form == bodies.RECONSIDER:
                answers["sustento"] = (f"No se alcanzó el quórum: asistieron {found.present} de {found.able} miembros "
                                       "hábiles (LOM 16).")  # fmt: skip
            ballots.resolve(session, sitting, case_id, officer, answers, at, when=kept, key=f"{key}/{case_id}")
    _end(session, the(session, sitting), officer, at, kept, numbered, key, failed=True)


def attach(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> int:
    """Give the acta of a closed sitting to every matter that waits for it; return to how many."""
    found = the(session, sitting)
    require_state(found, "closed")
    tasks = [(case, bodies.task_of(session, case, bodies.RECORD)) for case in found.plan.matters]
    ready = [(case, task) for case, task in tasks if task is not None and case in found.resolved]

    def do() -> dict[str, int]:
        for case_id, task in ready:
            answers = {"numero_acta": found.number, "acta_redactada": found.seal}
            told = decisions.record(session, case_id, task.task, officer, answers, at, key=f"{key}/{case_id}")
            tell(session, sitting, "attached", officer, at, {"case": case_id, "position": told["position"]})
        return {"matters": len(ready)}

    asked = {"attach": sitting, "cases": [case for case, _ in ready]}
    return int(commands.once(session, key, officer, asked, do, at)["matters"])


def signers(session: Session, found: Sitting, officer: str) -> str:
    """Return as whom an officer may sign the acta of a closed sitting, by name; empty where he may not, or did.

    Who presides and who kept it must; whoever attended may (LPAG 113.3, TUO).
    """
    name = appointments.officer_named(session, officer).name
    keeps = officer == found.keeper
    attended = name in {member for member, how in found.attendance.items() if how in PRESENT} | {
        one.member for one in found.movements
    }
    free = found.state == "closed" and all(one.officer != officer for one in found.signatures)
    return name if free and (keeps or attended or name == found.presides) else ""


def sign(session: Session, sitting: int, officer: str, at: datetime, *, password: str, key: str) -> None:
    """Sign the acta with the officer's password; signed by who presides and who kept it, it is filed as signed.

    Raises Invalid for a wrong password, NotAllowed for whom it is not to sign.
    """
    found = the(session, sitting)
    require_state(found, "closed")
    name = signers(session, found, officer)
    if not name:
        raise NotAllowed(
            "El acta la firman quien presidió, quien da fe y quienes asistieron, una vez. No se firmó nada."
        )
    if not accounts.confirm_password(session, officer, password, at):
        raise invalid("password", "La contraseña no es la suya. No se firmó nada; escríbala otra vez.")
    post = bodies.post_of(session, officer, found.plan.body, at.astimezone(LIMA).date())
    digest = hashlib.sha256(f"{found.seal}\n{officer}\n{post}\n{moment_text(at)}\n".encode()).hexdigest()
    new = Signature(officer, name, post, at, digest)

    def do() -> dict[str, Any]:
        signed = replace(found, signatures=(*found.signatures, new))
        seal = _file(session, found, f"{found.number} firmada.pdf", _paper(session, signed, at), officer, at) \
            if is_signed(signed) else found.seal  # fmt: skip
        tell(session, sitting, "signed", officer, at, {"name": name, "post": post, "digest": digest, "seal": seal})
        return {"sitting": sitting}

    commands.once(session, key, officer, {"sign": sitting, "officer": officer}, do, at)


def unsigned_by(session: Session, found: Sitting) -> list[str]:
    """Return who still has to sign the acta, by name: who presided, who kept it."""
    signed = {one.name for one in found.signatures}
    keeper = appointments.officer_named(session, found.keeper).name if found.keeper else ""
    return [name for name in dict.fromkeys((found.presides, keeper)) if name and name not in signed]


def is_signed(found: Sitting) -> bool:
    """Tell whether both who presided and who kept the sitting have signed its acta."""
    presided = found.presides in {one.name for one in found.signatures}
    return presided and found.keeper in {one.officer for one in found.signatures}


def approving(session: Session, found: Sitting) -> list[OpenTask]:
    """Return the tasks by which the acta of a sitting waits to be approved, one for each of its cases."""
    tasks = (bodies.task_of(session, case_id, bodies.APPROVE) for case_id in found.plan.matters)
    return [task for task in tasks if task is not None] if found.state == "closed" else []


def may_approve(session: Session, found: Sitting, officer: str, at: datetime) -> bool:
    """Tell whether the officer may say that the body approved its acta."""
    return appointments.may_act(session, officer, found.plan.body, at.astimezone(LIMA).date()) is not None


def approve(
    session: Session, sitting: int, officer: str, at: datetime, *, day: date, remarks: str, key: str
) -> None:  # fmt: skip
    """Approve the acta of a closed sitting in each of its cases, for the Concejo. Raises as `decisions.record` does."""
    found = the(session, sitting)
    ready = approving(session, found)
    if not ready:
        raise Invalid("El acta de esta sesión no espera aprobación. No se registró nada.")

    def do() -> dict[str, Any]:
        answers = {"fecha_aprobacion": day.isoformat(), "observaciones_al_acta": remarks}
        for task in ready:
            decisions.record(session, task.case_id, task.task, officer, answers, at, key=f"{key}/{task.case_id}")
        tell(session, sitting, "approved", officer, at, {"day": day.isoformat(), "remarks": remarks})
        return {"sitting": sitting}

    commands.once(session, key, officer, {"approve": sitting, "day": day.isoformat(), "remarks": remarks}, do, at)


def _paper(session: Session, found: Sitting, at: datetime) -> bytes:
    acta = minutes.of(session, found, items.of(session, found), number=found.number, closed=found.closed,
                      failed=found.failed)  # fmt: skip
    return minutes.paper(acta, at)


def _end(
    session: Session, found: Sitting, officer: str, at: datetime, kept: str, number: str, key: str, *, failed: bool
) -> None:
    acta = minutes.of(session, found, items.of(session, found), number=number, closed=kept, failed=failed)
    source = minutes.paper(acta, at)

    def do() -> dict[str, Any]:
        seal = _file(session, found, f"{number}.pdf", source, officer, at)
        tell(session, found.id, "closed", officer, at, {"hour": kept, "number": number, "seal": seal, "failed": failed})
        return {"sitting": found.id}

    commands.once(session, key, officer, {"close": found.id, "hour": kept, "number": number, "failed": failed}, do, at)
    attach(session, found.id, officer, at, key=f"{key}/acta")


def _file(session: Session, found: Sitting, name: str, source: bytes, officer: str, at: datetime) -> str:
    """Put a PDF into the file of every case on the agenda; return its seal."""
    seal = ""
    for case_id in found.plan.matters:
        seal = documents.keep(session, name, source, officer, at, case_id=case_id).sha256
        documents.attach(session, case_id, "", {FIELD: [seal]}, officer)
    return seal


def _admits(sheet: Sheet, outcome: str) -> bool:
    """Tell whether the form of this version knows an outcome at all."""
    field = sheet.form.field_at(sheet.decision or "decision") if sheet.form else None
    return field is not None and outcome in {option.value for option in field.options}


def _number(session: Session, found: Sitting, number: str) -> str:
    told = " ".join(number.split())
    if not 3 <= len(told) <= 80:
        raise invalid("numero", "Escriba el número del acta, de 3 a 80 caracteres.")
    if any(one.number == told and one.id != found.id and _same_series(one, found) for one in sittings.every(session)):
        raise invalid("numero", f"Ya hay un acta «{told}» de este órgano. Escriba el número que sigue.")
    return told


def _same_series(one: Sitting, other: Sitting) -> bool:
    return one.plan.body == other.plan.body and one.plan.day.year == other.plan.day.year


def _numbers(session: Session, case_ids: list[int]) -> str:
    return ", ".join(case.number for one in case_ids if (case := standing.the_case(session, one)))
