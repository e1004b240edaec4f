"""What the one door does beside stepping: it opens what a message starts, and finds those who wait for it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases
from engine.entries import MessageArrived
from handlers import follow_up, municipality, standing
from handlers.refusals import NotFound
from tests.engine.drawing import MESSAGE, chain, diagram, end, message, properties, user
from tests.engine.walking import BPMN, LIMA
from workflows import library, versions
from workflows.storage import Table, open_database

AT = datetime(2026, 8, 10, 9, tzinfo=LIMA)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in library.folders(BPMN):
            versions.publish(session, folder.slug, folder.files(), at=AT, by="ana", reason="Para las pruebas")
        session.commit()
        yield session
    database.dispose()


def test_a_case_that_a_message_opens_has_a_header_from_its_start_and_the_organ_of_the_message(session: Session) -> None:
    told = MessageArrived("solicitud_tupa", values={"motivo_inicio": "solicitud", "organo": "g-desarrollo-economico"})

    assert follow_up.tell(session, told, AT) == follow_up.Receipt(1, 1, opened=True)

    row = standing.the_case(session, 1)
    assert row is not None
    assert len(row.subject) >= 10
    assert row.organ == "g-desarrollo-economico"
    assert [task.organ for task in standing.tasks_of(session, 1)] == ["g-desarrollo-economico"]


def test_a_message_that_no_procedure_ever_waits_for_is_refused_in_a_sentence(session: Session) -> None:
    with pytest.raises(NotFound, match="respuesta_del_mef"):
        follow_up.tell(session, MessageArrived("respuesta_del_mef", "E99"), AT)


def test_a_start_states_the_subject_of_the_case_that_a_message_opens(session: Session) -> None:
    stated = properties(asunto="= &quot;Pedido de &quot; + solicitante")
    opens = f'<startEvent id="llega"><extensionElements>{stated}</extensionElements>{message}</startEvent>'
    source = diagram(opens + user("a") + end() + chain("llega", "a", "fin"), MESSAGE, process="pedido")
    versions.publish(session, "pedido", {"procedure.bpmn": source}, at=AT, by="ana", reason="Para las pruebas")

    receipt = follow_up.tell(session, MessageArrived("respuesta", values={"solicitante": "la I. E. José Olaya"}), AT)

    row = standing.the_case(session, receipt.case_id or 0)
    assert row is not None and row.subject == "Pedido de la I. E. José Olaya"
