"""How a history tells that a term was extended, stood still and ran again."""

from collections.abc import Sequence

from engine.entries import Actor, Entry, TermDated, TermExtended, TermResumed, TermSuspended
from engine.journal import Record
from handlers import sentences
from handlers.calendar import written
from handlers.sentences import Piece, strong, who


def told(entry: Entry, term: str) -> list[Piece]:
    """Return the pieces of the sentence; `term` is the term in words."""
    match entry:
        case TermExtended(by=by, reason=reason, instrument=instrument, before=before, actor=actor):
            was = f", que vencía el {written(before, year=False)}" if before else ""
            much = sentences.term_in_words(by)
            return [*_who(actor, "amplió", "Se amplió"), f" {much} {term}{was}{_by(instrument)}: {_reason(reason)}"]
        case TermSuspended(reason=reason, instrument=instrument, since=since, until=until, actor=actor):
            last = f" al {written(until, year=False)}" if until else " hasta que se levante"
            said = f" {term} desde el {written(since, year=False)}{last}{_by(instrument)}"
            return [*_who(actor, "suspendió", "Queda suspendido"), said, f": {_reason(reason)}" if reason else "."]
        case TermResumed(reason=reason, instrument=instrument, on=on, actor=actor):
            said = f" la suspensión y sigue corriendo {term} desde el día siguiente al {written(on, year=False)}"
            return [*_who(actor, "levantó", "Se levantó"), f"{said}{_by(instrument)}: {_reason(reason)}"]
    raise TypeError(type(entry).__name__)


def first_dated(records: Sequence[Record]) -> dict[str, TermDated]:
    """Return how each term was dated when it began: what was said of it then, whatever moved it later."""
    found: dict[str, TermDated] = {}
    for record in records:
        if isinstance(record.entry, TermDated):
            found.setdefault(record.entry.term, record.entry)
    return found


def _who(actor: Actor | None, did: str, passive: str) -> list[Piece]:
    return [*who(actor), f" {did}"] if actor is not None else [strong(passive)]


def _by(instrument: str) -> str:
    return f", por {instrument}" if instrument else ""


def _reason(reason: str) -> str:
    return f"{reason.rstrip('.')}."
