"""The cases: who finds and reads which, and what each tab tells."""

import json
import re
from datetime import date

import pytest

from handlers import access
from handlers.standing import RunningTerm
from handlers.values import Datum
from tests.webui.conftest import AUDITOR, DESIGNER, GM, OGAJ, OGAJ_TOO, OGPP, OPINION, OTHER, Site
from webui import story

pytestmark = pytest.mark.slow

TABS = ("", "/diagrama", "/documentos", "/datos", "/recorrido")


def seen_by(site: Site, case: int) -> set[str]:
    """Return who may read a case, by the page and by the list; both must agree."""
    found = set()
    for officer in (OGPP, OGAJ, OGAJ_TOO, GM, OTHER, DESIGNER, AUDITOR):
        visitor = site.officer(officer)
        statuses = {visitor.get(f"/expedientes/{case}{tab}").status_code for tab in TABS}
        listed = "EXP-2026-000001" in visitor.get("/expedientes").text
        assert statuses == ({200} if listed else {404})
        if listed:
            found.add(officer)
    return found


def test_a_case_is_read_by_the_organs_that_take_part_in_it(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    assert seen_by(site, case) == {OGPP, OGAJ, OGAJ_TOO, AUDITOR}

    site.officer(OGAJ).decide(case, "opinar:1", **OPINION)

    assert seen_by(site, case) == {OGPP, OGAJ, OGAJ_TOO, GM, AUDITOR}


def test_a_reserved_case_is_read_by_those_who_act_in_it(site: Site) -> None:
    case = site.officer(OGPP).open_case(reservado="true", base_reserva="ley_27806_17")
    assert seen_by(site, case) == {OGPP, OGAJ, OGAJ_TOO, AUDITOR}

    site.officer(OGAJ).decide(case, "opinar:1", **OPINION)

    assert seen_by(site, case) == {OGPP, OGAJ, GM, AUDITOR}  # his colleague has nothing to do with it any more


def test_a_delegation_reaches_only_its_procedures(site: Site) -> None:
    with site.session() as session:
        reach = access.reach_of(session, "manuel-torres", site.now.date())
        assert "alcaldia" not in reach.organs


def test_the_history_tells_what_counts_and_on_demand_every_entry(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)
    officer.decide(case, "opinar:1", **OPINION)

    page, everything = officer.get(f"/expedientes/{case}").text, officer.get(f"/expedientes/{case}?todo=1").text

    assert "viernes 20 de noviembre de 2026" in page
    assert "<strong>Oficina General de Asesoría Jurídica</strong> (Jorge Luis Huamán Ccori) opinó" in page
    assert OPINION["sustento"] in page  # behind "ver datos"
    assert page.count("data-position") < everything.count("data-position")


def test_what_an_officer_writes_is_shown_as_text(site: Site) -> None:
    case = site.officer(OGPP).open_case(asunto="<script>alert(1)</script> Convenio")
    officer = site.officer(OGAJ)
    officer.decide(case, "opinar:1", decision="favorable", sustento="<img src=x onerror=alert(2)> de más de veinte")

    for path in (
        "/",
        "/expedientes",
        *(f"/expedientes/{case}{tab}" for tab in ("", "/diagrama", "/documentos", "/datos")),
    ):
        page = officer.get(path).text
        assert "<script>alert" not in page and "<img src=x" not in page


def test_the_diagram_comes_with_its_marks_and_the_same_in_words(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    page = site.officer(OGAJ).get(f"/expedientes/{case}/diagrama").text

    assert "/procedimientos/opinion/1/archivos/procedure.bpmn" in page
    assert 'data-element="opinar" data-state="now"' in page
    assert 'data-element="inicio" data-state="done"' in page
    assert "Sigue a 3, ¿Observado?" in page


def test_the_walk_names_every_entry_and_where_its_diagram_is(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    walk = json.loads(site.officer(OGAJ).get(f"/expedientes/{case}/recorrido").text)

    assert [entry["position"] for entry in walk["entries"]] == [1, 2, 3, 4, 5, 6]
    assert walk["diagrams"]["opinion"]["url"] == "/procedimientos/opinion/1/archivos/procedure.bpmn"
    assert any(entry.get("opened") == ["opinar"] for entry in walk["entries"])


def test_the_data_say_who_said_them(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)
    officer.decide(case, "opinar:1", **OPINION)

    page = officer.get(f"/expedientes/{case}/datos").text

    assert OPINION["sustento"] in page and "Oficina General de Asesoría Jurídica" in page
    assert "Convenio con EsSalud" in page and "<dd>Interno</dd>" in page and "<dd>ogpp</dd>" not in page
    assert "<dd>Oficina General de Planeamiento y Presupuesto</dd>" in page


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("q=essalud", 1),
        ("q=ESSÁLUD+convenio", 1),
        ("q=000001", 1),
        ("q=ordenanza", 0),
        ("estado=open", 1),
        ("estado=ended", 0),
        ("procedimiento=opinion", 1),
        ("procedimiento=otro", 0),
        ("pagina=2", 0),
        ("q=%25", 0),
    ],
)
def test_cases_are_found_by_words_state_and_procedure(site: Site, query: str, hits: int) -> None:
    site.officer(OGPP).open_case()

    page = site.officer(OGAJ).get(f"/expedientes?{query}").text

    assert page.count("row-link") == hits


def test_many_cases_come_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.search.PAGE", 2)
    officer = site.officer(OGPP)
    for number in range(5):
        officer.open_case(asunto=f"Convenio número {number}")

    first, last = officer.get("/expedientes").text, officer.get("/expedientes?pagina=3").text

    assert "1 a 2 de 5" in first and "Convenio número 4" in first and "Siguientes" in first
    assert "5 a 5 de 5" in last and "Convenio número 0" in last and "Siguientes" not in last


def test_the_list_of_cases_says_which_last_day_comes_next_and_is_sorted_by_it(site: Site) -> None:
    officer = site.officer(OGPP)
    first, second = officer.open_case(asunto="El primero"), officer.open_case(asunto="El segundo")
    site.officer(OGAJ).decide(second, "opinar:1", **OPINION)  # the next step has 3 working days, not 7
    with site.session() as session:
        case_ends = RunningTerm(case_id=first, term="opinion", of="case", text="1 dh", started_at=site.now,
                                due=date(2026, 11, 23))  # fmt: skip
        timer = RunningTerm(case_id=second, term="reloj:1", of="timer", text="PT1H", started_at=site.now,
                            due=date(2026, 11, 20))  # fmt: skip
        session.add_all([case_ends, timer])
        session.commit()

    upwards, downwards = (officer.get(f"/expedientes?orden={way}").text for way in ("vence", "-vence"))

    assert upwards.index("El primero") < upwards.index("El segundo")
    assert downwards.index("El segundo") < downwards.index("El primero")
    assert "23 nov 2026" in upwards and "queda 1 día hábil" in upwards and "20 nov 2026" not in _due_cells(upwards)
    assert 'aria-sort="descending"' in downwards and "orden=vence" in downwards
    assert officer.get("/expedientes?orden=x%27").status_code == 200


def _due_cells(page: str) -> str:
    return "".join(re.findall(r'data-label="Vence".*?</td>', page, re.DOTALL))


def test_the_inbox_answers_304_while_nothing_changes(site: Site) -> None:
    site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    first = officer.get("/bandeja")
    again = officer.get("/bandeja", headers={"If-None-Match": first.headers["ETag"]})
    site.officer(OGPP).open_case(asunto="Otro convenio más")
    changed = officer.get("/bandeja", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert "Otro convenio más" in changed.text


def test_the_inbox_counts_searches_and_marks_what_was_not_read(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)
    assert 'class="unread"' in officer.get("/").text

    officer.get(f"/expedientes/{case}/tareas/opinar:1")
    officer.post(f"/expedientes/{case}/tareas/opinar:1/toma")

    assert 'class="unread"' not in officer.get("/").text
    assert "Convenio con EsSalud" in officer.get("/?ver=mias").text
    assert "Nada espera a su órgano" in officer.get("/?ver=organo").text
    assert "Nada coincide con «ordenanza»" in officer.get("/?q=ordenanza").text


@pytest.mark.parametrize(("days", "words"), [(11, "vence hoy"), (12, "vencida hace 1 día hábil"), (7, "quedan 2 días")])
def test_due_dates_are_told_in_words(site: Site, days: int, words: str) -> None:
    case = site.officer(OGPP).open_case()
    site.let_pass(days=days)

    officer = site.officer(OGAJ)

    assert words in officer.get("/").text
    assert words in officer.get(f"/expedientes/{case}").text


def test_rows_within_rows_end_their_own_line() -> None:
    norm = Datum("base", "Base legal", "", rows=((Datum("norma", "Norma", "Ordenanza 28"),),))
    told = [Datum("nombre", "Denominación", "Filmar"), norm, Datum("clase", "Clase", "Procedimiento")]

    assert story.row(told, 1) == (
        "Denominación: Filmar; Base legal: <ol><li>Norma: Ordenanza 28</li></ol>Clase: Procedimiento"
    )
