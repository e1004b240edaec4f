"""An expression that has been read: the names it needs, its value in a context, and what became null on the way."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from workflows.feel import lattice
from workflows.feel.budget import STEPS, Ask, Run
from workflows.feel.compiler import Compiler
from workflows.feel.errors import FeelError, Problem, place
from workflows.feel.functions import BUILTINS
from workflows.feel.lexer import words
from workflows.feel.nodes import Node
from workflows.feel.parser import Parser
from workflows.feel.scope import Scope
from workflows.feel.stream import KEYWORDS
from workflows.feel.values import Record, fit, plain
from workflows.feel.walking import Reading, weight

KEPT = 4096  # expressions kept after parsing


@dataclass(frozen=True, slots=True)
class Result:
    """A value and, for each part that became null by the standard, why."""

    value: object
    problems: tuple[Problem, ...]


class Expression:
    """An expression read once. Raises FeelError, on making, where the text is no FEEL."""

    __slots__ = ("text", "tree", "names", "perhaps", "_closure", "_cost", "_reading")

    def __init__(self, text: str, names: Iterable[str] = (), lookup: lattice.Lookup = lambda name: None) -> None:
        self.text = text
        names = tuple(names)
        try:
            self.tree = self._read(Parser(text, names, BUILTINS))
            self._reading = Reading(self.tree, BUILTINS.keys() - set(names))
            self.names: frozenset[str] = self._reading.names
            self.perhaps: frozenset[str] = self._reading.perhaps
            self._closure = Compiler(names, lookup).compile(self.tree)
            self._cost = weight(self.tree)
        except RecursionError:
            raise FeelError("La expresión está anidada demasiadas veces. Divídala en partes con nombre.") from None

    def _read(self, parser: Parser) -> Node:
        return parser.expression_only()

    def evaluate(self, context: Mapping[str, object], *, at: datetime | None = None, ask: Ask | None = None) -> object:
        """Return the value in a context. Raises FeelError only for a spent budget or a moment that nobody gave."""
        run = Run(at, ask, self.text)
        value = self.value(Scope(context, None, run))
        kind = type(value)
        return value if kind is bool or value is None or kind is str else plain(value, run)

    def run(
        self,
        context: Mapping[str, object],
        *,
        at: datetime | None = None,
        ask: Ask | None = None,
        steps: int = STEPS,
    ) -> Result:
        """Return the value in a context together with the problems met. Raises FeelError as `evaluate` does."""
        run = Run(at, ask, self.text, steps)
        value = plain(self.value(Scope(context, None, run)), run)
        return Result(value, tuple(run.problems))

    def value(self, scope: Scope) -> object:
        """Return the value in a scope, as FEEL's own, paying from the scope's budget."""
        run = scope.run
        run.charge(self._cost)
        outer, run.source = run.source, self.text
        try:
            value = self._closure(scope)
            run.source = outer
            return value
        except RecursionError:
            raise FeelError(
                "La expresión se anida demasiado al evaluarse y se detuvo; no dio ningún valor. Simplifíquela."
            ) from None

    def where(self, name: str) -> tuple[int, int]:
        """Return line and column where a free name stands first."""
        return place(self.text, self._reading.offset(name))


class UnaryTests(Expression):
    """The tests of one cell; `?` is the value tested."""

    __slots__ = ()

    def _read(self, parser: Parser) -> Node:
        return parser.unary_tests()

    def matches(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        *,
        at: datetime | None = None,
        ask: Ask | None = None,
    ) -> bool:
        """Say whether a value passes the tests in a context."""
        run = Run(at, ask, self.text)
        return self.met_by(fit(value, run), Scope(context or {}, None, run)) is True

    def met_by(self, value: object, scope: Scope) -> object:
        """Say whether a value of FEEL passes the tests in a scope; None where there is no answer."""
        return self.value(Scope(Record({"?": value}), scope, scope.run))


def evaluate(text: str, context: Mapping[str, object], *, at: datetime | None = None, ask: Ask | None = None) -> object:
    """Return the value of an expression (a leading `=` is left out) in a context.

    Numbers are Decimal; dates, times and date-times are Python's where Python's can hold them exactly; null is None.
    Raises FeelError for a text that is no FEEL, a spent budget, or `now()` without a moment.
    """
    return parse(text, _special(context)).evaluate(context, at=at, ask=ask)


def problems(
    text: str, context: Mapping[str, object], *, at: datetime | None = None, ask: Ask | None = None
) -> tuple[Problem, ...]:
    """Return why parts of an expression became null in a context; empty where nothing did."""
    return parse(text, _special(context)).run(context, at=at, ask=ask).problems


def parse(text: str, names: Collection[str] = ()) -> Expression:
    """Return the expression that a text says, kept for the next time; a leading `=` is left out.

    `names` are those that contain signs (`a-b`) or hide a built-in function; names of several words need no help.
    Raises FeelError.
    """
    return _expression(strip_equals(text), names if isinstance(names, tuple) else tuple(sorted(names)))


def unary_tests(text: str, names: Collection[str] = ()) -> UnaryTests:
    """Return the tests that a cell says, kept for the next time. Raises FeelError."""
    return _tests(text, names if isinstance(names, tuple) else tuple(sorted(names)))


def strip_equals(text: str) -> str:
    """Return an expression without the `=` that marks it in a diagram; places keep their column."""
    stripped = text.lstrip()
    if not stripped.startswith("="):
        return text
    return text[: len(text) - len(stripped)] + " " + stripped[1:]


@lru_cache(maxsize=KEPT)
def _expression(text: str, names: tuple[str, ...]) -> Expression:
    return Expression(text, names)


@lru_cache(maxsize=KEPT)
def _tests(text: str, names: tuple[str, ...]) -> UnaryTests:
    return UnaryTests(text, names)


def _special(context: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of a plain dict that the parser cannot find by itself."""
    if not isinstance(context, dict):
        return ()
    found: set[str] = set()
    _collect(context, found, 0)
    return tuple(sorted(found))


def _collect(context: Mapping[object, object], found: set[str], level: int) -> None:
    for key, value in context.items():
        if isinstance(key, str) and (not key.isidentifier() or key in KEYWORDS or key in BUILTINS) and words(key):
            found.add(key)
        if isinstance(value, dict) and level < 3:
            _collect(value, found, level + 1)
