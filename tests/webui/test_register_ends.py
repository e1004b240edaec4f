"""How rows of the registers end on their page: by an officer with a document, by a procedure, by their own day."""

import io
import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine import journal
from engine.entries import Commented
from handlers import books, documents, registers_read
from handlers.books import BookRow
from tests.webui.concejo import concejo, matter, plain
from tests.webui.conftest import FRIDAY, OGPP, OTHER, Site
from tests.webui.papers import pdf

__all__ = ["concejo"]  # the fixture

pytestmark = pytest.mark.slow

SECRETARY, KEY = OTHER, "021-2024-MDS"
TODAY = FRIDAY.date()


def row_of(site: Site, key: str, book: str = "ordenanzas") -> int:
    with site.session() as session:
        return session.scalars(select(BookRow.id).where(BookRow.book == book, BookRow.key == key)).one()


def end(site: Site, row: int, who: str = SECRETARY, **more: Any) -> TestResponse:
    form = {"clave": secrets.token_hex(8), "estado": "derogada", "hasta": f"{TODAY - timedelta(days=1)}",
            "norma": "Ordenanza 012-2026-MDS", "motivo": "La deroga su única disposición derogatoria.",
            "documento": (io.BytesIO(pdf("Ordenanza")), "ordenanza 012.pdf")}  # fmt: skip
    return site.officer(who).post(f"/organizacion/registros/ordenanzas/{row}/fin", {**form, **more})


def test_an_officer_ends_a_row_with_a_norm_a_reason_and_a_document(site: Site) -> None:
    row = row_of(site, KEY)

    answer = end(site, row)
    page = plain(site.officer(OGPP).get("/organizacion/registros/ordenanzas?ver=terminadas"))
    paper = site.officer(OGPP).get(f"/organizacion/registros/ordenanzas/{row}/fin/documento")

    assert answer.status_code == 303, plain(answer)
    assert f"{KEY} Derogada" in page and "desde el 20 nov 2026, por Ordenanza 012-2026-MDS" in page
    assert "La deroga su única disposición derogatoria. Lo anotó Óscar Benavides Tello" in page
    assert paper.data.startswith(b"%PDF")
    with site.session() as session:
        assert books.answer(session, ["ordenanzas", KEY], TODAY).value is None  # type: ignore[union-attr]
        assert books.answer(session, ["ordenanzas", KEY], TODAY - timedelta(days=1)).value  # type: ignore[union-attr]
        documents.sweep(session, FRIDAY + timedelta(days=9))
        assert session.scalars(select(documents.Document.pages)).all()  # what proves an end is not swept away


def test_what_is_missing_is_said_and_the_row_stays(site: Site) -> None:
    row = row_of(site, KEY)

    answer = end(site, row, estado="", hasta="2020-01-01", norma="", motivo="Porque sí", documento=(io.BytesIO(), ""))
    no_case, stranger = end(site, row, expediente="EXP-2026-999999"), end(site, row, OGPP)

    said = plain(answer)
    assert answer.status_code == 422 and all(
        words in said for words in ("Diga cómo terminó.", "no pudo terminar antes", "Escriba la norma",
                                    "Falta el motivo (mínimo 20 caracteres).", "Adjunte el documento"))  # fmt: skip
    assert no_case.status_code == 422 and "No hay un expediente «EXP-2026-999999» que usted vea." in plain(no_case)
    assert stranger.status_code == 403
    with site.session() as session:
        assert all(one.status.holds for one in registers_read.rows_of(session, "ordenanzas", TODAY))


def test_a_row_ends_once_and_from_its_day(site: Site) -> None:
    row = row_of(site, KEY)

    assert end(site, row, hasta=f"{TODAY + timedelta(days=5)}").status_code == 303
    again = end(site, row)

    assert again.status_code == 422 and "su fin consta en el registro" in plain(again)
    page = plain(site.officer(OGPP).get("/organizacion/registros/ordenanzas"))
    assert "hasta que, desde el 26 nov 2026, quede derogada por Ordenanza 012-2026-MDS" in page


def test_the_journal_of_the_case_that_did_it_says_so(concejo: Site) -> None:
    site, case = concejo, matter(concejo, "Ordenanza que deroga otra")
    row = row_of(site, KEY)
    with site.session() as session:
        number = session.connection().exec_driver_sql(f"SELECT number FROM cases WHERE id = {case}").scalar()

    answer = end(site, row, expediente=str(number))

    assert answer.status_code == 303, plain(answer)
    with site.session() as session:
        entries = [one.entry for one in journal.read(session, case)]
        assert any(isinstance(one, Commented) for one in entries)
        assert [one.name for one in documents.file_of(session, case)] == ["ordenanza 012.pdf"]
    history = plain(site.officer(SECRETARY).get(f"/expedientes/{case}/comentarios"))
    assert f"«{KEY}» deja de regir después del 19/11/2026, derogada por Ordenanza 012-2026-MDS." in history


def test_what_a_procedure_notes_and_the_days_of_a_row_say_how_it_stands(site: Site) -> None:
    noted = {"estado": "derogada", "derogada_por": "013-2026-MDS", "derogada_desde": "2026-11-01"}
    later = {"estado": "derogada", "derogada_por": "014-2026-MDS", "derogada_desde": "2027-01-01"}
    with site.session() as session:
        for key, row in (("007-2024-MDS", noted), ("004-2023-MDS", later), ("OBL-1", {"estado": "pendiente"})):
            told = {"registro": "ordenanzas", "clave": key, "valores": {"titulo": "T", **row}}
            books.note(session, told, TODAY, 1, "EXP-1")
        told = {"registro": "convenios", "clave": "CONV-1", "valores": {"vence": "2026-10-31"}}
        books.note(session, told, date(2026, 1, 5), 1, "EXP-1")
        found = {(one.row.key, one.status.words): one.status
                 for slug in ("ordenanzas", "convenios")
                 for one in registers_read.rows_of(session, slug, TODAY)}  # fmt: skip

    repealed = found["007-2024-MDS", "Derogada"]
    assert (repealed.holds, repealed.since, repealed.by) == (False, date(2026, 11, 1), "013-2026-MDS")
    assert found["007-2024-MDS", "Fila anterior"].holds is False
    assert found["004-2023-MDS", "Vigente"].since == date(2027, 1, 1)
    assert found["OBL-1", "Vigente"].holds
    assert found["CONV-1", "Vencido"].since == date(2026, 10, 31)
