"""What the engine may ask while it steps a case: parameters, working days, and the automatic services of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.data import READ, WRITE
from engine.ports import BpmnError, Later, Nobody, Sourced
from handlers import (
    appointments,
    books,
    calendar,
    documents,
    execution,
    numbering,
    organs,
    parameters,
    replacements,
    terms,
)
from handlers.refusals import Invalid, NotFound
from workflows.terms import LIMA


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks: the transaction, the case and the moment. It answers the engine (see `engine.ports.Port`)."""

    session: Session
    case_id: int
    expediente: str
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(LIMA).date()

    def ask(self, name: str, arguments: list[Any]) -> Any:
        """Return a parameter in force today, or what a working-day function gives. Raises Nobody."""
        if name.startswith("parametro."):
            return self._parameter(name.removeprefix("parametro."))
        if name == READ:
            return self._register(arguments)
        if name not in terms.FUNCTIONS:
            raise Nobody(name)
        days = calendar.calendar(self.session)
        return Sourced(terms.answer(name, arguments, days), f"calendario {days.version}")

    def _parameter(self, name: str) -> Any:
        if name in OF_REGISTERS:
            return OF_REGISTERS[name](self)
        try:
            return parameters.value(self.session, name, self.today)
        except parameters.NoParameter:
            raise Nobody(name) from None

    def _register(self, arguments: list[Any]) -> Any:
        try:
            return books.answer(self.session, arguments, self.today)
        except NotFound:
            raise Nobody(READ) from None

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return what a service answers. Raises BpmnError, Later, Nobody."""
        service = SERVICES.get(kind)
        if service is None:
            raise Nobody(kind)
        return service(self, inputs)


def _number(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`documentos.numerar`: the next number of the organ, type and year, taken in this very transaction."""
    slug, kind = str(inputs.get("organo") or ""), str(inputs.get("tipo") or "")
    organ = organs.organ_on(desk.session, slug, desk.today)
    if organ is None or kind not in numbering.PATTERNS:
        raise BpmnError("sin_numeracion")
    entity = parameters.value(desk.session, "sigla", desk.today)
    number = numbering.next_number(desk.session, slug, _siglas(desk, organ), kind, desk.today.year, str(entity))
    return {"numero": number, "fecha": desk.today}


def _siglas(desk: Desk, organ: organs.Organ) -> str:
    """Return how an organ signs: a unit within an office adds the office's siglas, `OPM-OGPP`."""
    above = organs.superior(desk.session, organ.slug, desk.today)
    within = above is not None and above.level > 1 and organ.level > above.level
    return f"{organ.acronym}-{above.acronym}" if above and within else organ.acronym


def _keep(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`documentos.sellar` and `documentos.incorporar`: the document as it now lies in the file."""
    return documents.sealed(desk.session, desk.case_id, inputs, desk.today)


def _nothing(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """What the one door does after the step (`casos.terminar`, `avisos.escalar`) answers nothing during it."""
    return {}


def _dispatch(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`envios.registrar`: the number that an answer from outside must quote."""
    return {"envio_id": numbering.next_dispatch(desk.session, desk.case_id, desk.expediente)}


def _members(desk: Desk) -> Sourced:
    """`parametro.miembros_concejo`: who was appointed to the concejo, as of the day of the case's step."""
    members = appointments.members_of(desk.session, CONCEJO, desk.today)
    return Sourced(list(members), f"designaciones vigentes el {desk.today:%d/%m/%Y}")


CONCEJO = "concejo-municipal"
OF_REGISTERS: Mapping[str, Callable[[Desk], Any]] = {parameters.MEMBERS: _members}  # what another register says better


def _set_aside(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`tareas.apartar`: an officer steps aside from a task of another case."""
    return replacements.set_aside(desk.session, desk.today, inputs)


def _reassign(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`tareas.reasignar`: who goes on with a task from which an officer stepped aside."""
    return replacements.reassign(desk.session, desk.today, inputs)


def _enter(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`registros.anotar`: a row of a register of the municipality, from today on, by this case."""
    try:
        return books.note(desk.session, inputs, desk.today, desk.case_id, desk.expediente)
    except NotFound:
        raise Nobody(WRITE) from None
    except Invalid:
        raise BpmnError("fila_invalida") from None


def _execution(desk: Desk, inputs: dict[str, Any]) -> dict[str, Any]:
    """`siaf.cargar_ejecucion`: the budget of the month that `fecha_corte` closes, from the municipality's registers."""
    cut = inputs.get("fecha_corte")
    try:
        return execution.of_month(desk.session, cut if isinstance(cut, date) else desk.today, desk.today)
    except execution.NothingFor:
        raise BpmnError("SIAF_NO_RESPONDE") from None


SERVICES: dict[str, Callable[[Desk, dict[str, Any]], dict[str, Any]]] = {
    "documentos.numerar": _number,
    "documentos.sellar": _keep,
    "documentos.incorporar": _keep,
    "envios.registrar": _dispatch,
    WRITE: _enter,
    "siaf.cargar_ejecucion": _execution,
    "tareas.apartar": _set_aside,
    "tareas.reasignar": _reassign,
    "casos.terminar": _nothing,
    "casos.marcar_hito": _nothing,  # the engine does it by itself and asks nobody; it is lent all the same
    "avisos.escalar": _nothing,
}

__all__ = ["SERVICES", "Desk", "Later"]
