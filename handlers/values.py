"""How values read: FEEL values in Spanish words, answers by the labels of their form, amounts as people write them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from workflows import feel
from workflows.forms import Field, Form
from workflows.forms.model import TEXTS
from workflows.terms import LIMA

ERASED = "dato suprimido conforme a ley; su huella sigue en el historial"
LONGEST = 300  # characters of a value inside a sentence
_SEAL = re.compile(r"[0-9a-f]{64}")  # how answers name a document

HEADER = {"expediente": "Expediente", "asunto": "Asunto", "organo_origen": "Órgano de origen", "canal": "Canal",
          "prioridad": "Prioridad", "motivo_urgencia": "Motivo de la urgencia", "reservado": "Reservado",
          "base_reserva": "Base legal de la reserva", "documentos_referencia": "Documentos de referencia",
          "plazo_legal": "Plazo legal", "folios": "Folios", "decision": "Decisión", "sustento": "Sustento",
          "opinion": "Opinión", "observaciones": "Observaciones", "n": "N.º",
          "pct_uit": "Porcentaje de la UIT"}  # fmt: skip

IN_SOLES = "(S/)"  # so ends the label of a field that asks for an amount
_AMOUNTS = ("monto", "costo", "importe", "aporte", "derecho_propuesto", "impacto_presupuestal")  # names of amounts
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")  # one of a diagram's own words: con_dictamen
_ACCENTS = {"organo": "órgano", "organos": "órganos", "area": "área", "tecnica": "técnica", "tecnico": "técnico",
            "numero": "número", "codigo": "código", "metodo": "método", "articulo": "artículo", "dias": "días",
            "semaforos": "semáforos", "mayoria": "mayoría", "tramite": "trámite", "credito": "crédito",
            "opinion": "opinión"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What the values of a case are called.

    `names` are those of organs and officers by slug and id, `options` the labels of what can be chosen by name of the
    value and choice; `soles` are the names of values that are amounts.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[tuple[str, str], str] = field(default_factory=dict)
    soles: Collection[str] = ()

    def called(self, name: str, text: str) -> str:
        """Return a text of the value `name` as a person says it; what nobody calls otherwise, without its dashes."""
        known = self.options.get((name, text)) or self.names.get(text)
        return known or (text.replace("_", " ") if self.options and _CODE.fullmatch(text) else text)

    def is_amount(self, name: str) -> bool:
        return name in self.soles or any(name == one or name.startswith(f"{one}_") for one in _AMOUNTS)


@dataclass(frozen=True, slots=True)
class Datum:
    """A value with its label, as a person reads it. `rows` holds the rows of a list, `documents` the seals of files."""

    field: str
    label: str
    text: str
    erased: bool = False
    rows: tuple[tuple["Datum", ...], ...] = ()
    documents: tuple[str, ...] = ()


def in_words(value: Any, words: Words | None = None, name: str = "") -> str:
    """Return a FEEL value in Spanish: `sí`, `26/11/2026`, `1500.50`, `a, b`; `sin dato` for null.

    With `words`, the value `name` of a case is said as people do: `Asesoría Jurídica` for its slug, `S/ 148.60`.
    """
    if value is None:
        return "sin dato"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, str):
        return _text(value, words, name)
    if isinstance(value, datetime):
        return f"{value.astimezone(LIMA) if value.tzinfo else value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal | int):
        if words is not None and words.is_amount(name):
            return in_soles(value)
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Mapping):
        said = (f"{label_of(key)}: {in_words(item, words, str(key))}" for key, item in value.items())
        return "; ".join(said) or "sin dato"
    if isinstance(value, Sequence):
        return ", ".join(in_words(one, words, name) for one in value) or "ninguno"
    return feel.to_text(value)


def in_soles(amount: Decimal | int) -> str:
    """Return an amount as people write it: `S/ 12 500.00`."""
    return f"S/ {amount:,.2f}".replace(",", " ")


def is_in_soles(field: Field) -> bool:
    """Tell whether a field asks for an amount in soles, as its label says: `Monto estimado (S/)`."""
    return field.type == "number" and IN_SOLES in field.label


def _text(value: str, words: Words | None, name: str) -> str:
    if _SEAL.fullmatch(value):
        return f"documento {value[:8]}…"
    if iso := _ISO.fullmatch(value):
        return "/".join(reversed(iso.groups()))
    return words.called(name, value) if words is not None else value


def label_of(name: str) -> str:
    """Return how a value is called where no form says it."""
    if name in HEADER:
        return HEADER[name]
    words = " ".join(_ACCENTS.get(word, re.sub("([cst])ion$", "\\1ión", word)) for word in name.split("_"))
    return words[:1].upper() + words[1:]


def shortened(text: str) -> str:
    """Return a text that fits into a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def stated(values: Mapping[str, Any], words: Words | None = None) -> tuple[Datum, ...]:
    """Return values that no form describes."""
    return tuple(Datum(name, label_of(name), in_words(value, words, name)) for name, value in values.items())


