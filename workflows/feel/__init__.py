"""FEEL, the language of conditions, terms and tables: read, checked and evaluated without Python ever running text."""

from workflows.feel.budget import STEPS, Ask, Run
from workflows.feel.conversion import to_text
from workflows.feel.errors import FeelError, Problem
from workflows.feel.expression import Expression, Result, UnaryTests, evaluate, parse, problems, unary_tests
from workflows.feel.functions import BUILTINS
from workflows.feel.temporal import Date, DateTime, DaysAndTime, Duration, Time, YearsAndMonths
from workflows.feel.values import Function, Range

__all__ = [
    "BUILTINS",
    "STEPS",
    "Ask",
    "Date",
    "DateTime",
    "DaysAndTime",
    "Duration",
    "Expression",
    "FeelError",
    "Function",
    "Problem",
    "Range",
    "Result",
    "Run",
    "Time",
    "UnaryTests",
    "YearsAndMonths",
    "evaluate",
    "parse",
    "problems",
    "to_text",
    "unary_tests",
]
