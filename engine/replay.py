"""Rebuild a case from its journal: recovery after a crash, the auditor's replay, and the check before an upgrade."""

from collections.abc import Callable, Iterable, Sequence

from engine import canon
from engine.entries import Cause, Effect, StepUndone, VersionChanged
from engine.journal import Record
from engine.plan import Catalog
from engine.ports import Memory, OtherQuestion
from engine.stepper import Case, NotWaiting, OverBudget
from engine.steps import Failed


class Diverged(Exception):
    """Replay found other effects than the journal holds. `position` is that of the first difference."""

    def __init__(self, position: int, recorded: str, replayed: str) -> None:
        super().__init__(f"position {position}: recorded {recorded}, replayed {replayed}")
        self.position, self.recorded, self.replayed = position, recorded, replayed


Changed = Callable[[VersionChanged], Catalog]


def rebuild(catalog: Catalog, process: str, records: Iterable[Record], changed: Changed | None = None) -> Case:
    """Tell the recorded causes to a fresh case and return it. Raises Diverged at the first difference.

    `changed` gives the catalog of the versions that a change of version names.
    """
    case = Case(catalog, process)
    expected: list[tuple[str, bytes]] = []
    position = 0
    for record in records:
        position = record.position
        if isinstance(record.entry, Cause):
            _nothing_left(record.position, expected)
            if isinstance(record.entry, VersionChanged) and changed is not None:
                case.next_catalog = changed(record.entry)
            expected = _told_again(case, record)
        else:
            _same(record, expected)
    _nothing_left(position + 1, expected)
    return case


def _told_again(case: Case, record: Record) -> list[tuple[str, bytes]]:
    assert isinstance(record.entry, Cause)
    if isinstance(record.entry, StepUndone):
        return []
    memory = Memory(record.heard)
    try:
        effects: Sequence[Effect] = case.tell(record.entry, record.at, memory)
    except OtherQuestion as asked:
        raise Diverged(record.position, _questions(record), f"asked «{asked}»") from None
    except (NotWaiting, OverBudget, Failed) as problem:
        raise Diverged(record.position, type(record.entry).__name__, f"{type(problem).__name__}: {problem}") from None
    if memory.unasked:
        raise Diverged(record.position, _questions(record), f"did not ask «{memory.unasked[0]}»")
    return [canon.write(effect) for effect in reversed(effects)]


def _same(record: Record, expected: list[tuple[str, bytes]]) -> None:
    was = (type(record.entry).__name__, record.body)
    now = expected.pop() if expected else ("nothing", b"")
    if was != now:
        raise Diverged(record.position, _shown(*was), _shown(*now))


def _nothing_left(position: int, expected: list[tuple[str, bytes]]) -> None:
    if expected:
        raise Diverged(position, "nothing more", _shown(*expected[-1]))


def _shown(kind: str, body: bytes) -> str:
    return f"{kind} {body.decode()}"


def _questions(record: Record) -> str:
    return "heard " + (", ".join(f"«{heard.question}»" for heard in record.heard) or "nothing")
