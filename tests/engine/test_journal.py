"""The journal is only ever added to; whoever changes it is found; whoever comes second is told."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import cases, contents, journal, replay
from engine.entries import CaseOpened, Passed, TaskDecided
from engine.ports import Ear
from engine.stepper import NotWaiting
from tests.engine.drawing import chain, diagram, end, flow, mapping, node, script, service, start, user
from tests.engine.walking import START, House
from workflows import versions

LOOP = diagram(
    start() + user("a", extension=mapping(outputs={"decision_a": "= decision"}))
    + node("exclusiveGateway", "x", attributes='default="f-fin"') + end() + chain("inicio", "a", "x")
    + flow("x", "a", 'decision_a = "otra"') + flow("x", "fin", name="f-fin")
)  # fmt: skip


@pytest.fixture
def case(session: Session) -> Iterator[int]:
    """A case of a small procedure, decided once."""
    versions.publish(session, "p", {"procedure.bpmn": LOOP}, at=START, by="ana", reason="Primera versión")
    cases.open_case(session, 1, CaseOpened("p", "p", values={"expediente": "EXP-2026-000001"}), START, House())
    decide(session, 1, "a:1", "otra")
    session.commit()
    yield 1


def decide(session: Session, case_id: int, task: str, decision: str) -> cases.Moved:
    cause = TaskDecided(task, {"decision": decision, "sustento": "Porque así consta", "monto": Decimal("10.50")})
    return cases.advance(session, case_id, cause, START + timedelta(hours=1), House())


def test_positions_count_from_one_and_each_entry_is_chained_to_the_one_before(session: Session, case: int) -> None:
    records = journal.read(session, case)

    assert [record.position for record in records] == list(range(1, len(records) + 1))
    for before, record in zip([None, *records], records, strict=False):
        kind = type(record.entry).__name__
        previous = before.hash if before else ""
        moment = journal.moment_text(record.at)
        assert record.hash == journal.seal(previous, case, record.position, 1, kind, moment, record.body)


def test_what_an_expression_reads_stands_in_the_entry_and_the_rest_lies_beside_it(session: Session, case: int) -> None:
    decided = next(record for record in journal.read(session, case) if isinstance(record.entry, TaskDecided))
    assert isinstance(decided.entry, TaskDecided)

    assert decided.entry.answers == {"decision": "otra"}
    assert set(decided.entry.sealed) == {"sustento", "monto"}
    beside = contents.of_case(session, case)[decided.position]
    assert beside == {"sustento": "Porque así consta", "monto": Decimal("10.50")}
    assert contents.altered(session, case, {decided.position: decided.entry.sealed}) == []


@pytest.mark.parametrize("table", ["journal", "versions", "version_files"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_true(
    session: Session, case: int, table: str, change: str
) -> None:
    column = {"journal": "kind", "versions": "reason", "version_files": "sha256"}[table]

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change.format(table, column, column)))


def tamper(session: Session, statement: str) -> None:
    """Change a row as somebody with a database tool would."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER journal_refuses_update"))
        session.execute(text("DROP TRIGGER journal_refuses_delete"))
    else:
        session.execute(text("DROP TRIGGER journal_append_only ON journal"))
    session.execute(text(statement))
    session.commit()


@pytest.mark.parametrize("position", [1, 3, 5])
def test_one_changed_byte_is_found_with_case_and_position(session: Session, case: int, position: int) -> None:
    old = journal.rows(session, case)[position - 1].body
    new = bytes([old[0], old[1], old[2] ^ 1, *old[3:]])
    literal = f"x'{new.hex()}'" if session.get_bind().dialect.name == "sqlite" else f"'\\x{new.hex()}'"
    tamper(session, f"UPDATE journal SET body = {literal} WHERE position = {position}")

    with pytest.raises(journal.Tampered) as found:
        journal.read(session, case)

    assert (found.value.case, found.value.position) == (case, position)


def test_a_missing_entry_is_found(session: Session, case: int) -> None:
    tamper(session, "DELETE FROM journal WHERE position = 2")

    with pytest.raises(journal.Tampered) as found:
        journal.read(session, case)

    assert found.value.position == 2


def test_an_effect_written_with_a_right_seal_but_a_wrong_fact_is_found_by_replay(session: Session, case: int) -> None:
    records = journal.read(session, case)
    position = next(r.position for r in records if isinstance(r.entry, Passed) and r.entry.place == "x:1")
    forged = [
        r if r.position != position else journal.Record(r.position, r.at, r.entry, r.heard, b'{"place":"x:9"}', r.hash)
        for r in records
    ]

    with pytest.raises(replay.Diverged) as found:
        cases.rebuild(session, case, forged)

    assert found.value.position == position


