"""Built-in functions that search lists and make new ones."""

from decimal import Decimal

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.operators import equal
from workflows.feel.values import Function


@function("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[object], element: object) -> object:
    return any(_same(run, item, element) for item in items)


def _same(run: Run, left: object, right: object) -> bool:
    run.charge(1)
    return equal(left, right, run) is True


@function("index of(list: list, match: any)")
def index_of(run: Run, items: list[object], match: object) -> object:
    return [Decimal(place) for place, item in enumerate(items, 1) if _same(run, item, match)]


@function("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[object], start: Decimal, length: Decimal | None = None) -> object:
    place = _place(start, len(items))
    whole = None if length is None else int(min(length, Decimal(len(items) + 1)))
    if place is None or (whole is not None and (whole < 1 or place + whole > len(items))):
        return _outside(run, "sublist")
    run.charge(len(items))
    return items[place:] if whole is None else items[place : place + whole]


def _place(position: Decimal, size: int) -> int | None:
    """Return the index of a position from 1, or from the end if negative; None outside the list.

    A fraction of the position is cut off, as the conformance cases ask (`list replace([1,2,3], 2.5, 4)`).
    """
    if abs(position) >= size + 1 or int(position) == 0:
        return None
    return int(position) - 1 if position > 0 else size + int(position)


def _outside(run: Run, name: str) -> object:
    run.note(f"«{name}» recibió un lugar que no está en la lista; vale null")
    return None


@function("append(list: list, item...: any)")
def append(run: Run, items: list[object], *added: object) -> object:
    run.charge(len(items) + len(added))
    return [*items, *added]


@function("concatenate(list...: list)")
def concatenate(run: Run, *lists: object) -> object:
    joined: list[object] = []
    for part in lists:
        run.charge(len(part) if isinstance(part, list) else 1)
        if part is None:
            return None
        joined.extend(part if isinstance(part, list) else [part])
    return joined


@function("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[object], position: Decimal, new: object) -> object:
    place = _place(position, len(items))
    if place is None:
        return _outside(run, "insert before")
    run.charge(len(items))
    return [*items[:place], new, *items[place:]]


@function("remove(list: list, position: number)")
def remove(run: Run, items: list[object], position: Decimal) -> object:
    place = _place(position, len(items))
    if place is None:
        return _outside(run, "remove")
    run.charge(len(items))
    return items[:place] + items[place + 1 :]


@function("list replace(list: list, position: number, newItem: any)")
def list_replace(run: Run, items: list[object], position: Decimal, new: object) -> object:
    place = _place(position, len(items))
    if place is None:
        return _outside(run, "list replace")
    run.charge(len(items))
    return [*items[:place], new, *items[place + 1 :]]


@function("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(run: Run, items: list[object], match: Function, new: object) -> object:
    answers = [match.call(run, [item, new]) for item in items]
    if not all(isinstance(answer, bool) for answer in answers):
        run.note("La función de «list replace» debe responder sí o no para cada valor; vale null")
        return None
    return [new if answer else item for item, answer in zip(items, answers, strict=True)]


@function("reverse(list: list)")
def reverse(run: Run, items: list[object]) -> object:
    run.charge(len(items))
    return items[::-1]


@function("union(list...: list)")
def union(run: Run, *lists: object) -> object:
    joined = concatenate(run, *lists)
    return _distinct(run, joined) if isinstance(joined, list) else None


@function("distinct values(list: list)")
def distinct_values(run: Run, items: list[object]) -> object:
    return _distinct(run, items)


def _distinct(run: Run, items: list[object]) -> list[object]:
    kept: list[object] = []
    for item in items:
        if not any(_same(run, item, other) for other in kept):
            kept.append(item)
    return kept


@function("duplicate values(list: list)")
def duplicate_values(run: Run, items: list[object]) -> object:
    kept = _distinct(run, items)
    return [item for item in kept if sum(_same(run, item, other) for other in items) > 1]


@function("flatten(list: list)")
def flatten(run: Run, items: list[object]) -> object:
    flat: list[object] = []
    _flatten(run, items, flat)
    return flat


def _flatten(run: Run, items: list[object], flat: list[object]) -> None:
    run.charge(len(items) + 1)
    run.enter(3)
    for item in items:
        if isinstance(item, list):
            _flatten(run, item, flat)
        else:
            flat.append(item)
    run.leave(3)


@function("is empty(list: list)")
def is_empty(items: list[object]) -> object:
    return not items


@function("partition(list: list, size: number)")
def partition(run: Run, items: list[object], size: Decimal) -> object:
    whole = int(size) if size == int(size) and 0 < size < 10**9 else 0
    if not whole:
        return _outside(run, "partition")
    run.charge(len(items))
    return [items[start : start + whole] for start in range(0, len(items), whole)]
