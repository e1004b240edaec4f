"""The observations of a case as people read them: how each stands, who must answer, who said what and when.

Nothing is stored: the list is a fold over the decisions of the journal (`engine.observations`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine import contents, journal, observations
from engine.entries import Actor, TaskAssigned, TaskDecided, TaskOpened
from engine.journal import Record
from engine.observations import Observation, Step
from handlers import drawings, standing
from handlers.standing import OpenTask
from workflows.forms import Form
from workflows.terms import LIMA

STATES = {"told": "por absolver", "answered": "por calificar", "lifted": "levantada", "upheld": "se mantiene",
          "replaced": "reemplazada"}  # fmt: skip
DONE = {"told": "formuló", "answered": "absolvió", "lifted": "levantó", "upheld": "mantuvo",
        "replaced": "reemplazó"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that became of an observation: `position` is its entry in the history."""

    position: int
    day: date
    verb: str
    organ: str
    person: str
    step: str
    text: str
    document: str
    folio: str


@dataclass(frozen=True, slots=True)
class Line:
    """One observation in the list; `who` is the organ that must act on it now, empty for none."""

    number: int
    text: str
    where: str
    legal_basis: str
    curable: bool | None
    state: str
    state_words: str
    round: int
    who: str
    acts: Sequence[Act]


def of_records(records: Sequence[Record], beside: Mapping[int, Mapping[str, Any]]) -> list[Observation]:
    """Return the observations that a journal tells, in the order of their numbers."""
    organs = {r.entry.task: r.entry.organ for r in records if isinstance(r.entry, TaskOpened | TaskAssigned)}
    decided = [(r.position, r.at, r.entry) for r in records if isinstance(r.entry, TaskDecided)]
    return observations.of(decided, organs, beside)


def known(session: Session, case_id: int, form: Form | None, task: str, organ: str) -> dict[str, Any]:
    """Return what the form of an open task knows of the case's observations; nothing if it does not speak of them."""
    if form is None or not observations.speaks(form):
        return {}
    found = of_records(journal.read(session, case_id), contents.of_case(session, case_id))
    return observations.known(found, form, task, organ)


def of_case(session: Session, case_id: int) -> list[Line]:
    """Return the list of a case's observations. Raises journal.Tampered."""
    records = journal.read(session, case_id)
    found = of_records(records, contents.of_case(session, case_id))
    if not found:
        return []
    actors = {r.position: r.entry.actor for r in records if isinstance(r.entry, TaskDecided)}
    names = {r.entry.task: r.entry.organ_name for r in records if isinstance(r.entry, TaskAssigned)}
    drawn = drawings.of_case(session, case_id)
    open_now = _open_now(session, case_id)
    return [_line(one, [_act(step, actors, names, drawn.name(step.task)) for step in one.steps], open_now)
            for one in found]  # fmt: skip


def in_sentence(found: Sequence[Observation], position: int) -> str:
    """Return what an entry did with observations, for the end of its sentence: `; formuló las observaciones 1 a 3`."""
    done: dict[str, list[int]] = {}
    for one in found:
        for step in one.steps:
            if step.position == position and step.kind != "replaced":
                done.setdefault(DONE[step.kind], []).append(one.number)
    said = [f"{verb} {numbers(told)}" for verb, told in done.items()]
    return f"; {' y '.join(filter(None, [', '.join(said[:-1]), said[-1]]))}" if said else ""


def numbers(told: Sequence[int]) -> str:
    """Return `la observación 2`, `las observaciones 1 a 3`, `las observaciones 1, 2 y 5`."""
    if len(told) == 1:
        return f"la observación {told[0]}"
    if len(told) > 2 and told[-1] - told[0] == len(told) - 1:
        return f"las observaciones {told[0]} a {told[-1]}"
    return f"las observaciones {', '.join(map(str, told[:-1]))} y {told[-1]}"


def _open_now(session: Session, case_id: int) -> list[tuple[OpenTask, frozenset[str]]]:
    """Return each open task with the lists of observations that its form has."""
    drawn, found = drawings.of_case(session, case_id), []
    for row in standing.tasks_of(session, case_id):
        form = drawn.form(row.task, row.form)
        found.append((row, observations.LISTS & form.names if form else frozenset[str]()))
    return found


def _line(one: Observation, acts: Sequence[Act], open_now: Sequence[tuple[OpenTask, frozenset[str]]]) -> Line:
    return Line(
        number=one.number,
        text=one.text,
        where=" · ".join(filter(None, (one.document, f"folio {one.folio}" if one.folio else ""))),
        legal_basis=one.legal_basis,
        curable=one.curable,
        state=one.state,
        state_words=STATES[one.state],
        round=one.round,
        who=next((row.organ_name or row.organ for row, lists in open_now if _is_for(one, row, lists)), ""),
        acts=acts,
    )


def _is_for(one: Observation, row: OpenTask, lists: frozenset[str]) -> bool:
    """Tell whether an open task is where an observation waits to be answered or reviewed."""
    if one.state == "answered":
        return observations.TO_REVIEW in lists and observations.is_observer(one.steps[0], row.task, row.organ)
    return observations.TO_ANSWER in lists and observations.waits_for(one, row.task)


def _act(step: Step, actors: Mapping[int, Actor | None], names: Mapping[str, str], task: str) -> Act:
    actor = actors.get(step.position)
    organ = (actor.organ_name or actor.organ) if actor else names.get(step.task, step.organ)
    return Act(step.position, step.at.astimezone(LIMA).date(), DONE[step.kind], organ, actor.name if actor else "",
               task, step.text if step.kind != "told" else "", step.document, step.folio)  # fmt: skip
