"""Which cases a table forgets, which two rules claim at once, and which rules can never be used."""

from collections.abc import Iterator, Sequence

from workflows.dmn.columns import Column, in_words

MOST_WORK = 20_000  # pieces of the table looked at; a table beyond it is not judged
MOST_GAPS = 5

Region = tuple[int, ...]  # per column, the atoms


class TooLarge(Exception):
    """A table with more pieces than can be looked at."""


def gaps(columns: Sequence[Column], rules: Sequence[int]) -> list[Region]:
    """Return regions that none of the rules covers, at most five. Raises TooLarge."""
    found: list[Region] = []
    work = [MOST_WORK]
    for region in _uncovered(columns, 0, list(rules), work, None):
        found.append(region)
        if len(found) == MOST_GAPS:
            break
    return found


def overlap(columns: Sequence[Column], first: int, second: int) -> Region | None:
    """Return the region that two rules share; None where they share none, or only a case could tell."""
    region = tuple(column.cells[first] & column.cells[second] for column in columns)
    if not all(region) or any(column.opaque[first] or column.opaque[second] for column in columns):
        return None
    return region


def covered(columns: Sequence[Column], rule: int, earlier: Sequence[int], work: list[int]) -> bool:
    """Say whether earlier rules leave nothing to a rule; `work` is what may still be done. Raises TooLarge."""
    known = [other for other in earlier if not any(column.opaque[other] for column in columns)]
    region = tuple(column.cells[rule] for column in columns)
    return next(_uncovered(columns, 0, known, work, region), None) is None


def impossible(columns: Sequence[Column], rule: int) -> int | None:
    """Return the first column whose cell accepts nothing that can occur; None where there is none."""
    return next((place for place, column in enumerate(columns) if not column.cells[rule]), None)


def _uncovered(
    columns: Sequence[Column], place: int, rules: list[int], work: list[int], within: Region | None
) -> Iterator[Region]:
    """Give regions (from a column on) that no rule covers, atoms with the same rules taken together."""
    work[0] -= 1
    if work[0] < 0:
        raise TooLarge
    whole = tuple(column.domain | column.null if within is None else within[i] for i, column in enumerate(columns))
    if not rules:
        yield whole[place:]
        return
    if any(all(columns[i].cells[rule] & whole[i] == whole[i] for i in range(place, len(columns))) for rule in rules):
        return
    for atoms, kept in _groups(columns[place], whole[place], rules):
        for rest in _uncovered(columns, place + 1, kept, work, within):
            yield (atoms, *rest)


def _groups(column: Column, atoms: int, rules: list[int]) -> list[tuple[int, list[int]]]:
    """Return the atoms of a column in groups for which the same rules hold."""
    groups: dict[tuple[int, ...], int] = {}
    rest, bit = atoms, 1
    while rest:
        if rest & 1:
            holding = tuple(rule for rule in rules if column.cells[rule] & bit)
            groups[holding] = groups.get(holding, 0) | bit
        rest >>= 1
        bit <<= 1
    return [(bits, list(holding)) for holding, bits in groups.items()]


def region_in_words(columns: Sequence[Column], region: Region) -> str:
    """Return a region as a sentence part, the columns that do not matter left out."""
    parts = [
        f"{column.label}: {in_words(column, atoms)}"
        for column, atoms in zip(columns, region, strict=True)
        if atoms & column.domain != column.domain
    ]
    return "; ".join(parts) or "cualquier caso"
