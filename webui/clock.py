"""The pages of a term: why it ends that day, and the decisions that extend it, suspend it or let it run again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _later

from handlers import access, calendar, clock, clockwork, standing
from handlers.clock import EXTEND, RESUME, SUSPEND, Clock
from handlers.refusals import Invalid, NotAllowed, NotFound
from webui import edge, typed, words
from webui.entrance import for_officers
from workflows import terms as notation
from workflows.terms import LIMA

pages = Blueprint("clock", __name__, url_prefix="/expedientes/<int:case_id>")

ACTS = {  # title, what was done, what it means
    EXTEND: (_later("Ampliar el plazo"), _later("Amplió el plazo."),
             _later("Por única vez, antes de que venza y con decisión expresa (LPAG 147.3). Lo que se concede se suma "
                    "al primer vencimiento: no empieza otro plazo.")),
    SUSPEND: (_later("Suspender el plazo"), _later("Suspendió el plazo."),
              _later("El plazo deja de correr desde hoy. Hoy no cuenta; mientras dure, nada vence y nadie recibe "
                     "recordatorios.")),
    RESUME: (_later("Levantar la suspensión"), _later("El plazo sigue corriendo."),
             _later("El plazo sigue corriendo desde el día siguiente a hoy, con los días que faltaban.")),
}  # fmt: skip
FIELDS = ("motivo", "instrumento", "dias", "causa")


@pages.get("/plazo")
@for_officers
def of_case(case_id: int) -> str:
    return _page(_found(case_id, ""), {}, {})


@pages.get("/plazos/<place:place>")
@for_officers
def of_place(case_id: int, place: str) -> str:
    return _page(_found(case_id, place), {}, {})


@pages.post("/plazo/<act>")
@for_officers
def act_on_case(case_id: int, act: str) -> ResponseReturnValue:
    return _act(case_id, "", act)


@pages.post("/plazos/<place:place>/<act>")
@for_officers
def act_on_place(case_id: int, place: str, act: str) -> ResponseReturnValue:
    return _act(case_id, place, act)


def address(found: Clock) -> str:
    """Return where a term is looked at."""
    if found.of == "case":
        return url_for("clock.of_case", case_id=found.case.id)
    return url_for("clock.of_place", case_id=found.case.id, place=found.place)


def _act(case_id: int, place: str, act: str) -> ResponseReturnValue:
    if act not in ACTS:
        abort(404)
    told = {name: request.form.get(f"{act}.{name}", "") for name in FIELDS}
    where = place or _process(case_id)
    try:
        clockwork.act(g.session, case_id, where, g.officer.id, act, told, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _page(_found(case_id, place), {act: told}, {act: invalid.errors or {"": str(invalid)}}), invalid.status
    except NotAllowed as refused:
        edge.again()
        return _page(_found(case_id, place), {act: told}, {act: {"": str(refused)}}), refused.status
    flash(str(ACTS[act][1]))
    return redirect(address(_found(case_id, place)), 303)


def _found(case_id: int, place: str) -> Clock:
    return clock.clock(g.session, case_id, place or _process(case_id), g.officer.id, g.now)


def _process(case_id: int) -> str:
    case = standing.the_case(g.session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    return case.process


def _page(found: Clock, told: Mapping[str, Mapping[str, str]], errors: Mapping[str, Mapping[str, str]]) -> str:
    today = g.now.astimezone(LIMA).date()
    why = clock.why(g.session, found)
    due = words.term_of(found.main, today, calendar.calendar(g.session), why) if found.main else None
    if due is None and found.since is not None:
        due = words.standing_still(found.since, None)
    shown = [act for act in (EXTEND, SUSPEND, RESUME) if act in found.may or act in errors]
    acts = [_form(found, act, told.get(act, {}), errors.get(act, {}), len(shown) == 1) for act in shown]
    withheld = [(str(ACTS[act][0]), why) for act, why in found.withheld.items() if act in found.actors]
    unit = notation.in_words(found.longest.unit) if found.longest else ""
    return render_template("clock.html", clock=found, case=found.case, due=due, why=why, acts=acts, unit=unit,
                           withheld=[one for one in withheld if _is_told(found, one[0])],
                           grounds=clockwork.GROUNDS, sees_case=_sees(found))  # fmt: skip


def _form(
    found: Clock, act: str, told: Mapping[str, str], errors: Mapping[str, str], alone: bool
) -> dict[str, Any]:  # fmt: skip
    title, _done, about = ACTS[act]
    return {
        "name": act,
        "title": str(title),
        "about": str(about),
        "url": f"{address(found)}/{act}",
        "told": told,
        "errors": {f"{act}.{name}" if name else "": said for name, said in errors.items()},
        "open": alone or bool(errors),
    }


def _is_told(found: Clock, title: str) -> bool:
    """Leave out what goes without saying: that what runs needs not to run again."""
    return found.since is not None or title != str(ACTS[RESUME][0])


def _sees(found: Clock) -> bool:
    try:
        access.require(g.session, found.case.id, g.officer.id, g.now)
    except NotFound:
        return False
    return True


def of(case_id: int, place: str) -> dict[str, Any] | None:
    """Return address and standing of a term for the page of its case; None where there is nothing to see or do."""
    found = clock.offered(g.session, case_id, place, g.officer.id, g.now)
    return {"url": address(found), "may": found.may, "since": found.since} if found else None
