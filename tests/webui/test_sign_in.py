"""Signing in and out: what is asked, what is said, and what the cookie is worth."""

import pytest
from sqlalchemy import select

from handlers import accounts, commands, demo
from handlers.accounts import SignedIn
from handlers.parameters import Parameter
from tests.webui.conftest import ADMINISTRATOR, AUDITOR, DESIGNER, OGAJ, OGPP, PASSWORD, Site, token_in
from webui import session

pytestmark = pytest.mark.slow


def sign_in(site: Site, name: str, password: str, target: str = "", scheme: str = "http"):  # type: ignore[no-untyped-def]
    client = site.app.test_client()
    base = f"{scheme}://localhost"
    token = token_in(client.get("/entrar", base_url=base))
    form = {"usuario": name, "contrasena": password, "siguiente": target, "csrf_token": token}
    return client, client.post("/entrar", data=form, base_url=base)


def test_an_officer_signs_in_and_sees_who_he_is(site: Site) -> None:
    page = site.officer(OGPP).get("/").text

    assert "Elena Patricia Castro Ibáñez" in page
    assert "Oficina General de Planeamiento y Presupuesto" in page
    assert "Demostración" in page


def test_the_mayor_is_called_by_the_alcaldia_and_not_by_the_body_that_she_presides(site: Site) -> None:
    with site.session() as db:
        accounts.open_account(db, "rosa-quispe", "rosa-quispe", PASSWORD, site.now, must_change=False)
        mayor = session.visitor(db, "rosa-quispe", site.now)

    assert mayor and mayor.organ_name == "Alcaldía" and "concejo-municipal" in mayor.organs


