"""A safe subset of JavaScript's regular expressions: for `validate.pattern`, in time that cannot explode.

A pattern is compiled to a small program and all its paths are followed at once (Thompson, 1968), so the work is at
most length of the text times length of the program, whatever the designer wrote. As in JavaScript without flags a
pattern may match anywhere in the text, and `\\d` and `\\w` are ASCII. Look-around and back references are refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_PATTERN = 500
LONGEST_PROGRAM = 600
LONGEST_TEXT = 2_000

Test = Callable[[str], bool]


class PatternError(ValueError):
    """The pattern is not in the subset; the message is a Spanish sentence for the designer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: `char` passes what `test` accepts, `split` goes two ways, the others only look."""

    kind: str
    test: Test | None = None
    ways: tuple[int, int] = (0, 0)


class Pattern:
    """A compiled pattern. `matches(text)` says whether it occurs in `text` (at most `LONGEST_TEXT` characters)."""

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST_PATTERN:
            raise PatternError(f"el patrón pasa de {LONGEST_PATTERN} caracteres; abrévielo")
        self.source = source
        self._program = _assemble(_Reader(source).read())

    def matches(self, text: str) -> bool:
        if len(text) > LONGEST_TEXT:
            return False
        here: set[int] = set()
        for index in range(len(text) + 1):
            here = self._closure(here | {0}, text, index)
            if len(self._program) - 1 in here:
                return True
            if index < len(text):
                here = self._pass(here, text[index])
        return False

    def _closure(self, places: set[int], text: str, index: int) -> set[int]:
        reached: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in reached:
                continue
            reached.add(place)
            step = self._program[place]
            if step.kind == "split":
                waiting.extend(step.ways)
            elif step.kind in _LOOKS and _LOOKS[step.kind](text, index):
                waiting.append(place + 1)
        return reached

    def _pass(self, places: set[int], char: str) -> set[int]:
        program = self._program
        return {p + 1 for p in places if (test := program[p].test) is not None and test(char)}


@lru_cache(maxsize=500)
def compiled(source: str) -> Pattern:
    """Return the pattern. Raises PatternError when it is not in the subset."""
    return Pattern(source)


def _word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())


def _digit(char: str) -> bool:
    return char.isascii() and char.isdigit()


def _space(char: str) -> bool:
    return char.isspace() or char == "\ufeff"


def _not(test: Test) -> Test:
    return lambda char: not test(char)


def _at_edge(text: str, index: int) -> bool:
    before = index > 0 and _word(text[index - 1])
    after = index < len(text) and _word(text[index])
    return before != after


_LOOKS: dict[str, Callable[[str, int], bool]] = {
    "start": lambda text, index: index == 0,
    "end": lambda text, index: index == len(text),
    "edge": _at_edge,
    "inside": lambda text, index: not _at_edge(text, index),
}
_SETS: dict[str, Test] = {
    "d": _digit, "D": _not(_digit), "w": _word, "W": _not(_word), "s": _space, "S": _not(_space),
}  # fmt: skip
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_HEX = {"x": 2, "u": 4}

# A pattern's tree: ("char", test), ("look", kind), ("all", [parts]), ("any", [choices]), ("repeat", part, low, high)
Tree = tuple[object, ...]


class _Reader:
    """Reads the text of a pattern into its tree, one character after the other."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0

    def read(self) -> Tree:
        tree = self._choices()
        if self._peek():
            raise PatternError(f"sobra «{self._peek()}» en el patrón; escriba «\\{self._peek()}» si es un carácter")
        return tree

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise PatternError("el patrón termina antes de tiempo; complételo")
        self.at += 1
        return char

    def _skip(self, text: str) -> bool:
        found = self.source.startswith(text, self.at)
        if found:
            self.at += len(text)
        return found

    def _choices(self) -> Tree:
        choices = [self._sequence()]
        while self._skip("|"):
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else ("any", choices)

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return ("all", parts)

    def _atom(self) -> Tree:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return ("char", self._class())
        if char == "\\":
            return self._escape()
        if char in "^$":
            return ("look", "start" if char == "^" else "end")
        if char == ".":
            return ("char", lambda c: c not in "\n\r\u2028\u2029")
        if char in "*+?{":
            raise PatternError(f"«{char}» no tiene nada que repetir; escriba «\\{char}» si es un carácter")
        return ("char", char.__eq__)

    def _group(self) -> Tree:
        if self._skip("?:") is False and self._peek() == "?":
            raise PatternError("«(?=», «(?!» y «(?<» no se admiten en un patrón; dígalo de otro modo")
        self.depth += 1
        if self.depth > 20:
            raise PatternError("el patrón tiene más de 20 paréntesis anidados; simplifíquelo")
        tree = self._choices()
        self.depth -= 1
        if not self._skip(")"):
            raise PatternError("falta cerrar un paréntesis en el patrón")
        return tree

    def _escape(self) -> Tree:
        if self._peek() in ("b", "B"):
            return ("look", "edge" if self._take() == "b" else "inside")
        return ("char", self._escaped())

    def _escaped(self) -> Test:
        char = self._take()
        if char in _SETS:
            return _SETS[char]
        return self._literal(char).__eq__

    def _literal(self, char: str) -> str:
        if char in _HEX:
            digits = self.source[self.at : self.at + _HEX[char]]
            if len(digits) < _HEX[char] or any(d not in "0123456789abcdefABCDEF" for d in digits):
                raise PatternError(f"«\\{char}» pide {_HEX[char]} cifras hexadecimales; complételas")
            self.at += len(digits)
            return chr(int(digits, 16))
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char.isalnum():
            raise PatternError(f"«\\{char}» no se admite en un patrón; dígalo de otro modo")
        return char

    def _class(self) -> Test:
        negated = self._skip("^")
        tests: list[Test] = []
        while not self._skip("]"):
            tests.append(self._class_part())

        def test(char: str) -> bool:
            return any(one(char) for one in tests) is not negated

        return test

    def _class_part(self) -> Test:
        low = self._class_char()
        if not isinstance(low, str) or self._peek() != "-" or self.source[self.at + 1 : self.at + 2] in ("", "]"):
            return low.__eq__ if isinstance(low, str) else low
        self._take()
        high = self._class_char()
        if not isinstance(high, str) or high < low:
            raise PatternError(f"el intervalo que empieza en «{low}» está al revés o incompleto; corríjalo")
        return lambda char: low <= char <= high

    def _class_char(self) -> str | Test:
        char = self._take()
        if char != "\\":
            return char
        char = self._take()
        if char in _SETS:
            return _SETS[char]
        return "\b" if char == "b" else self._literal(char)

    def _repeated(self, part: Tree) -> Tree:
        low, high = self._bounds()
        if (low, high) == (1, 1):
            return part
        if part[0] == "look":
            raise PatternError("«^», «$» y «\\b» no se pueden repetir; quite lo que les sigue")
        self._skip("?")  # lazy or greedy: the same texts match
        if self._peek() in ("*", "+") or (self._peek() == "?" and high is not None):
            raise PatternError("hay dos repeticiones seguidas en el patrón; ponga paréntesis o quite una")
        return ("repeat", part, low, high)

    def _bounds(self) -> tuple[int, int | None]:
        if self._skip("*"):
            return 0, None
        if self._skip("+"):
            return 1, None
        if self._skip("?"):
            return 0, 1
        if not self._skip("{"):
            return 1, 1
        low, comma, high = self._until("}").partition(",")
        if not _number(low) or (high and not _number(high)):
            raise PatternError("las llaves de un patrón piden números, como «{6}» o «{2,4}»; corríjalas")
        if comma and not high:
            return int(low), None
        if int(high or low) < int(low):
            raise PatternError(f"«{{{low},{high}}}» está al revés; corríjalo")
        return int(low), int(high or low)

    def _until(self, closing: str) -> str:
        end = self.source.find(closing, self.at)
        if end < 0:
            raise PatternError(f"falta «{closing}» en el patrón")
        text = self.source[self.at : end]
        self.at = end + 1
        return text


