"""A command can be tried: its answer says what it would come to, and nothing of it is kept."""

import secrets

import pytest

from engine import journal
from handlers import standing
from tests.webui.conftest import HEADER, OGAJ, OGPP, OPINION, Site

pytestmark = pytest.mark.slow

TRY = {"X-Revisar": "1"}
TASK = "opinar:1"


def test_what_can_be_recorded_is_tried_without_a_trace_and_then_recorded(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    adviser = site.officer(OGAJ)
    path, form = f"/expedientes/{case}/tareas/{TASK}/decision", {"clave": secrets.token_hex(8), **OPINION}
    with site.session() as session:
        before = journal.head(session, case)

    tried = adviser.post(path, form, headers=TRY)

    assert (tried.status_code, tried.text, tried.headers.getlist("Set-Cookie")) == (204, "", [])
    with site.session() as session:
        assert journal.head(session, case) == before
        assert [row.task for row in standing.tasks_of(session, case)] == [TASK]
    assert "Se registró" not in adviser.get("/").text
    assert adviser.post(path, form).status_code == 303  # the very same, key and all
    with site.session() as session:
        assert [row.task for row in standing.tasks_of(session, case)] == ["resolver:1"]


def test_what_is_missing_is_said_as_the_command_would_say_it(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    form = {"clave": secrets.token_hex(8), "decision": "favorable", "sustento": "corto"}

    tried = site.officer(OGAJ).post(f"/expedientes/{case}/tareas/{TASK}/decision", form, headers=TRY)

    assert tried.status_code == 422 and "Falta corregir un dato" in tried.text and ">\ncorto</textarea>" in tried.text


def test_a_case_that_is_only_tried_is_not_opened_and_its_number_is_not_spent(site: Site) -> None:
    officer = site.officer(OGPP)

    tried = officer.post("/expedientes/nuevo/opinion", {"clave": secrets.token_hex(8), **HEADER}, headers=TRY)

    assert tried.status_code == 204
    case = officer.open_case()
    with site.session() as session:
        row = standing.the_case(session, case)
        assert row is not None and row.number == "EXP-2026-000001"


def test_whoever_is_no_longer_signed_in_is_sent_to_sign_in(site: Site) -> None:
    visitor = site.officer(OGPP)
    token = visitor.token()
    visitor.post("/salir")

    tried = visitor.client.post("/expedientes/nuevo/opinion", data={"csrf_token": token, **HEADER}, headers=TRY)

    assert tried.status_code != 204
