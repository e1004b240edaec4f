"""A term on its pages: who may extend or suspend it, what it says meanwhile, and the notices that lead there."""

import re
import secrets

import pytest

from handlers import accounts, notices, standing
from tests.webui.conftest import AUDITOR, GM, OGAJ, OGPP, OPINION, PASSWORD, Site, Visitor

FORM = {"motivo": "Lo pidió antes de que venciera, con sustento.", "instrumento": "MEMORANDO N.º 698-2026-GM/MDS"}


@pytest.fixture
def case(site: Site) -> int:
    return site.officer(OGPP).open_case()


def place(site: Site, case: int) -> str:
    """Return where the term of the case's open task is looked at."""
    with site.session() as session:
        return f"/expedientes/{case}/plazos/{standing.tasks_of(session, case)[0].task}"


def post(visitor: Visitor, page: str, act: str, **told: str) -> tuple[int, str]:
    form = {f"{act}.{name}": value for name, value in {**FORM, **told}.items()}
    answer = visitor.post(f"{page}/{act}", {"clave": secrets.token_hex(8), **form})
    return answer.status_code, answer.text


def test_the_superior_extends_a_term_once_and_everybody_reads_it(site: Site, case: int) -> None:
    page, manager, clerk = place(site, case), site.officer(GM), site.officer(OGAJ)
    assert "Ampliar el plazo" in manager.get(page).text

    assert post(manager, page, "ampliar", dias="1")[0] == 303

    assert "se amplió 1 día hábil (MEMORANDO N.º 698-2026-GM/MDS" in manager.get(page).text
    assert "amplió" in clerk.get(f"/expedientes/{case}").text
    status, again = post(manager, page, "ampliar", dias="1")
    assert status == 403 and "por única vez (LPAG 147.3)" in again
    assert "se amplió 1 día hábil" in clerk.get(page.replace("/plazos/", "/tareas/")).text


def test_what_is_missing_is_named_and_what_was_typed_stays(site: Site, case: int) -> None:
    status, page = post(site.officer(GM), place(site, case), "ampliar", dias="99", instrumento="")

    assert status == 422 and "Falta corregir 2 datos" in page and 'href="#f-ampliar.dias"' in page
    assert FORM["motivo"] in page and 'value="99"' in page


def test_whoever_has_the_term_cannot_extend_it(site: Site, case: int) -> None:
    status, page = post(site.officer(OGAJ), place(site, case), "ampliar", dias="1")

    assert status == 403 and "el superior del órgano que lo tiene" in page


def test_a_suspended_term_says_so_everywhere_until_it_is_lifted(site: Site, case: int) -> None:
    page, clerk = place(site, case), site.officer(OGAJ)

    assert post(clerk, page, "suspender", causa="norma")[0] == 303

    for where in (page, page.replace("/plazos/", "/tareas/"), f"/expedientes/{case}", "/?ver=organo", "/?ver=mias"):
        assert ("uspendido desde el" in clerk.get(where).text) == (where != "/?ver=mias"), where
    site.let_pass(days=4)
    clerk = site.officer(OGAJ)
    assert post(clerk, page, "reanudar")[0] == 303
    assert "uspendido desde el" not in clerk.get("/?ver=organo").text
    assert "plazo suspendido" in clerk.get(page).text


def test_a_whole_case_is_suspended_from_its_page(site: Site, case: int) -> None:
    clerk = site.officer(OGPP)
    assert f'href="/expedientes/{case}/plazo"' in clerk.get(f"/expedientes/{case}").text

    assert post(clerk, f"/expedientes/{case}/plazo", "suspender", causa="administrado", dias="5")[0] == 303

    assert "a lo más hasta el" in clerk.get(f"/expedientes/{case}/plazo").text
    assert "suspendido desde el" in site.officer(OGAJ).get("/?ver=organo").text


def test_a_late_answer_is_possible_and_marked(site: Site, case: int) -> None:
    task = place(site, case).rpartition("/")[2]
    site.let_pass(days=30)
    clerk = site.officer(OGAJ)
    page = clerk.get(f"/expedientes/{case}/tareas/{task}").text

    assert "El plazo ya venció." in page and "LPAG 151.3" in page
    assert clerk.decide(case, task, **OPINION).status_code == 303
    assert '<span class="state state-late">fuera de plazo</span>' in clerk.get(f"/expedientes/{case}").text
    told = site.officer(AUDITOR).get(f"/expedientes/{case}/historial.csv").text
    assert [line.split(",")[-2] for line in told.splitlines() if "TaskDecided" in line] == ["sí"]


def test_notices_lead_to_what_is_late_and_are_read_once(site: Site, case: int) -> None:
    page = place(site, case)
    site.let_pass(days=30)
    with site.session() as session:
        notices.send_due(session, site.now)
        accounts.open_account(session, "manuel-torres", "manuel-torres", PASSWORD, site.now, must_change=False)
        session.commit()
    manager = site.officer("manuel-torres")  # who is back as the manager by then

    first = manager.get("/avisos").text
    assert "Plazo vencido" in first and f'href="{page}"' in first
    assert re.search(r'Avisos <span class="count">\d', first)
    assert not re.search(r'Avisos <span class="count">', manager.get("/avisos").text)
    assert "antes del vencimiento (LPAG 147.2)" in manager.get(page).text
