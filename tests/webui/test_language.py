"""`cabildo feel` and `cabildo decide`: what a designer asks at the shell, and how a mistake is told."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webui.commands import main

TABLE = Path(__file__).parents[2] / "bpmn" / "tupa-opinion" / "instrumento_tupa.dmn"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def context(tmp_path: Path) -> str:
    file = tmp_path / "valores.json"
    told = {"monto": 6000.50, "tipo": "convenio", "dia": '= date("2026-03-02")', "tipos": ["crear_derecho"],
            "existe_norma_sustantiva": True, "solo_favorable": False, "excede_norma_nacional": False}  # fmt: skip
    file.write_text(json.dumps(told), "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('monto > 5000 and tipo = "convenio"', "true"),
        ('= dia + duration("P3D")', "2026-03-05"),
        ("[1, 2][item > 1]", "[2]"),
        ("monto * 2", "12001"),
    ],
)
def test_an_expression_gives_its_value(context: str, expression: str, value: str) -> None:
    result = run("feel", expression, "--context", context)

    assert (result.exit_code, result.stdout.strip()) == (0, value)


def test_what_became_null_is_explained_beside_the_value(context: str) -> None:
    result = run("feel", "falta + 1", "--context", context)

    assert result.stdout.strip() == "null"
    assert "falta" in result.stderr


def test_a_mistake_is_told_with_line_and_column() -> None:
    result = run("feel", "1 +")

    assert result.exit_code == 1
    assert "línea 1, columna 4" in result.output and "Traceback" not in result.output


def test_a_decision_shows_its_outcome_and_the_rules_that_matched(context: str) -> None:
    result = run("decide", str(TABLE), "--decision", "instrumento_tupa", "--context", context)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "ordenanza"
    assert "instrumento_tupa" in result.stdout.splitlines()[-1] and "4" in result.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("decide", str(TABLE), "--decision", "nada"), "no tiene la decisión «nada»"),
        (("decide", __file__, "--decision", "nada"), "XML"),
        (("feel", "1", "--context", __file__), "no es JSON"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code == 1
    assert said in result.output and "Traceback" not in result.output
