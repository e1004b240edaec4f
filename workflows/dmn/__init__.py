"""DMN: reads decision models safely, takes their decisions on FEEL, and advises the designers of their tables."""

from workflows.dmn.checker import check
from workflows.dmn.evaluation import Outcome, evaluate
from workflows.dmn.model import Model
from workflows.dmn.reader import read

__all__ = ["Model", "Outcome", "check", "evaluate", "read"]
