"""How item definitions become types of FEEL: components, collections, allowed values, imported types."""

from collections.abc import Mapping

from workflows import feel
from workflows.dmn.model import Cell, Item
from workflows.feel.budget import Run
from workflows.feel.lattice import (
    ANY,
    Constrained,
    ContextType,
    FunctionType,
    ListType,
    Lookup,
    Type,
    build,
    simple,
)
from workflows.feel.parser import Parser
from workflows.feel.scope import Scope
from workflows.feel.values import Record

DEEPEST = 20  # item definitions one inside the other


class Types:
    """The types of one model, those of imported models under the import's name. Unknown names are no type."""

    def __init__(self, items: tuple[Item, ...], imported: Mapping[str, "Types"]) -> None:
        self._items = {item.name: item for item in items}
        self._imported = imported
        self._known: dict[str, Type] = {}
        self._depth = 0

    def named(self, name: str) -> Type | None:
        """Return the type that a reference names; None for an unknown name."""
        if name in self._known:
            return self._known[name]
        item = self._items.get(name)
        if item is not None:
            if self._depth >= DEEPEST:
                return ANY
            self._depth += 1
            self._known[name] = ANY  # a definition that contains itself ends here
            self._known[name] = self._of_item(item)
            self._depth -= 1
            return self._known[name]
        for prefix, types in self._imported.items():
            if prefix and name.startswith(prefix + "."):
                return types.named(name[len(prefix) + 1 :])
            if not prefix and (found := types.named(name)) is not None:
                return found
        return simple(name)

    def wanted(self, reference: str) -> Type | None:
        """Return the type that a variable must have; None where nothing is demanded."""
        if not reference or reference.rpartition(":")[2] == "Any":
            return None
        found = self.named(reference) or self.named(reference.rpartition(":")[2])
        if found is None and "<" in reference:
            return _written(reference, self.named)
        return None if found is None or found.name == "Any" and not isinstance(found, Constrained) else found

    def _of_item(self, item: Item) -> Type:
        if item.function is not None:
            parameters, result = item.function
            kinds = tuple(self.wanted(kind) or ANY for _, kind in parameters)
            return FunctionType("function", kinds, self.wanted(result) or ANY)
        base: Type
        if item.components:
            base = ContextType("context", tuple((part.name, self._of_item(part)) for part in item.components))
        else:
            base = self.wanted(item.type) or ANY
        # Allowed values speak of the items of a collection, a type constraint of the whole (DMN 1.5, 7.3.3).
        if item.allowed is not None:
            base = self._constrained(base, item.allowed)
        if item.collection:
            base = ListType("list", base)
        return base if item.constraint is None else self._constrained(base, item.constraint)

    def _constrained(self, base: Type, cell: Cell) -> Type:
        try:
            tests = feel.UnaryTests(cell.text, (), self.named)
        except feel.FeelError:
            return base

        def allows(value: object, run: Run) -> bool:
            return tests.met_by(value, Scope(Record(), None, run)) is True

        return Constrained(base.name, base, allows, cell.text)


def _written(reference: str, lookup: Lookup) -> Type | None:
    """Return a type written out (`list<number>`); None where it is none."""
    try:
        return build(Parser(reference, (), ()).type(), lookup)
    except feel.FeelError:
        return None
