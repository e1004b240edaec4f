"""The words of a play: what is told to a case, and what must then be seen of it.

A place is written short: `a` is the first visit `a:1`, `s/a` the task in a sub-process `s:1/a:1`, `a[2]` the second run
`a:1[2]`, `a:2` the second visit. Several stand in one text, parted by spaces.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from engine.entries import (
    Entry,
    IncidentRaised,
    MessageArrived,
    MessageThrown,
    OfficerIntervened,
    Passed,
    ServiceAnswered,
    SignalThrown,
    StepUndone,
    Stuck,
    TableMatched,
    TaskDecided,
    TaskOpened,
    TermStarted,
    Withdrawn,
)
from engine.ports import Ear
from engine.rehearsed import fit, fit_one
from engine.stepper import NotWaiting
from handlers.refusals import Refusal
from handlers.services import Desk
from tests.conformance.model import Move
from tests.conformance.world import World
from workflows.diagram import ACTIVITIES

# what is told


def decide(*places: str, **answers: Any) -> Move:
    """An officer decides these tasks, one after the other."""

    def move(world: World) -> None:
        for place in places:
            world.tell(TaskDecided(_full(place), fit(answers)))

    return move


def told(name: str, key: Any = None, **values: Any) -> Move:
    """Somebody outside tells a message."""
    return lambda world: world.message(MessageArrived(name, fit_one(key), fit(values)))


def rings(name: str, **values: Any) -> Move:
    """Another case throws a signal."""
    return lambda world: world.signal(name, fit(values))


def wait(duration: str) -> Move:
    """Time passes: what falls due meanwhile expires."""
    return lambda world: world.let_pass(duration)


def answer(place: str, error: str = "", **values: Any) -> Move:
    """A service that works outside answers, or raises an error."""
    return lambda world: world.tell(ServiceAnswered(_full(place), fit(values), error))


def retry(place: str, **values: Any) -> Move:
    """An officer corrects values and has a failed step tried again."""
    return lambda world: world.tell(OfficerIntervened(_full(place), "se corrigió", fit(values)))


def opened(process: str = "p", start: str = "", **values: Any) -> Move:
    """One more case is opened; what follows is told to it."""
    return lambda world: world.open(process, fit(values), start)


def case(number: int) -> Move:
    """What follows is told to this case, and seen of it."""

    def move(world: World) -> None:
        assert number in world.case_ids(), f"there is no case {number}"
        world.subject = number

    return move


def too_late(*moves: Move) -> Move:
    """Nobody waits for any of this: it is refused, and nothing is written."""

    def move(world: World) -> None:
        for told in moves:
            before = [world.entries(number) for number in world.case_ids()]
            with pytest.raises((NotWaiting, Refusal)):
                told(world)
            assert [world.entries(number) for number in world.case_ids()] == before

    return move


# what must be seen


def shows(
    open: str | None = None, ended: str | None = None, state: str | None = None, went: str | None = None,
    waits: str | None = None, withdrawn: str | None = None, fails: str | None = None, stuck: str | None = None,
    undone: bool | None = None, terms: Mapping[str, str] | None = None, organs: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None, sees: tuple[str, Mapping[str, Any]] | None = None,
    says: str | None = None, takes: Mapping[str, str] | None = None, rules: Mapping[str, Any] | None = None,
    cases: int | None = None, unset: str | None = None,
) -> Move:  # fmt: skip
    """Look at the case; only what is named here is looked at, and that wholly.

    open: tasks that wait for a person · ended: the end event of a case that is over, "" for one without · state: what
    it stands for · went: activities and events in the middle that tokens left, in order · waits: what else is waited
    for · withdrawn · fails: "place kind" of each incident · stuck: where tokens lie for ever · undone: the last step
    was · terms: place -> text · organs: task -> organ · values: of the case, these among others · unset: names it has
    not · sees: what is seen at a place · says: messages and signals thrown · takes: place -> flows it last left by ·
    rules: decision -> rules that matched · cases: how many there are
    """

    def move(world: World) -> None:
        if cases is not None:
            assert len(world.case_ids()) == cases
        if cases == 0:
            return
        case, entries = world.case, world.entries()
        if open is not None:
            assert sorted(case.open_tasks()) == sorted(_all(open))
        if ended is not None:
            assert (case.completed, case.end or "") == (True, ended)
        if state is not None:
            assert case.outcome == state
        if went is not None:
            assert " ".join(_went(world, entries)) == went
        if waits is not None:
            asked = set(case.open_tasks())
            assert sorted(t.id for t in case.open() if t.id not in asked) == sorted(_all(waits))
        if withdrawn is not None:
            assert [e.place for e in entries if isinstance(e, Withdrawn)] == _all(withdrawn)
        if fails is not None:
            assert {_short(place): incident.kind for place, incident in case.incidents.items()} == _pairs(fails)
            assert not fails or any(isinstance(e, IncidentRaised) for e in entries)
        if stuck is not None:
            last = entries[-1]
            assert isinstance(last, Stuck) and sorted({*last.places} - {case.task_tree.id}) == sorted(_all(stuck))
        if undone is not None:
            assert any(isinstance(e, StepUndone) for e in entries) is undone
        if terms is not None:
            assert {_short(e.term): e.text for e in entries if isinstance(e, TermStarted)} == terms
        if organs is not None:
            assert {_short(e.task): e.organ for e in entries if isinstance(e, TaskOpened)} == organs
        if values is not None:
            assert {name: case.task_tree.data.get(name) for name in values} == fit(values)
        if unset is not None:
            assert not set(unset.split()) & case.task_tree.data.keys()
        if sees is not None:
            assert _seen(world, sees[0], sees[1]) == fit(sees[1])
        if says is not None:
            assert [e.name for e in entries if isinstance(e, MessageThrown | SignalThrown)] == says.split()
        if takes is not None:
            left = {_short(e.place): " ".join(e.flows) for e in entries if isinstance(e, Passed)}
            assert {place: left.get(place) for place in takes} == takes
        if rules is not None:
            matched = [e for e in entries if isinstance(e, TableMatched)]
            assert {d: list(found) for e in matched for d, found in e.matched.items()} == rules

    return move


def counts(**times: int) -> Move:
    """So many tokens have left each of these elements."""

    def move(world: World) -> None:
        left = [e.place.rpartition("/")[2] for e in world.entries() if isinstance(e, Passed)]
        found = Counter(_element(place) for place in left)
        assert {name: found[name] for name in times} == times

    return move


def _went(world: World, entries: list[Entry]) -> list[str]:
    left = [entry.place for entry in entries if isinstance(entry, Passed)]
    return [_short(place) for place in left if _is_told(world, _element(place))]


def _is_told(world: World, element: str) -> bool:
    node = world.nodes.get(element)
    return node is None or node.kind in ACTIVITIES or node.kind.startswith("intermediate")


def _seen(world: World, place: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    with world.session() as session:
        ear = Ear(Desk(session, world.subject, "", world.now))
        seen = world.case.seen_at(_full(place), ear)
        return {name: seen.get(name) for name in wanted}


def _all(places: str) -> list[str]:
    return [_full(place) for place in places.split()]


def _full(place: str) -> str:
    """Return the whole name of a place that is written short."""
    return "/".join(_visit(part) for part in place.split("/"))


def _visit(part: str) -> str:
    name, bracket, run = part.partition("[")
    return (name if ":" in name else f"{name}:1") + bracket + run


def _short(place: str) -> str:
    parts = (part.partition("[") for part in place.split("/"))
    return "/".join(name.removesuffix(":1") + bracket + run for name, bracket, run in parts)


def _element(place: str) -> str:
    return place.rpartition("/")[2].partition(":")[0].partition("[")[0]


def _pairs(said: str) -> dict[str, str]:
    words = said.split()
    return dict(zip(words[::2], words[1::2], strict=True))
