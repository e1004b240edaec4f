"""What an invented diagram is made of: every kind of step that the engine executes, each with what it may bear."""

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from tests.engine import drawing as d
from tests.engine.chance import Chance
from workflows import reader

KEYED = '<message id="Mk" name="cargo"><extensionElements><zeebe:subscription correlationKey="= envio"/></extensionElements></message>'
DEFINITIONS = (
    '<signalEventDefinition id="DSg" signalRef="Sg"/><escalationEventDefinition id="DEs" escalationRef="Es"/>'
    '<timerEventDefinition id="DTi"><timeDuration>P3D</timeDuration></timerEventDefinition>'
)
SHARED = d.SIGNAL + d.MESSAGE + KEYED + d.ERROR + d.ESCALATION + DEFINITIONS
GLOBALS = {
    "gu": '<globalUserTask id="gu" name="Tarea de todos"/>', "gm": '<globalManualTask id="gm" name="A mano"/>',
    "gt": '<globalTask id="gt" name="Cualquiera"/>',
    "gs": '<globalScriptTask id="gs" name="Cuenta" scriptLanguage="feel"><extensionElements>'
    '<zeebe:script expression="= 2" resultVariable="n"/></extensionElements></globalScriptTask>',
}  # fmt: skip
CHOICES = ['decision = "si"', 'decision = "no"', "n &lt; 3", "n &gt; 1", "true", "false"]
keyed = '<messageEventDefinition messageRef="Mk"/>'
shared = "<eventDefinitionRef>{}</eventDefinitionRef>"
TRIGGERS = [
    d.timer("P1D"),
    d.timer('="2 dh"'),
    d.timer("2027-01-01T00:00:00Z", "timeDate"),
    d.message,
    keyed,
    d.signal,
    shared.format("DSg"),
    shared.format("DTi"),
    d.condition("n &gt; 2"),
    d.condition('decision = "no"'),
]
SEVERAL = [d.message + d.timer("P2D"), d.signal + d.message, keyed + d.signal + d.condition("n &gt; 2")]
CYCLES = [d.timer("R3/P1D", "timeCycle"), d.timer("R/PT6H", "timeCycle")]
SERVICES = ["responde", "responde", "responde", "falla", "tarda", "nadie", "casos.terminar"]
ACTIVATED = ["activationCount &gt;= 1", "activationCount &gt;= 2", "activationCount = 3", 'decision = "si"',
             'activationCount &gt;= 2 or n &gt; 1', ""]  # fmt: skip
COMPLEX = ('<complexBehaviorDefinition id="{0}"><condition>= numberOfCompletedInstances = 2</condition><event id="{0}e">'
           "<escalationEventDefinition escalationRef=\"Es\"/></event></complexBehaviorDefinition>")  # fmt: skip


def executed(body: str) -> bool:
    """Say whether nothing of this is refused: only what the engine executes is invented."""
    return not reader.read(d.diagram(body, SHARED)).refused


class Block(NamedTuple):
    """A part with one way in and one way out."""

    xml: str
    first: str
    last: str


