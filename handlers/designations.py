"""Who takes the place of an organ's head, as an instrument says: suplencia, encargo, delegación.

Source: LPAG 78 (delegation), 84 (suplencia), LOM 11 (regidores); domain/organs.md §7.1 and §7.2. Rows are added and
ended by another instrument, never changed: what was decided under them stays as the journals say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import appointments, commands, organs, registers
from handlers.appointments import POLITICAL, Appointment, Officer
from handlers.calendar import written
from handlers.organs import NoOrgan, Organ
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.registers import in_force
from workflows import versions
from workflows.terms import LIMA

CAPACITIES = {"suplente": "Suplencia", "encargado": "Encargo", "delegado": "Delegación"}
PERSONNEL, ADMINISTRATOR = "of-rrhh", "administrador"
SHORTEST, LONGEST = 3, 200  # characters of an instrument
FOR_EVER = date.max


@dataclass(frozen=True, slots=True)
class Designation:
    """A designation as a page lists it; `state`: vigente, por empezar, terminada."""

    row: Appointment
    name: str
    organ_name: str
    state: str


def may_enter(session: Session, officer: str, day: date) -> bool:
    """Tell whether an officer keeps this register: whoever administers the system, or acts for the personnel office."""
    if ADMINISTRATOR in appointments.roles_of(session, officer, day):
        return True
    try:
        return appointments.may_act(session, officer, PERSONNEL, day) is not None
    except NoOrgan:
        return False


def all_on(session: Session, day: date) -> list[Designation]:
    """Return the designations in force on `day` or to come, then those that ended, newest first."""
    rows = session.execute(
        select(Appointment, Officer.name)
        .join(Officer, Officer.id == Appointment.officer)
        .where(Appointment.capacity.in_(CAPACITIES), Appointment.is_head.is_(True))
        .order_by(Appointment.valid_from.desc(), Appointment.id.desc())
    )
    chart = organs.chart_on(session, day).organs
    found = [
        Designation(row, name, chart[row.organ].name if row.organ in chart else row.organ, _state(row, day))
        for row, name in rows
    ]
    return sorted(found, key=lambda one: one.state == "terminada")


def the_one(session: Session, id: int, at: datetime) -> Designation:
    """Return one designation. Raises NotFound."""
    found = next((one for one in all_on(session, at.astimezone(LIMA).date()) if one.row.id == id), None)
    if found is None:
        raise NotFound("No hay esa designación. Vuelva a la lista.")
    return found


def enter(session: Session, by: str, told: Mapping[str, Any], at: datetime, *, key: str) -> dict[str, Any]:
    """Write a designation down and return `{"id"}`. The repeat of a key gets the first answer.

    `told`: `calidad`, `funcionario`, `organo`, `cargo`, `documento`, `fecha_documento`, `desde`, `hasta`,
    `procedimientos` (of a delegation: the only ones that it reaches). Raises NotAllowed, Invalid (per field).
    """
    return commands.once(session, key, by, {"designa": dict(told)}, lambda: _enter(session, by, told, at), at)


def end(session: Session, by: str, id: int, last: str, instrument: str, at: datetime, *, key: str) -> dict[str, Any]:
    """End a designation on the day `last`, its last one, by an instrument. Raises NotAllowed, NotFound, Invalid."""
    body = {"termina": id, "hasta": last, "documento": instrument}
    return commands.once(session, key, by, body, lambda: _end(session, by, id, last, instrument, at), at)


def _enter(session: Session, by: str, told: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    day = at.astimezone(LIMA).date()
    _require(session, by, day)
    errors: dict[str, str] = {}
    capacity, officer, organ = (
        str(told.get("calidad", "")),
        str(told.get("funcionario", "")),
        str(told.get("organo", "")),
    )
    first = _date(told, "desde", errors, "Diga desde qué día.")
    last = _date(told, "hasta", errors) if told.get("hasta") else None
    signed = _date(told, "fecha_documento", errors, "Diga la fecha del documento.")
    instrument, post = _line(told, "documento"), _line(told, "cargo")
    if capacity not in CAPACITIES:
        errors["calidad"] = "Elija si es suplencia, encargo o delegación."
    if capacity == "suplente" and last is None and "hasta" not in errors:
        errors["hasta"] = "Una suplencia es temporal: diga su último día (LPAG 84)."
    if not SHORTEST <= len(instrument) <= LONGEST:
        errors["documento"] = "Cite la resolución o el documento que lo dispone."
    if signed and signed > day:
        errors["fecha_documento"] = "El documento no puede ser de un día que aún no llega."
    if first and last and last < first:
        errors["hasta"] = "Termina antes de empezar. Corrija una de las dos fechas."
    named = _procedures(session, told, capacity, errors)
    if first:
        _fits(session, capacity, officer, organ, first, last, errors)
    if errors or first is None or signed is None:
        raise Invalid("Revise lo señalado. Lo que escribió sigue en pantalla; aún no se registró nada.", errors)
    row = Appointment(officer=officer, organ=organ, post=post or _head_post(session, organ, first), capacity=capacity,
                      instrument=instrument, instrument_date=signed, valid_from=first, valid_to=last, is_head=True,
                      procedures=" ".join(named) or None, entered_by=by, entered_at=at)  # fmt: skip
    session.add(row)
    session.flush()
    return {"id": row.id}


def _end(session: Session, by: str, id: int, last: str, instrument: str, at: datetime) -> dict[str, Any]:
    day = at.astimezone(LIMA).date()
    _require(session, by, day)
    row = session.get(Appointment, id)
    if row is None or row.capacity not in CAPACITIES:
        raise NotFound("No hay esa designación. Vuelva a la lista.")
    errors: dict[str, str] = {}
    until = _date({"hasta": last}, "hasta", errors, "Diga el último día en que rige.")
    if until and until < day - timedelta(days=1):
        errors["hasta"] = "Lo más pronto que puede terminar es ayer: lo ya actuado hasta entonces vale."
    if not SHORTEST <= len(instrument.strip()) <= LONGEST:
        errors["documento"] = "Cite el documento que la termina."
    if errors or until is None:
        raise Invalid("Revise lo señalado; aún no se registró nada.", errors)
    try:
        registers.end(row, until)
    except ValueError:
        what = "No puede terminar ese día: aún no empezaba, o ya había terminado antes."
        raise Invalid(f"{what} No se registró nada.", {"hasta": what}) from None
    row.ended_by, row.end_instrument = by, " ".join(instrument.split())
    session.flush()
    return {"id": row.id}


def _require(session: Session, by: str, day: date) -> None:
    if not may_enter(session, by, day):
        raise NotAllowed("Las suplencias, encargos y delegaciones las registra Recursos Humanos o quien administra el "
                         "sistema. No se registró nada.")  # fmt: skip


def _fits(
    session: Session, capacity: str, officer: str, slug: str, first: date, last: date | None, errors: dict[str, str]
) -> None:
    """Note what the registers have against it: who is not in service, organs that do not exist, LOM 11, overlaps."""
    person, organ = session.get(Officer, officer), organs.organ_on(session, slug, first)
    if person is None or not in_force(person, first) or (last and not in_force(person, last)):
        errors["funcionario"] = "Elija a un funcionario en servicio durante todo ese tiempo."
    if organ is None or organ.external or organ.rof_type in POLITICAL:
        errors["organo"] = "Elija un órgano del organigrama vigente ese día; quién preside un colegiado se elige en él."
    if person is None or organ is None or errors.keys() & {"funcionario", "organo"}:
        return
    if not _is_open(session, capacity, officer, organ, first):
        errors["funcionario"] = "Los regidores no ejercen función administrativa ni ejecutiva (LOM 11)."
    heads = _heads(session, slug, first, last)
    if any(row.officer == officer and row.capacity == "titular" for row in heads):
        errors["funcionario"] = "Ya es titular de ese órgano: nadie se reemplaza a sí mismo."
    other = next((row for row in heads if row.capacity in ("suplente", "encargado") and capacity == row.capacity), None)
    if other is not None and capacity != "delegado":
        until = f" hasta el {written(other.valid_to)}" if other.valid_to else ""
        errors["desde"] = f"En ese tiempo ya rige otra designación igual ({other.instrument}){until}. Termínela antes."


def _is_open(session: Session, capacity: str, officer: str, organ: Organ, day: date) -> bool:
    chart = organs.chart_on(session, day)
    valid = [row for row in session.scalars(select(Appointment)) if in_force(row, day)]
    if officer not in appointments.regidores_among(valid, chart):
        return True
    return organ.slug == "alcaldia" and capacity != "titular"


def _heads(session: Session, slug: str, first: date, last: date | None) -> list[Appointment]:
    """Return who directs an organ at any time of a period."""
    rows = session.scalars(select(Appointment).where(Appointment.organ == slug, Appointment.is_head.is_(True)))
    until = last or FOR_EVER
    return [row for row in rows if row.valid_from <= until and first <= (row.valid_to or FOR_EVER)]


def _procedures(session: Session, told: Mapping[str, Any], capacity: str, errors: dict[str, str]) -> Sequence[str]:
    given = told.get("procedimientos") or []
    named = sorted({given} if isinstance(given, str) else set(map(str, given)))
    if named and capacity != "delegado":
        errors["procedimientos"] = (
            "Solo una delegación alcanza a algunos procedimientos; un suplente o encargado, a todos."
        )
    elif set(named) - versions.in_force(session).keys():
        errors["procedimientos"] = "Elija procedimientos publicados."
    return named


def _head_post(session: Session, slug: str, day: date) -> str:
    organ = organs.organ_on(session, slug, day)
    return organ.head_post if organ else ""


def _date(told: Mapping[str, Any], name: str, errors: dict[str, str], missing: str = "") -> date | None:
    text = str(told.get(name) or "").strip()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        errors[name] = missing or "Escriba la fecha como día, mes y año."
        return None
    if not 1990 <= found.year <= 2199:
        errors[name] = "Revise el año."
        return None
    return found


def _line(told: Mapping[str, Any], name: str) -> str:
    return " ".join(str(told.get(name) or "").split())[: LONGEST + 1]


def _state(row: Appointment, day: date) -> str:
    if day < row.valid_from:
        return "por empezar"
    return "vigente" if in_force(row, day) else "terminada"
