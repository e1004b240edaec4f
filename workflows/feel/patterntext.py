"""How the text of a regular expression (XPath's flavour) becomes a program for the machine in `patterns`."""

import unicodedata

from workflows.feel.patterncode import MATCHED, Emitter, NotAPattern, Piece, Program, step
from workflows.feel.patternsets import BLOCKS, CATEGORIES, CLASSES, Accepts, class_of

LONGEST = 1_000  # characters of a pattern
DEEPEST = 60  # groups inside groups


def compile_pattern(pattern: str, flags: str) -> Program:
    """Return the program of a pattern. Raises NotAPattern."""
    if not set(flags) <= set("smixq"):
        raise NotAPattern("sus opciones solo pueden ser s, m, i, x o q")
    if len(pattern) > LONGEST:
        raise NotAPattern(f"tiene más de {LONGEST} caracteres")
    reader = _Reader(pattern, flags)
    if reader.quoted:
        tree: Piece = ("sequence", [("set", reader.one_of(char)) for char in pattern])
    else:
        tree = reader.whole()
    emitter = Emitter()
    emitter.emit(tree, 1)
    plain = reader.quoted or (tree[0] == "sequence" and reader.plain)
    return Program(
        (*(step(instruction) for instruction in emitter.code), MATCHED),
        reader.groups,
        reader.looks_back,
        emitter.code[:1] != [] and emitter.code[0].kind == "start" and "m" not in flags and "|" not in pattern,
        pattern if plain and "i" not in flags and pattern else None,
        reader.quoted,
    )


