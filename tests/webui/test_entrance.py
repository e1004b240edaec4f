"""Who may enter which page, and that a change comes from a page of one's own."""

import pytest
from flask import Flask

from engine import journal
from tests.webui.conftest import AUDITOR, DESIGNER, HEADER, OGAJ, OGPP, OPINION, Site, token_in
from webui.entrance import declared

VALUES = {"case_id": 1, "task": "opinar:1", "place": "opinar:1", "procedure": "opinion", "number": 1,
          "name": "procedure.bpmn",
          "seal": "0" * 64, "draft_id": 1, "slug": "ordenanzas", "way": "derivar"}  # fmt: skip


def routes(app: Flask, method: str) -> list[tuple[str, str]]:
    """Return (endpoint, path) of every route that takes this method."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        return [
            (rule.endpoint, urls.build(rule.endpoint, {name: VALUES.get(name, 1) for name in rule.arguments}))
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or ()) and rule.endpoint != "static"
        ]


def test_every_route_says_who_may_enter(site: Site) -> None:
    silent = [name for name, view in site.app.view_functions.items() if name != "static" and not declared(view)]

    assert silent == []
    assert len(site.app.view_functions) > 40


def test_a_route_that_says_nothing_is_shut(site: Site) -> None:
    site.app.add_url_rule("/descuido", "descuido", lambda: "secreto")

    answer = site.officer(OGPP).get("/descuido")

    assert answer.status_code == 403
    assert "secreto" not in answer.text


def test_nobody_reads_a_page_without_signing_in(site: Site) -> None:
    anonymous = site.visitor()
    pages = [
        (name, path) for name, path in routes(site.app, "GET") if declared(site.app.view_functions[name]) != "public"
    ]

    assert len(pages) > 25
    for name, path in pages:
        answer = anonymous.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/entrar"), name


def test_nobody_changes_anything_without_signing_in(site: Site) -> None:
    anonymous = site.visitor()
    token = token_in(anonymous.get("/entrar"))

    for name, path in routes(site.app, "POST"):
        if declared(site.app.view_functions[name]) != "public":
            answer = anonymous.client.post(path, data={"csrf_token": token, **HEADER, **OPINION})
            assert (answer.status_code, answer.location) == (303, "/entrar"), name


def test_an_auditor_reads_everything_and_changes_nothing(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    auditor = site.officer(AUDITOR)
    with site.session() as session:
        before = journal.head(session, case)

    refused = {
        name: auditor.post(path, {**HEADER, **OPINION, "clave": "12345678"}).status_code
        for name, path in routes(site.app, "POST")
        if not name.startswith("session.")
    }

    assert set(refused.values()) == {403}
    assert len(refused) > 15
    for page in ("", "/diagrama", "/documentos", "/datos", "/verificacion"):
        assert auditor.get(f"/expedientes/{case}{page}").status_code == 200
    with site.session() as session:
        assert journal.head(session, case) == before


@pytest.mark.parametrize(
    "path", ["/diseno", "/auditoria", "/expedientes/1/verificacion", "/expedientes/1/historial.csv"]
)
def test_a_role_is_asked_for(site: Site, path: str) -> None:
    site.officer(OGPP).open_case()

    answer = site.officer(OGAJ).get(path)

    assert answer.status_code == 403
    assert "no corresponde a su función" in answer.text


def test_what_one_may_not_enter_is_not_shown(site: Site) -> None:
    plain, designer, auditor = (site.officer(name).get("/").text for name in (OGAJ, DESIGNER, AUDITOR))

    assert "Diseño" not in plain and "Auditoría" not in plain
    assert "Diseño" in designer and "Auditoría" not in designer
    assert "Auditoría" in auditor and "Diseño" not in auditor


@pytest.mark.parametrize("token", ["", "0" * 64, "ñ"])
def test_a_change_needs_the_token_of_the_session(site: Site, token: str) -> None:
    officer = site.officer(OGPP)

    answer = officer.client.post(
        "/expedientes/nuevo/opinion", data={**HEADER, "clave": "12345678", "csrf_token": token}
    )

    assert answer.status_code == 403
    assert "no se registró nada" in answer.text
    with site.session() as session:
        assert journal.case_ids(session) == []


def test_the_token_of_another_session_is_no_token(site: Site) -> None:
    stranger, officer = site.officer(OGAJ), site.officer(OGPP)

    answer = officer.client.post("/expedientes/nuevo/opinion", data={**HEADER, "csrf_token": stranger.token()})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://otro.example"},
     {"Origin": "null"}],
)  # fmt: skip
def test_a_change_from_another_site_is_refused_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    officer = site.officer(OGPP)

    answer = officer.post("/expedientes/nuevo/opinion", {**HEADER, "clave": "12345678"}, headers=headers)

    assert answer.status_code == 403
    assert "otro sitio" in answer.text


def test_a_change_from_here_is_taken_with_the_token_in_a_header(site: Site) -> None:
    officer = site.officer(OGPP)
    headers = {"X-CSRF-Token": officer.token(), "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    answer = officer.client.post("/expedientes/nuevo/opinion", data={**HEADER, "clave": "12345678"}, headers=headers)

    assert answer.status_code == 303
