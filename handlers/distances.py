"""How many days are added to a citizen's term for where he lives: the municipality's table of distances.

The table is a register of the municipality, `terminos-distancia`: its key an ubigeo or the beginning of one (the
province, the department), `lugar` its name, `plazo` the term. The longest key that fits a place holds.
Source: LPAG 146 (TUO): the entity approves the table, otherwise that of the Judiciary holds.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.registers import Row
from handlers import books
from handlers.refusals import NotFound
from workflows import terms as notation
from workflows.terms import Term

BOOK = "terminos-distancia"
NONE = ("", "0", "0 dh", "0 dc")


def between(session: Session, place: str, day: date) -> tuple[Term | None, str]:
    """Return the term that the table of `day` adds for a place, and in Spanish from where, or why none is added."""
    try:
        rows = books.answer(session, [BOOK], day)
    except NotFound:
        return None, "la municipalidad no ha registrado su cuadro de términos de la distancia"
    assert isinstance(rows, list)
    return of(rows, place)


def of(rows: Iterable[Row], place: str) -> tuple[Term | None, str]:
    """Return the term that the rows of a table add for a place, and in Spanish from where, or why none is added."""
    row = max((row for row in rows if _fits(row, place)), key=lambda row: len(str(row["clave"])), default=None)
    if row is None:
        return None, f"«{place[:80]}» no está en el cuadro de términos de la distancia"
    name, told = str(row.get("lugar") or place), str(row.get("plazo") or "")
    if told in NONE:
        return None, f"el cuadro no prevé ninguno para {name}"
    try:
        return notation.parse(told), f"desde {name}"
    except ValueError:
        return None, f"el cuadro dice «{told[:40]}» para {name}, que no es un plazo"


def _fits(row: Any, place: str) -> bool:
    """Tell whether a row is of a place: its ubigeo begins with the key, or it is called so."""
    key, asked = str(row["clave"]), _plain(place)
    return (asked.isdecimal() and asked.startswith(key)) or asked in (_plain(key), _plain(str(row.get("lugar") or "")))


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(char for char in split if not unicodedata.combining(char))
