"""Samples C-3 and E-3 in a real browser: their cases are told up to the commission, the rest is done on the pages.

Source: domain/procedures.md, C-3 and E-3.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import TaskAssigned, TaskDecided
from handlers import accounts, calendar, demo_stories, municipality, standing
from handlers.demo import _Clock
from handlers.retelling import Retelling, Story
from tests.webui.conftest import PASSWORD, Site
from tests.webui.papers import pdf
from tests.webui.test_browser import AXE, Desk, address, desks
from webui import migrations
from workflows import versions
from workflows.storage import open_database
from workflows.terms import LIMA

__all__ = ["address", "desks"]  # the fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICERS = ("oscar-benavides", "rosa-quispe", "renato-silva", "monica-beltran")
OUTGOING, INCOMING = (
    ("Rosa Elvira Quispe Mamani", "Alberto Chávez Luna"),
    ("Mónica Beltrán Salcedo", "Oswaldo Pari Mollo"),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Los Sauces with its procedures, before the samples begin."""
    accounts.configure(time_cost=1, memory_cost=1024, parallelism=1)
    cases.cache.clear()
    begins = datetime(2026, 8, 20, 10, tzinfo=LIMA)
    url = f"sqlite:///{tmp_path / 'sauces.db'}"
    engine = open_database(url)
    migrations.upgrade(engine)
    with Session(engine) as session, session.begin():
        municipality.load(session, municipality.folder_of("los-sauces"))
        for officer in OFFICERS:
            accounts.open_account(session, officer, officer, PASSWORD, begins, must_change=False)
        for folder in demo_stories.folders():
            versions.publish(session, folder.slug, folder.files(), at=begins, by="wilmer-ticona", reason="Muestras")
    engine.dispose()
    site = Site(url, now=begins)
    yield site
    site.app.extensions["database"].dispose()


def told(site: Site, procedure: str, scenario: str, opens: date, started: str = "") -> int:
    """Tell a sample until its commission is confirmed; return its case."""
    file = demo_stories.PROCEDURES / procedure / "scenarios" / f"{scenario}.json"
    read = json.loads(file.read_text("utf-8"), parse_float=Decimal)
    first = datetime(opens.year, opens.month, opens.day, 8, tzinfo=LIMA)
    story = Story(procedure, read, opens, "Caso de muestra", until="confirmar_comision",
                  started=(started, first) if started else None)  # fmt: skip
    with site.session() as session:
        days = calendar.calendar(session)
    retelling = Retelling(story, days)
    clock = _Clock(site.app.extensions["database"], first.replace(hour=0), days)
    clock.looked = date.min
    while (at := retelling.next) is not None:
        clock.let_pass(at)
        with site.session() as session, session.begin():
            retelling.go_on(session)
        site.now = at
    return retelling.case_id


def comes(site: Site, moment: datetime) -> None:
    """Time passes until a moment: what falls due meanwhile is told."""
    with site.session() as session:
        days = calendar.calendar(session)
    _Clock(site.app.extensions["database"], site.now, days).let_pass(moment)
    site.now = moment


def plan(page: Page, body: str) -> None:
    page.get_by_role("link", name="Concejo", exact=True).click()
    section = page.locator("section", has=page.get_by_role("heading", name=f"{body}: lo que espera sesión"))
    section.get_by_role("button", name="Preparar una sesión con los marcados").click()


def dictamen(desk: Desk, paper: Path) -> None:
    """The commission sits today and gives a favourable dictamen: convoked, attended and voted on the pages."""
    page = desk.page
    plan(page, "Comisión de Economía, Planeamiento y Asuntos Jurídicos")
    page.get_by_role("button", name="Guardar la agenda").click()
    page.get_by_role("button", name="Convocar la sesión").click()
    page.get_by_label("Hora en que empieza").fill("16:00")
    page.get_by_role("button", name="Abrir la sesión").click()
    page.get_by_role("link", name="Registrar debate y votación").click()
    page.get_by_role("button", name="Todos a favor").click()
    page.get_by_role("row").nth(3).get_by_label("En contra").check()
    page.get_by_role("row").nth(3).get_by_label("Razón").fill("Falta el estudio de costos.")
    expect(page.get_by_text("Resultado: alcanza para un dictamen favorable.")).to_be_visible()
    page.get_by_label("Número del dictamen").fill("DICTAMEN 1-2026")
    page.get_by_label("Dictamen", exact=True).set_input_files(paper)
    expect(page.get_by_label(paper.name)).to_be_checked()
    page.get_by_label("Hora de la votación").fill("16:30")
    desk.confirm("Registrar lo resuelto")
    page.get_by_label("Hora en que terminó").fill("17:00")
    page.get_by_role("button", name="Cerrar y generar el acta").click()
    expect(page.get_by_text("Cerró la sesión.")).to_be_visible()


def vote(desk: Desk, against: int) -> None:
    """The roll call of the first matter: all in favour but the last `against` regidores."""
    page = desk.page
    page.get_by_role("link", name="Registrar debate y votación").click()
    page.get_by_label("Resumen del debate").fill("Se leyó el informe legal y se oyó a la gerencia.")
    page.get_by_role("button", name="Todos a favor").click()
    for place in range(10 - against, 10):
        page.get_by_role("row").nth(place + 1).get_by_label("En contra").check()
    expect(page.get_by_role("status").filter(has_text=f"en contra {against}")).to_be_visible()
    page.get_by_label("Hora de la votación").fill("18:40")


