"""A command told twice is done once and answered twice."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from handlers import commands
from handlers.commands import Command, KeyReused
from handlers.refusals import Refusal
from workflows.storage import open_database

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
KEY = "7b1f6f0e-0001"


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    Command.metadata.create_all(engine, tables=[Command.__table__])  # type: ignore[list-item]
    yield engine
    Command.metadata.drop_all(engine, tables=[Command.__table__])  # type: ignore[list-item]
    engine.dispose()


class Work:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"case": self.times}


def test_the_repeat_gets_the_first_answer(database: Engine) -> None:
    work = Work()
    for _ in range(3):
        with Session(database) as session, session.begin():
            assert commands.once(session, KEY, "ana", {"decision": "conforme"}, work, NOW) == {"case": 1}
    assert work.times == 1


def test_the_order_of_names_does_not_make_another_command(database: Engine) -> None:
    one = {"a": Decimal("1.50"), "b": date(2026, 3, 2)}
    assert commands.digest_of(one) == commands.digest_of(dict(reversed(one.items())))
    assert commands.digest_of(one) != commands.digest_of({**one, "a": Decimal("1.51")})
    assert commands.digest_of(b"x") != commands.digest_of("x")


@pytest.mark.parametrize(("actor", "body"), [("ana", {"decision": "observado"}), ("luis", {"decision": "conforme"})])
def test_the_same_key_for_something_else_is_refused(database: Engine, actor: str, body: dict[str, str]) -> None:
    work = Work()
    with Session(database) as session, session.begin():
        commands.once(session, KEY, "ana", {"decision": "conforme"}, work, NOW)

    with Session(database) as session, pytest.raises(KeyReused, match="no se registró"):
        commands.once(session, KEY, actor, body, work, NOW)

    assert work.times == 1
    assert KeyReused.status == 422


def test_what_was_refused_or_rolled_back_may_be_told_again(database: Engine) -> None:
    def refuse() -> None:
        raise Refusal("hoy no")

    with Session(database) as session:
        with pytest.raises(Refusal):
            commands.once(session, KEY, "ana", {}, refuse, NOW)
        assert session.scalars(select(Command)).all() == []
    with Session(database) as session:
        commands.once(session, KEY, "ana", {}, Work(), NOW)
        session.rollback()
    with Session(database) as session, session.begin():
        assert commands.once(session, KEY, "ana", {"otra": 1}, Work(), NOW) == {"case": 1}
        kept = session.scalars(select(Command)).one()
        assert (json.loads(kept.result), kept.at) == ({"case": 1}, NOW)


@pytest.mark.parametrize("key", ["", "corta", "x" * 101, "con\nsalto-de-linea"])
def test_a_key_that_is_none_is_refused(database: Engine, key: str) -> None:
    with Session(database) as session, pytest.raises(KeyReused):
        commands.once(session, key, "ana", {}, Work(), NOW)


def test_two_senders_at_once_do_it_once(database: Engine) -> None:
    work, answers = Work(), []
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> dict[str, int]:
        begun.set()
        go_on.wait(5)
        return work()

    def first() -> None:
        with Session(database) as session, session.begin():
            answers.append(commands.once(session, KEY, "ana", {}, slowly, NOW))

    def second() -> None:
        begun.wait(5)
        with Session(database) as session, session.begin():
            answers.append(commands.once(session, KEY, "ana", {}, work, NOW))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    begun.wait(5)
    threads[1].join(0.3)
    assert answers == []
    go_on.set()
    for thread in threads:
        thread.join(10)

    assert answers == [{"case": 1}, {"case": 1}]
    assert work.times == 1
