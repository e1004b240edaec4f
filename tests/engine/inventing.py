"""Invented diagrams: blocks within blocks over everything that the engine executes, for random walks."""

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.engine import drawing as d

Draw = Callable[[st.SearchStrategy[Any]], Any]
SHARED = d.SIGNAL + d.MESSAGE + d.ERROR + d.ESCALATION
CHOICES = ['decision = "si"', 'decision = "no"', "n &lt; 3", "n &gt; 1", "true", "false"]
TRIGGERS = [
    d.timer("P1D"),
    d.timer('="2 dh"'),
    d.message,
    d.signal,
    d.condition("n &gt; 2"),
    d.condition('decision = "no"'),
]
CYCLES = [d.timer("R3/P1D", "timeCycle"), d.timer("R/PT6H", "timeCycle")]
SERVICES = ["responde", "responde", "responde", "falla", "tarda", "nadie"]


class Block(NamedTuple):
    """A part with one way in and one way out."""

    xml: str
    first: str
    last: str


class Inventor:
    """Draws one diagram; each choice is Hypothesis's, so that a failure shrinks to a small diagram."""

    def __init__(self, draw: Draw, processes: int) -> None:
        self.draw, self.numbers, self.calls = draw, count(1), processes
        self.left = 30  # blocks that may still be drawn

    def diagram(self) -> bytes:
        others = [d.process(f"q{n}", self.scope(2, f"q{n}")) for n in range(1, self.calls + 1)]
        return d.diagram(self.scope(4, "p"), SHARED, "".join(others))

    def one(self, choices: list[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def yes(self) -> bool:
        return bool(self.draw(st.booleans()))

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def scope(self, depth: int, _: str, kind: str = "") -> str:
        """The inside of a process or sub-process: start, blocks, end, and perhaps event sub-processes."""
        block = self.sequence(depth)
        opens, ends = self.name("inicio"), self.name("fin")
        body = d.start(opens) + block.xml + self.ending(ends, kind) + d.chain(opens, block.first)
        body += d.chain(block.last, ends)
        for _n in range(self.draw(st.integers(0, 1 if depth < 2 else 2))):
            body += self.event_box(depth - 1)
        return body

    def ending(self, name: str, kind: str = "") -> str:
        plain = ["", "", "", "", "", "", d.terminate, d.signal, d.message, d.escalation, d.compensate, d.error]
        return d.end(name, self.one([*plain, d.cancel] if kind == "transaction" else plain))

    def event_box(self, depth: int) -> str:
        name = self.name("caja")
        trigger = self.one([*TRIGGERS, d.error, d.escalation, d.any_error, *CYCLES, d.compensate])
        interrupting = self.yes() or trigger in (d.error, d.any_error, d.compensate)
        block, ends = self.sequence(depth), self.name("fin")
        body = block.xml + self.ending(ends) + d.chain(f"oye_{name}", block.first) + d.chain(block.last, ends)
        return d.event_box(name, trigger, body, interrupting)

    def sequence(self, depth: int) -> Block:
        blocks = [self.block(depth) for _ in range(self.draw(st.integers(1, 3)))]
        ties = "".join(d.chain(a.last, b.first) for a, b in zip(blocks, blocks[1:], strict=False))
        return Block("".join(b.xml for b in blocks) + ties, blocks[0].first, blocks[-1].last)

    def block(self, depth: int) -> Block:
        self.left -= 1
        simple = [self.task, self.task, self.task, self.event, self.undone, self.compensated]
        nested = [self.choice, self.both, self.some, self.loop, self.race, self.sub, self.sub, self.guarded, self.leaving,
                  self.discriminated, self.called]  # fmt: skip
        made: Block = self.one(simple if depth <= 0 or self.left <= 0 else [*simple, *nested])(depth)
        return made

    # steps

    def task(self, depth: int) -> Block:
        name, marker = self.name("t"), self.marker()
        kind = self.one(["user", "user", "user", "user", "script", "service", "manual", "plain", "receive", "send"])
        match kind:
            case "user":
                xml = d.user(name, marker)
            case "script":
                xml = d.script(name, "if n = null then 1 else n + 1", "n", marker)
            case "service":
                told = f'<extensionElements><zeebe:taskDefinition type="{self.one(SERVICES)}"/></extensionElements>'
                xml = d.node("serviceTask", name, told + marker)
            case "manual":
                xml = d.node("manualTask", name, marker)
            case "plain":
                extra = self.one(["", "", 'completionQuantity="2"', 'startQuantity="2"'])
                xml = d.node("task", name, marker, "" if marker else extra)
            case "receive":
                xml = d.node("receiveTask", name, marker, 'messageRef="Ms"')
            case _:
                xml = d.node("sendTask", name, marker, 'messageRef="Ms"')
        return Block(xml, name, name)

    def marker(self) -> str:
        done = self.one(["", "numberOfCompletedInstances = 2", 'decision = "si"'])
        return str(self.one([
            "", "", "", "",
            d.several(count_of=self.one(["3", "n", "0"]), sequential=self.yes(), done=done),
            d.several('["x", "y"]'.replace('"', "&quot;"), sequential=self.yes(),
                      collect='outputCollection="todo" outputElement="= decision"'),
            d.loop("n &lt; 4", self.yes(), 3),
            d.loop('decision = "otra"', self.yes()),
        ]))  # fmt: skip

    def event(self, depth: int) -> Block:
        name = self.name("e")
        if self.yes():
            return Block(d.catch(name, self.one(TRIGGERS)), name, name)
        thrown = self.one([d.signal, d.message, d.escalation, ""])
        return Block(d.throw(name, thrown), name, name)

    def undone(self, depth: int) -> Block:
        name, handler = self.name("c"), self.name("h")
        mark = 'isForCompensation="true"'
        undo = self.one([d.undo(handler), d.node("userTask", handler, attributes=mark)])
        return Block(d.script(name) + d.undone_by(name, handler) + undo, name, name)

    def compensated(self, depth: int) -> Block:
        name = self.name("d")
        return Block(d.throw(name, d.compensate), name, name)

    # blocks

    def branches(self, depth: int, opens: str, closes: str, split: str, join: str, conditions: bool) -> Block:
        xml = split + join
        for n in range(self.draw(st.integers(2, 3))):
            condition = self.one(CHOICES) if conditions and n else ""
            if n == 1 and self.yes():  # nothing to do on this way
                xml += d.flow(opens, closes, condition, f"{opens}-{n}")
                continue
            block = self.sequence(depth - 1)
            xml += block.xml + d.flow(opens, block.first, condition, f"{opens}-{n}") + d.chain(block.last, closes)
        return Block(xml, opens, closes)

    def choice(self, depth: int) -> Block:
        a, b = self.name("x"), self.name("x")
        return self.branches(depth, a, b, d.xor(a, f"{a}-0"), d.xor(b), True)

    def some(self, depth: int) -> Block:
        a, b = self.name("o"), self.name("o")
        return self.branches(depth, a, b, d.some(a, f"{a}-0"), d.some(b), True)

    def both(self, depth: int) -> Block:
        a, b = self.name("g"), self.name("g")
        return self.branches(depth, a, b, d.both(a), self.one([d.both(b), d.both(b), d.some(b)]), False)

    def discriminated(self, depth: int) -> Block:
        a, b = self.name("g"), self.name("k")
        return self.branches(depth, a, b, d.both(a), d.complex_join(b, "activationCount &gt;= 1"), False)

    def loop(self, depth: int) -> Block:
        a, b = self.name("x"), self.name("x")
        block = self.sequence(depth - 1)
        xml = d.xor(a) + block.xml + d.xor(b, f"{b}-sigue") + d.chain(a, block.first) + d.chain(block.last, b)
        out = self.name("t")
        xml += d.node("task", out) + d.flow(b, out, name=f"{b}-sigue")
        return Block(xml + d.flow(b, a, self.one(['decision = "otra"', "n &lt; 4"])), a, out)

    def race(self, depth: int) -> Block:
        a, b = self.name("v"), self.name("x")
        xml = d.gate(a) + d.xor(b)
        for _ in range(2):
            event, block = self.name("e"), self.block(depth - 1)
            xml += (
                d.catch(event, self.one(TRIGGERS)) + block.xml + d.chain(a, event, block.first) + d.chain(block.last, b)
            )
        return Block(xml, a, b)

    def sub(self, depth: int) -> Block:
        name, kind = self.name("s"), self.one(["subProcess", "subProcess", "transaction", "adHocSubProcess"])
        if kind == "adHocSubProcess":
            inside = "".join(self.block(0).xml for _ in range(2))
            inside += self.one(["", '<completionCondition>= decision = "si"</completionCondition>'])
            order = self.one(["", 'ordering="Sequential"', 'cancelRemainingInstances="false"'])
            return Block(d.node(kind, name, inside, order), name, name)
        inside = self.scope(depth - 1, name, kind)
        inputs = self.one(["", d.mapping({"local": "= n"})])
        return Block(d.subprocess(name, inside + self.marker(), extension=inputs, kind=kind), name, name)

    def called(self, depth: int) -> Block:
        name = self.name("llama")
        target = f"q{self.draw(st.integers(1, self.calls))}"
        told = self.one(["", d.mapping({"n": "= n"}), d.mapping({"n": "= n"}, {"m": "= n"})])
        return Block(d.call(name, target, told, inside=self.marker()), name, name)

    def guarded(self, depth: int) -> Block:
        """An activity with events on its border; their ways join behind it."""
        host, join = self.one([self.task, self.sub, self.called])(depth), self.name("x")
        xml = host.xml + d.xor(join) + d.chain(host.last, join)
        inside_cancels = f'<transaction id="{host.first}"' in host.xml
        for _ in range(self.draw(st.integers(1, 2))):
            name, block = self.name("b"), self.block(depth - 1)
            own = [*TRIGGERS, *CYCLES, d.error, d.any_error, d.escalation] + [d.cancel] * inside_cancels
            trigger = self.one(own)
            interrupting = self.yes() or trigger in (d.error, d.any_error, d.cancel)
            xml += d.boundary(name, host.first, trigger, interrupting) + block.xml + d.chain(name, block.first)
            xml += d.chain(block.last, join)
        return Block(xml, host.first, join)

    def leaving(self, depth: int) -> Block:
        """A choice of which one way ends here and now."""
        a, b, ends = self.name("x"), self.name("t"), self.name("fin")
        xml = d.xor(a, f"{a}-sigue") + d.node("task", b) + self.ending(ends)
        return Block(xml + d.flow(a, b, name=f"{a}-sigue") + d.flow(a, ends, self.one(CHOICES[:4])), a, b)


@st.composite
def diagrams(draw: Draw) -> bytes:
    """Return the bytes of an invented diagram: process `p`, and one or two that it may call."""
    return Inventor(draw, draw(st.integers(1, 2))).diagram()