def close(page: Page) -> None:
    page.get_by_label("Hora en que terminó").fill("19:10")
    page.get_by_role("button", name="Cerrar y generar el acta").click()
    expect(page.get_by_text("Cerró la sesión.")).to_be_visible()


def is_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]] == []


def test_c3_loses_five_to_four_on_the_pages(site: Site, desks: Any, tmp_path: Path) -> None:
    case = told(site, "convenio-suscripcion", "c3_cesion_en_uso", date(2026, 9, 1))
    paper = tmp_path / "dictamen.pdf"
    paper.write_bytes(pdf("Dictamen"))
    comes(site, datetime(2026, 10, 2, 17, 30, tzinfo=LIMA))
    dictamen(desks("oscar-benavides"), paper)

    comes(site, datetime(2026, 10, 5, 10, tzinfo=LIMA))
    secretary, mayor = desks("oscar-benavides"), desks("rosa-quispe")
    page = secretary.page
    plan(page, "Concejo Municipal")
    expect(
        page.get_by_label("Extraordinaria, si se convoca hoy, desde el miércoles 14 de octubre de 2026")
    ).to_be_checked()
    page.get_by_label("Fecha de la sesión").fill("2026-10-13")
    page.get_by_role("button", name="Guardar la agenda").click()
    expect(page.get_by_role("alert")).to_contain_text("La primera fecha que cabe es el 14/10/2026.")
    page.get_by_label("Fecha de la sesión").fill("2026-10-14")
    page.get_by_role("button", name="Guardar la agenda").click()
    sitting = page.url
    mayor.page.goto(sitting)
    mayor.page.get_by_role("button", name="Convocar la sesión").click()

    comes(site, datetime(2026, 10, 14, 19, 30, tzinfo=LIMA))
    secretary = desks("oscar-benavides")
    page = secretary.page
    page.goto(sitting)
    is_accessible(page)
    for name in OUTGOING:
        expect(page.get_by_role("row", name=name)).to_be_visible()
    page.get_by_role("button", name="Abrir la sesión").click()
    is_accessible(page)
    vote(secretary, against=4)
    why = "Se requieren 6 votos a favor, de 9 regidores: dos tercios del número legal de regidores (LOM 66)."
    expect(page.get_by_text(why)).to_be_visible()
    expect(page.get_by_text("Resultado: rechazado, no alcanza los votos requeridos.")).to_be_visible()
    is_accessible(page)
    secretary.confirm("Registrar lo resuelto", "En contra")
    close(page)
    is_accessible(page)
    expect(page.get_by_text("A favor 5 · en contra 4 · abstenciones 0")).to_be_visible()
    page.get_by_role("link", name="Ver el acta").click()
    expect(page.get_by_role("article")).to_contain_text("5 a favor, 4 en contra")
    expect(page.get_by_role("article")).to_contain_text(why)
    is_accessible(page)
    with site.session() as session:
        waiting = [(one.element, one.organ) for one in standing.tasks_of(session, case)]
        said = [one.entry for one in journal.read(session, case) if isinstance(one.entry, TaskDecided)]
    convened = next(one.actor for one in said if one.task.endswith("convocar_sesion:1"))
    assert convened and convened.officer == "rosa-quispe"  # though her faculties in agreements are delegated
    assert waiting == [("aprobar_acta", "concejo-municipal")]


def test_e3_is_heard_by_the_concejo_of_2027_about_the_organs_of_2026(site: Site, desks: Any, tmp_path: Path) -> None:
    case = told(site, "presupuesto-evaluacion", "e3_anual_2026", date(2027, 1, 1), "inicio_anual")
    paper = tmp_path / "dictamen.pdf"
    paper.write_bytes(pdf("Dictamen"))
    comes(site, datetime(2027, 2, 26, 17, 30, tzinfo=LIMA))
    dictamen(desks("renato-silva"), paper)

    comes(site, datetime(2027, 3, 1, 10, tzinfo=LIMA))
    secretary, mayor = desks("renato-silva"), desks("monica-beltran")
    page = secretary.page
    plan(page, "Concejo Municipal")
    page.get_by_label("Ordinaria", exact=False).first.check()
    page.get_by_label("Fecha de la sesión").fill("2027-03-18")
    page.get_by_role("button", name="Guardar la agenda").click()
    sitting = page.url
    expect(page.get_by_text("Convoca Mónica Beltrán Salcedo")).to_be_visible()
    mayor.page.goto(sitting)
    mayor.page.get_by_role("button", name="Convocar la sesión").click()
    comes(site, datetime(2027, 3, 18, 19, 30, tzinfo=LIMA))
    secretary = desks("renato-silva", 390)
    page = secretary.page
    page.goto(sitting)
    for name in INCOMING:
        expect(page.get_by_role("row", name=name)).to_be_visible()
    for name in OUTGOING:
        expect(page.get_by_text(name)).to_have_count(0)
    page.get_by_role("button", name="Abrir la sesión").click()
    vote(secretary, against=2)
    expect(page.get_by_text("Resultado: aprobado.")).to_be_visible()
    secretary.confirm("Registrar lo resuelto")
    close(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Ver el acta").click()
    expect(page.get_by_role("article")).to_contain_text("Mónica Beltrán Salcedo")
    expect(page.get_by_role("article")).not_to_contain_text("Rosa Elvira Quispe Mamani")

    with site.session() as session:
        entries = [one.entry for one in journal.read(session, case)]
    evaluated = {one.organ for one in entries if isinstance(one, TaskAssigned) and "e03_reportar" in one.task}
    assert evaluated == {"g-infraestructura", "g-servicios-publicos", "g-desarrollo-social", "g-fiscalizacion"}
