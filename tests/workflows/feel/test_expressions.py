"""What expressions are worth, by example."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest

from workflows import feel

AT = datetime(2026, 4, 29, 20, 0)

WORTH: list[tuple[str, object]] = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("2 ** 3", 8),
    ("-2 ** 2", 4),
    ("10 / 4", Decimal("2.5")),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 0", None),
    ("1 = 1.000", True),
    ('"1" = 1', None),
    ("null = null", True),
    ('null = "a"', False),
    ("[1, 2] = [1, 2]", True),
    ("{a: 1} = {a: 1}", True),
    ('"ab" + "cd"', "abcd"),
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("not(null)", None),
    ('if 1 > 2 then "a" else "b"', "b"),
    ('if null then "a" else "b"', "b"),
    ("for i in 1..3 return i * 2", [2, 4, 6]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for x in [1, 2], y in [x, 10] return x * y", [1, 10, 4, 20]),
    ("some x in [1, 2] satisfies x > 1", True),
    ("every x in [1, 2] satisfies x > 1", False),
    ("every x in [] satisfies x > 1", True),
    ("[1, 2, 3][item > 1]", [2, 3]),
    ("[1, 2, 3][-1]", 3),
    ("[1, 2, 3][4]", None),
    ("[{x: 1, y: 2}, {x: 2, y: 3}][x = 1]", [{"x": 1, "y": 2}]),
    ("[{x: 1, y: 2}, {x: 2, y: 3}].y", [2, 3]),
    ("3[item > 2]", [3]),
    ("5 in (<= 5)", True),
    ("5 in ((5..10])", False),
    ("5 in ([5..10])", True),
    ("5 in (4, 5, 6)", True),
    ("5 in (< 5, > 5)", False),
    ("5 in [4, 5, 6]", True),
    ("2 in [[1..3], [5..6]]", True),
    ("5 between 1 and 5 and true", True),
    ("{a: 1, b: a + 1}.b", 2),
    ("{año: 5}.año", 5),
    ('{"con espacio": 5}.con espacio', 5),
    ("{a+b: 3, c: a+b}.c", 3),
    ("(function(x, y) x + y)(1, 2)", 3),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
    ('@"2026-04-29" + @"P1D"', date(2026, 4, 30)),
    ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
    ('@"2026-04-29" - @"2026-04-01" = @"P28D"', True),
    ('@"2026-04-29".weekday', 3),
    ('date("2026-02-30")', None),
    ("now().hour", 20),
    ("today()", date(2026, 4, 29)),
    ("1 instance of number", True),
    ("[1] instance of list<number>", True),
    ("[1] instance of list", None),
    ("null instance of Null", True),
    ("[1..3].start included", True),
    ("(< 10).end", 10),
    ("count([1, [2, 3]])", 2),
    ("sum(1, 2, 3)", 6),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1, 2], [3])", [1, 2, 3]),
    ('string join(["a", null, "c"], "X")', "aXc"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('substring(string: "foobar", start position: 3)', "obar"),
    ("string(1.50)", "1.5"),
    ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
    ("monto total de la obra > 3", True),
    ("monto-neto + 1", 3),
    ("expediente.solicitante.nombre", "Rosa"),
    ("no existe", None),
    ("1 // una nota\n + /* otra */ 1", 2),
]

CONTEXT: dict[str, object] = {
    "monto total de la obra": 5,
    "monto-neto": 2.0,
    "expediente": {"solicitante": {"nombre": "Rosa"}},
}


@pytest.mark.parametrize(("text", "worth"), WORTH)
def test_an_expression_is_worth_what_the_standard_says(text: str, worth: object) -> None:
    assert feel.evaluate(text, CONTEXT, at=AT) == worth


def test_a_leading_equals_sign_is_left_out() -> None:
    assert feel.evaluate("= 1 + 1", {}) == 2


def test_the_moment_of_the_cause_is_told_in_lima() -> None:
    now = feel.evaluate("now()", {}, at=datetime.fromisoformat("2026-04-30T02:00:00+00:00"))

    assert str(now) == "2026-04-29 21:00:00-05:00"
    assert feel.evaluate("today()", {}, at=datetime.fromisoformat("2026-04-30T02:00:00+00:00")) == date(2026, 4, 29)


@pytest.mark.parametrize("text", ["now()", "today()"])
def test_without_a_moment_there_is_no_now(text: str) -> None:
    with pytest.raises(feel.FeelError, match="ningún momento"):
        feel.evaluate(text, {})


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("1 +", 1, 4, "incompleta"),
        ("monto >\n 3 3", 2, 4, "terminar"),
        ('"abierto', 1, 1, "comillas"),
        ("if a then b", 1, 12, "«else»"),
        ("= 1 + ) 2", 1, 7, "«)»"),
        ("[1, 2", 1, 6, "«]»"),
        ("/* nota", 1, 1, "comentario"),
    ],
)
def test_what_is_written_wrongly_is_an_error_with_its_place(text: str, line: int, column: int, word: str) -> None:
    with pytest.raises(feel.FeelError) as wrong:
        feel.parse(text)

    assert (wrong.value.line, wrong.value.column) == (line, column)
    assert word in wrong.value.message


def test_an_expression_tells_the_names_it_reads() -> None:
    expression = feel.parse(
        'monto > limite and some d in documentos satisfies d.folios > 3 and contains(tipo, "x") '
        "and {a: zona, b: a}.b = 1 and (function(p) p + q)(1) = 2 and lista[estado = 1] != null"
    )

    assert expression.names == {"monto", "limite", "documentos", "tipo", "zona", "q", "lista", "estado"}
    assert expression.perhaps == {"estado"}


def test_working_days_are_asked_through_the_port() -> None:
    asked: list[tuple[str, list[object]]] = []

    def ask(name: str, arguments: list[object]) -> object:
        asked.append((name, arguments))
        return date(2026, 5, 4)

    for text in ("sumar días hábiles(date(2026, 4, 29), 2)", "sumar_dias_habiles(date(2026, 4, 29), 2)"):
        assert feel.parse(text).evaluate({}, ask=ask) == date(2026, 5, 4)
    assert asked == [("sumar_dias_habiles", [date(2026, 4, 29), Decimal(2)])] * 2


def test_without_a_port_a_working_day_is_null_and_says_why() -> None:
    result = feel.parse('es día hábil(@"2026-04-29")').run({})

    assert result.value is None
    assert "calendario" in result.problems[0].message


def test_a_context_is_asked_and_never_copied() -> None:
    class Asked(Mapping[str, object]):
        def __init__(self) -> None:
            self.read: list[str] = []

        def __getitem__(self, key: str) -> object:
            self.read.append(key)
            return {"nivel": 3}

        def __contains__(self, key: object) -> bool:
            return key == "parametro"

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("nobody may walk over this mapping")

        def __len__(self) -> int:
            raise AssertionError("nobody may measure this mapping")

    context = Asked()

    assert feel.parse("parametro.nivel + 1").evaluate(context) == 4
    assert context.read == ["parametro"]


def test_null_by_the_standard_has_a_recorded_reason() -> None:
    (problem,) = feel.problems('1 +\n "a"', {})

    assert problem.message == "No se puede sumar un número y un texto; vale null"
    assert (problem.line, problem.column) == (1, 3)


def test_unary_tests_judge_a_value() -> None:
    assert feel.unary_tests("> 5, 3").matches(3)
    assert not feel.unary_tests("not(3)").matches(3)
    assert feel.unary_tests("-").matches(None)
    assert feel.unary_tests('"a", "b"').matches("b")
    assert feel.unary_tests("? > 2 and ? < limite").matches(3, {"limite": 4})
    assert feel.unary_tests("[2026-1..3000]").matches(2026)


def test_a_value_reads_as_feel_writes_it() -> None:
    assert feel.to_text(date(2026, 4, 29)) == "2026-04-29"
    assert feel.to_text([1, None, "a"]) == '[1, null, "a"]'
    assert feel.to_text(Decimal("1E+3")) == "1000"
