"""Add cases of a database to the corpus: their journals as stored, and every version that they ran on."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from engine import journal
from engine.entries import CaseOpened, VersionChanged
from workflows import versions
from workflows.storage import open_database
from workflows.versions import Key

HERE = Path(__file__).parent


def main(url: str, edition: str, *numbers: str) -> None:
    """Write `<edition>/<case number>.jsonl`, and each version's files under `<edition>/versions/<seal>/`.

    With case numbers, only those.
    """
    folder = HERE / edition
    with Session(open_database(url)) as session:
        for case_id in journal.case_ids(session):
            _case(session, folder, case_id, numbers)


def _case(session: Session, folder: Path, case_id: int, numbers: Sequence[str]) -> None:
    entries = [record.entry for record in journal.read(session, case_id)]
    opened = entries[0]
    assert isinstance(opened, CaseOpened)
    if numbers and opened.values["expediente"] not in numbers:
        return
    for entry in entries:
        if isinstance(entry, CaseOpened | VersionChanged):
            for procedure, number in entry.versions.items():
                _version(session, folder, Key(procedure, number), entry.seals[procedure])
    lines = [
        json.dumps({"case": case_id, "position": row.position, "format": row.format, "kind": row.kind, "at": row.at,
                    "body": row.body.decode(), "hash": row.hash}, ensure_ascii=False)
        for row in journal.rows(session, case_id)
    ]  # fmt: skip
    file = folder / f"{opened.values['expediente']}.jsonl"
    if file.exists():
        raise SystemExit(f"{file.name} is in the corpus already: nothing there is changed")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _version(session: Session, folder: Path, key: Key, seal: str) -> None:
    for name, source in versions.files(session, key).items():
        file = folder / "versions" / seal / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source)


if __name__ == "__main__":
    main(*sys.argv[1:])
