"""The pages of the Concejo: what waits for a sitting, its convocation, attendance, votes and acta."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import ballots, calendar, council, minutes, sittings, standing, tasks
from handlers.ballots import Item
from handlers.documents import Document
from handlers.refusals import Invalid, NotFound
from handlers.sittings import ATTENDANCE, Plan, Sitting
from handlers.tasks import Sheet
from webui import edge, typed, words
from webui.entrance import for_officers
from workflows.forms import Shown
from workflows.forms.paths import Unreadable
from workflows.terms import LIMA

pages = Blueprint("council", __name__, url_prefix="/concejo")

OWN = ("decision", "votos", "quien_preside", "debate")  # fields of a ballot that its page draws by itself


@pages.get("")
@for_officers
def index() -> str:
    matters = council.waiting(g.session)
    today = g.now.astimezone(LIMA).date()
    due = {one.case.id: words.badge(one.task.due, today, calendar.calendar(g.session), "") for one in matters}
    return render_template("council.html", matters=matters, due=due, sittings=sittings.every(g.session),
                           keeps=_keeps(), states=sittings.STATES)  # fmt: skip


@pages.get("/sesiones/nueva")
@for_officers
def plan() -> str:
    chosen = [one for one in request.args.getlist("asunto", type=int) if _is_waiting(one)]
    return _plan(None, {"asuntos": chosen})


@pages.post("/sesiones/nueva")
@for_officers
def prepare() -> ResponseReturnValue:
    return _prepare(None)


@pages.get("/sesiones/<int:sitting>/agenda")
@for_officers
def change_plan(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    return _plan(found, {**found.plan.answers, "asuntos": list(found.plan.matters)})


@pages.post("/sesiones/<int:sitting>/agenda")
@for_officers
def prepare_again(sitting: int) -> ResponseReturnValue:
    return _prepare(sittings.the(g.session, sitting))


@pages.get("/sesiones/<int:sitting>")
@for_officers
def show(sitting: int) -> str:
    return _sitting(sittings.the(g.session, sitting))


@pages.post("/sesiones/<int:sitting>/convocatoria")
@for_officers
def convene(sitting: int) -> ResponseReturnValue:
    council.convene(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Convocó la sesión. Consta en el expediente de cada asunto."))
    return _back(sitting)


@pages.post("/sesiones/<int:sitting>/baja")
@for_officers
def cancel(sitting: int) -> ResponseReturnValue:
    council.cancel(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Dejó la sesión sin efecto. Sus asuntos vuelven a esperar."))
    return redirect(url_for("council.index"), 303)


@pages.post("/sesiones/<int:sitting>/lista/formulario")
@for_officers
def count_attendance(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    return render_template("partials/roll.html", **_roll(found, request.form))


@pages.post("/sesiones/<int:sitting>/lista")
@for_officers
def call_the_roll(sitting: int) -> ResponseReturnValue:
    found = sittings.the(g.session, sitting)
    names = council.members(g.session, found.plan.day)
    attendance = {name: request.form.get(f"asistencia[{n}]", "") for n, name in enumerate(names)}
    try:
        told = {"hour": request.form.get("hora", ""), "presides": request.form.get("preside", "")}
        council.open_sitting(g.session, sitting, g.officer.id, g.now, **told, attendance=attendance, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _sitting(sittings.the(g.session, sitting), invalid, request.form), invalid.status
    flash(_("Anotó la asistencia: la sesión está abierta."))
    return _back(sitting)


@pages.post("/sesiones/<int:sitting>/sin-quorum")
@for_officers
def no_quorum(sitting: int) -> ResponseReturnValue:
    """Every matter of the agenda is told that there was no quorum."""
    found, key = sittings.the(g.session, sitting), typed.key()
    for case_id in found.plan.matters:
        sheet = ballots.sheet(g.session, found, case_id, g.officer.id, g.now)
        answers = {**ballots.proposed(sheet, found), "decision": "sin_quorum", "quien_preside": found.presides}
        ballots.resolve(g.session, sitting, case_id, g.officer.id, answers, g.now, key=f"{key}/{case_id}")
    flash(_("Dejó constancia de que no hubo quórum. Los asuntos vuelven a esperar convocatoria."))
    return _back(sitting)


@pages.get("/sesiones/<int:sitting>/asuntos/<int:case_id>")
@for_officers
def ballot(sitting: int, case_id: int) -> str:
    found = sittings.the(g.session, sitting)
    sheet = ballots.sheet(g.session, found, case_id, g.officer.id, g.now)
    return _ballot(found, sheet, ballots.proposed(sheet, found))


@pages.post("/sesiones/<int:sitting>/asuntos/<int:case_id>/formulario")
@for_officers
def count(sitting: int, case_id: int) -> str:
    """The ballot again, counted; with `todos`, as if every member who may vote did so in that sense."""
    found = sittings.the(g.session, sitting)
    sheet = ballots.sheet(g.session, found, case_id, g.officer.id, g.now)
    answers = typed.answers()
    alike = answers.pop("todos", None)
    if alike:
        rows = len(sheet.values.get("votos") or ())
        answers |= {f"votos[{row}].voto": alike for row in range(rows)}
    return _ballot(found, sheet, answers, part=bool(request.headers.get("HX-Request")))


@pages.post("/sesiones/<int:sitting>/asuntos/<int:case_id>")
@for_officers
def resolve(sitting: int, case_id: int) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(case_id)
    try:
        if errors:
            raise Invalid("Un documento no se cargó.", errors)
        ballots.resolve(g.session, sitting, case_id, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(case_id)
        found = sittings.the(g.session, sitting)
        sheet = ballots.sheet(g.session, found, case_id, g.officer.id, g.now)
        return _ballot(found, sheet, answers, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Registró lo que el Concejo resolvió. Consta en el expediente."))
    return _back(sitting)


@pages.get("/sesiones/<int:sitting>/asuntos/<int:case_id>/dirimente")
@for_officers
def casting(sitting: int, case_id: int) -> str:
    return _casting(sitting, case_id, None, {})


@pages.post("/sesiones/<int:sitting>/asuntos/<int:case_id>/dirimente")
@for_officers
def cast(sitting: int, case_id: int) -> ResponseReturnValue:
    answers = typed.answers()
    try:
        council.cast(g.session, sitting, case_id, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _casting(sitting, case_id, answers, invalid.errors), invalid.status
    flash(_("Registró el voto dirimente. Consta en el expediente."))
    return _back(sitting)


@pages.post("/sesiones/<int:sitting>/cierre")
@for_officers
def close(sitting: int) -> ResponseReturnValue:
    """Close the sitting: its acta becomes a document, and goes to every case that waits for it."""
    found, key = sittings.the(g.session, sitting), typed.key()
    told = {name: request.form.get(name, "").strip() for name in ("numero", "hora")}
    try:
        if not all(told.values()):
            raise Invalid("Falta el número del acta o la hora en que terminó la sesión.")
        acta = minutes.of(g.session, found, _items(found), number=told["numero"], closed=told["hora"])
        seal = minutes.keep(g.session, acta, g.officer.id, g.now, found.plan.matters)
        council.close(
            g.session, sitting, g.officer.id, g.now, hour=told["hora"], number=told["numero"], seal=seal, key=key
        )
        council.attach(g.session, sitting, g.officer.id, g.now, key=f"{key}/acta")
    except Invalid as invalid:
        edge.again()
        return _sitting(sittings.the(g.session, sitting), invalid, request.form), invalid.status
    flash(_("Cerró la sesión. El acta quedó en los expedientes que la esperaban."))
    return _back(sitting)


@pages.post("/sesiones/<int:sitting>/acta")
@for_officers
def attach(sitting: int) -> ResponseReturnValue:
    count = council.attach(g.session, sitting, g.officer.id, g.now, key=typed.key())
    flash(_("Adjuntó el acta a %(count)s expedientes.", count=count))
    return _back(sitting)


@pages.get("/sesiones/<int:sitting>/acta")
@for_officers
def acta(sitting: int) -> str:
    found = sittings.the(g.session, sitting)
    written = minutes.of(g.session, found, _items(found), number=found.number, closed=found.closed)
    return render_template("acta.html", sitting=found, acta=written)


@pages.get("/sesiones/<int:sitting>/acta.pdf")
@for_officers
def acta_pdf(sitting: int) -> Response:
    found = sittings.the(g.session, sitting)
    document = g.session.get(Document, found.seal) if found.seal else None
    if document is None:
        raise NotFound("El acta se genera al cerrar la sesión.")
    answer = make_response(document.source)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="acta-{sitting}.pdf"'
    return answer


def _back(sitting: int) -> ResponseReturnValue:
    return redirect(url_for("council.show", sitting=sitting), 303)


def _keeps() -> bool:
    return council.may_keep(g.session, g.officer.id, g.now)


def _is_waiting(case_id: int) -> bool:
    return any(one.case.id == case_id for one in council.waiting(g.session))


# the plan of a sitting


def _prepare(found: Sitting | None) -> ResponseReturnValue:
    told = {**request.form.to_dict(), "asuntos": request.form.getlist("asuntos", type=int)}
    try:
        which = council.prepare(g.session, _planned(told), g.officer.id, g.now, key=typed.key(),
                                sitting=found.id if found else None)  # fmt: skip
    except Invalid as invalid:
        edge.again()
        return _plan(found, told, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Guardó la agenda. Falta que la Alcaldía convoque."))
    return _back(which)


def _planned(told: Mapping[str, Any]) -> Plan:
    try:
        day = date.fromisoformat(told.get("fecha_sesion", ""))
    except ValueError:
        sentence = _("Falta la fecha de la sesión.")
        raise Invalid(sentence, {"fecha_sesion": sentence}) from None
    said = {name: told.get(name, "").strip() for name in ("hora_sesion", "lugar", "emergencia_norma", "agenda")}
    return Plan(told.get("tipo_sesion", ""), day, said["hora_sesion"], said["lugar"], said["emergencia_norma"],
                said["agenda"], tuple(told["asuntos"]))  # fmt: skip


def _plan(found: Sitting | None, told: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> str:
    on_agenda = found.plan.matters if found else ()
    matters = [one for one in council.waiting(g.session)]
    own = [(standing.the_case(g.session, one), True) for one in on_agenda]
    listed = [*own, *((one.case, one.case.id in told["asuntos"]) for one in matters)]
    first = {kind: max(days) for kind in council.KINDS if (days := list(_first_days(told["asuntos"], kind)))}
    options = [{"value": kind, "label": _kind(label, first.get(kind))} for kind, label in council.KINDS.items()]
    return render_template("sitting_plan.html", sitting=found, told=told, errors=errors or {}, matters=listed,
                           first=first, options=options, keeps=_keeps())  # fmt: skip


def _kind(label: str, first: date | None) -> str:
    return f"{label}, {_('si se convoca hoy, desde el')} {calendar.written(first)}" if first else label


def _first_days(case_ids: Sequence[int], kind: str) -> list[date]:
    found = []
    for case_id in case_ids:
        case, task = standing.the_case(g.session, case_id), council.task_of(g.session, case_id, council.CONVENE)
        if case and task and (day := council.earliest(g.session, council.Matter(case, task), kind, g.now)):
            found.append(day)
    return found


# a sitting


def _items(found: Sitting) -> list[Item]:
    return [ballots.item(g.session, found, case_id) for case_id in found.plan.matters]


def _sitting(found: Sitting, refused: Invalid | None = None, told: Mapping[str, str] | None = None) -> str:
    today, items = g.now.astimezone(LIMA).date(), _items(found)
    to_convene = any(council.task_of(g.session, one, council.CONVENE) for one in found.plan.matters)
    return render_template(
        "sitting.html", sitting=found, items=items, keeps=_keeps(), to_convene=to_convene and found.state == "prepared",
        may_convene=council.may_convene(g.session, g.officer.id, g.now), mayors=council.mayors(g.session, g.now),
        has_come=found.plan.day <= today, tasks_open=all(one.task or one.is_resolved for one in items),
        all_resolved=all(one.is_resolved and not one.tie for one in items), states=sittings.STATES,
        errors={"": str(refused)} if refused else {}, told=told or {}, now=words.hour(g.now),
        **_roll(found, told if told and "hora" in told and "numero" not in told else None),
    )  # fmt: skip


def _roll(found: Sitting, told: Mapping[str, str] | None) -> dict[str, Any]:
    """The list of members with what is noted of each, and the quorum that it gives."""
    names = council.members(g.session, found.plan.day)
    noted = {
        name: (told or {}).get(f"asistencia[{n}]") or found.attendance.get(name, "presente")
        for n, name in enumerate(names)
    }
    presides = (told or {}).get("preside") or found.presides or (names[0] if names else "")
    counted = ballots.quorum(g.session, replace(found, attendance=noted), g.now)
    return {"roll": list(noted.items()), "presides": presides, "quorum": counted, "attendance": ATTENDANCE}


# a matter


def _ballot(
    found: Sitting, sheet: Sheet, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None, *,
    part: bool = False,
) -> str:  # fmt: skip
    shown = _shown(sheet, answers)
    by_key = {one.field.key: one for one in shown}
    rows = [{one.field.key: one for one in row} for row in by_key["votos"].rows] if "votos" in by_key else []
    votes = [row["voto"] for row in rows if "voto" in row]
    seen = {
        "sitting": found, "sheet": sheet, "case": sheet.case, "errors": errors or {},
        "outcome": by_key.get("decision"), "presides": by_key.get("quien_preside"), "debate": by_key.get("debate"),
        "rows": rows, "others": [one for one in shown if one.field.key not in OWN and one.type != "text"],
        "dictamen": sheet.values.get("dictamen"), "alike": url_for(".count", sitting=found.id, case_id=sheet.case.id),
        "tally": ballots.tally(g.session, sheet, answers, g.now),
        "left": sum(one.value is None for one in votes), "received": typed.received(sheet.case.id),
        "upload_url": url_for("documents.keep", case_id=sheet.case.id), "votes": ballots.VOTES,
        "may_dispense": any("voto_dispensa" in row for row in rows),
    }  # fmt: skip
    return render_template("partials/ballot.html" if part else "ballot.html", **seen)


def _shown(sheet: Sheet, answers: Mapping[str, Any]) -> tuple[Shown, ...]:
    if sheet.form is None:
        return ()
    try:
        return sheet.form.shown(sheet.values, answers, at=g.now, outcomes=sheet.offered, decision=sheet.decision)
    except Unreadable:
        return sheet.form.shown(sheet.values, None, at=g.now, outcomes=sheet.offered, decision=sheet.decision)


def _casting(sitting: int, case_id: int, answers: Mapping[str, Any] | None, errors: Mapping[str, str]) -> str:
    found = sittings.the(g.session, sitting)
    task = council.task_of(g.session, case_id, council.CAST)
    if task is None:
        raise NotFound("Ese asunto no está empatado.")
    sheet = tasks.sheet(g.session, case_id, task.task, g.officer.id, g.now)
    fields = sheet.form.shown(sheet.values, answers, at=g.now) if sheet.form else ()
    return render_template("casting.html", sitting=found, sheet=sheet, case=sheet.case, fields=fields, errors=errors,
                           item=ballots.item(g.session, found, case_id))  # fmt: skip
