"""What a decision model says: its decisions and inputs, what requires what, and the boxes that hold their logic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed expression: where it stands in the file, its id, and the type that its value must have."""

    line: int
    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Literal(Box):
    """A FEEL expression written out; `language` is empty for FEEL."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ContextBox(Box):
    """Named boxes, the later seeing the earlier; an entry without name is the result."""

    entries: tuple[tuple[str, str, "Box | None"], ...]  # name, type, box


@dataclass(frozen=True, slots=True)
class ListBox(Box):
    """A list, box by box."""

    items: tuple["Box | None", ...]


@dataclass(frozen=True, slots=True)
class Relation(Box):
    """A list of contexts with the same columns."""

    columns: tuple[tuple[str, str], ...]  # name, type
    rows: tuple[tuple["Box | None", ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox(Box):
    """A function: its parameters with types, and its body; `kind` is FEEL, Java or PMML."""

    parameters: tuple[tuple[str, str], ...]
    body: "Box | None"
    kind: str


@dataclass(frozen=True, slots=True)
class Invocation(Box):
    """A call of a function with arguments by name."""

    called: "Box | None"
    bindings: tuple[tuple[str, str, "Box | None"], ...]  # parameter, type, box


@dataclass(frozen=True, slots=True)
class Conditional(Box):
    """`if`, `then` and `else` as boxes."""

    condition: "Box | None"
    yes: "Box | None"
    no: "Box | None"


@dataclass(frozen=True, slots=True)
class FilterBox(Box):
    """A collection and the condition that its items must meet."""

    source: "Box | None"
    match: "Box | None"


@dataclass(frozen=True, slots=True)
class IteratorBox(Box):
    """`for`, `some` or `every` as boxes."""

    kind: str
    variable: str
    source: "Box | None"
    body: "Box | None"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or another text with a place: its text, its line and its id."""

    text: str
    line: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions: what is tested, the type of it, and the values that it may have."""

    label: str
    expression: Cell
    type: str
    values: Cell | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results: its name, its type, the values it may have (in order of priority), and its default."""

    name: str
    label: str
    type: str
    values: Cell | None
    default: Cell | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table."""

    line: int
    id: str
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table(Box):
    """A decision table. `hit_policy` is written out (UNIQUE …); `aggregation` is SUM, COUNT, MIN, MAX or empty."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: str
    aggregation: str


@dataclass(frozen=True, slots=True)
class Element:
    """Anything of the requirements graph: its id, name, line; its name in expressions and the type of its value."""

    id: str
    name: str
    line: int
    variable: str
    type: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which expressions may call it: that of its variable first (some tools write the id)."""
        return tuple(dict.fromkeys(name for name in (self.variable, self.name, self.id) if name))


@dataclass(frozen=True, slots=True)
class InputData(Element):
    """A value that comes from outside."""


@dataclass(frozen=True, slots=True)
class Decision(Element):
    """A decision: the hrefs of what it requires, and its logic."""

    inputs: tuple[str, ...]
    decisions: tuple[str, ...]
    knowledge: tuple[str, ...]
    logic: Box | None


@dataclass(frozen=True, slots=True)
class Knowledge(Element):
    """A business knowledge model: a function that decisions can call."""

    knowledge: tuple[str, ...]
    logic: FunctionBox | None


@dataclass(frozen=True, slots=True)
class Service(Element):
    """A decision service: decisions offered together, and what must be given to it."""

    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item definition: a type by name, its base or its components, and the values allowed."""

    name: str
    line: int
    type: str
    collection: bool
    components: tuple["Item", ...]
    allowed: Cell | None
    constraint: Cell | None
    function: tuple[tuple[tuple[str, str], ...], str] | None = None  # parameters with types, type of the result


@dataclass(frozen=True, slots=True)
class Import:
    """Another model that this one uses, and the name it has here."""

    name: str
    namespace: str


@dataclass(frozen=True)
class Model:
    """A decision model as read from its bytes."""

    name: str
    namespace: str
    items: tuple[Item, ...]
    imports: tuple[Import, ...]
    elements: Mapping[str, Element] = field(repr=False)  # by id

    @cached_property
    def decisions(self) -> dict[str, str]:
        """The name of each decision by its id."""
        return {key: element.name for key, element in self.elements.items() if isinstance(element, Decision)}

    def find(self, id_or_name: str) -> Element | None:
        """Return the decision, decision service, knowledge model or input with an id, else with a name."""
        if id_or_name in self.elements:
            return self.elements[id_or_name]
        kinds = (Decision, Service, Knowledge, InputData)
        named = [element for element in self.elements.values() if element.name == id_or_name]
        return next((element for kind in kinds for element in named if isinstance(element, kind)), None)

    def required(self, href: str) -> Element | None:
        """Return the element of this model that an href (`#id`, `namespace#id`) names; None if it is elsewhere."""
        namespace, _, key = href.rpartition("#")
        return self.elements.get(key) if namespace in ("", self.namespace) else None

    def names_read(self, decision: str) -> frozenset[str]:
        """Return the names of the case that a decision reads, itself or through the decisions it requires."""
        from workflows.dmn.names import names_read

        return names_read(self, decision)

    def __hash__(self) -> int:
        return id(self)


def boxes(box: Box | None) -> Iterator[Box]:
    """Give the boxes right inside a box."""
    inner: tuple[Box | None, ...] = ()
    match box:
        case ContextBox(entries=entries):
            inner = tuple(value for _, _, value in entries)
        case ListBox(items=items):
            inner = items
        case Relation(rows=rows):
            inner = tuple(value for row in rows for value in row)
        case FunctionBox(body=body):
            inner = (body,)
        case Invocation(called=called, bindings=bindings):
            inner = (called, *(value for _, _, value in bindings))
        case Conditional(condition=condition, yes=yes, no=no):
            inner = (condition, yes, no)
        case FilterBox(source=source, match=match):
            inner = (source, match)
        case IteratorBox(source=source, body=body):
            inner = (source, body)
    yield from (value for value in inner if value is not None)
