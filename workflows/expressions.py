"""Where a diagram speaks FEEL: every expression of it, with its owner and the place where a designer finds it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows import feel
from workflows.diagram import Diagram, Flow, Lane, Node
from workflows.feel.expression import strip_equals

LONGEST = 10_000  # characters of one expression
MOST = 150_000  # characters of all expressions of one file


@dataclass(frozen=True, slots=True)
class Written:
    """One expression as it stands: `place` says in Spanish where, `part` for programs.

    `part`: condition, script, activation, completion, input, output, property, timer, guard (a conditional event),
    key, loop, collected, organ, candidates.
    """

    owner: Node | Flow | Lane
    part: str
    place: str
    text: str
    line: int | None


class Reader:
    """Reads the expressions of one file, each once, and no more of them than a file may hold.

    It keeps them itself: what a stranger's file says must not fill the store that the engine's expressions live in.
    """

    def __init__(self) -> None:
        self._kept: dict[str, feel.Expression | feel.FeelError] = {}
        self._left = MOST

    def read(self, text: str) -> feel.Expression:
        """Return an expression. Raises feel.FeelError where it is none, too long, or one too many."""
        if len(text) > LONGEST:
            raise feel.FeelError(f"La expresión tiene {len(text)} caracteres y puede tener {LONGEST}.")
        if text not in self._kept:
            self._kept[text] = self._made(text)
        kept = self._kept[text]
        if isinstance(kept, feel.FeelError):
            raise kept
        return kept

    def names(self, text: str) -> frozenset[str] | None:
        """Return the names that an expression reads, None where it cannot be read."""
        try:
            return self.read(text).names
        except feel.FeelError:
            return None

    def _made(self, text: str) -> feel.Expression | feel.FeelError:
        self._left -= len(text) + 100  # each one costs, however short
        if self._left < 0:
            return feel.FeelError(f"Las expresiones del archivo suman más de {MOST} caracteres; esta no se leyó.")
        try:
            return feel.Expression(strip_equals(text))
        except feel.FeelError as error:
            return error


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
    for one in node.drawn.feeds:
        yield from if_feel("input", f"flecha de datos hacia «{one.target}»", one.value, one.line)
    for one in node.drawn.yields:
        if not one.implied:
            yield from if_feel("output", f"flecha de datos hacia «{one.target}»", one.value, one.line)
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
        yield from here("collected", "resultado de cada repetición (outputElement)", loop.collected)
        for behavior in loop.complex:
            yield from here("loop", "condición de lo que lanza la repetición", behavior.condition)
