"""Pushes a case of an invented diagram about, by chance, and holds it to what is promised of every case.

No silence: an unfinished case waits for something, or has an incident, or the journal says that it is stuck. No
divergence: rebuilt from its entries it is the same case. No error but those by which a step is undone.
"""

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from engine import migration, replay
from engine.entries import (
    ActivityChosen,
    CaseOpened,
    Cause,
    MessageArrived,
    OfficerIntervened,
    ServiceAnswered,
    SignalArrived,
    StepUndone,
    Stuck,
    TaskDecided,
    TermExpired,
    VersionChanged,
)
from engine.plan import Catalog, plans
from engine.ports import BpmnError, Later, Nobody
from engine.scenarios import Stage
from engine.stepper import Case, NotWaiting, OverBudget
from engine.steps import Failed
from tests.engine import drawing, inventing, tangling, walking
from tests.engine.chance import Chance, Lot
from workflows import checker, crossroads, feel, reader
from workflows.diagram import Trigger

VERBS = ["decide"] * 6 + ["expire", "expire", "message", "message", "signal", "answer", "intervene", "move", "choose",
         "change"]  # fmt: skip
OUTCOMES = ["si", "si", "no", "otra"]
TOLD = {"deadlock_possible", "end_leaves_work", "lack_of_synchronisation", "never_runs", "every_state_is_seen",
        "numbers_are_sound"}  # fmt: skip


class Services(walking.House):
    """Services that answer, fail, take their time, or do not exist."""

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        match kind:
            case "falla":
                raise BpmnError("E1")
            case "tarda":
                raise Later
            case "nadie":
                raise Nobody(kind)
        return {"dicho": kind}


