"""Where names have their values while an expression runs: frames of names, the innermost first."""

from collections.abc import Mapping

from workflows.feel.budget import Run
from workflows.feel.values import READY, Record, fit


class Scope:
    """One frame of names and the frames around it. The mapping is asked by `in` and `[]`, and never copied."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, object], outer: "Scope | None", run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def has(self, name: str) -> bool:
        """Say whether a name is known here or further out."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.outer
        return False

    def value(self, name: str) -> object:
        """Return the value of a name that is known. Raises KeyError."""
        scope: Scope | None = self
        while scope is not None:
            names = scope.names
            if name in names:
                value = names[name]
                return value if type(names) is Record or type(value) in READY else fit(value, self.run)
            scope = scope.outer
        raise KeyError(name)
