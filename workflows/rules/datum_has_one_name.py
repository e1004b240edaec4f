"""A data object is drawn under one name wherever it is drawn.

Source: BPMN 2.0, 10.4.1 (references to a data object are the same object, in different states); the dialect.
"""

from collections.abc import Iterator

from workflows.data import word
from workflows.diagram import Data, Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, listed, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    named: dict[str, list[str]] = {}
    for node in given.nodes:
        for datum in node.data:
            if key := _object(datum):
                named.setdefault(key, []).append(datum.name.strip())
    for node in given.nodes:
        for datum in node.data:
            names = list(dict.fromkeys(filter(word, named.get(datum.id, ()))))
            if datum.kind == "dataObject" and len({word(name) for name in names}) > 1:
                said = word(datum.name) or word(names[0])
                message = (
                    f"El objeto de datos «{short(datum.id)}» de {called(node)} se dibuja como "
                    f"{listed([f'«{short(name)}»' for name in names])}, y es uno solo: en las expresiones se llama "
                    f"«{short(said)}». Déle un nombre, o dibuje objetos distintos."
                )
                yield about(diagram, node, message, datum.line)


def _object(datum: Data) -> str | None:
    return {"dataObject": datum.id, "dataObjectReference": datum.ref}.get(datum.kind)
