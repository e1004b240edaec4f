"""Cases that several events begin together: the first opens one, the others find it by the key of the first."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

import handlers.decisions
import handlers.timers  # noqa: F401  every table is known
from engine import cases
from engine.entries import MessageArrived
from handlers import follow_up, municipality, standing
from tests.engine.test_starts import gated, multiple
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

MONDAY = datetime(2026, 3, 2, 9, tzinfo=LIMA)
BY = {"by a gateway": gated, "by one start": multiple}


@pytest.fixture(params=BY)
def session(database_url: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        source = BY[request.param]().replace(b'<process id="p"', b'<process id="alta"')
        versions.publish(session, "alta", {"procedure.bpmn": source}, at=MONDAY, by="ana", reason="Para probar")
        session.commit()
        yield session
    database.dispose()


def told(session: Session, name: str, key: str) -> tuple[int | None, bool]:
    """Tell a message and return which case got it, and whether it opened that."""
    receipt = follow_up.tell(session, MessageArrived(name, key, {}), MONDAY)
    return receipt.case_id, receipt.opened


def test_the_second_event_finds_the_case_that_the_first_opened(session: Session) -> None:
    assert told(session, "solicitud", "E1") == (1, True)
    assert told(session, "pago", "E2") == (2, True)
    assert told(session, "pago", "E1") == (1, False)
    assert told(session, "solicitud", "E2") == (2, False)

    assert all(standing.tasks_of(session, case) for case in (1, 2))


def test_it_does_after_a_restart_as_well(session: Session) -> None:
    told(session, "pago", "E1")
    cases.cache.clear()

    assert told(session, "solicitud", "E1") == (1, False)

    cases.cache.clear()
    assert cases.look(session, 1).open_tasks() == [row.task for row in standing.tasks_of(session, 1)]
