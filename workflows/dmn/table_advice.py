"""Advice on one decision table: its form, the kinds of its cells, its gaps, its overlaps, its useless rules."""

from collections.abc import Iterator
from itertools import combinations

from workflows.dmn.columns import Column, column_of
from workflows.dmn.coverage import (
    MOST_GAPS,
    MOST_WORK,
    TooLarge,
    covered,
    gaps,
    impossible,
    overlap,
    region_in_words,
)
from workflows.dmn.model import Cell, Element, Rule, Table
from workflows.dmn.surroundings import Place
from workflows.feel import FeelError, parse
from workflows.feel.inference import infer
from workflows.feel.lattice import ANY, Constrained, Type
from workflows.feel.operators import ARTICLES
from workflows.findings import Finding, Level

POLICIES = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"})
ONE_ANSWER = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY"})
MOST_RULES = 400  # a table with more rules is not compared rule by rule
MOST_OVERLAPS = 10


def findings(table: Table, place: Place, element: Element, file: str) -> Iterator[Finding]:
    """Give the advice on a table; its texts themselves are judged elsewhere."""
    advice = _Advice(table, place, element, file)
    yield from advice.form()
    if all(len(rule.inputs) == len(table.inputs) for rule in table.rules):
        yield from advice.kinds()
        yield from advice.cover()


