"""What auditors ask of a history: is it what was written, and may they take it away."""

import csv
import io
import json

import pytest
from sqlalchemy import text

from engine import cases
from tests.webui.conftest import AUDITOR, OGAJ, OGPP, OPINION, Site

UNDER_THE_TABLE = {
    "sqlite": ["DROP TRIGGER journal_refuses_update"],
    "postgresql": ["ALTER TABLE journal DISABLE TRIGGER ALL"],
}


def tamper(site: Site, case: int) -> None:
    """Change one byte of the third entry with a database tool."""
    with site.session() as session:
        for statement in UNDER_THE_TABLE[session.get_bind().dialect.name]:
            session.execute(text(statement))
        body = session.execute(
            text("SELECT body FROM journal WHERE case_id = :c AND position = 3"), {"c": case}
        ).scalar_one()
        session.execute(
            text("UPDATE journal SET body = :b WHERE case_id = :c AND position = 3"),
            {"b": bytes(body).replace(b"opinar", b"opinaR", 1), "c": case},
        )
        session.commit()
    cases.cache.clear()


def test_verifying_says_in_a_sentence_that_all_agrees(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, "opinar:1", **OPINION)

    answer = site.officer(AUDITOR).get(f"/expedientes/{case}/verificacion")

    assert "flash-ok" in answer.text and "Íntegro." in answer.text
    assert "sus 13 asientos conservan su sello y la reejecución da lo mismo" in answer.text


def test_one_byte_changed_is_named_with_case_and_position(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    tamper(site, case)
    auditor = site.officer(AUDITOR)

    one, every = auditor.get(f"/expedientes/{case}/verificacion").text, auditor.get("/auditoria/verificacion").text

    for said in (one, every):
        assert "flash-error" in said and "EXP-2026-000001, asiento 3" in said
        assert "Íntegro" not in said


@pytest.mark.parametrize("tab", ["", "/diagrama", "/datos"])
def test_an_altered_history_is_not_shown_as_if_it_were_whole(site: Site, tab: str) -> None:
    case = site.officer(OGPP).open_case()
    tamper(site, case)

    answer = site.officer(OGAJ).get(f"/expedientes/{case}{tab}")

    assert answer.status_code == 200
    assert "El asiento 3 no coincide con su sello" in answer.text
    assert "abrió el expediente" not in answer.text


def test_a_history_is_taken_away_as_csv_and_as_json_lines(site: Site) -> None:
    case = site.officer(OGPP).open_case(asunto="=2+2 convenio con fórmula")
    auditor = site.officer(AUDITOR)

    table, lines = (auditor.get(f"/expedientes/{case}/historial.{end}") for end in ("csv", "jsonl"))

    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) == 7 and rows[0][0] == "asiento"
    entries = [json.loads(line) for line in lines.text.splitlines()]
    assert [entry["position"] for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert table.headers["Content-Disposition"] == 'attachment; filename="EXP-2026-000001.csv"'
    assert lines.headers["Content-Disposition"] == 'attachment; filename="EXP-2026-000001.jsonl"'


def test_the_audit_page_lists_every_case(site: Site) -> None:
    site.officer(OGPP).open_case(reservado="true", base_reserva="ley_27806_15")

    page = site.officer(AUDITOR).get("/auditoria").text

    assert "EXP-2026-000001" in page and "Verificar todos" in page
