"""Whether the histories are what was written: seals, contents and versions read again, and every case stepped again.

Nothing here changes anything, and no bad case stops the audit: each gets its verdict.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import cases, contents, journal
from engine.entries import KINDS, CaseOpened, VersionChanged
from engine.journal import Record, Tampered
from engine.replay import Diverged
from handlers import drawings, standing
from handlers.drawings import Drawings
from handlers.standing import CaseRow
from workflows import versions
from workflows.versions import Altered, Key

Progress = Callable[[int, int], object]  # cases done, cases in all


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit says of one case: `position` is that of the first difference, or of the last entry.

    `difference` is a Spanish sentence, empty if all agrees.
    """

    case_id: int
    number: str
    ok: bool
    position: int | None
    difference: str

    @property
    def sentence(self) -> str:
        """The verdict in one sentence that names case and position."""
        if self.ok:
            entries = "su único asiento" if self.position == 1 else f"sus {self.position} asientos"
            return f"{self.number}: {entries} conservan su sello y la reejecución da lo mismo."
        where = f", asiento {self.position}" if self.position is not None else ""
        return f"{self.number}{where}: {self.difference}"


class Found(Exception):
    """The first difference of a case."""

    def __init__(self, position: int | None, difference: str) -> None:
        super().__init__(difference)
        self.position, self.difference = position, difference


def verify(
    session: Session, case_id: int | None = None, *, lists: bool = False, progress: Progress | None = None
) -> list[Verdict]:
    """Read the seals of one case, or of all, and step them again; return a verdict for each.

    With `lists`, the open tasks, terms and other conveniences are compared with those that the journal gives (which
    also shows that the last entries of a journal were cut off). A case is checked against: the chain of its seals, the
    digests of what lies beside the journal, the bytes of its versions, and the effects that its causes give again.
    """
    numbers = _numbers(session)
    wanted = sorted({*numbers, *journal.case_ids(session)}) if case_id is None else [case_id]
    intact: dict[Key, str] = {}
    found = []
    for done, one in enumerate(wanted, start=1):
        found.append(_verdict(session, one, numbers.get(one, ""), intact, lists))
        if progress:
            progress(done, len(wanted))
    return found


def _verdict(session: Session, case_id: int, number: str, intact: dict[Key, str], lists: bool) -> Verdict:
    records: list[Record] = []
    try:
        records = _sealed(session, case_id)
        opened = records[0].entry
        number = str(opened.values.get("expediente") or number) if isinstance(opened, CaseOpened) else number
        _contents_agree(session, case_id, records)
        for record in records:
            if isinstance(record.entry, CaseOpened | VersionChanged):
                _versions_agree(session, record, intact)
        _steps_agree(session, case_id, records)
        if lists:
            _lists_agree(session, case_id)
    except Found as difference:
        return Verdict(case_id, number or f"caso {case_id}", False, difference.position, difference.difference)
    return Verdict(case_id, number or f"caso {case_id}", True, records[-1].position, "")


def _sealed(session: Session, case_id: int) -> list[Record]:
    """Return the records of a case whose seals are whole. Raises Found."""
    try:
        records = journal.read(session, case_id)
    except Tampered as problem:
        what = _TAMPERED.get(problem.what, problem.what)
        raise Found(problem.position, f"{what} Lo que sigue a este asiento tampoco está probado.") from None
    except (KeyError, TypeError, ValueError) as problem:
        raise Found(None, f"un asiento está sellado pero no se puede leer ({problem}).") from None
    if not records:
        raise Found(None, "el expediente figura en las listas pero no tiene ningún asiento.")
    if not isinstance(records[0].entry, CaseOpened):
        raise Found(1, "el primer asiento no abre el expediente.")
    return records


_TAMPERED = {
    "an entry is missing": "falta un asiento.",
    "the seal does not match the entry": "el asiento no corresponde a su sello: fue alterado después de escribirse.",
}


def _contents_agree(session: Session, case_id: int, records: list[Record]) -> None:
    sealed = {record.position: getattr(record.entry, "sealed", {}) for record in records}
    altered = sorted(contents.altered(session, case_id, sealed))
    if altered:
        position, field = altered[0]
        if position not in sealed:
            raise Found(
                len(records) + 1, f"queda un dato del asiento {position}, que ya no está: faltan asientos al final."
            )
        raise Found(position, f"el dato «{field}» que acompaña al asiento no corresponde a su huella: fue alterado.")


