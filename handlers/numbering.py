"""The next number of a document or a case: a counter per organ, document type and year, without gaps.

A number is taken in the transaction that uses it: rolled back, it was never taken; and whoever asks at the same moment
waits until that transaction ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import Refusal
from workflows.storage import Table

# How each type of document is numbered: code of organs.md §4 -> pattern. {organ} are the organ's siglas, {entity} the
# municipality's. CCP is not here: its number comes from the SIAF.
PATTERNS: Mapping[str, str] = {
    "ORD": "ORDENANZA N.º {number:03d}-{year}-{entity}",
    "AC": "ACUERDO DE CONCEJO N.º {number:03d}-{year}-{entity}",
    "RC": "RESOLUCIÓN DE CONCEJO N.º {number:03d}-{year}-{entity}",
    "DA": "DECRETO DE ALCALDÍA N.º {number:03d}-{year}-{entity}",
    "RA": "RESOLUCIÓN DE ALCALDÍA N.º {number:03d}-{year}-{organ}/{entity}",
    "RGM": "RESOLUCIÓN DE GERENCIA MUNICIPAL N.º {number:03d}-{year}-{organ}/{entity}",
    "RG": "RESOLUCIÓN DE GERENCIA N.º {number:03d}-{year}-{organ}/{entity}",
    "RSG": "RESOLUCIÓN DE SUBGERENCIA N.º {number:03d}-{year}-{organ}/{entity}",
    "DICT": "DICTAMEN N.º {number:03d}-{year}-{organ}/{entity}",
    "IT": "INFORME N.º {number:03d}-{year}-{organ}/{entity}",
    "IL": "INFORME LEGAL N.º {number:03d}-{year}-{organ}/{entity}",
    "MEMO": "MEMORANDO N.º {number:03d}-{year}-{organ}/{entity}",
    "PROV": "PROVEÍDO N.º {number:03d}-{year}-{organ}/{entity}",
    "OF": "OFICIO N.º {number:03d}-{year}-{organ}/{entity}",
    "CARTA": "CARTA N.º {number:03d}-{year}-{organ}/{entity}",
    "ACTA": "ACTA N.º {number:03d}-{year}-{organ}/{entity}",
    "DIR": "DIRECTIVA N.º {number:03d}-{year}-{organ}/{entity}",
    "CONV": "CONVENIO N.º {number:03d}-{year}-{entity}",
    "CONV-REG": "CONV-{year}-{number:03d}",  # the register of agreements, signed by both sides
}
CASE = "EXP"
DISPATCH = "ENVIO"


class Counter(Table):
    """The last number taken of a series. *Convenience*: `rebuild` makes it again from the numbers in the journals."""

    __tablename__ = "counters"

    organ: Mapped[str] = mapped_column(primary_key=True)  # slug; of cases "", of dispatches the case's number
    type: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


@dataclass(frozen=True, slots=True)
class Issued:
    """A number that was given out: the series it belongs to and its text, as the journal has them."""

    organ: str
    type: str
    year: int
    text: str


class NoPattern(Refusal):
    """Documents of this type are not numbered here."""


def next_number(session: Session, organ: str, acronym: str, type: str, year: int, entity: str = "") -> str:
    """Return the next number of the organ's documents of `type` in `year`: `INFORME N.º 022-2026-OPM-OGPP/MDS`.

    `organ` is a slug, `acronym` its siglas, `entity` those of the municipality (or both in `acronym`:
    `OPM-OGPP/MDS`). The slug keeps the series when the organ is renamed in the middle of a year. Raises NoPattern.
    Source: domain/organs.md §4.
    """
    pattern = PATTERNS.get(type)
    if pattern is None:
        raise NoPattern(f"Los documentos de tipo «{type}» no se numeran aquí. No se numeró nada; corrija su tipo.")
    own, _, after = acronym.partition("/")
    number = _take(session, organ, type, year)
    text = pattern.format(number=number, year=year, organ=own, entity=entity or after)
    return text.removesuffix("/").removesuffix("-")


def next_case(session: Session, year: int) -> str:
    """Return the number of a new case: `EXP-2026-000123`. Source: LPAG 31; domain/procedures.md §0."""
    return f"EXP-{year}-{_take(session, '', CASE, year):06d}"


def next_dispatch(session: Session, case_id: int, expediente: str) -> str:
    """Return the number of a letter that leaves a case and must be quoted in its answer: `EXP-2026-000123/E03`."""
    return f"{expediente}/E{_take(session, expediente or str(case_id), DISPATCH, 0):02d}"


def rebuild(session: Session, numbers: Iterable[Issued]) -> None:
    """Set every counter to the highest number given out, and remove the others."""
    last: dict[tuple[str, str, int], int] = {}
    for issued in numbers:
        series = issued.organ, issued.type, issued.year
        last[series] = max(last.get(series, 0), _number_in(issued))
    session.execute(delete(Counter))
    session.add_all(Counter(organ=o, type=t, year=y, last=n) for (o, t, y), n in last.items())
    session.flush()


def _take(session: Session, organ: str, type: str, year: int) -> int:
    """Raise the counter by one and return it; its row stays locked until the transaction ends."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(Counter).values(organ=organ, type=type, year=year, last=1)
    raised = first.on_conflict_do_update(
        index_elements=[Counter.organ, Counter.type, Counter.year], set_={"last": Counter.last + 1}
    )
    return session.execute(raised.returning(Counter.last)).scalar_one()


def _number_in(issued: Issued) -> int:
    """Return the running number in a number's text: what stands where its pattern puts it."""
    if issued.type == CASE:
        return int(issued.text.rpartition("-")[2])
    if issued.type == DISPATCH:
        return int(issued.text.rpartition("/E")[2])
    head = PATTERNS[issued.type].partition("{number")[0].format(year=issued.year)
    return int(issued.text.removeprefix(head).partition("-")[0])
