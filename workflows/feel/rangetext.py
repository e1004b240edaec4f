"""How a range is written in a text: `[1..10]`, `(1..10)`, `[1..)`; its ends are literals."""

from workflows.feel import literals
from workflows.feel.lexer import Token, string_value, tokens
from workflows.feel.operators import compare
from workflows.feel.values import DECIMAL, Range


def read_range(text: str) -> Range | None:
    """Return the range of a text; None where it is none. Raises FeelError for a text that cannot be read at all."""
    stream = tokens(text)[:-1]
    if len(stream) < 3 or stream[0].text not in "[(]" or stream[-1].text not in "])[":
        return None
    dots = [index for index, token in enumerate(stream) if token.text == ".." and token.kind == "operator"]
    if len(dots) != 1:
        return None
    low_known, low = _end(stream[1 : dots[0]])
    high_known, high = _end(stream[dots[0] + 1 : -1])
    low_closed, high_closed = stream[0].text == "[", stream[-1].text == "]"
    if (
        not (low_known and high_known)
        or (low is None and (high is None or low_closed))
        or (high is None and high_closed)
    ):
        return None
    if low is not None and high is not None:
        order = compare(low, high)
        if order is None or order > 0:
            return None
    return Range(low, high, low_closed, high_closed)


def _end(stream: list[Token]) -> tuple[bool, object]:
    """Return whether tokens are an end of a range, and its value; no tokens are an end without limit."""
    if not stream:
        return True, None
    kinds = [token.kind for token in stream]
    texts = [token.text for token in stream]
    if kinds == ["number"]:
        return True, DECIMAL.create_decimal(texts[0])
    if kinds == ["operator", "number"] and texts[0] == "-":
        return True, DECIMAL.create_decimal("-" + texts[1])
    if kinds == ["string"]:
        return True, string_value(texts[0])
    if kinds == ["operator", "string"] and texts[0] == "@":
        value = literals.read_temporal(string_value(texts[1]))
        return value is not None, value
    return _constructor(texts)


def _constructor(texts: list[str]) -> tuple[bool, object]:
    if len(texts) < 4 or texts[-3] != "(" or texts[-1] != ")" or not texts[-2].startswith('"'):
        return False, None
    readers = {
        "date": literals.read_date,
        "time": literals.read_time,
        "date and time": literals.read_date_time,
        "duration": literals.read_duration,
    }
    reader = readers.get(" ".join(texts[:-3]))
    value = reader(string_value(texts[-2])) if reader is not None else None
    return value is not None, value
