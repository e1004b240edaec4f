"""Blocks within blocks against a second reading of them: whatever is nested in whatever, the same tasks are open."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.plan import plans
from engine.rehearsal import Rehearsal
from tests.engine import drawing as d
from workflows import reader

pytestmark = pytest.mark.soak
EXAMPLES = 5_000 if os.environ.get("CABILDO_SOAK") else 120
VALUES = [{"decision": word, "n": n} for word in ("si", "no") for n in (1, 2, 3)]
CONDITIONS = {
    'decision = "si"': lambda v: v["decision"] == "si",
    "n &gt; 1": lambda v: v["n"] > 1,
    "n &gt; 2": lambda v: v["n"] > 2,
    "true": lambda v: True,
    "false": lambda v: False,
}


@dataclass(frozen=True)
class Part:
    """A block: its kind, what is in it (one list of parts for each branch), and the condition of each branch."""

    kind: str  # task, xor, and, or, loop, sub, several
    branches: tuple[tuple["Part", ...], ...] = ()
    conditions: tuple[str, ...] = ()


def parts() -> st.SearchStrategy[Part]:
    def nested(inner: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
        way = st.lists(inner, max_size=2).map(tuple)
        some = st.sampled_from(sorted(CONDITIONS))
        split = st.builds(lambda kind, ways, told: Part(kind, tuple(ways), tuple(told)), st.sampled_from(["xor", "and", "or"]),
                          st.lists(way, min_size=2, max_size=3), st.lists(some, min_size=3, max_size=3))  # fmt: skip
        full = st.lists(inner, min_size=1, max_size=2).map(tuple)
        looped = st.builds(
            lambda body, told: Part("loop", ((*body, Part("task")),), (told,)),
            full,
            st.sampled_from(['decision = "si"', "n &gt; 2"]),
        )
        held = st.builds(lambda kind, body: Part(kind, (body,)), st.sampled_from(["sub", "several"]), full)
        return split | looped | held

    return st.recursive(st.builds(Part, st.just("task")), nested, max_leaves=9)


# drawn


class Drawing:
    """Draws parts; remembers the task that each part became."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.task_of: dict[int, str] = {}

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def way(self, body: tuple[Part, ...], opens: str, closes: str, condition: str = "", name: str = "") -> str:
        xml, at = "", opens
        for n, part in enumerate(body):
            drawn, first, last = self.part(part)
            xml += drawn + d.flow(at, first, condition if n == 0 else "", name if n == 0 else "")
            at = last
        return xml + (d.flow(at, closes) if body else d.flow(opens, closes, condition, name))

    def part(self, part: Part) -> tuple[str, str, str]:
        name = self.name(part.kind[0])
        if part.kind == "task":
            self.task_of[id(part)] = name
            return d.user(name), name, name
        if part.kind in ("sub", "several"):
            inside = self.inside(part.branches[0])
            return d.subprocess(name, inside + (d.several(count_of="2") if part.kind == "several" else "")), name, name
        closes = self.name("j")
        if part.kind == "loop":
            xml = d.xor(name) + d.xor(closes, f"{closes}-sale") + self.way(part.branches[0], name, closes)
            out = self.name("o")
            xml += (
                d.flow(closes, name, part.conditions[0])
                + d.node("task", out)
                + d.flow(closes, out, name=f"{closes}-sale")
            )
            return xml, name, out
        split = {"xor": d.xor, "or": d.some}.get(part.kind, lambda name, default: d.both(name))
        xml = split(name, f"{name}-0") + split(closes, "")
        for n, body in reversed(list(enumerate(part.branches))):  # the default comes last in the file
            told = part.conditions[n] if n and part.kind != "and" else ""
            xml += self.way(body, name, closes, told, f"{name}-{n}")
        return xml, name, closes

    def inside(self, body: tuple[Part, ...]) -> str:
        opens, ends = self.name("inicio"), self.name("fin")
        return d.start(opens) + d.end(ends) + self.way(body, opens, ends)


# read a second time


@dataclass
class Live:
    """A part that is being done: what is open in it, and what follows in each branch."""

    part: Part
    running: list[list[Any]] = field(
        default_factory=list
    )  # for each branch: [the live part or None, parts that follow]

    def begin(self, values: dict[str, Any]) -> bool:
        """Begin; True when it is done at once."""
        part = self.part
        if part.kind == "task":
            return False
        self.running = [[None, list(part.branches[n])] for n in self.chosen(values)]
        return self.go_on(values)

    def chosen(self, values: dict[str, Any]) -> list[int]:
        part = self.part
        if part.kind in ("sub", "loop"):
            return [0]
        if part.kind == "several":
            return [0, 0]
        if part.kind == "and":
            return list(range(len(part.branches)))
        holding = [n for n in range(1, len(part.branches)) if CONDITIONS[part.conditions[n]](values)]
        if part.kind == "xor":
            return holding[-1:] or [0]  # the last branch comes first in the file
        return holding or [0]

    def go_on(self, values: dict[str, Any]) -> bool:
        for branch in self.running:
            while branch[0] is None and branch[1]:
                live = Live(branch[1].pop(0))
                branch[0] = None if live.begin(values) else live
        if any(branch[0] is not None for branch in self.running):
            return False
        if self.part.kind == "loop" and CONDITIONS[self.part.conditions[0]](values):
            return self.begin(values)
        return True

    def decide(self, task: "Live", values: dict[str, Any]) -> bool:
        """Decide a task; True when that was the last of this part."""
        if self is task:
            return True
        for branch in self.running:
            if branch[0] is not None and branch[0].holds(task) and branch[0].decide(task, values):
                branch[0] = None
        return self.go_on(values)

    def holds(self, task: "Live") -> bool:
        return any(one is task for _, one in self.open())

    def open(self, runs: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Live"]]:
        """Yield each open task, with the numbers of the runs it lies in."""
        if self.part.kind == "task":
            yield runs, self
        for n, (live, _) in enumerate(self.running, start=1):
            if live is not None:
                yield from live.open((*runs, str(n)) if self.part.kind == "several" else runs)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.lists(parts(), min_size=1, max_size=2).map(tuple), data=st.data())
def test_the_open_tasks_are_those_of_a_second_reading(body: tuple[Part, ...], data: st.DataObject) -> None:
    drawing, whole = Drawing(), Live(Part("sub", (body,)))
    source = d.diagram(drawing.inside(body))
    values = data.draw(st.sampled_from(VALUES), label="values")
    case = Rehearsal.on(plans(reader.read(source))).open("p", values)
    done = whole.begin(values)

    for _ in range(12):
        expected = {(drawing.task_of[id(live.part)], runs): live for runs, live in whole.open()}
        assert Counter(map(short, case.open_tasks())) == Counter(expected.keys())
        assert case.state == ("ended" if done else "open")
        if done:
            break
        task = data.draw(st.sampled_from(case.open_tasks()), label="task")
        values = data.draw(st.sampled_from(VALUES), label="values")
        case.decide(task, values)
        done = whole.decide(expected[short(task)], values)


def short(task: str) -> tuple[str, tuple[str, ...]]:
    """Return the element of a task and the numbers of the runs it lies in."""
    return task.rpartition("/")[2].partition(":")[0], tuple(re.findall(r"\[(\d+)\]", task))
