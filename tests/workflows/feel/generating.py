"""Random FEEL expressions, the same for the same seed: numbers, texts, truth values, lists, contexts, dates."""

import random

CONTEXT: dict[str, object] = {
    "a": 5,
    "b": -3,
    "c": 2.5,
    "s": "hola",
    "t": "Año",
    "u": True,
    "w": False,
    "z": None,
    "l": [1, 2, 3],
    "m": [{"x": 1, "y": "p"}, {"x": 2, "y": "q"}],
    "o": {"x": 7, "d": {"e": "f"}},
    "e": [],
}
NUMBERS = ["1", "2", "0", "10", "3.5", "a", "b", "c", "-2", "o.x", "l[1]", "100"]
TEXTS = ['"x"', '"hola"', "s", "t", '""', "o.d.e", '"a b"', "m[1].y"]
TRUTHS = ["true", "false", "u", "w", "null", "z"]
LISTS = ["[1, 2, 3]", "l", "e", "[]", "[a, b]", "m.x"]


class Writer:
    """Writes expressions of bounded depth."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def expression(self) -> str:
        """Return the next expression."""
        kind = self.dice.choice([self.number, self.text, self.truth, self.list, self.other])
        return kind(self.dice.randint(1, 3))

    def one(self, choices: list[str]) -> str:
        return self.dice.choice(choices)

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self.one(NUMBERS)
        deeper = depth - 1
        match self.dice.randrange(9):
            case 0 | 1 | 2 | 3:
                return f"{self.number(deeper)} {self.one(['+', '-', '*', '/'])} {self.number(deeper)}"
            case 4:
                return f"({self.number(deeper)})"
            case 5:
                return f"{self.one(['abs', 'floor', 'ceiling'])}({self.number(deeper)})"
            case 6:
                name = self.one(["sum", "min", "max", "count", "mean", "product", "median"])
                return f"{name}({self.list(deeper)})"
            case 7:
                return f"if {self.truth(deeper)} then {self.number(deeper)} else {self.number(deeper)}"
        return f"string length({self.text(deeper)})"

    def text(self, depth: int) -> str:
        if depth <= 0:
            return self.one(TEXTS)
        deeper = depth - 1
        match self.dice.randrange(7):
            case 0:
                return f"{self.text(deeper)} + {self.text(deeper)}"
            case 1:
                return f"upper case({self.text(deeper)})"
            case 2:
                return f"substring({self.text(deeper)}, {self.one(['1', '2', '-1', '3'])})"
            case 3:
                return f"string({self.number(deeper)})"
            case 4:
                pattern, new = self.one(["o", "a|h", "[a-c]", "l+"]), self.one(["#", "$0", "ab"])
                return f'replace({self.text(deeper)}, "{pattern}", "{new}")'
            case 5:
                return f"substring before({self.text(deeper)}, {self.text(0)})"
        return f"string join([{self.text(deeper)}, {self.text(deeper)}], {self.text(0)})"

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.one(TRUTHS)
        deeper = depth - 1
        match self.dice.randrange(13):
            case 0 | 1 | 2:
                sign = self.one(["=", "<", ">", "<=", ">=", "!="])
                return f"{self.number(deeper)} {sign} {self.number(deeper)}"
            case 3:
                return f"{self.truth(deeper)} {self.one(['and', 'or'])} {self.truth(deeper)}"
            case 4:
                return f"not({self.truth(deeper)})"
            case 5:
                tests = ["[1..5]", "(1..5)", "[1, 2, 3]", "(1, 2, > 4)", "(< 3)", "l"]
                return f"{self.number(deeper)} in {self.one(tests)}"
            case 6:
                return f"{self.number(deeper)} between {self.number(0)} and {self.number(0)}"
            case 7 | 8:
                word = self.one(["some", "every"])
                return f"{word} i in {self.list(deeper)} satisfies i > {self.number(0)}"
            case 9:
                return f"contains({self.text(deeper)}, {self.text(0)})"
            case 10:
                return f"list contains({self.list(deeper)}, {self.number(0)})"
            case 11:
                return f"{self.text(deeper)} {self.one(['=', '<', '!='])} {self.text(deeper)}"
        return f'matches({self.text(deeper)}, "{self.one(["^h", "o$", "[a-z]+", "x?"])}")'

    def list(self, depth: int) -> str:
        if depth <= 0:
            return self.one(LISTS)
        deeper = depth - 1
        match self.dice.randrange(9):
            case 0:
                return f"[{self.number(deeper)}, {self.number(deeper)}]"
            case 1:
                return f"for i in {self.list(deeper)} return i + {self.number(0)}"
            case 2:
                return f"{self.list(0)}[item > {self.number(0)}]"
            case 3:
                return f"concatenate({self.list(deeper)}, {self.list(deeper)})"
            case 4:
                return f"reverse({self.list(deeper)})"
            case 5:
                return f"distinct values({self.list(deeper)})"
            case 6:
                return f"append({self.list(deeper)}, {self.number(0)})"
            case 7:
                return f"sublist({self.list(0)}, {self.one(['1', '2', '-1'])})"
        return f"sort({self.list(deeper)}, function(p, q) p < q)"

    def other(self, depth: int) -> str:
        roll = self.dice.randint
        match self.dice.randrange(8):
            case 0:
                return f"{{p: {self.number(depth)}, q: {self.text(depth)}}}"
            case 1:
                return f"{{p: {self.number(depth)}, r: p + 1}}.r"
            case 2:
                return f"m[x = {self.number(0)}]"
            case 3:
                return f"m[{self.one(['1', '2', '-1'])}].y"
            case 4:
                sign = self.one(["+", "-"])
                return f'date("2020-0{roll(1, 9)}-1{roll(0, 9)}") {sign} duration("P{roll(0, 40)}D")'
            case 5:
                return f'string(date("2020-01-31") + duration("P{roll(0, 40)}M"))'
            case 6:
                return f'duration("P{roll(0, 9)}DT{roll(0, 50)}H") = duration("PT{roll(0, 99)}H")'
        return f"({self.number(depth)}) instance of {self.one(['number', 'string', 'boolean'])}"


def expressions(seed: int, count: int) -> list[str]:
    """Return so many expressions of a seed."""
    writer = Writer(seed)
    return [writer.expression() for _ in range(count)]
