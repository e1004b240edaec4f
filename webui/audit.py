"""For those who audit: every case with its state, verified on demand, and its history to take away. Nothing changes."""

from flask import Blueprint, Response, g, make_response, render_template, request

from handlers import access, audits, catalogue, histories, search
from webui import words
from webui.entrance import for_role

pages = Blueprint("audit", __name__)

AUDITOR = for_role("auditor")


@pages.get("/auditoria")
@AUDITOR
def index() -> str:
    text = request.args.get("q", "").strip()
    counts = [(names, search.find(g.session, g.officer.id, g.now, state=state).total)
              for state, names in words.STATES.items()]  # fmt: skip
    found = search.find(g.session, g.officer.id, g.now, text)
    return render_template("audit.html", counts=counts, found=found, text=text, states=words.STATES,
                           procedures=catalogue.names(g.session))  # fmt: skip


@pages.get("/auditoria/verificacion")
@AUDITOR
def verify_all() -> str:
    """Verify every case: seals, contents, versions, and the effects that the causes give again."""
    verdicts = audits.verify(g.session)
    wrong = [verdict for verdict in verdicts if not verdict.ok]
    return render_template("partials/verdicts.html", count=len(verdicts), wrong=wrong, at=g.now)


@pages.get("/expedientes/<int:case_id>/verificacion")
@AUDITOR
def verify(case_id: int) -> str:
    access.require(g.session, case_id, g.officer.id, g.now)
    return render_template("partials/verdict.html", verdict=audits.verify(g.session, case_id)[0], at=g.now)


@pages.get("/expedientes/<int:case_id>/historial.csv")
@AUDITOR
def as_csv(case_id: int) -> Response:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    return _file(histories.as_csv(g.session, case_id), f"{case.number}.csv", "text/csv")


@pages.get("/expedientes/<int:case_id>/historial.jsonl")
@AUDITOR
def as_json_lines(case_id: int) -> Response:
    case = access.require(g.session, case_id, g.officer.id, g.now)
    return _file(histories.as_json_lines(g.session, case_id), f"{case.number}.jsonl", "application/x-ndjson")


def _file(text: str, name: str, kind: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}"'
    return response
