"""Every hostile expression is refused, or ends within its budget with a value of FEEL's own kinds."""

import math
import os
import time
from collections.abc import Mapping
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal

import pytest

from tests.workflows.feel import hostile
from workflows import feel

SECONDS = 4.0  # of processor time; the budget itself is made for 50 ms, the rest is for a busy machine
KINDS = (type(None), bool, Decimal, str, date, clock, datetime, feel.Date, feel.Time, feel.DateTime, feel.Duration)


class Secret:
    """What must not be reached."""

    secreto = "no se debe leer"


CONTEXT: dict[str, object] = {
    "objeto": Secret(),
    "clase": Secret,
    "funcion": math.sqrt,
    "modulo de python": os,
    "excepcion": ValueError("no se debe leer"),
    "bytes_crudos": b"no se debe leer",
    "iterador": iter([1]),
    "conjunto": frozenset({"a"}),
    "texto largo": "a" * 100_000,
}


def test_there_are_more_than_two_hundred_of_them() -> None:
    assert len(set(hostile.ALL)) > 200


@pytest.mark.parametrize("text", hostile.ALL, ids=lambda text: repr(text[:40]))
def test_a_hostile_expression_is_refused_or_ends(text: str) -> None:
    began = time.process_time()
    try:
        value = feel.evaluate(text, CONTEXT, at=datetime(2026, 4, 29))
    except feel.FeelError as refused:
        assert refused.message.endswith((".", "…", "»"))
        assert refused.line >= 1 and refused.column >= 1
    else:
        assert_of_feel(value)
    assert time.process_time() - began < SECONDS


def assert_of_feel(value: object) -> None:
    """Fail for anything that is no value of FEEL, and for what must not be reached."""
    assert "no se debe leer" not in str(value)[:1000]
    if isinstance(value, list):
        for item in value[:50]:
            assert_of_feel(item)
    elif isinstance(value, Mapping):
        for item in list(value.values())[:50]:
            assert_of_feel(item)
    else:
        assert isinstance(value, (*KINDS, feel.Range, feel.Function))
