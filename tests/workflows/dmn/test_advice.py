"""What a designer is told of a decision model before it is used, with rule and cell."""

import pytest

from tests.workflows.dmn.writing import decision_of, literal, model_of, table
from workflows import dmn
from workflows.findings import Finding


def told(model: bytes, rule: str) -> list[str]:
    return [finding.message for finding in dmn.check(model, "tabla.dmn") if finding.rule == rule]


def test_a_sound_table_is_met_with_silence() -> None:
    model = table("UNIQUE", ["monto"], ["y"], ["<= 5000 => 1", "(5000..20000] => 2", "> 20000 => 3"])

    assert dmn.check(model, "tabla.dmn") == []


@pytest.mark.parametrize(
    ("rules", "gap"),
    [
        (["< 5000 => 1", "> 5000 => 2"], "monto: 5000"),
        (["<= 5000 => 1", "> 6000 => 2"], "monto: más de 5000 hasta 6000"),
        (["[1..5] => 1"], "monto: menos de 1 o más de 5"),
        (['"a" => 1', '"b" => 2'], "monto: cualquier otro valor"),
        (["true => 1"], "monto: false"),
        (['date("2026-01-01") => 1', '> date("2026-01-01") => 2'], "monto: menos de 2026-01-01"),
        (["not(1) => 1"], "monto: 1"),
    ],
)
def test_a_case_that_no_rule_decides_is_named(rules: list[str], gap: str) -> None:
    (message,) = told(table("UNIQUE", ["monto"], ["y"], rules), "dmn_gaps")

    assert f"ninguna regla decide este caso: {gap}." in message


def test_a_gap_in_two_columns_names_both() -> None:
    rules = ['"tupa" | < 10 => 1', '"tupa" | >= 10 => 2', 'not("tupa") | < 10 => 3']

    (message,) = told(table("UNIQUE", ["tipo", "folios"], ["y"], rules), "dmn_gaps")

    assert "folios: desde 10" in message
    assert "tipo: cualquier otro valor" in message


@pytest.mark.parametrize(
    "model",
    [
        table("UNIQUE", ["x"], ["y"], ["1 => 1"], default="0"),
        table("COLLECT", ["x"], ["y"], ["1 => 1"]),
        table("UNIQUE", ["x"], ["y"], ["< limite => 1"]),
        table("UNIQUE", ["x"], ["y"], ['"a" => 1', '"b" => 2'], input_values='"a", "b"'),
        table("FIRST", ["x"], ["y"], ["1 => 1", "- => 2"]),
        table("UNIQUE", ["x"], ["y"], ["true => 1", "false => 2"]),
    ],
)
def test_there_is_no_gap_where_every_case_is_decided_or_only_a_case_can_tell(model: bytes) -> None:
    assert told(model, "dmn_gaps") == []


def test_two_rules_for_one_case_are_an_error_with_the_case() -> None:
    model = table("UNIQUE", ["x", "z"], ["y"], ["< 10 | - => 1", ">= 5 | true => 2", ">= 10 | false => 3"])

    (message,) = told(model, "dmn_overlaps")

    assert message.startswith("Decisión «d», regla 2: choca con la regla 1 (x: desde 5 y menos de 10; z: true)")


def test_rules_of_an_any_table_may_meet_where_they_agree() -> None:
    agreeing = table("ANY", ["x"], ["y"], ["< 10 => 1", "> 5 => 1"])
    differing = table("ANY", ["x"], ["y"], ["< 10 => 1", "> 5 => 2"])

    assert told(agreeing, "dmn_overlaps") == []
    assert "dan resultados distintos" in told(differing, "dmn_overlaps")[0]


def test_a_rule_that_earlier_rules_leave_nothing_to_is_named() -> None:
    model = table("FIRST", ["x"], ["y"], ["< 10 => 1", ">= 10 => 2", "[3..20] => 3", "- => 4"])

    assert [message[:23] for message in told(model, "dmn_unreachable")] == [
        "Decisión «d», regla 3: ",
        "Decisión «d», regla 4: ",
    ]


def test_a_cell_that_accepts_no_possible_value_is_named() -> None:
    model = table("FIRST", ["x"], ["y"], ['"c" => 1', "- => 2"], input_values='"a", "b"')

    assert '«"c"» no acepta ningún valor' in told(model, "dmn_unreachable")[0]


def test_a_table_far_too_large_is_not_judged_but_says_so() -> None:
    names = [f"x{i}" for i in range(24)]
    pairs = [{i: "true", (i + 5) % 24: "false"} for i in range(24)]
    rules = [" | ".join(pair.get(i, "-") for i in range(24)) + " => 1" for pair in pairs]

    assert any("demasiado grande" in message for message in told(table("FIRST", names, ["y"], rules), "dmn_gaps"))


