"""Only the officer gets in, nobody by trying, and a session ends when it should."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from handlers import accounts, commands
from handlers.accounts import Account, Attempt, NotSignedIn, SignedIn, TooManyAttempts, UnfitPassword
from handlers.commands import Command
from handlers.refusals import Refusal
from workflows.storage import open_database

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
PASSWORD = "cuatro sauces verdes"
TABLES = [Account.__table__, Attempt.__table__, SignedIn.__table__, Command.__table__]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    Account.metadata.create_all(engine, tables=TABLES)  # type: ignore[arg-type]
    with Session(engine) as session, session.begin():
        accounts.open_account(session, "ana-rojas", "Ana.Rojas", PASSWORD, NOW)
    yield engine
    Account.metadata.drop_all(engine, tables=TABLES)  # type: ignore[arg-type]
    engine.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with Session(database) as session:
        yield session


def test_the_right_name_and_password_give_the_officer(session: Session) -> None:
    assert accounts.sign_in(session, "  ana.ROJAS ", PASSWORD, NOW) == "ana-rojas"
    assert accounts.account_of(session, "ana-rojas").must_change
    assert PASSWORD not in accounts.account_of(session, "ana-rojas").hash


@pytest.mark.parametrize(
    ("name", "password"), [("ana.rojas", "otra cosa larga"), ("nadie", PASSWORD), ("ana.rojas", "")]
)
def test_wrong_is_wrong_and_does_not_say_what(session: Session, name: str, password: str) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        accounts.sign_in(session, name, password, NOW)
    assert str(refusal.value) == "El usuario o la contraseña no son correctos. Revise ambos y escríbalos de nuevo."


def test_an_unknown_name_costs_a_hash_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []
    monkeypatch.setattr(accounts, "_matches", lambda hash, password: verified.append(hash) or False)
    with pytest.raises(NotSignedIn):
        accounts.sign_in(session, "nadie", PASSWORD, NOW)
    assert verified[0].startswith("$argon2id$")


def test_wrong_passwords_count_even_when_the_caller_rolls_back(database: Engine) -> None:
    for _ in range(accounts.WRONG_PER_ACCOUNT):
        with pytest.raises(NotSignedIn), Session(database) as session, session.begin():
            accounts.sign_in(session, "ana.rojas", "equivocada", NOW)
    with Session(database) as session:
        with pytest.raises(TooManyAttempts, match="15 minutos"):
            accounts.sign_in(session, "ana.rojas", PASSWORD, NOW + timedelta(minutes=14))
        assert accounts.sign_in(session, "ana.rojas", PASSWORD, NOW + timedelta(minutes=16)) == "ana-rojas"


def test_a_right_password_clears_the_count(database: Engine) -> None:
    for _ in range(3):
        for _ in range(accounts.WRONG_PER_ACCOUNT - 1):
            with pytest.raises(NotSignedIn), Session(database) as session:
                accounts.sign_in(session, "ana.rojas", "equivocada", NOW)
        with Session(database) as session, session.begin():
            accounts.sign_in(session, "ana.rojas", PASSWORD, NOW)


def test_one_address_that_tries_many_names_is_not_heard(session: Session) -> None:
    for number in range(accounts.WRONG_PER_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.sign_in(session, f"nombre{number}", "equivocada", NOW, address="10.0.0.9")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(session, "ana.rojas", PASSWORD, NOW, address="10.0.0.9")
    assert accounts.sign_in(session, "ana.rojas", PASSWORD, NOW, address="10.0.0.8")


def test_a_disabled_account_stays_out_and_its_sessions_end(session: Session) -> None:
    token = accounts.open_session(session, "ana-rojas", NOW)
    accounts.disable(session, "ana-rojas", NOW)
    session.commit()
    with pytest.raises(NotSignedIn, match="deshabilitada"):
        accounts.sign_in(session, "ana.rojas", PASSWORD, NOW)
    assert accounts.session_of(session, token, NOW) is None


def test_a_name_is_given_once(session: Session) -> None:
    with pytest.raises(Refusal, match="Ya hay una cuenta"):
        accounts.open_account(session, "otra", "ANA.ROJAS", PASSWORD, NOW)


@pytest.mark.parametrize("password", ["corta", "x" * 201, "aaaaaaaaaaaaaa", "soy ana.rojas hoy"])
def test_an_unfit_password_is_refused(session: Session, password: str) -> None:
    with pytest.raises(UnfitPassword):
        accounts.change_password(session, "ana-rojas", PASSWORD, password, NOW)


def test_a_new_password_ends_all_sessions(session: Session) -> None:
    token = accounts.open_session(session, "ana-rojas", NOW)
    accounts.change_password(session, "ana-rojas", PASSWORD, "siete ríos y un puente", NOW)
    session.commit()
    assert accounts.session_of(session, token, NOW) is None
    assert not accounts.account_of(session, "ana-rojas").must_change
    with pytest.raises(NotSignedIn):
        accounts.sign_in(session, "ana.rojas", PASSWORD, NOW)
    # the same letters, typed on a keyboard that decomposes them
    assert accounts.sign_in(session, "ana.rojas", "siete ri\u0301os y un puente", NOW)


def test_an_old_hash_is_renewed_when_the_work_changes(session: Session) -> None:
    before = accounts.account_of(session, "ana-rojas").hash
    accounts.configure(time_cost=2, memory_cost=8, parallelism=1)
    accounts.sign_in(session, "ana.rojas", PASSWORD, NOW)
    assert accounts.account_of(session, "ana-rojas").hash != before


class TestSigning:
    def test_the_password_is_asked_again(self, session: Session) -> None:
        assert accounts.confirm_password(session, "ana-rojas", PASSWORD, NOW)
        assert not accounts.confirm_password(session, "ana-rojas", "equivocada", NOW)

    def test_it_cannot_be_guessed_there_either(self, session: Session) -> None:
        for _ in range(accounts.WRONG_PER_ACCOUNT):
            assert not accounts.confirm_password(session, "ana-rojas", "equivocada", NOW)
        with pytest.raises(TooManyAttempts):
            accounts.confirm_password(session, "ana-rojas", PASSWORD, NOW)

    def test_a_wrong_one_counts_although_the_command_around_it_fails(self, database: Engine) -> None:
        for turn in range(accounts.WRONG_PER_ACCOUNT):
            with pytest.raises(Refusal, match="no firmado"), Session(database) as session:
                commands.once(session, f"clave-{turn:05}", "ana-rojas", {}, lambda s=session: self.sign(s), NOW)
        with Session(database) as session:
            assert session.scalar(select(func.count()).select_from(Attempt)) == accounts.WRONG_PER_ACCOUNT
            assert session.scalar(select(func.count()).select_from(Command)) == 0

    def sign(self, session: Session) -> None:
        if not accounts.confirm_password(session, "ana-rojas", "equivocada", NOW):
            raise Refusal("no firmado")


class TestSessions:
    def test_a_token_leads_to_its_session_and_is_not_kept(self, session: Session) -> None:
        token = accounts.open_session(session, "ana-rojas", NOW, address="10.0.0.1", agent="Firefox")
        found = accounts.session_of(session, token, NOW)
        assert found is not None and (found.officer, found.address, found.agent) == ("ana-rojas", "10.0.0.1", "Firefox")
        assert token not in found.digest
        assert accounts.session_of(session, token[:-1], NOW) is None

    def test_it_ends_after_two_hours_without_use(self, session: Session) -> None:
        token = accounts.open_session(session, "ana-rojas", NOW)
        later = NOW + accounts.IDLE - timedelta(seconds=1)
        assert accounts.session_of(session, token, later)
        assert accounts.session_of(session, token, later + accounts.IDLE - timedelta(seconds=1))
        assert accounts.session_of(session, token, later + 2 * accounts.IDLE) is None

    def test_it_ends_after_twelve_hours_whatever_its_use(self, session: Session) -> None:
        token = accounts.open_session(session, "ana-rojas", NOW)
        for hour in range(1, 12):
            assert accounts.session_of(session, token, NOW + timedelta(hours=hour))
        assert accounts.session_of(session, token, NOW + timedelta(hours=12)) is None

    def test_its_last_use_is_written_once_a_minute(self, session: Session) -> None:
        token = accounts.open_session(session, "ana-rojas", NOW)
        session.commit()
        accounts.session_of(session, token, NOW + timedelta(seconds=30))
        assert not session.dirty
        accounts.session_of(session, token, NOW + timedelta(seconds=60))
        assert session.dirty

    def test_closing_ends_this_one_only(self, session: Session) -> None:
        one, two = (accounts.open_session(session, "ana-rojas", NOW) for _ in range(2))
        accounts.close_session(session, one, NOW)
        assert accounts.session_of(session, one, NOW) is None
        assert accounts.session_of(session, two, NOW) is not None
        accounts.close_all(session, "ana-rojas", NOW)
        assert accounts.session_of(session, two, NOW) is None

    def test_sweeping_removes_what_is_long_over(self, session: Session) -> None:
        accounts.open_session(session, "ana-rojas", NOW - timedelta(days=40))
        accounts.open_session(session, "ana-rojas", NOW)
        accounts.sweep(session, NOW)
        assert session.scalar(select(func.count()).select_from(SignedIn)) == 1
