"""The designer's desk: drafts of procedures, drawn and judged, rehearsed, and published with a reason."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from handlers import designing, organs
from handlers.refusals import Invalid, NotFound
from webui import drafting, edge, headers, playing, story, words
from webui.entrance import for_role
from workflows import Finding, Refused, camunda7, drafts, feel, library, outline, reader
from workflows.diagram import Diagram
from workflows.drafts import DraftFolder
from workflows.terms import LIMA

pages = Blueprint("designer", __name__, url_prefix="/diseno")

DESIGNER = for_role("disenador")


@pages.get("")
@DESIGNER
def index() -> str:
    return _index()


@pages.post("")
@DESIGNER
def begin() -> ResponseReturnValue:
    """Begin a draft from uploaded files."""
    slug = request.form.get("nombre", "").strip().lower()
    files = {file.filename: file.read() for file in request.files.getlist("archivos") if file.filename}
    try:
        draft = designing.begin(g.session, slug, files, g.officer.id, g.now)
    except Refused as refused:
        edge.undo()
        return _index(slug, refused.findings), 422
    return drafting.to(draft, _("Se cargaron %(n)s archivos como borrador de «%(slug)s».", n=len(files), slug=slug))


@pages.post("/nuevo")
@DESIGNER
def begin_new() -> ResponseReturnValue:
    """Begin a new procedure and go straight to its drawing."""
    form = request.form
    slug = form.get("carpeta", "").strip().lower()
    try:
        draft = designing.begin_new(
            g.session, slug, form.get("titulo", ""), form.get("organo", ""), g.officer.id, g.now
        )
    except Invalid as refused:
        edge.undo()
        return _index(errors=refused.errors), refused.status
    except Refused as refused:
        edge.undo()
        return _index(errors={"carpeta": refused.findings[0].message}), 422
    flash(_("Se creó «%(slug)s» con un carril, una tarea y un final: ya se puede ensayar. Siga dibujando.", slug=slug))
    return redirect(url_for("designer.model", draft_id=draft.id, name="procedure.bpmn"), 303)


@pages.post("/abrir/<procedure>")
@DESIGNER
def open_published(procedure: str) -> ResponseReturnValue:
    draft = designing.open_as_draft(g.session, procedure, g.officer.id, g.now)
    return drafting.to(
        draft, _("Se abrió «%(slug)s» como borrador. Lo publicado no cambia hasta que publique.", slug=procedure)
    )


@pages.get("/<int:draft_id>")
@DESIGNER
def show(draft_id: int) -> str:
    return drafting.show(designing.the_draft(g.session, draft_id))


@pages.get("/<int:draft_id>/diagramas/<name>")
@DESIGNER
def model(draft_id: int, name: str) -> str:
    """The modeler on one diagram of the draft."""
    draft = designing.the_draft(g.session, draft_id)
    drafting.the_file(draft_id, name)
    headers.allow_diagrams()
    files = drafts.files(g.session, draft_id)
    return render_template("modeler.html", draft=draft, name=name, organs=_organs(), diagrams=_diagrams(files),
                           title=designing.name_in(draft.slug, files), focus=request.args.get("elemento"),
                           forms=designing.choices(files), decisions=designing.decisions(files))  # fmt: skip


@pages.get("/<int:draft_id>/diagramas/<name>/vista")
@DESIGNER
def look(draft_id: int, name: str) -> str:
    """A diagram of the draft to be read, whatever tool drew it: drawing, outline and findings, one of them played."""
    draft = designing.the_draft(g.session, draft_id)
    source = drafting.the_file(draft_id, name)
    headers.allow_diagrams()
    found = drafting.about(draft, name)
    about = [(node.name or node.id, story.steps(node)) for node in _diagram(source, name).processes.values()]
    played = _played(found)
    return render_template("draft_look.html", draft=draft, name=name, findings=found, drawn=about, played=played,
                           guests=outline.guests(source), play=partial(drafting.play, draft, name))  # fmt: skip


@pages.get("/<int:draft_id>/diagramas/<name>/recorrido")
@DESIGNER
def walk(draft_id: int, name: str) -> Response:
    """The steps that show what a finding says, for the player."""
    draft = designing.the_draft(g.session, draft_id)
    finding = _played(drafting.about(draft, name))
    diagram = _diagram(drafting.the_file(draft_id, name), name)
    where = url_for("drafting.file", draft_id=draft_id, name=name)
    entries = playing.entries(diagram, finding) if finding is not None else []
    return jsonify(diagrams={name: {"url": where, "name": name}}, entries=entries)


@pages.get("/<int:draft_id>/diagramas/<name>/traduccion")
@DESIGNER
def translation(draft_id: int, name: str) -> str:
    """What taking over a file of Camunda 7 would translate, and what it could not."""
    draft = designing.the_draft(g.session, draft_id)
    found = _taken_over(drafting.the_file(draft_id, name), name)
    return render_template("draft_import.html", draft=draft, name=name, found=found, told=camunda7.count(found))


@pages.post("/<int:draft_id>/diagramas/<name>/traduccion")
@DESIGNER
def translate(draft_id: int, name: str) -> ResponseReturnValue:
    """Write the file in the dialect of the house in its place."""
    draft = designing.the_draft(g.session, draft_id)
    found = _taken_over(drafting.the_file(draft_id, name), name)
    drafting.keep(draft, name, found.source)
    return drafting.to(draft, camunda7.count(found))


@pages.post("/<int:draft_id>/diagramas/<name>")
@DESIGNER
def draw(draft_id: int, name: str) -> Response:
    """Keep the drawing as it is now, and answer what the rules say of it; never over what somebody else kept."""
    if not name.endswith(".bpmn"):
        raise NotFound("Eso no es un diagrama del borrador.")
    draft = designing.the_draft(g.session, draft_id)
    seen = next(iter(request.if_match.as_set(include_weak=True)), None)
    kept = drafting.keep(draft, name, request.get_data(cache=False), seen)
    return jsonify(saved=words.hour(g.now), mark=kept, findings=drafting.told(drafting.findings(draft), draft, name))


@pages.get("/<int:draft_id>/avisos/<path:name>")
@DESIGNER
def findings(draft_id: int, name: str) -> Response:
    draft = designing.the_draft(g.session, draft_id)
    return jsonify(findings=drafting.told(drafting.findings(draft), draft, name))


@pages.post("/<int:draft_id>/descarte")
@DESIGNER
def discard(draft_id: int) -> ResponseReturnValue:
    draft = designing.the_draft(g.session, draft_id)
    drafts.discard(g.session, draft)
    flash(_("Se descartó el borrador de «%(slug)s». Lo publicado sigue como estaba.", slug=draft.slug))
    return redirect(url_for("designer.index"), 303)


@pages.get("/<int:draft_id>/ensayo")
@DESIGNER
def rehearse(draft_id: int) -> str:
    """Play the scenarios: what each came to, and what none of them visited."""
    draft = designing.the_draft(g.session, draft_id)
    report, broken = None, ""
    try:
        report = designing.rehearse(g.session, draft)
    except Refused as refused:
        broken = " ".join(finding.message for finding in refused.findings)
    except feel.FeelError as error:
        broken = str(error)
    files = drafts.files(g.session, draft_id)
    missed = _in_words(files, report.unvisited) if report else []
    return render_template("rehearsal.html", draft=draft, title=designing.name_in(draft.slug, files), report=report,
                           broken=broken, missed=missed)  # fmt: skip


@pages.get("/<int:draft_id>/publicacion")
@DESIGNER
def publication(draft_id: int) -> str:
    return _publication(designing.the_draft(g.session, draft_id))


@pages.post("/<int:draft_id>/publicacion")
@DESIGNER
def publish(draft_id: int) -> ResponseReturnValue:
    draft = designing.the_draft(g.session, draft_id)
    reason = request.form.get("motivo", "").strip()
    try:
        version = designing.publish(g.session, draft, g.officer.id, reason, g.now)
    except Refused as refused:
        edge.undo()
        return _publication(designing.the_draft(g.session, draft_id), refused.findings, reason), 422
    told = _("Se publicó la versión %(n)s de «%(slug)s». Los expedientes nuevos la usan; los demás siguen con la suya.",
             n=version.number, slug=version.procedure)  # fmt: skip
    flash(told)
    if left := designing.running(g.session, version.procedure):
        flash(_left_behind(version.procedure, left), "info")
    where = url_for("procedures.show", procedure=version.procedure, number=version.number)
    return redirect(where, 303)


def _diagrams(files: Mapping[str, bytes]) -> list[str]:
    """Return the diagrams of a draft, the main one first."""
    return sorted((one for one in files if one.endswith(".bpmn")), key=lambda one: (one != library.MAIN, one))


def _index(slug: str = "", refused: Any = (), errors: Mapping[str, str] | None = None) -> str:
    offered = designing.offered(g.session)
    return render_template("designer.html", drafts=designing.desk(g.session), offered=offered, slug=slug,
                           refused=refused, organs=_organs(), errors=errors or {}, form=request.form)  # fmt: skip


def _organs() -> list[tuple[str, str]]:
    """Return slug and name of the municipality's own organs."""
    chart = organs.chart(g.session, g.now.astimezone(LIMA).date())
    return [(organ.slug, organ.name) for organ in chart if not organ.external]


