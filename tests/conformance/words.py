"""The words of a play: what is told to a case, and what must then be seen of it.

A place is written short: `a` is the first visit `a:1`, `s/a` the task in a sub-process `s:1/a:1`, `a[2]` the second run
`a:1[2]`, `a:2` the second visit. Several stand in one text, parted by spaces.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from engine.entries import (
    ActivityChosen,
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
from engine.stepper import Case, NotWaiting
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


def choose(place: str, element: str) -> Move:
    """An officer does another activity of an ad-hoc sub-process first."""
    return lambda world: world.tell(ActivityChosen(_full(place), element))


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


@dataclass(frozen=True, slots=True)
class Sight:
    """A case as it is now, and all that stands in its journal."""

    world: World
    case: Case
    entries: list[Entry]

    def of(self, *kinds: type[Entry]) -> list[Any]:
        """Return the entries of these kinds, in order."""
        return [entry for entry in self.entries if isinstance(entry, kinds)]


def shows(cases: int | None = None, **wanted: Any) -> Move:
    """Look at the case; only what is named here is looked at, and that wholly. `LOOKS` says what can be named."""

    def move(world: World) -> None:
        if cases is not None:
            assert len(world.case_ids()) == cases
        if wanted:
            sight = Sight(world, world.case, world.entries())
            for name, value in wanted.items():
                LOOKS[name](sight, value)

    return move


def _open(seen: Sight, tasks: str) -> None:
    assert sorted(seen.case.open_tasks()) == sorted(_all(tasks))


def _ended(seen: Sight, end: str) -> None:
    assert (seen.case.completed, seen.case.end or "") == (True, end)


def _state(seen: Sight, state: str) -> None:
    assert seen.case.outcome == state


def _went(seen: Sight, steps: str) -> None:
    left = [entry.place for entry in seen.of(Passed)]
    assert " ".join(_short(place) for place in left if _is_told(seen.world, _element(place))) == steps


def _waits(seen: Sight, places: str) -> None:
    asked = set(seen.case.open_tasks())
    assert sorted(t.id for t in seen.case.open() if t.id not in asked) == sorted(_all(places))


def _withdrawn(seen: Sight, places: str) -> None:
    assert [entry.place for entry in seen.of(Withdrawn)] == _all(places)


def _fails(seen: Sight, said: str) -> None:
    assert {_short(place): incident.kind for place, incident in seen.case.incidents.items()} == _pairs(said)
    assert not said or seen.of(IncidentRaised)


def _stuck(seen: Sight, places: str) -> None:
    last = seen.entries[-1]
    assert isinstance(last, Stuck) and sorted({*last.places} - {seen.case.task_tree.id}) == sorted(_all(places))


def _undone(seen: Sight, said: bool) -> None:
    assert bool(seen.of(StepUndone)) is said


def _terms(seen: Sight, texts: Mapping[str, str]) -> None:
    assert {_short(entry.term): entry.text for entry in seen.of(TermStarted)} == texts


def _organs(seen: Sight, organs: Mapping[str, str]) -> None:
    assert {_short(entry.task): entry.organ for entry in seen.of(TaskOpened)} == organs


def _values(seen: Sight, values: Mapping[str, Any]) -> None:
    assert {name: seen.case.task_tree.data.get(name) for name in values} == fit(values)


def _unset(seen: Sight, names: str) -> None:
    assert not set(names.split()) & seen.case.task_tree.data.keys()


def _sees(seen: Sight, said: tuple[str, Mapping[str, Any]]) -> None:
    place, wanted = said
    with seen.world.session() as session:
        found = seen.case.seen_at(_full(place), Ear(Desk(session, seen.world.subject, "", seen.world.now)))
        assert {name: found.get(name) for name in wanted} == fit(wanted)


def _says(seen: Sight, names: str) -> None:
    assert [entry.name for entry in seen.of(MessageThrown, SignalThrown)] == names.split()


def _takes(seen: Sight, flows: Mapping[str, str]) -> None:
    left = {_short(entry.place): " ".join(entry.flows) for entry in seen.of(Passed)}
    assert {place: left.get(place) for place in flows} == flows


def _rules(seen: Sight, matched: Mapping[str, Any]) -> None:
    found = [pair for entry in seen.of(TableMatched) for pair in entry.matched.items()]
    assert {decision: list(rules) for decision, rules in found} == matched


LOOKS: Mapping[str, Callable[[Sight, Any], None]] = {
    "open": _open,  # tasks that wait for a person
    "ended": _ended,  # the end event of a case that is over, "" for one without
    "state": _state,  # what it ended as
    "went": _went,  # activities and events in the middle that tokens left, in order
    "waits": _waits,  # what else is waited for
    "withdrawn": _withdrawn,
    "fails": _fails,  # "place kind" of each incident
    "stuck": _stuck,  # where tokens lie for ever
    "undone": _undone,  # a step was
    "terms": _terms,  # place -> text
    "organs": _organs,  # task -> organ
    "values": _values,  # of the case, these among others
    "unset": _unset,  # names that the case has not
    "sees": _sees,  # what is seen at a place, this among others
    "says": _says,  # messages and signals thrown
    "takes": _takes,  # place -> flows by which it was last left
    "rules": _rules,  # decision -> rules that matched
}


def counts(**times: int) -> Move:
    """So many tokens have left each of these elements."""

    def move(world: World) -> None:
        left = [e.place.rpartition("/")[2] for e in world.entries() if isinstance(e, Passed)]
        found = Counter(_element(place) for place in left)
        assert {name: found[name] for name in times} == times

    return move


def _is_told(world: World, element: str) -> bool:
    node = world.nodes.get(element)
    return node is None or node.kind in ACTIVITIES or node.kind.startswith("intermediate")


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
