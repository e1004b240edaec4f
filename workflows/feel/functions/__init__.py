"""The built-in functions of FEEL, and the functions of this house: working days and registers."""

from workflows.feel.functions import (
    contexts,
    conversions,
    lists,
    moments,
    numbers,
    ordering,
    ranges,
    registers,
    statistics,
    strings,
    workdays,
)
from workflows.feel.functions.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "contexts",
    "conversions",
    "lists",
    "moments",
    "numbers",
    "ordering",
    "ranges",
    "registers",
    "statistics",
    "strings",
    "workdays",
]
