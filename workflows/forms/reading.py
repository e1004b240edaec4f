"""Reading a form-js file: strict JSON, known components, sound keys and expressions, or a finding for each defect."""

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from workflows.findings import Finding, Refused
from workflows.forms.components import Component, Defect, field_of
from workflows.forms.model import Field, every

RULE = "forms_can_be_read"
LARGEST = 256 * 1024
MOST_FIELDS = 500
DEEPEST = 10


def read_fields(source: bytes, file: str) -> tuple[str, tuple[Field, ...]]:
    """Return the form's id and its fields. Raises Refused with every defect found."""
    reading = _Reading(source, file)
    root = reading.root()
    fields = reading.fields(root.get("components", []), "", 0)
    reading.compare(fields)
    if reading.findings:
        raise Refused(reading.findings)
    return str(root.get("id") or ""), fields


class _Reading:
    """One reading of one file: the text, the findings so far and how many components were met."""

    def __init__(self, source: bytes, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.count = 0
        if len(source) > LARGEST:
            self.refuse(f"El formulario pesa más de {LARGEST // 1024} kB. Divídalo en dos tareas o quite textos.")
        try:
            self.text = source.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.refuse("El formulario no está escrito en UTF-8. Guárdelo de nuevo desde el editor de formularios.")

    def refuse(self, message: str, line: int | None = None) -> NoReturn:
        raise Refused([Finding(RULE, "error", self.file, message, line=line)])

    def root(self) -> Component:
        try:
            root = json.loads(
                self.text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_duplicates
            )
        except json.JSONDecodeError as error:
            self.refuse(
                f"El formulario no es JSON bien formado (línea {error.lineno}). Corrija esa línea.", error.lineno
            )
        except RecursionError:
            self.refuse("El formulario anida demasiados niveles. Simplifíquelo.")
        except ValueError as error:
            self.refuse(str(error))
        if not isinstance(root, dict) or not isinstance(root.get("components", []), list):
            self.refuse("El archivo no es un formulario form-js: falta su lista «components».")
        if root.get("type", "default") != "default":
            self.refuse(f"El formulario es de tipo «{root['type']}»; aquí se usa «default».")
        return root

    def fields(self, components: object, prefix: str, depth: int) -> tuple[Field, ...]:
        if depth > DEEPEST:
            self.refuse(f"El formulario anida más de {DEEPEST} grupos o listas. Simplifíquelo.")
        if not isinstance(components, list):
            self.refuse("Un grupo del formulario no tiene su lista «components». Vuelva a crearlo en el editor.")
        self.count += len(components)
        if self.count > MOST_FIELDS:
            self.refuse(f"El formulario tiene más de {MOST_FIELDS} componentes. Divídalo en varias tareas.")
        found = (self.one(component, prefix, depth) for component in components)
        return tuple(field for field in found if field is not None)

    def one(self, component: object, prefix: str, depth: int) -> Field | None:
        try:
            return field_of(component, prefix, lambda below, path: self.fields(below, path, depth + 1))
        except Defect as defect:
            self.note(component, str(defect))
        return None

    def note(self, component: object, message: str) -> None:
        known: Component = component if isinstance(component, dict) else {}
        name = str(known.get("label") or known.get("key") or known.get("path") or known.get("type") or "")
        where = str(known["id"]) if "id" in known else None
        said = f"Componente «{name}»: {message}" if name else f"Un componente: {message}"
        self.findings.append(Finding(RULE, "error", self.file, said, where, name or None, self.line_of(known)))

    def line_of(self, component: Component) -> int | None:
        for key in ("id", "key"):
            at = self.text.find(f'"{component[key]}"') if component.get(key) else -1
            if at >= 0:
                return self.text.count("\n", 0, at) + 1
        return None

    def compare(self, fields: Sequence[Field]) -> None:
        """Find paths that two fields share, or one field that stands inside another's answer."""
        leaves = [one for one in every(fields) if one.answered or one.type == "dynamiclist"]
        times = Counter(one.path for one in leaves)
        for one in leaves:
            above = one.path.split(".")
            inside = (".".join(above[:n]) for n in range(1, len(above)))
            if times[one.path] > 1:
                self.note(_named(one), "dos campos guardan su respuesta con el mismo nombre. Cambie la clave de uno.")
            elif any(path in times for path in inside):
                self.note(_named(one), "su clave cae dentro de la respuesta de otro campo. Cambie una de las dos.")


def _named(one: Field) -> Component:
    return {"id": one.id, "label": one.label, "key": one.path}


def _no_constant(name: str) -> object:
    raise ValueError(f"El formulario contiene «{name}», que no es un número. Escriba uno.")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"El formulario escribe «{twice}» dos veces en el mismo objeto. Quite una.")
    return found
