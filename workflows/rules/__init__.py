"""What is asked of a diagram: one rule per file, each with a level, its source, and the findings it makes.

A rule is a module here with `LEVEL` and `findings(diagram, given)`; it is found by its being here. It stays silent
about what is not given.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from lxml import etree

from workflows import soundness
from workflows.diagram import SCOPES, Diagram, Flow, Lane, Node, Refusal, Trigger
from workflows.expressions import Reader, Written, written
from workflows.findings import Finding, Level
from workflows.forms import Form
from workflows.nets import Step
from workflows.paths import Waits
from workflows.soundness import Flaw

Thing = Node | Flow | Lane | Refusal | None
KINDS = {
    "task": "la tarea", "userTask": "la tarea", "manualTask": "la tarea manual", "scriptTask": "la tarea de script",
    "serviceTask": "la tarea automática", "sendTask": "la tarea de envío", "receiveTask": "la tarea de recepción",
    "businessRuleTask": "la tarea de reglas", "callActivity": "la llamada", "subProcess": "el subproceso",
    "transaction": "la transacción", "adHocSubProcess": "el subproceso ad hoc", "process": "el proceso",
    "exclusiveGateway": "la decisión exclusiva", "parallelGateway": "la compuerta paralela",
    "inclusiveGateway": "la decisión inclusiva", "eventBasedGateway": "la compuerta de eventos",
    "complexGateway": "la compuerta compleja", "startEvent": "el inicio", "endEvent": "el fin",
    "intermediateCatchEvent": "el evento de espera", "intermediateThrowEvent": "el evento que lanza",
    "boundaryEvent": "el evento de borde",
}  # fmt: skip


@dataclass(eq=False)
class Given:
    """What a rule may know beside the diagram: the rest of the set, and what the municipality has (None: not given).

    `root` is the parsed file, for the schema alone. `processes` are those of all files of the set; `several` says
    whether there is more than one file, so that what is called can be expected among them.
    """

    diagram: Diagram
    root: etree._Element
    processes: Mapping[str, Node]
    several: bool = False
    organs: frozenset[str] | None = None
    forms: Mapping[str, Form] | None = None
    decisions: frozenset[str] | None = None
    registers: frozenset[str] | None = None
    services: frozenset[str] | None = None
    expressions: Reader = field(default_factory=Reader)
    known: dict[Node, frozenset[str] | None] = field(default_factory=dict)  # kept by `workflows.knowledge`

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self.diagram.nodes())

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(flow for node in self.nodes for flow in node.outgoing)

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """Every expression of the diagram, with where it stands."""
        return tuple(written(self.diagram, self.nodes))

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.kind, []).append(node)
        return found

    def of(self, *kinds: str) -> Iterator[Node]:
        """Yield the nodes of these kinds."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    @cached_property
    def waits(self) -> Waits:
        return Waits(self.processes)

    @property
    def scopes(self) -> Iterator[Node]:
        return self.of(*sorted(SCOPES))

    @cached_property
    def triggers(self) -> tuple[tuple[Node, Trigger], ...]:
        return tuple((node, trigger) for node in self.nodes for trigger in node.triggers)

    @cached_property
    def _flaws(self) -> tuple[Flaw, ...]:
        return tuple(soundness.flaws(self.diagram, self.expressions))

    def flaws(self, kind: str) -> Iterator[Flaw]:
        """Yield what playing tokens through the diagram has shown of one kind (see `workflows.soundness`)."""
        return (flaw for flaw in self._flaws if flaw.kind == kind)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as found: its file's name, its level, and how it looks at a diagram.

    `hinders` is False where the diagram runs all the same, only not as anybody would want (the module says `HINDERS`).
    """

    name: str
    level: Level
    findings: Callable[[Diagram, Given], Iterator[Finding]]
    hinders: bool = True

    def look(self, given: Given) -> Iterator[Finding]:
        """Yield what the rule says of a diagram, signed with its name and level."""
        for finding in self.findings(given.diagram, given):
            yield replace(finding, rule=self.name, level=self.level)


@cache
def every() -> tuple[Rule, ...]:
    """Return all rules, by name."""
    found = []
    for place in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{place.name}")
        found.append(Rule(place.name, module.LEVEL, module.findings, getattr(module, "HINDERS", True)))
    return tuple(found)


def about(
    diagram: Diagram, thing: Thing, message: str, line: int | None = None, steps: Sequence[Step] = ()
) -> Finding:  # fmt: skip
    """Return a finding about a thing of the diagram, with the steps that show it; `Rule.look` signs it."""
    message = (
        message.replace(" de el ", " del ")
        .replace(" a el ", " al ")
        .replace("A el ", "Al ", 1)
        .replace("De el ", "Del ", 1)
    )
    message = message[:1].upper() + message[1:]
    if thing is None:
        return Finding("", "error", diagram.file, message, line=line)
    element = thing.element if isinstance(thing, Refusal) else thing.id
    trail = tuple((step.node.id, tuple(flow.id for flow in step.ways)) for step in steps)
    return Finding("", "error", diagram.file, message, element, thing.name or None, line or thing.line, trail)


def defects(rule: str, diagram: Diagram) -> Iterator[Finding]:
    """Yield what the reader found while it read and leaves to the rule in module `rule` to report."""
    name = rule.rpartition(".")[2]
    return (defect for defect in diagram.defects if defect.rule == name)


def called(node: Node, most: int = 60) -> str:
    """Return how a sentence calls a node: «Elaborar informe», or its kind and id where it has no name."""
    name = node.name.strip()
    return f"«{short(name, most)}»" if name else f"{KINDS.get(node.kind, node.kind)} «{short(node.id, most)}»"


def short(text: str, most: int = 60) -> str:
    """Return a text of the designer's fit for a sentence: on one line, and not longer than that."""
    text = " ".join(text[: 4 * most].split())
    return text if len(text) <= most else text[: most - 1] + "…"


