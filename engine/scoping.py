"""Where a value is seen and where it is kept: scopes nest, and a call is a wall (BPMN 2.0, 10.4; Camunda 8)."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.ports import Ear, Nobody
from workflows import feel, terms

if TYPE_CHECKING:
    from engine.tokens import Token


class Parameters(Mapping[str, Any]):
    """`parametro.<name>`: asked through the port when it is read, null where nobody knows it."""

    def __init__(self, ear: Callable[[], Ear | None]) -> None:
        self._ear = ear

    def __getitem__(self, name: str) -> Any:
        ear = self._ear()
        assert ear is not None
        try:
            return ear.ask("parametro." + name, [])
        except Nobody:
            return None

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


def inside(token: Token, facts: dict[str, Any]) -> ChainMap[str, Any]:
    """Return the values seen from within a token: its own, then outwards up to the wall, then the facts of the case."""
    maps: list[MutableMapping[str, Any]] = []
    place: Token | None = token
    if token.task_spec.watcher and token.task_spec.outside and token.parent is not None:
        if token.parent.task_spec.wall:
            return around(token.parent, facts)  # the border of a call lies outside its wall
        place = token.parent
    while place is not None:
        if place.data:
            maps.append(place.data)
        if place.task_spec.wall and place.open:
            break
        if place.turn:
            maps.append(dict(place.turn))
        place = place.parent
    return ChainMap(*maps, facts)


def around(token: Token, facts: dict[str, Any]) -> ChainMap[str, Any]:
    """Return the values that an activity's inputs may read: those of the scope it stands in, and its run's."""
    outside = inside(token.parent, facts) if token.parent is not None else ChainMap(facts)
    return outside.new_child(dict(token.turn)) if token.turn else outside


def assign(scope: Token, name: str, value: Any) -> None:
    """Give a name (or a path, `a.b`) its value: in the nearest scope that has it, else the outermost before a wall."""
    first = name.partition(".")[0]
    place = scope
    while first not in place.data and place.parent is not None and not place.task_spec.wall:
        place = place.parent
    put(place.data, name, value)


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at a path; contexts on the way are copied, so that nobody else's values change."""
    first, _, rest = path.partition(".")
    if not rest:
        data[first] = value
        return
    inner = data.get(first)
    data[first] = dict(inner) if isinstance(inner, Mapping) else {}
    put(data[first], rest, value)


def written(value: Any) -> str:
    """Return how a value reads as a term; empty for null. A moment is written with its offset, as ISO 8601 has it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else feel.to_text(value)


def rounds(text: str) -> tuple[float | None, str, str]:
    """Return how often a timer comes (None: once), the text of its first round and that of each one after.

    `R3/PT1H` -> (3, "PT1H", "PT1H"); `R/2026-10-01/P1Y` -> (infinity, "2026-10-01", "P1Y").
    """
    if not text.startswith("R"):
        return None, text, ""
    times, *parts = text.split("/")
    return float(times[1:] or math.inf), parts[0], parts[-1]


def is_term(text: str) -> bool:
    """Say whether a text is a term (`7 dh`) or a duration, moment or cycle of ISO 8601."""
    return any(_reads(read, text) for read in (terms.parse, terms.parse_duration, terms.parse_moment, _parse_cycle))


def _parse_cycle(text: str) -> object:
    return terms.parse_cycle(text, shortest=timedelta())


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def is_count(value: Any) -> bool:
    return isinstance(value, Decimal) and value >= 0 and value == value.to_integral_value()


def number(value: int) -> Decimal:
    return Decimal(value)
