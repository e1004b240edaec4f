"""That the members of a body were told of a sitting: the summons as a paper, and who received it when and how.

Source: LOM 13 (the convocation and its interval), LOM 14 (the documents lie at the members' disposal from that day).
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from handlers import bodies, commands, items, parameters, roll, typeset
from handlers.agendas import invalid, require_keeper, require_state
from handlers.calendar import written
from handlers.sittings import Sitting, said, tell, the
from handlers.typeset import Block, Head, Rows, Text
from workflows.terms import LIMA

MEANS = {"cargo": "En persona, con cargo", "correo": "Correo electrónico", "casilla": "Casilla electrónica"}


def note(
    session: Session, sitting: int, members: Sequence[str], day: date, means: str, proof: str, officer: str,
    at: datetime, *, key: str,
) -> None:  # fmt: skip
    """Write down that members were told of a convened sitting. Raises Invalid, NotAllowed."""
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "convened")
    expected = roll.members_of(session, found, at)
    if not members or not set(members) <= set(expected):
        raise invalid("citados", "Marque a quiénes se citó; todos son de la lista.")
    if means not in MEANS:
        raise invalid("medio", "Elija el medio por el que se les citó.")
    if not (found.convened or day) <= day <= min(found.plan.day, at.astimezone(LIMA).date()):
        raise invalid("fecha", "La citación es de un día entre la convocatoria y hoy, y no después de la sesión.")
    body = {"members": list(members), "day": day.isoformat(), "means": means, "proof": " ".join(proof.split())[:200]}
    commands.once(
        session,
        key,
        officer,
        {"summon": sitting, **body},
        lambda: tell(session, sitting, "summoned", officer, at, body),
        at,
    )


def paper(session: Session, found: Sitting, at: datetime) -> bytes:
    """Return the summons of a convened sitting as a PDF: what, when, where, and the agenda."""
    place = str(parameters.decode(parameters.all_on(session, found.plan.day).get("nombre", '""')))
    body = "Concejo Municipal" if found.plan.is_of_concejo else found.plan.body_name
    kind = f"sesión {found.plan.kind} de concejo" if found.plan.is_of_concejo else "sesión de comisión"
    blocks = list(_blocks(session, found, body, kind, at))
    return typeset.pdf(
        typeset.Paper((place.upper(), body.upper()), (f"CITACIÓN A {kind.upper()}",), found.name, blocks)
    )


def _blocks(session: Session, found: Sitting, body: str, kind: str, at: datetime) -> list[Block]:
    plan = found.plan
    convened = written(found.convened) if found.convened else written(at.astimezone(LIMA).date())
    by = " y ".join(bodies.conveners(session, at, plan.body)) or "quien preside"
    where = plan.place or "la sede de la municipalidad"
    whom = f"del {body}" if plan.is_of_concejo else f"de la {body}"
    blocks: list[Block] = [
        Text(f"Se cita a los miembros {whom} a {kind}, convocada el {convened} por {by}:"),
        Rows((("Día", 2), ("Hora", 1), ("Lugar", 2)), [(written(plan.day), f"{said(plan.hour)} h", where)]),
        Head("Agenda"),
    ]
    for n, item in enumerate(items.of(session, found), start=1):
        what = "Reconsideración: " if item.is_reconsideration else ""
        blocks.append(Text(f"{what}{item.case.subject} ({item.case.number}).", f"{n}."))
    if plan.other:
        blocks.append(Text(plan.other, "Otros puntos."))
    open_to_all = "Los documentos de la agenda están a disposición de los miembros desde la convocatoria (LOM 14)."
    blocks.append(Text(f"{open_to_all} {_rule(found)}"))
    members = roll.members_of(session, found, at)
    blocks += [
        Head("Cargo"),
        Rows((("Miembro", 3), ("Fecha y hora", 1.5), ("Firma", 2)), [(n, "", "") for n in members]),
    ]
    return blocks


def _rule(found: Sitting) -> str:
    if not found.plan.is_of_concejo:
        return ""
    if found.plan.norm:
        return f"No median los días que la ley exige, al amparo de {found.plan.norm}."
    if found.plan.kind == "extraordinaria":
        return "En sesión extraordinaria se trata solo lo que figura en esta agenda (LOM 13)."
    return "Fuera de esta agenda se trata un asunto solo con todos presentes y por unanimidad (LPAG 109.4, TUO)."
