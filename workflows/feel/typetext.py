"""How a type is written: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`."""

from workflows.feel import nodes
from workflows.feel.stream import DEEPEST, Names, Stream

# Names of types whose words are keywords elsewhere.
_TYPE_NAMES = Names(["date and time", "days and time duration", "years and months duration"])


class TypeReader(Stream):
    """Reads the types in an expression."""

    def type(self) -> nodes.TypeNode:
        """Return the type written here: `list<number>`, `context<a: string>`, `function<number> -> string`, a name."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("El tipo está anidado demasiadas veces.")
        if self.here.kind == "name" and self.here.text == "function" and self.peek().text == "<":
            node = self._function_type()
        else:
            node = self._named_type()
        self.depth -= 1
        return node

    def _named_type(self) -> nodes.TypeNode:
        name = self._type_name()
        if name in ("list", "range") and self.take("<"):
            inner = self.type()
            self.expect(">")
            return nodes.TypeNode(name, (inner,), bare=False)
        if name == "context" and self.take("<"):
            return self._context_type()
        return nodes.TypeNode(name)

    def _type_name(self) -> str:
        parts = []
        while True:
            length, name = max(self.name_here(), _TYPE_NAMES.longest(self.stream, self.position))
            if length == 0 and self.here.text in ("null", "function"):
                length, name = 1, self.here.text
            if length == 0:
                raise self.unexpected()
            self.position += length
            parts.append(name)
            if not self.take("."):
                return ".".join(parts)

    def _context_type(self) -> nodes.TypeNode:
        fields: list[tuple[str, nodes.TypeNode]] = []
        if self.take(">"):
            return nodes.TypeNode("context", bare=False)
        while True:
            name = self.new_name((":",))
            self.expect(":")
            fields.append((name, self.type()))
            if not self.take(","):
                self.expect(">")
                return nodes.TypeNode("context", fields=tuple(fields), bare=False)

    def _function_type(self) -> nodes.TypeNode:
        self.position += 2
        inner = []
        while self.here.text != ">":
            inner.append(self.type())
            if not self.take(","):
                break
        self.expect(">")
        self.expect("->")
        return nodes.TypeNode("function", (*inner, self.type()), bare=False)
