"""What a case is bound to: its versions made ready to be stepped, once for each database."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine.plan import Plan, names_read, plans
from workflows import dmn, reader, versions
from workflows.diagram import Diagram
from workflows.versions import Key

KEPT = 200  # versions in memory


@dataclass(frozen=True, slots=True)
class Ready:
    """One version ready to run: its files, diagrams, plans, tables by decision, and the names its expressions read."""

    key: Key
    files: Mapping[str, bytes]
    diagrams: Mapping[str, Diagram]
    plans: Mapping[str, Plan]
    tables: Mapping[str, bytes]
    read: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bound:
    """Everything that one case runs on: plans by process, and the names that stand in its journal."""

    versions: Mapping[str, int]
    catalog: Mapping[str, Plan]
    read: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What was made ready of one database. A version never changes, so it is read once."""

    ready: OrderedDict[Key, Ready] = field(default_factory=OrderedDict)
    bound: OrderedDict[tuple[tuple[str, int], ...], Bound] = field(default_factory=OrderedDict)


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_lock = Lock()


def _of(session: Session) -> _Kept:
    with _lock:
        return _kept.setdefault(session.get_bind().engine, _Kept())


def ready(session: Session, key: Key) -> Ready:
    """Return a version ready to run. Raises KeyError when unknown, versions.Altered when its bytes changed."""
    kept = _of(session)
    with _lock:
        found = kept.ready.get(key)
    if found is None:
        found = make_ready(key, versions.files(session, key))
        with _lock:
            kept.ready[key] = found
            while len(kept.ready) > KEPT:
                kept.ready.popitem(last=False)
    return found


def make_ready(key: Key, files: Mapping[str, bytes]) -> Ready:
    """Return the files of a procedure ready to run. Raises Refused when a diagram cannot be read."""
    diagrams = {name: reader.read(source, name) for name, source in files.items() if name.endswith(".bpmn")}
    tables = {d: source for name, source in files.items() if name.endswith(".dmn") for d in dmn.read(source).decisions}
    made = {
        process: plan
        for diagram in diagrams.values()
        for process, plan in plans(diagram, tables, key.procedure).items()
    }
    read = frozenset[str]().union(
        *(names_read(diagram) for diagram in diagrams.values()),
        *(dmn.read(source).names_read(decision) for decision, source in tables.items()),
    )
    return Ready(key, files, diagrams, made, tables, read)


def bind(session: Session, wanted: Mapping[str, int]) -> Bound:
    """Return what a case that began with these versions runs on."""
    kept, name = _of(session), tuple(sorted(wanted.items()))
    with _lock:
        if name in kept.bound:
            return kept.bound[name]
    found = [ready(session, Key(procedure, number)) for procedure, number in name]
    catalog = {process: plan for r in found for process, plan in r.plans.items()}
    bound = Bound(dict(wanted), catalog, frozenset[str]().union(*(r.read for r in found)))
    with _lock:
        kept.bound[name] = bound
        while len(kept.bound) > KEPT:
            kept.bound.popitem(last=False)
    return bound


def seals(session: Session, wanted: Mapping[str, int]) -> dict[str, str]:
    """Return the seal of each of these versions. Raises KeyError for an unknown one."""
    found = {}
    for procedure, number in wanted.items():
        version = versions.find(session, Key(procedure, number))
        if version is None:
            raise KeyError(f"{procedure} {number}")
        found[procedure] = version.seal
    return found


def check_seals(session: Session, wanted: Mapping[str, int], sealed: Mapping[str, str]) -> None:
    """Raises versions.Altered when a version is not the one that was sealed into the case."""
    for procedure, seal in seals(session, wanted).items():
        if sealed.get(procedure) != seal:
            raise versions.Altered(f"{procedure} {wanted[procedure]}")


def closure(session: Session, procedure: str) -> dict[str, int]:
    """Return the versions in force of a procedure and of all that it may call: what a case begun now is bound to.

    Raises KeyError when the procedure was never published.
    """
    current = versions.in_force(session)
    home = {process: slug for slug, number in current.items() for process in ready(session, Key(slug, number)).plans}
    found, todo = {procedure: current[procedure]}, [procedure]
    while todo:
        slug = todo.pop()
        for plan in ready(session, Key(slug, current[slug])).plans.values():
            for node in plan.process.walk():
                called = home.get(node.called or "")
                if called and called not in found:
                    found[called] = current[called]
                    todo.append(called)
    return dict(sorted(found.items()))
