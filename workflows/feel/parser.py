"""How tokens become the tree of an expression: FEEL's grammar, with names resolved against those that are known."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from workflows.feel import literals, nodes
from workflows.feel.errors import FeelError, place
from workflows.feel.lexer import Token, string_value, tokens, words
from workflows.feel.nodes import Node
from workflows.feel.values import DECIMAL

DEEPEST = 80  # how deep parts of an expression may nest

KEYWORDS = frozenset(
    (
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    )
)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


# Signs that a name with signs may hold inside (`a-b`, `¿vence?`), and those that no name holds.
_SIGNS = frozenset({".", "/", "-", "+", "*", "**", "?"})
_NEVER_IN_NAMES = frozenset({"..", "->", "<", "<=", ">", ">=", "=", "!=", "(", ")", "[", "]", "{", "}", ",", ":", "@"})

Rank = Callable[[], Node]


class Names:
    """The names that are known where an expression stands; those with spaces or signs are matched whole."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known from here on."""
        if name.isidentifier() and name not in KEYWORDS:
            return  # one word is found without help
        parts = words(name)
        if any(part in _NEVER_IN_NAMES or part[0] == '"' for part in parts) or parts[:1] and parts[0] in _SIGNS:
            return  # a key that no expression can spell; `get value` finds it
        known = self._by_first.setdefault(parts[0], []) if parts else []
        if (parts, name) not in known:
            known.append((parts, name))
            known.sort(key=lambda entry: -len(entry[0]))

    def longest(self, stream: list[Token], position: int) -> tuple[int, str]:
        """Return how many tokens the longest known name takes at a position, and the name; 0 for none."""
        for parts, name in self._by_first.get(stream[position].text, ()):
            if stream[position].kind == "string" or position + len(parts) >= len(stream):
                continue
            if all(stream[position + index].text == part for index, part in enumerate(parts)):
                return len(parts), name
        return 0, ""


