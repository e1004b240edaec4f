"""What a task does, as SpiffWorkflow task specs; gateways, events and scopes build on `Step`.

A SpiffWorkflow Task is one token at one step, or one open scope (case, sub-process, repetition, activity with
watchers). Its parent is the scope it lives in, never the step before it: the Task tree is the tree of scopes, a
withdrawn scope takes all that it holds with it, and a loop does not make the tree deeper. A finished token leaves
the tree; what happened is in the journal. docs/architecture.md draws it.

The life of a token: `_update_hook` (it arrives: gathered? watchers placed), `_on_ready_hook` (it may run),
`_run_hook` (it runs: True done, None open, False failed), `_on_complete_hook` (it leaves, the next ones enter).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.entries import ServiceAwaited, TableMatched, TaskOpened, TermStarted
from engine.ports import BpmnError, Later, Nobody
from engine.spiff import TaskSpec, TaskState
from engine.tokens import Token
from workflows.diagram import NOTHING_DRAWN, Flow, Node, Trigger

if TYPE_CHECKING:
    from engine.plan import Plan

MANUAL = frozenset({"userTask", "manualTask"})


class Failed(Exception):
    """A step cannot be made: an incident, of a kind (see IncidentRaised) and with a detail."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail


class Step(TaskSpec):
    """A token comes in, the step runs, tokens leave by the flows."""

    event_definition = None  # the library's timer refresh asks each waiting step; our terms are told
    watcher = False  # True for a boundary event or the start of an event sub-process, lying in wait
    outside = False  # True for the watcher on a border: it lies in the activity and looks at it from outside
    wall = False  # True for a call: what runs inside sees no values from outside
    repeats = False
    queues = False  # tokens that came by one flow wait one behind the other
    begins_with = False  # True for what a process waits for together with the event that opened it
    told = True  # whoever waits here is answered from outside: by an officer, a date, a message, a service

    def __init__(self, plan: Plan, node: Node, name: str = "") -> None:
        super().__init__(plan, name or node.id, manual=node.kind in MANUAL)
        self.plan, self.node = plan, node
        self.inner = bool(name)  # one run of a repeated step: no flows and no watchers of its own
        self.watches: Sequence[Step] = ()  # the plan places them
        self.maps = bool(node.drawn != NOTHING_DRAWN or node.inputs or node.outputs or node.reads or node.writes)
        self.chooses = len(node.outgoing) > 1 or any(flow.condition for flow in node.outgoing)

    def test(self) -> None:
        """The checker has looked at the diagram; the library's own check knows no implicit starts."""

    # coming in

    def _update(self, token: Token) -> None:
        """Let a token look whether it may run; what goes wrong on the way in is an incident."""
        try:
            super()._update(token)
        except Failed as problem:
            token.workflow.incident(token, problem, again=lambda: token.task_spec._update(token))

    def _update_hook(self, token: Token) -> bool:
        if not token.whole:
            if not self.gathers(token):
                token._set_state(TaskState.WAITING)
                return False
            token.whole = True
        if not token.placed:
            if token.workflow.awaits_data(token):
                token._set_state(TaskState.WAITING)
                return False
            self.arrives(token)
            token.placed = True
        return token.alive

    def gathers(self, token: Token) -> bool:
        """True when as many tokens as the step needs are here; the others are absorbed (BPMN 2.0, 13.3.2)."""
        if self.node.starts == 1 or self.inner:
            return True
        here = self.here(token)
        return len(here) >= self.node.starts and self.absorb(token, here[: self.node.starts])

    def here(self, token: Token) -> list[Token]:
        """Return the tokens that wait at this step in the same scope, in order of arrival."""
        assert token.parent is not None
        return [t for t in token.parent.children if t.task_spec is self and not t.whole]

    def absorb(self, token: Token, others: Iterable[Token]) -> bool:
        for other in others:
            if other is not token:
                token.workflow.drop(other)
        return True

    def arrives(self, token: Token) -> None:
        """The token is whole: its inputs are read and its watchers placed; one of them may take it away at once."""
        if self.maps:
            token.workflow.read_inputs(token)
        token.workflow.lie_in_wait(self.watches, token)

    # running

    def _on_ready_hook(self, token: Token) -> None:
        """Nothing is told of a step that runs at once."""

    def _run_hook(self, token: Token) -> bool | None:
        try:
            done = self.work(token)
            if done:
                self.finish(token)
            return done
        except BpmnError as error:
            token.code, token.failed = error.code, True
        except Failed as problem:
            token.workflow.incident(token, problem)
        return False

    def work(self, token: Token) -> bool | None:
        """Do what the step does. True: done; None: it stays open. Raises BpmnError, Failed."""
        return True

    def asked(self, token: Token) -> bool:
        """Say whether the token waits for an officer's decision."""
        return False

    # going out

    def finish(self, token: Token) -> None:
        """What the step was answered becomes values; then the token knows by which flows it leaves."""
        self.give(token)
        self.choose(token)

    def give(self, token: Token) -> None:
        token.workflow.write_outputs(token)

    def choose(self, token: Token) -> None:
        """Decide by which flows the token will leave, and because of which values."""
        if self.inner:
            return
        if not self.chooses:
            token.taking = self.node.outgoing
            return
        token.taking = self.chosen(token)
        token.because = token.workflow.because(token, self.node.outgoing)

    def chosen(self, token: Token) -> Sequence[Flow]:
        """Return every flow whose condition holds, and the default when none of the conditions does."""
        taken = self.holding(token)
        if not any(flow.condition for flow in taken):
            taken += self.default()
        if not taken:
            raise Failed("flow", self.node.id)
        return taken

    def holding(self, token: Token) -> list[Flow]:
        """Return the flows, the default one apart, that have no condition or one that holds."""
        ways = [flow for flow in self.node.outgoing if flow.id != self.node.default]
        return [flow for flow in ways if flow.condition is None or token.workflow.holds(flow.condition, token)]

    def default(self) -> list[Flow]:
        return [flow for flow in self.node.outgoing if flow.id == self.node.default]

    def _on_complete_hook(self, token: Token) -> None:
        case = token.workflow
        scope = case.leave(token)
        case.take(self, [flow for flow in token.taking for _ in range(self.node.completes)], scope)
        case.left(scope, token)

    # as a scope: what becomes of it when a token inside has gone

    def count(self, scope: Token) -> None:
        """A token inside has gone; only a repetition counts."""

    def settle(self, scope: Token, token: Token) -> None:
        """Decide what follows: by default the last token out completes the scope. Raises Failed, and is asked again."""
        if scope.open and not tokens(scope):
            scope.workflow.complete(scope)

    # failing: the library's ERROR state, then up the scopes

    def _on_error_hook(self, token: Token) -> None:
        if not token.failed:
            return
        token.failed = False
        thrown = Trigger("error", token.code)
        if not token.workflow.climb(token, thrown):
            token.waits = False  # tried again, a service is asked again
            token.workflow.incident(token, Failed("error", token.code or ""))