class _Advice:
    """The table that is judged, and where."""

    def __init__(self, table: Table, place: Place, element: Element, file: str) -> None:
        self.table = table
        self.place = place
        self.element = element
        self.file = file
        self.columns = [
            column_of(self.label(number), clause, number, table.rules, self.type_of_input(number))
            for number, clause in enumerate(table.inputs)
        ]

    def label(self, number: int) -> str:
        clause = self.table.inputs[number]
        return clause.expression.text or clause.label or f"entrada {number + 1}"

    def type_of_input(self, number: int) -> Type | None:
        """Return the type that a column declares, else that of the name it tests."""
        clause = self.table.inputs[number]
        declared = self.place.types.wanted(clause.type)
        if isinstance(declared, Constrained):
            return declared
        try:
            tree = parse(clause.expression.text, self.place.spellings).tree
        except FeelError:
            return declared
        told = infer(tree, self.place.names, self.place.types.named)
        return told if isinstance(told, Constrained) or declared is None else declared

    def finding(self, rule: str, level: Level, message: str, number: int | None = None) -> Finding:
        """Return a finding on a rule (from 1) of the table, or on the whole of it."""
        row = None if number is None else self.table.rules[number - 1]
        line = self.table.line if row is None else row.line
        key = (self.table.id if row is None else row.id) or self.element.id
        where = self.place.where if number is None else f"{self.place.where}, regla {number}"
        return Finding(rule, level, self.file, f"{where}: {message}", key, self.element.name, line)

    # The form of the table

    def form(self) -> Iterator[Finding]:
        """Give what is wrong with the table before any cell is read."""
        table = self.table
        if table.hit_policy not in POLICIES:
            yield self.finding("dmn_table", "error", f"no existe la política «{table.hit_policy}». Elija una.")
        if not table.rules:
            yield self.finding("dmn_table", "warning", "no tiene ninguna regla y daría siempre null. Añada reglas.")
        if table.aggregation and (table.hit_policy != "COLLECT" or len(table.outputs) > 1):
            yield self.finding(
                "dmn_table", "error", "solo COLLECT con una salida puede sumar, contar o elegir. Quite la agregación."
            )
        if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and all(o.values is None for o in table.outputs):
            yield self.finding(
                "dmn_table", "error", "ordena por prioridad y ninguna salida lista sus valores. Escriba la lista."
            )
        if len(table.outputs) > 1 and len({o.name for o in table.outputs}) < len(table.outputs):
            yield self.finding("dmn_table", "error", "dos salidas tienen el mismo nombre. Renombre una.")
        for number, rule in enumerate(table.rules, 1):
            if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != max(len(table.outputs), 1):
                yield self.finding("dmn_table", "error", "le faltan o le sobran celdas. Complete la fila.", number)

    # The kinds of its cells

    def kinds(self) -> Iterator[Finding]:
        """Give the cells whose kind is not that of their column."""
        for place, column in enumerate(self.columns):
            declared = self.type_of_input(place)
            kind = _simple(declared)
            if kind:
                yield from self._wrong_kinds(place, kind)
            elif len(column.kinds) > 1:
                kinds = " y ".join(sorted(ARTICLES.get(kind, kind) for kind in column.kinds))
                message = f"la columna «{column.label}» compara con {kinds}. Use valores de una sola clase."
                yield self.finding("dmn_types", "error", message)
        for number, rule in enumerate(self.table.rules, 1):
            for output, cell in zip(self.table.outputs, rule.outputs, strict=False):
                yield from self._wrong_output(number, output.type, cell)

    def _wrong_kinds(self, place: int, kind: str) -> Iterator[Finding]:
        for number, rule in enumerate(self.table.rules, 1):
            alone = column_of("", self.table.inputs[place], 0, [_only(rule.inputs[place])], None)
            wrong = sorted(alone.kinds - {kind})
            if wrong and self.table.inputs[place].values is None:
                other = ARTICLES.get(wrong[0], wrong[0])
                message = (
                    f"la columna «{self.label(place)}» es {ARTICLES.get(kind, kind)} y la celda "
                    f"«{rule.inputs[place].text[:60]}» compara con {other}. Corrija la celda."
                )
                yield self.finding("dmn_types", "error", message, number)

    def _wrong_output(self, number: int, reference: str, cell: Cell) -> Iterator[Finding]:
        wanted = _simple(self.place.types.wanted(reference))
        try:
            tree = parse(cell.text, self.place.spellings).tree if cell.text else None
        except FeelError:
            return
        kind = "" if tree is None else _simple(infer(tree, self.place.names, self.place.types.named))
        if wanted and kind and kind != wanted:
            message = (
                f"la salida debe ser {ARTICLES.get(wanted, wanted)} y «{cell.text[:60]}» es "
                f"{ARTICLES.get(kind, kind)}. Corrija la celda."
            )
            yield self.finding("dmn_types", "error", message, number)

    # What it covers

    def cover(self) -> Iterator[Finding]:
        """Give gaps, overlaps and useless rules; a table too large to be judged says so."""
        if not self.table.rules or self.table.hit_policy not in POLICIES:
            return
        try:
            useless = dict(self.useless())
            yield from useless.values()
            if self.table.hit_policy in ("UNIQUE", "ANY") and len(self.table.rules) <= MOST_RULES:
                yield from self.overlaps()
            yield from self.gaps()
        except TooLarge:
            message = "la tabla es demasiado grande para buscar huecos. Divídala si quiere que se revisen."
            yield self.finding("dmn_gaps", "warning", message)

    def useless(self) -> Iterator[tuple[int, Finding]]:
        """Give the rules that nothing reaches, by number."""
        work = [MOST_WORK]
        for number, rule in enumerate(self.table.rules, 1):
            column = impossible(self.columns, number - 1)
            if column is not None:
                message = (
                    f"la celda «{rule.inputs[column].text[:60]}» no acepta ningún valor que «{self.label(column)}» "
                    "pueda tener; la regla no se usará nunca. Corríjala o quítela."
                )
                yield number, self.finding("dmn_unreachable", "warning", message, number)
            elif self.table.hit_policy == "FIRST" and covered(self.columns, number - 1, range(number - 1), work):
                message = "las reglas anteriores ya deciden todos sus casos; no se usará nunca. Súbala o quítela."
                yield number, self.finding("dmn_unreachable", "warning", message, number)

    def overlaps(self) -> Iterator[Finding]:
        """Give the pairs of rules that claim the same case."""
        told = 0
        for first, second in combinations(range(len(self.table.rules)), 2):
            region = overlap(self.columns, first, second)
            if region is None or (self.table.hit_policy == "ANY" and self._same_outputs(first, second)):
                continue
            told += 1
            if told > MOST_OVERLAPS:
                yield self.finding("dmn_overlaps", "error", "hay más reglas que chocan. Corrija estas primero.")
                return
            reason = "dan resultados distintos" if self.table.hit_policy == "ANY" else "la tabla admite una sola"
            message = (
                f"choca con la regla {first + 1} ({region_in_words(self.columns, region)}) y {reason}; "
                "la tabla daría null. Separe sus condiciones."
            )
            yield self.finding("dmn_overlaps", "error", message, second + 1)

    def _same_outputs(self, first: int, second: int) -> bool:
        a, b = self.table.rules[first].outputs, self.table.rules[second].outputs
        return [cell.text for cell in a] == [cell.text for cell in b]

    def gaps(self) -> Iterator[Finding]:
        """Give the cases that no rule decides, where the table must give one answer and has no default."""
        defaults = any(output.default is not None for output in self.table.outputs)
        if self.table.hit_policy not in ONE_ANSWER or defaults:
            return
        found = gaps(self.columns, range(len(self.table.rules)))
        for region in found:
            case = region_in_words(self.columns, _whole(self.columns, region))
            message = f"ninguna regla decide este caso: {case}. Añada una regla o un valor por defecto."
            yield self.finding("dmn_gaps", "warning", message)
        if len(found) == MOST_GAPS:
            yield self.finding("dmn_gaps", "warning", "puede haber más casos sin regla. Cubra estos primero.")


def _whole(columns: list[Column], region: tuple[int, ...]) -> tuple[int, ...]:
    """Return a region over all columns: those that the search did not reach take any value."""
    return region + tuple(column.domain for column in columns[len(region) :])


def _simple(kind: Type | None) -> str:
    """Return the name of a simple type; empty where there is none to compare."""
    if isinstance(kind, Constrained):
        return _simple(kind.base)
    return "" if kind is None or kind == ANY or type(kind) is not Type or kind.name not in ARTICLES else kind.name


def _only(cell: Cell) -> Rule:
    return Rule(cell.line, "", (cell,), (), ())
