"""An exclusive choice that no condition decides: the question that an officer is asked, and the ways to choose from.

Source: BPMN 2.0, 10.6.2 leaves open how such a choice is made; the design of the house asks the organ of its lane.
"""

import json
from collections import Counter
from functools import lru_cache

from workflows import forms
from workflows.diagram import Flow, Node

FIELD = "decision"  # what the answer is called, in the form and in the journal
QUESTION = "¿Por dónde sigue?"
TOLD = f"### {QUESTION}\nEl diagrama no lo decide por condiciones: elige el órgano que tiene la tarea."


def asks(node: Node) -> bool:
    """Say whether a person must choose: several ways out, and no condition on any. A default alone is no condition."""
    several = node.kind == "exclusiveGateway" and len(node.outgoing) > 1
    return several and all(flow.condition is None for flow in node.outgoing)


def ways(node: Node) -> dict[str, Flow]:
    """Return the ways to choose from, by what they are called: the flow's name, else what it leads to.

    Of two that are called the same the second goes by its id (a rule refuses to publish that).
    """
    found: dict[str, Flow] = {}
    for flow in node.outgoing:
        name = called(flow)
        found[flow.id if name in found else name] = flow
    return found


def name(way: Flow) -> str:
    """Return what a way is called among those that leave the same step."""
    return next(name for name, flow in ways(way.source).items() if flow is way)


def called(flow: Flow) -> str:
    """Return what a person calls a way: by its name, else by what it leads to."""
    return " ".join(flow.name.split()) or " ".join(flow.target.name.split()) or flow.target.id


def chosen(node: Node, said: object) -> Flow | None:
    """Return the way that an answer names, by what it is called or by its id; None for none of them."""
    by_id = {flow.id: flow for flow in node.outgoing}
    return (ways(node).get(said) or by_id.get(said)) if isinstance(said, str) else None


def alike(node: Node) -> dict[str, int]:
    """Return the names that several ways share, and how many do."""
    return {name: times for name, times in Counter(map(called, node.outgoing)).items() if times > 1}


def has_an_organ(node: Node) -> bool:
    """Say whether the lane of a step names who must act in it."""
    return node.lane is not None and node.lane.organ != "-"


def title(node: Node) -> str:
    """Return what a task at a step is called: its name, else the plain question, else its id."""
    return node.name or (QUESTION if asks(node) else node.id)


def question(node: Node) -> forms.Form | None:
    """Return the form of the question; None where nobody is asked."""
    return _form(tuple(ways(node))) if asks(node) else None


@lru_cache(maxsize=500)
def _form(names: tuple[str, ...]) -> forms.Form:
    options = [{"label": name, "value": name} for name in names]
    choice = {"id": FIELD, "key": FIELD, "type": "radio", "label": QUESTION, "values": options,
              "validate": {"required": True}}  # fmt: skip
    told = {"id": "aviso", "type": "text", "text": TOLD}
    source = {"id": "por_donde_sigue", "type": "default", "components": [told, choice]}
    return forms.read(json.dumps(source).encode(), "por_donde_sigue.form")
