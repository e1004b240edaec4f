"""A form as JSON Schema 2020-12, and the answers as the JSON that it judges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from workflows.forms import patterns
from workflows.forms.model import CHOICES, MANY, TEXTS, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FORMATS = {"date": "date", "time": "time", "datetime": "date-time"}
EMAIL = r"^[^\s@<>()\[\],;:\\\x22]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63})+$"
PHONE = r"^\+?[0-9][0-9 ()\-]{4,18}[0-9]$"

Json = dict[str, Any]


def compiled(identity: str, fields: Sequence[Field]) -> Json:
    """Return the schema of a form's answers, as if every field were shown and the case gave no limits of its own.

    Numbers that are not whole stand in it as Decimal, so that limits are exact.
    """
    return {"$schema": DIALECT, "title": identity, **_object(fields)}


def validator(schema: Json) -> Validator:
    """Return a validator that takes Decimal for a number and matches patterns safely."""
    judge: Validator = _Answers(schema)
    return judge


def wire(answers: object) -> Any:
    """Return answers as JSON has them: dates as ISO 8601, nothing for what was left empty."""
    if isinstance(answers, Mapping):
        return {key: wire(value) for key, value in answers.items() if value is not None}
    if isinstance(answers, list | tuple):
        return [wire(value) for value in answers]
    if isinstance(answers, date | time):
        return answers.isoformat()
    return answers


def _object(fields: Iterable[Field]) -> Json:
    schema: Json = {"type": "object", "properties": {}, "additionalProperties": False}
    for one in fields:
        if one.type == "group" and not one.key:
            _merge(schema, _object(one.children))
        elif one.key:
            _place(schema, one)
    return schema


def _place(schema: Json, one: Field) -> None:
    *above, last = one.key.split(".")
    for word in above:
        schema = schema["properties"].setdefault(word, _object(()))
    if one.type == "group" and last in schema["properties"]:
        _merge(schema["properties"][last], _object(one.children))
        return
    schema["properties"][last] = _of(one)
    if one.required and not one.disabled:
        schema.setdefault("required", []).append(last)


def _merge(schema: Json, other: Json) -> None:
    for name, part in other["properties"].items():
        known = schema["properties"].setdefault(name, part)
        if known is not part:
            _merge(known, part)
    schema.setdefault("required", []).extend(other.get("required", []))


def _of(one: Field) -> Json:
    schema = _shape(one)
    if one.label and not one.label.startswith("="):
        schema["title"] = one.label
    return schema


def _shape(one: Field) -> Json:
    if one.type == "group":
        return _object(one.children)
    if one.type == "dynamiclist":
        limits = {"minItems": _count(one.minimum, one.required), "maxItems": _count(one.maximum, False)}
        return {"type": "array", "items": _object(one.children), **_given(limits)}
    if one.type in TEXTS:
        return {"type": "string", **_text(one)}
    if one.type == "number" and not one.as_text:
        return _number(one)
    if one.type == "checkbox":
        return {"const": True} if one.required else {"type": "boolean"}
    if one.type in CHOICES | MANY:
        return _choice(one)
    if one.type == "datetime":
        return {"type": "string", "format": FORMATS[one.subtype]}
    if one.type == "filepicker":
        return _several(_SEAL, one.required) if one.multiple else dict(_SEAL)
    return {"type": "string"} if one.type == "number" else {}


_SEAL: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _text(one: Field) -> Json:
    rules = [_given({"pattern": one.pattern}), _given({"pattern": {"email": EMAIL, "phone": PHONE}.get(one.format)})]
    return {
        **_given({"minLength": _fixed(one.shortest), "maxLength": _fixed(one.longest)}),
        **_given({"allOf": [rule for rule in rules if rule] or None}),
    }


def _number(one: Field) -> Json:
    limits = {"minimum": _fixed(one.minimum), "maximum": _fixed(one.maximum), "multipleOf": _plain(one.step)}
    fine = None if one.decimals is None else _plain(Decimal(1).scaleb(-one.decimals))
    rules = [{"multipleOf": fine}] if fine not in (None, 1) else None
    return {"type": "integer" if one.decimals == 0 else "number", **_given(limits), **_given({"allOf": rules})}


def _choice(one: Field) -> Json:
    choice: Json = {"enum": [option.value for option in one.options]} if one.options else {}
    return choice if one.type in CHOICES else _several(choice, one.required)


def _several(items: Json, required: bool) -> Json:
    return {"type": "array", "items": items, "uniqueItems": True, **({"minItems": 1} if required else {})}


def _count(bound: Decimal | str | None, required: bool) -> int | None:
    fixed = int(bound) if isinstance(bound, Decimal) else None
    return max(fixed or 0, 1) if required else fixed


def _fixed(bound: Decimal | int | str | None) -> Decimal | int | None:
    return None if isinstance(bound, str) else _plain(bound)


def _plain(number: Decimal | int | None) -> Decimal | int | None:
    whole = isinstance(number, Decimal) and number == number.to_integral_value()
    return int(number) if whole and number is not None else number


def _given(settings: Json) -> Json:
    return {key: value for key, value in settings.items() if value is not None}


def _is_number(_checker: object, value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_integer(_checker: object, value: object) -> bool:
    return _is_number(_checker, value) and value == int(value)  # type: ignore[call-overload]


def _matches(_validator: object, pattern: str, value: object, _schema: object) -> Iterable[ValidationError]:
    if isinstance(value, str) and not patterns.compiled(pattern).matches(value):
        yield ValidationError(f"{value[:60]!r} does not match {pattern!r}")


def _divides(_validator: object, step: Any, value: object, _schema: object) -> Iterable[ValidationError]:
    if isinstance(value, int | Decimal) and not is_multiple(Decimal(value), Decimal(step)):
        yield ValidationError(f"{value} is not a multiple of {step}")


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Say whether `value` is a whole number of steps, exactly and for any size of either."""
    places = min(int(value.as_tuple().exponent), int(step.as_tuple().exponent), 0)
    return int(value.scaleb(-places)) % int(step.scaleb(-places)) == 0


_CHECKER = Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer})
_Answers = extend(Draft202012Validator, {"pattern": _matches, "multipleOf": _divides}, type_checker=_CHECKER)  # type: ignore[no-untyped-call]
