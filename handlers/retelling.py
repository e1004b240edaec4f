"""A scenario told again as a real case: by the officers of those days, through the real door, on other dates.

What a scenario rehearses (docs/scenarios.md) is played on a database as if its people sat at their screens: documents
are uploaded, acts signed, numbers taken. Each of its days is moved by working days, so that terms and windows keep
their length.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import bound, scenarios
from engine.entries import Actor, MessageArrived
from handlers import appointments, decisions, documents, follow_up, papers, standing, starts, tasks, terms
from handlers.calendar import Calendar, written
from handlers.standing import CaseRow, OpenTask
from workflows import feel
from workflows.forms import Form
from workflows.terms import LIMA
from workflows.versions import Key

REHEARSED = "EXP-2026-000001"  # the number of a rehearsal's first case is that of its year
PAUSE = timedelta(minutes=25)  # between two steps that a scenario puts at one moment
POST = "mesa-de-partes"  # takes in what comes from outside
_NUMBER = re.compile(r"EXP-[0-9]{4}-000001")
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Story:
    """A case to be told: a scenario, the day it begins on, and what is told otherwise than in the scenario.

    `answers` take the place of the scenario's, by the task's element (`t10_informe_legal/elaborar_informe`, or only its
    end); so do those in `said`, by element and outcome, for the fields that the scenario answers. `words` replace words
    in all that is said; after the element `until` nothing more is told.
    """

    procedure: str
    scenario: Mapping[str, Any]
    opens: date
    subject: str
    said: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    until: str | None = None
    minutes: int = 0  # added to every hour of the scenario


@dataclass(frozen=True, slots=True)
class Shift:
    """How a scenario's days become others, as many working days apart."""

    first: date
    opens: date
    days: Calendar

    def day(self, told: date) -> date:
        """Return the day that stands for `told`; what is more than a year older than the scenario stays as it is."""
        if told < self.first:
            return told if self.first - told > timedelta(days=365) else self.opens - (self.first - told)
        worked = told
        while worked > self.first and not self.days.is_working(worked):
            worked -= timedelta(days=1)
        count = terms.working_days_between(self.first, worked, self.days)
        return terms.add_working_days(self.opens, count, self.days) + (told - worked)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens in a story; without `told`, that it begins."""

    at: datetime
    told: Mapping[str, Any] | None


class Retelling:
    """A story being told."""

    def __init__(self, story: Story, days: Calendar, password: str) -> None:
        self.story, self.password = story, password
        self.shift = Shift(_moment(story.scenario["abre"]["en"]).date(), story.opens, days)
        self.case_id = 0
        self.number = ""

    def steps(self) -> Sequence[Step]:
        """Return what will happen, with its moments: the opening, then the decisions and messages of the scenario."""
        at = self._at(self.story.scenario["abre"]["en"])
        found = [Step(at, None)]
        for told in self.story.scenario["pasos"]:
            at = max(at, self._at(told["en"])) if "en" in told else at
            if "pasa_hasta" in told:
                at = max(at, self._at(told["pasa_hasta"]))
            if "decide" in told or "llega" in told:
                at = at if at > found[-1].at else found[-1].at + PAUSE
                found.append(Step(at, told))
        return found[: self._length(found)]

    def _length(self, found: Sequence[Step]) -> int:
        """Return how many steps are told: up to the first of the element `until`, if there is one."""
        for place, step in enumerate(found, start=1):
            name = "" if step.told is None else str(step.told.get("decide") or step.told["llega"])
            if self.story.until == _element(name):
                return place
        return len(found)

    def _at(self, text: str) -> datetime:
        told = _moment(text)
        at = datetime.combine(self.shift.day(told.date()), told.timetz() if told.tzinfo else told.time())
        return at.replace(tzinfo=LIMA) + timedelta(minutes=self.story.minutes)

    def tell(self, session: Session, step: Step) -> None:
        """Have a step happen. Raises what its door raises, and scenarios.Unmet where no such task is open."""
        if step.told is None:
            self._open(session, step.at)
        elif "decide" in step.told:
            self._decide(session, step.told, step.at)
        else:
            self._message(session, step.told["llega"], step.told.get("valores") or {}, step.told.get("clave"), step.at)

    # what happens

    def _open(self, session: Session, at: datetime) -> None:
        opens = self.story.scenario["abre"]
        if opens.get("inicio"):
            self._open_by_message(session, str(opens["inicio"]), opens["valores"], at)
            return
        told = self._told({**opens["valores"], "asunto": self.story.subject}, at)
        posted = {field.key: told[field.key] for field in starts.header_form().fields if field.key in told}
        officer = appointments.acting(session, str(told["organo_origen"]), at.date(), self.story.procedure)[0].officer
        key = f"relato {self.story.procedure} {at.isoformat()}"
        opened = starts.open_by_hand(session, self.story.procedure, officer, posted, at, key=key)
        self.case_id, self.number = opened["case"], opened["number"]

    def _open_by_message(self, session: Session, start: str, values: Mapping[str, Any], at: datetime) -> None:
        plan = bound.ready(session, Key(self.story.procedure, 1)).plans[self.story.procedure]
        node = next(node for node in plan.process.children if node.id == start)
        before = session.scalar(select(func.max(CaseRow.id))) or 0
        values = {name: value for name, value in values.items() if name != "expediente"}
        self._message(session, node.triggers[0].name or "", {**values, "asunto": self.story.subject}, None, at)
        opened = session.scalars(select(CaseRow).where(CaseRow.id > before, CaseRow.procedure == self.story.procedure))
        row = opened.one()
        self.case_id, self.number = row.id, row.number

    def _message(self, session: Session, name: str, values: Mapping[str, Any], key: Any, at: datetime) -> None:
        told = self._told(key, at) if key is not None else self.number or None
        message = MessageArrived(name, told, self._told(values, at), actor=_head(session, POST, at))
        follow_up.tell(session, message, at)

    def _decide(self, session: Session, told: Mapping[str, Any], at: datetime) -> None:
        row = self._open_task(session, str(told["decide"]))
        officer = appointments.acting(session, row.organ, at.date(), self.story.procedure)[0].officer
        sheet = tasks.sheet(session, self.case_id, row.task, officer, at)
        answers = self._told(self._answers(row.task, told.get("respuestas") or {}), at)
        posted = (
            answers if sheet.form is None else self._uploaded(session, sheet.form, sheet.name, answers, officer, at)
        )
        key = f"relato {self.case_id} {row.task} {at.isoformat()}"[-100:]
        password = self.password if sheet.is_signature else None
        decisions.record(session, self.case_id, row.task, officer, posted, at, key=key, password=password)

    def _open_task(self, session: Session, name: str) -> OpenTask:
        open_now = standing.tasks_of(session, self.case_id)
        found = [row for row in open_now if scenarios.is_called(row.task, name)]
        if len(found) != 1:
            raise scenarios.Unmet(f"{self.number}: «{name}» no está abierta; están {[row.task for row in open_now]}")
        return found[0]

    def _answers(self, task: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the scenario's answers with those of the story in their place."""
        outcome = str(told.get("opinion") or told.get("decision") or "")
        said = _of_element(self.story.said, task).get(outcome, {})
        better = {name: value for name, value in said.items() if name in told}
        return {**told, **better, **_of_element(self.story.answers, task)}

    # what is said

    def _uploaded(
        self, session: Session, form: Form, task: str, answers: Mapping[str, Any], officer: str, at: datetime
    ) -> Mapping[str, Any]:
        """Return the answers with each document uploaded, and its seal in the place of its name."""
        posted = dict(answers)
        for one in form.fields:
            if one.type == "filepicker" and posted.get(one.key):
                names = posted[one.key] if isinstance(posted[one.key], list) else [posted[one.key]]
                seals = [self._upload(session, str(name), one.label, task, officer, at) for name in names]
                posted[one.key] = seals if one.multiple else seals[0]
        return posted

    def _upload(self, session: Session, name: str, label: str, task: str, officer: str, at: datetime) -> str:
        paragraphs = (
            f"Expediente {self.number}. {self.story.subject}.",
            f"{task}: {label}. Presentado el {written(at.astimezone(LIMA).date())} por {officer}.",
            "Documento de la municipalidad ficticia de Los Sauces; solo sirve para mostrar el sistema.",
        )
        source = papers.pdf(f"{label}", paragraphs)
        return documents.keep(session, name, source, officer, at, case_id=self.case_id).sha256

    def _told(self, value: Any, at: datetime) -> Any:
        """Return a value of the scenario as it is said here: other days, words and number; FEEL is evaluated."""
        if isinstance(value, str):
            said = _NUMBER.sub(self.number or REHEARSED, _DAY.sub(self._day, value))
            for word, other in self.story.words.items():
                said = said.replace(word, other)
            return feel.evaluate(said, {}, at=at) if said.startswith("=") else said
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if isinstance(value, list):
            return [self._told(item, at) for item in value]
        if isinstance(value, Mapping):
            return {name: self._told(item, at) for name, item in value.items()}
        return value

    def _day(self, found: re.Match[str]) -> str:
        return self.shift.day(date.fromisoformat(found.group())).isoformat()


def _element(name: str) -> str:
    """Return where a task stands, without visits: `t10_informe_legal/elaborar_informe`."""
    return "/".join(part.partition(":")[0] for part in name.split("/"))


def _of_element(told: Mapping[str, Mapping[str, Any]], task: str) -> Mapping[str, Any]:
    """Return what is told of a task's element, by the longest end of its name."""
    parts = _element(task).split("/")
    names = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((told[name] for name in names if name in told), {})


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.time() != time() or "T" in text else datetime.combine(moment.date(), time(8))


def _head(session: Session, organ: str, at: datetime) -> Actor:
    found = appointments.acting(session, organ, at.date())[0]
    return tasks.actor_of(session, found, at.date())