def _publication(draft: DraftFolder, refused: Any = (), reason: str = "") -> str:
    files = drafts.files(g.session, draft.id)
    return render_template("publication.html", draft=draft, title=designing.name_in(draft.slug, files),
                           changes=designing.changes(g.session, draft),
                           running=designing.running(g.session, draft.slug),
                           findings=drafting.findings(draft), refused=refused, reason=reason,
                           where=lambda finding: drafting.where(draft, finding, files))  # fmt: skip


def _left_behind(procedure: str, count: int) -> Markup:
    """Return that cases run which could go on with the version just published, with the way to them."""
    said = _("Un expediente en trámite sigue con su versión.") if count == 1 else _(
        "%(n)s expedientes en trámite siguen con su versión.", n=count)  # fmt: skip
    where = url_for("version_changes.index", procedure=procedure)
    return Markup('{} <a href="{}">{}</a>').format(said, where, _("Ver cuáles pueden pasar a la nueva"))


def _in_words(files: Mapping[str, bytes], ids: Sequence[str]) -> list[str]:
    """Return elements and flows by their names, as a designer sees them in the drawing."""
    called = {}
    for name in _diagrams(files):
        for process in _diagram(files[name], name).processes.values():
            for node in process.walk():
                called[node.id] = f"«{node.name or node.id}»"
                for flow in node.outgoing:
                    way = f"«{node.name or node.id}» → «{flow.target.name or flow.target.id}»"
                    called[flow.id] = f"{way} ({flow.name})" if flow.name else way
    return [called.get(one, one) for one in ids]


def _diagram(source: bytes, name: str) -> Diagram:
    """Return a diagram as read; an empty one where the bytes are none, since the findings say so."""
    try:
        return reader.read(source, name)
    except Refused:
        return Diagram(name, "", {})


def _taken_over(source: bytes, name: str) -> camunda7.Import:
    try:
        return camunda7.take_over(source, name)
    except Refused as refused:
        raise Invalid(" ".join(finding.message for finding in refused.findings)) from None


def _played(found: list[Finding]) -> Finding | None:
    """Return the finding that the address asks to be played, by its rule and element."""
    rule, element = request.args.get("aviso"), request.args.get("elemento")
    return next((one for one in found if one.trail and (one.rule, one.element) == (rule, element)), None)
