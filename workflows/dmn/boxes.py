"""How boxed expressions become closures, as FEEL's own parts do: contexts, calls, relations, iterators, tables."""

from collections.abc import Callable, Iterable, Mapping

from workflows import feel
from workflows.dmn import model as dmn
from workflows.dmn.item_types import Types
from workflows.dmn.model import Box, Cell
from workflows.dmn.tables import compile_table
from workflows.feel import lattice
from workflows.feel.closures import user_function
from workflows.feel.iteration import Domain, compile_for, compile_quantified
from workflows.feel.operators import article
from workflows.feel.scope import Scope
from workflows.feel.values import Function, Record

Closure = Callable[[Scope], object]

CALL_FRAMES = 12


class Boxes:
    """Compiles the boxes of one model; `names` are all names that its texts may use."""

    def __init__(self, names: Iterable[str], types: Types, matched: Callable[[Scope, str, list[int]], None]) -> None:
        self.names = tuple(names)
        self.types = types
        self.matched = matched

    def compile(self, box: Box | None, where: str, extra: tuple[str, ...] = ()) -> Closure:
        """Return the closure of a box; `where` names it in problems, `extra` are names of its surroundings."""
        if box is None:
            return lambda scope: _missing(scope, where)
        return self.demanding(self._of(box, where, extra), box.type, where)

    def demanding(self, closure: Closure, reference: str, where: str) -> Closure:
        """Return a closure whose value is converted to a type; null, with a problem, where it cannot be."""
        wanted = self.types.wanted(reference)
        if wanted is None:
            return closure

        def converted(scope: Scope) -> object:
            return self.converted(closure(scope), wanted, reference, where, scope)

        return converted

    def converted(self, value: object, wanted: lattice.Type, reference: str, where: str, scope: Scope) -> object:
        """Return a value as a type demands it; null, with a problem, where it cannot be."""
        if value is None:
            return None
        ok, found = lattice.convert(value, wanted, scope.run)
        if not ok:
            scope.run.where = where
            scope.run.note(f"El valor es {article(value)} y no cumple el tipo «{reference}»; vale null", 0)
        return found

    def _of(self, box: Box, where: str, extra: tuple[str, ...]) -> Closure:
        match box:
            case dmn.Literal():
                return self.literal(box, where, extra)
            case dmn.Table():
                return compile_table(self, box, where, extra)
            case dmn.ContextBox():
                return self.context(box, where, extra)
            case dmn.ListBox(items=items):
                parts = [self.compile(item, where, extra) for item in items]
                return lambda scope: [part(scope) for part in parts]
            case dmn.Relation():
                return self.relation(box, where, extra)
            case dmn.FunctionBox():
                return self.function(box, "", where, extra)
            case dmn.Invocation():
                return self.invocation(box, where, extra)
            case dmn.Conditional(condition=condition, yes=yes, no=no):
                ask, then, otherwise = (self.compile(part, where, extra) for part in (condition, yes, no))
                return _choosing(ask, then, otherwise, where)
            case dmn.FilterBox(source=source, match=match):
                return self.filter(source, match, where, extra)
            case dmn.IteratorBox():
                return self.iterator(box, where, extra)
        raise AssertionError(box)

    def literal(self, box: dmn.Literal, where: str, extra: tuple[str, ...]) -> Closure:
        if box.language:
            return lambda scope: _noted(scope, where, f"No se ejecuta el lenguaje «{box.language}»; vale null")
        return self.text(Cell(box.text, box.line), where, extra)

    def text(self, cell: Cell, where: str, extra: tuple[str, ...]) -> Closure:
        """Return the closure of a FEEL text; one that cannot be read is null, with a problem."""
        if not cell.text.strip():
            return lambda scope: None
        try:
            expression = feel.Expression(cell.text, self.names + extra, self.types.named)
        except feel.FeelError as wrong:
            return lambda scope, wrong=wrong: _noted(scope, where, f"{wrong}; vale null")  # type: ignore[misc]

        def read(scope: Scope) -> object:
            scope.run.where = where
            return expression.value(scope)

        return read

    def tests(self, cell: Cell, where: str, extra: tuple[str, ...]) -> Callable[[object, Scope], object]:
        """Return the closure of a cell's unary tests, called with the tested value and the scope."""
        try:
            tests = feel.UnaryTests(cell.text, self.names + extra, self.types.named)
        except feel.FeelError as wrong:
            return lambda value, scope, wrong=wrong: _noted(scope, where, str(wrong))  # type: ignore[misc]

        def ask(value: object, scope: Scope) -> object:
            scope.run.where = where
            return tests.met_by(value, scope)

        return ask

    def context(self, box: dmn.ContextBox, where: str, extra: tuple[str, ...]) -> Closure:
        extra = extra + tuple(name for name, _, _ in box.entries if name)
        parts = []
        for name, reference, value in box.entries:
            label = f"{where}, «{name}»" if name else where
            if isinstance(value, dmn.FunctionBox):
                closure = self.function(value, name, label, extra)
            else:
                closure = self.demanding(self.compile(value, label, extra), reference, label)
            parts.append((name, closure))

        def build(scope: Scope) -> object:
            record = Record()
            inner = Scope(record, scope, scope.run)
            for name, closure in parts:
                scope.run.charge(1)
                if not name:
                    return closure(inner)
                record[name] = closure(inner)
            return record

        return build

    def relation(self, box: dmn.Relation, where: str, extra: tuple[str, ...]) -> Closure:
        rows = [
            [
                (name, self.demanding(self.compile(cell, where, extra), reference, where))
                for (name, reference), cell in zip(box.columns, row, strict=False)
            ]
            for row in box.rows
        ]
        return lambda scope: [Record((name, cell(scope)) for name, cell in row) for row in rows]

    def function(self, box: dmn.FunctionBox, name: str, where: str, extra: tuple[str, ...] = ()) -> Closure:
        """Return the closure that gives the function of a box, closed over the scope where it stands."""
        names = tuple(parameter for parameter, _ in box.parameters)
        kinds = tuple(self.types.wanted(reference) for _, reference in box.parameters)
        result = self.types.wanted(box.type)
        body = self.compile(box.body, where, extra + names) if box.kind == "FEEL" else _refusing(where)
        return lambda scope: user_function(name, names, kinds, body, scope, 4, CALL_FRAMES, result)

    def invocation(self, box: dmn.Invocation, where: str, extra: tuple[str, ...]) -> Closure:
        called = self.compile(box.called, where, extra)
        arguments = [
            (name, self.demanding(self.compile(value, where, extra), reference, where))
            for name, reference, value in box.bindings
        ]

        def call(scope: Scope) -> object:
            function = called(scope)
            if not isinstance(function, Function):
                return _noted(scope, where, f"No se puede llamar a {article(function)}; vale null")
            given = {name: value(scope) for name, value in arguments}
            return function.call_named(scope.run, given)

        return call

    def filter(self, source: Box | None, match: Box | None, where: str, extra: tuple[str, ...]) -> Closure:
        items = self.compile(source, where, extra)
        condition = self.compile(match, where, (*extra, "item"))

        def choose(scope: Scope) -> object:
            value = items(scope)
            if not isinstance(value, list):
                return _noted(scope, where, f"Un filtro necesita una lista y tiene {article(value)}; vale null")
            answers = [meets(item, scope) for item in value]
            if not all(answer is None or isinstance(answer, bool) for answer in answers):
                return _noted(scope, where, "La condición de un filtro debe dar sí o no; vale null")
            return [item for item, answer in zip(value, answers, strict=True) if answer is True]

        def meets(item: object, scope: Scope) -> object:
            scope.run.charge(5)
            inner = Scope(Record({"item": item}), scope, scope.run)
            inner = Scope(item, inner, scope.run) if isinstance(item, Mapping) else inner
            return condition(inner)

        return choose

    def iterator(self, box: dmn.IteratorBox, where: str, extra: tuple[str, ...]) -> Closure:
        domain = Domain(box.variable, self.compile(box.source, where, extra), None, 0)
        body = self.compile(box.body, where, (*extra, box.variable, "partial"))
        if box.kind == "for":
            return compile_for([domain], body, 5)
        return compile_quantified([domain], body, box.kind == "every", 5)


def _choosing(ask: Closure, then: Closure, otherwise: Closure, where: str) -> Closure:
    def choose(scope: Scope) -> object:
        answer = ask(scope)
        if answer is not None and not isinstance(answer, bool):
            return _noted(scope, where, f"«if» necesita un sí/no y tiene {article(answer)}; vale null")
        return then(scope) if answer is True else otherwise(scope)

    return choose


def _refusing(where: str) -> Closure:
    return lambda scope: _noted(scope, where, "Las funciones Java o PMML no se ejecutan; vale null")


def _missing(scope: Scope, where: str) -> object:
    return _noted(scope, where, "Falta la lógica; vale null")


def _noted(scope: Scope, where: str, message: str) -> object:
    scope.run.where = where
    scope.run.note(message, 0)
    return None