@pytest.mark.parametrize(("name", "password"), [(OGPP, "otra frase larga"), ("nadie", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(site: Site, name: str, password: str) -> None:
    _, answer = sign_in(site, name, password)

    assert answer.status_code == 401
    assert "El usuario o la contraseña no son correctos" in answer.text
    assert f'value="{name}"' in answer.text
    assert password not in answer.text
    assert not any("sesion" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_guessing_is_stopped_and_an_hour_later_forgotten(site: Site) -> None:
    for _ in range(5):
        sign_in(site, OGPP, "otra frase larga")

    assert sign_in(site, OGPP, PASSWORD)[1].status_code == 429

    site.let_pass(minutes=16)
    assert sign_in(site, OGPP, PASSWORD)[1].status_code == 303


def test_the_cookie_is_for_this_site_and_no_script(site: Site) -> None:
    _, answer = sign_in(site, OGPP, PASSWORD)

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("cabildo-sesion="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie


def test_over_https_the_cookie_belongs_to_this_host_alone(site: Site) -> None:
    _, answer = sign_in(site, OGPP, PASSWORD, scheme="https")

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-cabildo-sesion="))
    assert "Secure" in cookie and "HttpOnly" in cookie and "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_the_database_does_not_hold_the_token(site: Site) -> None:
    _, answer = sign_in(site, OGPP, PASSWORD)
    token = answer.headers.getlist("Set-Cookie")[0].split("=", 1)[1].split(";")[0]

    with site.session() as session:
        kept = session.scalars(select(SignedIn)).one()

    assert len(token) >= 43
    assert token not in (kept.digest, kept.agent, kept.address)


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    officer = site.officer(OGPP)
    cookie = officer.client.get_cookie("cabildo-sesion")
    assert cookie

    officer.post("/salir")

    thief = site.app.test_client()
    thief.set_cookie("cabildo-sesion", cookie.value)
    assert thief.get("/").status_code == 303


def test_two_hours_without_use_end_the_session_and_the_list_that_asks_by_itself_is_no_use(site: Site) -> None:
    officer = site.officer(OGPP)
    site.let_pass(minutes=90)
    assert officer.get("/").status_code == 200
    site.let_pass(minutes=90)
    assert officer.get("/bandeja").status_code == 200
    site.let_pass(minutes=45)

    assert officer.get("/").status_code == 303


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/expedientes?q=a", "/expedientes?q=a"),
        ("", "/"),
        ("https://otro.example/", "/"),
        ("//otro.example/", "/"),
        ("/\\otro.example", "/"),
        ("/ruta\\..", "/"),
        ("javascript:alert(1)", "/"),
        ("/expedientes\nSet-Cookie: a=b", "/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_this_site(site: Site, target: str, leads_to: str) -> None:
    _, answer = sign_in(site, OGPP, PASSWORD, target)

    assert answer.location == leads_to


def test_a_page_asked_for_before_signing_in_is_opened_after_it(site: Site) -> None:
    answer = site.visitor().get("/expedientes?q=convenio")

    assert answer.location == "/entrar?siguiente=/expedientes%3Fq%3Dconvenio"


def test_a_given_password_must_be_changed_first(site: Site) -> None:
    with site.session() as session:
        accounts.account_of(session, OGPP).must_change = True
        session.commit()
    officer = site.officer(OGPP)

    assert officer.get("/").location == "/contrasena"
    form = {"actual": PASSWORD, "nueva": "una frase muy distinta", "repetida": "una frase muy distinta"}
    token = token_in(officer.get("/contrasena"))
    assert officer.client.post("/contrasena", data={**form, "csrf_token": token}).status_code == 303

    assert officer.get("/").status_code == 200
    assert site.officer(OGPP, "una frase muy distinta").get("/").status_code == 200


def test_a_new_password_that_does_not_agree_changes_nothing(site: Site) -> None:
    officer = site.officer(OGPP)

    answer = officer.post("/contrasena", {"actual": PASSWORD, "nueva": "una frase muy distinta", "repetida": "otra"})

    assert answer.status_code == 422
    assert "No es igual a la contraseña nueva" in answer.text
    assert site.officer(OGPP).get("/").status_code == 200


def test_an_officer_who_left_service_does_not_enter(site: Site) -> None:
    officer = site.officer(OGAJ)
    with site.session() as session:
        from handlers.appointments import officer_named

        officer_named(session, OGAJ).valid_to = site.now.date()
        session.commit()
    assert officer.get("/").status_code == 200

    site.let_pass(days=1)

    assert sign_in(site, OGAJ, PASSWORD)[1].status_code == 401


def test_the_accounts_of_the_demonstration_are_shown_where_it_was_made_and_nowhere_else(site: Site) -> None:
    real = site.visitor().get("/entrar").text  # Los Sauces, but no demonstration was made here
    with site.session() as db:
        accounts.open_account(db, "gladys-ramos", "gladys-ramos", demo.PASSWORD, site.now, must_change=False)
        commands.once(db, demo.DONE, demo.DESIGNER, "", lambda: None, site.now)
        db.commit()

    page = site.visitor().get("/entrar").text

    assert demo.PASSWORD not in real and "Cuentas de la demostración" not in real and "gladys-ramos" not in real
    assert demo.PASSWORD in page and "Gladys Ramos Chávez" in page and "Responsable de Trámite Documentario" in page
    assert "Unidad de Trámite Documentario" in page and "Inicie un expediente" in page
    assert page.count('name="usuario" value=') == len(demo.HEADS) + len(demo.ROLES)
    assert sign_in(site, "gladys-ramos", demo.PASSWORD)[1].status_code == 303


def test_no_account_is_shown_in_another_municipality(site: Site) -> None:
    with site.session() as db:
        commands.once(db, demo.DONE, demo.DESIGNER, "", lambda: None, site.now)
        ubigeo = db.scalars(select(Parameter).where(Parameter.name == "ubigeo")).one()
        ubigeo.value = '"150101"'
        db.commit()

    assert demo.PASSWORD not in site.visitor().get("/entrar").text


@pytest.mark.parametrize(
    ("name", "lands"),
    [(AUDITOR, "/auditoria"), (DESIGNER, "/diseno"), (ADMINISTRATOR, "/incidencias"), (OGAJ, "/"), (OGPP, "/")],
)
def test_each_lands_where_his_work_is(site: Site, name: str, lands: str) -> None:
    site.officer(OGPP).open_case()

    _, answer = sign_in(site, name, PASSWORD)

    assert answer.location == lands
    assert sign_in(site, name, PASSWORD, "/expedientes")[1].location == "/expedientes"
