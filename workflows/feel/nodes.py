"""The tree of an expression: what was written, each part with its offset in the text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression that begins at `offset`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written out; `problem` says why an at-literal became null."""

    value: object
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """The value that a name has where it stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(a, b)`."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall(Node):
    """`function(name: a, other: b)`."""

    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Operators of one rank, from left to right: `first (operator operand)*`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left operator right`, the operator one of = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (test, test)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Operands joined by `and`, or by `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source` or `name in source..until`."""

    name: str
    source: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` iterators satisfies condition."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[low..high]` with open or closed ends."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A unary test that begins with an operator: `< 5`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests of a table's cell: any of them, or none of them; `anything` is the cell `-`."""

    tests: tuple[Node, ...]
    negated: bool = False
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter of a function, with the type it declares."""

    name: str
    type: "TypeNode | None"


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(a, b) body`."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: "TypeNode"


@dataclass(frozen=True, slots=True)
class TypeNode:
    """A type as written: its name (`bare`), or list, range, context or function with the types inside."""

    name: str
    inner: tuple["TypeNode", ...] = ()
    fields: tuple[tuple[str, "TypeNode"], ...] = ()
    bare: bool = True