def _versions_agree(session: Session, record: Record, intact: dict[Key, str]) -> None:
    """Read the bytes of every version that an entry binds the case to, each once in an audit."""
    for key in (Key(*pair) for pair in sorted(record.entry.versions.items())):  # type: ignore[union-attr]
        if key not in intact:
            intact[key] = _version_difference(session, key)
        if intact[key]:
            raise Found(record.position, intact[key])


def _version_difference(session: Session, key: Key) -> str:
    named = f"la versión {key.number} de «{key.procedure}»"
    try:
        versions.files(session, key)
    except Altered:
        return f"los archivos de {named} no son los que se publicaron."
    except KeyError:
        return f"falta {named}, con la que comenzó el expediente."
    return ""


def _steps_agree(session: Session, case_id: int, records: list[Record]) -> None:
    """Tell the causes again and compare the effects. Whatever goes wrong in there is a difference, never a crash."""
    try:
        cases.rebuild(session, case_id, records)
    except Diverged as difference:
        drawn = drawings.of_case(session, case_id)
        recorded, replayed = (shown(text, drawn) for text in (difference.recorded, difference.replayed))
        raise Found(
            difference.position, f"al reejecutar se obtiene otra cosa. Consta: {recorded}. Resulta: {replayed}."
        ) from None
    except Exception as problem:
        raise Found(None, f"no se pudo reejecutar: {type(problem).__name__}: {problem}") from problem


def shown(text: str, drawn: Drawings) -> str:
    """Return an entry or question as replay names it, in words that say what kind it is and where."""
    kind, _, body = text.partition(" ")
    if kind not in KINDS:
        return _REPLAYED.get(text, text)
    try:
        told: Mapping[str, Any] = json.loads(body) if body else {}
    except ValueError:
        return text
    place = next((str(told[name]) for name in ("task", "place", "term") if name in told), "")
    said = _KINDS.get(kind, kind)
    return f"{said} de «{drawn.name(place)}» {body}" if place else f"{said} {body}"


_REPLAYED = {"nothing": "nada", "nothing more": "nada más", "heard nothing": "ninguna consulta"}
_KINDS = {
    "TaskOpened": "la apertura de la tarea", "TermStarted": "el comienzo del plazo", "Passed": "el paso",
    "MessageAwaited": "la espera", "DataAwaited": "la espera de datos", "DataReady": "la llegada de datos",
    "ServiceAwaited": "la espera del servicio", "ScopeEntered": "el comienzo",
    "Withdrawn": "el retiro", "TableMatched": "la tabla", "MessageThrown": "la comunicación enviada",
    "SignalThrown": "el anuncio", "MilestoneReached": "el hito", "IncidentRaised": "la incidencia",
    "Stuck": "el expediente detenido", "CaseEnded": "el fin del expediente",
}  # fmt: skip


def _lists_agree(session: Session, case_id: int) -> None:
    """Make the lists of a case again inside a savepoint, compare, and undo it."""
    before = _lists(session, case_id)
    savepoint = session.begin_nested()
    try:
        standing.rebuild(session, [case_id])
        after = _lists(session, case_id)
    finally:
        savepoint.rollback()
        session.expire_all()
    for table, rows in after.items():
        if rows != before[table]:
            raise Found(None, f"la lista «{table}» no corresponde al historial. {_REBUILD}")


_REBUILD = (
    "«cabildo rebuild» la vuelve a hacer; antes, revise si a este historial le faltan sus últimos asientos: lo que "
    "sobra en la lista los recuerda."
)


def _lists(session: Session, case_id: int) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for table in standing.LISTS:
        rows = table.__table__
        column = rows.c.id if table is CaseRow else rows.c.case_id
        found[rows.name] = sorted(map(tuple, session.execute(select(rows).where(column == case_id))), key=str)
    return found


def _numbers(session: Session) -> dict[int, str]:
    return {case_id: number for case_id, number in session.execute(select(CaseRow.id, CaseRow.number))}
