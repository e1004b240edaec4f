"""Built-in functions over numbers."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.temporal import DaysAndTime, YearsAndMonths
from workflows.feel.values import DECIMAL

_WIDE = Context(prec=7000, Emax=999_999, Emin=-999_999)
SCALES = 6111, 6176  # a scale lies between -6111 and 6176 (DMN 1.5, 10.3.4.5)


def _scaled(run: Run, value: Decimal, scale: Decimal, rounding: str) -> object:
    if abs(scale) > 10_000 or not -SCALES[0] <= int(scale) <= SCALES[1]:
        run.note("La escala del redondeo está fuera de lo permitido (de -6111 a 6176); vale null")
        return None
    exponent = -int(scale)
    if isinstance(value.as_tuple().exponent, int) and int(value.as_tuple().exponent) >= exponent:
        return value
    run.charge(20)
    try:
        return DECIMAL.plus(value.quantize(Decimal(1).scaleb(exponent), rounding=rounding, context=_WIDE))
    except DecimalException:
        run.note("El redondeo no tiene resultado; vale null")
        return None


@function("decimal(n: number, scale: number)")
def decimal(run: Run, value: Decimal, scale: Decimal) -> object:
    return _scaled(run, value, scale, ROUND_HALF_EVEN)


@function("floor(n: number, scale?: number)")
def floor(run: Run, value: Decimal, scale: Decimal = Decimal(0)) -> object:
    return _scaled(run, value, scale, ROUND_FLOOR)


@function("ceiling(n: number, scale?: number)")
def ceiling(run: Run, value: Decimal, scale: Decimal = Decimal(0)) -> object:
    return _scaled(run, value, scale, ROUND_CEILING)


@function("round up(n: number, scale: number)")
def round_up(run: Run, value: Decimal, scale: Decimal) -> object:
    return _scaled(run, value, scale, ROUND_UP)


@function("round down(n: number, scale: number)")
def round_down(run: Run, value: Decimal, scale: Decimal) -> object:
    return _scaled(run, value, scale, ROUND_DOWN)


@function("round half up(n: number, scale: number)")
def round_half_up(run: Run, value: Decimal, scale: Decimal) -> object:
    return _scaled(run, value, scale, ROUND_HALF_UP)


@function("round half down(n: number, scale: number)")
def round_half_down(run: Run, value: Decimal, scale: Decimal) -> object:
    return _scaled(run, value, scale, ROUND_HALF_DOWN)


@function("abs(n: number)")
def absolute(value: Decimal) -> object:
    return abs(value) if value >= 0 else DECIMAL.minus(value)


@function("abs(n: days)")
def absolute_days(value: DaysAndTime) -> object:
    return DaysAndTime(abs(value.nanos))


@function("abs(n: months)")
def absolute_months(value: YearsAndMonths) -> object:
    return YearsAndMonths(abs(value.months))


@function("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> object:
    """Return dividend - divisor * floor(dividend / divisor). Source: DMN 1.5, 10.3.4.5."""
    if not divisor:
        run.note("«modulo» no divide entre cero; vale null")
        return None
    try:
        rest = _WIDE.remainder(dividend, divisor) if abs(dividend.adjusted() - divisor.adjusted()) < 6500 else None
        if rest is None:
            return None
        return DECIMAL.plus(rest + divisor if rest and (rest < 0) != (divisor < 0) else rest)
    except DecimalException:
        return None


@function("sqrt(number: number)")
def square_root(run: Run, value: Decimal) -> object:
    run.charge(20)
    return _real(run, lambda: DECIMAL.sqrt(value), "sqrt")


@function("log(number: number)")
def logarithm(run: Run, value: Decimal) -> object:
    run.charge(100)
    return _real(run, lambda: DECIMAL.ln(value) if value > 0 else None, "log")


@function("exp(number: number)")
def exponential(run: Run, value: Decimal) -> object:
    run.charge(100)
    return _real(run, lambda: DECIMAL.exp(value), "exp")


def _real(run: Run, reckon: Callable[[], Decimal | None], name: str) -> object:
    try:
        found = reckon()
    except DecimalException:
        found = None
    if found is None:
        run.note(f"«{name}» no tiene resultado para ese número; vale null")
    return found


@function("odd(number: number)")
def odd(value: Decimal) -> object:
    return _parity(value) == 1


@function("even(number: number)")
def even(value: Decimal) -> object:
    return _parity(value) == 0


def _parity(value: Decimal) -> Decimal:
    return abs(_WIDE.remainder(value, Decimal(2)))
