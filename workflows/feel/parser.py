"""How tokens become the tree of an expression: FEEL's grammar, with names resolved against those that are known."""

from decimal import Decimal

from workflows.feel import literals, nodes
from workflows.feel.lexer import Token, string_value
from workflows.feel.nodes import Node
from workflows.feel.stream import COMPARISONS, DEEPEST, KEYWORDS
from workflows.feel.typetext import TypeReader
from workflows.feel.values import DECIMAL

COMPARING = 3
RANKS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys((*COMPARISONS, "between", "in"), COMPARING),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}


class Parser(TypeReader):
    """Reads one expression or the unary tests of one cell."""

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
            node = self.operation(1)
        self.depth -= 1
        return node

    def conditional(self) -> Node:
        """Return an `if`; a row of `else if` is read in a loop, so that long rows do not nest the reading."""
        parts: list[tuple[int, Node, Node]] = []
        while self.at_word("if") and len(parts) <= DEEPEST:
            start = self.advance().start
            condition = self.expression()
            self.expect_word("then")
            yes = self.expression()
            self.expect_word("else")
            parts.append((start, condition, yes))
        if len(parts) > DEEPEST:
            raise self.error(f"La expresión encadena más de {DEEPEST} «else if». Use una tabla de decisión.")
        node = self.expression()
        for start, condition, yes in reversed(parts):
            node = nodes.If(start, condition, yes, node)
        return node

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

    def operation(self, rank: int) -> Node:
        """Return the operation that begins here, of operators that bind as a rank does or more tightly."""
        left = self.unary()
        for _ in range(DEEPEST):
            own = self.rank_here()
            if own < rank:
                return left
            left = self.joined(left, own)
        raise self.error("La expresión encadena demasiadas operaciones. Divídala en partes con nombre.")

    def rank_here(self) -> int:
        """Return how tightly the operator that stands here binds; 0 where none stands here."""
        token = self.here
        return RANKS.get(token.text, 0) if token.kind in ("operator", "name") else 0

    def joined(self, left: Node, rank: int) -> Node:
        """Return what the operator that stands here makes of what was read and of what follows."""
        token = self.here
        if rank == COMPARING:
            return self.comparison(left)
        found = []
        while self.rank_here() == rank:
            found.append((self.advance().text, self.operation(rank + 1)))
        if rank < COMPARING:
            return nodes.Logic(left.offset, token.text, (left, *(operand for _, operand in found)))
        return nodes.Chain(token.start, left, tuple(found))

    def comparison(self, left: Node) -> Node:
        token = self.advance()
        if token.text == "between":
            low = self.additive()
            self.expect_word("and")
            return nodes.Between(token.start, left, low, self.additive())
        if token.text == "in":
            return nodes.In(token.start, left, self.in_tests())
        return nodes.Compare(token.start, token.text, left, self.additive())

    def additive(self) -> Node:
        """Return an operation of arithmetic, or what binds more tightly."""
        return self.operation(COMPARING + 1)

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

    def unary(self) -> Node:
        if self.here.text == "-" and self.here.kind == "operator" and self.peek().kind != "number":
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
        if token.text == "-" and token.kind == "operator":  # the sign of a number is part of it
            self.position += 1
            return nodes.Literal(token.start, -self.number(self.advance()))
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
