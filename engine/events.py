"""What an event does: wait for its trigger, lie in wait on an activity's border, or throw (BPMN 2.0, 10.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from engine.compensation import Undoing, to_undo
from engine.entries import Passed
from engine.gateways import EventGate
from engine.ports import BpmnError
from engine.spiff import BpmnEvent, EventDefinition, TaskState
from engine.steps import Failed, Step, serve, term_of, tokens
from engine.tokens import Token
from workflows import starts
from workflows.diagram import Node, Trigger

if TYPE_CHECKING:
    from engine.plan import Plan

TOLD = frozenset({"timer", "message", "signal"})  # what the world says; errors and the like climb, conditions are seen
BY_NAME = frozenset({"message", "signal"})


class Definition(EventDefinition):
    """A Trigger in the library's clothes, so that its event manager can route it."""

    def __init__(self, trigger: Trigger, key: Any = None, values: dict[str, Any] | None = None) -> None:
        super().__init__(trigger.name)
        self.trigger, self.key, self.values = trigger, key, values or {}


def event(trigger: Trigger, key: Any = None, values: dict[str, Any] | None = None) -> BpmnEvent:
    return BpmnEvent(Definition(trigger, key, values))


class Catch(Step):
    """Waits until one of its triggers (or, marked parallel, each of them) has come."""

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.begins_with = starts.begins_with(node)
        self.triggers = self.waited()
        self.told = any(trigger.kind in TOLD for trigger in self.triggers)

    def waited(self) -> Sequence[Trigger]:
        """A start event was already triggered when the token got there, but one that waits for each of its triggers."""
        if self.node.kind == "startEvent":
            return self.node.triggers if self.begins_with else []
        return [t for t in self.node.triggers if t.kind != "link"]

    def _update_hook(self, token: Token) -> bool:
        if not token.alive or not super()._update_hook(token):
            return False
        if not self.triggers or token.came:
            return True
        if not token.waits:
            self.begins(token)
            token._set_state(TaskState.WAITING)
        for trigger in self.triggers:
            if trigger.kind == "conditional" and token.workflow.holds(trigger.text, token):
                token.came = self.hears(token, trigger)
        return token.came

    def begins(self, token: Token) -> None:
        """Tell what is waited for. Raises Failed, and nothing is told yet."""
        token.workflow.wait(token, [t for t in self.triggers if t not in token.part])

    def hears(self, token: Token, thrown: Trigger) -> bool:
        """Say whether, with this trigger, all has come that is waited for."""
        if not self.node.all_triggers:
            return True
        token.part |= {t for t in self.triggers if t is thrown or (t.kind in BY_NAME and t.catches(thrown))}
        return len(token.part) == len(set(self.triggers))

    def catches(self, token: Token, thrown: BpmnEvent) -> bool:
        definition = thrown.event_definition
        heard = token.part if token.workflow.edition >= 2 else frozenset()
        return any(t.catches(definition.trigger) for t in self.triggers if t not in heard) and _for(token, definition)

    def catch(self, token: Token, thrown: BpmnEvent) -> None:
        definition = thrown.event_definition
        if not token.alive:
            return
        token.answers = {**token.answers, **definition.values}
        if not self.hears(token, definition.trigger):
            return
        assert token.parent is not None
        if token.rounds is None or token.rounds <= 1 or isinstance(token.parent.task_spec, EventGate):
            token.came = True
        else:  # a cycle in the middle of a flow gives a token each time
            token.rounds -= 1
            self.finish(token)
            token.workflow.take(self, token.taking, token.parent)
            token.workflow.restart(token)

    def _on_complete_hook(self, token: Token) -> None:
        gate = token.parent
        assert gate is not None
        if not isinstance(gate.task_spec, EventGate):
            super()._on_complete_hook(token)
            return
        case, token.waits = token.workflow, False
        gate.taking = [flow for flow in gate.task_spec.node.outgoing if flow.id == token.via]
        scope = case.leave(gate)  # and with it all that the others waited for
        case.passes(token)
        case.take(self, token.taking, scope)
        case.left(scope, token)


def _for(token: Token, definition: Definition) -> bool:
    return definition.key is None or token.key is None or bool(definition.key == token.key)


def hearers(waiting: Iterable[Token], thrown: BpmnEvent, place: str, edition: int) -> list[Token]:
    """Return who hears an event: all who wait for a signal, but of a message the one that has waited longest.

    `place` is the one that a message is meant for, where that is known. Until edition 2 a message, too, was heard by
    all. Source: BPMN 2.0, 10.5.1 (a message is for one recipient).
    """
    hear = [token for token in waiting if place in ("", token.id) and token.task_spec.catches(token, thrown)]
    only_one = edition >= 2 and thrown.event_definition.trigger.kind == "message"
    return hear[:1] if only_one else hear


class Receive(Catch):
    """A task that waits for a message; its term runs as a task's does."""

    def begins(self, token: Token) -> None:
        term = term_of(self, token)
        super().begins(token)
        token.workflow.effects += term


