"""The form in which a communication from outside is written down: the letter itself, and what the procedure asks of it.

What is asked is the form of the element that waits (`zeebe:formDefinition`); without one, a line for each name that the
element takes from the message: those of `cabildo.campos`, else those that its outputs read.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from handlers import verbs
from handlers.refusals import Invalid
from handlers.values import label_of
from workflows import feel, forms
from workflows.diagram import Node
from workflows.forms import Form
from workflows.terms import LIMA

LETTER = Path(__file__).parent / "forms" / "comunicacion.form"
PREFIX = "carta_"
SENDER, NUMBER, WRITTEN, RECEIVED = "carta_remitente", "carta_numero", "carta_fecha", "carta_recibida"
FOLIOS, PAPER = "carta_folios", "carta_archivo"
OF_THE_LETTER = {  # where the letter answers each of `workflows.messages.LETTER`
    "documento": NUMBER, "numero_documento": NUMBER, "fecha": WRITTEN, "fecha_documento": WRITTEN,
    "fecha_recibido": RECEIVED, "folios": FOLIOS, "evidencia": PAPER, "remitente": SENDER,
}  # fmt: skip
_WAITING, _ARTICLES = ("esperar", "recibir"), ("el", "la", "los", "las")
_KNOWN = frozenset({"parametro", "expediente", "hitos"})
WRONG = "Revise lo señalado. Todo lo que escribió sigue en pantalla; aún no se registró nada."


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was written down: what the procedure reads of it, its seal, and the documents that came along."""

    values: Mapping[str, Any]
    seal: str
    documents: Mapping[str, list[str]]
    received: date


def form_for(node: Node, source: bytes | None, header: bool = False) -> Form:
    """Return the form for what an element waits for. `source` is that of its own form, `header` asks for a subject."""
    own = source or b""
    names = () if source else tuple(sorted(asked(node) - OF_THE_LETTER.keys()))
    return _form(own, names, header)


def title(node: Node | None, name: str) -> str:
    """Return what a communication is called: as its element is, without the waiting; else by its own name."""
    words = verbs.without_number(node.name).split() if node is not None else []
    if words and node is not None and node.kind == "receiveTask" and words[0].lower() in _WAITING:
        words = words[2:] if words[1:2] and words[1].lower() in _ARTICLES else words[1:]
    said = " ".join(words)
    return said[:1].upper() + said[1:] if said else label_of(name)


def plain() -> Form:
    """Return the form of the letter alone, by whose labels its answers are told."""
    return _form(b"", (), False)


def asked(node: Node) -> frozenset[str]:
    """Return the names that an element takes from a message; empty where the diagram does not say."""
    if told := node.properties.get("cabildo.campos"):
        return frozenset(name for part in told.split(",") if (name := part.strip()).isidentifier())
    targets = {one.target for one in node.outputs}
    found = set[str]()
    for one in node.outputs:
        itself = one.source.removeprefix("=").strip() == one.target
        found |= {name for name in _read(one.source) if itself or name not in targets}
    keys = (name for trigger in node.triggers for name in _read(trigger.key or ""))
    return frozenset(found - _KNOWN).difference(keys)


def _read(text: str) -> frozenset[str]:
    """Return the names that a text reads; none for what is no expression."""
    try:
        return frozenset(feel.parse(text).names) if text.startswith("=") else frozenset()
    except feel.FeelError:
        return frozenset()


def checked(form: Form, node: Node, posted: Mapping[str, Any], seen: Mapping[str, Any], at: datetime) -> Letter:
    """Return a letter that fits its form. Raises Invalid with a sentence per field."""
    found = form.check(posted, seen, at=at)
    errors = {**_dates(found.answers, at), **found.errors}
    if errors:
        raise Invalid(WRONG, errors)
    answers = {name: value for name, value in found.answers.items() if value is not None}
    wanted = asked(node) | form.names
    received = answers[RECEIVED]
    assert isinstance(received, date)
    answers |= {
        name: answers[part] for name, part in OF_THE_LETTER.items()
        if name in wanted and name not in form.names and part in answers
    }  # fmt: skip
    documents = form.documents(answers)
    return Letter(answers, documents[PAPER][0], documents, received)


def _dates(answers: Mapping[str, Any], at: datetime) -> dict[str, str]:
    written, received, today = answers.get(WRITTEN), answers.get(RECEIVED), at.astimezone(LIMA).date()
    if isinstance(received, date) and received > today:
        return {RECEIVED: "Ese día aún no llega. Escriba el día en que el documento ingresó."}
    if isinstance(written, date) and isinstance(received, date) and written > received:
        return {WRITTEN: "Es posterior al día en que se recibió. Revise las dos fechas."}
    return {}


@cache
def _components() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(LETTER.read_bytes())["components"])


@cache
def _form(own: bytes, names: Collection[str], header: bool) -> Form:
    """Return the letter's form with the components of another one, or a line for each name, after it."""
    more = json.loads(own)["components"] if own else [_line(name) for name in names]
    subject = [_SUBJECT] if header and not own else []
    head = [_heading("Qué dice"), *subject, *more] if more or subject else []
    told = {"type": "default", "id": "comunicacion", "components": [_heading("El documento"), *_components(), *head]}
    return forms.read(json.dumps(told).encode(), LETTER.name)


def _heading(text: str) -> dict[str, Any]:
    return {"type": "text", "text": f"### {text}"}


def _line(name: str) -> dict[str, Any]:
    """Return a field for a name that no form describes: a date where it says so, else a line of text."""
    if name.startswith("fecha"):
        return {"id": f"campo_{name}", "type": "datetime", "subtype": "date", "key": name, "dateLabel": label_of(name)}
    return {"id": f"campo_{name}", "type": "textarea", "key": name, "label": label_of(name),
            "validate": {"maxLength": 4000}}  # fmt: skip


_SUBJECT = {"id": "campo_asunto", "type": "textarea", "key": "asunto", "label": "Asunto",
            "description": "De qué trata, como se leerá en todas las listas.",
            "validate": {"required": True, "minLength": 10, "maxLength": 250}}  # fmt: skip