class Steps:
    """Draws single steps, by chance; each choice is the chance's, so that a failure can be found again."""

    def __init__(self, chance: Chance, most: int) -> None:
        self.chance, self.numbers, self.most = chance, count(1), most
        self.one, self.number = chance.one, chance.number
        self.drawn = 0  # nodes so far

    def yes(self, one_in: int = 2) -> bool:
        return self.number(1, one_in) == 1

    def some(self, *texts: str, none: int = 1) -> str:
        """Return one of these texts, or none of them."""
        return self.one([*[""] * none, *texts])

    def name(self, kind: str) -> str:
        self.drawn += 1
        return f"{kind}{next(self.numbers)}"

    @property
    def left(self) -> int:
        return self.most - self.drawn

    def together(self, trigger: str) -> str:
        """An event of several triggers may ask for all of them."""
        return self.some('parallelMultiple="true"') if trigger in SEVERAL else ""

    def task(self, depth: int) -> Block:
        name, marker = self.name("t"), self.marker()
        kind = self.one(["user", "user", "user", "user", "script", "service", "manual", "plain", "receive", "send",
                         "rule"])  # fmt: skip
        match kind:
            case "user":
                xml = self.user(name, marker)
            case "script":
                xml = d.script(name, "if n = null then 1 else n + 1", "n", marker)
            case "service":
                xml = d.node("serviceTask", name, self.served() + marker)
            case "manual":
                xml = d.node("manualTask", name, marker)
            case "plain":
                extra = self.some('completionQuantity="2"', 'startQuantity="2"', none=2)
                xml = d.node("task", name, marker, "" if marker else extra)
            case "receive":
                xml = d.node("receiveTask", name, self.timed() + marker, f'messageRef="{self.one(["Ms", "Mk"])}"')
            case "send":
                sends = self.yes(3)
                xml = d.node("sendTask", name, (self.served() if sends else "") + marker,
                             "" if sends else f'messageRef="{self.one(["Ms", "Mk"])}"')  # fmt: skip
            case _:
                told = '<zeebe:calledDecision decisionId="organo" resultVariable="quien"/>'
                told += self.some(d.mapping({"monto": "= n"}))
                xml = d.node("businessRuleTask", name, f"<extensionElements>{told}</extensionElements>{marker}")
        return Block(xml, name, name)

    def user(self, name: str, marker: str) -> str:
        extension = self.some(
            d.properties(
                plazo=self.one(["7 dh", "2 meses", "= if n = null then &quot;1 dh&quot; else &quot;3 dc&quot;"])
            ),
            d.mapping({"local": "= n"}, {"decision": "= decision", "visto.n": "= local"}),
            '<zeebe:assignmentDefinition candidateGroups="= if n = 1 then &quot;oga&quot; else &quot;ogaj&quot;"/>',
            none=4,
        )
        data = ""
        if self.yes(6):
            data = (f'<property id="pr_{name}" name="propio"/><dataOutputAssociation id="as_{name}">'
                    f"<sourceRef>decision</sourceRef><targetRef>pr_{name}</targetRef></dataOutputAssociation>")  # fmt: skip
        return d.user(name, data + marker, extension)

    def served(self) -> str:
        return f'<extensionElements><zeebe:taskDefinition type="{self.one(SERVICES)}"/></extensionElements>'

    def timed(self) -> str:
        return self.some(f"<extensionElements>{d.properties(plazo='5 dh')}</extensionElements>", none=3)

    def marker(self) -> str:
        done = self.some("numberOfCompletedInstances = 2", 'decision = "si"', "numberOfActiveInstances &lt; 2")
        number = self.one(["3", "n", "0"])
        made: list[Callable[[], str]] = [lambda: ""] * 5
        made += [
            lambda: d.several(count_of=number, sequential=self.yes(), done=done),
            lambda: d.several("[&quot;x&quot;, &quot;y&quot;]", sequential=self.yes(),
                              collect='outputCollection="todo" outputElement="= decision"'),
            lambda: self.telling(d.several(count_of="3", sequential=self.yes(), done=done)),
            lambda: d.loop("n &lt; 4", self.yes(), 3),
            lambda: d.loop('decision = "otra"', self.yes()),
        ]  # fmt: skip
        return self.one(made)()

    def telling(self, marker: str) -> str:
        """A multi-instance that throws an event for its first run, for each, or by conditions of its own."""
        kind = self.one(BEHAVIORS)
        if kind == "Complex":
            inside = COMPLEX.format(f"cb{next(self.numbers)}")
            head, _, rest = marker.partition(">")
            at = rest.find("<completionCondition")
            at = rest.find("</multi") if at < 0 else at
            return f'{head} behavior="Complex">{rest[:at]}{inside}{rest[at:]}'
        ref = self.one(["DEs", "DSg"])
        return marker.replace(" isSeq", f' behavior="{kind}" {kind.lower()}BehaviorEventRef="{ref}" isSeq', 1)

    def event(self, depth: int) -> Block:
        name = self.name("e")
        if self.yes():
            trigger = self.one([*TRIGGERS, *SEVERAL, CYCLES[0]])
            return Block(d.catch(name, trigger, self.together(trigger)), name, name)
        thrown = self.one([d.signal, d.message, keyed, d.escalation, d.signal + d.message, shared.format("DEs"), ""])
        return Block(d.throw(name, thrown), name, name)

    def undone(self, depth: int) -> Block:
        name, handler = self.name("c"), self.name("h")
        self.drawn += 1  # the event on its border
        mark = 'isForCompensation="true"'
        undo = self.one([d.undo(handler), d.node("userTask", handler, attributes=mark)])
        return Block(d.script(name) + d.undone_by(name, handler) + undo, name, name)

    def compensated(self, depth: int) -> Block:
        name = self.name("d")
        return Block(d.throw(name, d.compensate), name, name)


def _which(kinds: dict[str, str]) -> list[str]:
    return [kind for kind, body in kinds.items() if executed(body)]


_PARALLEL = 'eventGatewayType="Parallel"'
GATES = _which({"": "", _PARALLEL: d.gate("v", f'instantiate="true" {_PARALLEL}')})
_COMPLEX = '<userTask id="t"><multiInstanceLoopCharacteristics behavior="Complex">{}</multiInstanceLoopCharacteristics></userTask>'
BEHAVIORS = ["None", "One", *_which({"Complex": _COMPLEX.format(COMPLEX.format("c"))})]
