"""The cases of the demonstration, as the municipality's folder lists them: which scenario each tells, and when."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import bpmn
from handlers import asides, municipality, terms
from handlers.calendar import Calendar
from handlers.retelling import Retelling, Story
from workflows import library, reader
from workflows import terms as notation
from workflows.library import Folder
from workflows.terms import LIMA, Cycle

PLACE = municipality.FOLDERS / "los-sauces"
CASES = PLACE / "expedientes"
PROCEDURES = Path(bpmn.__path__[0])
MOST_TRIES = 4
Template = Callable[[datetime, Calendar], Story]  # of a case that began at a moment
SETTLED = 10  # working days after the registers begin until which nothing is told: commissions and delegations follow


def folders() -> Sequence[Folder]:
    """Return the procedures that come with the product."""
    return library.folders(PROCEDURES)


def by_hand(last: date, days: Calendar) -> list[Story]:
    """Return the cases that somebody opens: each ends, as far as it is told, so many working days before `last`.

    Those that would begin before the registers do are left out.
    """
    began = min(row.valid_from for row in municipality.read(PLACE).parameters)
    since = terms.add_working_days(began, SETTLED, days)
    told = [
        _ending(_story(listed, one, last), terms.add_working_days(last, -int(one["hace"]), days), days)
        for listed in _listed()
        for one in listed["expedientes"]
    ]
    return [story for story in told if story.opens >= since]


def by_calendar(published: datetime, last: date, days: Calendar) -> list[Story]:
    """Return a story for every case that a timer start event opens after `published`, up to the day `last`."""
    return [
        _story(listed, one, _working_day(moment.date(), int(one["dia_habil"]), days), (str(one["inicio"]), moment))
        for listed in _listed()
        for one in listed.get("por_calendario") or ()
        for moment in _moments(str(listed["procedimiento"]), str(one["inicio"]), published, last)
    ]


def begun_by_others() -> dict[tuple[str, str], list[Template]]:
    """Return what is told of the cases that a message or signal of another case opens, by procedure and start.

    Where there are several for one start, they take turns.
    """
    found: dict[tuple[str, str], list[Template]] = {}
    for listed in _listed():
        for one in listed.get("por_suceso") or ():
            found.setdefault((str(listed["procedimiento"]), str(one["inicio"])), []).append(
                partial(_begun, listed, one)
            )
    return found


def _begun(listed: Mapping[str, Any], one: Mapping[str, Any], moment: datetime, days: Calendar) -> Story:
    return _story(listed, one, _working_day(moment.date(), 1, days), (str(one["inicio"]), moment))


def _listed() -> Iterator[Mapping[str, Any]]:
    for file in sorted(CASES.glob("*.json")):
        yield {"procedimiento": file.stem, **json.loads(file.read_text("utf-8"), parse_float=Decimal)}


def _story(
    listed: Mapping[str, Any], told: Mapping[str, Any], opens: date, started: tuple[str, datetime] | None = None
) -> Story:
    procedure = str(listed["procedimiento"])
    file = PROCEDURES / procedure / "scenarios" / f"{told['escenario']}.json"
    return Story(
        procedure,
        json.loads(file.read_text("utf-8"), parse_float=Decimal),
        opens,
        str(told.get("asunto") or ""),
        said=listed.get("respuestas") or {},
        answers=told.get("respuestas") or {},
        words=told.get("palabras") or {},
        until=told.get("hasta"),
        minutes=int(told.get("minutos") or 0),
        skips=told.get("omite") or (),
        delays=told.get("demora") or {},
        pace=int(told.get("ritmo") or 0),
        takes=str(told.get("toma") or ""),
        started=started,
        asides=[asides.read(one) for one in told.get("al_margen") or ()],
    )


def _ending(story: Story, day: date, days: Calendar) -> Story:
    """Return the story begun so that its last step is on `day`, or as near before it as its calendar days allow."""
    for _ in range(MOST_TRIES):
        ends = Retelling(story, days).plan[-1].at.date()
        if ends == day:
            return story
        apart = terms.working_days_between(ends, day, days) or (1 if ends < day else -1)
        story = replace(story, opens=terms.add_working_days(story.opens, apart, days))
    return story


def _working_day(day: date, number: int, days: Calendar) -> date:
    """Return the first, second… working day from `day` on."""
    return terms.add_working_days(day - timedelta(days=1), number, days)


def _moments(procedure: str, start: str, published: datetime, last: date) -> Iterator[datetime]:
    """Return when a timer start event opens cases."""
    process = reader.read((PROCEDURES / procedure / "procedure.bpmn").read_bytes()).processes[procedure]
    trigger = next(node for node in process.children if node.id == start).triggers[0]
    cycle = notation.parse_timer(trigger.text, trigger.form)
    assert isinstance(cycle, Cycle)
    found = cycle.next(published, published)
    while found is not None and found[1].astimezone(LIMA).date() <= last:
        yield found[1].astimezone(LIMA)
        found = cycle.next(found[1], published)
