"""What decisions come to: requirements, boxes, functions, services, imports, types; and what is never read."""

from datetime import date, datetime

import pytest

from tests.workflows.dmn.writing import HEAD, decision_of, literal, model_of, table_of
from workflows import Refused, dmn, feel


def test_a_decision_takes_what_it_requires_first() -> None:
    model = model_of(decision_of("a", literal("monto * 2")), decision_of("b", literal("a + 1"), requires="a"))

    assert dmn.evaluate(model, "b", {"monto": 5}).value == 11


def test_a_decision_sees_no_decision_that_it_does_not_require() -> None:
    model = model_of(decision_of("a", literal("1")), decision_of("b", literal("a")))

    outcome = dmn.evaluate(model, "b", {"a": 5})

    assert outcome.value is None
    assert "«a»" in outcome.problems[0].message


def test_decisions_that_require_each_other_end_in_a_problem() -> None:
    model = model_of(decision_of("a", literal("b"), requires="b"), decision_of("b", literal("a"), requires="a"))

    outcome = dmn.evaluate(model, "a", {})

    assert outcome.value is None
    assert any("a sí misma" in problem.message for problem in outcome.problems)


def test_the_tables_of_required_decisions_are_in_what_matched() -> None:
    first = table_of("FIRST", ["monto"], ["y"], ['> 5000 => "alto"', '- => "bajo"'])
    second = table_of("FIRST", ["nivel"], ["z"], ['"bajo" => 1', '"alto" => 2'])
    model = model_of(decision_of("nivel", first), decision_of("d", second, requires="nivel"))

    outcome = dmn.evaluate(model, "d", {"monto": 6000})

    assert outcome.value == 2
    assert outcome.matched == {"nivel": [1], "d": [2]}


def test_a_model_tells_its_decisions_and_the_names_that_each_reads() -> None:
    model = dmn.read(
        model_of(
            '<inputData id="i" name="monto del convenio"><variable name="monto del convenio"/></inputData>',
            '<decision id="a" name="nivel"><variable name="nivel"/>'
            '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
            f"{literal('if monto del convenio > tope then 1 else 2')}</decision>",
            decision_of("b", table_of("FIRST", ["nivel"], ["y"], ["1 => zona", "- => 0"]), requires="a"),
        )
    )

    assert model.decisions == {"a": "nivel", "b": "b"}
    assert model.names_read("nivel") == {"monto del convenio", "tope"}
    assert model.names_read("b") == {"monto del convenio", "tope", "zona"}
    assert model.names_read("otra") == frozenset()


