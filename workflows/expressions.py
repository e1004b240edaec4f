"""Where a diagram speaks FEEL: every expression of it, with its owner and the place where a designer finds it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows import feel
from workflows.diagram import Diagram, Flow, Lane, Node

LONGEST = 20_000  # characters; a longer text is not read as an expression


@dataclass(frozen=True, slots=True)
class Written:
    """One expression as it stands: `place` says in Spanish where, `part` for programs.

    `part`: condition, script, activation, completion, input, output, property, timer, guard (a conditional event),
    key, loop, organ, candidates.
    """

    owner: Node | Flow | Lane
    part: str
    place: str
    text: str
    line: int | None

    def parsed(self) -> feel.Expression:
        """Return the expression. Raises feel.FeelError where the text is none, or too long to be one."""
        if len(self.text) > LONGEST:
            raise feel.FeelError(f"La expresión tiene más de {LONGEST} caracteres.")
        return feel.parse(self.text)

    def names(self) -> frozenset[str]:
        """Return the names it reads; none where it is no FEEL."""
        try:
            return self.parsed().names
        except feel.FeelError:
            return frozenset()


def written(diagram: Diagram, nodes: Iterable[Node]) -> Iterator[Written]:
    """Yield every text that is FEEL: conditions, scripts and loops always, other texts where they begin with `=`."""
    for lane in diagram.lanes:
        if lane.organ.startswith("="):
            yield Written(lane, "organ", "cabildo.organo del carril", lane.organ, lane.line)
    for node in nodes:
        yield from _of_node(node)
        for flow in node.outgoing:
            if flow.condition:
                yield Written(flow, "condition", "condición del flujo", flow.condition, flow.line)


def _of_node(node: Node) -> Iterator[Written]:
    def here(part: str, place: str, text: str | None, line: int | None = None) -> Iterator[Written]:
        if text:
            yield Written(node, part, place, text, line or node.line)

    def if_feel(part: str, place: str, text: str | None, line: int | None = None) -> Iterator[Written]:
        if text and text.lstrip().startswith("="):
            yield from here(part, place, text, line)

    yield from here("script", "expresión del script", node.script)
    ad_hoc = node.kind == "adHocSubProcess"
    yield from here("completion" if ad_hoc else "activation", "condición de término" if ad_hoc else
                    "condición de activación", node.condition)  # fmt: skip
    for assignment in node.inputs:
        yield from if_feel("input", f"entrada «{assignment.target}»", assignment.source)
    for assignment in node.outputs:
        yield from if_feel("output", f"salida «{assignment.target}»", assignment.source)
    for name, value in node.properties.items():
        if name.startswith("cabildo."):
            yield from if_feel("property", f"propiedad {name}", value)
    yield from if_feel("candidates", "candidateGroups", node.candidates)
    yield from if_feel("called", "proceso llamado", node.called)
    yield from if_feel("called", "decisión consultada", node.decision)
    for trigger in node.triggers:
        if trigger.kind == "timer":
            yield from if_feel("timer", "tiempo del temporizador", trigger.text, trigger.line)
        elif trigger.kind == "conditional":
            yield from here("guard", "condición del evento", trigger.text, trigger.line)
        yield from if_feel("key", "clave de correlación", trigger.key, trigger.line)
    if (loop := node.loop) is not None:
        done = "condición de término de la repetición" if loop.kind == "multi" else "condición para repetir"
        yield from here("loop", done, loop.condition)
        yield from here("loop", "número de repeticiones", loop.count)
        yield from here("loop", "lista de la repetición (inputCollection)", loop.items)
        yield from here("loop", "resultado de cada repetición (outputElement)", loop.collected)