def answered(
    form: Form | None, answers: Mapping[str, Any], beside: Mapping[str, Any], sealed: Mapping[str, str],
    words: Words | None = None,
) -> tuple[Datum, ...]:  # fmt: skip
    """Return what was answered, in the order of the form: stated in the entry, kept beside it, or erased since.

    `sealed` names everything that the entry only proves; what `beside` no longer has was erased.
    """
    given = {**answers, **{name: beside[name] for name in sealed if name in beside}}
    fields = _by_name(form.fields) if form else {}
    order = [name for name in fields if name in given or name in sealed]
    order += sorted(name for name in (*given, *sealed) if name not in fields)
    return tuple(_datum(name, fields.get(name), given, sealed, words) for name in dict.fromkeys(order))


def _by_name(fields: Sequence[Field]) -> dict[str, Field]:
    """Return the fields by the name under which their answer stands, those of plain groups included."""
    found: dict[str, Field] = {}
    for one in fields:
        if one.type == "group" and not one.steps:
            found |= _by_name(one.children)
        elif one.steps:
            found.setdefault(str(one.steps[0]), one)
    return found


def _datum(
    name: str, field: Field | None, given: Mapping[str, Any], sealed: Mapping[str, str], words: Words | None
) -> Datum:
    label = _said(field.label) if field and len(field.steps) == 1 else ""
    label = label.removesuffix(IN_SOLES).rstrip() or label_of(name)
    if name not in given:
        return Datum(name, label, ERASED, erased=True)
    value = given[name]
    if isinstance(value, list) and field and field.children:
        return Datum(name, label, f"{len(value)}", rows=tuple(_row(field, row, words) for row in value))
    if field and field.type == "filepicker":
        seals = tuple(seal for seal in (value if isinstance(value, list) else [value]) if isinstance(seal, str))
        text = {0: "ninguno", 1: "un documento"}.get(len(seals), f"{len(seals)} documentos")
        return Datum(name, label, text, documents=seals)
    return Datum(name, label, chosen(field, value, words, name))


def _row(field: Field, row: Any, words: Words | None) -> tuple[Datum, ...]:
    if not isinstance(row, Mapping):
        return (Datum("", "", in_words(row, words)),)
    fields = _by_name(field.children)
    order = [name for name in fields if name in row] + [name for name in row if name not in fields]
    return tuple(_datum(name, fields.get(name), row, {}, words) for name in order)


def chosen(field: Field | None, value: Any, words: Words | None = None, name: str = "") -> str:
    """Return an answer in the words of its field's options; what was typed, as typed, but for an organ's slug."""
    if value is None:
        return "sin respuesta"
    if field and field.type in TEXTS:
        words = Words(words.names) if words else None
    if field and is_in_soles(field) and isinstance(value, Decimal | int):
        return in_soles(value)
    labels = {in_words(option.value): option.label for option in field.options} if field else {}
    if isinstance(value, list):
        return ", ".join(labels.get(in_words(one)) or in_words(one, words, name) for one in value) or "ninguno"
    return labels.get(in_words(value)) or in_words(value, words, name)


def _said(text: str) -> str:
    """Return a label as written; one that is computed is not read again here."""
    return "" if text.startswith("=") or "{{" in text else text
