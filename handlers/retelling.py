"""A scenario told again as a real case: by the officers of those days, through the real door, on other dates.

What a scenario rehearses (docs/scenarios.md) is played on a database as if its people sat at their screens: documents
are uploaded, acts signed, numbers taken. Each of its days is moved by working days, so that terms and windows keep
their length.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import bound, canon, journal, scenarios
from engine.entries import Actor, CaseOpened, MessageArrived
from handlers import appointments, asides, decisions, documents, follow_up, papers, standing, starts, tasks, terms
from handlers.asides import Aside
from handlers.calendar import Calendar, written
from handlers.commands import LONGEST_KEY
from handlers.parameters import MEMBERS
from handlers.standing import Awaited, CaseRow, OpenTask
from workflows import feel
from workflows.forms import Form
from workflows.terms import LIMA
from workflows.versions import Key

Told = TypeVar("Told")
Page = tuple[Form | None, str]
Pages = dict[tuple[str, str], Page]

REHEARSED = "EXP-2026-000001"  # the number of a rehearsal's first case is that of its year
PATIENCE = 15  # working days that a story waits for what a timer of calendar days brings
OPENS, CLOSES = time(8, 30), time(19, 30)
PAUSE = timedelta(minutes=25)  # between two steps that a scenario puts at one moment
A_MOMENT = timedelta(minutes=5)  # between what happens beside it
ASIDE = time(9, 40)  # when something happens beside the diagram on a day of its own
POST = "mesa-de-partes"  # takes in what comes from outside
CONCEJO = "concejo-municipal"
YEAR = "anio"  # a field that holds a year
DRAFTS = frozenset({"elaborar_informe", "elaborar", "redactar_acta", "cargar_documento_firmado"})  # the staff's work
_NUMBER = re.compile(r"EXP-[0-9]{4}-000001")
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Story:
    """A case to be told: a scenario, the day it begins on, and what is told otherwise than in the scenario.

    `answers` take the place of the scenario's, by the task's element (`t10_informe_legal/elaborar_informe`, or only its
    end, or with the visit of a place); so do those in `said`, by element and outcome, for the fields that the scenario
    answers. `words` replace words in all that is said; after the element `until` nothing more is told, and the elements
    in `skips` are not. `delays`: before the first step of an element so many working days pass, for it and all that
    follows; `pace`: so many pass between steps that the scenario puts at one moment. `takes`: who gets the task that is
    open at the end has taken it. `started`: the calendar opens the case, by this start event, at the moment it opens.
    `asides`: what officers do meanwhile beside the diagram.
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
    skips: Collection[str] = ()
    delays: Mapping[str, int] = field(default_factory=dict)
    pace: int = 0
    takes: str = ""
    started: tuple[str, datetime] | None = None
    asides: Sequence[Aside] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """How a scenario's days become others, as many working days apart."""

    first: date
    opens: date
    days: Calendar
    late: int = 0  # working days that the story is behind the scenario by now

    def day(self, told: date) -> date:
        """Return the day that stands for `told`; what is more than a year older than the scenario stays as it is."""
        if told < self.first:
            return told if self.first - told > timedelta(days=365) else self.opens - (self.first - told)
        worked = told
        while worked > self.first and not self.days.is_working(worked):
            worked -= timedelta(days=1)
        count = terms.working_days_between(self.first, worked, self.days) + self.late
        return terms.add_working_days(self.opens, count, self.days) + (told - worked)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens in a story; without `told` and `aside`, that it begins. `late` as in Shift."""

    at: datetime
    told: Mapping[str, Any] | None
    late: int = 0
    aside: Aside | None = None


class Retelling:
    """A story being told."""

    def __init__(self, story: Story, days: Calendar, pages: Pages | None = None) -> None:
        self.story = story
        self.pages: Pages = {} if pages is None else pages  # may be shared by stories of the same versions
        self.shift = Shift(_moment(story.scenario["abre"]["en"]).date(), story.opens, days)
        self.members = _members_told(story.scenario)
        self.case_id = 0
        self.number = ""
        self.plan = self.steps()
        self.done = self.waited = 0  # steps told; working days waited beyond the plan

    def steps(self) -> list[Step]:
        """Return what will happen, with its moments: the opening, then the decisions and messages of the scenario."""
        late, told_at = 0, str(self.story.scenario["abre"]["en"])
        at = self.story.started[1] if self.story.started else self._at(told_at, late)
        found, waited = [Step(at, None)], set[str]()
        for told in self._told_steps():
            named = [str(told[word]) for word in ("en", "pasa_hasta") if word in told]
            told_at = max([told_at, *named], key=_moment)
            if "decide" not in told and "llega" not in told:
                continue
            element = _element(_name(told))
            if element not in waited:
                late += _of_element(self.story.delays, element) or 0
                waited.add(element)
            at, before = self._at(told_at, late), found[-1]
            again = before.told is not None and _element(_name(before.told)) == element
            if at <= before.at and self.story.pace and not again:
                late += self.story.pace
                at = self._at(told_at, late) + timedelta(minutes=53 * len(found) % 240)
            at = at if at > before.at else before.at + PAUSE
            if at.time() > CLOSES:
                late += 1
                at = datetime.combine(self._at(told_at, late).date(), OPENS, LIMA)
            found.append(Step(at, told, late))
        return self._with_asides(found[: self._length(found, self.story.until)])

    def _with_asides(self, found: Sequence[Step]) -> list[Step]:
        """Return the steps with what happens beside them: after its step and before the next one. Raises ValueError."""
        beside: dict[int, list[Step]] = {}
        for aside in self.story.asides:
            place = self._length(found, aside.after) if aside.after else 1
            before, others = found[place - 1], beside.setdefault(place, [])
            at = before.at + A_MOMENT * (1 + len(others))
            if aside.days:
                day = terms.add_working_days(before.at.date(), aside.days, self.shift.days)
                at = datetime.combine(day, ASIDE, LIMA)
            if place < len(found) and at >= found[place].at:
                raise ValueError(f"{self.story.subject}: «{aside.act}» comes after the step that follows {aside.after}")
            others.append(Step(at, None, before.late, aside))
        return [step for place, one in enumerate(found, start=1) for step in (one, *beside.get(place, ()))]

    def _told_steps(self) -> Sequence[Mapping[str, Any]]:
        steps = self.story.scenario["pasos"]
        return [told for told in steps if not _of_element(dict.fromkeys(self.story.skips, True), _element(_name(told)))]

    def _length(self, found: Sequence[Step], element: str | None) -> int:
        """Return how many steps there are up to an element (`firmar#2`: its second time); all of them without one."""
        if element is None:
            return len(found)
        until, _, number = element.partition("#")
        left = int(number or 1)
        for place, step in enumerate(found, start=1):
            name = "" if step.told is None else _element(_name(step.told))
            left -= name == until or name.endswith("/" + until)
            if not left:
                return place
        raise ValueError(f"{self.story.procedure}: no step «{element}» in {self.story.scenario['nombre']}")

    def _at(self, text: str, late: int) -> datetime:
        """Return when a moment of the scenario comes here: on a working day, whatever day it was there."""
        told = _moment(text)
        day = replace(self.shift, late=late).day(told.date())
        if not self.shift.days.is_working(day):
            day = terms.next_working_day(day, self.shift.days)
        return datetime.combine(day, told.time(), LIMA) + timedelta(minutes=self.story.minutes)

    @property
    def next(self) -> datetime | None:
        """Return when the next step happens, or None when all is told."""
        if self.done == len(self.plan):
            return None
        at = self.plan[self.done].at
        if not self.waited:
            return at
        return datetime.combine(terms.add_working_days(at.date(), self.waited, self.shift.days), at.timetz())

    def wait(self) -> bool:
        """Put what is left off by a working day: what it needs is not there yet. False: it waited long enough."""
        self.waited += 1
        return self.waited <= PATIENCE

    def stop(self) -> None:
        """Tell nothing more."""
        del self.plan[self.done :]

    def go_on(self, session: Session) -> None:
        """Tell the next step. Raises what its door raises, and scenarios.Unmet where no such task is open."""
        at = self.next
        assert at is not None
        step = self.plan[self.done]
        self.tell(session, replace(step, at=at, late=step.late + self.waited))

    def tell(self, session: Session, step: Step) -> None:
        self.shift = replace(self.shift, late=step.late)
        if step.aside is not None:
            asides.play(session, self, step.aside, step.at)
        elif step.told is None and self.story.started:
            self._find(session, *self.story.started)
        elif step.told is None:
            self._open(session, step.at)
        elif "decide" in step.told:
            self._decide(session, step.told, step.at)
        else:
            name = str(step.told["llega"])
            key = self._awaited(session, name, step.told.get("clave"), step.at)
            self._message(session, name, step.told.get("valores") or {}, key, step.at)
        self.done += 1

    def take(self, session: Session, at: datetime) -> None:
        """Have the officer who works on it take the open task that the story ends with, if it says so."""
        if self.story.takes and self.done == len(self.plan):
            row = self.open_task(session, self.story.takes)
            decisions.claim(session, self.case_id, row.task, self._officer(session, row, at), at)

    # what happens

    def _find(self, session: Session, start: str, moment: datetime) -> None:
        """Find the case that the calendar opened."""
        wanted = select(CaseRow).where(CaseRow.procedure == self.story.procedure, CaseRow.opened_at >= moment)
        for row in session.scalars(wanted.order_by(CaseRow.id)):
            opened = journal.read(session, row.id, upto=1)[0].entry
            if isinstance(opened, CaseOpened) and opened.start == start:
                self.case_id, self.number = row.id, row.number
                return
        raise scenarios.Unmet(f"{self.story.procedure}: the calendar opened no case at {moment}")

    def _open(self, session: Session, at: datetime) -> None:
        opens = self.story.scenario["abre"]
        if opens.get("inicio"):
            self._open_by_message(session, str(opens["inicio"]), opens["valores"], at)
            return
        told = self._told(session, {**opens["valores"], "asunto": self.story.subject}, at)
        posted = {field.key: told[field.key] for field in starts.header_form().fields if field.key in told}
        officer = appointments.acting(session, str(told["organo_origen"]), at.date(), self.story.procedure)[0].officer
        key = f"relato {self.story.procedure} {at.isoformat()} {self.story.subject}"[:LONGEST_KEY]
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
        message = MessageArrived(name, key, self._told(session, values, at), actor=_head(session, POST, at))
        follow_up.tell(session, message, at)

    def _awaited(self, session: Session, name: str, key: Any, at: datetime) -> Any:
        """Return the key by which the case waits for a message: the scenario's, where it waits for more than one."""
        told = self._told(session, key, at) if key is not None else None
        wanted = select(Awaited.key).where(
            Awaited.case_id == self.case_id, Awaited.kind == "message", Awaited.name == name
        )
        keys = list(session.scalars(wanted.order_by(Awaited.since)))
        if not keys:
            raise scenarios.Unmet(f"{self.number}: nadie espera «{name}»")
        chosen = standing.key_text(told) if standing.key_text(told) in keys else keys[0]
        return canon.decode(chosen.encode()) if chosen else None

    def _decide(self, session: Session, told: Mapping[str, Any], at: datetime) -> None:
        row = self.open_task(session, str(told["decide"]))
        officer = self._officer(session, row, at)
        form, name = self._page(session, row, officer, at)
        answers = self._told(session, self._answers(row.task, told.get("respuestas") or {}), at)
        posted = answers if form is None else self._uploaded(session, form, name, answers, officer, at)
        key = f"relato {self.case_id} {sha256(f'{row.task} {at.isoformat()}'.encode()).hexdigest()}"
        decisions.record(session, self.case_id, row.task, officer, posted, at, key=key, confirmed=True)

    def _page(self, session: Session, row: OpenTask, officer: str, at: datetime) -> Page:
        """Return the form of a task and its name, looked up once for each place of each procedure."""
        place = (self.story.procedure, _element(row.task))
        if place not in self.pages:
            sheet = tasks.sheet(session, self.case_id, row.task, officer, at)
            self.pages[place] = sheet.form, sheet.name
        return self.pages[place]

    def _officer(self, session: Session, row: OpenTask, at: datetime) -> str:
        """Return who does a task: who holds it, else the head of its organ or, of a draft, the last of the staff."""
        if row.held_by:
            return row.held_by
        acting = appointments.acting(session, row.organ, at.date(), self.story.procedure)
        staff = [actor for actor in acting if not actor.is_head] if row.element in DRAFTS else []
        return (staff or acting)[-1 if staff else 0].officer

    def open_task(self, session: Session, name: str) -> OpenTask:
        """Return the one open task of the case that is called so. Raises scenarios.Unmet."""
        open_now = standing.tasks_of(session, self.case_id)
        found = [row for row in open_now if scenarios.is_called(row.task, name)]
        if len(found) != 1:
            raise scenarios.Unmet(f"{self.number}: «{name}» no está abierta; están {[row.task for row in open_now]}")
        return found[0]

    def _answers(self, task: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the scenario's answers with those of the story in their place."""
        outcome = str(told.get("opinion") or told.get("decision") or "")
        said = (_of_element(self.story.said, task) or {}).get(outcome, {})
        better = {name: value for name, value in said.items() if name in told}
        of_visit = next(
            (said for name, said in self.story.answers.items() if ":" in name and scenarios.is_called(task, name)), {}
        )
        return {**told, **better, **(_of_element(self.story.answers, task) or {}), **of_visit}

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

    def _told(self, session: Session, value: Any, at: datetime) -> Any:
        """Return a value of the scenario as it is said here: other days, words, names and number; FEEL is evaluated."""
        words = {**self._names(session, at), **self.story.words}
        return self._said(value, words, at)

    def _said(self, value: Any, words: Mapping[str, str], at: datetime) -> Any:
        if isinstance(value, str):
            text = _NUMBER.sub(self.number or REHEARSED, _DAY.sub(self._day, value))
            for word, other in words.items():
                text = text.replace(word, other)
            return feel.evaluate(text, {}, at=at) if text.startswith("=") else text
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if isinstance(value, list):
            return [self._said(item, words, at) for item in value]
        if isinstance(value, Mapping):
            fields = {name: self._said(item, words, at) for name, item in value.items()}
            if YEAR in fields:
                fields[YEAR] += self.shift.opens.year - self.shift.first.year
            return fields
        return value

    def _names(self, session: Session, at: datetime) -> Mapping[str, str]:
        """Return who sits that day where the scenario's members of the concejo sit, place by place."""
        today = appointments.members_of(session, CONCEJO, at.date()) if self.members else ()
        return {told: name for seats in self.members for told, name in zip(seats, today, strict=False) if told != name}

    def _day(self, found: re.Match[str]) -> str:
        return self.shift.day(date.fromisoformat(found.group())).isoformat()


def _members_told(scenario: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    """Return the lists of members of the concejo that a scenario's municipality has, one after the other."""
    said = [scenario.get("parametros") or {}]
    said += [step["espera"].get("parametros") or {} for step in scenario["pasos"] if "espera" in step]
    return [one[MEMBERS] for one in said if MEMBERS in one]


def _name(told: Mapping[str, Any]) -> str:
    """Return what a step names: the task it decides, or the message that arrives."""
    return str(told.get("decide") or told.get("llega") or "")


def _element(name: str) -> str:
    """Return where a task stands, without visits: `t10_informe_legal/elaborar_informe`."""
    return "/".join(part.partition(":")[0] for part in name.split("/"))


def _of_element(told: Mapping[str, Told], task: str) -> Told | None:
    """Return what is told of a task's element, by the longest end of its name."""
    parts = _element(task).split("/")
    names = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((told[name] for name in names if name in told), None)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if moment.time() != time() or "T" in text else datetime.combine(moment.date(), time(8))


def _head(session: Session, organ: str, at: datetime) -> Actor:
    found = appointments.acting(session, organ, at.date())[0]
    return tasks.actor_of(session, found, at.date())
