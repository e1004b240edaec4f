"""Separation of duties: who decided one step of a case may not decide another, where the diagram says so.

`cabildo.distinto_de` on a user task lists the steps whose deciders may not decide it; on a call or sub-process it holds
for every task inside, and `cabildo.distinto_de.<task>` for that one. A step inside a call is named with the call
before it: `t08_informe_tecnico/elaborar_informe`. Source: domain/organs.md §7.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import TaskDecided
from handlers import drawings, parameters, verbs
from handlers.calendar import written
from handlers.drawings import Drawings, element_of
from workflows.terms import LIMA

PROPERTY = "cabildo.distinto_de"
PARAMETER = "separacion_de_funciones"  # "exigida" (also without it) or "advertida", in very small municipalities


@dataclass(frozen=True, slots=True)
class _Step:
    """A step as a diagram names it: the ids that lead to it, in one run (`inside`) of one process."""

    process: str
    inside: str
    path: tuple[str, ...]


def conflicts(session: Session, case_id: int, task: str, officer: str) -> list[str]:
    """Return, in sentences, what the officer decided before that keeps him from deciding this task."""
    around = cases.look(session, case_id).around(task)
    if not any(name.startswith(PROPERTY) for node in around for name in node.properties):
        return []  # as with most tasks: no drawing need be read
    drawn = drawings.of_case(session, case_id)
    kept_apart = list(_declared(drawn, task))
    found: dict[str, str] = {}
    for record in journal.read(session, case_id):
        entry = record.entry
        if not isinstance(entry, TaskDecided) or entry.actor is None or entry.actor.officer != officer:
            continue
        if any(_is_at(drawn, entry.task, step) for step in kept_apart):
            found[entry.task] = _sentence(drawn, entry.task, record.at.astimezone(LIMA).date())
    return list(found.values())


def is_strict(session: Session, day: date) -> bool:
    """Tell whether the municipality enforces the separation that day, or only notes that it was not kept."""
    try:
        return parameters.value(session, PARAMETER, day) != "advertida"
    except parameters.NoParameter:
        return True


def _declared(drawn: Drawings, task: str) -> Iterator[_Step]:
    segments = task.split("/")
    last = element_of(segments[-1])
    for depth, place in enumerate(_places(segments), start=1):
        node, located = drawn.at(place), drawn.located(place)
        if node is None or located is None:
            continue
        texts = [node.properties.get(PROPERTY, "")]
        if depth < len(segments):
            texts.append(node.properties.get(f"{PROPERTY}.{last}", ""))
        process = located[0].node.id
        for path in steps(",".join(texts)):
            yield _Step(process, _container(drawn, segments[: depth - 1], process), path)


def steps(text: str) -> list[tuple[str, ...]]:
    """Return the steps that a property lists, each as the ids that lead to it."""
    return [tuple(part.strip().split("/")) for part in text.split(",") if part.strip()]


def _is_at(drawn: Drawings, task: str, step: _Step) -> bool:
    """Tell whether a decided task is the step, or lies inside it."""
    segments = task.split("/")
    ids = tuple(map(element_of, segments))
    for depth, place in enumerate(_places(segments)):
        if ids[depth : depth + len(step.path)] != step.path:
            continue
        located = drawn.located(place)
        if located and located[0].node.id == step.process:
            return _container(drawn, segments[:depth], step.process) == step.inside
    return False


def _container(drawn: Drawings, around: list[str], process: str) -> str:
    """Return the place of the call whose run of `process` these segments lie in; empty for the case itself."""
    while around:
        place = "/".join(around)
        located = drawn.located(place)
        if located is None or located[0].node.id != process:
            return place
        around = around[:-1]
    return ""


def _places(segments: list[str]) -> list[str]:
    return ["/".join(segments[: n + 1]) for n in range(len(segments))]


def _sentence(drawn: Drawings, task: str, day: date) -> str:
    name = drawn.name(task)
    around = task.rpartition("/")[0]
    did = verbs.past(name) or f"atendió «{verbs.without_number(name)}»"
    where = f" en «{verbs.without_number(drawn.name(around))}»" if around else ""
    return (f"No puede decidir: usted {did}{where} el {written(day)}, y este procedimiento pide que lo haga otra "
            "persona.")  # fmt: skip
