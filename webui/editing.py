"""The editors of a draft's forms and tables: drawn, judged at each change, seen as the clerk will, and tried out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from handlers import designing, trying
from handlers.refusals import Invalid, NotFound
from webui import asking, drafting, headers, typed, words
from webui.entrance import for_role
from workflows import Refused, drafts, forms
from workflows.forms import Form
from workflows.forms.paths import Unreadable

pages = Blueprint("editing", __name__, url_prefix="/diseno/<int:draft_id>")

DESIGNER = for_role("disenador")
KEPT_HERE = (".form", ".dmn")
OF_THE_CASE = "caso:"  # before the names of the case's values that a try gives


@pages.get("/formularios/<path:name>")
@DESIGNER
def form(draft_id: int, name: str) -> str:
    """The form editor on one form of the draft."""
    return _editor("form_editor.html", draft_id, name, ".form")


@pages.get("/tablas/<path:name>")
@DESIGNER
def table(draft_id: int, name: str) -> str:
    """The editor of decisions on one file of tables of the draft."""
    return _editor("table_editor.html", draft_id, name, ".dmn")


@pages.post("/guardado/<path:name>")
@DESIGNER
def keep(draft_id: int, name: str) -> Response:
    """Keep a form or table as it is now, and answer what the rules say of it; never over what somebody else kept."""
    if not name.endswith(KEPT_HERE):
        raise NotFound("Eso no es un formulario ni una tabla del borrador.")
    draft = designing.the_draft(g.session, draft_id)
    seen = next(iter(request.if_match.as_set(include_weak=True)), None)
    kept = drafting.keep(draft, name, request.get_data(cache=False), seen)
    return jsonify(saved=words.hour(g.now), mark=kept, findings=drafting.told(drafting.findings(draft), draft, name))


@pages.get("/vista/<path:name>")
@DESIGNER
def look(draft_id: int, name: str) -> str:
    """A form as whoever attends the task will see it."""
    return _look(draft_id, name)


@pages.post("/vista/<path:name>")
@DESIGNER
def attempt(draft_id: int, name: str) -> ResponseReturnValue:
    """Judge what was typed as the task would, and say what would be recorded; nothing is."""
    return _look(draft_id, name, typed.answers(), judged=True)


@pages.post("/campos/<path:name>")
@DESIGNER
def refresh(draft_id: int, name: str) -> str:
    """The fields again, after an answer on which others depend."""
    return _look(draft_id, name, typed.answers(), part=bool(request.headers.get("HX-Request")))


@pages.post("/prueba/<path:name>")
@DESIGNER
def trial(draft_id: int, name: str) -> Response:
    """What a decision asks (`values` left out), or what it comes to with them."""
    source = drafting.the_file(draft_id, name)
    asked = _asked()
    try:
        if "values" not in asked:
            found = trying.inputs(source, asked["decision"])
            return jsonify(inputs=[{"name": one.name, "label": one.label, "type": one.type, "choices": one.choices}
                                   for one in found])  # fmt: skip
        tried = trying.table(source, asked["decision"], asked["values"], g.now)
    except Refused as refused:
        raise Invalid(" ".join(finding.message for finding in refused.findings)) from None
    return jsonify(value=tried.value, matched=tried.matched, problems=tried.problems)


def _asked() -> Mapping[str, Any]:
    """Return which decision is tried and with which texts, as the editor sends them."""
    try:
        found = json.loads(request.get_data(cache=False))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("decision"), str):
        raise Invalid("No se entendió qué decisión se quiere probar. Vuelva a cargar la página.")
    if "values" in found:
        given = found["values"] if isinstance(found["values"], dict) else {}
        found["values"] = {str(name): str(text) for name, text in given.items()}
    return found


def _editor(template: str, draft_id: int, name: str, ending: str) -> str:
    if not name.endswith(ending):
        raise NotFound("Ese archivo no se edita aquí. Vuelva a la mesa de diseño.")
    draft = designing.the_draft(g.session, draft_id)
    drafting.the_file(draft_id, name)
    headers.allow_diagrams()
    files = drafts.files(g.session, draft_id)
    return render_template(template, draft=draft, name=name, title=designing.name_in(draft.slug, files),
                           used=drafting.used(name, files), tabs=drafting.tabs(draft, name, "editor"),
                           focus=request.args.get("elemento"))  # fmt: skip


def _look(draft_id: int, name: str, answers: Mapping[str, Any] | None = None, *, judged: bool = False,
          part: bool = False) -> str:  # fmt: skip
    """Draw a form with what was typed, or say what must be corrected before it can be drawn."""
    draft = designing.the_draft(g.session, draft_id)
    source, files = drafting.the_file(draft_id, name), drafts.files(g.session, draft_id)
    seen: dict[str, Any] = {"draft": draft, "name": name, "used": drafting.used(name, files),
                            "tabs": drafting.tabs(draft, name, "vista")}  # fmt: skip
    try:
        found = forms.read(source, name)
    except Refused as refused:
        return render_template("form_look.html", broken=refused.findings, **seen)
    decision = trying.decision_of(files, name.removeprefix("forms/").removesuffix(".form"))
    seen |= _drawn(found, decision, answers, judged)
    return render_template("partials/fields.html" if part else "form_look.html", **seen)


def _drawn(found: Form, decision: str, answers: Mapping[str, Any] | None, judged: bool) -> dict[str, Any]:
    """Return what the page of a form shows: its fields, its outcomes, and what the answers would come to."""
    own = {key: given for key, given in (answers or {}).items() if not key.startswith(OF_THE_CASE)}
    case = {one: str((answers or {}).get(OF_THE_CASE + one, "")) for one in trying.read_by(found)}
    values = {one: trying.value(text) for one, text in case.items()}
    own |= {key: file.filename for key, file in request.files.items() if file.filename}
    checked = found.check(own, values, at=g.now, decision=decision) if judged else None
    try:
        fields = found.shown(values, own if answers else None, at=g.now, decision=decision)
    except Unreadable:
        fields = found.shown(values, None, at=g.now, decision=decision)
    outcomes = asking.outcomes(found, fields, decision)
    recorded = list(_recorded(found, checked.answers)) if checked and checked.ok else []
    return {"fields": fields, "outcomes": outcomes, "decision": decision, "skip": (decision,) if outcomes else (),
            "errors": checked.errors if checked else {}, "asks_again": asking.asks_again(found), "case": case,
            "before": OF_THE_CASE, "recorded": recorded, "received": {}}  # fmt: skip


def _recorded(found: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the answers that a decision would record: what is asked, the name they get, and their value in words."""
    for key, answer in answers.items():
        field = found.field_at(key)
        labels = {option.value: option.label for option in field.options} if field else {}
        said = labels.get(answer) if isinstance(answer, str) else None
        yield (field.label if field else "") or key, key, said or trying.in_words(answer)
