"""One evaluation: what it may still spend, the moment it lives in, whom it may ask, and the problems it met."""

from collections.abc import Callable
from datetime import datetime

from workflows.feel.errors import FeelError, Problem, place

STEPS = 100_000
TEXT = 1_000_000  # characters of text that one evaluation may build, all together
FRAMES = 500  # Python frames that nested calls of FEEL functions may use
PROBLEMS = 50  # more than this many say nothing new

Ask = Callable[[str, list[object]], object]


class Run:
    """The budget of one evaluation; every loop, call and walk over a list pays here, so everything ends."""

    __slots__ = ("steps", "text", "frames", "at", "ask", "problems", "source", "place", "where")

    def __init__(
        self, at: datetime | None = None, ask: Ask | None = None, source: str = "", steps: int = STEPS
    ) -> None:
        self.steps = steps
        self.text = TEXT
        self.frames = FRAMES
        self.at = at
        self.ask = ask
        self.source = source
        self.where = ""  # the decision, rule or cell whose text is running
        self.place = 0  # the offset of the call that is running
        self.problems: list[Problem] = []

    def charge(self, steps: int) -> None:
        """Pay for work about to be done. Raises FeelError when the budget is spent."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelError(
                "La expresión necesita demasiados pasos y se detuvo; no dio ningún valor. "
                "Reduzca las listas o los bucles que recorre."
            )

    def grow(self, characters: int) -> None:
        """Pay for text about to be built. Raises FeelError past 1 MB in one evaluation."""
        self.text -= characters
        if self.text < 0:
            raise FeelError(
                "La expresión construye un valor de más de 1 MB y se detuvo; no dio ningún valor. "
                "Reduzca los textos o listas que produce."
            )
        self.charge(characters // 200)

    def enter(self, frames: int) -> None:
        """Pay for the depth of a call; `leave` gives it back. Raises FeelError when calls nest too deeply."""
        self.frames -= frames
        if self.frames < 0:
            raise FeelError(
                "Las funciones de la expresión se llaman unas a otras demasiadas veces y se detuvo; no dio "
                "ningún valor. Revise que la función que se llama a sí misma termine."
            )

    def leave(self, frames: int) -> None:
        """Give back what `enter` took."""
        self.frames += frames

    def note(self, message: str, offset: int | None = None) -> None:
        """Record why something became null, as the standard asks; without an offset, at the call that is running."""
        if len(self.problems) < PROBLEMS:
            where = self.place if offset is None else offset
            self.problems.append(Problem(message, *place(self.source, where), self.where))
