"""Tables that a lawyer can read and correct (CSV): their lines with typed fields, and what is wrong with them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from handlers.refusals import Refusal

Typed = TypeVar("Typed")
MOST_BYTES = 5_000_000
YES_NO = {"sí": True, "si": True, "no": False}


class Unreadable(Refusal):
    """Files that cannot be loaded; `problems` name file, line, field and what to correct."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("No se cargó nada. Corrija estos archivos:\n" + "\n".join(self.problems))


@dataclass(slots=True)
class Problems:
    """What is wrong with the files read so far: all of it, so that one reading suffices to correct them."""

    found: list[str] = field(default_factory=list)

    def add(self, file: str, line: int | None, column: str | None, sentence: str) -> None:
        place = file + (f", línea {line}" if line else "") + (f", campo «{column}»" if column else "")
        self.found.append(f"{place}: {sentence}")

    def raise_any(self) -> None:
        """Raise Unreadable when there are any."""
        if self.found:
            raise Unreadable(self.found)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: each method reads one field, notes a problem where it cannot, and then gives a stand-in."""

    file: str
    number: int
    fields: dict[str, str]
    problems: Problems

    def text(self, column: str) -> str:
        return self.fields[column] or self._wrong(column, "falta; escríbalo.", "")

    def optional(self, column: str) -> str | None:
        return self.fields[column] or None

    def one_of(self, column: str, words: Sequence[str]) -> str:
        word = self.fields[column]
        return word if word in words else self._wrong(column, f"«{word}» no es uno de: {', '.join(words)}.", words[0])

    def whole(self, column: str) -> int:
        return self._read(column, int, "no es un número entero", 0)

    def yes(self, column: str) -> bool:
        return self._read(column, lambda text: YES_NO[text.lower()], "debe ser «sí» o «no»", False)

    def day(self, column: str) -> date:
        return self._read(column, date.fromisoformat, "no es una fecha como 2026-11-16", date.min)

    def last_day(self, column: str, first: date) -> date | None:
        """Return the day, or None for an empty field; notes one that lies before `first`."""
        if not self.fields[column]:
            return None
        day = self.day(column)
        return self._wrong(column, "es anterior al día en que empieza.", day) if date.min < day < first else day

    def wrong(self, column: str | None, sentence: str) -> None:
        self.problems.add(self.file, self.number, column, sentence)

    def _read(self, column: str, kind: Callable[[str], Typed], sentence: str, instead: Typed) -> Typed:
        try:
            return kind(self.fields[column])
        except (ValueError, KeyError):
            return self._wrong(column, f"«{self.fields[column]}» {sentence}.", instead)

    def _wrong(self, column: str, sentence: str, instead: Typed) -> Typed:
        self.wrong(column, sentence)
        return instead


def lines(file: Path, columns: Sequence[str], problems: Problems) -> Iterator[Line]:
    """Yield the lines of a CSV file (UTF-8, a heading with these columns in any order); notes what is wrong with it."""
    text = _text_of(file, problems)
    if text is None:
        return
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        heading = [name.strip() for name in next(reader, [])]
        if sorted(heading) != sorted(columns):
            problems.add(file.name, 1, None, f"el encabezado debe tener los campos {', '.join(columns)}.")
            return
        for row in reader:
            if len(row) == len(heading):
                fields = dict(zip(heading, (one.strip() for one in row), strict=True))
                yield Line(file.name, reader.line_num, fields, problems)
            elif row:
                problems.add(file.name, reader.line_num, None, f"tiene {len(row)} campos en vez de {len(heading)}.")
    except csv.Error as error:
        problems.add(file.name, reader.line_num, None, f"no se puede leer ({error}). Revise las comillas.")


def _text_of(file: Path, problems: Problems) -> str | None:
    if not file.is_file():
        problems.add(file.name, None, None, f"falta en la carpeta {file.parent.name}.")
    elif file.stat().st_size > MOST_BYTES:
        problems.add(file.name, None, None, "pasa de 5 MB; divídalo.")
    else:
        try:
            return file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            problems.add(file.name, None, None, "no está en UTF-8; guárdelo con esa codificación.")
    return None
