"""Which diagrams a case runs on: the element, the procedure and the form that stand at each of its places.

A place is a name of the journal: `t08_informe:1/elaborar_informe:2` is the second visit of `elaborar_informe` inside
the first call of `t08_informe`; `sesiones:1[3]` is the third run of a repetition.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from engine import bound, canon
from engine.bound import Ready
from engine.entries import CaseOpened, Entry, VersionChanged
from engine.journal import JournalRow, Record
from handlers.standing import CaseRow
from workflows import crossroads, dmn, forms
from workflows.diagram import Flow, Node
from workflows.versions import Key, Version

KEPT = 200  # drawings in memory


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a case: where it comes from, and its element."""

    key: Key
    file: str
    node: Node

    @property
    def name(self) -> str:
        return self.node.name or self.key.procedure


@dataclass(frozen=True, slots=True, eq=False)
class Drawings:
    """Everything that a case may run: its own process `main` and all that it may call, by process id."""

    main: str
    processes: Mapping[str, Process]
    elements: Mapping[str, Mapping[str, Node]]  # process -> id -> element
    files: Mapping[Key, Mapping[str, bytes]]

    def at(self, place: str) -> Node | None:
        """Return the element at a place, or None for a name that no diagram has."""
        found = self.located(place)
        return found[1] if found else None

    def located(self, place: str) -> tuple[Process, Node] | None:
        """Return the process in whose diagram a place is drawn, and its element."""
        process = self.processes.get(self.main)
        if process is None:
            return None
        node = process.node
        if place == self.main:
            return process, node
        for segment in place.split("/"):
            process = self._entered(process, node, element_of(segment))
            found = self.elements[process.node.id].get(element_of(segment))
            if found is None:
                return None
            node = found
        return process, node

    def _entered(self, process: Process, node: Node, element: str) -> Process:
        """Return the process that draws `element`: the called one inside a call, unless it watches the call itself."""
        called = self.processes.get(node.called or "")
        if called is None or any(border.id == element for border in node.boundaries):
            return process
        return called

    def name(self, place: str) -> str:
        """Return what the diagram calls the element at a place, else its id; a run of a repetition with its number."""
        node, last = self.at(place), place.rpartition("/")[2]
        run = last.partition("[")[2].rstrip("]")
        name = crossroads.title(node) if node else element_of(last)
        return f"{name} ({run})" if run else name

    def called(self, place: str) -> str:
        """Return the name of a place with that of the call around it: `T10 Emitir informe legal: Elaborar informe`."""
        around = place.rpartition("/")[0]
        return f"{self.name(around)}: {self.name(place)}" if around else self.name(place)

    def flows(self, place: str) -> Mapping[str, Flow]:
        """Return the flows out of the element at a place, by id."""
        node = self.at(place)
        return {flow.id: flow for flow in node.outgoing} if node else {}

    def form(self, place: str, form: str) -> forms.Form | None:
        """Return a form of the procedure at a place, or the question that a person is asked; None for neither."""
        found = self.located(place)
        source = self.files[found[0].key].get(f"forms/{form}.form") if found and form else None
        if source is None:
            return crossroads.question(found[1]) if found else None
        return _form(source, form)

    def every_form(self) -> Iterator[forms.Form]:
        """Yield every form of the versions."""
        for files in self.files.values():
            for name, source in files.items():
                if name.startswith("forms/") and name.endswith(".form"):
                    yield _form(source, name.removeprefix("forms/").removesuffix(".form"))

    def table(self, place: str, decision: str) -> str:
        """Return the name of a decision as its file writes it; its id where it has none."""
        found = self.located(place)
        for name, source in self.files[found[0].key].items() if found else ():
            if name.endswith(".dmn") and (element := _model(source).find(decision)):
                return element.name or decision
        return decision


def element_of(segment: str) -> str:
    """Return the id of the element that one segment of a place names: `elaborar_informe` of `elaborar_informe:2[1]`."""
    return segment.partition("[")[0].rpartition(":")[0] or segment


