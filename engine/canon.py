"""Canonical bytes: how an entry is written so that the same facts always give the same bytes (RFC 8785, no floats).

Whole numbers up to 2^53 are JSON numbers; every other FEEL value is tagged (`{"$":"decimal","v":"148.60"}`). A key
of the user's that begins with `$` gets a second one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.entries import KINDS, SHAPES, Actor, Entry, Heard
from workflows.feel import temporal
from workflows.feel.literals import read_date, read_date_time, read_duration, read_time

LARGEST = 2**53
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class NotCanonical(TypeError):
    """A value that cannot be written in the journal: a function, a float, text with half a character."""


def write(entry: Entry, heard: Sequence[Heard] = ()) -> tuple[str, bytes]:
    """Return the kind and the body bytes of an entry. Raises NotCanonical."""
    body = _fields(entry)
    if heard:
        body["heard"] = [in_order(_fields(answer)) for answer in heard]
    return type(entry).__name__, encode_plain(body)


def read(kind: str, body: bytes) -> tuple[Entry, list[Heard]]:
    """Return the entry that `write` gave, and what was heard. Raises KeyError for an unknown kind or field."""
    found = json.loads(body)
    heard = [_build(Heard, answer) for answer in found.pop("heard", ())]
    return _build(KINDS[kind], found), heard


def encode(value: object) -> bytes:
    """Return the canonical bytes of a FEEL value."""
    return _dump(plain(value))


def decode(source: bytes) -> Any:
    """Return the FEEL value that `encode` wrote."""
    return revive(json.loads(source))


def encode_plain(found: Mapping[str, Any]) -> bytes:
    return _dump(in_order(found))


def _dump(value: Any) -> bytes:
    try:
        return _encoder.encode(value).encode()
    except (UnicodeEncodeError, ValueError) as error:
        raise NotCanonical(str(error)) from None


def in_order(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping in the order in which it is written: what is read again comes so."""
    return {key: found[key] for key in sorted(found, key=_utf16)}


def _utf16(key: str) -> bytes | str:
    return key if key.isascii() else key.encode("utf-16-be", "surrogatepass").decode("latin-1")


def _fields(facts: object) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, holds_values, default in SHAPES[type(facts)]:
        value = getattr(facts, name)
        if value is default or value == default:
            continue
        body[name] = plain(value) if holds_values else _plain_fact(value)
    return body


def _plain_fact(value: Any) -> Any:
    if isinstance(value, str | int | bool):
        return value
    if isinstance(value, Actor):
        return in_order(_fields(value))
    if isinstance(value, Mapping):
        return in_order({key: _plain_fact(item) for key, item in value.items()})
    return [_plain_fact(item) for item in value]


def _build(kind: type[Any], found: Mapping[str, Any]) -> Any:
    shape = {name: holds_values for name, holds_values, _ in SHAPES[kind]}
    told = {name: revive(value) if shape[name] else value for name, value in found.items()}
    for role in ("actor", "approved_by"):
        if isinstance(told.get(role), dict):
            told[role] = Actor(**told[role])
    return kind(**told)


# values


def plain(value: Any) -> Any:
    """Return a FEEL value as JSON can hold it. Raises NotCanonical."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    if isinstance(value, Mapping):
        return _context(value)
    raise NotCanonical(f"a {kind.__name__} cannot be written in the journal")


def _number(value: Decimal) -> Any:
    if not value.is_finite():
        raise NotCanonical(f"{value} is not a number")
    _, digits, exponent = value.as_tuple()
    if exponent == 0 and len(digits) <= 16 and abs(value) <= LARGEST and not (value.is_zero() and value.is_signed()):
        return int(value)
    return {"$": "decimal", "v": str(value)}


def _integer(value: int) -> Any:
    return value if abs(value) <= LARGEST else {"$": "decimal", "v": str(value)}


def _context(value: Mapping[str, Any]) -> dict[str, Any]:
    return in_order({"$" + key if key.startswith("$") else key: plain(item) for key, item in value.items()})


def _tagged(tag: str) -> Callable[[Any], Any]:
    return lambda value: {"$": tag, "v": str(value)}


def _tagged_python(tag: str) -> Callable[[Any], Any]:
    return lambda value: {"$": tag, "v": str(temporal.from_python(value))}


_WRITERS: dict[type, Callable[[Any], Any]] = {
    Decimal: _number,
    int: _integer,
    dict: _context,
    list: lambda items: [plain(item) for item in items],
    tuple: lambda items: [plain(item) for item in items],
    date: _tagged_python("date"),
    time: _tagged_python("time"),
    datetime: _tagged_python("date and time"),
    timedelta: _tagged_python("duration"),
    temporal.Date: _tagged("date"),
    temporal.Time: _tagged("time"),
    temporal.DateTime: _tagged("date and time"),
    temporal.DaysAndTime: _tagged("duration"),
    temporal.YearsAndMonths: _tagged("duration"),
}


def revive(value: Any) -> Any:
    """Return the FEEL value of what `plain` gave: whole numbers become Decimal, tags their values."""
    kind = type(value)
    if kind is int:
        return Decimal(value)
    if kind is list:
        return [revive(item) for item in value]
    if kind is dict:
        if "$" in value:
            return _READERS[value["$"]](value["v"])
        return {key[1:] if key.startswith("$") else key: revive(item) for key, item in value.items()}
    return value


def _python(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: temporal.to_python(read(text))


_READERS: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "date": _python(read_date),
    "date and time": _python(read_date_time),
    "time": _python(read_time),
    "duration": read_duration,
}
