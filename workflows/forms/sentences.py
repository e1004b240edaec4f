"""What the officer reads when an answer cannot be taken: one Spanish sentence each, by the field's label."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from workflows.forms.filling import Place
from workflows.forms.model import CHOICES, MANY, Field, Option
from workflows.forms.typed import MOST_DIGITS


def about(place: Place, message: str) -> str:
    """Return `message` as a sentence whose subject is the field: "«Folios» debe ser 1 o más."."""
    return _ended(f"{_where(place)}«{name(place.field)}» {message}")


def missing(place: Place) -> str:
    """Return the sentence that asks for an answer, in the words that fit its kind."""
    one = place.field
    subject = f"«{name(one)}»"
    if one.type == "dynamiclist":
        said = f"Agregue al menos una fila en {subject}"
    elif one.type in MANY:
        said = f"Marque al menos una opción en {subject}"
    elif one.type in CHOICES:
        said = f"Elija una opción en {subject}"
    elif one.type == "checkbox":
        said = f"Marque {subject} para continuar"
    elif one.type == "filepicker":
        said = f"Adjunte el documento de {subject}"
    else:
        said = f"Falta {subject}{_hint(one)}"
    return _ended(_where(place) + said)


def demanded(place: Place) -> str:
    """Return what the designer says of an answer that breaks the field's own rule, or a sentence for it."""
    return _ended(place.field.demands_message or about(place, "no cumple lo que el procedimiento exige"))


def too_few_rows(place: Place, low: object) -> str:
    return _ended(f"{_where(place)}Agregue filas en «{name(place.field)}» hasta tener al menos {number(low)}")


def broken(place: Place, rule: str, limit: Any, answer: Any) -> str:
    """Return the sentence for a rule of the JSON Schema that `answer` breaks."""
    one = place.field
    if rule == "required" or (rule in ("const", "minItems") and (not answer or limit == 1)):
        return missing(place)
    if rule == "minItems":
        return too_few_rows(place, limit)
    if rule == "pattern":
        return about(place, _not_like(one))
    if rule == "multipleOf":
        return about(place, _not_multiple(one, answer))
    said = {
        "minLength": f"tiene {_length(answer)}; escriba al menos {limit}",
        "maxLength": f"tiene {_length(answer)}; escriba {limit} como máximo",
        "minimum": f"debe ser {number(limit)} o más; escribió {number(answer)}",
        "maximum": f"debe ser {number(limit)} o menos; escribió {number(answer)}",
        "maxItems": f"admite {number(limit)} filas como máximo; quite las demás",
        "uniqueItems": "repite una opción; quite una",
        "enum": f"no tiene la opción «{str(answer)[:60]}»; elija una de la lista",
        "type": "debe ser un número entero" if limit == "integer" else f"no admite «{str(answer)[:60]}»",
    }
    return about(place, said.get(rule, f"no admite «{str(answer)[:60]}»"))


def not_offered(place: Place, chosen: Option | None, offered: Sequence[Option]) -> str:
    now = ", ".join(f"«{option.label}»" for option in offered)
    what = f"«{chosen.label}»" if chosen else "Esa respuesta"
    rest = f"elija entre {now}" if now else "tampoco otra: consulte el expediente"
    return _ended(f"{what} no se ofrece ahora en «{name(place.field)}»; {rest}")


def name(one: Field) -> str:
    label = "" if one.label.startswith("=") or "{{" in one.label else one.label.strip().rstrip(":")
    return label or one.key.split(".")[-1].replace("_", " ")


def number(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _where(place: Place) -> str:
    return "".join(f"«{name(table)}», fila {row + 1}: " for table, row in place.rows)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _hint(one: Field) -> str:
    return f" (mínimo {one.shortest} caracteres)" if isinstance(one.shortest, int) and one.shortest > 1 else ""


def _length(answer: object) -> str:
    count = len(str(answer))
    return f"{count} carácter" if count == 1 else f"{count} caracteres"


def _not_like(one: Field) -> str:
    if one.pattern_message:
        return f"no tiene la forma pedida: {one.pattern_message}"
    if one.format:
        return _FORMATS[one.format]
    return "no tiene la forma pedida" + (f": {one.description}" if one.description else "")


def _not_multiple(one: Field, answer: Any) -> str:
    value = Decimal(answer)
    places = -int(value.normalize().as_tuple().exponent)
    if one.decimals is not None and places > one.decimals:
        return "debe ser un número entero" if one.decimals == 0 else f"admite {one.decimals} decimales como máximo"
    step = one.step or Decimal(1)
    if len(value.as_tuple().digits) + abs(int(step.as_tuple().exponent)) > MOST_DIGITS:
        return f"debe ir de {number(step)} en {number(step)}"
    below = value // step * step - (step if value < 0 else 0)
    return f"debe ir de {number(step)} en {number(step)}; los más cercanos son {number(below)} y {number(below + step)}"


_FORMATS = {
    "email": "debe ser un correo, como nombre@municipio.gob.pe",
    "phone": "debe ser un teléfono, como 01 2345678",
}
