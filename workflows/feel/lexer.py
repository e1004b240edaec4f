"""How the text of an expression falls into tokens; names may have any letter of Unicode."""

import re
from dataclasses import dataclass
from functools import lru_cache

from workflows.feel.errors import FeelError, place

LONGEST = 100_000  # characters of one expression
MOST = 5_000  # tokens of one expression: more would not be read in 50 ms

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\s\u0085\u180e\u200b\ufeff"
_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]+|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)"
    rf"|(?P<name>[{_START}][{_PART}]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<operator>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{},:.@?])"
    r"|(?P<symbol>.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (name, number, string, operator, symbol, end), its text and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, the last of kind `end`. Raises FeelError for an open text or comment."""
    if len(text) > LONGEST:
        raise FeelError(f"La expresión tiene más de {LONGEST} caracteres. Divídala en varias.")
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "symbol"
        if kind == "space":
            continue
        if kind == "symbol" and match.group() == '"':
            raise FeelError("Falta cerrar las comillas de este texto.", *place(text, match.start()))
        if match.group() == "/" and text.startswith("/*", match.start()):
            raise FeelError("Falta cerrar este comentario con */.", *place(text, match.start()))
        if len(found) >= MOST:
            raise FeelError(f"La expresión tiene más de {MOST} palabras y signos. Divídala en varias.")
        found.append(Token(kind, match.group(), match.start(), match.end()))
    found.append(Token("end", "", len(text), len(text)))
    return found


def string_value(literal: str) -> str:
    """Return the text between the quotes of a string literal, its escapes resolved."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    resolved = _ESCAPE.sub(_unescape, inner)
    # Two escapes that form a surrogate pair are one character.
    return resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else match.group()
    return _SIMPLE_ESCAPES.get(code, match.group())


@lru_cache(maxsize=1024)  # the built-in names of several words are asked for with every expression
def words(name: str) -> tuple[str, ...]:
    """Return the token texts of a name with spaces or special characters; empty if it is no name at all."""
    try:
        return tuple(token.text for token in tokens(name)[:-1])
    except FeelError:
        return ()
