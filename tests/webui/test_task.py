"""The page of a task: who sees it, what is kept of what was typed, and what a decision does."""

import io
import re
import secrets
from threading import Thread

import pytest

from engine import journal
from engine.entries import TaskDecided
from handlers import drafts, standing
from tests.webui.conftest import GM, OGAJ, OGAJ_TOO, OGPP, OPINION, OTHER, PASSWORD, Site
from tests.webui.papers import pdf

TASK = "opinar:1"


def decisions(site: Site, case: int) -> list[TaskDecided]:
    with site.session() as session:
        return [one.entry for one in journal.read(session, case) if isinstance(one.entry, TaskDecided)]


def test_an_officer_of_the_organ_sees_what_is_asked_and_what_to_know(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    page = site.officer(OGAJ).get(f"/expedientes/{case}/tareas/{TASK}").text

    assert "Diga si lo pedido procede" in page  # the procedure's own sentence
    assert 'name="sustento"' in page and "Favorable con recomendaciones" in page
    assert "vence el martes 1 de diciembre de 2026: 7 días hábiles" in page
    assert "abrió el expediente" in page
    assert "data-diagram" in page and "Sigue a" in page


def test_an_officer_of_another_organ_sees_no_form_and_cannot_decide(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    other = site.officer(OTHER)

    page, decided = other.get(f"/expedientes/{case}/tareas/{TASK}"), other.decide(case, TASK, **OPINION)
    draft = other.post(f"/expedientes/{case}/tareas/{TASK}/borrador", OPINION)

    assert (page.status_code, decided.status_code, draft.status_code) == (403, 403, 403)
    assert "sustento" not in page.text
    assert "Oficina General de Asesoría Jurídica" in decided.text
    assert decisions(site, case) == []


def test_a_decision_is_recorded_and_the_case_goes_on(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    answer = site.officer(OGAJ).decide(case, TASK, **OPINION)

    assert (answer.status_code, answer.location) == (303, "/")
    assert decisions(site, case)[0].answers["decision"] == "favorable"
    assert "Resolver" in site.officer(GM).get("/").text


def test_everything_typed_stays_when_something_is_missing(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    answer = officer.decide(
        case, TASK, decision="observado", sustento="corto",
        **{"observaciones[0].documento": "Oficio <b>12</b>", "observaciones[0].descripcion": ""},
    )  # fmt: skip

    assert answer.status_code == 422
    assert 'href="#f-sustento"' in answer.text and 'href="#f-observaciones[0].descripcion"' in answer.text
    assert ">\ncorto</textarea>" in answer.text
    assert 'value="Oficio &lt;b&gt;12&lt;/b&gt;"' in answer.text
    assert re.search(r'value="observado"[^>]* checked', answer.text)
    assert decisions(site, case) == []


def test_a_form_sent_twice_is_recorded_once(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer, form = site.officer(OGAJ), {**OPINION, "clave": secrets.token_hex(8)}

    answers = [officer.post(f"/expedientes/{case}/tareas/{TASK}/decision", form) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len(decisions(site, case)) == 1


def test_the_second_of_two_officers_reads_who_was_first_and_keeps_what_he_typed(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)

    answer = site.officer(OGAJ_TOO).decide(
        case, TASK, decision="desfavorable", sustento="No procede: falta la certificación presupuestal."
    )

    assert answer.status_code == 409
    assert "Oficina General de Asesoría Jurídica (Jorge Luis Huamán Ccori) ya resolvió esta tarea" in answer.text
    assert "No procede: falta la certificación presupuestal." in answer.text and "Desfavorable" in answer.text
    assert len(decisions(site, case)) == 1


def test_of_two_who_decide_at_the_same_moment_one_is_recorded(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officers = [site.officer(OGAJ), site.officer(OGAJ_TOO)]
    answers: list[int] = []

    threads = [
        Thread(target=lambda who=who: answers.append(who.decide(case, TASK, **OPINION).status_code)) for who in officers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 409]
    assert len(decisions(site, case)) == 1


def test_who_was_first_is_told_only_to_those_who_may_see_the_case(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)

    answer = site.officer(OTHER).get(f"/expedientes/{case}/tareas/{TASK}")

    assert answer.status_code == 404
    assert "Huamán" not in answer.text


def test_a_draft_is_kept_for_its_officer_until_the_task_is_decided(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer, path = site.officer(OGAJ), f"/expedientes/{case}/tareas/{TASK}"

    saved = officer.post(f"{path}/borrador", {"sustento": "A medio escribir", "decision": "observado"})

    assert saved.json == {"saved": "10:00"}
    assert "A medio escribir" in officer.get(path).text
    assert "A medio escribir" not in site.officer(OGAJ_TOO).get(path).text
    officer.decide(case, TASK, **OPINION)
    with site.session() as session:
        assert drafts.of(session, OGAJ, case, TASK) is None


def test_a_task_taken_by_one_is_not_decided_by_another(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    first, second, path = site.officer(OGAJ), site.officer(OGAJ_TOO), f"/expedientes/{case}/tareas/{TASK}"

    first.post(f"{path}/toma")
    refused = second.decide(case, TASK, **OPINION)

    assert refused.status_code == 403
    assert "tomó esta tarea" in refused.text and OPINION["sustento"] in refused.text
    assert decisions(site, case) == []
    first.post(f"{path}/devolucion")
    assert second.decide(case, TASK, **OPINION).status_code == 303


def test_only_the_fields_that_the_answers_call_for_are_asked(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer, path = site.officer(OGAJ), f"/expedientes/{case}/tareas/{TASK}"

    asked = officer.post(f"{path}/formulario", {"decision": "observado"}, headers={"HX-Request": "true"})
    whole = officer.post(f"{path}/formulario", {"decision": "observado", "sustento": "Ya escrito"})

    assert "observaciones" not in officer.get(path).text
    assert "observaciones" in asked.text and "<html" not in asked.text
    assert "<html" in whole.text and "Ya escrito" in whole.text  # without scripts the page comes whole


@pytest.mark.parametrize("password", ["", "otra frase larga"])
def test_a_signature_needs_the_password(site: Site, password: str) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)
    officer = site.officer(GM)
    assert "Todavía no es una firma digital" in officer.get(f"/expedientes/{case}/tareas/resolver:1").text

    answer = officer.decide(
        case,
        "resolver:1",
        decision="aprobar",
        sustento="Se aprueba con la opinión legal a la vista.",
        password=password,
    )

    assert answer.status_code == 422
    assert "Se aprueba con la opinión legal a la vista." in answer.text
    assert password not in answer.text or not password
    assert len(decisions(site, case)) == 1


def test_a_signature_records_the_seal_of_what_was_signed(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)

    answer = site.officer(GM).decide(
        case,
        "resolver:1",
        decision="aprobar",
        sustento="Se aprueba con la opinión legal a la vista.",
        password=PASSWORD,
    )

    assert answer.status_code == 303
    assert len(decisions(site, case)[1].signature) == 64
    with site.session() as session:
        row = standing.the_case(session, case)
        assert row and row.state == "ended"


def test_the_grounds_of_one_organ_are_no_proposal_for_another(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)

    page = site.officer(GM).get(f"/expedientes/{case}/tareas/resolver:1").text

    assert f">\n{OPINION['sustento']}</textarea>" not in page
    assert OPINION["sustento"] in page  # it stands among what was decided


def test_a_document_survives_a_refusal_and_lies_in_the_file_once_decided(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)
    path = f"/expedientes/{case}/tareas/{TASK}/decision"

    refused = officer.post(path, {"decision": "favorable", "sustento": "corto", "clave": secrets.token_hex(8),
                                  "documento": (io.BytesIO(pdf()), "informe legal.pdf")})  # fmt: skip
    seal = re.search(r'name="documento" value="([0-9a-f]{64})" checked', refused.text)

    assert refused.status_code == 422 and seal
    assert "informe legal.pdf" in refused.text
    assert officer.decide(case, TASK, **OPINION, documento=seal[1]).status_code == 303
    papers = officer.get(f"/expedientes/{case}/documentos").text
    assert "informe legal.pdf" in papers and "folio 1" in papers
    assert re.search(r'data-label="De qué paso"><span>\s*Opinar\s*</span>', papers)
    assert ">informe legal.pdf</a>" in officer.get(f"/expedientes/{case}/datos").text
    served = officer.get(f"/expedientes/{case}/documentos/{seal[1]}")
    assert served.data == pdf()
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_a_document_that_is_no_pdf_is_refused_at_its_field(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    answer = site.officer(OGAJ).post(
        f"/expedientes/{case}/tareas/{TASK}/decision",
        {**OPINION, "clave": secrets.token_hex(8), "documento": (io.BytesIO(b"MZ\x90 no soy un PDF"), "informe.pdf")},
    )

    assert answer.status_code == 422
    assert "informe.pdf" in answer.text and "no se cargó" in answer.text
    assert OPINION["sustento"] in answer.text
    assert decisions(site, case) == []


def test_a_document_goes_ahead_of_its_form(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    kept = officer.post(f"/expedientes/{case}/documentos", {"documento": (io.BytesIO(pdf()), "informe.pdf")})

    assert kept.json and kept.json["name"] == "informe.pdf" and len(kept.json["id"]) == 64
    assert officer.decide(case, TASK, **OPINION, documento=kept.json["id"]).status_code == 303


def test_a_document_of_another_officer_cannot_be_named(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    kept = site.officer(OGAJ_TOO).post(f"/expedientes/{case}/documentos",
                                       {"documento": (io.BytesIO(pdf("ajeno")), "ajeno.pdf")})  # fmt: skip
    assert kept.json

    answer = site.officer(OGAJ).decide(case, TASK, **OPINION, documento=kept.json["id"])

    assert answer.status_code == 404
    assert decisions(site, case) == []


def test_a_task_that_never_was_is_not_found(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    assert officer.get(f"/expedientes/{case}/tareas/opinar:9").status_code == 404
    assert officer.get("/expedientes/99/tareas/opinar:1").status_code == 404
    assert officer.get(f"/expedientes/{case}/tareas/opinar").status_code == 404
