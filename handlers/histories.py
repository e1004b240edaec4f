"""The journal of a case as Spanish sentences, by day, and as files that an auditor takes away.

Made only from the journal, the versions that the case runs on, and what lies beside the journal: never from today's
registers, so that a history reads the same for ever.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from engine import contents, journal
from handlers import drawings
from handlers.calendar import written
from handlers.refusals import NotFound
from handlers.sentences import Segment, Sentence
from handlers.telling import Teller
from workflows.terms import LIMA

COLUMNS = ("asiento", "fecha y hora (Lima)", "tipo", "órgano", "funcionario", "calidad", "norma", "lugar", "oración",
           "datos", "fuera de plazo", "sello")  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Day:
    """The sentences of one day; `words` is its heading: `miércoles 18 de noviembre de 2026`."""

    day: date
    words: str
    sentences: Sequence[Sentence]


def history(session: Session, case_id: int, upto: int | None = None) -> list[Sentence]:
    """Return a sentence for every entry of a case, oldest first, up to a position.

    Raises NotFound; journal.Tampered when a seal does not match, versions.Altered when a version is not what it was.
    """
    records = journal.read(session, case_id, upto)
    if not records:
        raise NotFound("No existe ese expediente.")
    teller = Teller(drawings.along(session, records), contents.of_case(session, case_id), records)
    return [teller.tell(record) for record in records]


def by_day(sentences: Sequence[Sentence]) -> list[Day]:
    """Return the sentences by their day in Lima, in their order."""
    grouped = groupby(sentences, key=lambda sentence: sentence.day)
    return [Day(day, written(day), list(told)) for day, told in grouped]


def as_csv(session: Session, case_id: int) -> str:
    """Return a history as CSV with a heading (RFC 4180, with the mark by which spreadsheets know UTF-8).

    A cell that a spreadsheet would take for a formula begins with an apostrophe. Raises as `history` does.
    """
    seals = {row.position: row.hash for row in journal.rows(session, case_id)}
    lines = io.StringIO()
    lines.write("\ufeff")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for sentence in history(session, case_id):
        writer.writerow([harmless(cell) for cell in _cells(sentence, seals[sentence.position])])
    return lines.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet will compute."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _cells(sentence: Sentence, seal: str) -> Iterator[str]:
    actor = sentence.actor
    yield str(sentence.position)
    yield f"{sentence.at.astimezone(LIMA):%d/%m/%Y %H:%M:%S}"
    yield sentence.entry
    yield from (actor.organ_name or actor.organ, actor.name, actor.capacity, actor.instrument) if actor else ("",) * 4
    yield sentence.place
    yield sentence.text
    yield "; ".join(f"{datum.label}: {datum.text}" for datum in sentence.data)
    yield "sí" if sentence.late else ""
    yield seal


def as_json_lines(session: Session, case_id: int) -> str:
    """Return the journal of a case as stored, one JSON object a line: what a verifier needs to hash it again.

    `body` is the text of the very bytes that the hash covers (a byte that is no UTF-8 is written as a lone surrogate).
    Seals are not checked here: an altered journal is exported as it is. Raises NotFound.
    """
    rows = journal.rows(session, case_id)
    if not rows:
        raise NotFound("No existe ese expediente.")
    return "".join(
        json.dumps(
            {"case": row.case_id, "position": row.position, "at": row.at, "format": row.format, "kind": row.kind,
             "body": bytes(row.body).decode("utf-8", "surrogateescape"), "hash": row.hash},
        )
        + "\n"
        for row in rows
    )  # fmt: skip


__all__ = ["Day", "Segment", "Sentence", "as_csv", "as_json_lines", "by_day", "harmless", "history"]