def _number(text: str) -> bool:
    return 0 < len(text) <= 3 and text.isascii() and text.isdigit()


def _assemble(tree: Tree) -> Sequence[Step]:
    program: list[Step] = []
    _write(tree, program)
    program.append(Step("match"))
    return program


def _write(tree: Tree, program: list[Step]) -> None:
    if len(program) > LONGEST_PROGRAM:
        raise PatternError("el patrón repite demasiado; use la longitud mínima y máxima del campo")
    match tree:
        case ("char", test):
            program.append(Step("char", test))  # type: ignore[arg-type]
        case ("look", kind):
            program.append(Step(str(kind)))
        case ("all", list(parts)):
            for part in parts:
                _write(part, program)
        case ("any", list(choices)):
            _write_choices(choices, program)
        case ("repeat", tuple(part), int(low), high):
            _write_repeat(part, low, high, program)  # type: ignore[arg-type]


def _write_choices(choices: Sequence[Tree], program: list[Step]) -> None:
    exits = []
    for choice in choices[:-1]:
        fork = len(program)
        program.append(Step("split"))
        _write(choice, program)
        exits.append(len(program))
        program.append(Step("split"))
        program[fork] = Step("split", ways=(fork + 1, len(program)))
    _write(choices[-1], program)
    for place in exits:
        program[place] = Step("split", ways=(len(program), len(program)))


def _write_repeat(part: Tree, low: int, high: int | None, program: list[Step]) -> None:
    for _ in range(low):
        _write(part, program)
    if high is None:
        fork = len(program)
        program.append(Step("split"))
        _write(part, program)
        program.append(Step("split", ways=(fork, fork)))
        program[fork] = Step("split", ways=(fork + 1, len(program)))
        return
    forks = []
    for _ in range(high - low):
        forks.append(len(program))
        program.append(Step("split"))
        _write(part, program)
    for fork in forks:
        program[fork] = Step("split", ways=(fork + 1, len(program)))
