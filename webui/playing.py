"""A finding played in its diagram: the steps that show what would go wrong, as the player of the pages takes them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from workflows import Finding
from workflows.diagram import Diagram, Flow, Node
from workflows.nets import Step, gathers
from workflows.rules import told

Entry = dict[str, Any]
_INSTEAD = frozenset({"error", "cancel", "terminate"})  # ends that take every other token away


def entries(diagram: Diagram, finding: Finding) -> list[Entry]:
    """Return the steps of a finding and what it says of them, in order; nothing where it has none to be played."""
    nodes = {node.id: node for node in diagram.nodes()}
    trail = [(nodes[key], ways) for key, ways in finding.trail if key in nodes]
    found = list(_entries(trail))
    if found and finding.element is not None:
        said = finding.message.partition(" Para verlo:")[0]
        found.append({"kind": "incident", "sentence": said, "focus": finding.element})
    return [{"position": position, **entry} for position, entry in enumerate(found, start=1)]


def _entries(trail: list[tuple[Node, tuple[str, ...]]]) -> Iterator[Entry]:
    here: Counter[str] = Counter()  # how many tokens lie at a step
    for node, ways in trail:
        flows = [flow for flow in node.outgoing if not ways or flow.id in ways]
        gone = _gone(node, here)
        here -= Counter([node.id, *gone])
        opened = [flow.target.id for flow in flows]
        here.update(opened)
        yield {"kind": "flow", "sentence": _sentence(node, flows), "focus": node.id, "closed": [node.id],
               "withdrawn": gone, "opened": opened, "flows": [flow.id for flow in flows]}  # fmt: skip


def _gone(node: Node, here: Mapping[str, int]) -> list[str]:
    """Return where tokens are taken away, beside the one that goes on."""
    if node.host is not None:
        return [node.host.id] if node.interrupting else []
    if node.kind == "endEvent" and any(trigger.kind in _INSTEAD for trigger in node.triggers):
        return [key for key, count in here.items() for _n in range(count) if key != node.id]
    return [node.id] * (here[node.id] - 1) if gathers(node) else []


def _sentence(node: Node, flows: list[Flow]) -> str:
    chosen = tuple(flows) if len(flows) < len(node.outgoing) else ()
    return told([Step(node, chosen)]) or _("El camino sigue.")
