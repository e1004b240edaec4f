"""How the tests of tables write a model down in few words."""

from typing import Any
from xml.sax.saxutils import escape

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:los-sauces">'


def model_of(*parts: str) -> bytes:
    """Return the bytes of a model with these parts."""
    return (HEAD + "".join(parts) + "</definitions>").encode()


def decision_of(name: str, logic: str, requires: str = "", kind: str = "") -> str:
    """Return the XML of a decision; `requires` are ids of other decisions, separated by blanks."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>'
        for other in requires.split()
    )
    type_of = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{type_of}/>{needs}{logic}</decision>'


def literal(text: str) -> str:
    """Return the XML of a literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table_of(
    policy: str,
    inputs: list[str],
    outputs: list[str],
    rules: list[str],
    aggregation: str = "",
    default: str = "",
    values: str = "",
    input_values: str = "",
) -> str:
    """Return the XML of a table; a rule is written `cell | cell => cell | cell`."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression>"
        + (f"<inputValues><text>{escape(input_values)}</text></inputValues>" if input_values else "")
        + "</input>"
        for text in inputs
    )
    results = "".join(
        f'<output name="{name}">'
        + (f"<outputValues><text>{escape(values)}</text></outputValues>" if values else "")
        + (f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else "")
        + "</output>"
        for name in outputs
    )
    rows = "".join(rule_of(rule) for rule in rules)
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="tabla" hitPolicy="{policy}"{extra}>{columns}{results}{rows}</decisionTable>'


def rule_of(rule: str) -> str:
    """Return the XML of one rule."""
    conditions, _, results = rule.partition("=>")
    cells = [cell.strip() for cell in conditions.split("|")] if conditions.strip() else []
    entries = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
    outcomes = "".join(f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in results.split("|"))
    return f"<rule>{entries}{outcomes}</rule>"


def table(*arguments: Any, **named: Any) -> bytes:
    """Return the bytes of a model with one decision, `d`, whose logic is a table."""
    return model_of(decision_of("d", table_of(*arguments, **named)))
