"""The page of one sitting: roll, arrivals and departures, what it votes of itself, its closing, its acta."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import agendas, ballots, bodies, closings, documents, items, minutes, motions, roll, sittings, summons
from handlers.refusals import Invalid, NotFound
from handlers.sittings import ATTENDANCE, PRESENT, Sitting
from webui import edge, typed, words
from webui.council import day_of, pdf
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("sitting", __name__, url_prefix="/concejo/sesiones/<int:sitting>")

CALLED = {code: words for code, words in ATTENDANCE.items() if code != "impedido"}  # that is said matter by matter


@pages.get("")
@for_officers
def show(sitting: int) -> str:
    return drawn(sittings.the(g.session, sitting))


@pages.get("/citacion.pdf")
@for_officers
def summons_pdf(sitting: int) -> Response:
    found = sittings.the(g.session, sitting)
    return pdf(summons.paper(g.session, found, g.now), f"citacion-{sitting}.pdf")


@pages.post("/citaciones")
@for_officers
def summon(sitting: int) -> ResponseReturnValue:
    found = sittings.the(g.session, sitting)
    names = roll.members_of(g.session, found, g.now)
    told = [names[n] for n in request.form.getlist("citados_citar", type=int) if 0 <= n < len(names)]
    try:
        day = day_of(request.form.get("fecha_citar", ""), "fecha", _("Falta el día en que se les citó."))
        summons.note(g.session, sitting, told, day, request.form.get("medio_citar", ""),
                     request.form.get("constancia_citar", ""), g.officer.id, g.now, key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "citar")
    flash(_("Anotó a quiénes se citó."))
    return redirect(url_for("sitting.show", sitting=sitting, _anchor="citaciones"), 303)


@pages.post("/lista/formulario")
@for_officers
def count_attendance(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    return render_template("partials/roll.html", **_roll(found, request.form))


@pages.post("/lista")
@for_officers
def call_the_roll(sitting: int) -> ResponseReturnValue:
    found = sittings.the(g.session, sitting)
    names = bodies.members(g.session, found.plan, g.now)
    attendance = {name: request.form.get(f"asistencia[{n}]", "") for n, name in enumerate(names)}
    try:
        told = _told("lista")
        roll.open_sitting(g.session, sitting, g.officer.id, g.now, begins=told.get("hora", ""),
                          presides=told.get("preside", ""), attendance=attendance, key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "lista")
    flash(_("Anotó la asistencia: la sesión está abierta."))
    return _back(sitting)


@pages.post("/movimientos")
@for_officers
def move(sitting: int) -> ResponseReturnValue:
    """A member came late or left early."""
    told = _told("movimiento")
    try:
        roll.move(g.session, sitting, told.get("miembro", ""), told.get("que", ""), g.officer.id, g.now,
                  when=told.get("hora", ""), next_day="dia_siguiente" in told, presides=told.get("preside", ""),
                  key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "movimiento")
    flash(_("Anotó el movimiento con su hora; los votos que siguen cuentan a quienes están."))
    return _back(sitting)


@pages.get("/votaciones/<kind>")
@for_officers
def motion(sitting: int, kind: str) -> str:
    return _motion(sittings.the(g.session, sitting), kind)


@pages.post("/votaciones/<kind>")
@for_officers
def vote(sitting: int, kind: str) -> ResponseReturnValue:
    found = sittings.the(g.session, sitting)
    votes = {name: request.form.get(f"voto[{n}]", "") for n, name in enumerate(motions.voters(found, kind))}
    try:
        approved = motions.vote(
            g.session, sitting, kind, votes, g.officer.id, g.now, when=request.form.get("hora", ""),
            case_id=request.form.get("asunto", type=int), casting=request.form.get("dirimente", ""),
            next_day="dia_siguiente" in request.form, key=typed.key(),
        )  # fmt: skip
    except Invalid as invalid:
        edge.again()
        found = sittings.the(g.session, sitting)
        return _motion(found, kind, request.form, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Quedó aprobado; consta en el acta.") if approved else _("No se aprobó; consta en el acta."))
    return _back(sitting)


@pages.post("/incorporacion")
@for_officers
def take_up(sitting: int) -> ResponseReturnValue:
    """Convene, for today, the matters that the sitting took up off its agenda."""
    agendas.take_up(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Incorporó el asunto a la agenda de hoy; en un minuto se puede tratar."))
    return _back(sitting)


@pages.post("/sin-quorum")
@for_officers
def no_quorum(sitting: int) -> ResponseReturnValue:
    """Too few attended: the acta says so, and every matter waits for another convocation."""
    told = _told("constancia")
    try:
        closings.fail(g.session, sitting, g.officer.id, g.now, when=told.get("hora", ""),
                      number=told.get("numero", ""), key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "constancia")
    flash(_("Dejó constancia de que no hubo quórum. Los asuntos esperan la convocatoria que sigue."))
    return _back(sitting)


@pages.post("/cierre")
@for_officers
def close(sitting: int) -> ResponseReturnValue:
    """Close the sitting: its acta becomes a document, and goes to every case that waits for it."""
    told = _told("cierre")
    try:
        closings.close(
            g.session, sitting, g.officer.id, g.now, when=told.get("hora", ""), number=told.get("numero", ""),
            next_day="dia_siguiente" in told, leaving="sin_tratar" in told, key=typed.key(),
        )  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "cierre")
    flash(_("Cerró la sesión. El acta quedó en los expedientes; falta firmarla."))
    return _back(sitting)


@pages.post("/acta")
@for_officers
def attach(sitting: int) -> ResponseReturnValue:
    count = closings.attach(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Adjuntó el acta a %(count)s expedientes.", count=count))
    return _back(sitting)


@pages.post("/firma")
@for_officers
def sign(sitting: int) -> ResponseReturnValue:
    try:
        closings.sign(g.session, sitting, g.officer.id, g.now, password=_told("firma").get("password", ""),
                      key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "firma")
    flash(_("Firmó el acta."))
    return _back(sitting)


@pages.post("/aprobacion")
@for_officers
def approve(sitting: int) -> ResponseReturnValue:
    told = _told("aprobacion")
    try:
        day = day_of(told.get("fecha", ""), "fecha", _("Falta la fecha en que se aprobó el acta."))
        closings.approve(g.session, sitting, g.officer.id, g.now, day=day, remarks=told.get("observaciones", ""),
                         key=typed.key())  # fmt: skip
    except Invalid as invalid:
        return _refused(sitting, invalid, "aprobacion")
    flash(_("Registró la aprobación del acta; sus expedientes siguen."))
    return _back(sitting)


@pages.get("/acta")
@for_officers
def acta(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    written = minutes.of(g.session, found, items.of(g.session, found), number=found.number, closed=found.closed,
                         failed=found.failed)  # fmt: skip
    return render_template("acta.html", sitting=found, acta=written)


@pages.get("/acta.pdf")
@for_officers
def acta_pdf(sitting: int) -> Response:
    found = sittings.the(g.session, sitting)
    if not found.seal:
        raise NotFound("El acta se genera al cerrar la sesión.")
    return pdf(documents.read(g.session, found.seal), f"acta-{sitting}.pdf")


def drawn(found: Sitting, refused: Invalid | None = None, told: Mapping[str, str] | None = None, part: str = "") -> str:
    """Return the page of a sitting; `part` is the form that was refused, drawn again with what was `told`."""
    today, agenda = g.now.astimezone(LIMA).date(), items.of(g.session, found)
    body = found.plan.body
    errors = {f"{name}_{part}" if name else "": said for name, said in (refused.errors or {"": str(refused)}).items()} \
        if refused else {}  # fmt: skip
    return render_template(
        "sitting.html", sitting=found, items=agenda, part=part, told=told if told and part else {}, errors=errors,
        keeps=bodies.may_keep(g.session, g.officer.id, g.now, body), states=sittings.STATES,
        to_convene=agendas.needs_convening(g.session, found), has_come=found.plan.day <= today,
        may_convene=bodies.may_convene(g.session, g.officer.id, g.now, body),
        conveners=bodies.conveners(g.session, g.now, body),
        tasks_open=all(one.task or one.is_resolved for one in agenda), now=words.hour(g.now), today=today,
        left=[one for one in agenda if not one.is_resolved], ties=[one for one in agenda if one.tie],
        to_take_up=agendas.to_take_up(g.session, found), may_be_next_day=roll.may_be_next_day(found, g.now),
        number=closings.next_acta(g.session, found) if found.state == "open" else "", moved=request.args.get("movido"),
        members=roll.members_of(g.session, found, g.now), means=summons.MEANS, present=PRESENT, said=sittings.said,
        off_agenda=motions.why_not(found, sittings.OFF_AGENDA) if found.state == "open" else "",
        candidates=motions.candidates(g.session, found) if found.state == "open" else [], motions=sittings.MOTIONS,
        signs_as=closings.signers(g.session, found, g.officer.id) if found.state == "closed" else "",
        signed=closings.is_signed(found), unsigned_by=closings.unsigned_by(g.session, found),
        approving=closings.approving(g.session, found),
        may_approve=closings.may_approve(g.session, found, g.officer.id, g.now),
        again=[(one, agendas.calls(g.session, one, g.now)) for one in _again(found)],
        **_roll(found, told if part == "lista" else None),
    )  # fmt: skip


def _again(found: Sitting) -> list[bodies.Matter]:
    """Return the matters of a sitting without quorum that wait for the next convocation."""
    if not found.failed:
        return []
    own = {one.case.id: one for one in bodies.waiting(g.session) if one.body == found.plan.body}
    return [own[case_id] for case_id in found.plan.matters if case_id in own]


def _refused(sitting: int, invalid: Invalid, part: str) -> ResponseReturnValue:
    edge.again()
    return drawn(sittings.the(g.session, sitting), invalid, request.form, part), invalid.status


def _back(sitting: int) -> ResponseReturnValue:
    return redirect(url_for("sitting.show", sitting=sitting), 303)


def _told(part: str) -> dict[str, str]:
    """Return what a form of the page says: each names its fields after itself, as several stand on one page."""
    end = f"_{part}"
    return {name.removesuffix(end): said for name, said in request.form.items() if name.endswith(end)}


def _roll(found: Sitting, told: Mapping[str, str] | None) -> dict[str, Any]:
    """The list of members with what is noted of each, and the quorum that it gives."""
    names = roll.members_of(g.session, found, g.now)
    noted = {
        name: (told or {}).get(f"asistencia[{n}]") or found.room.get(name, "presente") for n, name in enumerate(names)
    }
    presides = (told or {}).get("preside_lista") or found.presides or (names[0] if names else "")
    counted = ballots.quorum(g.session, replace(found, attendance=noted, movements=()), g.now)
    return {"roll": list(noted.items()), "presides": presides, "quorum": counted, "attendance": CALLED}


def _motion(
    found: Sitting, kind: str, told: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    if kind not in sittings.MOTIONS:
        raise NotFound("No existe esa votación.")
    return render_template(
        "motion.html", sitting=found, kind=kind, name=sittings.MOTIONS[kind], why_not=motions.why_not(found, kind),
        voters=motions.voters(found, kind), votes=ballots.VOTES, told=told or {}, errors=errors or {},
        candidates=motions.candidates(g.session, found) if kind == sittings.OFF_AGENDA else [],
        needs_all=kind == sittings.OFF_AGENDA, now=words.hour(g.now), said=sittings.said,
        may_be_next_day=roll.may_be_next_day(found, g.now),
        keeps=bodies.may_keep(g.session, g.officer.id, g.now, found.plan.body),
    )  # fmt: skip
