"""What a value of FEEL is, how Python's values become such, and how they are given back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Clamped, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow, Rounded
from typing import TYPE_CHECKING

from workflows.feel import temporal
from workflows.feel.temporal import Date, DateTime, DaysAndTime, Time, YearsAndMonths

if TYPE_CHECKING:
    from workflows.feel.budget import Run

DECIMAL = Context(prec=34, Emax=6144, Emin=-6143, traps=[DivisionByZero, InvalidOperation, Overflow])
for _signal in (Clamped, Inexact, Rounded):
    DECIMAL.traps[_signal] = False


class Record(dict[str, object]):
    """A context built by FEEL itself: its values are FEEL's already. Contexts from outside stay what they are."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; an end that is None is open: nothing bounds that side.

    `low_closed` and `high_closed` say whether the end itself belongs. `equal` marks the range of one value and
    `other` the complement of one value (unary tests `= 5` and `!= 5` as values).
    """

    low: object
    high: object
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function: `call(run, arguments)` gives its value, `call_named` the same with arguments by name.

    `types` and `result` are the types that a function written in FEEL declares (None where it declares none).
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[["Run", list[object]], object]
    call_named: Callable[["Run", dict[str, object]], object]
    types: tuple[object, ...] = ()
    result: object = None


READY: frozenset[type] = frozenset(
    {type(None), bool, Decimal, str, Date, Time, DateTime, DaysAndTime, YearsAndMonths, Range, Function, Record}
)


def fit(value: object, run: "Run") -> object:
    """Return a value from outside as FEEL's: numbers as Decimal, dates as FEEL's own; mappings stay as they are.

    What FEEL does not know (a Python object of any other kind) becomes null, so that no attribute is ever reached.
    """
    kind = type(value)
    if kind in READY:
        return value if not isinstance(value, Decimal) or value.is_finite() else _unknown(value, run)
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return _decimal_of_int(value, run)
    if isinstance(value, float):
        number = Decimal(repr(float(value)))
        return number if number.is_finite() else _unknown(value, run)
    if isinstance(value, Decimal):
        return Decimal(value) if value.is_finite() else _unknown(value, run)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return value
    if isinstance(value, date | time | timedelta):
        return temporal.from_python(value)
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, bytes | bytearray | memoryview):
        return _fit_list(value, run)
    return _unknown(value, run)


def _decimal_of_int(value: int, run: "Run") -> object:
    if value.bit_length() > 20_000:
        return _unknown("un número demasiado grande", run)
    return Decimal(value) if -(10**34) < value < 10**34 else DECIMAL.create_decimal(value)


def _fit_list(value: Sequence[object] | frozenset[object] | set[object], run: "Run") -> list[object]:
    run.charge(len(value) // 4)
    if type(value) is list and all(type(item) in READY and type(item) is not Decimal for item in value):
        return value
    ordered = value if isinstance(value, Sequence) else sorted(value, key=repr)
    run.enter(8)
    items = [fit(item, run) for item in ordered]
    run.leave(8)
    return items


def _unknown(value: object, run: "Run") -> object:
    run.note(f"Un valor de fuera no se puede usar en FEEL ({type(value).__name__}); vale null")
    return None


def member(context: Mapping[str, object], key: str, run: "Run") -> object:
    """Return the entry of a context that is known to have it."""
    value = context[key]
    return value if type(context) is Record or type(value) in READY else fit(value, run)


def entries(context: Mapping[str, object], run: "Run") -> list[tuple[str, object]]:
    """Return all entries of a context, in order; entries whose key is no text are left out."""
    run.charge(len(context))
    if type(context) is Record:
        return list(context.items())
    return [(str(key), fit(value, run)) for key, value in context.items() if isinstance(key, str)]


def plain(value: object, run: "Run") -> object:
    """Return a value of FEEL as Python's own: dict, list, date, time, datetime where they can hold it exactly."""
    kind = type(value)
    if kind is Date or kind is Time or kind is DateTime:
        return temporal.to_python(value)  # type: ignore[arg-type]
    if isinstance(value, list):
        run.charge(len(value) + 4)
        run.enter(8)
        items = [plain(item, run) for item in value]
        run.leave(8)
        return items
    if isinstance(value, Mapping):
        run.charge(6)
        run.enter(8)
        copy = {key: plain(item, run) for key, item in entries(value, run)}
        run.leave(8)
        return copy
    return value


def kind_of(value: object) -> str:
    """Return the name of a value's type as FEEL calls it (`days and time duration`, `list` …)."""
    known = _KINDS.get(type(value))
    if known is not None:
        return known
    if isinstance(value, list):
        return "list"
    if isinstance(value, Mapping):
        return "context"
    return "function"


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysAndTime: "days and time duration",
    YearsAndMonths: "years and months duration",
    list: "list",
    Record: "context",
    dict: "context",
    Range: "range",
    Function: "function",
}
