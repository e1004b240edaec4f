"""The page of the Concejo: what waits for a sitting, its agenda and convocation, who was told of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import agendas, bodies, calendar, closings, reconsiderations, sittings, standing
from handlers.bodies import Matter
from handlers.refusals import Invalid
from handlers.sittings import CONCEJO, Plan, Sitting
from webui import edge, typed, words
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("council", __name__, url_prefix="/concejo")

STEPS = {"sube": agendas.UP, "baja": agendas.DOWN}


@pages.get("")
@for_officers
def index() -> str:
    today, days = g.now.astimezone(LIMA).date(), calendar.calendar(g.session)
    matters = bodies.waiting(g.session)
    due = {one.case.id: words.badge(one.task.due, today, days, "") for one in matters}
    every = sittings.every(g.session)
    return render_template(
        "council.html", bodies=_by_body(matters, today), due=due, sittings=every, states=sittings.STATES,
        keeps={body: bodies.may_keep(g.session, g.officer.id, g.now, body) for body in {one.body for one in matters}},
        calls={one.case.id: agendas.calls(g.session, one, g.now) for one in matters},
        windows=[(one, words.badge(one.until, today, days, "")) for one in reconsiderations.windows(g.session)],
        requests=reconsiderations.requests(g.session, g.now), sees_all=bodies.may_keep(g.session, g.officer.id, g.now),
        to_approve={one.id for one in every if closings.approving(g.session, one)},
        unsigned={one.id for one in every if one.state == "closed" and not closings.is_signed(one)},
    )  # fmt: skip


@pages.get("/sesiones/nueva")
@for_officers
def plan() -> str:
    body = request.args.get("organo", CONCEJO)
    waiting = {one.case.id for one in bodies.waiting(g.session) if one.body == body}
    chosen = [one for one in request.args.getlist("asunto", type=int) if one in waiting]
    return _plan(None, body, {"asuntos": chosen})


@pages.post("/sesiones/nueva")
@for_officers
def prepare() -> ResponseReturnValue:
    return _prepare(None, request.form.get("organo", CONCEJO))


@pages.get("/sesiones/<int:sitting>/agenda")
@for_officers
def change_plan(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    told = {**found.plan.answers, "asuntos": list(found.plan.matters)}
    return _plan(found, found.plan.body, told)


@pages.post("/sesiones/<int:sitting>/agenda")
@for_officers
def prepare_again(sitting: int) -> ResponseReturnValue:
    found = sittings.the(g.session, sitting)
    return _prepare(found, found.plan.body)


@pages.post("/sesiones/<int:sitting>/orden")
@for_officers
def reorder(sitting: int) -> ResponseReturnValue:
    """Move a matter up or down the agenda; the page comes back with the focus on the button that was pressed."""
    case_id, _sep, how = request.form.get("mueve", "").partition("-")
    if not case_id.isdigit() or how not in STEPS:
        raise Invalid("No se dijo qué asunto mover. La agenda sigue igual.")
    agendas.reorder(g.session, sitting, int(case_id), STEPS[how], g.officer.id, g.now, key=typed.key())
    return redirect(url_for("sitting.show", sitting=sitting, movido=f"{case_id}-{how}"), 303)


@pages.post("/sesiones/<int:sitting>/convocatoria")
@for_officers
def convene(sitting: int) -> ResponseReturnValue:
    agendas.convene(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Convocó la sesión. Consta en el expediente de cada asunto; falta citar a los miembros."))
    return redirect(url_for("sitting.show", sitting=sitting), 303)


@pages.post("/sesiones/<int:sitting>/baja")
@for_officers
def cancel(sitting: int) -> ResponseReturnValue:
    agendas.cancel(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Dejó la sesión sin efecto. Sus asuntos vuelven a esperar."))
    return redirect(url_for("council.index"), 303)


def pdf(source: bytes, name: str) -> Response:
    """Return an answer that is a PDF, to be read in the browser."""
    answer = make_response(source)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _by_body(matters: list[Matter], today: date) -> list[tuple[str, str, list[Matter]]]:
    """Return each body with its name and its matters: the Concejo first, there or not."""
    found: dict[str, list[Matter]] = {CONCEJO: []}
    for one in matters:
        found.setdefault(one.body, []).append(one)
    return [(body, bodies.name_of(g.session, body, today), own) for body, own in found.items()]


# the plan of a sitting


def _prepare(found: Sitting | None, body: str) -> ResponseReturnValue:
    told = {**request.form.to_dict(), "asuntos": request.form.getlist("asuntos", type=int)}
    try:
        which = agendas.prepare(g.session, _planned(told, body), g.officer.id, g.now, key=typed.key(),
                                sitting=found.id if found else None)  # fmt: skip
    except Invalid as invalid:
        edge.again()
        return _plan(found, body, told, invalid.errors or {"": str(invalid)}), invalid.status
    convoked = not agendas.needs_convening(g.session, sittings.the(g.session, which))
    flash(_("Guardó la agenda.") if convoked else _("Guardó la agenda. Falta convocar."))
    return redirect(url_for("sitting.show", sitting=which), 303)


def _planned(told: Mapping[str, Any], body: str) -> Plan:
    day = day_of(told.get("fecha_sesion", ""), "fecha_sesion", _("Falta la fecha de la sesión."))
    names = ("hora_sesion", "lugar", "emergencia_norma", "agenda", "invitados")
    said = {name: told.get(name, "").strip() for name in names}
    if body == CONCEJO and told.get("tipo_sesion") not in agendas.KINDS:
        sentence = _("Diga si la sesión es ordinaria o extraordinaria.")
        raise Invalid(sentence, {"tipo_sesion": sentence})
    kind = told["tipo_sesion"] if body == CONCEJO else ""
    return Plan(kind, day, sittings.hour(said["hora_sesion"], name="hora_sesion"), said["lugar"],
                said["emergencia_norma"], said["agenda"], tuple(told["asuntos"]), body,
                guests=said["invitados"])  # fmt: skip


def day_of(text: str, name: str, sentence: str) -> date:
    """Return a day that was typed. Raises Invalid with the sentence, for field `name`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(sentence, {name: sentence}) from None


