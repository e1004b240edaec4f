"""The execution of the budget, month by month, as the municipality's registers hold it: what the SIAF gave.

An officer brings the extract in as a table: `ejecucion-siaf`, whose keys begin with the month (`2026-06/0042/RDR/2.6`),
and `ingresos-siaf`, one row for each month. Whoever evaluates the budget reads them (`siaf.cargar_ejecucion`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from handlers import books, organs
from handlers.refusals import NotFound

SPENDING, INCOME = "ejecucion-siaf", "ingresos-siaf"
WORDS = ("meta", "finalidad", "organo", "fuente", "rubro", "generica")
AMOUNTS = ("pia", "pim", "certificado", "compromiso_anual", "devengado", "girado")
PHASES = ("girado", "devengado", "compromiso_anual", "certificado", "pim")  # each is no more than the next
MOST = Decimal("9999999999999.99")


class NothingFor(Exception):
    """The registers hold nothing of that month."""


def of_month(session: Session, cut: date, day: date) -> dict[str, Any]:
    """Return `metas`, `ingresos` and `filas_rechazadas` (keys) of the month of a cut-off date, as known on `day`.

    A row is rejected that lacks a word or an amount, names no organ of that day, or breaks girado ≤ devengado ≤
    compromiso ≤ certificado ≤ PIM (domain, E02); it is among the `metas` all the same, for someone to correct.
    Raises NothingFor.
    """
    month = f"{cut:%Y-%m}"
    rows = _rows(session, SPENDING, month, day)
    if not rows:
        raise NothingFor(month)
    read = {key: _goal(row) for key, row in rows}
    known = organs.slugs(session, day)
    rejected = [key for key, goal in read.items() if not _is_sound(goal) or goal["organo"] not in known]
    return {"metas": list(read.values()), "ingresos": _income(session, month, day), "filas_rechazadas": rejected}


def _rows(session: Session, register: str, prefix: str, day: date) -> Sequence[tuple[str, Mapping[str, Any]]]:
    try:
        return books.beginning(session, register, prefix, day)
    except NotFound:
        return []


def _goal(row: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: str(row.get(name) or "").strip() for name in WORDS}
    amounts = {name: _amount(row.get(name)) for name in AMOUNTS}
    return {
        **words,
        **amounts,
        "vinculada_pi": _is_yes(row.get("vinculada_pi")),
        "sensible": _is_yes(row.get("sensible")),
    }


def _is_sound(goal: Mapping[str, Any]) -> bool:
    if not all(goal[name] for name in WORDS) or any(goal[name] is None for name in AMOUNTS):
        return False
    return all(goal[less] <= goal[more] for less, more in pairwise(PHASES))


def _income(session: Session, month: str, day: date) -> dict[str, Decimal | None]:
    row = next((row for key, row in _rows(session, INCOME, month, day) if key == month), {})
    return {"pim": _amount(row.get("pim")), "recaudado": _amount(row.get("recaudado"))}


def _amount(text: Any) -> Decimal | None:
    """Return an amount in soles, of two decimals at most; None for what is none."""
    try:
        found = Decimal(str(text or "").strip().replace(",", ""))
    except InvalidOperation:
        return None
    fits = found.is_finite() and 0 <= found <= MOST and found == found.quantize(Decimal("0.01"))
    return found if fits else None


def _is_yes(text: Any) -> bool:
    return str(text or "").strip().lower() in ("si", "sí", "x", "1", "true")
