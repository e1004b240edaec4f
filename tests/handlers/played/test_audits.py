"""An audit names case and position of whatever was changed behind the product's back, and goes on to the next case."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from engine import bound, cases, journal
from engine.entries import EDITION
from engine.journal import seal
from handlers import audits, standing

FAVORABLE = {"decision": "favorable", "sustento": "Procede"}
REWRITE = "UPDATE journal SET body = :body, hash = :hash WHERE case_id = :case AND position = :position"


@pytest.fixture
def three(house: Any) -> list[int]:
    """Three cases that moved."""
    found = [house.open().id for _ in range(3)]
    for case in found:
        house.decide(case, FAVORABLE)
    return found


@pytest.fixture
def by_hand(house: Any) -> Callable[..., None]:
    """Change a table with a database tool: the trigger that refuses it is dropped first."""

    def change(table: str, statement: str, **values: Any) -> None:
        house.session.rollback()
        with house.engine.begin() as connection:
            if house.engine.dialect.name == "sqlite":
                for what in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_refuses_{what}"))
            else:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"))
            assert connection.execute(text(statement), values).rowcount >= 1
        cases.cache.clear()

    return change


def test_what_nobody_touched_agrees(house: Any, three: list[int]) -> None:
    done: list[tuple[int, int]] = []

    verdicts = audits.verify(house.session, lists=True, progress=lambda *told: done.append(told))

    assert [(one.case_id, one.ok, one.difference) for one in verdicts] == [(case, True, "") for case in three]
    assert verdicts[0].sentence == (
        f"EXP-2026-000001: sus {verdicts[0].position} asientos conservan su sello y la reejecución da lo mismo."
    )
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_one_byte_of_one_row_is_named_by_case_and_position(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    row = next(row for row in journal.rows(house.session, three[1]) if row.kind == "TaskDecided")
    position, body = row.position, bytes(row.body).replace(b'"favorable"', b'"favorabla"')
    assert len(body) == len(row.body) and body != bytes(row.body)
    by_hand("journal", REWRITE, body=body, hash=row.hash, case=three[1], position=position)

    verdicts = audits.verify(house.session)

    assert [one.ok for one in verdicts] == [True, False, True]
    assert verdicts[1].sentence == (
        f"EXP-2026-000002, asiento {position}: el asiento no corresponde a su sello: fue alterado después de "
        "escribirse. Lo que sigue a este asiento tampoco está probado."
    )


def test_a_row_that_was_removed_is_missed(house: Any, three: list[int], by_hand: Callable[..., None]) -> None:
    by_hand("journal", "DELETE FROM journal WHERE case_id = :case AND position = 5", case=three[0])

    (verdict,) = audits.verify(house.session, three[0])

    assert (verdict.ok, verdict.position) == (False, 5)
    assert verdict.difference.startswith("falta un asiento.")


def test_a_journal_cut_off_at_its_end_no_longer_agrees_with_the_lists(house: Any, by_hand: Callable[..., None]) -> None:
    case = house.open().id
    by_hand("journal", "DELETE FROM journal WHERE case_id = :case AND position > 6", case=case)

    (plain,), (listed,) = audits.verify(house.session, case), audits.verify(house.session, case, lists=True)

    assert plain.ok and not listed.ok
    assert listed.difference.startswith("la lista «open_tasks» no corresponde al historial.")
    assert standing.tasks_of(house.session, case)[0].due is not None  # the audit changed nothing


def test_a_journal_cut_off_before_a_decision_leaves_what_was_answered_behind(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    by_hand("journal", "DELETE FROM journal WHERE case_id = :case AND position > 8", case=three[0])

    (verdict,) = audits.verify(house.session, three[0])

    assert (verdict.ok, verdict.position) == (False, 9)
    assert verdict.difference == "queda un dato del asiento 9, que ya no está: faltan asientos al final."


def test_a_case_whose_whole_journal_is_gone_is_missed(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    by_hand("journal", "DELETE FROM journal WHERE case_id = :case", case=three[2])

    verdicts = audits.verify(house.session)

    assert [one.ok for one in verdicts] == [True, True, False]
    assert verdicts[2].sentence == "EXP-2026-000003: el expediente figura en las listas pero no tiene ningún asiento."


def test_what_lies_beside_an_entry_must_match_its_digest(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    by_hand("contents", "UPDATE contents SET bytes = :said WHERE case_id = :case AND field = 'sustento'",
            said=b'"No procede"', case=three[1])  # fmt: skip

    verdicts = audits.verify(house.session)

    assert [one.ok for one in verdicts] == [True, False, True]
    assert "el dato «sustento» que acompaña al asiento no corresponde a su huella" in verdicts[1].difference


def test_a_version_whose_bytes_changed_is_named_in_each_of_its_cases(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    by_hand("version_files", "UPDATE version_files SET bytes = :source WHERE procedure = 'avisar' AND name = :name",
            source=b"<definitions/>", name="procedure.bpmn")  # fmt: skip

    verdicts = audits.verify(house.session)

    assert [one.ok for one in verdicts] == [False, False, False]
    assert verdicts[0].sentence == (
        "EXP-2026-000001, asiento 1: los archivos de la versión 1 de «avisar» no son los que se publicaron."
    )


def test_effects_that_the_diagram_does_not_give_are_named_though_every_seal_fits(
    house: Any, three: list[int], by_hand: Callable[..., None]
) -> None:
    rows = journal.rows(house.session, three[0])
    forged = next(row for row in rows if row.kind == "Passed" and b"g_observado" in bytes(row.body))
    previous = ""
    for row in rows:
        body = bytes(row.body)
        body = body.replace(b"f_sigue", b"f_vuelve") if row is forged else body
        previous = seal(previous, row.case_id, row.position, row.format, row.kind, row.at, body)
        by_hand("journal", REWRITE, body=body, hash=previous, case=row.case_id, position=row.position)

    (verdict,) = audits.verify(house.session, three[0])

    assert (verdict.ok, verdict.position) == (False, forged.position)
    assert verdict.difference.startswith("al reejecutar se obtiene otra cosa. Consta: el paso de «¿Observado?»")
    assert "f_vuelve" in verdict.difference and "f_sigue" in verdict.difference


def test_a_case_that_cannot_even_be_stepped_gets_its_verdict(
    house: Any, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"edición {EDITION} desconocida")

    monkeypatch.setattr(bound, "bind", broken)

    verdicts = audits.verify(house.session)

    assert [one.ok for one in verdicts] == [False, False, False]
    assert f"no se pudo reejecutar: RuntimeError: edición {EDITION} desconocida" in verdicts[0].difference


def test_a_case_that_does_not_exist_is_said_to_have_no_entry(house: Any) -> None:
    (verdict,) = audits.verify(house.session, 99)

    assert not verdict.ok and verdict.number == "caso 99"
