"""The observations of a case: what was observed, how it was answered, what was lifted and what was upheld.

A fold over the decisions. Three lists of a form speak of them, by their key: `observaciones` makes new ones,
`observaciones_por_absolver` answers those that wait, `observaciones_por_calificar` says of each answer whether it
lifts the observation. The number that an observation gets when it is told stays with it in every round.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.entries import TaskDecided
from workflows.forms import Form

TOLD = "observaciones"
TO_ANSWER = "observaciones_por_absolver"
TO_REVIEW = "observaciones_por_calificar"
SO_FAR = "observaciones_formuladas"  # how many there are: a new one is numbered from here on
LISTS = frozenset({TOLD, TO_ANSWER, TO_REVIEW})
_VISIT = re.compile(r":\d{1,9}")
_RUN = re.compile(r"\[\d{1,9}\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that became of an observation; `kind` is told, answered, lifted, upheld or replaced."""

    kind: str
    position: int
    at: datetime
    task: str
    organ: str
    text: str = ""
    document: str = ""
    folio: str = ""


@dataclass(slots=True)
class Observation:
    """What must be cured before going on. `curable` None: whoever observed did not say."""

    number: int
    text: str
    document: str
    folio: str
    legal_basis: str
    curable: bool | None
    steps: list[Step] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.steps[-1].kind

    @property
    def round(self) -> int:
        """How many times whoever must cure it was told."""
        return 1 + sum(step.kind == "upheld" for step in self.steps)

    def last(self, kind: str) -> Step | None:
        return next((step for step in reversed(self.steps) if step.kind == kind), None)


def of(
    decided: Iterable[tuple[int, datetime, TaskDecided]], organs: Mapping[str, str],
    beside: Mapping[int, Mapping[str, Any]],
) -> list[Observation]:  # fmt: skip
    """Return the observations of a case in the order of their numbers.

    `decided` are its decisions with position and moment, `organs` names the organ of each task, `beside` what lies
    beside each entry; what was erased is left blank.
    """
    found: list[Observation] = []
    for position, at, entry in decided:
        answers = {**beside.get(position, {}), **entry.answers}
        _decided(found, answers, Step("", position, at, entry.task, organs.get(entry.task, "")))
    return found


def _decided(found: list[Observation], answers: Mapping[str, Any], by: Step) -> None:
    known = {one.number: one for one in found}
    for row, one in _about(answers.get(TO_ANSWER), known):
        if _said(row.get("respuesta")):
            one.steps.append(_step("answered", by, row, "respuesta"))
    for row, one in _about(answers.get(TO_REVIEW), known):
        if row.get("calificacion") in ("levantada", "mantenida"):
            one.steps.append(_step("lifted" if row["calificacion"] == "levantada" else "upheld", by, row, "razon"))
    if new := [row for row in _rows(answers.get(TOLD)) if "subsanable" in row and _said(row.get("descripcion"))]:
        for one in found:
            if one.state == "told" and is_observer(one.steps[0], by.task, by.organ):
                one.steps.append(_step("replaced", by, {}, ""))
        found += [_observation(number, row, by) for number, row in enumerate(new, start=len(found) + 1)]


def _about(rows: Any, known: Mapping[int, Observation]) -> Iterator[tuple[Mapping[str, Any], Observation]]:
    for row in _rows(rows):
        if isinstance(row.get("n"), int | Decimal) and int(row["n"]) in known:
            yield row, known[int(row["n"])]


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _step(kind: str, by: Step, row: Mapping[str, Any], text: str) -> Step:
    document, folio = (row.get("documento_respuesta"), row.get("folio_respuesta")) if kind == "answered" else ("", "")
    return Step(kind, by.position, by.at, by.task, by.organ, _said(row.get(text)), _said(document), _said(folio))


def _observation(number: int, row: Mapping[str, Any], by: Step) -> Observation:
    text, document, folio, basis = (
        _said(row.get(name)) for name in ("descripcion", "documento", "folio", "base_legal")
    )
    curable = row["subsanable"] if isinstance(row["subsanable"], bool) else None
    return Observation(number, text, document, folio, basis, curable, [_step("told", by, row, "descripcion")])


def is_observer(told: Step, task: str, organ: str) -> bool:
    """Tell whether a task reviews what another told: the same organ in the same part of the procedure.

    In a repetition each organ has its own run, whatever its place in the list; elsewhere the same step is enough, so
    that whoever replaces an organ goes on with what it observed.
    """
    if _above(told.task) != _above(task):
        return False
    return told.organ == organ or ("[" not in task and _element(told.task) == _element(task))


def _element(task: str) -> str:
    """Return where a task is drawn, whichever visit or run it is."""
    return _RUN.sub("", _VISIT.sub("", task))


def _above(task: str) -> str:
    return _element(task).rpartition("/")[0]


def speaks(form: Form) -> bool:
    """Tell whether a form makes, answers or reviews observations."""
    return _makes(form) or not LISTS.isdisjoint(form.names - {TOLD})


def _makes(form: Form) -> bool:
    """Tell whether new observations can be written in a form: one that only shows them has a list of fixed rows."""
    told = form.field_at(TOLD)
    return told is not None and not told.fixed_rows


def known(found: Sequence[Observation], form: Form, task: str, organ: str) -> dict[str, Any]:
    """Return what the form of an open task knows of the observations: the lists by key, and how many there are."""
    new = {TOLD: None, SO_FAR: Decimal(len(found))} if _makes(form) else {}  # what others observed is no proposal
    waiting = _nearest([one for one in found if waits_for(one, task)], task)
    answered = [one for one in found if one.state == "answered" and is_observer(one.steps[0], task, organ)]
    return {**new, TO_ANSWER: [_row(one) for one in waiting], TO_REVIEW: [_row(one) for one in answered]}


def waits_for(one: Observation, task: str) -> bool:
    """Tell whether a task may answer it: nobody did, it was upheld, or the same step answered and may say more."""
    if one.state == "answered":
        return _element(one.steps[-1].task) == _element(task)
    return one.state in ("told", "upheld")


def _nearest(waiting: list[Observation], task: str) -> list[Observation]:
    """Return what was observed within the same call, and only where there is nothing of it what came from outside."""
    around = task.rpartition("/")[0] + "/"
    inside = [one for one in waiting if one.steps[0].task.startswith(around)]
    return inside or waiting


def _row(one: Observation) -> dict[str, Any]:
    answer = one.last("answered") if one.state == "answered" else None
    upheld = one.last("upheld")
    return {
        "n": Decimal(one.number),
        "descripcion": one.text,
        "documento": one.document or None,
        "folio": one.folio or None,
        "base_legal": one.legal_basis or None,
        "mantenida_porque": upheld.text if upheld else None,
        "respuesta": answer.text if answer else None,
        "documento_respuesta": (answer.document or None) if answer else None,
        "folio_respuesta": (answer.folio or None) if answer else None,
    }
