"""The tokens of an expression as they are read: where the reading stands, and which names begin there."""

from collections.abc import Collection, Iterable

from workflows.feel.errors import FeelError, place
from workflows.feel.lexer import Token, tokens, words

DEEPEST = 50  # how deep parts of an expression may nest

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


class Stream:
    """Reads the tokens of one text, one after the other."""

    def __init__(self, text: str, names: Iterable[str], builtins: Collection[str]) -> None:
        self.text = text
        self.stream = tokens(text)
        self.position = 0
        self.depth = 0
        self.names = Names([*names, *builtins])

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
