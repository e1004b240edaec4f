"""From what was typed to what is meant: texts become numbers, dates, choices; a sentence where they cannot."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from workflows.forms.model import CHOICES, MANY, TEXTS, Field, Option

T = TypeVar("T")
LIMA = ZoneInfo("America/Lima")
LONGEST_TEXT = 100_000
MOST_DIGITS = 30
EMPTY: tuple[object, ...] = (None, "", [], {})

YES = frozenset({"on", "true", "1", "sí", "si"})
NO = frozenset({"off", "false", "0", "no", ""})


class Mistyped(ValueError):
    """The text cannot be taken as the answer of this field; the message ends a Spanish sentence about the field."""


def answer(one: Field, options: Sequence[Option], typed: object) -> object:
    """Return what `typed` (a text of the page, or JSON) means as an answer of this field; None when it is empty.

    Numbers are Decimal, dates `date`, times `time`, moments aware `datetime` (Lima unless they say otherwise),
    several choices a list. Raises Mistyped.
    """
    if one.type in MANY:
        return _several(options, typed)
    if one.type == "checkbox":
        return _checked(typed)
    if one.type == "filepicker":
        return _seals(one, typed)
    if typed in EMPTY or (isinstance(typed, str) and not typed.strip()):
        return None
    if isinstance(typed, list | dict) and one.type not in CHOICES:
        raise Mistyped("recibió varias respuestas; deje una")
    return _SCALARS[one.type](one, options, typed)


def _text(one: Field, options: Sequence[Option], typed: object) -> str:
    if not isinstance(typed, str):
        raise Mistyped("debe ser un texto")
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST_TEXT:
        raise Mistyped(f"tiene más de {LONGEST_TEXT} caracteres; adjúntelo como documento")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise Mistyped("contiene caracteres que no se pueden leer; escríbalo de nuevo")
    return " ".join(text.split("\n")) if one.type == "textfield" else text


def _number(one: Field, options: Sequence[Option], typed: object) -> object:
    number = as_number(typed)
    return f"{number:f}" if one.as_text else number


def as_number(typed: object) -> Decimal:
    """Return a number as people in Peru write it: decimal point, thousands by space or comma, `S/` before.

    A single comma is the decimal one where it cannot part thousands: `1 234,50`. Raises Mistyped.
    """
    if isinstance(typed, bool) or not isinstance(typed, str | int | float | Decimal):
        raise Mistyped("debe ser un número, como 1234.50")
    text = typed if isinstance(typed, str) else f"{Decimal(str(typed)):f}"
    text = text.strip().removeprefix("S/").removeprefix(".").strip() if text.strip().startswith("S/") else text.strip()
    sign, digits = ("-", text[1:].lstrip()) if text[:1] in ("-", "−") else ("", text)
    whole, _, fraction = _one_point(_without_spaces(digits)).partition(".")
    if not (whole + fraction) or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        raise Mistyped("debe ser un número, como 1234.50")
    if len(whole) + len(fraction) > MOST_DIGITS:
        raise Mistyped(f"tiene más de {MOST_DIGITS} cifras")
    return Decimal(f"{sign}{whole or '0'}" + (f".{fraction}" if fraction else ""))


def _without_spaces(text: str) -> str:
    head, *groups = text.split()  # also the thin and the unbreakable space
    last = groups[-1] if groups else ""
    thousands = all(len(group) == 3 for group in groups[:-1]) and len(last.partition(".")[0].partition(",")[0]) == 3
    if groups and not (thousands and 1 <= len(head) <= 3):
        raise Mistyped("tiene espacios en un lugar extraño; escríbalo así: 1234.50")
    return "".join([head, *groups])


def _one_point(text: str) -> str:
    """Return the number with nothing but its decimal point."""
    if "," in text and "." in text:
        decimal_mark = max(",.", key=text.rfind)
        other = "," if decimal_mark == "." else "."
        whole, _, fraction = text.rpartition(decimal_mark)
        return f"{_joined(whole, other)}.{fraction}"
    if "," in text:
        return _joined(text, ",") if _parts_thousands(text, ",") else text.replace(",", ".", 1)
    return _joined(text, ".") if text.count(".") > 1 else text


def _parts_thousands(text: str, mark: str) -> bool:
    head, *groups = text.split(mark)
    return 1 <= len(head) <= 3 and not head.startswith("0") and all(len(group) == 3 for group in groups)


def _joined(text: str, mark: str) -> str:
    if mark in text and not _parts_thousands(text, mark):
        raise Mistyped("tiene separadores en un lugar extraño; escríbalo así: 1234.50")
    return text.replace(mark, "")


def _moment(one: Field, options: Sequence[Option], typed: object) -> object:
    read: Callable[[object], object] = {"date": _date, "time": _time, "datetime": _datetime}[one.subtype]
    return read(typed)


def _date(typed: object) -> date:
    found = None
    if isinstance(typed, date) and not isinstance(typed, datetime):
        found = typed
    elif isinstance(typed, str):
        text = typed.strip()
        day, month, year = text.split("/") if text.count("/") == 2 else ("", "", "")
        found = _attempt(date.fromisoformat, f"{year:0>4}-{month:0>2}-{day:0>2}" if year else text)
    if found is None or not 1800 <= found.year <= 2999:
        raise Mistyped("debe ser una fecha, como 02/03/2026")
    return found


def _time(typed: object) -> time:
    found = typed if isinstance(typed, time) else _attempt(time.fromisoformat, str(typed).strip())
    if found is None or found.tzinfo is not None:
        raise Mistyped("debe ser una hora, como 08:30")
    return found


def _datetime(typed: object) -> datetime:
    found = typed if isinstance(typed, datetime) else _attempt(datetime.fromisoformat, str(typed).strip())
    if found is None or not 1800 <= found.year <= 2999:
        raise Mistyped("debe ser una fecha con su hora, como 2026-03-02 08:30")
    return found if found.tzinfo else found.replace(tzinfo=LIMA)


def _attempt(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text) if len(text) <= 40 else None
    except ValueError:
        return None


def _checked(typed: object) -> bool:
    if typed is None or isinstance(typed, bool):
        return bool(typed)
    last = typed[-1] if isinstance(typed, list) and typed else typed  # a hidden "no" before the checkbox's "on"
    if isinstance(last, str) and last.strip().lower() in YES | NO:
        return last.strip().lower() in YES
    raise Mistyped("se marca o no se marca; no admite otra respuesta")


def _chosen(one: Field, options: Sequence[Option], typed: object) -> object:
    return _option(options, typed)


def _option(options: Sequence[Option], typed: object) -> object:
    for option in options:
        if option.value == typed and isinstance(option.value, bool) is isinstance(typed, bool):
            return option.value
    for option in options:
        if isinstance(typed, str) and token(option.value) == typed.strip():
            return option.value
    known = ", ".join(f"«{option.label}»" for option in options[:8])
    said = f"no tiene la opción «{str(typed)[:60]}»"
    raise Mistyped(f"{said}; elija entre {known}" if known else f"{said}: hoy no hay ninguna")


def token(value: object) -> str:
    """Return the text that stands for an option's value in a page."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _several(options: Sequence[Option], typed: object) -> list[object]:
    if typed in EMPTY:
        return []
    listed = typed if isinstance(typed, list) else [typed]
    wanted = [_option(options, one) for one in listed if one not in EMPTY]
    return [option.value for option in options if option.value in wanted]


def _seals(one: Field, typed: object) -> object:
    listed = [seal for seal in (typed if isinstance(typed, list) else [typed]) if seal not in EMPTY]
    for seal in listed:
        if not isinstance(seal, str) or len(seal) != 64 or set(seal) - set("0123456789abcdef"):
            raise Mistyped("no recibió un documento cargado aquí; cárguelo de nuevo")
    if one.multiple:
        return list(dict.fromkeys(listed))
    if len(listed) > 1:
        raise Mistyped("admite un solo documento; quite los demás")
    return listed[0] if listed else None


_SCALARS: dict[str, Callable[[Field, Sequence[Option], object], object]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(CHOICES, _chosen),
    "number": _number,
    "datetime": _moment,
}
