"""Reading one component of a form: what each of its settings may say, and a sentence for what it may not."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from workflows import feel
from workflows.forms import patterns
from workflows.forms.model import CONTAINERS, MANY, SHOWN_ONLY, TYPES, Field, Option

MOST_OPTIONS = 1_000
RESERVED = frozenset({
    "null", "true", "false", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or",
    "not", "between", "function", "external", "instance", "this", "parent",
})  # fmt: skip

Component = Mapping[str, Any]
Below = Callable[[object, str], tuple[Field, ...]]


class Defect(ValueError):
    """What is wrong with the component being read, and what to do."""


def field_of(component: object, prefix: str, below: Below) -> Field:
    """Return the field that `component` describes; `below` reads what stands inside. Raises Defect.

    `prefix` is the path of the list or group around it.
    """
    if not isinstance(component, dict):
        raise Defect("no es un objeto. Bórrelo y créelo de nuevo en el editor.")
    kind = component.get("type")
    if kind not in TYPES:
        raise Defect(f"el tipo «{kind}» no se usa aquí. Reemplácelo por un campo de texto, opción, fecha o archivo.")
    key = _key(component, kind)
    path = f"{prefix}.{key}" if prefix and key else prefix or key
    rows = f"{path}[]" if kind == "dynamiclist" else path
    checks = _part(component, "validate")
    own = {str(name): str(value) for name, value in _part(component, "properties").items()}
    return Field(
        id=str(component.get("id") or ""),
        type=kind,
        key=key,
        path=path,
        label=_template(component, _label_of(component, kind)),
        description=_template(component, "description"),
        text=_plain(_template(component, "content" if kind == "html" else "text"), kind),
        required=_flag(checks, "required"),
        readonly=_flag_or_feel(component, "readonly"),
        disabled=_flag(component, "disabled"),
        hide=_condition(component),
        default=component.get("defaultValue"),
        options=_options(component, kind),
        options_from=_options_from(component, kind),
        minimum=_bound(checks, "min"),
        maximum=_bound(checks, "max"),
        shortest=_length(checks, "minLength"),
        longest=_length(checks, "maxLength"),
        pattern=_pattern(checks),
        pattern_message=str(checks.get("patternErrorMessage") or ""),
        format=_format(checks),
        decimals=_whole(component, "decimalDigits"),
        step=_step(component),
        as_text=_flag(component, "serializeToString"),
        subtype=_subtype(component),
        no_past=_flag(component, "disallowPassedDates"),
        multiple=_flag(component, "multiple"),
        accept=str(component.get("accept") or ""),
        expression=_expression(component, kind),
        fixed_rows=kind == "dynamiclist" and component.get("allowAddRemove") is False,
        first_rows=min(_whole(component, "defaultRepetitions") if "defaultRepetitions" in component else 1, 50),
        action=str(component.get("action") or "submit") if kind == "button" else "",
        columns=_whole(_part(component, "layout"), "columns"),
        row=str(_part(component, "layout").get("row") or ""),
        personal=own.get("cabildo.personal", "").strip().lower() in ("true", "sí", "si"),
        demands=_feel(own.get("cabildo.exige", ""), "cabildo.exige"),
        demands_message=own.get("cabildo.exige_mensaje", ""),
        properties=own,
        children=below(component.get("components", []), rows) if kind in CONTAINERS else (),
    )


def _part(component: Component, name: str) -> Component:
    part = component.get(name)
    if part is not None and not isinstance(part, dict):
        raise Defect(f"«{name}» debe ser un objeto. Corríjalo en el editor.")
    return part or {}


def _key(component: Component, kind: str) -> str:
    if kind in SHOWN_ONLY:
        return ""
    key = component.get("path" if kind in CONTAINERS else "key") or ""
    if not isinstance(key, str) or (not key and kind != "group"):
        raise Defect("le falta la clave con que se guarda la respuesta. Escríbala (por ejemplo «sustento»).")
    for word in key.split(".") if key else ():
        if not word.isidentifier() or word in RESERVED or word.startswith("__") or len(word) > 60:
            raise Defect(f"la clave «{word}» no sirve como nombre. Use letras, cifras y guion bajo.")
    return key


def _template(component: Component, name: str) -> str:
    text = component.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Defect(f"«{name}» debe ser un texto. Corríjalo en el editor.")
    if text.startswith("="):
        return _feel(text, name)
    for piece in list(slots(text)):
        if piece.startswith(("#", "/", ">")):
            raise Defect(f"«{name}» usa «{{{{{piece[:20]}}}}}»; aquí solo se admiten valores entre llaves dobles.")
        _feel("=" + piece, name)
    return text


def slots(text: str) -> Iterator[str]:
    """Yield the expressions that stand between double braces."""
    for piece in text.split("{{")[1:]:
        inside, closing, _rest = piece.partition("}}")
        if closing:
            yield inside


def _plain(text: str, kind: str) -> str:
    """Return what a text says; of HTML only its words, so that no page can ever show a designer's markup."""
    if kind != "html" or text.startswith("="):
        return text
    words = _Words()
    words.feed(text)
    words.close()
    return " ".join("".join(words.found).split())


