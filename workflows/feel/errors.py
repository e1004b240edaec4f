"""What can go wrong in an expression: written wrongly (an error with its place) or null by the standard (a problem)."""

from dataclasses import dataclass


class FeelError(Exception):
    """An expression that cannot be read, or that used more than its budget; `message` is a Spanish sentence.

    `line` and `column` count from 1 and point at the place in the expression's own text.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        self.message = message
        self.line = line
        self.column = column
        super().__init__(message)

    def __str__(self) -> str:
        return f"línea {self.line}, columna {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a part of an expression became null: a Spanish sentence and its place in the text.

    `where` names the decision, rule or cell that holds the text, where there is one.
    """

    message: str
    line: int = 1
    column: int = 1
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where + ', ' if self.where else ''}línea {self.line}, columna {self.column}: {self.message}"


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset in a text."""
    before = text[:offset]
    line = before.count("\n") + 1
    return line, offset - (before.rfind("\n") + 1) + 1