class _Reader:
    """Reads a pattern into a tree."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.quoted = "q" in flags
        self.dot_all = "s" in flags
        self.lines = "m" in flags
        self.fold = "i" in flags
        self.text = _without_space(pattern) if "x" in flags and not self.quoted else pattern
        self.at = 0
        self.depth = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.looks_back = False
        self.plain = True

    def whole(self) -> Piece:
        tree = self.choice()
        if self.at < len(self.text):
            raise NotAPattern("sobra un «)»")
        if self.text != "".join(char for char in self.text if char not in "\\^$.|?*+()[]{}"):
            self.plain = False
        return tree

    def choice(self) -> Piece:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotAPattern("tiene demasiados grupos uno dentro de otro")
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else ("choice", branches)

    def sequence(self) -> Piece:
        pieces: list[Piece] = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.repeated(self.atom()))
        return ("sequence", pieces)

    def repeated(self, atom: Piece) -> Piece:
        sign = self.peek()
        if sign not in ("?", "*", "+", "{"):
            return atom
        self.at += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self.bounds()
        greedy = self.peek() != "?"
        self.at += not greedy
        if self.peek() in ("?", "*", "+", "{"):
            raise NotAPattern("repite dos veces lo mismo")
        if atom[0] in ("start", "end") and sign == "{":
            raise NotAPattern("repite el comienzo o el final")
        return ("repeat", (atom, least, most, greedy))

    def bounds(self) -> tuple[int, int | None]:
        close = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : close].partition(",") if close >= 0 else ("", "", "")
        if not low.isascii() or not low.isdigit() or len(low) > 4 or (high and not high.isdigit()) or len(high) > 4:
            raise NotAPattern("tiene mal escrita una repetición entre llaves")
        self.at = close + 1
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if most is not None and most < least:
            raise NotAPattern("repite menos veces como máximo que como mínimo")
        return least, most

    def atom(self) -> Piece:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return ("set", self.folded(self.char_class()))
        if char == ".":
            return ("set", (lambda c: True) if self.dot_all else (lambda c: c not in "\n\r"))
        if char == "^":
            return ("start", self.lines)
        if char == "$":
            return ("end", self.lines)
        if char == "\\":
            return self.escape()
        if char in "?*+{}]":
            raise NotAPattern(f"«{char}» no puede estar ahí")
        return ("set", self.one_of(char))

    def group(self) -> Piece:
        if self.text.startswith("?:", self.at):
            self.at += 2
            inner = self.choice()
            self.close()
            return inner
        if self.peek() == "?":
            raise NotAPattern("XPath no conoce los grupos que comienzan con «(?»")
        self.groups += 1
        number = self.groups
        inner = self.choice()
        self.close()
        self.closed.add(number)
        return ("group", (number, inner))

    def close(self) -> None:
        if self.peek() != ")":
            raise NotAPattern("falta cerrar un paréntesis")
        self.at += 1

    def escape(self) -> Piece:
        char = self.peek()
        if char.isascii() and char.isdigit() and char != "0":
            self.at += 1
            number = int(char)
            while self.peek().isascii() and self.peek().isdigit() and number * 10 + int(self.peek()) <= self.groups:
                number = number * 10 + int(self.take())
            if number not in self.closed:
                raise NotAPattern(f"«\\{number}» no nombra ningún grupo anterior")
            self.looks_back = True
            return ("back", number)
        return ("set", self.folded(self.escaped_set()))

    def escaped_set(self) -> Accepts:
        """Return what an escape accepts: a character, or a class such as \\d, \\w, \\p{Lu}."""
        char = self.take()
        simple = {"n": "\n", "r": "\r", "t": "\t"}.get(char)
        if simple is not None:
            return lambda c: c == simple
        if char in "\\|.?*+(){}$-[]^":
            return lambda c: c == char
        if char in "pP":
            return self.category(char == "P")
        known = CLASSES.get(char.lower())
        if known is None or not char:
            raise NotAPattern(f"no existe «\\{char}»")
        return known if char.islower() else (lambda c: not known(c))

    def category(self, negated: bool) -> Accepts:
        close = self.text.find("}", self.at)
        if self.peek() != "{" or close < 0:
            raise NotAPattern("tiene mal escrita una categoría \\p{…}")
        name = self.text[self.at + 1 : close]
        self.at = close + 1
        if name.startswith("Is"):
            span = BLOCKS.get(name[2:])
            if span is None:
                raise NotAPattern(f"no se conoce el bloque «{name}»")
            low, high = span
            return lambda c: (low <= ord(c) <= high) is not negated
        if name not in CATEGORIES:
            raise NotAPattern(f"no existe la categoría «{name}»")
        return lambda c: unicodedata.category(c).startswith(name) is not negated

    def char_class(self) -> Accepts:
        """Return what a class between brackets accepts; `[` has been taken."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotAPattern("tiene demasiadas clases una dentro de otra")
        negated = self.peek() == "^"
        self.at += negated
        singles: set[str] = set()
        spans: list[tuple[str, str]] = []
        sets: list[Accepts] = []
        minus: Accepts | None = None
        first = True
        while first or self.peek() != "]":
            if self.text.startswith("-[", self.at) and not first:
                self.at += 2
                minus = self.char_class()
                if self.peek() != "]":
                    raise NotAPattern("después de restar una clase debe cerrarse con «]»")
                break
            self.class_part(singles, spans, sets)
            first = False
        self.at += 1
        self.depth -= 1
        return class_of(singles, spans, sets, negated, minus)

    def class_part(self, singles: set[str], spans: list[tuple[str, str]], sets: list[Accepts]) -> None:
        low = self.class_char(sets)
        if low is None:
            return
        if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", ""):
            self.at += 1
            high = self.class_char([])
            if high is None or high < low:
                raise NotAPattern("tiene un rango de caracteres al revés")
            spans.append((low, high))
        else:
            singles.add(low)

    def class_char(self, sets: list[Accepts]) -> str | None:
        """Return the next character of a class; None where it was a whole class, added to `sets`."""
        char = self.take()
        if char == "[" or char == "":
            raise NotAPattern("tiene mal escrita una clase entre corchetes")
        if char == "]":
            raise NotAPattern("tiene una clase vacía")
        if char != "\\":
            return char
        following = self.peek()
        simple = {"n": "\n", "r": "\r", "t": "\t"}.get(following)
        if simple is not None or (following and following in "\\|.?*+(){}$-[]^"):
            self.at += 1
            return simple or following
        sets.append(self.escaped_set())
        return None

    def folded(self, accepts: Accepts) -> Accepts:
        if not self.fold:
            return accepts
        return lambda c: accepts(c) or accepts(c.lower()) or accepts(c.upper())

    def one_of(self, char: str) -> Accepts:
        if not self.fold:
            return lambda c: c == char
        variants = {char, char.lower(), char.upper()}
        return lambda c: c in variants or c.lower() in variants

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        self.at += 1
        return char


def _without_space(pattern: str) -> str:
    """Return a pattern for the option x: white space is left out, except in a class between brackets."""
    kept: list[str] = []
    level = 0
    escaped = False
    for char in pattern:
        if not escaped:
            level += (char == "[") - (char == "]")
        escaped = char == "\\" and not escaped
        if level > 0 or char not in " \t\n\r":
            kept.append(char)
    return "".join(kept)
