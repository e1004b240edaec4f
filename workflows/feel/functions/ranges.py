"""Built-in functions that say how points and ranges lie to each other (DMN 1.5, 10.3.4.11).

Each definition follows the standard's own formula. An end that is open without limit counts as infinitely far.
"""

from collections.abc import Callable

from workflows.feel.budget import Run
from workflows.feel.conversion import text_of
from workflows.feel.errors import FeelError
from workflows.feel.functions.registry import function
from workflows.feel.operators import compare
from workflows.feel.operators import contains as holds
from workflows.feel.values import Range

POINT = "number|string|date|time|datetime|days|months"


class _NoOrder(Exception):
    """Two values between which no order holds: the answer is null."""


class _End:
    """One end of a range: before it (side -1), at it (0) or after it (1) lies the first value that belongs."""

    __slots__ = ("value", "closed", "infinite")

    def __init__(self, value: object, closed: bool, infinite: int) -> None:
        self.value = value
        self.closed = closed
        self.infinite = infinite if value is None else 0

    def order(self, other: "_End") -> int:
        """Return -1, 0 or 1 as this end's value stands to another's."""
        if self.infinite or other.infinite:
            return (self.infinite > other.infinite) - (self.infinite < other.infinite)
        order = compare(self.value, other.value)
        if order is None:
            raise _NoOrder
        return order


def _start(limits: Range) -> _End:
    return _End(limits.low, limits.low_closed, -1)


def _finish(limits: Range) -> _End:
    return _End(limits.high, limits.high_closed, 1)


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _starts_no_later(a: Range, b: Range) -> bool:
    order = _start(a).order(_start(b))
    return order < 0 or (order == 0 and (a.low_closed or not b.low_closed))


def _ends_no_earlier(a: Range, b: Range) -> bool:
    order = _finish(a).order(_finish(b))
    return order > 0 or (order == 0 and (a.high_closed or not b.high_closed))


def _precedes(a: Range, b: Range) -> bool:
    order = _finish(a).order(_start(b))
    return order < 0 or (order == 0 and not (a.high_closed and b.low_closed))


def _touches(a: Range, b: Range) -> bool:
    """Say whether `a` reaches into `b` from the left: its end lies at or after the start of `b`."""
    return not _precedes(a, b)


def _meets(a: Range, b: Range) -> bool:
    return a.high_closed and b.low_closed and _finish(a).order(_start(b)) == 0


def _overlaps(a: Range, b: Range) -> bool:
    return _touches(a, b) and _touches(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    order = _start(a).order(_start(b))
    earlier = order < 0 or (order == 0 and a.low_closed and not b.low_closed)
    end = _finish(a).order(_finish(b))
    return earlier and _touches(a, b) and (end < 0 or (end == 0 and (not a.high_closed or b.high_closed)))


def _finishes(a: Range, b: Range) -> bool:
    same_end = a.high_closed == b.high_closed and _finish(a).order(_finish(b)) == 0
    return same_end and _starts_no_later(b, a)


def _starts(a: Range, b: Range) -> bool:
    same_start = a.low_closed == b.low_closed and _start(a).order(_start(b)) == 0
    return same_start and _ends_no_earlier(b, a)


def _includes(a: Range, b: Range) -> bool:
    return _starts_no_later(a, b) and _ends_no_earlier(a, b)


def _coincides(a: Range, b: Range) -> bool:
    return (
        a.low_closed == b.low_closed
        and a.high_closed == b.high_closed
        and _start(a).order(_start(b)) == 0
        and _finish(a).order(_finish(b)) == 0
    )


Relation = Callable[[Range, Range], bool]


def _register(name: str, relation: Relation, *signatures: str) -> None:
    def ask(run: Run, left: object, right: object) -> bool | None:
        try:
            return relation(_as_range(left), _as_range(right))
        except _NoOrder:
            run.note(f"«{name}» no puede comparar esos valores; vale null")
            return None

    for signature in signatures:
        function(f"{name}({signature})")(ask)


_POINTS = f"point1: {POINT}, point2: {POINT}"
_POINT_RANGE = f"point: {POINT}, range: range"
_RANGE_POINT = f"range: range, point: {POINT}"
_RANGES = "range1: range, range2: range"

_register("before", _precedes, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)
_register("after", lambda a, b: _precedes(b, a), _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)
_register("meets", _meets, _RANGES)
_register("met by", lambda a, b: _meets(b, a), _RANGES)
_register("overlaps", _overlaps, _RANGES)
_register("overlaps before", _overlaps_before, _RANGES)
_register("overlaps after", lambda a, b: _overlaps_before(b, a), _RANGES)
_register("includes", _includes, _RANGES)
_register("during", lambda a, b: _includes(b, a), _RANGES)
_register("finishes", _finishes, _RANGES)
_register("finished by", lambda a, b: _finishes(b, a), _RANGES)
_register("starts", _starts, _RANGES)
_register("started by", lambda a, b: _starts(b, a), _RANGES)
_register("coincides", _coincides, _POINTS, _RANGES)


@function(f"includes({_RANGE_POINT})")
def includes(limits: Range, point: object) -> object:
    return holds(limits, point)


@function(f"during({_POINT_RANGE})")
def during(point: object, limits: Range) -> object:
    return holds(limits, point)


def _ends_at(limits: Range, point: object) -> object:
    order = compare(limits.high, point)
    return None if order is None else limits.high_closed and order == 0


def _starts_at(limits: Range, point: object) -> object:
    order = compare(limits.low, point)
    return None if order is None else limits.low_closed and order == 0


@function(f"finishes({_POINT_RANGE})")
def finishes(point: object, limits: Range) -> object:
    return _ends_at(limits, point)


@function(f"finished by({_RANGE_POINT})")
def finished_by(limits: Range, point: object) -> object:
    return _ends_at(limits, point)


@function(f"starts({_POINT_RANGE})")
def starts(point: object, limits: Range) -> object:
    return _starts_at(limits, point)


@function(f"started by({_RANGE_POINT})")
def started_by(limits: Range, point: object) -> object:
    return _starts_at(limits, point)


@function("range(from: string)")
def range_of_text(run: Run, text: str) -> object:
    """Return the range that a text says: its ends are literals. Source: DMN 1.5, 10.3.4.1."""
    from workflows.feel.rangetext import read_range

    try:
        found = read_range(text)
    except FeelError:
        found = None
    if found is None:
        run.note(f"«{text_of(text, run)[:60]}» no es un rango como [1..10]; vale null")
    return found
