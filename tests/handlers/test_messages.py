"""A message reaches one recipient, once; and one that nobody waits for is kept for a stated time, then shown."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import handlers.decisions
import handlers.timers  # noqa: F401  every table is known
from engine import cases, journal
from engine.entries import MessageArrived, MessageThrown, TaskDecided
from handlers import audits, follow_up, messages, municipality, standing, timers
from handlers.messages import KeptMessage
from handlers.refusals import NotFound
from handlers.standing import Awaited, CaseRow
from tests.engine.drawing import (
    KEYED,
    MESSAGE,
    SIGNAL,
    both,
    boundary,
    catch,
    diagram,
    end,
    message,
    signal,
    start,
    throw,
    user,
    ways,
)
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

MONDAY = datetime(2026, 3, 2, 9, tzinfo=LIMA)
WAITS = diagram(start() + user("a") + catch("llega", message) + user("b") + end() + ways("inicio a llega b fin"), KEYED,
                process="espera")  # fmt: skip
TELLS = diagram(start() + user("a") + throw("dice", message) + end() + ways("inicio a dice fin"), MESSAGE,
                process="avisa")  # fmt: skip


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        publish(session, espera=WAITS, avisa=TELLS)
        session.commit()
        yield session
    database.dispose()


def publish(session: Session, **drawn: bytes) -> None:
    for procedure, source in drawn.items():
        versions.publish(session, procedure, {"procedure.bpmn": source}, at=MONDAY, by="ana", reason="Para probar")


def opened(session: Session, procedure: str = "espera", at: datetime = MONDAY, **values: Any) -> CaseRow:
    return follow_up.open_case(session, procedure, values, at)


def waiting(session: Session, at: datetime = MONDAY, **values: Any) -> CaseRow:
    """A case that waits for an answer."""
    case = opened(session, at=at, **values)
    decide(session, case, "a:1", at)
    return case


def decide(session: Session, case: CaseRow, task: str, at: datetime = MONDAY, **answers: Any) -> None:
    follow_up.advance(session, case.id, TaskDecided(task, answers), at)


def tell(session: Session, key: Any = None, at: datetime = MONDAY, **values: Any) -> follow_up.Receipt:
    return follow_up.tell(session, MessageArrived("respuesta", key, values), at)


def tasks(session: Session, case: CaseRow) -> list[str]:
    return [row.task for row in standing.tasks_of(session, case.id)]


def arrived(session: Session, case: CaseRow) -> list[MessageArrived]:
    return [r.entry for r in journal.read(session, case.id) if isinstance(r.entry, MessageArrived)]


def replays(session: Session) -> bool:
    """True when every seal holds, every case replays, and the lists are those that the journals give."""
    session.flush()
    cases.cache.clear()
    return all(verdict.ok for verdict in audits.verify(session, lists=True))


# one recipient


def test_of_several_who_wait_the_one_that_has_waited_longest_has_the_message(session: Session) -> None:
    late, early = opened(session), opened(session)
    decide(session, early, "a:1", MONDAY + timedelta(hours=1))
    decide(session, late, "a:1", MONDAY + timedelta(hours=2))

    assert tell(session, at=MONDAY + timedelta(hours=3)).case_id == early.id
    assert (tasks(session, early), tasks(session, late)) == (["b:1"], [])
    assert tell(session, at=MONDAY + timedelta(hours=3)).case_id == late.id
    assert replays(session)


def test_a_key_says_which_case_it_is_for(session: Session) -> None:
    first, second = waiting(session, envio="E1"), waiting(session, envio="E2")

    assert tell(session, "E2").case_id == second.id
    assert (tasks(session, first), tasks(session, second)) == ([], ["b:1"])


def test_within_one_case_too_a_message_is_for_one(session: Session) -> None:
    twice = diagram(start() + both("g") + catch("uno", message) + catch("otro", message) + user("a") + user("b")
                    + ways("inicio g uno a", "g otro b"), MESSAGE, process="doble")  # fmt: skip
    publish(session, doble=twice)
    case = opened(session, "doble")

    tell(session)
    assert tasks(session, case) == ["a:1"]
    tell(session)
    assert tasks(session, case) == ["a:1", "b:1"]
    assert replays(session)


def test_a_message_meant_for_one_place_reaches_that_place(session: Session) -> None:
    twice = diagram(start() + both("g") + catch("uno", message) + catch("otro", message) + user("a") + user("b")
                    + ways("inicio g uno a", "g otro b"), MESSAGE, process="doble")  # fmt: skip
    publish(session, doble=twice)
    case = opened(session, "doble")

    follow_up.advance(session, case.id, MessageArrived("respuesta", place="otro:1"), MONDAY)

    assert tasks(session, case) == ["b:1"]
    assert replays(session)


def test_who_waits_comes_before_what_the_message_would_begin(session: Session) -> None:
    publish(session, empieza=diagram(start("s", message) + user("c") + ways("s c"), MESSAGE, process="empieza"))
    case = waiting(session)

    assert tell(session).case_id == case.id
    receipt = tell(session)

    assert receipt.opened and receipt.case_id not in (None, case.id)


def test_of_two_procedures_that_begin_with_a_message_one_does(session: Session) -> None:
    for name in ("zeta", "alfa"):
        publish(session, **{name: diagram(start("s", message) + user("c") + ways("s c"), MESSAGE, process=name)})

    receipt = tell(session)

    assert receipt.case_id is not None
    assert [row.procedure for row in session.scalars(select(CaseRow))] == ["alfa"]


def test_a_message_with_the_number_of_a_running_case_does_not_begin_a_second_one(session: Session) -> None:
    body = start("s", message) + user("c") + catch("llega", message) + end() + ways("s c llega fin")
    publish(session, empieza=diagram(body, MESSAGE, process="empieza"))
    first = tell(session)
    assert first.case_id is not None
    row = standing.the_case(session, first.case_id)
    assert row is not None

    again = tell(session, row.number)
    assert again.kept is not None
    decide(session, row, "c:1")
    session.refresh(row)

    assert row.state == "ended" and len(arrived(session, row)) == 1
    assert replays(session)


def test_signals_go_to_all_in_the_order_of_the_cases(session: Session) -> None:
    hears = start() + catch("llega", signal) + user("b") + ways("inicio llega b")
    tells = start() + throw("dice", signal) + end() + ways("inicio dice fin")
    publish(session, oye=diagram(hears, SIGNAL, process="oye"), grita=diagram(tells, SIGNAL, process="grita"))
    hear = [opened(session, "oye") for _ in range(3)]
    opened(session, "grita")

    assert [tasks(session, case) for case in hear] == [["b:1"]] * 3
    assert replays(session)


# kept until somebody waits


def test_a_message_from_a_case_is_kept_and_says_where_it_came_from(session: Session) -> None:
    told = opened(session, "avisa")
    decide(session, told, "a:1")
    sent = next(r for r in journal.read(session, told.id) if isinstance(r.entry, MessageThrown))
    assert [row.number for row in messages.waiting(session, MONDAY)] == [told.number]

    case = waiting(session, MONDAY + timedelta(days=3))

    assert tasks(session, case) == ["b:1"]
    (entry,) = arrived(session, case)
    assert (entry.sender, entry.sent_at) == (told.number, sent.position)
    assert replays(session)


def test_a_kept_message_is_delivered_once_in_order_of_arrival(session: Session) -> None:
    tell(session, n=1)
    tell(session, n=2)
    first, second, third = waiting(session), waiting(session), waiting(session)

    assert [len(arrived(session, case)) for case in (first, second, third)] == [1, 1, 0]
    assert [row.received_by for row in session.scalars(select(KeptMessage).order_by(KeptMessage.id))] == [
        first.id,
        second.id,
    ]


def test_a_kept_message_waits_for_its_key(session: Session) -> None:
    tell(session, "E2")
    other, right = waiting(session, envio="E1"), waiting(session, envio="E2")

    assert (tasks(session, other), tasks(session, right)) == ([], ["b:1"])


def test_what_a_message_said_is_taken_out_of_the_list_once_a_case_has_it(session: Session) -> None:
    tell(session, detalle="Un nombre propio")
    (row,) = messages.waiting(session, MONDAY)
    assert b"Un nombre propio" in row.body

    waiting(session)
    session.refresh(row)

    assert row.body == b""


def test_a_case_does_not_receive_what_it_told_itself(session: Session) -> None:
    body = (
        start() + throw("dice", message) + user("a") + catch("llega", message) + end() + ways("inicio dice a llega fin")
    )
    publish(session, solo=diagram(body, MESSAGE, process="solo"))
    one, other = opened(session, "solo"), opened(session, "solo")
    decide(session, one, "a:1")
    session.refresh(one)

    assert one.state == "ended" and [m.sender for m in arrived(session, one)] == [other.number]


@pytest.mark.parametrize(
    ("said", "days"), [("", 30), ("2 dc", 2), ("no", 0), ("P3D", 3)], ids=["nothing", "a term", "never", "ISO"]
)
def test_the_diagram_says_how_long_a_message_is_kept(session: Session, said: str, days: int) -> None:
    told = MESSAGE.replace("/>", f"><extensionElements>{_keep(said)}</extensionElements></message>", 1)
    assert told != MESSAGE
    publish(session, espera=diagram(start() + user("a") + catch("llega", message) + end() + ways("inicio a llega fin"),
                                    told, process="espera"), avisa=TELLS)  # fmt: skip
    receipt = tell(session)

    assert receipt.kept is not None
    left = (receipt.kept.until.astimezone(LIMA).date() - MONDAY.date()).days
    assert left == days + (1 if "dc" in said or not said else 0)  # a term ends with its last day


def _keep(said: str) -> str:
    return f'<zeebe:properties><zeebe:property name="cabildo.conservar" value="{said}"/></zeebe:properties>'


def test_past_its_time_a_message_is_not_delivered_but_listed(session: Session) -> None:
    tell(session)
    late = MONDAY + timedelta(days=40)
    case = waiting(session, late)

    assert tasks(session, case) == []
    assert messages.waiting(session, late) == []
    assert [row.name for row in messages.undelivered(session, late)] == ["respuesta"]


def test_who_no_longer_waits_is_passed_over(session: Session) -> None:
    """The message reaches the next in line, when the step that told it has taken the first one away."""
    body = start() + user("a") + boundary("oye", "a", message) + end() + end("otro") + ways("inicio a fin", "oye otro")
    publish(session, espera=diagram(body, MESSAGE, process="espera"))
    first, second = opened(session), opened(session)
    decide(session, first, "a:1")

    assert tell(session).case_id == second.id


def test_a_name_that_no_procedure_knows_is_refused_and_nothing_is_kept(session: Session) -> None:
    with pytest.raises(NotFound, match="respuesta_de_nadie"):
        follow_up.tell(session, MessageArrived("respuesta_de_nadie"), MONDAY)

    assert list(messages.waiting(session, MONDAY)) == []


def test_the_poller_delivers_what_two_transactions_hid_from_one_another(session: Session, database_url: str) -> None:
    case = waiting(session)
    messages.keep(session, MessageArrived("respuesta"), None, MONDAY)  # as by one who did not see the case wait
    session.commit()
    database = open_database(database_url)

    assert timers.deliver_stranded(lambda: Session(database), MONDAY) == 1
    assert timers.deliver_stranded(lambda: Session(database), MONDAY) == 0

    assert len(arrived(session, case)) == 1
    database.dispose()


def test_two_cases_that_begin_to_wait_at_once_do_not_both_have_a_kept_message(
    session: Session, database_url: str
) -> None:
    tell(session)
    both_open = [opened(session).id, opened(session).id]
    session.commit()
    database = open_database(database_url)

    def wait(case_id: int) -> None:
        with Session(database) as own:
            follow_up.advance(own, case_id, TaskDecided("a:1"), MONDAY)
            own.commit()

    threads = [Thread(target=wait, args=(case,)) for case in both_open]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    entries = [r.entry for case in both_open for r in journal.read(session, case)]
    assert sum(isinstance(entry, MessageArrived) for entry in entries) == 1
    assert session.query(Awaited).count() == 1
    database.dispose()


def test_the_lists_rebuilt_still_find_who_waits(session: Session) -> None:
    case = waiting(session, envio="E1")
    standing.rebuild(session)

    assert tell(session, "E1").case_id == case.id
