"""The published procedures as people read them: versions, what the rules say of each, its diagrams and its README."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine import bound, deployment
from handlers import books, municipality, organs
from handlers.refusals import NotFound
from handlers.services import SERVICES
from workflows import Finding, Refused, versions
from workflows.diagram import Node
from workflows.library import Folder
from workflows.terms import LIMA
from workflows.versions import Key, Version

KEPT = 300
_found: dict[
    object, Sequence[Finding]
] = {}  # by database, version, neighbours, organs and registers: nothing else matters


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure in force: its version, its name, and how many findings of each level the rules have."""

    version: Version
    name: str
    about: str
    called_only: bool
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of a procedure. `processes` by diagram, each with the element that is the process."""

    version: Version
    name: str
    about: str
    readme: str
    files: Mapping[str, bytes]
    processes: Sequence[tuple[str, Node]]
    findings: Sequence[Finding]
    versions: Sequence[Version]


def all_in_force(session: Session, at: datetime) -> list[Entry]:
    """Return the procedures in force, by name."""
    found = [_entry(session, Key(*pair), at) for pair in versions.in_force(session).items()]
    return sorted(found, key=lambda entry: entry.name)


def names(session: Session) -> dict[str, str]:
    """Return what each procedure in force is called, by slug, in the order of the names; unnamed: the slug itself."""
    found = {}
    for slug, number in versions.in_force(session).items():
        main = bound.ready(session, Key(slug, number)).plans.get(slug)
        found[slug] = (main.process.name if main else "") or slug
    return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def sheet(session: Session, key: Key, at: datetime) -> Sheet:
    """Return one version to be read. Raises NotFound, versions.Altered."""
    version = versions.find(session, key)
    if version is None:
        raise NotFound("No hay esa versión del procedimiento. Elija una de la lista.")
    ready = bound.ready(session, key)
    main = ready.plans.get(key.procedure)
    return Sheet(
        version=version,
        name=(main.process.name if main else "") or key.procedure,
        about=main.process.documentation.strip() if main else "",
        readme=ready.files.get("README.md", b"").decode("utf-8", "replace"),
        files=ready.files,
        processes=[
            (file, process) for file, diagram in ready.diagrams.items() for process in diagram.processes.values()
        ],
        findings=findings(session, key, at),
        versions=versions.all_of(session, key.procedure),
    )


def file_of(session: Session, key: Key, name: str) -> bytes:
    """Return one file of a version. Raises NotFound."""
    try:
        found = versions.files(session, key)
    except KeyError:
        found = {}
    if name not in found:
        raise NotFound("No hay ese archivo en esa versión del procedimiento.")
    return found[name]


def findings(session: Session, key: Key, at: datetime) -> Sequence[Finding]:
    """Return what the rules say today of a version, beside the procedures in force that it may call."""
    neighbours = versions.in_force(session)
    known, kept = known_organs(session, at), known_registers(session, at)
    asked = (str(session.get_bind().engine.url), key, tuple(sorted(neighbours.items())), known, kept)
    if asked not in _found:
        others = {slug: _folder(session, Key(slug, number)) for slug, number in neighbours.items()}
        if len(_found) >= KEPT:
            _found.clear()
        _found[asked] = tuple(deployment.check(_folder(session, key), others, known, kept, known_services(session)))
    return _found[asked]


def known_organs(session: Session, at: datetime) -> frozenset[str] | None:
    """Return the organs that a lane may name today; None where no municipality was loaded."""
    return organs.slugs(session, at.astimezone(LIMA).date()) if municipality.is_loaded(session) else None


def known_registers(session: Session, at: datetime) -> frozenset[str] | None:
    """Return the registers that a data store may name today; None where no municipality was loaded."""
    return books.slugs(session, at.astimezone(LIMA).date()) if municipality.is_loaded(session) else None


def known_services(session: Session) -> Collection[str] | None:
    """Return the services that an automatic step may name; None where no municipality was loaded."""
    return SERVICES if municipality.is_loaded(session) else None


def _folder(session: Session, key: Key) -> Folder:
    try:
        return Folder.of(key.procedure, versions.files(session, key))
    except Refused:  # published before a limit was lowered
        return Folder(key.procedure)


def _entry(session: Session, key: Key, at: datetime) -> Entry:
    found = sheet(session, key, at)
    process = next((node for _, node in found.processes if node.id == key.procedure), None)
    return Entry(
        version=found.version,
        name=found.name,
        about=found.about,
        called_only=process is not None and process.properties.get("cabildo.inicio") == "llamada",
        errors=sum(one.level == "error" for one in found.findings),
        warnings=sum(one.level == "warning" for one in found.findings),
    )