class Walk(walking.Walk):
    """A walk over an invented diagram, and over the versions of it that the case goes on with."""

    house = Services()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.versions: list[tuple[bytes, Catalog]] = []

    def replays(self) -> Case:
        return replay.rebuild(self.catalog, self.process, self.records, self.changed)

    def changed(self, change: VersionChanged) -> Catalog:
        return self.versions[change.versions[self.process] - 1][1]

    def begin(self, chance: Chance) -> None:
        """Open the case by hand, or by one of the events that may begin it."""
        start = chance.one(["", "", *(node.id for node in self.plan.starts())])
        values = {"n": chance.one([0, 0, 2]), "decision": "otra", "envio": "E1"}
        self.tell(CaseOpened(self.process, self.process, {self.process: 1}, start=start, values=values))

    def doings(self) -> dict[str, list[str]]:
        """Return what the world may do now: the places by what is done to them."""
        case = self.case
        waiting = [token for token in case.tasks.values() if token.waits]
        kinds = {token.id: {trigger.kind for trigger in awaited(token)} for token in waiting}
        found = {kind: [place for place in kinds if kind in kinds[place]] for kind in ("timer", "message", "signal")}
        terms = [t.id for t in waiting if "cabildo.plazo" in t.task_spec.node.properties]
        served = [t.id for t in waiting if t.task_spec.node.service and t.open and not t.task_spec.manual]
        living = [t.id for t in case.tasks.values() if not t.task_spec.watcher and t is not case.task_tree]
        chosen = [task for task in case.open_tasks() if case.others(task)]
        return {"choose": chosen, "decide": case.open_tasks(), "expire": found["timer"] + terms, "message": found["message"],
                "signal": found["signal"], "answer": served, "intervene": list(case.incidents), "move": living,
                "change": [self.process]}  # fmt: skip

    def step(self, chance: Chance) -> bool:  # type: ignore[override]
        """Make one move; False when there is none left but moving tokens by hand."""
        doings = {verb: places for verb, places in self.doings().items() if places}
        if not doings.keys() - {"move", "change"}:
            return False
        verb = chance.one([verb for verb in VERBS if verb in doings])
        cause = self.cause(verb, chance.one(doings[verb]), chance)
        try:
            self.tell(cause)
        except NotWaiting:  # the officer is refused, and nothing has happened
            by_hand = isinstance(cause, OfficerIntervened) and cause.act in ("move", "skip")
            assert by_hand or isinstance(cause, VersionChanged), cause
            self.case = self.replays()
        return True

    def cause(self, verb: str, place: str, chance: Chance) -> Cause:
        values = {"n": chance.one([None, 1, 2, 4]), "decision": chance.one(OUTCOMES), "envio": "E1"}
        match verb:
            case "decide":
                return TaskDecided(place, self.answers(place, values, chance))
            case "choose":
                return ActivityChosen(place, chance.one(list(self.case.others(place))).id)
            case "expire":
                return TermExpired(place, self.at)
            case "message":
                token = self.case.tasks[place]
                name = next(trigger.name for trigger in awaited(token) if trigger.kind == "message")
                return MessageArrived(name or "", token.key, values)
            case "signal":
                return SignalArrived("aviso", values)
            case "answer":
                return ServiceAnswered(place, values, chance.one(["", "", "E1"]))
            case "intervene":
                act = chance.one(["retry", "retry", "correct", "skip"])
                return OfficerIntervened(place, "por azar", values, act=act)
            case "change":
                return self.change(chance)
        targets = migration.targets(self.case, place)
        to = chance.one(targets).id if targets else ""
        act = chance.one(["move", "skip"]) if to else "skip"
        return OfficerIntervened(place, "por azar", values, act=act, to=to if act == "move" else "")

    def change(self, chance: Chance) -> Cause:
        """Go on with a version that has more flows, or that came before; what it has lost is put somewhere by chance."""
        number = chance.number(1, len(self.versions) + 1)
        if number > len(self.versions):
            self.versions.append(version(tangling.tangled(self.versions[0][0], chance, 3)))
        ways = migration.ways(self.case, self.versions[number - 1][1])
        moves = {way.place: chance.one(way.targets).id for way in ways if way.to is None and way.targets}
        return VersionChanged({self.process: number}, {}, "por azar", moves)

    def answers(self, place: str, values: dict[str, Any], chance: Chance) -> dict[str, Any]:
        node = self.case.tasks[place].task_spec.node
        if not crossroads.asks(node):
            return values
        return {crossroads.FIELD: chance.one([*crossroads.ways(node), "otra"])}

    def tell(self, cause: Cause) -> None:
        """As `engine.cases` does: what is too much is undone, and the journal says so."""
        if isinstance(cause, VersionChanged):
            self.case.next_catalog = self.changed(cause)
        try:
            super().tell(cause)
        except (OverBudget, Failed) as problem:
            if not self.records:
                raise NotBegun from problem
            self.write(StepUndone(type(cause).__name__, "", str(problem)))
            self.case = self.replays()


def awaited(token: Any) -> list[Trigger]:
    """Return what a token still waits for: of several triggers together, those that have not come yet."""
    heard = {(trigger.kind, trigger.name) for trigger in token.part}
    return [t for t in token.task_spec.node.triggers if (t.kind, t.name) not in heard or t.kind == "timer"]


class NotBegun(Exception):
    """The first step goes on without end: such a case is not begun, and whoever opens it is told so."""


def invented(source: bytes) -> Walk:
    """Return a walk over these bytes; its case is not yet open."""
    first = version(source)
    walk = Walk(Stage({"": SimpleNamespace(forms={})}, first[1]), "p")  # type: ignore[dict-item]
    walk.versions.append(first)
    return walk


def version(source: bytes) -> tuple[bytes, Catalog]:
    """Return a diagram ready to run."""
    return source, plans(reader.read(source), {"organo": drawing.TABLE})


def sound(walk: Walk) -> None:
    """What holds after every step, whatever was drawn and told."""
    case, last = walk.case, walk.records[-1].entry
    assert case.completed or case.open() or case.incidents or isinstance(last, Stuck | StepUndone), "silence"
    lives_in_a_tree(case)


