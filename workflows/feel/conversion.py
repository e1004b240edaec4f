"""How any value reads as text: FEEL's `string()`."""

from collections.abc import Mapping
from decimal import Decimal

from workflows.feel.budget import Run
from workflows.feel.values import Function, Range, entries, fit


def to_text(value: object) -> str:
    """Return a value as FEEL writes it: `5000`, `true`, `2026-04-29`, `[1, 2]`; null is `null`, a text is itself."""
    run = Run()
    return text_of(fit(value, run), run)


def text_of(value: object, run: Run) -> str:
    """Return a value as text; texts inside lists and contexts stand between quotes."""
    if isinstance(value, str):
        return value
    text = _written(value, run)
    run.grow(len(text))
    return text


def _written(value: object, run: Run) -> str:
    run.charge(1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        run.grow(len(value))
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | Mapping):
        return _written_parts(value, run)
    if isinstance(value, Range):
        return _written_range(value, run)
    if isinstance(value, Function):
        return f"function({', '.join(value.parameters)})"
    return str(value)


def _written_parts(value: list[object] | Mapping[str, object], run: Run) -> str:
    run.enter(5)
    if isinstance(value, list):
        text = "[" + ", ".join(_written(item, run) for item in value) + "]"
    else:
        text = "{" + ", ".join(f"{_key(key)}: {_written(item, run)}" for key, item in entries(value, run)) + "}"
    run.leave(5)
    run.grow(len(text))
    return text


def _key(key: str) -> str:
    plain = all(word.isidentifier() for word in key.split(" "))
    return key if plain and key else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written_range(value: Range, run: Run) -> str:
    if value.low is None and value.high is not None:
        return ("<=" if value.high_closed else "<") + _written(value.high, run)
    if value.high is None and value.low is not None:
        return (">=" if value.low_closed else ">") + _written(value.low, run)
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opening}{_written(value.low, run)}..{_written(value.high, run)}{closing}"


def number_text(number: Decimal) -> str:
    """Return a number with all its digits, without exponent and without zeros at the end of its fraction."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