def _plan(
    found: Sitting | None, body: str, told: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    matters = [one for one in bodies.waiting(g.session) if one.body == body]
    on_agenda = [standing.the_case(g.session, one) for one in (found.plan.matters if found else ())]
    listed = [*on_agenda, *(one.case for one in matters)]
    first = {kind: max(days) for kind in agendas.KINDS if (days := _first_days(told["asuntos"], kind))}
    options = [{"value": kind, "label": _kind(label, first.get(kind))} for kind, label in agendas.KINDS.items()]
    calls = {one.case.id: agendas.calls(g.session, one, g.now) for one in matters}
    return render_template(
        "sitting_plan.html", sitting=found, told=told, errors=errors or {}, matters=listed, first=first, calls=calls,
        options=options, body=body, body_name=bodies.name_of(g.session, body, g.now.astimezone(LIMA).date()),
        of_concejo=body == CONCEJO, conveners=bodies.conveners(g.session, g.now, body),
        keeps=bodies.may_keep(g.session, g.officer.id, g.now, body), today=g.now.astimezone(LIMA).date(),
        again={one.case.id for one in matters if one.is_reconsideration},
    )  # fmt: skip


def _kind(label: str, first: date | None) -> str:
    return f"{label}, {_('si se convoca hoy, desde el')} {calendar.written(first)}" if first else label


def _first_days(case_ids: list[int], kind: str) -> list[date]:
    matters = (bodies.matter(g.session, case_id) for case_id in case_ids)
    return [day for one in matters if one and (day := agendas.earliest(g.session, one, kind, g.now))]
