"""How a decision is taken: what it requires first, its logic then, in one budget, with what each table matched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from workflows.dmn.boxes import Boxes
from workflows.dmn.item_types import Types
from workflows.dmn.model import (
    Box,
    ContextBox,
    Decision,
    Element,
    FunctionBox,
    InputData,
    IteratorBox,
    Knowledge,
    Model,
    Relation,
    Service,
    Table,
    boxes,
)
from workflows.dmn.reader import read
from workflows.dmn.source import refusal
from workflows.feel.budget import STEPS, Ask, Run
from workflows.feel.errors import FeelError, Problem
from workflows.feel.lattice import completed, convert
from workflows.feel.operators import article
from workflows.feel.scope import Scope
from workflows.feel.values import Function, Record, fit, member, plain

KEPT = 64

Chain = tuple[str, ...]  # names of the imports that lead from the asked model to a required one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision came to: its value, the rules (from 1) that each table matched, and why parts became null."""

    value: object
    matched: dict[str, list[int]]
    problems: tuple[Problem, ...]


def evaluate(
    model: bytes,
    decision: str,
    context: Mapping[str, object],
    imports: Sequence[bytes] = (),
    *,
    at: datetime | None = None,
    ask: Ask | None = None,
    steps: int = STEPS,
) -> Outcome:
    """Return the outcome of a decision, decision service or business knowledge model, by id or name.

    The values of `context` are the inputs by name (for a knowledge model its parameters). `matched` is keyed by the id
    of the decision or knowledge model whose logic is the table, else by the table's own id. Raises Refused where the
    bytes are no model or hold no such decision, FeelError where the budget is spent or `now()` has no moment.
    """
    program = _program(bytes(model), tuple(bytes(other) for other in imports))
    element = program.model.find(decision)
    if element is None:
        raise refusal("decision.dmn", f"El modelo no tiene la decisión «{decision}». Revise su nombre o su id.")
    session = Session(program, context, Run(at, ask, "", steps))
    try:
        value = plain(session.outcome(element), session.run)
    except RecursionError:
        raise FeelError("La decisión se anida demasiado al evaluarse y se detuvo. Simplifíquela.") from None
    return Outcome(value, session.matched, tuple(session.run.problems))


@lru_cache(maxsize=KEPT)
def _program(model: bytes, imports: tuple[bytes, ...]) -> "Program":
    return Program(read(model), [read(other) for other in imports], 0)


class Program:
    """A model with its imports, its boxes compiled when they are first needed."""

    def __init__(self, model: Model, others: list[Model], depth: int) -> None:
        self.model = model
        self.imported: dict[str, Program] = {}
        for entry in model.imports:
            found = next((other for other in others if other.namespace == entry.namespace), None)
            if found is not None and depth < 8:
                self.imported[entry.name] = Program(found, others, depth + 1)
        self.types: Types = Types(model.items, {name: program.types for name, program in self.imported.items()})
        self.boxes = Boxes(sorted(set(self._names())), self.types, note_matched)
        self._closures: dict[str, object] = {}

    def _names(self) -> Iterator[str]:
        """Give the names that the texts of the model may use; those with a dot only stand for themselves."""
        for element in self.model.elements.values():
            yield from (name for name in element.names if "." not in name)
            if isinstance(element, Decision | Knowledge):
                yield from (name for name in _names_in(element.logic) if "." not in name)
        for item in self.model.items:
            yield from _component_names(item)
        for name, program in self.imported.items():
            yield name
            yield from program._names()

    def logic(self, element: Decision | Knowledge) -> "Logic":
        """Return the compiled logic of a decision or of a knowledge model."""
        known = self._closures.get(element.id or element.name)
        if not isinstance(known, Logic):
            known = Logic(self, element)
            self._closures[element.id or element.name] = known
        return known

    def reach(self, href: str) -> "tuple[Program, str, Element] | None":
        """Return the program and element that an href names, and the import's name (empty: this model)."""
        own = self.model.required(href)
        if own is not None:
            return self, "", own
        namespace, _, key = href.rpartition("#")
        for name, program in self.imported.items():
            if program.model.namespace == namespace and key in program.model.elements:
                return program, name, program.model.elements[key]
        return None