def tokens(scope: Token) -> list[Token]:
    """Return the tokens of a scope, without its watchers."""
    return [t for t in scope.children if not t.task_spec.watcher]


class Manual(Step):
    """A task of a person: open until an officer decides."""

    def _on_ready_hook(self, token: Token) -> None:
        opens(self, token)

    def asked(self, token: Token) -> bool:
        return token.waits and bool(token.state == TaskState.READY)


def opens(step: Step, token: Token) -> None:
    """Tell that a task waits for its organ, with its term. Raises Failed, and nothing is told then."""
    token.workflow.effects += [opened(step, token), *term_of(step, token)]
    token.waits = True


def opened(step: Step, token: Token) -> TaskOpened:
    """Return what is told of a task that waits for its organ. Raises Failed."""
    case, node = token.workflow, step.node
    return TaskOpened(token.id, node.id, case.organ(token), node.form or "", case.until(token))


class Script(Step):
    """A FEEL script: its value goes to the result variable."""

    def work(self, token: Token) -> bool:
        node = self.node
        value = token.workflow.kept(node.script or "", token)
        name = token.workflow.result(node)
        token.answers = {name: value} if name else {}
        return True


class Rule(Step):
    """A business rule task: a decision is evaluated, and the rules that matched are told."""

    def work(self, token: Token) -> bool:
        case, decision = token.workflow, token.workflow.text(self.node.decision, token)
        outcome = case.decide(decision, token)
        case.effects.append(TableMatched(token.id, decision, outcome.matched, outcome.value))
        token.answers = {case.result(self.node) or "resultado": outcome.value}
        return True


class Service(Step):
    """An automatic step: the service answers at once, later, or raises a BPMN error."""

    def work(self, token: Token) -> bool | None:
        return serve(self, token)


def serve(step: Step, token: Token) -> bool | None:
    """Ask the service of a step. Raises BpmnError, and Failed when there is no such service."""
    case = token.workflow
    if token.waits:  # it answered by ServiceAnswered
        return True
    kind = case.text(step.node.service, token)
    if not kind:
        raise Failed("service", "")
    inputs = case.sent(token)
    try:
        token.answers = case.serve(kind, inputs) or {}
    except Nobody:
        raise Failed("service", kind) from None
    except Later:
        token.waits = True
        case.effects.append(ServiceAwaited(token.id, kind, inputs))
        return None
    return True


def term_of(step: Step, token: Token) -> list[TermStarted]:
    """Return the term of a task, case or message, written as in the diagram (`cabildo.plazo`), if it has one."""
    case, properties = token.workflow, step.node.properties
    text = case.term(properties.get("cabildo.plazo"), token)
    of = "case" if token.parent is None else "task"
    return [TermStarted(token.id, text, of, case.since(token), case.away(token))] if text else []


def gathered_by_flow(here: Iterable[Token]) -> Mapping[str | None, Token]:
    """Return the first token of each flow in."""
    came: dict[str | None, Token] = {}
    for token in here:
        came.setdefault(token.via, token)
    return came
