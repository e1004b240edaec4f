"""Numbers follow each other without gaps, whoever asks, and whatever is rolled back."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from handlers import numbering
from handlers.numbering import Counter, Issued, NoPattern
from workflows.storage import open_database


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    Counter.metadata.create_all(engine, tables=[Counter.__table__])  # type: ignore[list-item]
    yield engine
    Counter.metadata.drop_all(engine, tables=[Counter.__table__])  # type: ignore[list-item]
    engine.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with Session(database) as session:
        yield session


def report(session: Session, year: int = 2026) -> str:
    return numbering.next_number(session, "op-modernizacion", "OPM-OGPP", "IT", year, "MDS")


def test_a_number_looks_as_the_organ_writes_it(session: Session) -> None:
    for _ in range(21):
        report(session)
    assert report(session) == "INFORME N.º 022-2026-OPM-OGPP/MDS"
    assert numbering.next_number(session, "concejo-municipal", "CM", "ORD", 2026, "MDS") == "ORDENANZA N.º 001-2026-MDS"
    assert (
        numbering.next_number(session, "alcaldia", "A/MDS", "RA", 2026) == "RESOLUCIÓN DE ALCALDÍA N.º 001-2026-A/MDS"
    )
    assert numbering.next_number(session, "ogaj", "OGAJ", "IL", 2026) == "INFORME LEGAL N.º 001-2026-OGAJ"


def test_each_organ_type_and_year_counts_for_itself(session: Session) -> None:
    assert report(session).startswith("INFORME N.º 001")
    assert report(session, 2027).startswith("INFORME N.º 001-2027")
    assert numbering.next_number(session, "op-modernizacion", "OPM", "MEMO", 2026, "MDS").startswith(
        "MEMORANDO N.º 001"
    )
    assert numbering.next_number(session, "ogaj", "OGAJ", "IT", 2026, "MDS").startswith("INFORME N.º 001")
    assert report(session).startswith("INFORME N.º 002")


def test_an_organ_that_is_renamed_keeps_its_series(session: Session) -> None:
    report(session)
    renamed = numbering.next_number(session, "op-modernizacion", "OMR-OGPP", "IT", 2026, "MDS")
    assert renamed == "INFORME N.º 002-2026-OMR-OGPP/MDS"


def test_a_type_that_is_not_numbered_here_is_refused(session: Session) -> None:
    with pytest.raises(NoPattern, match="«CCP»"):
        numbering.next_number(session, "op-presupuesto", "OP", "CCP", 2026)


def test_cases_and_dispatches_have_numbers_of_their_own(session: Session) -> None:
    assert [numbering.next_case(session, 2026) for _ in range(2)] == ["EXP-2026-000001", "EXP-2026-000002"]
    sent = [numbering.next_dispatch(session, 7, "EXP-2026-000123") for _ in range(3)]
    assert sent[-1] == "EXP-2026-000123/E03"


def test_a_number_that_was_rolled_back_is_given_again(database: Engine) -> None:
    with Session(database) as session, session.begin():
        report(session)
    with Session(database) as session:
        assert "002" in report(session)
        session.rollback()
    with Session(database) as session, session.begin():
        assert "002" in report(session)


def test_two_writers_at_once_leave_no_gap_and_no_double(database: Engine) -> None:
    given_out: list[str] = []

    def write(rolls_back: bool) -> None:
        for turn in range(10):
            with Session(database) as session:
                number = report(session)
                if rolls_back and turn % 2:
                    session.rollback()
                else:
                    session.commit()
                    given_out.append(number)

    threads = [threading.Thread(target=write, args=(rolls_back,)) for rolls_back in (False, True, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(given_out) == [f"INFORME N.º {n:03d}-2026-OPM-OGPP/MDS" for n in range(1, 21)]


def test_the_counters_are_rebuilt_from_the_numbers_given_out(session: Session) -> None:
    issued = []
    for kind in numbering.PATTERNS:
        for _ in range(3):
            text = numbering.next_number(session, "ogaj", "OGAJ", kind, 2026, "MDS")
            issued.append(Issued("ogaj", kind, 2026, text))
    issued.append(Issued("", numbering.CASE, 2026, numbering.next_case(session, 2026)))
    sent = numbering.next_dispatch(session, 1, "EXP-2026-000001")
    issued.append(Issued("EXP-2026-000001", numbering.DISPATCH, 0, sent))
    before = counters(session)
    session.add(Counter(organ="nadie", type="IT", year=2026, last=9))

    numbering.rebuild(session, reversed(issued))

    assert counters(session) == before
    assert numbering.next_case(session, 2026) == "EXP-2026-000002"


def counters(session: Session) -> dict[tuple[str, str, int], int]:
    session.flush()
    session.expire_all()
    return {(row.organ, row.type, row.year): row.last for row in session.scalars(select(Counter))}


@given(st.sampled_from(sorted(numbering.PATTERNS)), st.integers(1, 10**7), st.integers(2000, 2100))
def test_every_number_reads_back(kind: str, number: int, year: int) -> None:
    text = numbering.PATTERNS[kind].format(number=number, year=year, organ="OPM-OGPP", entity="MDS")
    assert numbering._number_in(Issued("x", kind, year, text)) == number
