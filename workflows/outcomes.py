"""Which outcomes of a task may be chosen now: `cabildo.si.<outcome>` and `cabildo.hasta.<outcome>` of the diagram."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from workflows import feel, forms
from workflows.diagram import Node
from workflows.terms import LIMA

LastDay = Callable[[str], date | None]  # the last day of a term that begins when the task's own does


def field(node: Node, form: forms.Form | None) -> forms.Field | None:
    """Return the form's field that holds the outcome: `decision`, or the one named by `cabildo.decision`."""
    return form.field_at(node.properties.get("cabildo.decision", "decision")) if form else None


def withheld(
    node: Node, form: forms.Form | None, values: Mapping[str, Any], at: datetime, last_day: LastDay,
    answers: Mapping[str, Any] | None = None, ask: feel.Ask | None = None,
) -> dict[str, str]:  # fmt: skip
    """Return the outcomes that may not be chosen, each with the reason in a Spanish sentence.

    Without `answers` (the page is only shown) an outcome whose condition reads what will be answered is still offered.
    `ask` answers the working-day functions that a condition may call.
    """
    outcome = field(node, form)
    if form is None or outcome is None:
        return {}
    found = {}
    for option in outcome.options:
        name = str(option.value)
        why = _by_condition(node, form, name, option.label, values, at, answers, ask)
        why = why or _by_time(node, name, option.label, values, at, last_day)
        if why:
            found[name] = why
    return found


def _by_condition(
    node: Node, form: forms.Form, outcome: str, label: str, values: Mapping[str, Any], at: datetime,
    answers: Mapping[str, Any] | None, ask: feel.Ask | None,
) -> str:  # fmt: skip
    condition = node.properties.get(f"cabildo.si.{outcome}")
    if not condition:
        return ""
    expression = feel.parse(condition)
    if answers is None and expression.names & form.names:
        return ""
    seen = values if answers is None else ChainMap(dict(answers), values)  # type: ignore[arg-type]
    holds = expression.evaluate(seen, at=at, ask=ask) is True
    return "" if holds else f"«{label}» no procede en este momento del expediente."


def _by_time(node: Node, outcome: str, label: str, values: Mapping[str, Any], at: datetime, last_day: LastDay) -> str:
    limit = node.properties.get(f"cabildo.hasta.{outcome}")
    text = feel.parse(limit).evaluate(values, at=at) if limit and limit.startswith("=") else limit
    last = last_day(text) if isinstance(text, str) else None
    if last is None or at.astimezone(LIMA).date() <= last:
        return ""
    return f"«{label}» solo procedía hasta el {last:%d/%m/%Y}."