def lives_in_a_tree(case: Case) -> None:
    """Every token lives in a living scope, and only living tokens wait."""
    for token in case.tasks.values():
        assert token is case.task_tree or (token.parent is not None and token in token.parent.children)
    for waiting in (case.event_manager.tasks, case.alert, case.incidents):
        assert waiting.keys() <= case.tasks.keys()
    if case.completed:
        assert list(case.tasks) == [case.task_tree.id]


def alike(one: Case, other: Case) -> None:
    """Two cases stand at the same places, and wait for the same."""
    assert list(one.tasks) == list(other.tasks)
    assert one.open_tasks() == other.open_tasks()
    assert [token.id for token in one.open()] == [token.id for token in other.open()]
    assert list(one.incidents) == list(other.incidents)


def push(walk: Walk, chance: Chance, steps: int) -> None:
    """Open a case and push it about. Raises AssertionError, Diverged, or whatever the engine raises."""
    walk.begin(chance)
    sound(walk)
    for _ in range(steps):
        if walk.case.completed or not walk.step(chance):
            break
        sound(walk)
        if chance.number(0, 3) == 0:
            again = walk.replays()
            alike(again, walk.case)
            walk.case = again
    alike(walk.replays(), walk.case)


def foreseen(walk: Walk, source: bytes) -> bool:
    """Say whether a case that stands still was told of before publishing.

    An officer may have moved it there, or only values say; then nobody could.
    """
    if not isinstance(walk.records[-1].entry, Stuck):
        return True
    hands = any(isinstance(record.entry, OfficerIntervened | VersionChanged) for record in walk.records)
    if hands or any(map(_waits_for_values, walk.case.tasks.values())):
        return True
    return bool({finding.rule for finding in checker.check({"a.bpmn": source})} & TOLD)


def _waits_for_values(token: Any) -> bool:
    node = token.task_spec.node
    asks = feel.parse(node.condition).names if node.kind == "complexGateway" and node.condition else frozenset()
    return bool(asks - {"activationCount"}) or any(trigger.kind == "conditional" for trigger in awaited(token))


@dataclass
class Tally:
    """What came of many invented diagrams."""

    diagrams: int = 0
    causes: int = 0
    nodes: list[int] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)  # by seed: the error
    unforetold: list[str] = field(default_factory=list)  # seeds of standstills that no finding foretold

    def take(self, seed: str) -> None:
        """Invent the diagram of a seed and push its case about; what goes wrong is noted, with the seed."""
        self.diagrams += 1
        lot = Lot(seed)
        source = diagram(lot)
        walk = invented(source)
        self.nodes.append(sum(1 for plan in walk.catalog.values() for _ in plan.process.walk()))
        try:
            push(walk, lot, lot.number(5, 40))
            if not foreseen(walk, source):
                self.unforetold.append(seed)
        except NotBegun:
            self.ends["not begun"] += 1
        except Exception as error:
            self.failed[seed] = f"{type(error).__name__}: {error}"[:300]
        else:
            self.ends[_end(walk)] += 1
        self.causes += sum(isinstance(record.entry, Cause) for record in walk.records)

    def __str__(self) -> str:
        sizes = sorted(self.nodes) or [0]
        ends = ", ".join(f"{count} {end}" for end, count in self.ends.most_common())
        return (f"{self.diagrams} invented diagrams of {sizes[0]} to {sizes[-1]} nodes "
                f"(half of them over {sizes[len(sizes) // 2]}), {self.causes} causes: {ends}; "
                f"{len(self.failed)} failed; standstills that no finding foretold: {self.unforetold or 0}")  # fmt: skip


def diagram(lot: Lot) -> bytes:
    """Return the diagram of a seed; two in three are tangled."""
    source = inventing.diagram(lot)
    return tangling.tangled(source, lot, lot.number(1, 8)) if lot.number(0, 2) else source


def _end(walk: Walk) -> str:
    if walk.case.completed:
        return "ended"
    if walk.case.incidents:
        return "in an incident"
    return "stuck" if not walk.case.open() else "open"
