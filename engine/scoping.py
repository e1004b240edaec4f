"""Where a value is seen and where it is kept: scopes nest, and a call is a wall (BPMN 2.0, 10.4; Camunda 8)."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.ports import Ear, Nobody

if TYPE_CHECKING:
    from engine.tokens import Token

_CYCLE = re.compile(r"R(\d{0,4})/(.{1,80})", re.DOTALL)
FOREVER = 1_000  # rounds of a cycle without a number


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
    from engine.scopes import Call

    maps: list[MutableMapping[str, Any]] = []
    place: Token | None = token
    if token.task_spec.watcher and token.task_spec.outside and token.parent is not None:
        if isinstance(token.parent.task_spec, Call):
            return around(token.parent, facts)  # the border of a call lies outside its wall
        place = token.parent
    while place is not None:
        if place.data:
            maps.append(place.data)
        if isinstance(place.task_spec, Call) and place.open:
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
    from engine.scopes import Call

    first = name.partition(".")[0]
    place = scope
    while first not in place.data and place.parent is not None and not isinstance(place.task_spec, Call):
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


def rounds(text: str) -> tuple[int | None, str]:
    """Return how often a timer comes (None: once) and the text of one round. `R3/PT1H` -> (3, "PT1H")."""
    cycle = _CYCLE.fullmatch(text)
    return (int(cycle[1]) if cycle[1] else FOREVER, cycle[2]) if cycle else (None, text)


def is_count(value: Any) -> bool:
    return isinstance(value, Decimal) and value >= 0 and value == value.to_integral_value()


def number(value: int) -> Decimal:
    return Decimal(value)
