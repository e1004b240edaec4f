"""How the tree of an expression becomes closures that Python runs quickly: no `eval`, one closure per part."""

from collections.abc import Callable, Iterable

from workflows.feel import closures, inference, lattice, nodes, operators, properties
from workflows.feel.functions import BUILTINS
from workflows.feel.iteration import Domain, compile_for, compile_quantified
from workflows.feel.nodes import Node
from workflows.feel.operators import compare, equal
from workflows.feel.scope import Scope
from workflows.feel.testing import BOOLEAN_NODES, meets, passes
from workflows.feel.values import READY, Function, Record, fit
from workflows.feel.walking import depth, mentions, weight

Closure = Callable[[Scope], object]


class Compiler:
    """Compiles one tree. `declared` are names from outside that hide built-in functions; `lookup` finds types."""

    def __init__(self, declared: Iterable[str], lookup: lattice.Lookup) -> None:
        self.bound = [set(declared)]
        self.lookup = lookup

    def compile(self, node: Node) -> Closure:
        """Return the closure of a node: called with a scope it gives the value."""
        method: Callable[[Node], Closure] = getattr(self, _METHODS[type(node)])
        return method(node)

    def all(self, parts: Iterable[Node]) -> list[Closure]:
        """Return the closures of several nodes."""
        return [self.compile(part) for part in parts]

    # Values and names

    def literal(self, node: nodes.Literal) -> Closure:
        value = node.value
        if not node.problem:
            return lambda scope: value

        def noted(scope: Scope) -> object:
            scope.run.note(f"{node.problem}; vale null", node.offset)
            return value

        return noted

    def name(self, node: nodes.Name) -> Closure:
        name = node.name
        fallback = BUILTINS.get(name)

        def read(scope: Scope) -> object:
            here: Scope | None = scope
            while here is not None:
                names = here.names
                if name in names:
                    value = names[name]
                    return value if type(names) is Record or type(value) in READY else fit(value, scope.run)
                here = here.outer
            if fallback is None:
                scope.run.note(f"No existe el dato «{name}»; vale null", node.offset)
            return fallback

        return read

    def path(self, node: nodes.Path) -> Closure:
        source, name = self.compile(node.source), node.name

        def walk(scope: Scope) -> object:
            return properties.read(source(scope), name, scope.run, node.offset)

        return walk

    def listing(self, node: nodes.ListOf) -> Closure:
        items = self.all(node.items)
        return lambda scope: [item(scope) for item in items]

    def context(self, node: nodes.ContextOf) -> Closure:
        self.bound.append(set())
        found = []
        for key, value in node.entries:
            found.append((key, self.compile(value)))
            self.bound[-1].add(key)
        self.bound.pop()
        twice = len({key for key, _ in found}) < len(found)

        def build(scope: Scope) -> object:
            if twice:
                scope.run.note("El contexto repite un nombre; vale null", node.offset)
                return None
            record = Record()
            inner = Scope(record, scope, scope.run)
            for key, value in found:
                record[key] = value(inner)
            return record

        return build

    def range(self, node: nodes.RangeOf) -> Closure:
        low, high = self.compile(node.low), self.compile(node.high)

        def build(scope: Scope) -> object:
            ends = low(scope), high(scope)
            return properties.make_range(*ends, node.low_closed, node.high_closed, scope.run, node.offset)

        return build

    def function(self, node: nodes.FunctionOf) -> Closure:
        names = tuple(parameter.name for parameter in node.parameters)
        kinds = tuple(None if p.type is None else lattice.build(p.type, self.lookup) for p in node.parameters)
        if node.external:
            return lambda scope: closures.external(names, scope.run, node.offset)
        self.bound.append(set(names))
        body = self.compile(node.body)
        self.bound.pop()
        cost, frames = weight(node.body) + 2, depth(node.body) + 4
        kind = inference.infer(node, {}, self.lookup)
        promised = kind.result if isinstance(kind, lattice.FunctionType) else None

        def define(scope: Scope) -> object:
            return closures.user_function("", names, kinds, body, scope, cost, frames, promised=promised)

        return define

    # Operators

    def logic(self, node: nodes.Logic) -> Closure:
        operands = self.all(node.operands)
        decisive = node.operator == "or"
        if len(operands) == 2:
            return closures.logic_of_two(operands[0], operands[1], decisive)

        def combine(scope: Scope) -> bool | None:
            unknown = False
            for operand in operands:
                value = operand(scope)
                if value is decisive:
                    return decisive
                if value is not (not decisive):
                    unknown = True
            return None if unknown else not decisive

        return combine

    def compare(self, node: nodes.Compare) -> Closure:
        left, right = self.compile(node.left), self.compile(node.right)
        if node.operator in ("=", "!="):
            return closures.equality(left, right, node.operator == "!=", node.offset)
        return closures.order(left, right, node.operator, node.offset)

    def between(self, node: nodes.Between) -> Closure:
        value, low, high = self.all((node.value, node.low, node.high))

        def within(scope: Scope) -> bool | None:
            tested = value(scope)
            order = compare(tested, low(scope)), compare(tested, high(scope))
            above, below = (None if order[0] is None else order[0] >= 0), (None if order[1] is None else order[1] <= 0)
            return False if above is False or below is False else above and below

        return within

    def membership(self, node: nodes.In) -> Closure:
        value = self.compile(node.value)
        tests = [self.unary(test) for test in node.tests]

        def belongs(scope: Scope) -> bool | None:
            tested = value(scope)
            return passes(tests, tested, Scope(Record({"?": tested}), scope, scope.run))

        return belongs

    def chain(self, node: nodes.Chain) -> Closure:
        first = self.compile(node.first)
        rest = [(operators.OPERATIONS[sign], self.compile(part)) for sign, part in node.rest]
        offset = node.offset
        if len(rest) == 1:
            operation, other = rest[0]
            return lambda scope: operation(first(scope), other(scope), scope.run, offset)

        def reckon(scope: Scope) -> object:
            value = first(scope)
            for operation, operand in rest:
                value = operation(value, operand(scope), scope.run, offset)
            return value

        return reckon

    def negate(self, node: nodes.Negate) -> Closure:
        operand = self.compile(node.operand)
        return lambda scope: operators.negate(operand(scope), scope.run, node.offset)

    def instance(self, node: nodes.InstanceOf) -> Closure:
        value, wanted = self.compile(node.value), lattice.build(node.type, self.lookup)

        def ask(scope: Scope) -> bool | None:
            if wanted.name == "":
                scope.run.note(f"No existe el tipo «{node.type.name}»; vale null", node.offset)
                value(scope)
                return None
            return lattice.is_instance(value(scope), wanted, scope.run)

        return ask

    # Choices and loops

    def conditional(self, node: nodes.If) -> Closure:
        condition, yes, no = self.all((node.condition, node.yes, node.no))
        return lambda scope: yes(scope) if condition(scope) is True else no(scope)

    def iteration(self, node: nodes.For) -> Closure:
        domains, body = self.domains(node.iterators, node.body, {"partial"})
        return compile_for(domains, body, weight(node.body) + 3)

    def quantified(self, node: nodes.Quantified) -> Closure:
        domains, condition = self.domains(node.iterators, node.condition, set())
        return compile_quantified(domains, condition, node.every, weight(node.condition) + 3)

    def domains(
        self, iterators: tuple[nodes.Iterator, ...], body: Node, extra: set[str]
    ) -> tuple[list[Domain], Closure]:
        found = []
        self.bound.append(extra)
        for iterator in iterators:
            until = None if iterator.until is None else self.compile(iterator.until)
            found.append(Domain(iterator.name, self.compile(iterator.source), until, iterator.offset))
            self.bound[-1].add(iterator.name)
        inner = self.compile(body)
        self.bound.pop()
        return found, inner

    def filter(self, node: nodes.Filter) -> Closure:
        source = self.compile(node.source)
        self.bound.append({"item"})
        condition = self.compile(node.condition)
        self.bound.pop()
        return properties.filtering(source, condition, node, weight(node.condition) + 3)

    # Calls

    def call(self, node: nodes.Call) -> Closure:
        arguments = self.all(node.arguments)
        builtin = self._builtin(node.function)
        if builtin is not None:
            body = builtin.call
            return closures.calling(body, arguments, node.offset)
        callee = self.compile(node.function)

        def invoke(scope: Scope) -> object:
            function = callee(scope)
            if not isinstance(function, Function):
                scope.run.note(f"No se puede llamar a {operators.article(function)}; vale null", node.offset)
                return None
            return closures.calling(function.call, arguments, node.offset)(scope)

        return invoke

    def named_call(self, node: nodes.NamedCall) -> Closure:
        arguments = [(name, self.compile(part)) for name, part in node.arguments]
        callee = self.compile(node.function)
        builtin = self._builtin(node.function)

        def invoke(scope: Scope) -> object:
            function = builtin or callee(scope)
            if not isinstance(function, Function) or len(dict(arguments)) < len(arguments):
                scope.run.note("No se puede llamar así a esta función; vale null", node.offset)
                return None
            given = {name: part(scope) for name, part in arguments}
            scope.run.place = node.offset
            return function.call_named(scope.run, given)

        return invoke

    def _builtin(self, node: Node) -> Function | None:
        if isinstance(node, nodes.Name) and not any(node.name in names for names in self.bound):
            return BUILTINS.get(node.name)
        return None

    # Unary tests

    def test(self, node: nodes.Test) -> Closure:
        """A test that stands where a value is wanted is a range with an open end."""
        operand = self.compile(node.operand)
        return lambda scope: properties.open_range(node.operator, operand(scope))

    def tests(self, node: nodes.Tests) -> Closure:
        if node.anything:
            return lambda scope: True
        tests = [self.unary(test) for test in node.tests]
        if not node.negated:
            return lambda scope: passes(tests, scope.value("?"), scope)

        def none_of(scope: Scope) -> bool | None:
            answer = passes(tests, scope.value("?"), scope)
            return None if answer is None else not answer

        return none_of

    def unary(self, node: Node) -> Callable[[object, Scope], bool | None]:
        """Return the closure of one test: called with the tested value and the scope it says whether it is met."""
        if isinstance(node, nodes.Test):
            return self._operator_test(node)
        closure = self.compile(node)
        asks = mentions(node, "?")
        formed = isinstance(node, BOOLEAN_NODES)
        called = isinstance(node, nodes.Call | nodes.NamedCall)

        def ask(value: object, scope: Scope) -> bool | None:
            # A call that says yes or no is its own answer too, unless a yes or no is what is tested.
            return meets(value, closure(scope), asks, formed or (called and type(value) is not bool), scope.run)

        return ask

    def _operator_test(self, node: nodes.Test) -> Callable[[object, Scope], bool | None]:
        operand, sign = self.compile(node.operand), node.operator

        def ask(value: object, scope: Scope) -> bool | None:
            other = operand(scope)
            if sign in ("=", "!="):
                answer = equal(value, other, scope.run)
                return answer if answer is None or sign == "=" else not answer
            order = compare(value, other)
            return None if order is None else closures.SIGNS[sign](order)

        return ask


_METHODS = {
    nodes.Literal: "literal",
    nodes.Name: "name",
    nodes.Path: "path",
    nodes.Filter: "filter",
    nodes.Call: "call",
    nodes.NamedCall: "named_call",
    nodes.Chain: "chain",
    nodes.Negate: "negate",
    nodes.Compare: "compare",
    nodes.Between: "between",
    nodes.In: "membership",
    nodes.Logic: "logic",
    nodes.If: "conditional",
    nodes.For: "iteration",
    nodes.Quantified: "quantified",
    nodes.ListOf: "listing",
    nodes.ContextOf: "context",
    nodes.RangeOf: "range",
    nodes.FunctionOf: "function",
    nodes.InstanceOf: "instance",
    nodes.Test: "test",
    nodes.Tests: "tests",
}
