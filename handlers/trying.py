"""Forms and tables of a draft tried out with values typed for the purpose: nothing of it is kept anywhere."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from workflows import Refused, dmn, feel, reader
from workflows.dmn.model import Decision, Element, Input, InputData, Model, Table
from workflows.forms import Field, Form
from workflows.terms import LIMA

LONGEST = 10_000  # characters of one value
_WORDS = {"sí": True, "si": True, "true": True, "no": False, "false": False}
_TEXTS = frozenset({"string", "texto"})
_LITERAL = frozenset('"[{@')


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that a decision reads: how it is called in words, its type, and values that a table names for it."""

    name: str
    label: str
    type: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What a decision came to: its value in words, the rules (from 1) that each table matched, and what went wrong."""

    value: str
    matched: dict[str, list[int]]
    problems: tuple[str, ...]


def read_by(form: Form) -> tuple[str, ...]:
    """Return the names that a form reads of the case, since it does not answer them itself."""
    found = {name for one in form.every() for text in _expressions(one) for name in _names(text)}
    held = {one.key.split(".")[0] for one in form.fields if one.key and one.readonly}
    return tuple(sorted((found - form.names - {"this", "parent", "i", "?"}) | held))


def decision_of(files: Mapping[str, bytes], form: str) -> str:
    """Return which field of a form is the outcome, by the first task that asks with it."""
    for name, source in files.items():
        if name.endswith(".bpmn"):
            with suppress(Refused):
                nodes = reader.read(source, name).nodes()
                found = next((node for node in nodes if node.form == form), None)
                if found is not None:
                    return found.properties.get("cabildo.decision") or "decision"
    return "decision"


def inputs(source: bytes, decision: str) -> tuple[Asked, ...]:
    """Return what a decision of a model reads, itself or through others. Raises workflows.Refused."""
    model = dmn.read(source)
    declared = {element.variable: element for element in model.elements.values() if isinstance(element, InputData)}
    tested = {clause.expression.text.strip(): (table, place) for table in _tables(model)
              for place, clause in enumerate(table.inputs)}  # fmt: skip
    return tuple(_asked(name, declared.get(name), tested.get(name)) for name in sorted(model.names_read(decision)))


def table(source: bytes, decision: str, typed: Mapping[str, str], at: datetime) -> Tried:
    """Return what a decision of a model comes to with these values. Raises workflows.Refused."""
    kinds = {one.name: one.type for one in inputs(source, decision)}
    given = {name: value(text, kinds.get(name, "")) for name, text in typed.items()}
    try:
        outcome = dmn.evaluate(source, decision, given, at=at)
    except feel.FeelError as wrong:
        return Tried("", {}, (str(wrong),))
    return Tried(in_words(outcome.value), outcome.matched, tuple(str(problem) for problem in outcome.problems))


def value(text: str, kind: str = "") -> Any:
    """Return what a text typed for a try stands for: by its declared type, else by how it looks; nothing is null.

    What begins as a FEEL text, list, context or `@` literal is read as FEEL, unless a text is wanted.
    """
    said = text.strip()[:LONGEST]
    if not said:
        return None
    if kind.lower() in _TEXTS:
        return said.removeprefix('"').removesuffix('"') if said.startswith('"') else said
    if said[0] in _LITERAL:
        with suppress(feel.FeelError):
            return feel.evaluate(said, {})
    if said.lower() in _WORDS and kind in ("", "boolean", "Any"):
        return _WORDS[said.lower()]
    for read in (Decimal, date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        with suppress(ValueError, ArithmeticError):
            found: Any = read(said.replace(" ", "") if read is Decimal else said)
            if not isinstance(found, Decimal) or found.is_finite():
                return found.replace(tzinfo=LIMA) if isinstance(found, datetime) and not found.tzinfo else found
    return said


def in_words(result: object) -> str:
    """Return a value of FEEL as a designer reads it."""
    if result is None:
        return "null (nada)"
    if isinstance(result, bool):
        return "sí" if result else "no"
    if isinstance(result, Mapping):
        return "; ".join(f"{name}: {in_words(each)}" for name, each in result.items()) or "{}"
    if isinstance(result, list):
        return ", ".join(in_words(each) for each in result) or "lista vacía"
    return str(result)


def _asked(name: str, declared: Element | None, tested: tuple[Table, int] | None) -> Asked:
    clause = tested[0].inputs[tested[1]] if tested else None
    kind = (declared.type if declared else "") or (clause.type if clause else "")
    label = (declared.name if declared else "") or (clause.label if clause else "")
    return Asked(name, label or name, kind, tuple(_choices(*tested)) if tested else ())


def _choices(found: Table, place: int) -> Iterator[str]:
    """Yield the texts that a column names, each once, in order."""
    clause: Input = found.inputs[place]
    cells = [clause.values.text] if clause.values else []
    cells += [rule.inputs[place].text for rule in found.rules if place < len(rule.inputs)]
    pieces = [piece for cell in cells for number, piece in enumerate(cell.split('"')) if number % 2]
    yield from dict.fromkeys(pieces)


def _tables(model: Model) -> Iterator[Table]:
    for element in model.elements.values():
        if isinstance(element, Decision) and isinstance(element.logic, Table):
            yield element.logic


def _expressions(one: Field) -> Iterator[str]:
    for text in one.written:
        if text.startswith("="):
            yield text
        else:
            yield from ("=" + piece.partition("}}")[0] for piece in text.split("{{")[1:])
    if one.options_from and not one.options_from.startswith("="):
        yield "=" + one.options_from


def _names(text: str) -> frozenset[str]:
    try:
        return feel.parse(text).names
    except feel.FeelError:
        return frozenset()