BOXES = [
    (
        '<context><contextEntry><variable name="a b"/>' + literal("1") + "</contextEntry>"
        '<contextEntry><variable name="c"/>' + literal("a b + 1") + "</contextEntry></context>",
        {"a b": 1, "c": 2},
    ),
    (
        '<context><contextEntry><variable name="a"/>' + literal("1") + "</contextEntry>"
        "<contextEntry>" + literal("a + 1") + "</contextEntry></context>",
        2,
    ),
    ("<list>" + literal("1") + literal("2") + "</list>", [1, 2]),
    (
        '<relation><column name="a"/><column name="b"/><row>' + literal("1") + literal("2") + "</row></relation>",
        [{"a": 1, "b": 2}],
    ),
    (
        '<invocation><literalExpression><text>doble</text></literalExpression><binding><parameter name="n"/>'
        + literal("4")
        + "</binding></invocation>",
        8,
    ),
    (
        f"<conditional><if>{literal('1 > 2')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
        2,
    ),
    (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>", [2, 3]),
    (
        f'<for iteratorVariable="x"><in>{literal("[1, 2]")}</in><return>{literal("x * 2")}</return></for>',
        [2, 4],
    ),
    (
        f'<some iteratorVariable="x"><in>{literal("[1, 2]")}</in><satisfies>{literal("x > 1")}</satisfies></some>',
        True,
    ),
    (
        f'<every iteratorVariable="x"><in>{literal("[1, 2]")}</in><satisfies>{literal("x > 1")}</satisfies></every>',
        False,
    ),
    (
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>'
        + literal("if n < 2 then 1 else n * f(n - 1)")
        + "</functionDefinition></contextEntry><contextEntry>"
        + literal("f(5)")
        + "</contextEntry></context>",
        120,
    ),
]

DOUBLE = (
    '<businessKnowledgeModel id="k" name="doble"><variable name="doble"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/>' + literal("n * 2") + "</encapsulatedLogic></businessKnowledgeModel>"
)


@pytest.mark.parametrize(("box", "value"), BOXES)
def test_every_box_has_its_value(box: str, value: object) -> None:
    needs = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
    model = model_of(DOUBLE, f'<decision id="d" name="d"><variable name="d"/>{needs}{box}</decision>')

    outcome = dmn.evaluate(model, "d", {})

    assert outcome.value == value
    assert outcome.problems == ()


def test_a_knowledge_model_can_be_asked_with_its_parameters() -> None:
    assert dmn.evaluate(model_of(DOUBLE), "doble", {"n": 21}).value == 42


SERVICE = (
    '<inputData id="i" name="x"><variable name="x" typeRef="number"/></inputData>'
    '<decision id="a" name="a"><variable name="a"/><informationRequirement><requiredInput href="#i"/>'
    f"</informationRequirement>{literal('x + 1')}</decision>"
    + decision_of("b", literal("a * 10"), requires="a")
    + '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#b"/>{}</decisionService>'
)


def test_a_service_answers_its_output_from_its_inputs() -> None:
    whole = model_of(SERVICE.format('<encapsulatedDecision href="#a"/><inputData href="#i"/>'))
    part = model_of(SERVICE.format('<inputDecision href="#a"/>'))

    assert dmn.evaluate(whole, "s", {"x": 1}).value == 20
    assert dmn.evaluate(part, "s", {"a": 5}).value == 50


def test_a_decision_may_call_a_service() -> None:
    call = (
        '<decision id="d" name="d"><variable name="d"/><knowledgeRequirement><requiredKnowledge href="#s"/>'
        f"</knowledgeRequirement>{literal('s(2) + s(x: 3)')}</decision>"
    )
    model = model_of(SERVICE.format('<encapsulatedDecision href="#a"/><inputData href="#i"/>'), call)

    assert dmn.evaluate(model, "d", {}).value == 70


def test_an_imported_model_is_reached_by_its_name() -> None:
    other = model_of(DOUBLE, decision_of("base", literal("tope + 1"))).replace(b"urn:los-sauces", b"urn:otro")
    model = model_of(
        '<import name="comun" namespace="urn:otro" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        '<decision id="d" name="d"><variable name="d"/>'
        '<knowledgeRequirement><requiredKnowledge href="urn:otro#k"/></knowledgeRequirement>'
        '<informationRequirement><requiredDecision href="urn:otro#base"/></informationRequirement>'
        f"{literal('comun.doble(comun.base)')}</decision>"
    )

    assert dmn.evaluate(model, "d", {"tope": 4}, [other]).value == 10
    assert dmn.evaluate(model, "d", {"tope": 4}).value is None


TYPES = (
    '<itemDefinition name="tNivel"><typeRef>string</typeRef><allowedValues><text>"alto", "bajo"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tLista" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    '<itemDefinition name="tPersona"><itemComponent name="nombre"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="edad"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("tNivel", '"alto"', "alto"),
        ("tNivel", '"otro"', None),
        ("tLista", "[1, 2]", [1, 2]),
        ("tLista", "1", [1]),
        ("tLista", '["a"]', None),
        ("number", "[5]", 5),
        ("number", '"5"', None),
        ("date and time", '@"2026-04-29"', datetime.fromisoformat("2026-04-29T00:00:00+00:00")),
        ("tPersona", '{nombre: "Rosa", edad: 3}', {"nombre": "Rosa", "edad": 3}),
        ("tPersona", '{nombre: "Rosa"}', None),
    ],
)
def test_a_value_is_converted_to_its_type_or_null(kind: str, text: str, value: object) -> None:
    assert dmn.evaluate(model_of(TYPES, decision_of("d", literal(text), kind=kind)), "d", {}).value == value


def test_the_moment_and_the_calendar_are_asked_from_outside() -> None:
    model = model_of(decision_of("d", literal("sumar días hábiles(today(), 2)")))
    asked = []

    def ask(name: str, arguments: list[object]) -> object:
        asked.append((name, arguments[0]))
        return date(2026, 5, 4)

    outcome = dmn.evaluate(model, "d", {}, at=datetime(2026, 4, 29, 9), ask=ask)

    assert outcome.value == date(2026, 5, 4)
    assert asked == [("sumar_dias_habiles", date(2026, 4, 29))]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (b"", "bien formado"),
        (b"esto no es XML", "bien formado"),
        (b"<definitions/>", "no es un modelo DMN"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "DTD"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DTD"),
        ((HEAD + "<a>" * 150 + "</a>" * 150 + "</definitions>").encode(), "anidado"),
        ((HEAD + "</definitions>").encode() + b" " * 10_000_001, "10 MB"),
    ],
)
def test_what_is_no_safe_model_is_refused_with_a_sentence(source: bytes, word: str) -> None:
    with pytest.raises(Refused) as refused:
        dmn.read(source, "tabla.dmn")

    (finding,) = refused.value.findings
    assert word in finding.message
    assert finding.file == "tabla.dmn"


def test_a_decision_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="«otra»"):
        dmn.evaluate(model_of(decision_of("d", literal("1"))), "otra", {})


def test_a_decision_ends_within_its_budget() -> None:
    endless = (
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>'
        + literal("f(n + 1)")
        + "</functionDefinition></contextEntry><contextEntry>"
        + literal("f(1)")
        + "</contextEntry></context>"
    )
    with pytest.raises(feel.FeelError, match="se detuvo"):
        dmn.evaluate(model_of(decision_of("d", endless)), "d", {})


def test_the_priority_may_stand_in_the_type_of_the_decision() -> None:
    rules = ['> 0 => "bajo"', '> 2 => "alto"']
    model = model_of(TYPES, decision_of("d", table_of("PRIORITY", ["x"], ["y"], rules), kind="tNivel"))

    assert dmn.evaluate(model, "d", {"x": 3}).value == "alto"
