"""What a gateway does: split by conditions, join by counting tokens on each flow (BPMN 2.0, 13.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from engine.spiff import TaskState
from engine.steps import Failed, Step, gathered_by_flow, opens, tokens
from engine.tokens import Token
from workflows import choices, crossroads, feel
from workflows.diagram import Flow, Node

if TYPE_CHECKING:
    from engine.plan import Plan

PHASE = "waitingForStart"  # what a complex gateway is about to do: begin a round, or end it


class Exclusive(Step):
    """The first flow whose condition holds, else the default (BPMN 2.0, 13.4.2).

    Where no flow has a condition, the organ of its lane is asked: a task whose outcomes are the flows.
    """

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.asks = crossroads.asks(node)

    def work(self, token: Token) -> bool | None:
        if not self._is_asked(token) or token.came:
            return True
        opens(self, token)
        return None

    def asked(self, token: Token) -> bool:
        return token.waits and token.open

    def _is_asked(self, token: Token) -> bool:
        return self.asks and token.workflow.edition >= 2  # before, the first flow was taken

    def finish(self, token: Token) -> None:
        """An officer's choice says where the token goes; it is no value of the case."""
        if not self._is_asked(token):
            super().finish(token)
            return
        said = token.answers.get(crossroads.FIELD)
        way = crossroads.chosen(self.node, said)
        if way is None:
            token.came = False  # tried again, the officer is asked again
            raise Failed("flow", self.node.id)
        token.taking, token.because = [way], {crossroads.FIELD: said}

    def chosen(self, token: Token) -> Sequence[Flow]:
        for flow in self.node.outgoing:
            if flow.id != self.node.default and (flow.condition is None or token.workflow.holds(flow.condition, token)):
                return [flow]
        if not self.default():
            raise Failed("flow", self.node.id)
        return self.default()


class Parallel(Step):
    """Takes one token from each flow in, gives one to each flow out (BPMN 2.0, 13.4.1)."""

    def chosen(self, token: Token) -> Sequence[Flow]:
        return self.node.outgoing

    def gathers(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        came = gathered_by_flow(self.here(token))
        return len(came) == len(self.node.incoming) and self.absorb(token, came.values())


class Inclusive(Step):
    """Waits while a token elsewhere in the scope could still reach an empty flow in (BPMN 2.0, 13.4.3)."""

    queues = True

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.reached: dict[tuple[str, bool], frozenset[str]] = {}

    def chosen(self, token: Token) -> Sequence[Flow]:
        taken = self.holding(token) or self.default()
        if not taken:
            raise Failed("flow", self.node.id)
        return taken

    def gathers(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        came = gathered_by_flow(self.here(token))
        empty = {flow.id for flow in self.node.incoming} - came.keys()
        if came[token.via] is not token or self.expects(token, empty, came.keys()):
            return self.looks_again(token)
        return self.absorb(token, came.values())

    def looks_again(self, token: Token) -> bool:
        token.workflow.alert[token.id] = token
        return False

    def expects(self, token: Token, empty: Collection[str], filled: Collection[str | None] = ()) -> bool:
        """Say whether a token elsewhere may still come by an empty flow, and by no path of flows to a filled one.

        An event on a border is a way to an empty flow: it may happen. It is none to a filled one: it need not.
        """
        assert token.parent is not None
        beside = token.workflow.edition < 2  # then an event on a border counted as a way to both
        for other in tokens(token.parent) if empty else ():
            if (other.task_spec is not self or other.whole) and not other.ahead:
                start = other.task_spec.node
                if not self.reach(start).isdisjoint(empty) and self.reach(start, beside).isdisjoint(filled):
                    return True
        return False

    def reach(self, start: Node, borders: bool = True) -> frozenset[str]:
        """The flows into this join that a token at `start` can come by, not passing the join before."""
        key = (start.id, borders)
        if key not in self.reached:
            found = choices.flows_into(self.node, start, borders)[0]
            self.reached[key] = frozenset(flow.id for flow in found)
        return self.reached[key]


class Complex(Inclusive):
    """Fires when its condition over `activationCount` holds, then swallows what still comes of that round.

    The round is over once the rest has come, or can come no more; with the last of it those flows get one more token
    whose conditions ask for that by `waitingForStart` (BPMN 2.0, 13.4.5).
    """

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, node, name)
        self.again = [flow for flow in node.outgoing if flow.condition and PHASE in feel.parse(flow.condition).names]

    def gathers(self, token: Token) -> bool:
        scope, node = token.parent, self.node
        if len(node.incoming) < 2 or not node.condition:
            return True
        assert scope is not None
        rest = (scope.late or {}).get(node.id, frozenset())
        if token.via in rest:
            return self.resets(token, frozenset(flow for flow in rest if flow != token.via))
        came = gathered_by_flow(self.here(token))
        if came[token.via] is not token or self.expects(token, rest, self.begun_by(token, rest)):
            return self.looks_again(token)
        if not token.workflow.holds(node.condition, token, activationCount=len(came)):
            return self.looks_again(token) if token.workflow.edition >= 2 else False
        self.swallows(scope, frozenset(flow.id for flow in node.incoming) - came.keys())
        if token.workflow.edition >= 2:
            token.turn = {**token.turn, PHASE: True}
        return self.absorb(token, came.values())

    def begun_by(self, token: Token, rest: frozenset[str]) -> Collection[str]:
        """Return the flows from which this round has had a token: whoever may come by them is not waited for."""
        return [flow.id for flow in self.node.incoming if flow.id not in rest and token.workflow.edition >= 2]

    def swallows(self, scope: Token, rest: frozenset[str]) -> None:
        scope.late = {**(scope.late or {}), self.node.id: rest}

    def resets(self, token: Token, rest: frozenset[str]) -> bool:
        """A token of the rest is swallowed; the last of them goes on where a condition asks for it."""
        assert token.parent is not None
        self.swallows(token.parent, rest)
        over = not self.expects(token, rest, self.begun_by(token, rest))
        if over and self.again and token.workflow.edition >= 2:
            self.swallows(token.parent, frozenset())
            token.turn = {**token.turn, PHASE: False}
            return True
        token.workflow.drop(token)
        return False

    def chosen(self, token: Token) -> Sequence[Flow]:
        if token.turn.get(PHASE) is False:
            return [flow for flow in self.again if token.workflow.holds(flow.condition or "", token)]
        return super().chosen(token)


class EventGate(Step):
    """Opens all its events at once; the first that comes takes the token (BPMN 2.0, 13.4.4).

    A parallel one begins a process, and each of its events has a token of its own: all of them must come (10.6.6).
    """

    def work(self, token: Token) -> bool | None:
        if self.node.all_triggers:
            return True
        token._set_state(TaskState.STARTED)
        for flow in self.node.outgoing:
            token.workflow.enter(self.plan[flow.target], token, via=flow.id)
        return None
