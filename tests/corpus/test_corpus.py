"""Every journal of every edition replays with the engine of today: seals, causes, effects, byte for byte."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from engine import bound, canon, journal, replay
from engine.entries import CaseOpened, VersionChanged
from engine.journal import Record
from engine.plan import Plan
from workflows import versions
from workflows.versions import Key

HERE = Path(__file__).parent
JOURNALS = sorted(HERE.glob("*/*.jsonl"))


def test_there_is_a_corpus() -> None:
    assert JOURNALS


@pytest.mark.parametrize("file", JOURNALS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_journal_replays_for_ever(file: Path) -> None:
    records = [_record(line) for line in file.read_text("utf-8").splitlines()]
    opened = records[0].entry
    assert isinstance(opened, CaseOpened)

    def catalog(told: CaseOpened | VersionChanged) -> dict[str, Plan]:
        found: dict[str, Plan] = {}
        for procedure, seal in told.seals.items():
            found |= _plans(file.parent / "versions" / seal, Key(procedure, told.versions[procedure]), seal)
        return found

    replay.rebuild(catalog(opened), opened.process, records, catalog)


_previous: dict[int, str] = {}


def _record(line: str) -> Record:
    told = json.loads(line)
    body, case = told["body"].encode(), told["case"]
    previous = _previous.get(case, "") if told["position"] > 1 else ""
    sealed = journal.seal(previous, case, told["position"], told["format"], told["kind"], told["at"], body)
    assert sealed == told["hash"], f"position {told['position']}"
    _previous[case] = sealed
    entry, heard = canon.read(told["kind"], body)
    return Record(told["position"], datetime.fromisoformat(told["at"]), entry, heard, body, told["hash"])


@cache
def _plans(folder: Path, key: Key, seal: str) -> Mapping[str, Plan]:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert versions.seal(files) == seal
    return bound.make_ready(key, files).plans
