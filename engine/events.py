"""What an event does: wait for its trigger, lie in wait on an activity's border, or throw (BPMN 2.0, 10.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.entries import Passed
from engine.gateways import EventGate
from engine.ports import BpmnError
from engine.spiff import BpmnEvent, EventDefinition, TaskState
from engine.steps import Step, serve, start_term, tokens
from engine.tokens import Token
from workflows.diagram import Node, Trigger

if TYPE_CHECKING:
    from engine.plan import Plan


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
        self.triggers = self.waited()

    def waited(self) -> Sequence[Trigger]:
        """A start event inside a scope was already triggered when the token got there."""
        return [] if self.node.kind == "startEvent" else [t for t in self.node.triggers if t.kind != "link"]

    def _update_hook(self, token: Token) -> bool:
        if not self.triggers or token.came:
            return token.waits or super()._update_hook(token)
        if not token.waits:
            if not self.gathers(token):
                token._set_state(TaskState.WAITING)
                return False
            token._set_state(TaskState.WAITING)
            if not self.arrives(token):
                return False
            token.workflow.wait(token)
        if any(t.kind == "conditional" and token.workflow.holds(t.text, token) for t in self.triggers):
            token.came = True
        return token.came

    def catches(self, token: Token, thrown: BpmnEvent) -> bool:
        definition = thrown.event_definition
        return any(t.catches(definition.trigger) for t in self.triggers) and _for(token, definition)

    def catch(self, token: Token, thrown: BpmnEvent) -> None:
        if not token.alive:
            return
        definition = thrown.event_definition
        if self.node.all_triggers:
            token.part = token.part or set()
            token.part |= {t for t in self.triggers if t.catches(definition.trigger)}
            if len(token.part) < len(set(self.triggers)):
                return
        token.answers = {**token.answers, **definition.values}
        if token.rounds is None or token.rounds <= 1:
            token.came = True
        else:  # a cycle in the middle of a flow gives a token each time
            token.rounds -= 1
            self.finish(token)
            assert token.parent is not None
            for flow in token.taking:
                token.workflow.take(self, flow, token.parent)
            token.workflow.restart(token)

    def _on_complete_hook(self, token: Token) -> None:
        gate = token.parent
        assert gate is not None
        if not isinstance(gate.task_spec, EventGate):
            super()._on_complete_hook(token)
            return
        case, scope = token.workflow, gate.parent
        assert scope is not None
        gate.taking = [flow for flow in gate.task_spec.node.outgoing if flow.id == token.via]
        case.leave(token, through=gate)
        case.leave(gate)
        for flow in token.taking:
            case.take(self, flow, scope)
        case.left(scope, token)


def _for(token: Token, definition: Definition) -> bool:
    return definition.key is None or token.key is None or bool(definition.key == token.key)


class Receive(Catch):
    """A task that waits for a message; its term runs as a task's does."""

    def _update_hook(self, token: Token) -> bool:
        waited = token.waits
        came = super()._update_hook(token)
        if token.waits and not waited and token.alive:
            start_term(self, token)
        return came


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
        if not token.alive:
            return False
        if token.state != TaskState.WAITING:
            token._set_state(TaskState.WAITING)
            case.wait(token)
        for trigger in self.triggers:
            if trigger.kind == "conditional" and token.alive:
                true, was = case.holds(trigger.text, token), token.was
                token.was = true
                if true and not was:
                    self.fire(token)
        return False

    def catch(self, token: Token, thrown: BpmnEvent) -> None:
        if token.alive:
            self.fire(token, values=thrown.event_definition.values)

    def fire(self, token: Token, interrupt: bool | None = None, values: dict[str, Any] | None = None) -> None:
        """Put a token on the event's way, and take the watched activity away if the event interrupts it."""
        case, host = token.workflow, token.parent
        assert host is not None
        interrupt = self.interrupting if interrupt is None else interrupt
        where = host.parent if self.outside else host
        assert where is not None
        target = self.node if self.outside else self.node.scope
        assert target is not None
        token.waits = self._stays(token, interrupt)
        if not token.waits:
            case.effects.append(Passed(token.id))
        if interrupt:
            self._interrupt(token, host)
        elif not token.waits:
            case.drop(token)
        elif token.rounds is not None:
            case.restart(token)
        case.enter(self.plan[target], where, told=values or {}, came=True)

    def _stays(self, token: Token, interrupt: bool) -> bool:
        """A watcher that does not interrupt goes on watching; a timer only as often as its cycle says."""
        if interrupt or not any(t.kind == "timer" for t in self.triggers):
            return not interrupt and token.waits
        token.rounds = (token.rounds or 1) - 1
        return token.rounds > 0

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
        if token.todo is not None:
            return True
        case.reached(token)
        todo: list[Any] = []
        for trigger in self.node.triggers:
            todo += self.throw(trigger, token, scope)
            if not token.alive:
                return None  # what it threw has withdrawn it
        if todo:
            token._set_state(TaskState.STARTED)
            token.todo = todo
            self.left(token, token)
            return None
        return super().work(token)

    def throw(self, trigger: Trigger, token: Token, scope: Token) -> list[Any]:
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
                    if other is not token and other.alive:
                        case.withdraw(other)
            case "compensate":
                return case.compensations(scope, trigger.ref or trigger.name)
            case "cancel":
                for other in tokens(scope):
                    if other is not token:
                        case.withdraw(other)
                return case.compensations(scope, None)
        return []

    def left(self, scope: Token, token: Token) -> None:
        """Here the scope is the throw itself, and the token a handler that has compensated."""
        assert scope.todo is not None
        if tokens(scope):
            return
        if not scope.todo:
            scope.workflow.complete(scope)
            return
        spec, done = scope.todo.pop(0)
        handler = scope.workflow.enter(spec, scope)
        handler.done = done

    def _on_complete_hook(self, token: Token) -> None:
        cancels = any(t.kind == "cancel" for t in self.node.triggers)
        if cancels and token.parent is not None and token.workflow.climb(token.parent, Trigger("cancel")):
            return
        super()._on_complete_hook(token)


class Send(Throw):
    """A send task: a service of its own, or a message thrown."""

    def work(self, token: Token) -> bool | None:
        if self.node.service:
            return serve(self, token)
        return super().work(token)
