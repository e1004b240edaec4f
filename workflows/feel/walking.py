"""What can be known of an expression's tree without running it: its parts, its weight, the names it reads."""

from collections.abc import Iterable, Iterator

from workflows.feel import nodes
from workflows.feel.nodes import Node


def children(node: Node) -> Iterator[Node]:
    """Give the parts that a node is made of, in the order of the text."""
    match node:
        case nodes.Path(source=source):
            yield source
        case nodes.Filter(source=source, condition=condition):
            yield from (source, condition)
        case nodes.Call(function=function, arguments=arguments):
            yield from (function, *arguments)
        case nodes.NamedCall(function=function, arguments=named):
            yield from (function, *(value for _, value in named))
        case nodes.Chain(first=first, rest=rest):
            yield from (first, *(operand for _, operand in rest))
        case nodes.Negate(operand=operand) | nodes.Test(operand=operand):
            yield operand
        case nodes.Compare(left=left, right=right):
            yield from (left, right)
        case nodes.Between(value=value, low=low, high=high):
            yield from (value, low, high)
        case nodes.In(value=value, tests=tests):
            yield from (value, *tests)
        case nodes.Logic(operands=items) | nodes.ListOf(items=items) | nodes.Tests(tests=items):
            yield from items
        case nodes.If(condition=condition, yes=yes, no=no):
            yield from (condition, yes, no)
        case nodes.For(iterators=iterators, body=body) | nodes.Quantified(iterators=iterators, condition=body):
            for iterator in iterators:
                yield iterator.source
                if iterator.until is not None:
                    yield iterator.until
            yield body
        case nodes.ContextOf(entries=entries):
            yield from (value for _, value in entries)
        case nodes.RangeOf(low=low, high=high):
            yield from (low, high)
        case nodes.FunctionOf(body=body):
            yield body
        case nodes.InstanceOf(value=value):
            yield value


def weight(node: Node) -> int:
    """Return how many steps one evaluation of the tree costs at most, loops and calls apart."""
    return 1 + sum(weight(part) for part in children(node))


def depth(node: Node) -> int:
    """Return how many parts stand one inside the other."""
    return 1 + max((depth(part) for part in children(node)), default=0)


def mentions(node: Node, name: str) -> bool:
    """Say whether a name stands anywhere in the tree."""
    return (isinstance(node, nodes.Name) and node.name == name) or any(mentions(part, name) for part in children(node))


class Reading:
    """The free names of a tree: those it reads from outside, and those that only filters may read.

    Inside a filter a name may be a field of the item; only the values decide. `perhaps` holds the names that stand
    nowhere else.
    """

    def __init__(self, node: Node, builtins: Iterable[str]) -> None:
        self._builtins = frozenset(builtins)
        self._certain: dict[str, int] = {}
        self._filtered: dict[str, int] = {}
        self._walk(node, frozenset(), False)

    @property
    def names(self) -> frozenset[str]:
        """All free names."""
        return frozenset(self._certain) | frozenset(self._filtered)

    @property
    def perhaps(self) -> frozenset[str]:
        """The free names that stand inside filters only."""
        return frozenset(self._filtered) - frozenset(self._certain)

    def offset(self, name: str) -> int:
        """Return where a free name stands first."""
        return self._certain.get(name, self._filtered.get(name, 0))

    def _walk(self, node: Node, bound: frozenset[str], filtered: bool) -> None:
        match node:
            case nodes.Name(offset=offset, name=name):
                if name not in bound:
                    (self._filtered if filtered else self._certain).setdefault(name, offset)
            case nodes.Call(function=nodes.Name(name=name), arguments=arguments) if name in self._builtins - bound:
                self._walk_all(arguments, bound, filtered)
            case nodes.NamedCall(function=nodes.Name(name=name), arguments=named) if name in self._builtins - bound:
                self._walk_all((value for _, value in named), bound, filtered)
            case nodes.Filter(source=source, condition=condition):
                self._walk(source, bound, filtered)
                self._walk(condition, bound | {"item"}, True)
            case nodes.For(iterators=iterators, body=body) | nodes.Quantified(iterators=iterators, condition=body):
                inner = bound | {"partial"} if isinstance(node, nodes.For) else bound
                for iterator in iterators:
                    self._walk(iterator.source, inner, filtered)
                    if iterator.until is not None:
                        self._walk(iterator.until, inner, filtered)
                    inner |= {iterator.name}
                self._walk(body, inner, filtered)
            case nodes.ContextOf(entries=entries):
                for key, value in entries:
                    self._walk(value, bound, filtered)
                    bound |= {key}
            case nodes.FunctionOf(parameters=parameters, body=body):
                self._walk(body, bound | {parameter.name for parameter in parameters}, filtered)
            case nodes.Tests(tests=tests):
                self._walk_all(tests, bound | {"?"}, filtered)
            case _:
                self._walk_all(children(node), bound, filtered)

    def _walk_all(self, parts: Iterable[Node], bound: frozenset[str], filtered: bool) -> None:
        for part in parts:
            self._walk(part, bound, filtered)
