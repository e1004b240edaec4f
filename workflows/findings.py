"""What a rule says of a diagram, and the refusal that carries it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a file: what is wrong, where, and what to do about it.

    `rule` is the file name of the rule that speaks; `message` is a Spanish sentence for the designer that ends
    with what to do; `element`, `name` and `line` may be None where no single element is meant. `trail` are the steps
    that show it, where they can be played: of each the element, and the flows taken where others could have been.
    """

    rule: str
    level: Level
    file: str
    message: str
    element: str | None = None
    name: str | None = None
    line: int | None = None
    trail: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Refused(Exception):
    """A diagram, table or form that cannot be used as it is; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings) or "rechazado")