def _names_in(box: Box | None) -> Iterator[str]:
    match box:
        case None:
            return
        case ContextBox(entries=entries):
            yield from (name for name, _, _ in entries if name)
        case Relation(columns=columns):
            yield from (name for name, _ in columns)
        case FunctionBox(parameters=parameters):
            yield from (name for name, _ in parameters)
        case IteratorBox(variable=variable):
            yield variable
        case Table(outputs=outputs):
            yield from (output.name for output in outputs if output.name)
    for inner in boxes(box):
        yield from _names_in(inner)


def _component_names(item: "object") -> Iterator[str]:
    for part in getattr(item, "components", ()):
        yield part.name
        yield from _component_names(part)


class Logic:
    """The logic of a decision (a value) or of a knowledge model (a function), compiled."""

    def __init__(self, program: Program, element: Decision | Knowledge) -> None:
        kind = "Decisión" if isinstance(element, Decision) else "Función"
        self.where = f"{kind} «{element.name}»"
        box = element.logic
        if isinstance(box, Table) and not box.type:
            box = replace(box, type=element.type)
        if isinstance(element, Knowledge) and isinstance(box, FunctionBox):
            self.closure = program.boxes.function(box, element.name, self.where)
            self.result = program.types.wanted(element.type)
        else:
            compiled = program.boxes.compile(box, self.where)
            self.closure = program.boxes.demanding(compiled, element.type, self.where)
        self.table = _table_id(box)


def _table_id(box: Box | None) -> str:
    if isinstance(box, FunctionBox):
        box = box.body
    return box.id if isinstance(box, Table) else ""


