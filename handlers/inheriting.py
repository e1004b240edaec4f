"""What a term that begins takes over: the suspension of its case, and the extension of the term that it goes on with.

A step that is visited again, counted from the same day as before, has no new term: what was granted to the first
holds for the second, and cannot be granted twice (LPAG 147.3).
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import journal
from engine.entries import Cause, TermDated, TermExtended, TermStarted, TermSuspended, VersionChanged
from engine.journal import JournalRow
from handlers import counting, standing
from handlers.counting import Span
from handlers.standing import CaseRow
from handlers.terms import DISTANCE
from workflows.terms import LIMA


def begun(session: Session, case_id: int, started: TermStarted, by: Cause, at: datetime) -> Iterator[Cause]:
    """Yield what the journal is told of a term that begins: its last day, and that it stands still with its case."""
    day, case = at.astimezone(LIMA).date(), standing.the_case(session, case_id)
    still = counting.suspended(case, day) if case is not None else None
    before = _before(session, case_id, started, by)
    stood: list[Span] = []
    if case is not None and still is not None and case.suspended_until is not None and counting.counted(started.text):
        stood = [Span(still, case.suspended_until, *_cause(session, case))]
    plain = counting.first(session, started, at)
    same = before is not None and before.start == plain.start
    if before is not None and same:
        added = [one for one in counting.additions_of(before) if one.kind != DISTANCE]
        stood = [*(Span(date.fromisoformat(a), date.fromisoformat(b), how, why) for a, b, how, why in before.stood),
                 *stood]  # fmt: skip
        plain = counting.first(session, started, at, added=added, stood=stood)
    elif stood:
        plain = counting.first(session, started, at, stood=stood)
    yield plain
    if case is not None and still is not None and counting.counted(started.text):
        how, why = _cause(session, case)
        yield TermSuspended(started.term, how, why, "", still, case.suspended_until, plain.due, whole=True)


def same_step(first: str, second: str, of: str) -> bool:
    """Tell whether two places are visits of one step: of a task, or of what waits on its border."""
    deep = 2 if of == "timer" else 1
    one, other = first.split("/"), second.split("/")
    bare = [segment.rpartition(":")[0] for segment in one[-deep:]]
    return one[:-deep] == other[:-deep] and bare == [segment.rpartition(":")[0] for segment in other[-deep:]]


def _before(session: Session, case_id: int, started: TermStarted, by: Cause) -> TermDated | None:
    """Return how the term of the visit before was dated last, where something was granted to one; else None."""
    if not isinstance(by, VersionChanged) and not _was_visited(started):
        return None
    granted = select(JournalRow.position).where(
        JournalRow.case_id == case_id, JournalRow.kind.in_((TermExtended.__name__, TermSuspended.__name__))
    )
    if session.scalars(granted.limit(1)).first() is None:
        return None
    dated = [record.entry for record in journal.read(session, case_id) if isinstance(record.entry, TermDated)]
    return next((one for one in reversed(dated) if same_step(one.term, started.term, started.of)), None)


def _was_visited(started: TermStarted) -> bool:
    """Tell whether a place may be one that was there before; its number says so, or that of what it lies on."""
    return started.of != "case" and any(not one.endswith(":1") for one in started.term.split("/")[-2:])


def _cause(session: Session, case: CaseRow) -> tuple[str, str]:
    """Return cause and reason of the suspension of a whole case, as the journal says."""
    told = [r.entry for r in journal.read(session, case.id) if isinstance(r.entry, TermSuspended) and r.entry.whole]
    return (told[-1].how, told[-1].reason) if told else ("", "")
