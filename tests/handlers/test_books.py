"""The registers that the municipality keeps: asked, added to, brought in as tables."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases, journal
from engine.entries import TaskDecided
from handlers import audits, books, follow_up, histories, municipality, standing
from handlers.books import BookRow
from handlers.readable import Unreadable
from handlers.refusals import NotFound
from tests.engine.drawing import both, diagram, end, mapping, service, start, user, ways, xor
from tests.engine.walking import LIMA
from workflows import versions
from workflows.storage import Table, open_database

AT = datetime(2026, 8, 10, 9, tzinfo=LIMA)
DAY = AT.date()
STORE = '<dataStore id="ds" name="Registro de convenios"/>'


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        session.commit()
        yield session
    database.dispose()


def published(session: Session, body: str) -> int:
    """Publish procedure p and open a case of it."""
    lanes = '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    files = {"procedure.bpmn": diagram(lanes + body, before=STORE)}
    versions.publish(session, "p", files, at=AT, by="ana", reason="Para las pruebas")
    return follow_up.open_case(session, "p", {"asunto": "Convenio de prueba"}, AT).id


def ask(session: Session, *arguments: object, day: date = DAY) -> object:
    found = books.answer(session, arguments, day)
    return found if isinstance(found, list) else found.value


def test_los_sauces_keeps_its_ordinances(session: Session) -> None:
    row = ask(session, "Registro de ordenanzas", "004-2023-MDS")

    assert isinstance(row, dict) and row["materia"] == "concejo" and row["clave"] == "004-2023-MDS"


def test_a_row_that_ended_is_no_answer(session: Session) -> None:
    assert ask(session, "convenios", "CONV-005-2025-MDS") and not ask(
        session, "convenios", "CONV-005-2025-MDS", day=date(2027, 1, 1)
    )


def test_a_register_that_is_not_kept_is_refused(session: Session) -> None:
    with pytest.raises(NotFound, match="no lleva un registro «licencias»"):
        ask(session, "licencias")


def test_a_case_adds_a_row_that_names_it(session: Session) -> None:
    declared = (
        '<ioSpecification><dataOutput id="o" name="contraparte"/><inputSet/><outputSet>'
        "<dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>"
    )
    arrow = (
        "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>ref</targetRef><assignment>"
        "<from>= contraparte</from><to>fila.contraparte</to></assignment></dataOutputAssociation>"
    )
    store = '<dataStoreReference id="ref" dataStoreRef="ds"/>'
    body = store + start() + user("a", declared + arrow) + end() + ways("inicio a fin")
    case = published(session, body)

    follow_up.advance(session, case, TaskDecided("a:1", {"contraparte": "UNALM"}), AT)

    row = session.scalars(select(BookRow).where(BookRow.case_id == case)).one()
    number = standing.the_case(session, case).number  # type: ignore[union-attr]
    assert ask(session, "convenios", number) == {"clave": number, "contraparte": "UNALM"}
    assert isinstance(journal.read(session, case)[row.position - 1].entry, TaskDecided)  # type: ignore[operator]
    assert all(verdict.ok for verdict in audits.verify(session, lists=True))


def test_a_step_that_is_undone_adds_no_row(session: Session) -> None:
    add = service("a", "registros.anotar", mapping({"registro": "convenios", "clave": "= 1", "valores": "= {n: 1}"}))
    body = start() + user("t") + xor("x") + add + end() + ways("inicio t x a x")
    case = published(session, body)

    follow_up.advance(session, case, TaskDecided("t:1"), AT)

    assert session.scalars(select(BookRow).where(BookRow.case_id == case)).first() is None
    assert standing.the_case(session, case).state == "incident"  # type: ignore[union-attr]


def test_the_next_row_of_a_key_ends_the_one_before(session: Session) -> None:
    told = {"registro": "convenios", "clave": "CONV-002-2025-MDS", "valores": {"contraparte": "PNP", "vence": "2028"}}
    case = published(session, start() + user("a") + end() + ways("inicio a fin"))
    session.execute(update(BookRow).where(BookRow.key == "CONV-002-2025-MDS").values(valid_to=None))

    books.note(session, told, DAY, case, "EXP-1")

    first, second = session.scalars(select(BookRow).where(BookRow.key == "CONV-002-2025-MDS").order_by(BookRow.id))
    assert (first.valid_to, second.valid_from, second.valid_to) == (date(2026, 8, 9), DAY, None)
    assert ask(session, "convenios", "CONV-002-2025-MDS")["vence"] == "2028"  # type: ignore[index]


def test_waiting_for_data_is_told_and_shown_and_rebuilt(session: Session) -> None:
    needs = (
        '<ioSpecification><dataInput id="i" name="entrada"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
        "<outputSet/></ioSpecification><dataInputAssociation><sourceRef>ref</sourceRef><targetRef>i</targetRef>"
        "</dataInputAssociation>"
    )
    data = '<dataObject id="o"/><dataObjectReference id="ref" name="Informe técnico" dataObjectRef="o"/>'
    writer = user("b", extension=mapping(outputs={"Informe_técnico": "= texto"}))
    case = published(
        session, data + start() + both("g") + user("a", needs) + writer + end() + ways("inicio g a fin", "g b fin")
    )
    awaited = select(standing.Awaited.name, standing.Awaited.kind).where(standing.Awaited.case_id == case)
    assert list(session.execute(awaited)) == [("Informe_técnico", "data")]
    assert any("espera «Informe técnico»" in one.text for one in histories.history(session, case))

    follow_up.advance(session, case, TaskDecided("b:1", {"texto": "t"}), AT)

    assert not list(session.execute(awaited)) and [task.task for task in standing.tasks_of(session, case)] == ["a:1"]
    assert all(verdict.ok for verdict in audits.verify(session, lists=True))


def test_a_table_begins_a_register_and_a_second_reading_adds_nothing(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "licencias-de-edificacion.csv"
    table.write_text("clave,titular,desde\nLE-1,Ana Díaz,2026-01-05\nLE-2,Luis Paz,\n", "utf-8")

    assert books.bring(session, table, "", "Ley 29090", DAY).rows == 2
    assert books.bring(session, table, "", "Ley 29090", DAY).rows == 0

    assert ask(session, "Licencias de edificación", "LE-2") == {"clave": "LE-2", "titular": "Luis Paz"}
    assert "licencias-de-edificacion" in books.slugs(session, DAY)


def test_what_is_wrong_in_a_table_is_named_and_nothing_is_added(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "licencias.csv"
    table.write_text("clave,desde\n,2026-01-05\nLE-2,ayer\n", "utf-8")

    with pytest.raises(Unreadable) as wrong:
        books.bring(session, table, "", "Ley 29090", DAY)

    assert len(wrong.value.problems) == 2 and "licencias" not in books.slugs(session, DAY)
