"""The values of a case: where they are seen and kept, what a diagram's texts come to there, and what is asked."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import canon, data, scoping
from engine.entries import Effect, MilestoneReached
from engine.ports import BpmnError, Ear, Nobody
from engine.spiff import BpmnWorkflow, NoScripts, WorkflowSpec
from engine.steps import Failed
from engine.tokens import Token
from workflows import Refused, dmn, feel
from workflows.diagram import NOTHING_DRAWN, Assignment, Flow, Loop, Node

LONGEST_REASON = 500  # bytes of a list or context that is told as a reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may use."""

    steps: int = 1_000  # transitions in one step
    runs: int = 500  # of one repetition
    nesting: int = 20


class NotWaiting(Exception):
    """The task or term was already settled, withdrawn, or never opened."""


class Values(BpmnWorkflow):
    """What a case knows. `facts` are seen everywhere in it: number, milestones, parameters of the municipality."""

    at: datetime | None = None  # the moment of the cause being told
    ear: Ear | None = None  # through which this step asks
    edition: int  # of the rules that the case began with

    def __init__(self, spec: WorkflowSpec, limits: Limits) -> None:
        self.limits = limits
        self.effects: list[Effect] = []  # of the step being made
        self.milestones: dict[str, bool] = {}
        self.facts: dict[str, Any] = {"hitos": self.milestones, "parametro": scoping.Parameters(lambda: self.ear)}
        super().__init__(spec, deserializing=True, script_engine=NoScripts())

    def sees(self, token: Token) -> ChainMap[str, Any]:
        return scoping.inside(token, self.facts)

    def value(self, text: str, token: Token, **more: Any) -> Any:
        """Return the value of a FEEL text where a token is. Raises Failed."""
        seen = self.sees(token)
        if more:
            seen = seen.new_child(more)
        return self._evaluate(text, seen)

    def _evaluate(self, text: str, seen: Mapping[str, Any]) -> Any:
        assert self.ear is not None
        try:
            return feel.parse(text).evaluate(seen, at=self.at, ask=self.ear.ask)
        except feel.FeelError:
            raise Failed("expression", text) from None  # the text, not our sentence: sentences change, effects must not
        except Nobody:
            raise Failed("register", text) from None

    def names_in(self, text: str) -> frozenset[str]:
        """Return the names that a text reads; none where it is no expression, or cannot be read."""
        try:
            return feel.parse(text).names if text.startswith("=") else frozenset()
        except feel.FeelError:
            return frozenset()

    def kept(self, text: str, token: Token) -> Any:
        """Return the value of a FEEL text that becomes a value of the case. Raises Failed also for a function."""
        return _writable(self.value(text, token), text)

    def holds(self, text: str, token: Token, **more: Any) -> bool:
        return self.value(text, token, **more) is True

    def told(self, text: str | None, token: Token) -> Any:
        """Return what a text says: FEEL after `=`, else the text itself; None for nothing. Raises Failed."""
        return self.kept(text, token) if text and text.startswith("=") else text

    def text(self, text: str | None, token: Token) -> str:
        """Return the text that a text gives; empty for nothing. Raises Failed."""
        value = self.told(text, token)
        try:
            return scoping.written(value)
        except feel.FeelError:
            raise Failed("expression", text or "") from None

    def term(self, text: str | None, token: Token) -> str:
        """Return the term, duration, moment or cycle that a text gives; empty for nothing. Raises Failed."""
        found = self.text(text, token)
        if found and not scoping.is_term(found):
            raise Failed("term", token.task_spec.node.id)
        return found

    def since(self, token: Token) -> Any:
        """Return the date that a term is counted from (`cabildo.plazo_desde`), None where none is written."""
        value = self.told(token.task_spec.node.properties.get("cabildo.plazo_desde"), token)
        if value is not None and not isinstance(value, date):
            raise Failed("term", token.task_spec.node.id)
        return value

    def away(self, token: Token) -> str:
        """Return where the citizen lives to whose term the distance is added (`cabildo.distancia`); empty for none."""
        return self.text(token.task_spec.node.properties.get("cabildo.distancia"), token) if self.edition >= 2 else ""

    def because(self, token: Token, flows: Sequence[Flow]) -> dict[str, Any]:
        """Return the values that the conditions of these flows read."""
        seen = self.sees(token)
        names = sorted({name for flow in flows if flow.condition for name in feel.parse(flow.condition).names})
        return {name: seen[name] for name in names if name in seen and name != "parametro" and _is_short(seen[name])}

    def read_inputs(self, token: Token) -> None:
        """Evaluate what flows in, drawn or mapped, in the scope around the activity; the results are its own values.

        What is mapped comes after what is drawn. A repetition reads what it goes through, each run all the rest.
        """
        node = token.task_spec.node
        if self.edition >= 2 and node.drawn is not NOTHING_DRAWN:
            data.feed(self, token)
        if token.task_spec.repeats:
            return
        drawn = _fed(node.reads, node, "dataInput") if self.edition < 2 else ()
        for assignment in (*drawn, *node.inputs):
            seen = scoping.around(token, self.facts).new_child(token.data)
            scoping.put(token.data, assignment.target, self.source(assignment.source, seen))

    def write_outputs(self, token: Token) -> None:
        """What was answered becomes values of the scope: by the output mappings, or all of it where none is written."""
        step, answers = token.task_spec, token.answers
        if not step.maps and not step.inner:
            for name, value in answers.items():
                self.assign(token.parent, name, value)
            return
        node, loop = step.node, self.loop(step.node)
        collects = loop.collected if step.inner and loop is not None else None
        seen = self.answered(token)
        if self.edition >= 2 and node.drawn.outputs and (made := data.produced(token)):
            seen = seen.new_child(made)
        drawn = self._drawn(token, seen)
        found = [(one.target, self.source(one.source, seen)) for one in node.outputs]
        given = None if collects is None else self.source("=" + collects.removeprefix("="), seen)
        if not node.outputs and collects is None:
            found = list(answers.items())
        elif not node.outputs:
            token.data.update(answers)  # the collection carries the answers of its run; they are nobody else's
        comes_after = bool(node.outputs) and self.edition >= 2
        for target, value in (*drawn, *found) if comes_after else (*found, *drawn):
            self.assign(token.parent, target, value)
        if collects is not None:
            assert token.parent is not None and token.parent.collected is not None
            token.parent.collected[token.number - 1] = given

    def _drawn(self, token: Token, seen: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return what the data associations that lead out write. Raises Failed."""
        if self.edition >= 2:
            return data.yielded(self, token, seen, token.answers) if token.task_spec.node.drawn.yields else []
        found = [(one.target, self.source(one.source, seen)) for one in token.task_spec.node.writes]
        return [(target, value) for target, value in found if value is not None]

    def gather(self, token: Token) -> None:
        """The list of what the runs of a repetition gave becomes a value, or the output that it is drawn to."""
        node, loop, collected = token.task_spec.node, self.loop(token.task_spec.node), token.collected or []
        assert token.parent is not None
        if loop is None or not loop.collect:
            return
        if self.edition < 2 or loop.collect != node.drawn.into or loop.collect not in node.drawn.outputs:
            self.assign(token.parent, loop.collect, collected)
        if self.edition >= 2:
            seen = self.answered(token).new_child({loop.collect: collected})
            for target, value in data.yielded(self, token, seen, {}):
                self.assign(token.parent, target, value)

    def loop(self, node: Node) -> Loop | None:
        """Return how an activity repeats; since edition 2 also by the collections that BPMN itself names."""
        return node.drawn.loop or node.loop if self.edition >= 2 else node.loop

    def answered(self, token: Token) -> ChainMap[str, Any]:
        """Return what output mappings read: the answers, the activity's own, and those around it (also of a call)."""
        return scoping.around(token, self.facts).new_child(token.data).new_child(dict(token.answers))

    def result(self, node: Node) -> str | None:
        """Return the name that a script's or a decision's result gets: the one written, else the only output's."""
        outputs = node.drawn.outputs if self.edition >= 2 else ()
        return node.result or (outputs[0] if len(outputs) == 1 else None)

    def hold_called(self, token: Token, process: Node) -> None:
        """A called process begins: its data get their place in the call."""
        if self.edition >= 2:
            data.hold_called(token, process)

    def sent(self, token: Token) -> dict[str, Any]:
        """Return the values that an activity gives to the service it asks, or to whom it tells something."""
        return data.sent(token) if self.edition >= 2 else dict(token.data)

    def source(self, text: str, seen: Mapping[str, Any]) -> Any:
        return _writable(self._evaluate(text, seen), text) if text.startswith("=") else text

    def assign(self, scope: Token | None, name: str, value: Any) -> None:
        """Give a name its value: in the nearest scope that has it, else in the case or the called process."""
        assert scope is not None
        if self.facts.get("expediente") is not None and name == "expediente":
            return  # a fact of the whole case
        scoping.assign(scope, name, value)

    def items(self, token: Token) -> list[Any]:
        """Return what a multi-instance goes through. Raises Failed."""
        node, loop = token.task_spec.node, self.loop(token.task_spec.node)
        assert loop is not None
        if loop.items:
            found = self.kept(loop.items, token)
            if found is None:
                raise Failed("repetition", node.id)
            items = list(found) if isinstance(found, list | tuple) else [found]
        else:
            count = self.value(loop.count or "null", token)
            if not scoping.is_count(count):
                raise Failed("repetition", node.id)
            items = [scoping.number(n + 1) for n in range(min(int(count), self.limits.runs + 1))]
        if len(items) > self.limits.runs:
            raise Failed("repetition", node.id)
        return items

    def organ(self, token: Token) -> str:
        """Return the organ that must act: by candidateGroups, else by the lane; empty where the diagram says none.

        What stands in no lane, as a global task, is done by the organ that calls it.
        """
        node = token.task_spec.node
        found = self.text(node.candidates, token) or (self.text(node.lane.organ, token) if node.lane else "")
        nowhere = not (node.candidates or node.lane) and self.edition >= 2
        return self._organ_that_calls(token) if nowhere else found

    def _organ_that_calls(self, token: Token) -> str:
        place = token.parent
        while place is not None:
            node = place.task_spec.node
            if place.task_spec.wall and (text := node.candidates or (node.lane.organ if node.lane else "")):
                value = self.source(text, scoping.around(place, self.facts))
                return value if isinstance(value, str) else ""
            place = place.parent
        return ""

    def until(self, token: Token) -> dict[str, str]:
        """Return the term of each outcome that is offered only for a time (`cabildo.hasta.<outcome>`)."""
        properties = token.task_spec.node.properties
        limits = {
            name.removeprefix("cabildo.hasta."): text for name, text in properties.items() if "cabildo.hasta." in name
        }
        return {outcome: self.text(text, token) for outcome, text in limits.items()}

    def seen_at(self, place: str, ear: Ear) -> ChainMap[str, Any]:
        """Return a copy of the values seen at an open place, for whoever looks from outside. Raises NotWaiting."""
        if place not in self.tasks:
            raise NotWaiting(place)
        seen = self.sees(self.tasks[place])
        return ChainMap({"parametro": scoping.Parameters(lambda: ear)}, *(dict(values) for values in seen.maps))

    def node_at(self, place: str) -> tuple[str, Node]:
        """Return the procedure and the element of an open place. Raises NotWaiting."""
        if place not in self.tasks:
            raise NotWaiting(place)
        step = self.tasks[place].task_spec
        return step.plan.procedure, step.node

    def around(self, place: str) -> list[Node]:
        """Return the element of an open place and those of the scopes it lies in, outwards. Raises NotWaiting."""
        if place not in self.tasks:
            raise NotWaiting(place)
        found, token = [], self.tasks[place]
        while token is not None:
            found.append(token.task_spec.node)
            token = token.parent
        return found

    # what is asked

    def read_register(self, register: str) -> Any:
        """Return the rows of a register of the municipality that hold today. Raises Failed for an unknown one."""
        assert self.ear is not None
        try:
            return self.ear.ask(data.READ, [register])
        except Nobody:
            raise Failed("register", register) from None

    def write_register(self, register: str, row: dict[str, Any]) -> None:
        """Add a row to a register of the municipality. Raises Failed for an unknown one."""
        assert self.ear is not None
        inputs = {"registro": register, "clave": self.facts.get("expediente"), "valores": row}
        try:
            self.serve(data.WRITE, inputs)
        except (Nobody, BpmnError):
            raise Failed("register", register) from None

    def decide(self, decision: str, token: Token) -> dmn.Outcome:
        assert self.ear is not None
        model = token.task_spec.plan.tables.get(decision)
        if model is None:
            raise Failed("table", decision)
        try:
            return dmn.evaluate(model, decision, self.sees(token), at=self.at, ask=self.ear.ask)
        except (feel.FeelError, Refused):
            raise Failed("table", decision) from None
        except Nobody:
            raise Failed("register", decision) from None

    def serve(self, kind: str, inputs: dict[str, Any]) -> Mapping[str, Any] | None:
        """Ask a service. Raises BpmnError, Later, Nobody. Milestones are facts of the case and asked of nobody."""
        if kind == "casos.marcar_hito":
            name = str(inputs.get("hito") or "")
            if not name:
                raise Nobody(kind)
            self.milestones[name] = True
            self.effects.append(MilestoneReached(name))
            return {}
        assert self.ear is not None
        answers: Mapping[str, Any] | None = self.ear.serve(kind, inputs)
        if kind == data.WRITE:
            self.ear.forget(data.READ)
        return answers


def _fed(drawn: Sequence[Assignment], node: Node, kind: str) -> list[Assignment]:
    """Return the drawn associations that lead to an input which the activity declares; the others only point."""
    declared = {name for datum in node.data if datum.kind == kind for name in (datum.id, datum.name)}
    return [assignment for assignment in drawn if assignment.target in declared]


def _writable(value: Any, text: str) -> Any:
    """Return a value that the journal can hold. Raises Failed for another: a function, a range."""
    if value is None or type(value) in (bool, Decimal):
        return value
    try:
        canon.encode(value)
    except canon.NotCanonical:
        raise Failed("expression", text) from None
    return value


def _is_short(value: Any) -> bool:
    """A long list stands in the decision that gave it; it is not written again at every gateway."""
    return not isinstance(value, list | dict) or len(canon.encode(value)) <= LONGEST_REASON
