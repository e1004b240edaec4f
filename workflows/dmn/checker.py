"""Advice on decision models before they are used: what cannot work, what is forgotten, what contradicts itself."""

from collections.abc import Iterator, Sequence

from workflows.dmn import requirements, table_advice
from workflows.dmn.model import Cell, Decision, Element, Knowledge, Literal, Model, Table
from workflows.dmn.reader import read
from workflows.dmn.surroundings import Place, surroundings
from workflows.feel import FeelError
from workflows.feel.checking import complaints
from workflows.feel.expression import Expression, UnaryTests
from workflows.feel.lattice import ANY
from workflows.findings import Finding, Refused

MOST = 200  # findings of one file


def check(model: bytes, file: str, imports: Sequence[bytes] = ()) -> list[Finding]:
    """Return what a designer should know of a decision model, by line; the bytes themselves may be the finding.

    Errors: texts that are no FEEL, kinds that do not go together, requirements that lead nowhere, two rules of a
    UNIQUE table for one case. Warnings: cases without a rule, rules that nothing reaches, names that nobody declares.
    """
    try:
        read_model = read(model, file)
    except Refused as refused:
        return list(refused.findings)
    others = []
    for other in imports:
        try:
            others.append(read(other, file))
        except Refused as refused:
            return list(refused.findings)
    found = list(dict.fromkeys(_findings(read_model, file, others)))
    return sorted(found, key=lambda finding: (finding.line or 0, finding.level, finding.message))[:MOST]


def _findings(model: Model, file: str, others: list[Model]) -> Iterator[Finding]:
    yield from requirements.findings(model, file, others)
    for element in model.elements.values():
        if isinstance(element, Decision | Knowledge) and element.logic is not None:
            for place in surroundings(model, element, others):
                yield from _of_place(model, element, place, file)


def _of_place(model: Model, element: Element, place: Place, file: str) -> Iterator[Finding]:
    box = place.box
    if isinstance(box, Literal) and not box.language:
        yield from _text(Cell(box.text, box.line, box.id), place.where, place, element, file)
    elif isinstance(box, Literal):
        message = f"{place.where}: el lenguaje «{box.language}» no se ejecuta; escríbalo en FEEL."
        yield Finding("dmn_feel", "error", file, message, element.id, element.name, box.line)
    elif isinstance(box, Table):
        yield from _cells(box, place, element, file)
        yield from table_advice.findings(box, place, element, file)


def _cells(table: Table, place: Place, element: Element, file: str) -> Iterator[Finding]:
    for number, clause in enumerate(table.inputs, 1):
        yield from _text(clause.expression, f"{place.where}, entrada {number}", place, element, file)
        if clause.values is not None:
            yield from _tests(clause.values, f"{place.where}, valores de la entrada {number}", place, element, file)
    for number, rule in enumerate(table.rules, 1):
        for column, cell in enumerate(rule.inputs, 1):
            where = f"{place.where}, regla {number}, entrada {column}"
            yield from _tests(cell, where, place, element, file)
        for column, cell in enumerate(rule.outputs, 1):
            where = f"{place.where}, regla {number}, salida {column}"
            yield from _text(cell, where, place, element, file)


def _text(cell: Cell, where: str, place: Place, element: Element, file: str) -> Iterator[Finding]:
    if not cell.text.strip():
        return
    try:
        expression = Expression(cell.text, place.spellings, place.types.named)
    except FeelError as wrong:
        yield _wrong(cell, where, wrong, element, file)
        return
    yield from _judged(expression, cell, where, place, element, file)


def _tests(cell: Cell, where: str, place: Place, element: Element, file: str) -> Iterator[Finding]:
    if cell.text in ("", "-"):
        return
    try:
        tests = UnaryTests(cell.text, place.spellings, place.types.named)
    except FeelError as wrong:
        yield _wrong(cell, where, wrong, element, file)
        return
    yield from _judged(tests, cell, where, place, element, file)


def _wrong(cell: Cell, where: str, wrong: FeelError, element: Element, file: str) -> Finding:
    message = (
        f"{where}: no es FEEL ({wrong.message.rstrip('.')}, columna {wrong.column}). Corrija «{_short(cell.text)}»."
    )
    return Finding("dmn_feel", "error", file, message, cell.id or element.id, element.name, cell.line + wrong.line - 1)


def _judged(
    expression: Expression, cell: Cell, where: str, place: Place, element: Element, file: str
) -> Iterator[Finding]:
    about = (cell.id or element.id, element.name, cell.line)
    said = []
    for complaint in complaints(expression.tree, {"?": ANY, **place.names}, place.types.named):
        said.append(complaint.message)
        reason = complaint.message[0].lower() + complaint.message[1:]
        message = f"{where}: {reason}. Corrija «{_short(cell.text)}»."
        yield Finding("dmn_types", "error", file, message, *about)
    for name in sorted(expression.names - expression.perhaps - place.names.keys() - {"?"}):
        if not any(f"«{name}»" in message for message in said):
            yield from _unknown(name, where, place, about, file)


def _unknown(name: str, where: str, place: Place, about: tuple[str, str, int], file: str) -> Iterator[Finding]:
    if name in place.hidden:
        message = f"{where}: lee «{name}» sin requerirlo y valdría null. Dibuje la flecha del requisito."
        yield Finding("dmn_names", "error", file, message, *about)
    elif place.closed:
        message = f"{where}: nadie declara «{name}». Si es un dato del caso, añádalo como entrada; si no, corríjalo."
        yield Finding("dmn_names", "warning", file, message, *about)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
