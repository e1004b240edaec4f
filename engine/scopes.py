"""What holds tokens: processes, sub-processes, calls, ad-hoc sub-processes, and repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.entries import ScopeEntered
from engine.spiff import TaskState
from engine.steps import Failed, Step, tokens, waits
from engine.tokens import Token
from workflows.diagram import Loop, Node

if TYPE_CHECKING:
    from engine.plan import Plan


class Scope(Step):
    """Process, sub-process, transaction: open while a token is inside."""

    trigger_specs = ()  # the library's event manager asks the first step for processes to start

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.inside = self._starts_in_wait() if not self.inner or node.loop else []

    def _starts_in_wait(self) -> list[Any]:
        from engine.events import Watch

        return [
            Watch(self.plan, start, outside=False)
            for sub in self.node.children
            if sub.by_event
            for start in sub.children
            if start.kind == "startEvent" and waits(start)
        ]

    def content(self, token: Token) -> Scope:
        """Return the scope whose steps run in here."""
        return self

    def work(self, token: Token) -> bool | None:
        case, spec = token.workflow, self.content(token)
        token._set_state(TaskState.STARTED)
        if token.parent is not None:
            case.effects.append(ScopeEntered(token.id, spec.node.id if spec is not self else ""))
        told = token.answers if self.node.by_event else {}
        for node in [token.entry] if token.entry else spec.first():
            case.enter(spec.plan[node], token, came=token.entry is not None, told=told)
        token.answers = {}
        for watch in spec.inside:  # last, so that a condition that already holds takes the tokens away again
            case.enter(watch, token)
        return True if token.alive and token.open and not tokens(token) else None

    def first(self) -> Sequence[Node]:
        """Return where a token starts: the start event without a trigger, else every node without a flow in."""
        inside = [n for n in self.node.children if not (n.by_event or n.compensates or n.host)]
        starts = [n for n in inside if n.kind == "startEvent" and (not n.triggers or self.node.by_event)]
        return starts[:1] or [
            n
            for n in inside
            if not n.incoming and n.kind != "startEvent" and not any(t.kind == "link" for t in n.triggers)
        ]

    def _on_complete_hook(self, token: Token) -> None:
        if token.parent is None:
            token.workflow.close(token)
        else:
            super()._on_complete_hook(token)


class Call(Scope):
    """A called process runs inside the call, in the version the case started with. The call is a wall for values."""

    def content(self, token: Token) -> Scope:
        plan = token.workflow.catalog.get(self.node.called or "")
        if plan is None:
            raise Failed("call", self.node.called or "")
        if token.depth >= token.workflow.limits.nesting:
            raise Failed("nesting", self.node.id)
        return plan.start

    def give(self, token: Token) -> None:
        if self.node.propagates and not self.node.outputs:
            token.answers = dict(token.data)
        super().give(token)


class AdHoc(Scope):
    """Each inner step may be done; done when its condition holds, or when nothing is left."""

    def work(self, token: Token) -> bool | None:
        first = self.first()
        if not self.node.sequential or not first:
            return super().work(token)
        token._set_state(TaskState.STARTED)
        token.workflow.effects.append(ScopeEntered(token.id))
        token.todo = list(first[1:])
        token.workflow.enter(self.plan[first[0]], token)
        return None

    def left(self, scope: Token, token: Token) -> None:
        if self.node.condition and scope.workflow.holds(self.node.condition, scope):
            for other in tokens(scope):
                scope.workflow.withdraw(other)
            scope.workflow.complete(scope)
        elif scope.todo and not tokens(scope):
            scope.workflow.enter(self.plan[scope.todo.pop(0)], scope)
        else:
            super().left(scope, token)


class Repeat(Step):
    """A loop or multi-instance marker: a scope that holds one token for each run (BPMN 2.0, 13.3.6-7)."""

    repeats = True

    def __init__(self, plan: Plan, node: Node, each: Step) -> None:
        assert node.loop is not None
        super().__init__(plan, node)
        self.manual, self.each, self.loop = False, each, node.loop

    def work(self, token: Token) -> bool | None:
        case, loop = token.workflow, self.loop
        if loop.kind == "standard":
            if loop.before and loop.condition and not case.holds(loop.condition, token):
                return True
        else:
            token.items = case.items(loop, token)
            token.collected = [None] * len(token.items)
            if not token.items:
                return True
        token._set_state(TaskState.STARTED)
        case.effects.append(ScopeEntered(token.id))
        self.counts(token, 0)
        for _ in range(1 if token.items is None or loop.sequential else len(token.items)):
            if token.alive and token.open:
                self.again(token)
        return None

    def give(self, token: Token) -> None:
        """The list of what the runs gave becomes a value; each run has mapped its own outputs."""
        if self.loop.collect and token.parent is not None:
            token.workflow.assign(token.parent, self.loop.collect, token.collected or [])

    def counts(self, token: Token, done: int) -> None:
        """Set the numbers that a completion condition may read, by their BPMN names and by Camunda's."""
        of = len(token.items) if token.items is not None else token.begun
        numbers = {"numberOfInstances": of, "numberOfActiveInstances": len(tokens(token)),
                   "numberOfCompletedInstances": done}  # fmt: skip
        short = {"nrOfInstances": of, "nrOfActiveInstances": len(tokens(token)), "nrOfCompletedInstances": done}
        token.turn = {**token.turn, **numbers, **short, "numberOfTerminatedInstances": 0, "loopCounter": token.begun}

    def again(self, token: Token) -> None:
        """Begin the next run. Raises Failed past the limit of runs."""
        token.begun += 1
        if token.begun > token.workflow.limits.runs:
            raise Failed("repetition", self.node.id)
        turn: dict[str, Any] = {"loopCounter": token.begun}
        if token.items is not None:
            turn[self.loop.item or "item"] = token.items[token.begun - 1]
        token.workflow.enter(self.each, token, name=f"{token.id}[{token.begun}]", turn=turn, number=token.begun)

    def left(self, scope: Token, token: Token) -> None:
        case, loop = scope.workflow, self.loop
        done = int(scope.turn["numberOfCompletedInstances"]) + 1
        self.counts(scope, done)
        self._tells(scope, loop, done)
        if not scope.alive:
            return
        if self._goes_on(scope, token, done):
            self.again(scope)
        elif scope.open and not tokens(scope):
            case.complete(scope)

    def _tells(self, scope: Token, loop: Loop, done: int) -> None:
        if loop.throws and (loop.behavior == "None" or loop.behavior == "One" and done == 1):
            scope.workflow.climb(scope, loop.throws, interrupt=False)

    def _goes_on(self, scope: Token, token: Token, done: int) -> bool:
        case, loop = scope.workflow, self.loop
        seen = dict(token.data)
        if loop.kind == "standard":
            return (
                done < (loop.maximum or done + 1)
                and loop.condition is not None
                and case.holds(loop.condition, scope, **seen)
            )
        if loop.condition and case.holds(loop.condition, scope, **seen):
            for other in tokens(scope):
                case.withdraw(other)
            return False
        return loop.sequential and scope.items is not None and done < len(scope.items)