class Parser:
    """Reads one expression or the unary tests of one cell."""

    def __init__(self, text: str, names: Iterable[str], builtins: Collection[str]) -> None:
        self.text = text
        self.stream = tokens(text)
        self.position = 0
        self.depth = 0
        self.names = Names([*names, *builtins])

    # Entrances

    def expression_only(self) -> Node:
        """Return the tree of a whole expression. Raises FeelError."""
        node = self.expression()
        self.expect_end()
        return node

    def unary_tests(self) -> nodes.Tests:
        """Return the tests of a cell: `-`, `not(…)` or a list of tests. Raises FeelError."""
        if self.here.kind == "end" or (self.here.text == "-" and self.stream[self.position + 1].kind == "end"):
            return nodes.Tests(0, (), anything=True)
        if self.here.text == "not" and self.peek().text == "(" and self._closes_at_end(self.position + 1):
            self.position += 2
            tests = self.tests_until(")")
            self.expect_end()
            return nodes.Tests(0, tests, negated=True)
        tests = self.tests_until("")
        self.expect_end()
        return nodes.Tests(0, tests)

    def _closes_at_end(self, position: int) -> bool:
        depth = 0
        for index in range(position, len(self.stream)):
            token = self.stream[index]
            if token.kind == "operator":
                depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                return self.stream[index + 1].kind == "end"
        return False

    def tests_until(self, closing: str) -> tuple[Node, ...]:
        """Return the tests up to a closing sign, which is taken too."""
        found = [self.test()]
        while self.take(","):
            found.append(self.test())
        if closing:
            self.expect(closing)
        return tuple(found)

    def test(self) -> Node:
        """Return one unary test: an operator with its operand, or any expression."""
        if self.here.text in COMPARISONS and self.here.kind == "operator":
            token = self.advance()
            return nodes.Test(token.start, token.text, self.additive())
        return self.expression()

    # Expressions, the loosest binding first

    def expression(self) -> Node:
        """Return the expression that begins here."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("La expresión está anidada demasiadas veces. Divídala en partes con nombre.")
        keyword = self.here.text if self.here.kind == "name" and not self.known_here() else ""
        node: Node
        if keyword == "if":
            node = self.conditional()
        elif keyword == "for":
            node = self.iteration()
        elif keyword in ("some", "every") and self.peek().kind == "name" and self.peek().text != "satisfies":
            node = self.quantified()
        else:
            node = self.disjunction()
        self.depth -= 1
        return node

    def conditional(self) -> Node:
        start = self.advance().start
        condition = self.expression()
        self.expect_word("then")
        yes = self.expression()
        self.expect_word("else")
        return nodes.If(start, condition, yes, self.expression())

    def iteration(self) -> Node:
        start = self.advance().start
        iterators = self.iterators(partial=True)
        self.expect_word("return")
        return nodes.For(start, iterators, self.expression())

    def quantified(self) -> Node:
        token = self.advance()
        iterators = self.iterators(partial=False)
        self.expect_word("satisfies")
        return nodes.Quantified(token.start, token.text == "every", iterators, self.expression())

    def iterators(self, partial: bool) -> tuple[nodes.Iterator, ...]:
        found = []
        while True:
            start = self.here.start
            name = self.new_name(("in",))
            self.expect_word("in")
            source = self.expression()
            until = self.expression() if self.take("..") else None
            found.append(nodes.Iterator(start, name, source, until))
            if not self.take(","):
                return tuple(found)

    def disjunction(self) -> Node:
        return self.logic("or", self.conjunction)

    def conjunction(self) -> Node:
        return self.logic("and", self.comparison)

    def logic(self, word: str, operand: Rank) -> Node:
        first = operand()
        if not self.at_word(word):
            return first
        operands = [first]
        while self.at_word(word):
            self.position += 1
            operands.append(operand())
        return nodes.Logic(first.offset, word, tuple(operands))

    def comparison(self) -> Node:
        left = self.additive()
        for _ in range(DEEPEST):
            token = self.here
            if token.kind == "operator" and token.text in COMPARISONS:
                self.position += 1
                left = nodes.Compare(token.start, token.text, left, self.additive())
            elif self.at_word("between"):
                self.position += 1
                low = self.additive()
                self.expect_word("and")
                left = nodes.Between(token.start, left, low, self.additive())
            elif self.at_word("in"):
                self.position += 1
                left = nodes.In(token.start, left, self.in_tests())
            else:
                return left
        raise self.error("La expresión encadena demasiadas comparaciones. Únalas con «and».")

    def in_tests(self) -> tuple[Node, ...]:
        if self.here.text in COMPARISONS:
            return (self.test(),)
        if self.here.text != "(" or self.here.kind != "operator":
            return (self.additive(),)
        start = self.advance().start
        first = self.test()
        if self.here.text == "..":
            return (self.range_after(start, first, low_closed=False),)
        found = [first]
        while self.take(","):
            found.append(self.test())
        self.expect(")")
        return (self.postfix_of(first),) if len(found) == 1 and self.here.text in "[." else tuple(found)

    def additive(self) -> Node:
        return self.chain(("+", "-"), self.multiplicative)

    def multiplicative(self) -> Node:
        return self.chain(("*", "/"), self.power)

    def power(self) -> Node:
        return self.chain(("**",), self.unary)

    def chain(self, operators: tuple[str, ...], operand: Rank) -> Node:
        first = operand()
        if self.here.kind != "operator" or self.here.text not in operators:
            return first
        rest = []
        start = self.here.start
        while self.here.kind == "operator" and self.here.text in operators:
            rest.append((self.advance().text, operand()))
        return nodes.Chain(start, first, tuple(rest))

    def unary(self) -> Node:
        if self.here.text == "-" and self.here.kind == "operator":
            start = self.advance().start
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.error("La expresión tiene demasiados signos «-» seguidos. Quite los que sobran.")
            operand = self.unary()
            self.depth -= 1
            return nodes.Negate(start, operand)
        value = self.postfix()
        if self.at_word("instance") and self.peek().text == "of":
            start = self.here.start
            self.position += 2
            return nodes.InstanceOf(start, value, self.type())
        return value

    def postfix(self) -> Node:
        return self.postfix_of(self.primary())

    def postfix_of(self, node: Node) -> Node:
        for _ in range(DEEPEST):
            token = self.here
            if token.kind != "operator":
                return node
            if token.text == ".":
                self.position += 1
                node = nodes.Path(token.start, node, self.member_name())
            elif token.text == "[":
                self.position += 1
                condition = self.expression()
                self.expect("]")
                node = nodes.Filter(token.start, node, condition)
            elif token.text == "(":
                node = self.call(node)
            else:
                return node
        raise self.error("La expresión encadena demasiados pasos. Divídala en partes con nombre.")

    def call(self, function: Node) -> Node:
        start = self.advance().start
        if self.take(")"):
            return nodes.Call(start, function, ())
        name = self.argument_name()
        if name is None:
            arguments = [self.expression()]
            while self.take(","):
                arguments.append(self.expression())
            self.expect(")")
            return nodes.Call(start, function, tuple(arguments))
        named = []
        while name is not None:
            named.append((name, self.expression()))
            if not self.take(","):
                self.expect(")")
                return nodes.NamedCall(start, function, tuple(named))
            name = self.argument_name()
        raise self.error("Los argumentos se dan todos por su nombre o todos por su orden. Complete los nombres.")

    def argument_name(self) -> str | None:
        """Return the name of an argument given as `name: value`, and take both; None if it is given by order."""
        length, name = self.name_here()
        after = self.stream[min(self.position + length, len(self.stream) - 1)]
        if length == 0 or after.text != ":" or after.kind != "operator":
            return None
        self.position += length + 1
        return name

    # The tightest binding: literals, names, brackets

    def primary(self) -> Node:
        token = self.here
        length, name = self.name_here()
        if length and not (length == 1 and name in KEYWORDS):
            self.position += length
            return nodes.Name(token.start, name)
        if token.kind == "name":
            return self.keyword(token)
        if token.kind == "number":
            self.position += 1
            return nodes.Literal(token.start, self.number(token))
        if token.kind == "string":
            self.position += 1
            return nodes.Literal(token.start, string_value(token.text))
        if token.kind == "operator":
            return self.bracket(token)
        raise self.unexpected()

    def keyword(self, token: Token) -> Node:
        if token.text in ("true", "false", "null"):
            self.position += 1
            return nodes.Literal(token.start, {"true": True, "false": False, "null": None}[token.text])
        if token.text == "function":
            return self.function()
        if token.text in ("if", "for", "some", "every"):
            return self.expression()
        raise self.unexpected()

    def number(self, token: Token) -> Decimal:
        digits, _, exponent = token.text.lower().partition("e")
        if len(digits) > 2_000 or len(exponent) > 5 or abs(Decimal(token.text).adjusted()) > 6_000:
            raise self.error("Este número es demasiado grande.", token)
        return DECIMAL.create_decimal(token.text)

    def bracket(self, token: Token) -> Node:
        self.position += 1
        if token.text == "?":
            return nodes.Name(token.start, "?")
        if token.text == "@":
            return self.at_literal(token)
        if token.text == "(":
            return self.parenthesis(token)
        if token.text == "[":
            return self.list_or_range(token)
        if token.text == "]":
            return self.range_after(token.start, self.additive(), low_closed=False)
        if token.text == "{":
            return self.context(token)
        self.position -= 1
        raise self.unexpected()

    def at_literal(self, at: Token) -> Node:
        token = self.advance()
        if token.kind != "string":
            raise self.error('Después de @ va una fecha, hora o duración entre comillas, como @"2026-04-29".', at)
        text = string_value(token.text)
        value = literals.read_temporal(text)
        problem = "" if value is not None else f"«{text}» no es una fecha, hora ni duración"
        return nodes.Literal(at.start, value, problem)

    def parenthesis(self, token: Token) -> Node:
        inner = self.test()
        if self.here.text == "..":
            return self.range_after(token.start, inner, low_closed=False)
        self.expect(")")
        return inner

    def list_or_range(self, token: Token) -> Node:
        if self.take("]"):
            return nodes.ListOf(token.start, ())
        items = [self.test()]
        if self.here.text == "..":
            return self.range_after(token.start, items[0], low_closed=True)
        while self.take(","):
            items.append(self.test())
        self.expect("]")
        return nodes.ListOf(token.start, tuple(items))

    def range_after(self, start: int, low: Node, low_closed: bool) -> Node:
        self.expect("..")
        high = self.additive()
        closing = self.advance()
        if closing.text not in ("]", ")", "["):
            raise self.error("Un rango termina con «]», «)» o «[».", closing)
        return nodes.RangeOf(start, low, high, low_closed, closing.text == "]")

    def context(self, token: Token) -> Node:
        found: list[tuple[str, Node]] = []
        if self.take("}"):
            return nodes.ContextOf(token.start, ())
        while True:
            key = self.key()
            self.names.add(key)
            found.append((key, self.expression()))
            if not self.take(","):
                self.expect("}")
                return nodes.ContextOf(token.start, tuple(found))

    def key(self) -> str:
        if self.here.kind == "string" and self.peek().text == ":":
            key = string_value(self.advance().text)
            self.position += 1
            return key
        name = self.new_name((":",))
        self.expect(":")
        return name

    def function(self) -> Node:
        start = self.advance().start
        self.expect("(")
        parameters = []
        while self.here.text != ")":
            offset = self.here.start
            name = self.new_name((",", ")", ":"))
            parameters.append(nodes.Parameter(offset, name, self.type() if self.take(":") else None))
            if not self.take(","):
                break
        self.expect(")")
        external = self.here.text == "external" and self.peek().text == "{"
        self.position += external
        return nodes.FunctionOf(start, tuple(parameters), self.expression(), external)

    # Names

    def new_name(self, until: tuple[str, ...]) -> str:
        """Return a name that is made known here: everything up to one of the signs or words."""
        first = self.here
        while self.here.text not in until or (self.here is first and self.peek().text in until):
            if self.here.kind in ("end", "string") or self.here.text in ("{", "}", "[", "]", '"'):
                raise self.unexpected()
            self.position += 1
        if self.here is first:
            raise self.unexpected()
        name = " ".join(self.text[first.start : self.stream[self.position - 1].end].split())
        self.names.add(name)
        return name

    def member_name(self) -> str:
        """Return the name after a dot."""
        length, name = self.name_here()
        if length == 0:
            raise self.unexpected()
        self.position += length
        return name

    def known_here(self) -> bool:
        """Say whether a known name longer than one word begins here."""
        return self.names.longest(self.stream, self.position)[0] > 1

    def name_here(self) -> tuple[int, str]:
        """Return how many tokens the name that begins here takes, and the name; 0 if none begins here."""
        length, name = self.names.longest(self.stream, self.position)
        run = self._adjacent_words()
        if run > length:
            return run, " ".join(token.text for token in self.stream[self.position : self.position + run])
        return length, name

    def _adjacent_words(self) -> int:
        """Two names side by side are never FEEL: words in a row are one name with spaces."""
        if self.here.kind != "name" or self.here.text in KEYWORDS:
            return 0
        end = self.position + 1
        while True:
            token = self.stream[end]
            spaced = token.kind == "name" or (token.kind == "number" and token.text.isdigit())
            if not spaced or token.text in KEYWORDS:
                return end - self.position
            end += 1

    # Types

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

    # Tokens

    @property
    def here(self) -> Token:
        return self.stream[self.position]

    def peek(self) -> Token:
        return self.stream[min(self.position + 1, len(self.stream) - 1)]

    def advance(self) -> Token:
        token = self.here
        if token.kind != "end":
            self.position += 1
        return token

    def take(self, sign: str) -> bool:
        if self.here.kind == "operator" and self.here.text == sign:
            self.position += 1
            return True
        return False

    def at_word(self, word: str) -> bool:
        return self.here.kind == "name" and self.here.text == word

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.error(f"Aquí se esperaba «{sign}»{self._but_found()}.")

    def expect_word(self, word: str) -> None:
        if not self.at_word(word):
            raise self.error(f"Aquí se esperaba «{word}»{self._but_found()}.")
        self.position += 1

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise self.error(f"La expresión debía terminar aquí{self._but_found()}.")

    def unexpected(self) -> FeelError:
        if self.here.kind == "end":
            return self.error("La expresión está incompleta: falta algo al final.")
        return self.error(f"«{self.here.text[:40]}» no puede estar aquí. Revise lo que va antes.")

    def _but_found(self) -> str:
        return " y la expresión termina" if self.here.kind == "end" else f" y hay «{self.here.text[:40]}»"

    def error(self, message: str, token: Token | None = None) -> FeelError:
        return FeelError(message, *place(self.text, (token or self.here).start))


# Names of types whose words are keywords elsewhere.
_TYPE_NAMES = Names(["date and time", "days and time duration", "years and months duration"])
