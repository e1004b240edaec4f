"""The built-in functions of FEEL, and the working-day functions of this house."""

from workflows.feel.functions import (
    contexts,
    conversions,
    lists,
    moments,
    numbers,
    ordering,
    ranges,
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
    "statistics",
    "strings",
    "workdays",
]