class _Words(HTMLParser):
    """Collects the words of an HTML text, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in ("script", "style")
        self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0
        self.found.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def _feel(text: str, name: str) -> str:
    if not text:
        return ""
    try:
        feel.parse(text)
    except feel.FeelError as error:
        raise Defect(f"la expresión de «{name}» no se entiende: {error}") from error
    return text


def _flag(component: Component, name: str) -> bool:
    value = component.get(name, False)
    if value is not None and not isinstance(value, bool):
        raise Defect(f"«{name}» debe ser verdadero o falso. Corríjalo en el editor.")
    return bool(value)


def _flag_or_feel(component: Component, name: str) -> bool | str:
    value = component.get(name)
    return _feel(value, name) if isinstance(value, str) and value.startswith("=") else _flag(component, name)


def _condition(component: Component) -> str | None:
    hide = _part(component, "conditional").get("hide")
    if hide in (None, ""):
        return None
    if not isinstance(hide, str) or not hide.startswith("="):
        raise Defect("la condición para ocultarlo debe ser una expresión que empiece por «=».")
    return _feel(hide, "ocultar si")


def _bound(checks: Component, name: str) -> Decimal | str | None:
    value = checks.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.startswith("="):
        return _feel(value, name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Defect(f"el límite «{name}» debe ser un número o una expresión.")
    try:
        return Decimal(value)
    except ArithmeticError:
        raise Defect(f"el límite «{name}» ({value}) no es un número. Corríjalo.") from None


def _length(checks: Component, name: str) -> int | str | None:
    bound = _bound(checks, name)
    if not isinstance(bound, Decimal):
        return bound
    if bound != bound.to_integral_value() or not 0 <= bound <= 1_000_000:
        raise Defect(f"«{name}» debe ser un número entero, de 0 en adelante.")
    return int(bound)


def _whole(component: Component, name: str) -> Any:
    value = component.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100):
        raise Defect(f"«{name}» debe ser un número entero de 0 a 100.")
    return value


def _step(component: Component) -> Decimal | None:
    step = _bound(component, "increment")
    if step is not None and (not isinstance(step, Decimal) or not step.is_finite() or step <= 0):
        raise Defect("el incremento («increment») debe ser un número mayor que cero.")
    return step if isinstance(step, Decimal) else None


def _pattern(checks: Component) -> str | None:
    pattern = checks.get("pattern")
    if not pattern:
        return None
    try:
        return patterns.compiled(str(pattern)).source
    except patterns.PatternError as error:
        raise Defect(f"{error}.") from error


def _format(checks: Component) -> str:
    kind = checks.get("validationType") or ""
    if kind not in ("", "custom", "email", "phone"):
        raise Defect(f"la validación «{kind}» no se usa aquí. Elija correo, teléfono o un patrón propio.")
    return "" if kind == "custom" else str(kind)


def _label_of(component: Component, kind: str) -> str:
    if kind != "datetime" or "label" in component:
        return "label"
    return "timeLabel" if _subtype(component) == "time" else "dateLabel"


def _subtype(component: Component) -> str:
    subtype = component.get("subtype") or "date"
    if component.get("type") == "datetime" and subtype not in ("date", "time", "datetime"):
        raise Defect(f"la fecha es de tipo «{subtype}». Elija fecha, hora o fecha y hora.")
    return str(subtype)


def _expression(component: Component, kind: str) -> str:
    text = component.get("expression")
    if kind != "expression":
        return ""
    if not isinstance(text, str) or not text.startswith("="):
        raise Defect("le falta la expresión que lo calcula (empieza por «=»).")
    return _feel(text, "expression")


def _options(component: Component, kind: str) -> tuple[Option, ...]:
    if kind not in MANY | {"radio", "select"} or "values" not in component:
        return ()
    found = component["values"]
    if not isinstance(found, list) or not found or len(found) > MOST_OPTIONS:
        raise Defect(f"debe tener entre 1 y {MOST_OPTIONS} opciones. Escríbalas en el editor.")
    options = tuple(as_option(item) for item in found)
    if len({repr(option.value) for option in options}) < len(options):
        raise Defect("tiene dos opciones con el mismo valor. Cambie uno.")
    return options


def as_option(item: object) -> Option:
    """Return an option from what form-js accepts as one: a `{label, value}`, or a plain text, number or boolean."""
    if isinstance(item, Mapping) and "value" in item:
        return Option(item["value"], str(item["value"] if item.get("label") in (None, "") else item["label"]))
    if isinstance(item, str | int | Decimal):
        return Option(item, str(item))
    raise Defect("una opción no tiene valor. Escriba el valor y la etiqueta de cada una.")


def _options_from(component: Component, kind: str) -> str:
    if kind not in MANY | {"radio", "select"}:
        return ""
    sources = [name for name in ("values", "valuesKey", "valuesExpression") if component.get(name)]
    if len(sources) != 1:
        raise Defect("sus opciones deben venir de un solo lugar: una lista propia, un dato del caso o una expresión.")
    text = component[sources[0]]
    if sources == ["values"]:
        return ""
    if not isinstance(text, str) or (sources == ["valuesExpression"] and not text.startswith("=")):
        raise Defect("la expresión de sus opciones debe empezar por «=».")
    if sources == ["valuesKey"] and not all(word.isidentifier() for word in text.split(".")):
        raise Defect(f"el dato «{text}» de donde vienen sus opciones no es un nombre.")
    return _feel(text, "opciones") if sources == ["valuesExpression"] else text
