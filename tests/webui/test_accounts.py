"""The pages on which an administrator keeps accounts, and reads whether terms are attended to."""

import re
import secrets

import pytest

from handlers import account_changes, accounts, timers
from tests.webui.conftest import ADMINISTRATOR, DESIGNER, GM, OGAJ, PASSWORD, Site, Visitor
from tests.webui.test_sign_in import sign_in

pytestmark = pytest.mark.slow

PAGE = "/organizacion/cuentas"
WHY = "Cesó en el cargo por R.A. 210-2026-A/MDS."


def act(visitor: Visitor, officer: str, what: str, reason: str = WHY):  # type: ignore[no-untyped-def]
    return visitor.post(f"{PAGE}/{officer}", {"clave": secrets.token_hex(8), "acto": what, "motivo": reason})


def test_an_account_is_disabled_with_a_reason_and_its_sessions_end_at_once(site: Site) -> None:
    keeper, adviser = site.officer(ADMINISTRATOR), site.officer(OGAJ)
    assert "Deshabilitar" in keeper.get(f"{PAGE}/{OGAJ}").text

    assert act(keeper, OGAJ, "deshabilitar", "corto").status_code == 422
    assert adviser.get("/").status_code == 200  # nothing was done yet
    assert act(keeper, OGAJ, "deshabilitar").status_code == 303

    assert adviser.get("/").status_code == 303  # to the page of sign-in
    refused = sign_in(site, OGAJ, PASSWORD)[1]
    assert refused.status_code == 401 and "deshabilitada" in refused.text
    page = keeper.get(f"{PAGE}/{OGAJ}").text
    assert "deshabilitada" in page and WHY in page and "Fredy Condori Huanca" in page
    assert "ya está deshabilitada" in act(keeper, OGAJ, "deshabilitar").text
    assert act(keeper, OGAJ, "habilitar", "Fue repuesto por R.A. 211-2026-A/MDS.").status_code == 303
    assert sign_in(site, OGAJ, PASSWORD)[1].status_code == 303


def test_a_provisional_password_is_shown_once_and_must_be_changed(site: Site) -> None:
    keeper, adviser = site.officer(ADMINISTRATOR), site.officer(OGAJ)

    answer = act(keeper, OGAJ, "renovar", "Olvidó su contraseña y lo pidió en persona.")

    found = re.search(r"<code>([a-z-]+)</code>", answer.text)
    assert found and found[1] not in keeper.get(f"{PAGE}/{OGAJ}").text
    assert adviser.get("/").status_code == 303 and sign_in(site, OGAJ, PASSWORD)[1].status_code == 401
    client, entered = sign_in(site, OGAJ, found[1])
    assert entered.status_code == 303 and client.get("/").location == "/contrasena"


def test_an_account_is_opened_for_an_officer_who_has_none(site: Site) -> None:
    keeper = site.officer(ADMINISTRATOR)
    assert "sin cuenta" in keeper.get(f"{PAGE}/gladys-ramos").text

    answer = act(keeper, "gladys-ramos", "abrir", "Ingresa a la mesa de partes este mes.")

    found = re.search(r"<code>([a-z-]+)</code>", answer.text)
    assert found and sign_in(site, "gladys-ramos", found[1])[1].status_code == 303
    with site.session() as session:
        assert [one.act for one in account_changes.changes_of(session, "gladys-ramos")] == ["abrir"]


def test_only_who_administers_keeps_accounts_and_nobody_his_own(site: Site) -> None:
    for name in (GM, DESIGNER):
        visitor = site.officer(name)
        assert visitor.get(PAGE).status_code == 403
        assert act(visitor, OGAJ, "deshabilitar").status_code == 403
        assert "Cuentas" not in visitor.get("/organizacion").text
    keeper = site.officer(ADMINISTRATOR)
    assert "Cuentas" in keeper.get("/organizacion").text and "Jorge Luis Huamán Ccori" in keeper.get(PAGE).text
    assert act(keeper, ADMINISTRATOR, "deshabilitar").status_code == 403
    assert act(keeper, OGAJ, "borrar").status_code == 400
    with site.session() as session:
        assert accounts.account_of(session, OGAJ).disabled_at is None


def test_who_administers_reads_that_terms_are_not_attended_to_and_since_when(site: Site) -> None:
    keeper = site.officer(ADMINISTRATOR)
    never = keeper.get("/organizacion").text
    timers.Ticker(site.session, lambda: site.now).beat()
    well = keeper.get("/organizacion").text
    site.let_pass(minutes=10)
    since = keeper.get("/organizacion").text

    assert "Los plazos no se están atendiendo todavía" in never
    assert "no se están atendiendo" not in well
    assert "no se están atendiendo desde las 10:00 del viernes 20 de noviembre" in since
    assert "no se están atendiendo" not in site.officer(GM).get("/organizacion").text
