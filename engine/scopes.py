"""What holds tokens: processes, sub-processes, calls, ad-hoc sub-processes, and repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import scoping
from engine.entries import ScopeEntered
from engine.spiff import TaskState
from engine.steps import Failed, Step, tokens
from engine.tokens import Token
from engine.values import NotWaiting
from workflows import starts
from workflows.diagram import Node, Trigger

if TYPE_CHECKING:
    from engine.plan import Plan


class Scope(Step):
    """Process, sub-process, transaction: open while a token is inside."""

    trigger_specs = ()  # the library's event manager asks the first step for processes to start

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.inside: Sequence[Step] = ()  # starts of event sub-processes, lying in wait; the plan places them

    def content(self, token: Token) -> Scope:
        """Return the scope whose steps run in here."""
        return self

    def work(self, token: Token) -> bool | None:
        case, spec = token.workflow, self.content(token)
        token._set_state(TaskState.STARTED)
        if token.parent is not None:
            case.effects.append(ScopeEntered(token.id, spec.node.id if spec is not self else ""))
        if spec is not self:
            case.hold_called(token, spec.node)
        told, token.answers = token.answers if self.node.by_event else {}, {}
        begun = starts.together(token.entry) if token.entry else [(node, "") for node in spec.first()]
        placed = [case.place(spec.plan[node], token, via=via, told=told) for node, via in begun]
        for one in placed:
            one.came = one.task_spec.node is token.entry and not one.task_spec.node.all_triggers
            one.part = token.part if one.task_spec.node is token.entry else frozenset()
        case.arrive(*placed)
        case.lie_in_wait(spec.inside, token)  # last: a condition that already holds takes the tokens away again
        return True if token.alive and token.open and not tokens(token) else None

    def first(self) -> Sequence[Node]:
        """Return where a token starts: the start event without a trigger, else every node without a flow in.

        Raises Failed where there are steps, but none to start with.
        """
        inside = [n for n in self.node.children if not (n.by_event or n.compensates or n.host)]
        starts = [n for n in inside if n.kind == "startEvent" and (not n.triggers or self.node.by_event)]
        found = starts[:1] or [n for n in inside if not n.incoming and n.kind != "startEvent" and not _is_link(n)]
        if inside and not found:
            raise Failed("start", self.node.id)
        return found

    def settle(self, scope: Token, token: Token) -> None:
        """While only its event sub-processes go on, no other can begin (BPMN 2.0, 13.5.4)."""
        left = tokens(scope)
        if left and scope.workflow.edition >= 2 and all(one.task_spec.node.by_event for one in left):
            for watch in scope.children:
                if watch.alive and watch.task_spec.watcher and not watch.task_spec.outside:
                    scope.workflow.withdraw(watch)
        super().settle(scope, token)

    def _on_complete_hook(self, token: Token) -> None:
        if token.parent is None:
            token.workflow.close(token)
        else:
            super()._on_complete_hook(token)


def _is_link(node: Node) -> bool:
    return any(trigger.kind == "link" for trigger in node.triggers)


class Call(Scope):
    """A called process runs inside the call, in the version the case started with. The call is a wall for values."""

    wall = True

    def content(self, token: Token) -> Scope:
        called = token.workflow.text(self.node.called, token)
        plan = token.workflow.catalog.get(called)
        if plan is None:
            raise Failed("call", called)
        if token.depth > token.workflow.limits.nesting:
            raise Failed("nesting", self.node.id)
        return plan.start

    def give(self, token: Token) -> None:
        if self.node.propagates and not self.node.outputs:
            token.answers = dict(token.data)
        super().give(token)


class AdHoc(Scope):
    """Each inner step may be done; done when its condition holds, or, without one, when nothing is left (13.3.5).

    Until the condition holds, what a person has done is offered again; what runs by itself runs once. In a sequential
    one a step is offered when none is open: in the order of the drawing, unless an officer chooses another.
    """

    def work(self, token: Token) -> bool | None:
        first = self.first()
        if not self.node.sequential or not first:
            return super().work(token)
        token._set_state(TaskState.STARTED)
        token.workflow.effects.append(ScopeEntered(token.id))
        token.todo = list(first[1:])
        token.workflow.enter(self.plan[first[0]], token)
        return None

    def settle(self, scope: Token, token: Token) -> None:
        case, node = scope.workflow, self.node
        if node.condition and (scope.came or case.holds(node.condition, scope)):
            scope.todo, scope.came = None, case.edition >= 3  # before, it was asked again while the others finished
            for other in tokens(scope) if node.cancels else ():
                case.withdraw(other)
        elif node.condition and case.edition >= 3:  # before, nothing was offered again, and it was done all the same
            self._go_on(scope, token)
        if scope.todo and not tokens(scope):
            case.enter(self.plan[scope.todo.pop(0)], scope)
        else:
            super().settle(scope, token)

    def _go_on(self, scope: Token, token: Token) -> None:
        """Offer again what a person did. Raises Failed when the condition is false and nothing is left to do."""
        if not self._offers(token):
            if not (scope.todo or tokens(scope)):
                raise Failed("unfinished", self.node.id)
        elif self.node.sequential:
            scope.todo = [*(scope.todo or ()), token.task_spec.node]
        else:
            scope.workflow.enter(token.task_spec, scope)

    def _offers(self, token: Token) -> bool:
        """Say whether a person may do a step at any time: it need not follow another."""
        node = token.task_spec.node
        return token.task_spec.manual and not (node.incoming or node.compensates)

    def others(self, task: Token) -> Sequence[Node]:
        """Return the steps that may be done instead of an open one, which is then offered later."""
        waiting = task.scope.todo if task.scope is not None else None
        return (waiting or ()) if task.task_spec.asked(task) and self._offers(task) else ()

    def choose_first(self, task: Token, element: str) -> None:
        """Offer another step, and this one in its place. Raises NotWaiting when that one may not be chosen."""
        chosen = next((node for node in self.others(task) if node.id == element), None)
        if chosen is None:
            raise NotWaiting(task.id)
        case, scope = task.workflow, task.scope
        assert scope is not None and scope.todo is not None
        scope.todo = [task.task_spec.node if node is chosen else node for node in scope.todo]
        case.withdraw(task)
        case.enter(self.plan[chosen], scope)


class Repeat(Step):
    """A loop or multi-instance marker: a scope that holds one token for each run (BPMN 2.0, 13.3.6-7)."""

    repeats = True

    def __init__(self, plan: Plan, node: Node, each: Step) -> None:
        assert node.loop is not None
        super().__init__(plan, node)
        self.manual, self.each, self.loop = False, each, node.loop

    def work(self, token: Token) -> bool | None:
        case, loop = token.workflow, self.loop
        if loop.kind == "multi":
            token.items = case.items(token)
            token.collected = [None] * len(token.items)
        self._numbers(token)
        runs = 1 if token.items is None or loop.sequential else len(token.items)
        if token.items == [] or (loop.before and not self._again(token, {})):
            return True
        token._set_state(TaskState.STARTED)
        case.effects.append(ScopeEntered(token.id))
        for _ in range(runs):
            if token.alive and token.open:
                self.begin(token)
        return None

    def begin(self, token: Token) -> None:
        """Begin the next run. Raises Failed past the limit of runs."""
        if token.begun >= token.workflow.limits.runs:
            raise Failed("repetition", self.node.id)
        token.begun += 1
        self._numbers(token)
        turn: dict[str, Any] = {"loopCounter": token.begun}
        each = token.workflow.loop(self.node) or self.loop
        if token.items is not None and each.item:
            turn[each.item] = token.items[token.begun - 1]
        token.workflow.enter(self.each, token, name=f"{token.id}[{token.begun}]", turn=turn, number=token.begun)

    def _numbers(self, token: Token) -> None:
        """Set the numbers that conditions may read, by their BPMN names and by Camunda's."""
        numbers = {
            "Instances": token.begun if token.items is None else len(token.items),
            "ActiveInstances": token.begun - token.ended - token.cut,
            "CompletedInstances": token.ended,
            "TerminatedInstances": token.cut,
        }
        told = {prefix + name: value for prefix in ("numberOf", "nrOf") for name, value in numbers.items()}
        token.turn = {**token.turn, **told, "loopCounter": token.begun}

    def count(self, scope: Token) -> None:
        scope.ended += 1
        self._numbers(scope)
        if scope.workflow.edition < 2:  # then an event only came to the nearest border, and never interrupted
            for thrown in self._thrown(scope, {}):
                scope.workflow.climb(scope, thrown, interrupt=False)

    def settle(self, scope: Token, token: Token) -> None:
        """Withdraw what the completion condition makes needless, tell of the run that ended, go on or be done."""
        seen = {**token.turn, **token.data}
        again = self._again(scope, seen)
        if scope.workflow.edition >= 2:
            self._tell(scope, seen)
        if not scope.alive:
            return
        if again:
            self.begin(scope)
        elif scope.open and not tokens(scope):
            scope.workflow.complete(scope)

    def _tell(self, scope: Token, seen: dict[str, Any]) -> None:
        """Throw, once for each run that ended, what the behaviour says; it carries the numbers of the repetition."""
        if scope.told == scope.ended:
            return
        found = self._thrown(scope, seen)
        scope.told = scope.ended
        for trigger in found:
            if scope.alive:
                throw_from(scope, trigger)

    def _thrown(self, scope: Token, seen: dict[str, Any]) -> list[Trigger]:
        """Return what is thrown when a run has ended (BPMN 2.0, 10.3.8)."""
        loop, case = self.loop, scope.workflow
        if loop.behavior == "Complex":
            held = [behavior for behavior in loop.complex if case.holds(behavior.condition, scope, **seen)]
            return [trigger for behavior in held for trigger in behavior.throws]
        told = loop.behavior == "None" or (loop.behavior == "One" and scope.ended == 1)
        return [loop.throws] if loop.throws is not None and told else []

    def _again(self, scope: Token, seen: dict[str, Any]) -> bool:
        """Say whether one more run follows; a multi-instance whose condition holds withdraws the runs that are left."""
        case, loop = scope.workflow, self.loop
        if loop.kind == "standard":
            more = loop.maximum is None or scope.ended < loop.maximum
            return more and (loop.condition is None or case.holds(loop.condition, scope, **seen))
        if loop.condition and case.holds(loop.condition, scope, **seen):
            left = tokens(scope)
            for other in left:
                case.withdraw(other)
            if case.edition >= 2:
                scope.cut += len(left)
                self._numbers(scope)
            return False
        return loop.sequential and scope.items is not None and scope.ended < len(scope.items)

    def give(self, token: Token) -> None:
        """The list of what the runs gave becomes a value; each run has mapped its own outputs."""
        token.workflow.gather(token)


def throw_from(scope: Token, trigger: Trigger) -> None:
    """Throw an event of a repetition: a signal or message goes out with its numbers, the others climb from it.

    Raises Failed for an error that nobody catches.
    """
    running = scope.workflow
    numbers = {name: scoping.number(value) for name, value in scope.turn.items() if name.startswith("numberOf")}
    match trigger.kind:
        case "signal":
            running.throw_signal(scope, trigger, numbers)
        case "message":
            running.throw_message(scope, trigger, numbers)
        case _:
            if not running.climb(scope, trigger) and trigger.kind == "error":
                raise Failed("error", trigger.name or "")
