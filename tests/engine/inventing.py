"""Invented diagrams: blocks within blocks over everything that the engine executes, for random walks."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from tests.engine import drawing as d
from tests.engine.chance import Chance
from tests.engine.inventing_steps import (
    ACTIVATED,
    CHOICES,
    CYCLES,
    GATES,
    GLOBALS,
    SEVERAL,
    SHARED,
    TRIGGERS,
    Block,
    Steps,
    keyed,
)

SIZES = [(5, 12), (5, 12), (10, 30), (20, 60), (50, 100), (90, 130)]  # nodes, one range as likely as another
LARGEST = 150


def size(chance: Chance) -> int:
    """Return how many nodes a diagram shall have: 5 to 150."""
    return chance.number(*chance.one(SIZES))


class Inventor(Steps):
    """Draws one diagram of about `most` nodes, by chance."""

    def __init__(self, chance: Chance, most: int = 30) -> None:
        super().__init__(chance, most)
        self.called_too = ["q1", "q2"][: self.number(1, 2)]
        self.named: set[str] = set()  # what is called

    def diagram(self) -> bytes:
        """Return the bytes: process `p`, and those that it may call."""
        whole, small = self.most, self.most // 6
        others = {process: self.process(2, small) for process in self.called_too}
        own = self.process(5, whole - small * len(others), whole=True)
        self.drawn += 1 + len(self.named)
        called = "".join(d.process(key, body) for key, body in others.items() if key in self.named)
        return d.diagram(own, SHARED, called + "".join(GLOBALS[key] for key in sorted(self.named & GLOBALS.keys())))

    def process(self, depth: int, most: int, whole: bool = False) -> str:
        self.most = self.drawn + most
        return self.scope(depth, "process", whole)

    # scopes

    def scope(self, depth: int, kind: str = "", whole: bool = False) -> str:
        """The inside of a process or sub-process: start, blocks, end, and perhaps event sub-processes."""
        block = self.sequence(depth, whole)
        if kind == "process" or not self.yes(6):
            opens, ends = self.name("inicio"), self.name("fin")
            body = d.start(opens) + block.xml + self.ending(ends, kind) + d.chain(opens, block.first)
            body += d.chain(block.last, ends)
        else:
            body = block.xml.replace('startQuantity="2"', "")  # no start, no end: refused there
        if kind == "process":
            body += self.other_start(block.first)
        for _ in range(self.number(0, min(2, max(0, self.left // 8))) if depth > 0 else 0):
            body += self.event_box(depth - 1)
        return body + self.some(self.data(), none=6)

    def other_start(self, first: str) -> str:
        """Perhaps another beginning of the process: an event, a message to be received, or a choice of events."""
        name = self.name("otro")
        match self.number(0, 6):
            case 0 | 1:
                told = [one for one in (*TRIGGERS, *SEVERAL, *CYCLES) if "conditional" not in one]
                xml = d.start(name, self.one(told))  # before a case there is nothing that a condition could read
            case 2:
                xml = d.node("receiveTask", name, attributes='messageRef="Ms" instantiate="true"')
            case 3:
                a, b, x = self.name("e"), self.name("e"), self.name("x")
                xml = d.gate(name, f'instantiate="true" {self.one(GATES)}') + d.catch(a, d.message)
                xml += d.catch(b, self.one([d.signal, keyed, d.timer("P4D")])) + d.xor(x)
                return xml + d.ways(f"{name} {a} {x} {first}", f"{name} {b} {x}")
            case _:
                return ""
        return xml + d.chain(name, first)

    def data(self) -> str:
        name = self.name("dato")
        self.drawn -= 1
        return f'<dataObject id="{name}" name="informe"/><dataObjectReference id="r{name}" dataObjectRef="{name}"/>'

    def ending(self, name: str, kind: str = "") -> str:
        plain = ["", "", "", "", "", "", d.terminate, d.signal, d.message, d.escalation, d.compensate, d.error,
                 keyed, d.signal + d.escalation]  # fmt: skip
        return d.end(name, self.one([*plain, d.cancel, d.cancel] if kind == "transaction" else plain))

    def event_box(self, depth: int) -> str:
        name, _ = self.name("caja"), self.name("oye")
        trigger = self.one([*TRIGGERS, *SEVERAL, d.error, d.escalation, d.any_error, *CYCLES, d.compensate])
        interrupting = self.yes() or trigger in (d.error, d.any_error, d.compensate)
        block, ends = self.sequence(depth), self.name("fin")
        body = block.xml + self.ending(ends) + d.chain(f"oye_{name}", block.first) + d.chain(block.last, ends)
        return d.event_box(name, trigger, body, interrupting, self.together(trigger))

    def sequence(self, depth: int, whole: bool = False) -> Block:
        """Blocks in a row; the whole diagram goes on until it is as large as it should be."""
        blocks = [self.block(depth) for _ in range(self.number(2 if whole else 1, 3))]
        while whole and self.left > 4:
            blocks.append(self.block(depth))
        ties = "".join(self.tie(a.last, b.first) for a, b in pairwise(blocks))
        return Block("".join(b.xml for b in blocks) + ties, blocks[0].first, blocks[-1].last)

    def tie(self, a: str, b: str) -> str:
        """A flow; now and then drawn in two halves, as a link."""
        if not self.yes(12):
            return d.chain(a, b)
        throws, catches = self.name("salto"), self.name("salto")
        link = f'<linkEventDefinition name="{throws}"/>'
        return d.throw(throws, link) + d.catch(catches, link) + d.chain(a, throws) + d.chain(catches, b)

    def block(self, depth: int) -> Block:
        simple: list[Callable[[int], Block]]
        simple = [self.task, self.task, self.task, self.event, self.undone, self.compensated]
        nested = [self.choice, self.asked, self.both, self.inclusive, self.loop, self.race, self.sub, self.sub,
                  self.guarded, self.leaving, self.discriminated, self.called, self.implied, self.cancelled,
                  self.undone_whole, self.fed]  # fmt: skip
        return self.one(simple if depth <= 0 or self.left < 6 else [*simple, *nested])(depth)

    # blocks

    def undone_whole(self, depth: int) -> Block:
        """A sub-process that is compensated as a whole, perhaps by name."""
        name, handler, throws = self.name("s"), self.name("h"), self.name("d")
        self.drawn += 1  # the event on its border
        sub = d.subprocess(name, self.scope(depth - 1) + self.marker())
        by_name = f'<compensateEventDefinition activityRef="{name}"/>'
        xml = sub + d.undone_by(name, handler) + d.undo(handler)
        xml += d.throw(throws, self.one([by_name, d.compensate]))
        return Block(xml + d.chain(name, throws), name, throws)

    def branches(self, depth: int, opens: str, closes: str, xml: str, conditions: Sequence[str] = ()) -> Block:
        """Two or three ways from one step to another; the first is the default where there are conditions."""
        for n in range(self.number(2, 3)):
            condition = self.one(conditions) if conditions and n else ""
            if n == 1 and self.yes():  # nothing to do on this way
                xml += d.flow(opens, closes, condition, f"{opens}-{n}")
                continue
            block = self.sequence(depth - 1)
            xml += block.xml + d.flow(opens, block.first, condition, f"{opens}-{n}") + d.chain(block.last, closes)
        return Block(xml, opens, closes)

    def choice(self, depth: int) -> Block:
        a, b = self.name("x"), self.name("x")
        return self.branches(depth, a, b, d.xor(a, f"{a}-0") + d.xor(b), CHOICES)

    def asked(self, depth: int) -> Block:
        """An exclusive gateway without conditions asks the officer."""
        a, b = self.name("x"), self.name("x")
        return self.branches(depth, a, b, d.xor(a) + d.xor(b))

    def inclusive(self, depth: int) -> Block:
        a, b = self.name("o"), self.name("o")
        return self.branches(depth, a, b, d.some(a, f"{a}-0") + d.some(b), CHOICES)

    def both(self, depth: int) -> Block:
        a, b = self.name("g"), self.name("g")
        return self.branches(depth, a, b, d.both(a) + self.one([d.both(b), d.both(b), d.some(b)]))

    def implied(self, depth: int) -> Block:
        """Several flows leave a task and meet in another, and no gateway says how."""
        a, b = self.name("t"), self.name("t")
        if self.yes():
            return self.branches(depth, a, b, d.node("task", a) + d.user(b))
        opens = d.node("userTask", a, attributes=f'default="{a}-0"')
        return self.branches(depth, a, b, opens + d.node("task", b), CHOICES)

    def discriminated(self, depth: int) -> Block:
        a, b = self.name("g"), self.name("k")
        return self.branches(depth, a, b, d.both(a) + d.complex_join(b, self.one(ACTIVATED)))

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
            if self.yes(4):
                xml += d.node("receiveTask", event, attributes='messageRef="Ms"')
            else:
                xml += d.catch(event, self.one(TRIGGERS))
            xml += block.xml + d.chain(a, event, block.first) + d.chain(block.last, b)
        return Block(xml, a, b)

    def sub(self, depth: int) -> Block:
        name, kind = self.name("s"), self.one(["subProcess", "subProcess", "transaction", "adHocSubProcess"])
        if kind == "adHocSubProcess":
            return Block(self.ad_hoc(name, depth), name, name)
        inside = "" if self.yes(12) else self.scope(depth - 1, kind)
        inputs = self.some(d.mapping({"local": "= n"}), d.mapping({"n": "= n"}, {"n": "= n"}))
        return Block(d.subprocess(name, inside + self.marker(), extension=inputs, kind=kind), name, name)

    def ad_hoc(self, name: str, depth: int) -> str:
        blocks = [self.sequence(0) if self.yes(3) else self.block(0) for _ in range(2)]
        inside = "".join(block.xml for block in blocks).replace('startQuantity="2"', "")  # refused here
        inside += self.some('<completionCondition>= decision = "si"</completionCondition>')
        order = self.some('ordering="Sequential"', 'cancelRemainingInstances="false"',
                          'ordering="Sequential" cancelRemainingInstances="false"')  # fmt: skip
        return d.node("adHocSubProcess", name, self.marker() + inside, order)

    def cancelled(self, depth: int) -> Block:
        """A transaction within a transaction; cancelling the inner one may cancel the outer one."""
        outer, inner, cancels, ways = self.name("s"), self.name("s"), self.name("fin"), [self.name("b"), self.name("b")]
        step, join = self.undone(depth), self.name("x")
        first, last, gate = self.name("inicio"), self.name("fin"), self.name("x")
        done, undone = self.name("fin"), self.name("fin")
        asks = self.task(depth)
        inside = (
            d.start(first) + step.xml + asks.xml + d.xor(gate, f"{gate}-0") + d.end(last) + d.end(cancels, d.cancel)
        )
        inside += d.chain(first, step.first) + d.chain(step.last, asks.first) + d.chain(asks.last, gate)
        inside += d.flow(gate, last, name=f"{gate}-0") + d.flow(gate, cancels, self.one(CHOICES))
        around = d.subprocess(inner, inside, kind="transaction") + d.boundary(ways[0], inner, d.cancel)
        around += d.end(done) + d.chain(inner, done) + self.one([d.end(undone, d.cancel), d.end(undone)])
        around += d.chain(ways[0], undone)
        xml = d.subprocess(outer, around, kind="transaction") + d.boundary(ways[1], outer, d.cancel) + d.xor(join)
        return Block(xml + d.ways(f"{outer} {join}", f"{ways[1]} {join}"), outer, join)

    def called(self, depth: int) -> Block:
        name = self.name("llama")
        target = self.one([*self.called_too, *self.called_too, *GLOBALS])
        self.named.add(target)
        told = self.some(d.mapping({"n": "= n"}), d.mapping({"n": "= n"}, {"m": "= n"}), none=2)
        keeps = self.some('propagateAllChildVariables="false"')
        return Block(d.call(name, target, told, keeps, inside=self.marker()), name, name)

    def guarded(self, depth: int) -> Block:
        """An activity with events on its border; their ways join behind it."""
        host, join = self.one([self.task, self.sub, self.called])(depth), self.name("x")
        xml = host.xml + d.xor(join) + d.chain(host.last, join)
        inside_cancels = f'<transaction id="{host.first}"' in host.xml
        for _ in range(self.number(1, 2)):
            name, block = self.name("b"), self.block(depth - 1)
            own = [*TRIGGERS, *CYCLES, *SEVERAL, d.error, d.any_error, d.escalation] + [d.cancel] * 4 * inside_cancels
            trigger = self.one(own)
            interrupting = self.yes() or trigger in (d.error, d.any_error, d.cancel)
            border = d.boundary(name, host.first, trigger, interrupting)
            xml += border.replace(" cancelActivity", f" {self.together(trigger)} cancelActivity", 1)
            xml += block.xml + d.chain(name, block.first) + d.chain(block.last, join)
        return Block(xml, host.first, join)

    def fed(self, depth: int) -> Block:
        """One step writes a datum, another needs it; sometimes another stands between, or it is never written."""
        writes, reads, datum = self.name("t"), self.name("t"), f"dato{next(self.numbers)}"
        between = self.block(0)
        given = '<ioSpecification><dataOutput id="o{0}" name="decision"/><inputSet/><outputSet><dataOutputRefs>o{0}' \
                "</dataOutputRefs></outputSet></ioSpecification><dataOutputAssociation><sourceRef>o{0}</sourceRef>" \
                "<targetRef>r{1}</targetRef></dataOutputAssociation>"  # fmt: skip
        needed = '<ioSpecification><dataInput id="i{0}" name="visto"/><inputSet><dataInputRefs>i{0}</dataInputRefs>' \
                 "</inputSet><outputSet/></ioSpecification><dataInputAssociation><sourceRef>r{1}</sourceRef>" \
                 "<targetRef>i{0}</targetRef></dataInputAssociation>"  # fmt: skip
        xml = f'<dataObject id="{datum}"/><dataObjectReference id="r{datum}" name="{datum}" dataObjectRef="{datum}"/>'
        xml += d.user(writes, "" if self.yes(4) else given.format(writes, datum)) + between.xml
        xml += self.one([d.user, lambda name, inside: d.node("task", name, inside)])(reads, needed.format(reads, datum))
        return Block(xml + d.chain(writes, between.first) + d.chain(between.last, reads), writes, reads)

    def leaving(self, depth: int) -> Block:
        """A choice of which one way ends here and now."""
        a, b, ends = self.name("x"), self.name("t"), self.name("fin")
        xml = d.xor(a, f"{a}-sigue") + d.node("task", b) + self.ending(ends)
        return Block(xml + d.flow(a, b, name=f"{a}-sigue") + d.flow(a, ends, self.one(CHOICES[:4])), a, b)


def diagram(chance: Chance, most: int | None = None) -> bytes:
    """Return the bytes of an invented diagram: process `p`, and what it may call; at most 150 nodes."""
    d.renumber()
    inventor = Inventor(chance, size(chance) if most is None else most)
    source = inventor.diagram()
    return source if inventor.drawn <= LARGEST else diagram(chance, most)