def of_case(session: Session, case_id: int) -> Drawings:
    """Return what a case runs on. Raises KeyError for a case without entries, versions.Altered."""
    return of_cases(session, [case_id])[case_id]


def of_cases(session: Session, case_ids: Collection[int]) -> dict[int, Drawings]:
    """Return what each of these cases runs on, in two queries besides what was never read before."""
    last = (
        select(JournalRow.case_id, JournalRow.kind, JournalRow.body, CaseRow.process)
        .join(CaseRow, and_(CaseRow.id == JournalRow.case_id, CaseRow.bound_at == JournalRow.position))
        .where(JournalRow.case_id.in_(case_ids))
    )
    rows = session.execute(last).all()
    bound_to = {case_id: _versions(canon.read(kind, body)[0]) for case_id, kind, body, _ in rows}
    found = _ready(session, {key for keys in bound_to.values() for key in keys})
    return {row.case_id: _of_versions(row.process, bound_to[row.case_id], found) for row in rows}


def along(session: Session, records: Sequence[Record]) -> dict[int, Drawings]:
    """Return what a case ran on from each of its entries that named its versions, by position."""
    named = {
        record.position: record.entry for record in records if isinstance(record.entry, CaseOpened | VersionChanged)
    }
    found = _ready(session, {key for entry in named.values() for key in _versions(entry)})
    opened = records[0].entry
    process = opened.process if isinstance(opened, CaseOpened) else ""
    return {position: _of_versions(process, _versions(entry), found) for position, entry in named.items()}


def of_versions(session: Session, case: CaseRow, versions: Mapping[str, int]) -> Drawings:
    """Return what a case would run on with these versions."""
    keys = [Key(*pair) for pair in sorted(versions.items())]
    return _of_versions(case.process, keys, _ready(session, keys))


def _versions(entry: Entry) -> list[Key]:
    return (
        [Key(*pair) for pair in sorted(entry.versions.items())]
        if isinstance(entry, CaseOpened | VersionChanged)
        else []
    )


def _of_versions(process: str, keys: Sequence[Key], found: Mapping[Key, Ready]) -> Drawings:
    return _drawings(process, tuple(found[key] for key in keys))


def _ready(session: Session, wanted: Collection[Key]) -> dict[Key, Ready]:
    pairs = [(key.procedure, key.number) for key in wanted]
    known = session.scalars(select(Version).where(tuple_(Version.procedure, Version.number).in_(pairs))).all()
    found = {key: bound.ready(session, key) for key in wanted}  # finds each version in the session, as long as
    del known  # these are held
    return found


_made: OrderedDict[tuple[str, ...], tuple[tuple[Ready, ...], Drawings]] = OrderedDict()
_lock = Lock()


def _drawings(main: str, ready: tuple[Ready, ...]) -> Drawings:
    """Return the drawings of these versions, made once as long as the engine keeps the versions themselves."""
    key = (main, *(str(id(one)) for one in ready))  # the versions are kept beside: no other can get their ids
    with _lock:
        if key in _made:
            return _made[key][1]
    made = _make(main, ready)
    with _lock:
        _made[key] = ready, made
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return made


def _make(main: str, ready: tuple[Ready, ...]) -> Drawings:
    processes = {
        process: Process(one.key, file, node)
        for one in ready
        for file, diagram in one.diagrams.items()
        for process, node in diagram.processes.items()
    }
    elements = {name: {node.id: node for node in process.node.walk()} for name, process in processes.items()}
    return Drawings(main, processes, elements, {one.key: one.files for one in ready})


@lru_cache(maxsize=500)
def _form(source: bytes, name: str) -> forms.Form:
    return forms.read(source, name)


@lru_cache(maxsize=200)
def _model(source: bytes) -> dmn.Model:
    return dmn.read(source)
