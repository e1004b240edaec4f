"""What can be thrown away and made again from the journals: the lists of cases, and the counters of numbers."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from engine import journal
from engine.entries import CaseOpened, Heard
from engine.journal import Record
from handlers import numbering, standing
from handlers.numbering import Issued
from workflows.terms import LIMA


def rebuild(session: Session) -> int:
    """Make every convenience again from the journals and return how many cases were read. Raises journal.Tampered."""
    count = standing.rebuild(session)
    numbering.rebuild(session, numbers(session))
    return count


def numbers(session: Session) -> Iterator[Issued]:
    """Yield every number that the journals say was given out: of cases, of documents, of letters that left."""
    for case_id in journal.case_ids(session):
        number = ""
        for record in journal.read(session, case_id):
            year = record.at.astimezone(LIMA).year
            if isinstance(record.entry, CaseOpened):
                number = str(record.entry.values.get("expediente") or "")
                yield Issued("", numbering.CASE, year, number)
            for heard in _answered(record):
                yield from _issued(heard, number or str(case_id), year)


def _answered(record: Record) -> Iterator[Heard]:
    return (heard for heard in record.heard if heard.how == "value")


def _issued(heard: Heard, number: str, year: int) -> Iterator[Issued]:
    match heard.question:
        case "servicio documentos.numerar":
            asked = heard.arguments[0]
            yield Issued(str(asked.get("organo")), str(asked.get("tipo")), year, str(heard.answer["numero"]))
        case "servicio envios.registrar":
            yield Issued(number, numbering.DISPATCH, 0, str(heard.answer["envio_id"]))
