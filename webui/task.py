"""The page of a task: what is asked, what to know, the outcomes; and what an officer does there."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import (
    abstentions,
    access,
    briefings,
    calendar,
    choosing,
    clock,
    decisions,
    drafts,
    inbox,
    observations,
    reassignments,
    sentences,
    tasks,
)
from handlers.refusals import AlreadyDecided, Invalid, NotAllowed, NotFound, Refusal
from handlers.tasks import Sheet
from webui import asking, edge, headers, story, typed, whither, words
from webui.entrance import for_officers
from workflows.forms import Form, Shown
from workflows.forms.paths import Unreadable
from workflows.terms import LIMA

pages = Blueprint("task", __name__, url_prefix="/expedientes/<int:case_id>/tareas/<place:task>")

_ROW = re.compile(r"\[\d+\]")


@pages.get("")
@for_officers
def show(case_id: int, task: str) -> ResponseReturnValue:
    try:
        sheet = _sheet(case_id, task)
    except AlreadyDecided as gone:
        return _gone(case_id, task, gone, {}), gone.status
    draft = drafts.of(g.session, g.officer.id, case_id, task)
    page = _page(sheet, drafts.typed_in(draft) if draft else None, draft_at=words.in_record(draft.at) if draft else "")
    _note_reading(case_id, task)
    return page


@pages.post("/formulario")
@for_officers
def refresh(case_id: int, task: str) -> str:
    """The fields again, after an answer on which others depend."""
    sheet = _sheet(case_id, task)
    return _page(sheet, typed.answers(), part=bool(request.headers.get("HX-Request")))


@pages.post("/borrador")
@for_officers
def keep_draft(case_id: int, task: str) -> Response:
    _sheet(case_id, task)
    drafts.keep(g.session, g.officer.id, case_id, task, typed.answers(), g.now)
    return jsonify(saved=words.hour(g.now))


@pages.post("/toma")
@for_officers
def claim(case_id: int, task: str) -> ResponseReturnValue:
    decisions.claim(g.session, case_id, task, g.officer.id, g.now)
    return _back(case_id, task, _("Tomó la tarea: su órgano ve que usted la tiene."))


@pages.post("/devolucion")
@for_officers
def release(case_id: int, task: str) -> ResponseReturnValue:
    decisions.release(g.session, case_id, task, g.officer.id, g.now)
    return _back(case_id, task, _("Devolvió la tarea a su órgano. Lo que guardó como borrador sigue aquí para usted."))


@pages.post("/antes")
@for_officers
def choose(case_id: int, task: str) -> ResponseReturnValue:
    """Another step of an ad-hoc sub-process comes first."""
    choosing.choose(g.session, case_id, task, request.form.get("paso", ""), g.officer.id, g.now, key=typed.key())
    flash(whither.told(_("Hará antes otro paso; esta tarea se le ofrecerá después."), case_id))
    return redirect(url_for("inbox.show"), 303)


@pages.post("/decision")
@for_officers
def decide(case_id: int, task: str) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(case_id)
    try:
        if errors:
            raise Invalid("Un documento no se cargó.", errors)
        recorded = decisions.record(g.session, case_id, task, g.officer.id, answers, g.now, key=typed.key(),
                                    password=request.form.get("password") or None)  # fmt: skip
    except Refusal as refused:
        return _again(case_id, task, refused)
    flash(whither.told(_("Se registró su decisión."), case_id) if not recorded.get("undone") else _(
        "El procedimiento no pudo seguir después de su decisión: el paso se deshizo y la tarea sigue abierta. Lo que "
        "escribió quedó en el expediente, con la incidencia; avise a quien administra el sistema."))  # fmt: skip
    return redirect(url_for("inbox.show"), 303)


def _sheet(case_id: int, task: str) -> Sheet:
    """Return the task as the officer sees it. Who was first is told only to those who may see the case."""
    try:
        return tasks.sheet(g.session, case_id, task, g.officer.id, g.now)
    except AlreadyDecided:
        access.require(g.session, case_id, g.officer.id, g.now)
        raise


def _again(case_id: int, task: str, refused: Refusal) -> tuple[str, int]:
    """The page once more with everything that was typed, documents included, and what is wrong with it."""
    edge.again()
    answers, _refused = typed.answers_with_documents(case_id)
    errors = refused.errors if isinstance(refused, Invalid) and refused.errors else {"": str(refused)}
    try:
        sheet = _sheet(case_id, task)
    except AlreadyDecided as gone:
        return _gone(case_id, task, gone, answers), gone.status
    if isinstance(refused, NotAllowed):
        edge.undo()
    return _page(sheet, answers, errors), refused.status


def _gone(case_id: int, task: str, refused: AlreadyDecided, answers: Mapping[str, Any]) -> str:
    """Someone was first: who, and what had been typed here, so that none of it is lost."""
    form = briefings.form_at(g.session, case_id, task)
    typed_in = list(_in_words(form, answers))
    edge.undo()
    return render_template("task_gone.html", case_id=case_id, sentence=str(refused), typed=typed_in)


def _in_words(form: Form | None, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in answers.items():
        field = form.field_at(_ROW.sub("[]", name)) if form else None
        labels = {str(option.value): option.label for option in field.options} if field else {}
        several = value if isinstance(value, list) else [value]
        said = ", ".join(labels.get(str(one), str(one)) for one in several if one not in (None, ""))
        if said and not (field and field.type == "filepicker"):
            yield (field.label if field and field.label else words.humanised(name)), said


def _page(sheet: Sheet, answers: Mapping[str, Any] | None, errors: Mapping[str, str] | None = None, *,
          part: bool = False, draft_at: str = "") -> str:  # fmt: skip
    fields = _fields(sheet, answers)
    outcomes = asking.outcomes(sheet.form, fields, sheet.decision or "")
    case_id, task = sheet.case.id, sheet.row.task
    seen: dict[str, Any] = {
        "fields": fields,
        "errors": errors or {},
        "skip": (sheet.decision,) if outcomes else (),
        "received": typed.received(case_id),
        "upload_url": url_for("documents.keep", case_id=case_id),
    }
    if part:
        return render_template("partials/fields.html", **seen)
    headers.allow_diagrams()
    seen |= {"sheet": sheet, "case": sheet.case, "task": task, "outcomes": outcomes, "draft_at": draft_at}
    seen |= {"asks_again": asking.asks_again(sheet.form), "capacities": sentences.CAPACITIES, **_beside(sheet)}
    seen |= {"hands": reassignments.hands(g.session, case_id, task, g.officer.id, g.now),
             "others": choosing.others(g.session, case_id, task),
             "may_abstain": abstentions.is_offered(g.session, sheet), "link_url": _linked(sheet)}  # fmt: skip
    return render_template("task.html", **seen)


def _linked(sheet: Sheet) -> str:
    """Return the address of the case by which the officer steps aside; empty for none, or one that he does not see."""
    if sheet.hold.link is None:
        return ""
    try:
        access.require(g.session, sheet.hold.link.other, g.officer.id, g.now)
    except NotFound:
        return ""
    return url_for("cases.show", case_id=sheet.hold.link.other)


def _fields(sheet: Sheet, answers: Mapping[str, Any] | None) -> tuple[Shown, ...]:
    if sheet.form is None:
        return ()
    shown = sheet.form.shown
    decision = sheet.decision or "decision"
    try:
        return shown(sheet.values, answers, at=g.now, outcomes=sheet.offered, decision=decision)
    except Unreadable:
        return shown(sheet.values, None, at=g.now, outcomes=sheet.offered, decision=decision)


def _beside(sheet: Sheet) -> dict[str, Any]:
    """What stands at the right: the term, the cards, the papers, the diagram and the last sentences."""
    case_id, row = sheet.case.id, sheet.row
    briefing = briefings.of_task(g.session, case_id, row.task)
    today = g.now.astimezone(LIMA).date()
    due = words.term_of(row, today, calendar.calendar(g.session), briefing.why)
    diagram, steps = "", []
    if briefing.process is not None and briefing.node is not None:
        key = briefing.process.key
        diagram = url_for("procedures.file", procedure=key.procedure, number=key.number, name=briefing.process.file)
        steps = story.steps(briefing.process.node, {"now": [briefing.node.id]})
    return {
        "due": due,
        "is_late": due is not None and due.level == "late",
        "stands": (stands := clock.offered(g.session, case_id, row.task, g.officer.id, g.now)),
        "why_suspended": clock.why(g.session, stands) if stands and stands.since else "",
        "briefing": briefing,
        "last": [story.entry(one, case_id, by_day=True) for one in briefing.last],
        "observations": observations.of_case(g.session, case_id),
        "observed": {card.position: [story.row(row, case_id) for row in card.observations] for card in briefing.cards},
        "diagram": diagram,
        "steps": steps,
    }


def _back(case_id: int, task: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("task.show", case_id=case_id, task=task), 303)


def _note_reading(case_id: int, task: str) -> None:
    """Note that the officer saw the task, beside a request that only reads."""
    with edge.writing() as notes:
        inbox.mark_read(notes, g.officer.id, case_id, task, g.now)
        notes.commit()