@pytest.mark.parametrize(
    ("model", "rule", "words"),
    [
        (table("UNIQUE", ["x"], ["y"], ["> => 1"]), "dmn_feel", "regla 1, entrada 1: no es FEEL"),
        (table("UNIQUE", ["x +"], ["y"], ["- => 1"]), "dmn_feel", "entrada 1: no es FEEL"),
        (table("UNIQUE", ["x"], ["y"], ["- => (1"]), "dmn_feel", "regla 1, salida 1: no es FEEL"),
        (model_of(decision_of("d", literal("if 1 then"))), "dmn_feel", "incompleta"),
        (table("UNIQUE", ["x"], ["y"], ["> 5 => 1", '"a" => 2']), "dmn_types", "una sola clase"),
        (model_of(decision_of("d", literal('"a" * 2'))), "dmn_types", "«*» no se puede usar con un texto y un número"),
        (model_of(decision_of("d", literal('1 = "a"'))), "dmn_types", "compara un número con un texto"),
        (model_of(decision_of("d", literal("1 and true"))), "dmn_types", "«and» une sí/no"),
        (model_of(decision_of("d", literal("no_existe(1)"))), "dmn_types", "no existe la función «no_existe»"),
        (model_of(decision_of("d", literal("substring(1)"))), "dmn_types", "no recibe 1 valores"),
        (model_of(decision_of("d", literal('date("29/04/2026")'))), "dmn_types", "no es una fecha como 2026-04-29"),
        (model_of(decision_of("d", literal('@"2026-13-01"'))), "dmn_types", "no es una fecha"),
        (
            model_of(
                decision_of(
                    "d",
                    literal(
                        "1",
                    ),
                    kind="tNada",
                )
            ),
            "dmn_types",
            "«tNada», que no existe",
        ),
        (model_of(decision_of("d", "")), "dmn_logic", "no tiene lógica"),
        (model_of(decision_of("d", literal("1"), requires="otra")), "dmn_requirements", "no existe (#otra)"),
        (
            model_of(decision_of("a", literal("b"), requires="b"), decision_of("b", literal("a"), requires="a")),
            "dmn_requirements",
            "en círculo",
        ),
        (model_of(decision_of("a", literal("1")), decision_of("b", literal("a"))), "dmn_names", "sin requerirlo"),
        (table("PRIORITY", ["x"], ["y"], ["- => 1"]), "dmn_table", "ninguna salida lista sus valores"),
        (table("UNIQUE", ["x"], ["y"], []), "dmn_table", "no tiene ninguna regla"),
        (table("UNIQUE", ["x"], ["y"], ["1 | 2 => 1"]), "dmn_table", "celdas"),
        (table("UNIQUE", ["x"], ["y"], ["- => 1"], aggregation="SUM"), "dmn_table", "agregación"),
        (table("OTRA", ["x"], ["y"], ["- => 1"]), "dmn_table", "no existe la política"),
        (b"no es un modelo", "dmn_readable", "bien formado"),
    ],
)
def test_what_cannot_work_is_a_finding(model: bytes, rule: str, words: str) -> None:
    messages = told(model, rule)

    assert any(words in message for message in messages), messages


def test_a_name_that_nobody_declares_is_a_warning_where_inputs_are_declared() -> None:
    entry = '<inputData id="i" name="monto"><variable name="monto" typeRef="number"/></inputData>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    text = literal("monto > tope")
    model = model_of(entry, f'<decision id="d" name="d"><variable name="d"/>{needs}{text}</decision>')

    (finding,) = dmn.check(model, "tabla.dmn")

    assert (finding.rule, finding.level, finding.element) == ("dmn_names", "warning", "d")
    assert "nadie declara «tope»" in finding.message


def test_the_declared_type_of_an_input_is_known_to_its_readers() -> None:
    entry = '<inputData id="i" name="monto"><variable name="monto" typeRef="number"/></inputData>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    text = literal('monto = "5000"')
    model = model_of(entry, f'<decision id="d" name="d"><variable name="d"/>{needs}{text}</decision>')

    assert told(model, "dmn_types") != []


def test_every_finding_has_a_file_a_line_and_ends_with_what_to_do() -> None:
    findings: list[Finding] = dmn.check(table("UNIQUE", ["x"], ["y"], ["> 1 => 1", "> 2 => 2"]), "t.dmn")

    assert findings
    for finding in findings:
        assert finding.file == "t.dmn"
        assert finding.line == 1
        assert finding.message.endswith(".")


def test_the_public_models_are_checked_without_an_accident() -> None:
    from tests.workflows.dmn.test_tck import CASES

    if not CASES.is_dir():
        pytest.skip("no están los casos de conformidad")
    for file in sorted(CASES.glob("*/*/*.dmn")):
        others = [other.read_bytes() for other in file.parent.glob("*.dmn") if other != file]
        dmn.check(file.read_bytes(), file.name, others)
