"""The cases: the list, and each one's history in sentences, its diagram, its documents and its data."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from engine.journal import Tampered
from handlers import (
    access,
    briefings,
    calendar,
    catalogue,
    comments,
    counting,
    drawings,
    histories,
    links,
    observations,
    organs,
    playback,
    reassignments,
    search,
    sentences,
    standing,
    values,
)
from handlers.correspondence import Expected
from handlers.drawings import Drawings
from handlers.links import LinkedCase
from handlers.playback import Drawn
from handlers.refusals import Invalid, NotFound
from handlers.sentences import Sentence
from handlers.standing import CaseRow, OpenTask, RunningTerm
from webui import clock, edge, headers, messages, ordering, story, typed, words
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("cases", __name__)

TABS = (("show", "Historia"), ("diagram", "Diagrama"), ("papers", "Documentos"), ("data", "Datos"),
        ("comments_on", "Comentarios"))  # fmt: skip
LINKS = {"aceptada": ("aceptada", "ok"), "denegada": ("denegada", "ended"), "sin_objeto": ("sin objeto", "ended")}
TELLING = ("opened", "decided", "message", "intervened")  # families of entries that bring data


@pages.get("/expedientes")
@for_officers
def index() -> str:
    text, state, procedure = (request.args.get(name, "").strip() for name in ("q", "estado", "procedimiento"))
    page = max(1, request.args.get("pagina", 1, type=int))
    order = ordering.asked(search.COLUMNS, search.NEWEST)
    found = search.find(g.session, g.officer.id, g.now, text, state, procedure, page, order.name)
    asked = {"q": text or None, "estado": state or None, "procedimiento": procedure or None}
    return render_template("cases.html", found=found, due=_due, text=text, state=state, procedure=procedure,
                           procedures=catalogue.names(g.session), pager=_pager(found, page), order=order,
                           heads=ordering.heads(order, "cases.index", **asked),
                           search_query=text, states=words.STATES)  # fmt: skip


@pages.get("/expedientes/<int:case_id>")
@for_officers
def show(case_id: int) -> str:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    told, broken = _told(case_id)
    everything = request.args.get("todo") == "1"
    seen = [one for one in told if everything or one.important]
    days = [(day.words, [story.entry(one, case_id) for one in day.sentences]) for day in histories.by_day(seen)]
    observed = [] if broken else observations.of_case(g.session, case_id)
    return render_template("case_history.html", days=days, observed=observed, broken=broken, everything=everything,
                           hidden=len(told) - len(seen), **_head(case, "show"))  # fmt: skip


@pages.get("/expedientes/<int:case_id>/diagrama")
@for_officers
def diagram(case_id: int) -> str:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    told, broken = _told(case_id)
    headers.allow_diagrams()
    diagrams = [] if broken else _diagrams(case_id, told[-1].position)
    return render_template("case_diagram.html", diagrams=diagrams, broken=broken, **_head(case, "diagram"))


@pages.get("/expedientes/<int:case_id>/recorrido")
@for_officers
def walk(case_id: int) -> Response:
    """The history as the player takes it: what each entry changed in which diagram."""
    access.require(g.session, case_id, g.officer.id, g.now)
    return jsonify(playback.player(g.session, case_id, histories.history(g.session, case_id), _address))


@pages.get("/expedientes/<int:case_id>/documentos")
@for_officers
def papers(case_id: int) -> str:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    return render_template("case_papers.html", papers=briefings.papers_of(g.session, case_id), **_head(case, "papers"))


@pages.get("/expedientes/<int:case_id>/datos")
@for_officers
def data(case_id: int) -> str:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    told, broken = _told(case_id)
    said = [(_who_said(one, case), facts) for one in told if one.kind in TELLING and (facts := _facts(one, case_id))]
    return render_template("case_data.html", said=said, broken=broken, **_head(case, "data"))


@pages.get("/expedientes/<int:case_id>/comentarios")
@for_officers
def comments_on(case_id: int) -> str:
    return _comments(access.require(g.session, case_id, g.officer.id, g.now), "", {})


@pages.post("/expedientes/<int:case_id>/comentarios")
@for_officers
def comment(case_id: int) -> ResponseReturnValue:
    words_ = request.form.get(comments.FIELD, "")
    try:
        comments.add(g.session, case_id, g.officer.id, words_, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        case = access.require(g.session, case_id, g.officer.id, g.now)
        return _comments(case, words_, invalid.errors), invalid.status
    flash(_("Se registró su comentario."))
    return redirect(url_for("cases.comments_on", case_id=case_id), 303)


def _comments(case: CaseRow, words_: str, errors: Mapping[str, str]) -> str:
    try:
        found, broken = comments.of_case(g.session, case.id), ""
    except Tampered:
        found, broken = [], _told(case.id)[1]
    may = comments.as_whom(g.session, case, g.officer.id, g.now) is not None
    return render_template("case_comments.html", comments=found, broken=broken, words=words_, errors=errors,
                           may_comment=may, capacities=sentences.CAPACITIES, **_head(case, "comments_on"))  # fmt: skip


def _facts(sentence: Sentence, case_id: int) -> list[tuple[str, Markup]]:
    """Return what a person answered in one step, each datum by its label."""
    answered = (datum for datum in sentence.data if datum.text != values.chosen(None, None))
    return [(datum.label, story.value(datum, case_id)) for datum in answered]


def _who_said(sentence: Sentence, case: CaseRow) -> dict[str, Any]:
    drawn = drawings.of_case(g.session, case.id)
    step = drawn.called(sentence.place) if sentence.place and sentence.place != drawn.main else ""
    return {"position": sentence.position, "at": sentence.at, "actor": sentence.actor, "step": step}


def _told(case_id: int) -> tuple[list[Sentence], str]:
    """Return the history, or why it is not shown."""
    try:
        return histories.history(g.session, case_id), ""
    except Tampered as broken:
        return [], (f"El asiento {broken.position} no coincide con su sello: el historial se alteró fuera del sistema "
                    "y no se muestra. Avise a quien audita y al administrador del sistema.")  # fmt: skip


def _head(case: CaseRow, tab: str) -> dict[str, Any]:
    """What stands above every tab of a case."""
    drawn = drawings.of_case(g.session, case.id)
    tasks, awaited = standing.tasks_of(g.session, case.id), messages.awaited_by(case.id)
    tabs = [(label, url_for(f"cases.{name}", case_id=case.id), name == tab, None) for name, label in TABS]
    return {
        "case": case,
        "tabs": tabs,
        "state_words": words.STATES[case.state],
        "meanwhile": [state for task in tasks if (state := _meanwhile(drawn, task))],
        "outcome": _outcome(case, drawn),
        "procedure_name": drawn.processes[drawn.main].name if drawn.main in drawn.processes else case.procedure,
        "organ_of": _organ_of,
        "tasks": [(task, drawn.name(task.task), _term(task), _may_open(task)) for task in tasks],
        "awaited": [(one, messages.badge(one)) for one in awaited],
        "links": [(link, _may_follow(link), _state_of(link)) for link in links.of_case(g.session, case.id)],
        "born": _born(case.id),
        "clocks": _clocks(case, tasks, awaited),
        "whole_term": _whole_term(case),
        "ways_on": {task.task: found for task in tasks if (found := _ways_on(task))},
        "incidents": [(drawn.name(one.place), one) for one in standing.incidents_of(g.session, case.id)],
    }


def _meanwhile(drawn: drawings.Drawings, task: OpenTask) -> str:
    """Return the state in which the diagram shows a case while this task is open (`cabildo.estado`); else nothing."""
    node = drawn.at(task.task)
    state = node.properties.get("cabildo.estado", "") if node else ""
    return values.label_of(state) if state else ""


def _organ_of(task: OpenTask) -> str:
    """Return how the organ that has a task is called today; the history keeps the name of that day."""
    return organs.called(g.session, task.organ, g.now.astimezone(LIMA).date(), task.organ_name) if task.organ else ""


def _born(case_id: int) -> list[tuple[CaseRow, str, tuple[str, str]]]:
    """Return the cases that this one opened, each with its address (empty for who may not see it) and its state."""
    rows = [standing.the_case(g.session, link.case_id) for link in links.born_of(g.session, case_id)]
    return [(row, _address_of(row.id), words.STATES[row.state]) for row in rows if row is not None]


def _may_follow(link: LinkedCase) -> str:
    return _address_of(link.other)


def _address_of(case_id: int) -> str:
    """Return the address of another case, empty for who may not see it."""
    try:
        access.require(g.session, case_id, g.officer.id, g.now)
    except NotFound:
        return ""
    return url_for("cases.show", case_id=case_id)


def _state_of(link: LinkedCase) -> tuple[str, str]:
    """Return how the other case stands: a case that ended first was not told the end of its abstention."""
    other = standing.the_case(g.session, link.other)
    if other is None or other.state != "ended":
        return words.STATES["open"]
    return LINKS.get(other.outcome, words.STATES["ended"])


def _ways_on(task: OpenTask) -> Collection[str]:
    """Return how the officer may have a task change hands; asked only of who directs an organ."""
    if not any(act.is_head for act in g.officer.acts) or "auditor" in g.officer.roles:
        return ()
    try:
        return reassignments.hands(g.session, task.case_id, task.task, g.officer.id, g.now).may
    except Tampered:
        return ()


def _clocks(case: CaseRow, tasks: Sequence[OpenTask], awaited: Sequence[Expected]) -> dict[str, dict[str, Any]]:
    """Return by place the terms that stand still or that the officer may deal with; the case itself is one of them."""
    if case.state == "ended" or not any(act.is_head for act in g.officer.acts) or "auditor" in g.officer.roles:
        return {}
    places = [case.process, *(task.task for task in tasks), *(one.place for one in awaited if not one.any_time)]
    try:
        return {place: found for place in dict.fromkeys(places) if (found := clock.of(case.id, place))}
    except Tampered:
        return {}


def _whole_term(case: CaseRow) -> words.Badge | None:
    """Return how long the whole case has, or since when it stands still."""
    today = g.now.astimezone(LIMA).date()
    if since := counting.suspended(case, today):
        return words.standing_still(since, None)
    own = next((one for one in standing.terms_of(g.session, case.id) if one.of == "case"), None)
    return words.term_of(own, today, calendar.calendar(g.session)) if own else None


def _term(row: OpenTask) -> words.Badge | None:
    return words.term_of(row, g.now.astimezone(LIMA).date(), calendar.calendar(g.session))


def _outcome(case: CaseRow, drawn: Drawings) -> str:
    """Return how the case ended, as the diagram calls it."""
    end = drawn.elements.get(drawn.main, {}).get(case.outcome)
    return end.name if end is not None and end.name else words.humanised(case.outcome)


def _may_open(task: OpenTask) -> bool:
    return (task.organ in g.officer.organs or task.held_by == g.officer.id) and "auditor" not in g.officer.roles


def _diagrams(case_id: int, position: int) -> list[dict[str, Any]]:
    drawn = drawings.of_case(g.session, case_id)
    marks = playback.state_at(g.session, case_id, position)
    return [
        {
            "key": one.process,
            "name": one.name,
            "url": _address(one),
            "marks": marks[one.process].as_json() if one.process in marks else {},
            "steps": story.steps(drawn.processes[one.process].node,
                                 marks[one.process].as_json() if one.process in marks else {}),
        }
        for one in playback.diagrams(g.session, case_id)
    ]  # fmt: skip


def _address(drawn: Drawn) -> str:
    return url_for("procedures.file", procedure=drawn.procedure, number=drawn.version, name=drawn.file)


def _due(term: RunningTerm | None) -> words.Badge | None:
    """Return how long there is until the next last day of a case, or since when its term stands still."""
    today = g.now.astimezone(LIMA).date()
    return words.term_of(term, today, calendar.calendar(g.session)) if term else None


def _pager(found: search.Found, page: int) -> dict[str, Any]:
    def at(number: int) -> str:
        return f"{url_for('cases.index')}?{urlencode({**request.args.to_dict(), 'pagina': number})}"

    last = found.first + len(found.hits) - 1
    return {
        "words": f"{found.first} a {last} de {found.total}" if found.hits else "ninguno",
        "previous_url": at(page - 1) if page > 1 else None,
        "next_url": at(page + 1) if last < found.total else None,
    }
