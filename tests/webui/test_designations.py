"""Suplencias, encargos and delegaciones entered on a page: who may, what is refused, and what decisions then say."""

import secrets
from datetime import date

import pytest
from sqlalchemy import select

from engine import cases, journal
from engine.entries import TaskDecided
from handlers import accounts, appointments
from handlers.appointments import Appointment
from tests.webui.conftest import GM, OGAJ, OGAJ_TOO, OGPP, OPINION, Site, Visitor

pytestmark = pytest.mark.slow

PERSONNEL, ADMINISTRATOR = "silvia-monge", "fredy-condori"
PLACE = "/organizacion/designaciones"
SUPLENCIA = {"calidad": "suplente", "organo": "ogaj", "funcionario": OGAJ_TOO, "documento": "R.A. 240-2026-A/MDS",
             "fecha_documento": "2026-11-20", "desde": "2026-11-23", "hasta": "2026-11-27"}  # fmt: skip


@pytest.fixture
def personnel(site: Site) -> Visitor:
    with site.session() as session:
        accounts.open_account(session, PERSONNEL, PERSONNEL, "una frase larga", site.now, must_change=False)
        session.commit()
    return site.officer(PERSONNEL)


def enter(visitor: Visitor, **other: str) -> tuple[int, str]:
    form = {"clave": secrets.token_hex(8), **SUPLENCIA, **other}
    answer = visitor.post(f"{PLACE}/nueva", form)
    return answer.status_code, answer.text


def test_a_suplente_acts_from_the_first_to_the_last_day_and_the_titular_does_not(
    site: Site, personnel: Visitor
) -> None:
    case = site.officer(OGPP).open_case()
    assert enter(personnel)[0] == 303
    assert "Diana" in personnel.get(PLACE).text

    def who(day: date) -> list[tuple[str, str]]:
        with site.session() as session:
            return [(one.officer, one.capacity) for one in appointments.acting(session, "ogaj", day) if one.is_head]

    assert who(date(2026, 11, 20)) == [(OGAJ, "titular")]
    assert who(date(2026, 11, 27)) == [(OGAJ_TOO, "suplente")]
    assert who(date(2026, 11, 28)) == [(OGAJ, "titular")]
    site.let_pass(days=3)
    assert site.officer(OGAJ).decide(case, "opinar:1", **OPINION).status_code == 403
    assert site.officer(OGAJ_TOO).decide(case, "opinar:1", **OPINION).status_code == 303


def test_the_record_names_both_and_reads_the_same_years_later(site: Site, personnel: Visitor) -> None:
    case = site.officer(OGPP).open_case()
    enter(personnel)
    site.let_pass(days=3)
    suplente = site.officer(OGAJ_TOO)
    suplente.decide(case, "opinar:1", **OPINION)
    said = ", como suplente según R.A. 240-2026-A/MDS, en lugar de Jorge Luis Huamán Ccori) "

    assert said in suplente.get(f"/expedientes/{case}").text
    with site.session() as session:
        for row in session.scalars(select(Appointment).where(Appointment.organ == "ogaj")):
            row.valid_to = row.valid_to or date(2026, 12, 31)  # everybody has left since
        session.commit()
        records = journal.read(session, case)
        cases.rebuild(session, case, records)  # raises Diverged
        actor = [one.entry.actor for one in records if isinstance(one.entry, TaskDecided)][0]
        assert actor is not None and (actor.capacity, actor.instead_of) == ("suplente", "Jorge Luis Huamán Ccori")
    site.let_pass(days=800)
    assert said in site.officer(OGPP).get(f"/expedientes/{case}").text


def test_a_delegation_reaches_only_its_procedures(site: Site, personnel: Visitor) -> None:
    status, _ = enter(personnel, calidad="delegado", organo="gerencia-municipal", funcionario=OGPP,
                      procedimientos="opinion", hasta="")  # fmt: skip
    assert status == 303

    with site.session() as session:
        of_opinion = appointments.may_act(session, OGPP, "gerencia-municipal", date(2026, 12, 1), "opinion")
        assert of_opinion is not None and of_opinion.capacity == "delegado"
        assert appointments.may_act(session, OGPP, "gerencia-municipal", date(2026, 12, 1), "otro") is None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"hasta": ""}, "Una suplencia es temporal"),
        ({"hasta": "2026-11-20"}, "Termina antes de empezar"),
        ({"documento": ""}, "Cite la resolución"),
        ({"funcionario": "yolanda-prado"}, "Los regidores no ejercen función administrativa"),
        ({"funcionario": OGAJ}, "nadie se reemplaza a sí mismo"),
        ({"organo": "concejo-municipal"}, "quién preside un colegiado"),
        ({"fecha_documento": "2027-01-04"}, "un día que aún no llega"),
        ({"procedimientos": "opinion"}, "Solo una delegación"),
        (
            {"calidad": "encargado", "organo": "gerencia-municipal", "funcionario": OGPP},
            "ya rige otra designación igual",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(personnel: Visitor, other: dict[str, str], said: str) -> None:
    status, page = enter(personnel, **other)

    assert status == 422 and said in page and "R.A. 240-2026-A/MDS" in page or other == {"documento": ""}


def test_it_is_ended_by_another_document(site: Site, personnel: Visitor) -> None:
    enter(personnel)
    site.let_pass(days=4)
    with site.session() as session:
        row = session.scalars(select(Appointment).where(Appointment.instrument == SUPLENCIA["documento"])).one()
        id = row.id

    form = {"clave": secrets.token_hex(8), "hasta": "2026-11-23", "documento": "R.A. 245-2026-A/MDS"}
    assert site.officer(PERSONNEL).post(f"{PLACE}/{id}/fin", form).status_code == 303

    page = site.officer(PERSONNEL).get(PLACE).text
    assert "termina por" in page and "R.A. 245-2026-A/MDS" in page
    with site.session() as session:
        head = next(one for one in appointments.acting(session, "ogaj", date(2026, 11, 24)) if one.is_head)
        assert head.officer == OGAJ


def test_only_personnel_and_the_administrator_enter_them(site: Site) -> None:
    for officer in (GM, OGPP):
        visitor = site.officer(officer)
        assert visitor.get(f"{PLACE}/nueva").status_code == 403
        assert enter(visitor)[0] == 403
        assert visitor.get(PLACE).status_code == 200
