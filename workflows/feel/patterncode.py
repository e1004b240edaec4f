"""The program of a regular expression: the instructions that the machine in `patterns` walks."""

from dataclasses import dataclass

from workflows.feel.patternsets import Accepts

LARGEST = 4_000  # instructions of a program, repetitions unfolded


class NotAPattern(Exception):
    """A text that is no regular expression of XPath; the message is Spanish and says why."""


def _nothing(char: str) -> bool:
    return False


@dataclass(slots=True)
class Instruction:
    """One step of the machine: accept a character, split, jump, save a place, or look where it stands."""

    kind: str
    accepts: Accepts = _nothing
    target: int = 0
    other: int = 0


SET, SPLIT, JUMP, SAVE, START, END, BACK, MATCH = range(8)
_NUMBERS = {"set": SET, "split": SPLIT, "jump": JUMP, "save": SAVE, "start": START, "end": END, "back": BACK}

Step = tuple[int, Accepts, int, int]  # kind, what a set accepts, target, other target


@dataclass(frozen=True, slots=True)
class Program:
    """A pattern ready to run; `literal` is its text where it is nothing but text."""

    code: tuple[Step, ...]
    groups: int
    looks_back: bool
    anchored: bool
    literal: str | None
    quoted: bool


Piece = tuple[str, object]  # the tree of a pattern: (kind, what is inside)


def step(instruction: Instruction) -> Step:
    """Return an instruction as the machine wants it."""
    return _NUMBERS[instruction.kind], instruction.accepts, instruction.target, instruction.other


MATCHED: Step = (MATCH, _nothing, 0, 0)


class Emitter:
    """Writes the program of a tree."""

    def __init__(self) -> None:
        self.code: list[Instruction] = []

    def emit(self, piece: Piece, factor: int) -> None:
        """Write a part of the tree; `factor` is how often what surrounds it repeats it."""
        if len(self.code) > LARGEST:
            raise NotAPattern("es demasiado grande")
        kind, inside = piece
        if kind == "sequence" and isinstance(inside, list):
            for part in inside:
                self.emit(part, factor)
        elif kind == "choice" and isinstance(inside, list):
            self.choice(inside, factor)
        elif kind == "group" and isinstance(inside, tuple):
            number, inner = inside
            self.code.append(Instruction("save", target=2 * number))
            self.emit(inner, factor)
            self.code.append(Instruction("save", target=2 * number + 1))
        elif kind == "repeat" and isinstance(inside, tuple):
            self.repeat(inside[0], inside[1], inside[2], inside[3], factor)
        elif kind == "set" and callable(inside):
            self.code.append(Instruction("set", accepts=inside))
        else:
            self.code.append(Instruction(kind, target=int(inside) if isinstance(inside, int) else 0))

    def choice(self, branches: list[Piece], factor: int) -> None:
        jumps: list[Instruction] = []
        for branch in branches[:-1]:
            split = Instruction("split", target=len(self.code) + 1)
            self.code.append(split)
            self.emit(branch, factor)
            jumps.append(Instruction("jump"))
            self.code.append(jumps[-1])
            split.other = len(self.code)
        self.emit(branches[-1], factor)
        for jump in jumps:
            jump.target = len(self.code)

    def repeat(self, atom: Piece, least: int, most: int | None, greedy: bool, factor: int) -> None:
        if factor * max(least, most or 1, 1) > LARGEST:
            raise NotAPattern("repite demasiadas veces")
        for _ in range(least):
            self.emit(atom, factor * max(least, 1))
        if most is None:
            self.loop(atom, greedy, factor)
            return
        splits: list[Instruction] = []
        for _ in range(most - least):
            splits.append(Instruction("split"))
            self.branch(splits[-1], greedy)
            self.emit(atom, factor * most)
        for split in splits:
            self.leave(split, greedy)

    def loop(self, atom: Piece, greedy: bool, factor: int) -> None:
        split = Instruction("split")
        top = len(self.code)
        self.branch(split, greedy)
        self.emit(atom, factor)
        self.code.append(Instruction("jump", target=top))
        self.leave(split, greedy)

    def branch(self, split: Instruction, greedy: bool) -> None:
        """Write a split whose body comes next."""
        self.code.append(split)
        if greedy:
            split.target = len(self.code)
        else:
            split.other = len(self.code)

    def leave(self, split: Instruction, greedy: bool) -> None:
        """Let a split go on here when its body is not taken."""
        if greedy:
            split.other = len(self.code)
        else:
            split.target = len(self.code)
