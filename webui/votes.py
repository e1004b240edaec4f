"""The page on which a sitting votes one matter: debate, roll call, the count as it goes, the casting vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import ballots, bodies, council, items, roll, sittings, tasks
from handlers.refusals import Invalid, NotFound
from handlers.sittings import PRESENT, Sitting
from handlers.tasks import Sheet
from webui import edge, typed, words
from webui.entrance import for_officers
from workflows.forms import Shown
from workflows.forms.paths import Unreadable

pages = Blueprint("votes", __name__, url_prefix="/concejo/sesiones/<int:sitting>/asuntos/<int:case_id>")

OWN = ("decision", "votos", "votos_comision", "quien_preside", "debate", ballots.READING)  # drawn by the page itself


@pages.get("")
@for_officers
def ballot(sitting: int, case_id: int) -> str:
    found, sheet = _found(sitting, case_id)
    return _ballot(found, sheet, ballots.proposed(g.session, sheet, found, g.now))


@pages.post("/formulario")
@for_officers
def count(sitting: int, case_id: int) -> str:
    """The ballot again, counted; with `todos`, as if every member who may vote did so in that sense."""
    found, sheet = _found(sitting, case_id)
    answers = typed.answers()
    alike = answers.pop("todos", None)
    if alike:
        path = ballots.list_of(sheet)
        there = [name for name in ballots.names(g.session, sheet, found, g.now)]
        answers |= {f"{path}[{row}].voto": alike for row, name in enumerate(there) if found.room.get(name) in PRESENT}
    return _ballot(found, sheet, answers, part=bool(request.headers.get("HX-Request")))


@pages.post("")
@for_officers
def resolve(sitting: int, case_id: int) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(case_id)
    try:
        if errors:
            raise Invalid("Un documento no se cargó.", errors)
        ballots.resolve(
            g.session, sitting, case_id, g.officer.id, answers, g.now, when=str(answers.get("hora") or ""),
            next_day="dia_siguiente" in answers, debate=str(answers.get("debate_acta") or ""), key=typed.key(),
        )  # fmt: skip
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(case_id)
        found, sheet = _found(sitting, case_id)
        return _ballot(found, sheet, answers, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Registró lo resuelto. Consta en el expediente."))
    return _back(sitting)


@pages.get("/dirimente")
@for_officers
def casting(sitting: int, case_id: int) -> str:
    return _casting(sitting, case_id, None, {})


@pages.post("/dirimente")
@for_officers
def cast(sitting: int, case_id: int) -> ResponseReturnValue:
    answers, found = typed.answers(), sittings.the(g.session, sitting)
    presided = items.item(g.session, found, case_id).presides
    try:
        council.cast(g.session, sitting, case_id, g.officer.id, answers, g.now, presided=presided, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _casting(sitting, case_id, answers, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Registró el voto dirimente. Consta en el expediente."))
    return _back(sitting)


def _back(sitting: int) -> ResponseReturnValue:
    return redirect(url_for("sitting.show", sitting=sitting, _anchor="agenda"), 303)


def _found(sitting: int, case_id: int) -> tuple[Sitting, Sheet]:
    found = sittings.the(g.session, sitting)
    return found, ballots.sheet(g.session, found, case_id, g.officer.id, g.now)


def _ballot(
    found: Sitting, sheet: Sheet, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None, *,
    part: bool = False,
) -> str:  # fmt: skip
    shown = _shown(sheet, answers)
    by_key = {one.field.key: one for one in shown}
    names, rows = ballots.names(g.session, sheet, found, g.now), _rows(by_key, sheet)
    votes = [row["voto"] for row in rows if "voto" in row]
    seen = {
        "sitting": found, "sheet": sheet, "case": sheet.case, "errors": errors or {},
        "outcome": by_key.get("decision"), "presides": by_key.get("quien_preside"), "debate": by_key.get("debate"),
        "rows": list(zip(names, rows, strict=False)), "own_debate": "debate" not in by_key,
        "debate_acta": str(answers.get("debate_acta") or ""), "others": _others(shown),
        "told": [one for one in shown if one.type == "text"], "asks_reading": ballots.READING in by_key,
        "dictamen": _dictamen(sheet), "alike": url_for("votes.count", sitting=found.id, case_id=sheet.case.id),
        "tally": ballots.tally(g.session, sheet, answers, g.now), "attending": PRESENT,
        "left": sum(one.value is None for one in votes), "received": typed.received(sheet.case.id),
        "upload_url": url_for("documents.keep", case_id=sheet.case.id), "votes": ballots.VOTES,
        "may_dispense": any("voto_dispensa" in row for row in rows), "said": sittings.said,
        "hour": str(answers.get("hora") or words.hour(g.now)), "may_be_next_day": roll.may_be_next_day(found, g.now),
        "of_commission": sheet.row.form == bodies.HOLD_COMMISSION,
        "may_be_barred": sheet.row.form != bodies.HOLD_COMMISSION,
    }  # fmt: skip
    return render_template("partials/ballot.html" if part else "ballot.html", **seen)


def _others(shown: Sequence[Shown]) -> list[Shown]:
    return [one for one in shown if one.field.key not in OWN and one.field.path not in OWN and one.type != "text"]


def _rows(by_key: Mapping[str, Shown], sheet: Sheet) -> list[dict[str, Shown]]:
    path = ballots.list_of(sheet)
    listed = by_key.get(path)
    return [{one.field.key: one for one in row} for row in listed.rows] if listed else []


def _dictamen(sheet: Sheet) -> Mapping[str, Any] | None:
    """Return the dictamen of the commission, with that of its minority, where the case has one."""
    found = sheet.values.get("dictamen")
    return found if isinstance(found, Mapping) and found.get("numero") else None


def _shown(sheet: Sheet, answers: Mapping[str, Any]) -> tuple[Shown, ...]:
    if sheet.form is None:
        return ()
    try:
        return sheet.form.shown(sheet.values, answers, at=g.now, outcomes=sheet.offered, decision=sheet.decision)
    except Unreadable:
        return sheet.form.shown(sheet.values, None, at=g.now, outcomes=sheet.offered, decision=sheet.decision)


def _casting(sitting: int, case_id: int, answers: Mapping[str, Any] | None, errors: Mapping[str, str]) -> str:
    found = sittings.the(g.session, sitting)
    task = bodies.task_of(g.session, case_id, bodies.CAST)
    if task is None:
        raise NotFound("Ese asunto no está empatado: el voto dirimente cabe solo en un empate.")
    sheet = tasks.sheet(g.session, case_id, task.task, g.officer.id, g.now)
    fields = sheet.form.shown(sheet.values, answers, at=g.now) if sheet.form else ()
    return render_template("casting.html", sitting=found, sheet=sheet, case=sheet.case, fields=fields, errors=errors,
                           item=items.item(g.session, found, case_id))  # fmt: skip
