"""How values read: FEEL values in Spanish words, and answers by the labels of their form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from workflows import feel
from workflows.forms import Field, Form
from workflows.terms import LIMA

ERASED = "dato suprimido conforme a ley; su huella sigue en el historial"
LONGEST = 300  # characters of a value inside a sentence
_SEAL = re.compile(r"[0-9a-f]{64}")  # how answers name a document

HEADER = {"expediente": "Expediente", "asunto": "Asunto", "organo_origen": "Órgano de origen", "canal": "Canal",
          "prioridad": "Prioridad", "motivo_urgencia": "Motivo de la urgencia", "reservado": "Reservado",
          "base_reserva": "Base legal de la reserva", "documentos_referencia": "Documentos de referencia",
          "plazo_legal": "Plazo legal", "folios": "Folios", "decision": "Decisión", "sustento": "Sustento",
          "opinion": "Opinión", "observaciones": "Observaciones", "n": "N.º"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Datum:
    """A value with its label, as a person reads it. `rows` holds the rows of a list, `documents` the seals of files."""

    field: str
    label: str
    text: str
    erased: bool = False
    rows: tuple[tuple["Datum", ...], ...] = ()
    documents: tuple[str, ...] = ()


def in_words(value: Any) -> str:
    """Return a FEEL value in Spanish: `sí`, `26/11/2026`, `1500.50`, `a, b`; `sin dato` for null."""
    if value is None:
        return "sin dato"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, str):
        return f"documento {value[:8]}…" if _SEAL.fullmatch(value) else value
    if isinstance(value, datetime):
        return f"{value.astimezone(LIMA) if value.tzinfo else value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal | int):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{label_of(name)}: {in_words(item)}" for name, item in value.items()) or "sin dato"
    if isinstance(value, Sequence):
        return ", ".join(map(in_words, value)) or "ninguno"
    return feel.to_text(value)


def label_of(name: str) -> str:
    """Return how a value is called where no form says it."""
    return HEADER.get(name) or (name[:1].upper() + name[1:]).replace("_", " ")


def shortened(text: str) -> str:
    """Return a text that fits into a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def stated(values: Mapping[str, Any]) -> tuple[Datum, ...]:
    """Return values that no form describes."""
    return tuple(Datum(name, label_of(name), in_words(value)) for name, value in values.items())


def answered(
    form: Form | None, answers: Mapping[str, Any], beside: Mapping[str, Any], sealed: Mapping[str, str]
) -> tuple[Datum, ...]:
    """Return what was answered, in the order of the form: stated in the entry, kept beside it, or erased since.

    `sealed` names everything that the entry only proves; what `beside` no longer has was erased.
    """
    given = {**answers, **{name: beside[name] for name in sealed if name in beside}}
    fields = _by_name(form.fields) if form else {}
    order = [name for name in fields if name in given or name in sealed]
    order += sorted(name for name in (*given, *sealed) if name not in fields)
    return tuple(_datum(name, fields.get(name), given, sealed) for name in dict.fromkeys(order))


def _by_name(fields: Sequence[Field]) -> dict[str, Field]:
    """Return the fields by the name under which their answer stands, those of plain groups included."""
    found: dict[str, Field] = {}
    for one in fields:
        if one.type == "group" and not one.steps:
            found |= _by_name(one.children)
        elif one.steps:
            found.setdefault(str(one.steps[0]), one)
    return found


def _datum(name: str, field: Field | None, given: Mapping[str, Any], sealed: Mapping[str, str]) -> Datum:
    label = _said(field.label) if field and len(field.steps) == 1 else ""
    if name not in given:
        return Datum(name, label or label_of(name), ERASED, erased=True)
    value = given[name]
    if isinstance(value, list) and field and field.children:
        return Datum(name, label or label_of(name), f"{len(value)}", rows=tuple(_row(field, row) for row in value))
    if field and field.type == "filepicker":
        seals = tuple(seal for seal in (value if isinstance(value, list) else [value]) if isinstance(seal, str))
        text = {0: "ninguno", 1: "un documento"}.get(len(seals), f"{len(seals)} documentos")
        return Datum(name, label or label_of(name), text, documents=seals)
    return Datum(name, label or label_of(name), chosen(field, value))


def _row(field: Field, row: Any) -> tuple[Datum, ...]:
    if not isinstance(row, Mapping):
        return (Datum("", "", in_words(row)),)
    fields = _by_name(field.children)
    order = [name for name in fields if name in row] + [name for name in row if name not in fields]
    return tuple(_datum(name, fields.get(name), row, {}) for name in order)


def chosen(field: Field | None, value: Any) -> str:
    """Return an answer in the words of its field's options."""
    if value is None:
        return "sin respuesta"
    labels = {in_words(option.value): option.label for option in field.options} if field else {}
    if isinstance(value, list):
        return ", ".join(labels.get(in_words(one), in_words(one)) for one in value) or "ninguno"
    return labels.get(in_words(value), in_words(value))


def _said(text: str) -> str:
    """Return a label as written; one that is computed is not read again here."""
    return "" if text.startswith("=") or "{{" in text else text