def way(flow: Flow) -> str:
    """Return how a sentence calls a flow: by what it joins."""
    return f"el flujo de {called(flow.source)} a {called(flow.target)}"


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return names as a sentence lists them: «a, b y c», not more than so many."""
    names = [*names[: most - 1], f"{len(names) - most + 1} más"] if len(names) > most else list(names)
    return ", ".join(names[:-1]) + " y " + names[-1] if len(names) > 1 else "".join(names)


def told(steps: Sequence[Step], most: int = 14) -> str:
    """Return steps in words that can be played: inicio → «Evaluar» → «¿Procede?» (sí) → …; of too many, both ends."""
    said = [words for step in steps if (words := _told(step))]
    if len(said) > most:
        said = [*said[: most // 2], f"… ({len(said) - most + 1} pasos más) …", *said[len(said) - most // 2 + 1 :]]
    text = " → ".join(said)
    return text if len(text) <= 600 or most <= 4 else told(steps, most - 2)


def _told(step: Step) -> str:
    """Return a step in words; nothing for a gateway without a name that leaves no choice."""
    node, ways = step.node, step.ways
    if node.kind.endswith("Gateway") and not ways and not node.name.strip():
        return ""
    if node.kind in ("startEvent", "endEvent") and not node.name.strip():
        return "inicio" if node.kind == "startEvent" else "fin"
    beside = [f"mientras {called(node.host, 40)}"] if node.host is not None else []
    taken = [short(way.name, 40) if way.name.strip() else f"hacia {called(way.target, 40)}" for way in ways]
    return called(node, 40) + (f" ({listed([*beside, *taken], 3)})" if beside or taken else "")


def expected(flaw: Flaw) -> str:
    """Return what a join waits for in vain, as a sentence goes on: «espera también lo que viene de «Evaluar»»."""
    sources = list(dict.fromkeys(called(flow.source) for flow in flaw.missing))
    if not sources:
        return f"espera {flaw.node.starts} veces lo que le llega, y no llega tantas"
    return f"espera también lo que viene de {listed(sources)}, y en este recorrido ya no llega"
