"""What a decision table answers under each hit policy, and which rules it says it used."""

import pytest

from tests.workflows.dmn.writing import table
from workflows import dmn

BANDS = ["< 10 => 1", "[5..20] => 2", "> 15 => 1"]


@pytest.mark.parametrize(
    ("policy", "aggregation", "asked", "value", "matched"),
    [
        ("UNIQUE", "", 3, 1, [1]),
        ("UNIQUE", "", 7, None, [1, 2]),
        ("ANY", "", 3, 1, [1]),
        ("ANY", "", 7, None, [1, 2]),
        ("FIRST", "", 7, 1, [1]),
        ("RULE ORDER", "", 7, [1, 2], [1, 2]),
        ("COLLECT", "", 7, [1, 2], [1, 2]),
        ("COLLECT", "SUM", 7, 3, [1, 2]),
        ("COLLECT", "MIN", 7, 1, [1, 2]),
        ("COLLECT", "MAX", 7, 2, [1, 2]),
        ("COLLECT", "COUNT", 7, 2, [1, 2]),
        ("COLLECT", "SUM", 17, 3, [2, 3]),
        ("UNIQUE", "", None, None, []),
    ],
)
def test_the_hit_policy_decides_what_the_matching_rules_come_to(
    policy: str, aggregation: str, asked: int | None, value: object, matched: list[int]
) -> None:
    outcome = dmn.evaluate(table(policy, ["x"], ["y"], BANDS, aggregation), "d", {"x": asked})

    assert outcome.value == value
    assert outcome.matched == {"d": matched}


@pytest.mark.parametrize(
    ("policy", "value", "matched"),
    [("PRIORITY", "alto", [2]), ("OUTPUT ORDER", ["alto", "medio", "bajo"], [2, 3, 1])],
)
def test_the_list_of_output_values_gives_the_priority(policy: str, value: object, matched: list[int]) -> None:
    rules = ['> 0 => "bajo"', '> 2 => "alto"', '> 1 => "medio"']
    model = table(policy, ["x"], ["y"], rules, values='"alto", "medio", "bajo"')

    outcome = dmn.evaluate(model, "d", {"x": 3})

    assert outcome.value == value
    assert outcome.matched == {"d": matched}


def test_any_is_content_where_all_rules_say_the_same() -> None:
    outcome = dmn.evaluate(table("ANY", ["x"], ["y"], ["> 1 => 5", "> 2 => 5"]), "d", {"x": 3})

    assert (outcome.value, outcome.matched) == (5, {"d": [1, 2]})


def test_two_rules_of_a_unique_table_are_a_problem_that_names_them() -> None:
    outcome = dmn.evaluate(table("UNIQUE", ["x"], ["y"], BANDS), "d", {"x": 7})

    assert outcome.value is None
    assert "reglas 1, 2" in outcome.problems[0].message
    assert outcome.problems[0].where == "Decisión «d»"


def test_the_default_answers_where_no_rule_matches() -> None:
    assert dmn.evaluate(table("UNIQUE", ["x"], ["y"], ["1 => 1"], default="9"), "d", {"x": 2}).value == 9
    assert dmn.evaluate(table("COLLECT", ["x"], ["y"], ["1 => 1"], default="9"), "d", {"x": 2}).value == [9]
    assert dmn.evaluate(table("UNIQUE", ["x"], ["y"], ["1 => 1"]), "d", {"x": 2}).value is None


def test_several_outputs_are_one_context() -> None:
    model = table("COLLECT", ["tipo"], ["instrumento", "órgano"], ['"tupa" => "ordenanza" | "concejo"'])

    assert dmn.evaluate(model, "d", {"tipo": "tupa"}).value == [{"instrumento": "ordenanza", "órgano": "concejo"}]


@pytest.mark.parametrize(
    ("cell", "asked", "met"),
    [
        ("-", None, True),
        ("", 5, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("[1..5)", 5, False),
        ("]1..5]", 5, True),
        ("(limite..10]", 5, True),
        ("limite", 3, True),
        ("? > limite and ? < 9", 5, True),
        ("null", None, True),
        ("lista", 2, True),
        ('contains(?, "bre")', "sobre", True),
        ("? instance of number", 5, True),
        ('date("2026-01-01")', None, False),
    ],
)
def test_a_cell_tests_the_value_of_its_column(cell: str, asked: object, met: bool) -> None:
    context = {"x": asked, "limite": 3, "lista": [1, 2]}

    assert (dmn.evaluate(table("UNIQUE", ["x"], ["y"], [f"{cell} => 1"]), "d", context).value == 1) is met


def test_a_dash_asks_for_an_allowed_value_where_there_are_some() -> None:
    model = table("UNIQUE", ["x"], ["y"], ["- => 1"], input_values='"a", "b"')

    assert dmn.evaluate(model, "d", {"x": "a"}).value == 1
    assert dmn.evaluate(model, "d", {"x": "z"}).value is None


def test_a_cell_that_is_no_feel_is_a_problem_with_its_rule() -> None:
    outcome = dmn.evaluate(table("FIRST", ["x"], ["y"], ["> => 1", "- => 2"]), "d", {"x": 1})

    assert outcome.value == 2
    assert outcome.problems[0].where == "Decisión «d», regla 1, entrada 1"