class Watch(Catch):
    """A boundary event, or the start of an event sub-process, lying in wait inside the activity it watches."""

    watcher = True

    def __init__(self, plan: Plan, node: Node, outside: bool) -> None:
        super().__init__(plan, node, name=f"{node.id}?")
        self.outside, self.interrupting = outside, node.interrupting

    def waited(self) -> Sequence[Trigger]:
        return self.node.triggers

    def _update_hook(self, token: Token) -> bool:
        case = token.workflow
        if token.alive and token.state != TaskState.WAITING:
            self.begins(token)
            token._set_state(TaskState.WAITING)
        for trigger in self.triggers:
            if trigger.kind == "conditional" and token.alive:
                true, was = case.holds(trigger.text, token), token.was
                token.was = true
                if true and not was and self.hears(token, trigger):
                    self.fire(token, trigger)
        return False

    def catch(self, token: Token, thrown: BpmnEvent) -> None:
        definition = thrown.event_definition
        if token.alive:
            token.answers = {**token.answers, **definition.values}
            if self.hears(token, definition.trigger):
                self.fire(token, definition.trigger)

    def fire(self, token: Token, trigger: Trigger, interrupt: bool | None = None) -> None:
        """Put a token on the event's way, and take the watched activity away if the event interrupts it."""
        case, host = token.workflow, token.parent
        assert host is not None
        interrupt = self.interrupting if interrupt is None else interrupt
        where = host.parent if self.outside else host
        target = self.node if self.outside else self.node.scope
        assert where is not None and target is not None
        told, token.answers, token.part = token.answers, {}, frozenset()
        stays = not interrupt and self._goes_on(token, trigger)
        if not stays:
            token.waits = False
            case.effects.append(Passed(token.id))
        if interrupt:
            self._interrupt(token, host)
        elif not stays:
            case.drop(token)
        case.enter(self.plan[target], where, told=told, came=True)

    def _goes_on(self, token: Token, trigger: Trigger) -> bool:
        """What does not interrupt goes on watching; a timer only as often as its cycle says."""
        if trigger.kind != "timer":
            return True
        token.rounds = (token.rounds or 1) - 1
        if token.rounds > 0:
            token.workflow.restart(token)
        return token.rounds > 0 or len(self.triggers) > 1

    def _interrupt(self, token: Token, host: Token) -> None:
        case = token.workflow
        if self.outside:
            case.withdraw(host)
            return
        for other in host.children:
            if other.alive and (other is token or not (other.task_spec.watcher and other.task_spec.outside)):
                case.withdraw(other)


class Boundary(Step):
    """The token that a boundary event puts on its flow."""


class Throw(Step):
    """Intermediate throw, end event, send task: all its triggers go out, in order."""

    def work(self, token: Token) -> bool | None:
        case, scope = token.workflow, token.parent
        assert scope is not None
        case.reached(token)
        todo: list[Undoing] = []
        for trigger in self.node.triggers:
            todo += self.throw(trigger, token, scope)
            if not token.alive:
                return None  # what it threw has withdrawn it
        if not todo:
            return True
        token._set_state(TaskState.STARTED)
        token.todo = todo
        if case.edition >= 2 and not all(trigger.waits for trigger in self.node.triggers):
            self.go_ahead(token, scope)
        self.settle(token, token)
        return None

    def go_ahead(self, token: Token, scope: Token) -> None:
        """Send a token on before what is thrown has been compensated; this one stays until it is (BPMN 2.0, 10.5.5)."""
        self.finish(token)
        token.ahead = True
        token.workflow.passes(token)
        token.workflow.take(self, token.taking, scope)

    def finish(self, token: Token) -> None:
        if not token.ahead:
            super().finish(token)

    def throw(self, trigger: Trigger, token: Token, scope: Token) -> list[Undoing]:
        """Throw one trigger; return what must be compensated before the token may go on."""
        case = token.workflow
        match trigger.kind:
            case "error":
                raise BpmnError(trigger.name or "")
            case "escalation":
                case.climb(token, trigger)
            case "signal":
                case.throw_signal(token, trigger)
            case "message":
                case.throw_message(token, trigger)
            case "terminate":
                for other in scope.children:
                    if other is not token:
                        case.withdraw(other)
            case "compensate":
                return to_undo(scope, trigger.name)
            case "cancel":
                for other in tokens(scope):
                    if other is not token:
                        case.withdraw(other)
                return to_undo(scope, None)
        return []

    def settle(self, scope: Token, token: Token) -> None:
        """Here the scope is the throw itself, and the token a handler that has compensated."""
        case = scope.workflow
        if tokens(scope):
            return
        if not scope.todo:
            case.complete(scope)
            return
        undoing = scope.todo.pop(0)
        handler = case.enter(undoing.handler, scope, turn=undoing.values)
        handler.done = list(undoing.inside)

    def _on_complete_hook(self, token: Token) -> None:
        if token.ahead and token.parent is not None:
            scope = token.parent
            token.workflow.drop(token)
            token.workflow.left(scope, token)
        elif not any(trigger.kind == "cancel" for trigger in self.node.triggers):
            super()._on_complete_hook(token)
        elif token.parent is not None and not token.workflow.climb(token.parent, Trigger("cancel")):
            token.workflow.incident(token, Failed("error", "cancel"))


class Send(Throw):
    """A send task: a service of its own, or a message thrown."""

    def work(self, token: Token) -> bool | None:
        return super().work(token) if self.node.triggers and not self.node.service else serve(self, token)
