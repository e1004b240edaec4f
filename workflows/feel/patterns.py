"""Regular expressions in XPath's flavour, run in time linear in pattern and text, and paid from the budget.

A pattern becomes a small program; the machine below walks it with its own stack and never visits the same
instruction at the same place twice, so that no pattern can be catastrophic. With back-references (which are not
regular) it may visit twice, and the budget of steps ends it. Source: XPath and XQuery Functions 3.1, 5.6.
"""

from functools import lru_cache

from workflows.feel.budget import Run
from workflows.feel.patterncode import BACK, JUMP, MATCH, SAVE, SET, SPLIT, START, NotAPattern, Program
from workflows.feel.patterntext import compile_pattern

Groups = list[int]  # start and end of each group, -1 where it took no part; the whole match first

_VISIT = 2  # steps of the budget that the visit of one instruction costs


def read(pattern: str, flags: str, run: Run) -> Program | None:
    """Return a pattern ready to run; None, with a problem noted, where it is none."""
    try:
        return _compiled(pattern, flags)
    except NotAPattern as wrong:
        run.note(f"El patrón «{pattern[:60]}» no es válido: {wrong}; vale null")
        return None


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Program:
    return compile_pattern(pattern, flags)


def search(program: Program, text: str, run: Run, start: int = 0) -> Groups | None:
    """Return the groups of the first match at or after a place; None where there is none. Raises FeelError."""
    if program.literal is not None:
        run.charge(len(text) // 1000)
        found = text.find(program.literal, start)
        return None if found < 0 else [found, found + len(program.literal)]
    visited: set[int] | None = None if program.looks_back else set()
    for place in range(start, len(text) + 1):
        groups = _match(program, text, place, visited, run)
        if groups is not None:
            return groups
        if program.anchored:
            return None
    return None


def _match(program: Program, text: str, place: int, visited: set[int] | None, run: Run) -> Groups | None:
    """Walk the program from one place, the preferred branch first; what was visited once is never walked again."""
    code, size, length = program.code, len(program.code), len(text)
    stack: list[tuple[int, int, Groups]] = [(0, place, [-1] * (2 * program.groups + 2))]
    steps = 0
    while stack:
        at, here, groups = stack.pop()
        while True:
            steps += 1
            if steps == 300:
                run.charge(steps * _VISIT)
                steps = 0
            if visited is not None:
                key = here * size + at
                if key in visited:
                    break
                visited.add(key)
            kind, accepts, target, other = code[at]
            if kind == SET:
                if here < length and accepts(text[here]):
                    at += 1
                    here += 1
                    continue
                break
            if kind == SPLIT:
                stack.append((other, here, groups))
                at = target
            elif kind == JUMP:
                at = target
            elif kind == SAVE:
                groups = groups.copy()
                groups[target] = here
                at += 1
            elif kind == MATCH:
                run.charge(steps * _VISIT)
                return [place, here, *groups[2:]]
            elif kind == BACK:
                taken = _group_text(text, groups, target)
                if not text.startswith(taken, here):
                    break
                at, here = at + 1, here + len(taken)
            elif _stands_at_edge(kind, text, here, bool(target)):
                at += 1
            else:
                break
    run.charge(steps * _VISIT)
    return None


def _stands_at_edge(kind: int, text: str, here: int, lines: bool) -> bool:
    """Say whether a place is the start or the end of the text (of a line, with the option m)."""
    if kind == START:
        return here == 0 or (lines and text[here - 1] == "\n")
    return here == len(text) or (lines and text[here] == "\n")


def _group_text(text: str, groups: Groups, number: int) -> str:
    start, end = groups[2 * number], groups[2 * number + 1]
    return text[start:end] if start >= 0 and end >= 0 else ""


def replace(program: Program, text: str, replacement: str, run: Run) -> str | None:
    """Return the text with every match replaced (`$1` is a group); None where the pattern matches nothing at all.

    XPath calls it an error where a pattern matches the empty text; FEEL makes errors null.
    """
    parts = _replacement(program, replacement, run)
    if parts is None:
        return None
    if search(program, "", run) is not None:
        run.note("El patrón de «replace» encuentra también el texto vacío; vale null")
        return None
    out: list[str] = []
    place = 0
    while (found := search(program, text, run, place)) is not None and found[1] > found[0]:
        out.append(text[place : found[0]])
        out.extend(part if isinstance(part, str) else _group_text(text, found, part) for part in parts)
        run.grow(len(out[-1]) + found[0] - place)
        run.charge(2 + len(parts))
        place = found[1]
    run.grow(len(text) - place)
    joined = "".join(out) + text[place:]
    run.grow(len(joined) - len(text) if len(joined) > len(text) else 0)
    return joined


def _replacement(program: Program, replacement: str, run: Run) -> list[str | int] | None:
    if program.quoted:
        return [replacement]
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        sign = replacement[at]
        following = replacement[at + 1 : at + 2]
        if sign == "\\" and following in ("\\", "$") and following:
            parts.append(following)
            at += 2
        elif sign == "$" and following.isascii() and following.isdigit():
            number, at = _group_number(replacement, at + 1, program.groups)
            parts.append(number if number <= program.groups else "")
        elif sign in "\\$":
            run.note("En el texto de reemplazo, «$» va seguido de un número de grupo y «\\» de «$» o «\\»; vale null")
            return None
        else:
            parts.append(sign)
            at += 1
    return parts


def _group_number(text: str, at: int, groups: int) -> tuple[int, int]:
    """Return the group that digits name, as many digits as name an existing group, and where they end."""
    number, at = int(text[at]), at + 1
    while at < len(text) and text[at].isascii() and text[at].isdigit() and number * 10 + int(text[at]) <= groups:
        number, at = number * 10 + int(text[at]), at + 1
    return number, at


def split(program: Program, text: str, run: Run) -> list[object] | None:
    """Return the pieces of a text between the matches of a pattern."""
    if search(program, "", run) is not None:
        run.note("El patrón de «split» encuentra también el texto vacío; vale null")
        return None
    pieces: list[object] = []
    place = 0
    while (found := search(program, text, run, place)) is not None and found[1] > found[0]:
        run.charge(2)
        pieces.append(text[place : found[0]])
        place = found[1]
    pieces.append(text[place:])
    run.grow(len(text))
    return pieces


def find_all(program: Program, text: str, run: Run) -> list[object]:
    """Return the texts of all matches, from left to right."""
    found_texts: list[object] = []
    place = 0
    while place <= len(text) and (found := search(program, text, run, place)) is not None:
        run.charge(2)
        run.grow(found[1] - found[0])
        found_texts.append(text[found[0] : found[1]])
        place = found[1] if found[1] > found[0] else found[1] + 1
    return found_texts