class Session:
    """One evaluation: values of decisions are reckoned once, inputs are asked when first needed."""

    def __init__(self, program: Program, context: Mapping[str, object], run: Run) -> None:
        self.program = program
        self.context = context
        self.run = run
        self.matched: dict[str, list[int]] = {}
        self._values: dict[tuple[Chain, str], object] = {}
        self._open: set[tuple[Chain, str]] = set()

    def with_values(self, values: "dict[tuple[Chain, str], object]") -> "Session":
        """Return a session in which some elements already have their values (those given to a service)."""
        inner = Session(self.program, self.context, self.run)
        inner.matched = self.matched
        inner._values.update(values)
        return inner

    def outcome(self, element: Element) -> object:
        """Return the value of what was asked for: a decision, or a service or function with the context's values."""
        if isinstance(element, Service | Knowledge):
            function = self.value(self.program, (), element)
            if not isinstance(function, Function):
                return None
            given = {name: self._argument(name) for name in function.parameters if name in self.context}
            return function.call_named(self.run, given)
        return self.value(self.program, (), element)

    def _argument(self, name: str) -> object:
        return fit(self.context[name], self.run)

    def value(self, program: Program, chain: Chain, element: Element) -> object:
        """Return the value of an element of a model reached by a chain of imports."""
        key = (chain, element.id or element.name)
        if key in self._values:
            return self._values[key]
        if key in self._open:
            self.run.note(f"«{element.name}» se requiere a sí misma; vale null", 0)
            return None
        self._open.add(key)
        self.run.charge(5)
        self.run.enter(14)
        match element:
            case InputData():
                value = self.input(program, chain, element)
            case Decision():
                value = self.decision(program, chain, element)
            case Knowledge():
                value = program.logic(element).closure(self.scope(program, chain, element))
            case Service():
                value = self.service(program, chain, element)
            case _:
                value = None
        self.run.leave(14)
        self._open.discard(key)
        self._values[key] = value
        return value

    def input(self, program: Program, chain: Chain, element: InputData) -> object:
        """Return an input: the context's value by its name, or by its path through the imports."""
        value = self._given_input(chain, element)
        wanted = program.types.wanted(element.type)
        if value is None or wanted is None:
            return value
        ok, found = convert(value, wanted, self.run)
        if not ok:
            ok, found = convert(completed(value, wanted, self.run), wanted, self.run)
        if not ok:
            self.run.where = f"Entrada «{element.name}»"
            self.run.note(f"Se le dio {article(value)}, que no cumple el tipo «{element.type}»; vale null", 0)
        return found

    def _given_input(self, chain: Chain, element: InputData) -> object:
        here: object = self.context
        for step in chain:
            here = member(here, step, self.run) if isinstance(here, Mapping) and step in here else None
        for names in (here, self.context):
            for name in element.names:
                if isinstance(names, Mapping) and name in names:
                    return fit(names[name], self.run)
        self.run.where = f"Entrada «{element.name}»"
        self.run.note("No se dio ningún valor; vale null", 0)
        return None

    def decision(self, program: Program, chain: Chain, element: Decision) -> object:
        """Return the value of a decision's logic with what it requires in scope."""
        logic = program.logic(element)
        value = logic.closure(self.scope(program, chain, element))
        return value

    def scope(self, program: Program, chain: Chain, element: Decision | Knowledge) -> Scope:
        """Return the scope of an element's logic: what it requires by name, and what no model declares besides."""
        hrefs = element.knowledge
        if isinstance(element, Decision):
            hrefs = element.inputs + element.decisions + element.knowledge
        names = Record()
        for href in hrefs:
            reached = program.reach(href)
            if reached is None:
                self.run.note(f"No se encuentra lo que requiere «{element.name}» ({href[:80]})", 0)
                continue
            self._bring(names, reached, chain)
        outer = Scope(_Undeclared(self.context, program.model), None, self.run)
        return SessionScope(names, outer, self.run, self, _table_owner(element))

    def _bring(self, names: Record, reached: tuple[Program, str, Element], chain: Chain) -> None:
        program, name, element = reached
        value = self.value(program, (*chain, name) if name else chain, element)
        if name:
            inner = names.setdefault(name, Record())
            names_of_import = inner if isinstance(inner, Record) else names
        else:
            names_of_import = names
        for spelling in reversed(element.names):
            names_of_import.setdefault(spelling, value)
        names_of_import[element.variable] = value

    def service(self, program: Program, chain: Chain, element: Service) -> Function:
        """Return a decision service as a function of its input data and input decisions."""
        from workflows.dmn.services import service_function

        return service_function(self, program, chain, element)


def _table_owner(element: Element) -> tuple[str, str]:
    box = element.logic if isinstance(element, Decision | Knowledge) else None
    return _table_id(box), element.id or element.name


class SessionScope(Scope):
    """The outermost scope of an element's logic; it knows the session, to which tables tell what they matched."""

    __slots__ = ("session", "owner")

    def __init__(self, names: Record, outer: Scope, run: Run, session: Session, owner: tuple[str, str]) -> None:
        super().__init__(names, outer, run)
        self.session = session
        self.owner = owner


def note_matched(scope: Scope, table: str, rules: list[int]) -> None:
    """Write down the rules that a table matched, under the id of the element whose logic it is."""
    here: Scope | None = scope
    while here is not None and not isinstance(here, SessionScope):
        here = here.outer
    if here is not None:
        owned, owner = here.owner
        here.session.matched.setdefault(owner if table == owned or not owned else table, []).extend(rules)


class _Undeclared(Mapping[str, object]):
    """The case's context without the names that the model declares: those come by requirement only."""

    def __init__(self, context: Mapping[str, object], model: Model) -> None:
        self._context = context
        self._declared = {name for element in model.elements.values() for name in (element.variable, element.name)}

    def __contains__(self, name: object) -> bool:
        return name not in self._declared and name in self._context

    def __getitem__(self, name: str) -> object:
        return self._context[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._context if name not in self._declared)

    def __len__(self) -> int:
        return sum(1 for _ in self)


__all__ = ["Outcome", "Program", "Session", "evaluate"]
