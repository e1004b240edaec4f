"""What data drawn in a diagram does in a case: where it lives, who waits for it, and where it goes (BPMN 2.0, 10.4).

Rules of edition 2. A data object or property is a value of the scope that holds it, null until something writes it and
gone with that scope. An activity waits until one of its input sets is there; what it declares as its output must be
there when it ends. An arrow that leads from or to nothing that is declared only points: nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine import scoping
from engine.entries import DataAwaited, DataReady
from engine.steps import Failed
from engine.tokens import Token
from workflows.data import STATE, interface, written_in
from workflows.diagram import DataSet, Movement, Node

if TYPE_CHECKING:
    from engine.values import Values

READ, WRITE = "registro", "registros.anotar"  # how a register is asked, and the service that adds a row to it
COMPUTED = frozenset({"scriptTask", "serviceTask", "businessRuleTask", "sendTask"})  # they answer by themselves
Seen = Mapping[str, Any]


# where it lives


def hold(token: Token, node: Node) -> None:
    """Give the data that an element holds its place there, null until something writes it."""
    drawn = node.drawn
    for name in (*drawn.properties, *drawn.objects, *drawn.outputs):
        token.data.setdefault(name, None)


def hold_called(token: Token, process: Node) -> None:
    """Let a called process hold its data, and see the inputs of the call by its own names, in their order."""
    for own, name in zip(token.task_spec.node.drawn.inputs, interface(process).inputs, strict=False):
        if own in token.data:
            token.data.setdefault(name, token.data[own])
    token.offers = interface(process).outputs
    hold(token, process)


def sent(token: Token) -> dict[str, Any]:
    """Return what an activity gives away to whom it asks or tells: its inputs, not what it holds beside them."""
    node = token.task_spec.node
    held = {*node.drawn.properties, *node.drawn.outputs} - {assignment.target for assignment in node.inputs}
    return {name: value for name, value in token.data.items() if name not in held}


# who waits for it


def is_awaited(case: Values, token: Token) -> bool:
    """Say whether an activity must wait for data, and tell it when it begins to and when it need no longer."""
    missing = _missing(case, token)
    if missing and not token.lacks:
        case.effects.append(DataAwaited(token.id, missing))
    elif token.lacks and not missing:
        case.effects.append(DataReady(token.id))
    token.lacks = missing
    return bool(missing)


def _missing(case: Values, token: Token) -> Sequence[str]:
    """Return the data that the first input set still lacks; nothing where any set is there (BPMN 2.0, 10.4.2)."""
    sets = token.task_spec.node.drawn.input_sets
    if not sets or token.task_spec.inner:
        return ()
    lacking = [_lacking(case, token, one) for one in sets]
    return () if () in lacking else lacking[0]


def _lacking(case: Values, token: Token, inputs: DataSet) -> tuple[str, ...]:
    """Return the sources that an input set needs, that have no value yet, and that something else can give one."""
    step = token.task_spec
    seen = scoping.around(token, case.facts)
    needed = (name for one in step.node.drawn.feeds if _root(one) in inputs.required for name in one.sources)
    empty = [name for name in dict.fromkeys(needed) if name not in seen or seen[name] is None]
    if not empty:
        return ()
    inside = set(step.node.walk())
    return tuple(name for name in empty if written_in(step.plan.process).get(name, frozenset()) - inside)


# where it goes


def feed(case: Values, token: Token) -> None:
    """Fill the inputs of an activity from what is drawn to them. Raises Failed."""
    step = token.task_spec
    drawn = step.node.drawn
    if not step.repeats:
        hold(token, step.node)
    left_out = _left_out(case, token)
    for one in drawn.feeds:
        if _root(one) not in left_out and _is_collection(_root(one), drawn.over) == step.repeats:
            seen = scoping.around(token, case.facts).new_child(token.data)
            scoping.put(token.data, one.target, _carried(case, one, seen))


def _left_out(case: Values, token: Token) -> set[str]:
    """Return the inputs that do not belong to the set which the activity begins with."""
    sets = token.task_spec.node.drawn.input_sets
    if len(sets) < 2:
        return set()
    chosen = next((one for one in sets if not _lacking(case, token, one)), sets[0])
    return {name for one in sets for name in one.members} - set(chosen.members)


def produced(token: Token) -> dict[str, Any]:
    """Return the outputs that an activity declares. Raises Failed where no output set is there (BPMN 2.0, 10.4.2).

    An output is the answer of its name; the only output of what answers by itself is its only answer, or all of it.
    """
    step = token.task_spec
    drawn, answers = step.node.drawn, token.answers
    if not drawn.outputs:
        return {}
    theirs = dict(zip(drawn.outputs, token.offers, strict=False))
    found = {name: _first(answers.get(name), token.data.get(theirs.get(name, name))) for name in drawn.outputs}
    if len(found) == 1 and answers and step.node.kind in COMPUTED and None in found.values():
        whole = next(iter(answers.values())) if len(answers) == 1 else dict(answers)
        found = dict.fromkeys(found, whole)
    lacking = [[n for n in one.required if found.get(n) is None and n != drawn.into] for one in drawn.output_sets]
    if lacking and [] not in lacking:
        raise Failed("data", ", ".join(lacking[0]))
    return found


def yielded(case: Values, token: Token, seen: Seen, answers: Seen) -> list[tuple[str, Any]]:
    """Return what the arrows that lead out of an activity write, name by name; rows of registers are added at once.

    `seen` is what their expressions read. A null is not written. Raises Failed.
    """
    step = token.task_spec
    found: list[tuple[str, Any]] = []
    rows: dict[tuple[str | None, str], dict[str, Any]] = {}
    for one in step.node.drawn.yields:
        if _is_collection(next(iter(one.sources), ""), step.node.drawn.into) != step.repeats:
            continue
        value = answers.get(one.target) if one.implied else _carried(case, one, seen)
        if one.register:
            _note(rows.setdefault((one.id, one.register), {}), one.target, value)
        elif value is not None:
            found.append((one.target, value))
        if one.state:
            found.append((_root(one) + STATE, one.state))
    for (_, register), row in rows.items():
        case.write_register(register, row)
    return found


def _note(row: dict[str, Any], path: str, value: Any) -> None:
    """Add a value to a row: a context whole, a value that leads to `store.field` there, another as `valor`."""
    _, _, field = path.partition(".")
    if field:
        scoping.put(row, field, value)
    elif isinstance(value, Mapping):
        row.update(value)
    elif value is not None:
        row["valor"] = value


def _carried(case: Values, one: Movement, seen: Seen) -> Any:
    """Return what an arrow carries; a register that it reads is asked only where its expression names it."""
    names = case.names_in(one.value)
    rows = {name: case.read_register(register) for name, register in one.registers if name in names}
    return case.source(one.value, {**seen, **rows} if rows else seen)


def _is_collection(name: str, collection: str) -> bool:
    """Say whether an arrow belongs to the repetition as a whole; the others belong to each of its runs."""
    return bool(collection) and name == collection


def _root(one: Movement) -> str:
    return one.target.partition(".")[0]


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def awaiting(case: Values) -> Iterator[Token]:
    """Yield the activities that wait for data."""
    return (token for token in case.tasks.values() if token.lacks)
