"""Who chooses when something is invented: Hypothesis, so that a failure shrinks, or a lot drawn from a seed."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Chance(Protocol):
    def one(self, choices: Sequence[T]) -> T:
        """Return one of these."""

    def number(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""


class Lot:
    """Chance from a seed: the same seed draws the same lots, on every machine."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)

    def one(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)


class Drawn:
    """Chance from Hypothesis, which makes a failing example small."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def one(self, choices: Sequence[T]) -> T:
        found: T = self.data.draw(st.sampled_from(choices))
        return found

    def number(self, least: int, most: int) -> int:
        return int(self.data.draw(st.integers(least, most)))
