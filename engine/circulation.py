"""Where the tokens of a case are: how they come, wait, go, fail, and what climbs from them or is thrown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import compensation, data, scoping
from engine.entries import (
    CaseEnded,
    Effect,
    IncidentRaised,
    MessageAwaited,
    MessageThrown,
    Passed,
    SignalThrown,
    TermStarted,
    Withdrawn,
)
from engine.events import TOLD, event, hearers
from engine.spiff import BpmnEvent, TaskState, WorkflowSpec
from engine.steps import Failed, Step
from engine.tokens import Token
from engine.values import Limits, Values
from workflows.diagram import Flow, Trigger

AWAITED = TOLD | {"conditional"}


@dataclass(frozen=True, slots=True)
class Incident:
    """What failed, and how it is tried again."""

    kind: str
    detail: str
    again: Callable[[], object]


class Circulation(Values):
    """The tokens of a case, and what is told of them while a step is made."""

    def __init__(self, spec: WorkflowSpec, limits: Limits) -> None:
        self.visits: Counter[tuple[str, str]] = Counter()
        self.alert: dict[str, Token] = {}  # tokens to look at again whenever something has moved
        self.incidents: dict[str, Incident] = {}
        self.end: str | None = None
        self.outcome: str | None = None
        self.due: datetime | None = None  # when the term that expired was due: the next round of a cycle counts on
        super().__init__(spec, limits)

    def enter(self, step: Step, scope: Token, **how: Any) -> Token:
        """Put a token at a step, and let it look whether it may run."""
        token = self.place(step, scope, **how)
        self.arrive(token)
        return token

    def lie_in_wait(self, watches: Sequence[Step], host: Token) -> None:
        """Put watchers into what they watch, until one interrupts it at once: then nothing is left to be watched."""
        for watch in watches:
            lying = self.enter(watch, host)
            interrupted = not host.alive or (watch.node.interrupting and not lying.alive)
            if interrupted and self.edition >= 2:  # before, the others lay in wait all the same
                return

    def place(
        self, step: Step, scope: Token, via: str | None = None, name: str = "", came: bool = False,
        turn: Mapping[str, Any] | None = None, number: int = 0, told: Mapping[str, Any] | None = None,
    ) -> Token:  # fmt: skip
        """Put a token at a step, named by place and visit."""
        if not name:
            place = "" if scope is self.task_tree else scope.id + "/"
            self.visits[scope.id, step.node.id] += 1
            name = f"{place}{step.node.id}:{self.visits[scope.id, step.node.id]}"
        token = Token(self, step, scope, state=TaskState.FUTURE, id=name)
        if via:
            token.via = via
        if came:
            token.came = True
        if turn:
            token.turn, token.number = turn, number
        if told:
            token.answers = told
        return token

    def arrive(self, *placed: Token) -> None:
        """Let tokens look whether they may run. All are there before the first looks: a join must see the others."""
        for token in placed:
            if token.alive:
                token.task_spec._update(token)

    def take(self, step: Step, flows: Sequence[Flow], scope: Token) -> None:
        """Put a token on each of these flows."""
        self.arrive(*[self.place(step.plan[flow.target], scope, via=flow.id) for flow in flows])

    def leave(self, token: Token) -> Token:
        """Take a finished token out of its scope and return the scope."""
        scope = token.parent
        assert scope is not None
        self.passes(token)
        compensation.remember(token, scope)
        token.waits = False
        self._remove_task(token.id)
        return scope

    def passes(self, token: Token) -> None:
        self.effects.append(Passed(token.id, tuple(flow.id for flow in token.taking), token.because))

    def complete(self, scope: Token) -> None:
        """The last token has left a scope: its outputs are mapped, and it leaves by its flows."""
        try:
            scope.task_spec.finish(scope)
        except Failed as problem:
            self.incident(scope, problem, again=lambda: self.complete(scope))
        else:
            scope.complete()

    def left(self, scope: Token, token: Token) -> None:
        """A token inside has gone: its scope, if it still lives, decides what follows."""
        if scope.alive:
            scope.task_spec.count(scope)
            self._settle_scope(scope, token)

    def _settle_scope(self, scope: Token, token: Token) -> None:
        try:
            if scope.alive:
                scope.task_spec.settle(scope, token)
        except Failed as problem:
            self.incident(scope, problem, again=lambda: self._settle_scope(scope, token))

    def drop(self, token: Token) -> None:
        """Take a token out that has merged into another."""
        self._remove_task(token.id)

    def withdraw(self, token: Token) -> None:
        """Take a token out with all that it holds; whatever waited in there is told."""
        if token.alive:
            self._remove_task(token.id)

    def _task_removed_notify(self, token: Token) -> None:
        self.event_manager.remove_task(token)
        self.alert.pop(token.id, None)
        failed = self.incidents.pop(token.id, None) is not None and self.edition >= 2
        if token.waits or failed:
            token.waits = False
            self.effects.append(Withdrawn(token.id))

    def awaits_data(self, token: Token) -> bool:
        """Say whether a token waits for data; it looks again whenever something has moved."""
        needs = self.edition >= 2 and token.task_spec.node.drawn.input_sets
        if not needs and not token.lacks:  # another version may need nothing where one waited
            return False
        waited, token.waits = bool(token.lacks), data.is_awaited(self, token)
        if token.waits:
            self.alert[token.id] = token
        elif waited:
            self.alert.pop(token.id, None)
        return token.waits

    def wait(self, token: Token, triggers: Sequence[Trigger]) -> None:
        """Tell what a token waits for. Raises Failed, and nothing is told then."""
        self.effects += [told for trigger in triggers if (told := self._awaited(token, trigger))]
        token.waits = any(trigger.kind in AWAITED for trigger in triggers)
        if token.waits:
            self.event_manager.add_task(token)
        if any(trigger.kind == "conditional" for trigger in triggers):
            self.alert[token.id] = token

    def _awaited(self, token: Token, trigger: Trigger) -> Effect | None:
        """Return what is told of a trigger; nobody outside is asked for an error, an escalation or a condition."""
        match trigger.kind:
            case "timer":
                token.rounds, first, token.cycle = scoping.rounds(self.term(trigger.text, token))
                if not first:
                    raise Failed("term", token.task_spec.node.id)
                return TermStarted(token.id, first, "timer", self.since(token), self.away(token))
            case "message" | "signal":
                key = self._key(token, trigger)
                if trigger.kind == "message" or self.edition < 2:  # a signal beside it is told to all, without a key
                    token.key = key
                return MessageAwaited(token.id, trigger.kind, trigger.name or "", key)
        return None

    def _key(self, token: Token, trigger: Trigger) -> Any:
        """Return the key that a message must bear: for the rest of a start, that of what came first (10.6.6, 8.4.2)."""
        if self.key is not None and token.task_spec.begins_with:
            return self.key
        return self.told(trigger.key, token)

    def silence(self, token: Token) -> None:
        """Take back what a token told that it waits for."""
        self.event_manager.remove_task(token)
        token.waits = False
        self.effects.append(Withdrawn(token.id))

    def restart(self, token: Token) -> None:
        """The next round of a cycle begins where the last one was due."""
        self.effects.append(TermStarted(token.id, token.cycle, "timer", self.due or self.at))

    # incidents, and what climbs: errors, escalations, cancel

    def incident(self, token: Token, problem: Failed, again: Callable[[], object] | None = None) -> None:
        """The step cannot be made: the token stays as it is, and a person must look. `again` tries once more."""
        state = TaskState.READY if again is None else token.state
        again = again or (lambda: token.run() if token.task_spec.manual else None)

        def retry() -> None:
            token._set_state(state)
            again()

        self.incidents[token.id] = Incident(problem.kind, problem.detail, retry)
        token._set_state(TaskState.ERROR)
        self.effects.append(IncidentRaised(token.id, problem.kind, problem.detail))

    def climb(self, token: Token, thrown: Trigger, interrupt: bool | None = None) -> bool:
        """Fire the nearest watcher that catches this, one that names it before one for any; False for none."""
        host: Token | None = token
        while host is not None:
            for watch in sorted(filter(_is_watcher, host.children), key=_nearest):
                caught = next((t for t in watch.task_spec.node.triggers if t.catches(thrown)), None)
                if caught is not None:
                    watch.task_spec.fire(watch, caught, interrupt)
                    return True
            host = host.parent
        return False

    def throw_signal(self, token: Token, trigger: Trigger, more: Mapping[str, Any] | None = None) -> None:
        values = {**self.sent(token), **(more or {})}
        self.effects.append(SignalThrown(token.id, trigger.name or "", values))
        self.catch(event(trigger, None, values))

    def throw_message(self, token: Token, trigger: Trigger, more: Mapping[str, Any] | None = None) -> None:
        values, key = {**self.sent(token), **(more or {})}, self.told(trigger.key, token)
        place, told = token.id, len(self.effects)
        caught = self.catch(event(trigger, key, values))
        self.effects.insert(told, MessageThrown(place, trigger.name or "", key, values, bool(caught)))

    def reached(self, token: Token) -> None:
        """Note an end event of the outermost scope: where the case ended, and the state that it stands for."""
        node, scope = token.task_spec.node, token.parent
        if node.kind != "endEvent" or scope is None:
            return
        if scope is self.task_tree:
            self.end = node.id
        if scope is self.task_tree or (scope.task_spec.node.by_event and scope.parent is self.task_tree):
            self.outcome = self.text(node.properties.get("cabildo.estado"), token) or node.id

    def close(self, root: Token) -> None:
        for child in root.children:
            self.withdraw(child)
        self.completed = True
        self.effects.append(CaseEnded(self.end or "", self.outcome or ""))

    # what is caught

    def catch(self, thrown: BpmnEvent, place: str = "") -> int:
        """Give an event to those who hear it and return how many they are; the library would give it to all."""
        hear = hearers(self.event_manager.tasks.values(), thrown, place, self.edition)
        for token in hear:
            token.task_spec.catch(token, thrown)
            token.task_spec._update(token)
        return len(hear)


def _is_watcher(token: Token) -> bool:
    return token.task_spec.watcher


def _nearest(watch: Token) -> tuple[bool, bool]:
    """What lies in wait inside comes before what looks at it from outside; a name before any name."""
    return watch.task_spec.outside, all(trigger.name is None for trigger in watch.task_spec.node.triggers)