def test_whoever_decides_second_is_refused_and_nothing_of_it_is_written(session: Session, case: int) -> None:
    before = journal.head(session, case)

    with pytest.raises(NotWaiting):
        decide(session, case, "a:1", "otra")

    session.rollback()
    assert journal.head(session, case) == before


def test_two_who_write_at_the_same_position_cannot_both_be_right(session: Session, case: int) -> None:
    head = journal.head(session, case)
    journal.append(session, case, head, START, [Passed("uno")])

    with pytest.raises(journal.DecidedElsewhere):
        journal.append(session, case, head, START, [Passed("otro")])


def test_a_case_goes_on_from_its_journal_alone(session: Session, case: int) -> None:
    cases.cache.clear()

    moved = decide(session, case, "a:2", "ya")

    assert moved.case.completed and moved.case.end == "fin"


def test_a_step_that_was_rolled_back_leaves_no_trace_in_memory(session: Session, case: int) -> None:
    decide(session, case, "a:2", "ya")
    session.rollback()

    assert cases.look(session, case).open_tasks() == ["a:2"]


def test_a_version_stays_what_it_was_for_the_cases_that_began_with_it(session: Session, case: int) -> None:
    straight = diagram(start() + user("b") + end() + chain("inicio", "b", "fin"))
    versions.publish(session, "p", {"procedure.bpmn": straight}, at=START, by="ana", reason="Segunda versión")
    cases.open_case(session, 2, CaseOpened("p", "p"), START, House())
    cases.cache.clear()

    assert cases.look(session, 1).open_tasks() == ["a:2"]
    assert cases.look(session, 2).open_tasks() == ["b:1"]


def test_a_decision_costs_a_fixed_number_of_statements(session: Session, case: int) -> None:
    seen: list[str] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda *told: seen.append(told[2]))

    decide(session, case, "a:2", "otra")

    assert len(seen) <= 6, seen


def test_replay_asks_nobody(session: Session, case: int) -> None:
    class Deaf(House):
        def ask(self, name: str, arguments: list[object]) -> object:
            raise AssertionError(name)

    cases.cache.clear()
    assert Ear(Deaf()).heard == []
    assert cases.look(session, case).open_tasks() == ["a:2"]


def test_a_case_that_began_on_other_diagrams_than_are_there_now_is_found(session: Session, case: int) -> None:
    """Whoever owns the database may replace a version and its seal; the journal remembers the first one."""
    for kind, table in (("sqlite", "version_files"), ("sqlite", "versions")):
        if session.get_bind().dialect.name == kind:
            session.execute(text(f"DROP TRIGGER {table}_refuses_update"))
            session.execute(text(f"DROP TRIGGER {table}_refuses_delete"))
        else:
            session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
    other = LOOP.replace(b"otra", b"otro")
    session.execute(text("UPDATE version_files SET bytes = :b"), {"b": other})
    session.execute(text("UPDATE versions SET seal = :s"), {"s": versions.seal({"procedure.bpmn": other})})
    session.commit()
    session.expire_all()

    with pytest.raises(versions.Altered):
        cases.rebuild(session, case, journal.read(session, case))


def test_what_a_service_took_is_given_back_when_the_step_is_undone(session: Session) -> None:
    """A number taken in a step that does not count would be a gap that nobody can explain."""
    names = [f"s{n}" for n in range(1_100)]
    endless = diagram(start() + user("a") + service("numera", "prueba.numerar") + "".join(script(n) for n in names)
                      + end() + chain("inicio", "a", "numera", *names, "fin"))  # fmt: skip
    versions.publish(session, "p", {"procedure.bpmn": endless}, at=START, by="ana", reason="Un paso demasiado largo")
    session.execute(text("CREATE TABLE taken (n INTEGER)"))

    class Numbers(House):
        def serve(self, kind: str, inputs: dict[str, object]) -> dict[str, object]:
            session.execute(text("INSERT INTO taken VALUES (1)"))
            return {"numero": "001"}

    cases.open_case(session, 1, CaseOpened("p", "p"), START, Numbers())
    moved = cases.advance(session, 1, TaskDecided("a:1", {}), START, Numbers())

    assert moved.undone and moved.case.open_tasks() == ["a:1"]
    assert session.execute(text("SELECT count(*) FROM taken")).scalar() == 0
    assert [r.position for r in journal.read(session, 1)][-1] == moved.position
