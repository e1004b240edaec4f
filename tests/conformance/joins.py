"""How tokens meet: parallel, inclusive and complex gateways (BPMN 2.0, 13.4.1, 13.4.3, 13.4.5)."""

from tests.conformance.model import Model, chapter, model
from tests.conformance.words import counts, decide, rings, shows, wait
from tests.engine.drawing import *


# fmt: off
def begun(a: str = "a", b: str = "b", c: str = "c") -> str:
    """An inclusive split g to a, b and c, joined by g2 before d."""
    return (start() + some("g") + user("a") + user("b") + user("c") + some("g2") + user("d") + end() + ways("inicio g", "a g2", "b g2", "c g2 d fin")
            + flow("g", "a", a) + flow("g", "b", b) + flow("g", "c", c))


def threefold(activation: str) -> str:
    """Three branches that meet at the complex gateway k before d."""
    return (start() + both("g") + user("a") + user("b") + user("c") + complex_join("k", activation) + user("d") + end()
            + ways("inicio g a k d fin", "g b k", "g c k"))


PARALLEL = chapter("13.4.1 Parallel gateway",
    model("and_split", "parallel gateway", "A token goes out on every flow, whatever the values.",
          start() + both("g") + user("a") + user("b") + user("c") + end() + ways("inicio g a fin", "g b fin", "g c fin"), shows(open="a b c"),
          shows="WCP-2 Parallel split"),
    model("and_join", "parallel gateway, joining", "A join waits for one token on every flow, whatever their order, and gives one.",
          start() + both("g") + user("a") + user("b") + user("c") + both("g2") + script("d") + end() + ways("inicio g a g2 d fin", "g b g2", "g c g2"),
          decide("c", "a"), shows(open="b"), counts(d=0), decide("b"), shows(ended="fin"), counts(d=1), shows="WCP-3 Synchronization"),
    model("and_join_counts", "parallel gateway, joining", "Tokens are counted by flow: two on one flow are not one on each of two.",
          start() + both("g") + both("g2") + script("a") + script("b") + user("u") + xor("x") + xor("y") + both("j") + script("c") + end()
          + ways("inicio g a x j c fin", "g b x", "g g2 u y j", "g2 y"), counts(c=1), shows(open="u"), decide("u"), counts(c=2), shows(ended="fin"),
          shows="WCP-33 Generalised AND-join"),
    model("and_join_second_waits", "parallel gateway, joining", "A second token on one flow waits for a second on the other, and is told when none can come.",
          start() + both("g") + script("a") + script("b") + user("u") + xor("x") + both("j") + script("c") + end() + ways("inicio g a x j c fin", "g b x", "g u j"),
          decide("u"), counts(c=1), shows(stuck="j:2")),
    model("and_join_in_a_loop", "parallel gateway in a cycle", "A join in a cycle joins each round anew.",
          start() + xor("x") + both("g") + user("a") + user("b") + both("g2") + script("i", "n + 1", "n") + xor("x2", "f-fin") + end()
          + ways("inicio x g a g2 i x2", "g b g2") + flow("x2", "x", "n &lt; 2") + flow("x2", "fin", name="f-fin"),
          decide("a", "b"), shows(open="a:2 b:2"), decide("b:2", "a:2"), shows(ended="fin", values={"n": 2}), n=0, like=14),
    model("and_both", "parallel gateway, joining and splitting", "One that joins and parts at once waits for all, and then gives to all.",
          start() + both("g") + user("a") + user("b") + both("g2") + user("c") + user("d") + end() + ways("inicio g a g2 c fin", "g b g2 d fin"),
          decide("a"), shows(open="b"), decide("b"), shows(open="c d")),
    model("and_join_of_one_scope", "parallel gateway in repeated sub-processes", "A join takes no token of another run.",
          start() + subprocess("s", start("i") + both("g") + user("a") + both("h") + end("e") + ways("i g a h e", "g h") + several(count_of="2")) + end()
          + ways("inicio s fin"), decide("s[1]/a"), shows(open="s[2]/a"), decide("s[2]/a"), shows(ended="fin")),
    model("and_join_lacks_a_branch", "parallel gateway, joining", "A join that a branch can no longer reach is an incident, not silence.",
          start() + both("g") + script("a") + xor("x", "f-g2") + both("g2") + end() + end("fin2") + ways("inicio g a g2 fin", "g x")
          + flow("x", "g2", name="f-g2") + flow("x", "fin2", "n = 1"), shows(stuck="g2"), n=1),
    model("and_join_one_flow", "parallel gateway, one flow in", "A join with one flow in passes each token on.",
          start() + both("g") + script("a") + script("b") + xor("x") + both("j") + script("c") + end() + ways("inicio g a x j c fin", "g b x"), counts(c=2)),
    model("and_interleaved", "parallel branches", "Branches advance independently of each other.",
          start() + both("g") + user("a") + user("b") + user("c") + user("d") + both("g2") + end() + ways("inicio g a b g2 fin", "g c d g2"),
          decide("a"), shows(open="b c"), decide("c", "d"), shows(open="b"), decide("b"), shows(ended="fin")),
    model("and_not_structured", "parallel gateways, unstructured", "Branches may meet across the blocks in which they parted.",
          start() + both("g") + both("g2") + user("a") + user("b") + user("c") + both("j1") + both("j2") + end()
          + ways("inicio g g2 a j1 j2 fin", "g2 b j1", "g c j2"), decide("c", "a"), shows(open="b"), decide("b"), shows(ended="fin")),
)

INCLUSIVE = chapter("13.4.3 Inclusive gateway, joining",
    model("or_join_waits", "inclusive gateway, joining", "A join waits for the branches that were begun, and for no other.",
          begun("true", "true", "false"), shows(open="a b"), decide("a"), shows(open="b"), decide("b"), shows(open="d"),
          like=11, shows="WCP-7 Structured synchronizing merge"),
    model("or_join_one", "inclusive gateway, joining", "A join of the only branch begun does not wait.",
          begun(), shows(open="c"), decide("c"), shows(open="d"), c=True),
    model("or_join_outer_loop", "inclusive gateway in a cycle", "In a cycle around split and join each round waits only for what it began.",
          start() + xor("m") + script("i", "n + 1", "n") + some("g") + user("a") + user("b") + some("j") + xor("x", "fo") + end()
          + ways("inicio m i g", "a j", "b j x") + flow("g", "a", "true") + flow("g", "b", "n = 1") + flow("x", "m", "n &lt; 2") + flow("x", "fin", name="fo"),
          decide("b"), shows(open="a"), decide("a"), shows(open="a:2"), decide("a:2"), shows(ended="fin"), n=0, like=12),
    model("or_join_branch_loops", "inclusive gateway, joining", "A join waits for a branch that goes round.",
          start() + some("g") + xor("y") + user("a") + xor("x", "f-j") + user("b") + some("g2") + script("d") + end() + ways("inicio g", "y a x", "b g2 d fin")
          + flow("g", "y", "true") + flow("g", "b", "true") + flow("x", "y", "otra") + flow("x", "g2", name="f-j"),
          decide("b"), decide("a", otra=True), shows(open="a:2"), counts(d=0), decide("a:2", otra=False), shows(ended="fin"), counts(d=1),
          like=13, shows="WCP-38 General synchronizing merge"),
    model("or_join_of_parallel", "inclusive gateway, joining", "An inclusive join may close a parallel split.",
          start() + both("g") + user("a") + user("b") + some("j") + script("d") + end() + ways("inicio g a j d fin", "g b j"),
          decide("a"), shows(open="b"), counts(d=0), decide("b"), counts(d=1), shows="WCP-37 Local synchronizing merge"),
    model("or_join_ignores_downstream", "inclusive gateway, joining", "A token that is past the join is not waited for.",
          start() + both("g") + script("a") + user("b") + some("j") + user("d") + end() + ways("inicio g a j d fin", "g b fin"), shows(open="b d")),
    model("or_join_direct_flow", "inclusive gateway, joining", "A flow from the split straight into the join does not run ahead of the others.",
          start() + some("g") + user("a") + some("j") + user("c") + end() + ways("inicio g") + flow("g", "j", "true") + flow("g", "a", "true") + ways("a j c fin"),
          shows(open="a"), decide("a"), shows(open="c"), counts(j=1)),
    model("or_join_two_on_one_flow", "inclusive gateway, joining", "Two tokens on one flow are two rounds of the join.",
          start() + both("g") + script("a") + script("b") + xor("x") + some("g2") + user("u") + script("c") + end() + ways("inicio g a x g2 c fin", "g b x", "g u g2"),
          counts(c=0), decide("u"), counts(c=2), shows(ended="fin")),
    model("or_join_after_boundary", "inclusive gateway, joining", "A join waits while a border event may still send a token to it.",
          start() + both("g") + user("a") + user("b") + boundary("vence", "b", timer("P1D")) + user("z") + some("j") + user("c") + end()
          + ways("inicio g a j c fin", "g b fin", "vence z j"), decide("a"), shows(open="b"), decide("b"), shows(open="c")),
    model("or_join_after_boundary_fired", "inclusive gateway, joining", "A token that a border event sent is waited for.",
          start() + both("g") + user("a") + user("b") + boundary("vence", "b", timer("P1D")) + user("z") + some("j") + user("c") + end()
          + ways("inicio g a j c fin", "g b fin", "vence z j"), decide("a"), wait("P2D"), shows(open="z"), decide("z"), shows(open="c"), counts(j=1)),
    model("or_join_branch_taken_away", "inclusive gateway, joining", "A join hears of a branch that was withdrawn, and waits for it no more.",
          start() + some("g") + user("a") + subprocess("s", user("b")) + boundary("oye", "s", signal) + some("g2") + user("c") + end()
          + ways("inicio g", "a g2 c fin", "s g2", "oye fin") + flow("g", "a", "true") + flow("g", "s", "true"),
          decide("a"), shows(open="s/b"), rings("aviso"), shows(open="c"), before=SIGNAL),
    model("or_join_whole_sub_process", "inclusive gateway, joining", "A sub-process in a branch is waited for as a whole.",
          start() + some("g") + user("a") + subprocess("s", user("b") + user("b2") + ways("b b2")) + some("g2") + user("c") + end()
          + ways("inicio g", "a g2 c fin", "s g2") + flow("g", "a", "true") + flow("g", "s", "true"), decide("a", "s/b"), shows(open="s/b2"),
          decide("s/b2"), shows(open="c")),
    model("or_joins_in_a_row", "inclusive gateways in a row", "Two joins one behind the other each wait for their own branches.",
          start() + some("g") + user("a") + user("b") + user("c") + some("j1") + some("j2") + user("d") + end()
          + ways("inicio g", "a j1", "b j1 j2", "c j2 d fin") + flow("g", "a", "true") + flow("g", "b", "true") + flow("g", "c", "true"),
          decide("a"), decide("b"), shows(open="c"), counts(j1=1, j2=0), decide("c"), shows(open="d"), shows="WCP-37 Local synchronizing merge"),
    model("or_joins_in_a_circle", "inclusive gateways in a circle", "Two joins that could each feed the other do not wait for each other for ever.",
          start() + both("g") + some("g1") + some("g2") + xor("x1", "f1") + xor("x2", "f2") + script("a") + script("b") + end()
          + ways("inicio g g1 a x1", "g g2 b x2") + flow("x1", "fin", name="f1") + flow("x1", "g2", "n = 1") + flow("x2", "fin", name="f2")
          + flow("x2", "g1", "n = 2"), shows(stuck="g1 g2")),
)

COMPLEX = chapter("13.4.5 Complex gateway",
    model("complex_first", "complex gateway, joining", "A discriminator fires at the first of its branches and swallows the others.",
          threefold("activationCount &gt;= 1"), decide("b"), shows(open="a c d"), decide("a", "c"), shows(open="d"), decide("d"), shows(ended="fin"),
          counts(d=1), shows="WCP-9 Structured discriminator"),
    model("complex_two_of_three", "complex gateway, joining", "A partial join fires at the second of three and swallows the third.",
          threefold("activationCount &gt;= 2"), decide("a"), shows(open="b c"), decide("c"), shows(open="b d"), decide("b", "d"), shows(ended="fin"),
          counts(d=1), shows="WCP-30 Structured partial join"),
    model("complex_all", "complex gateway, joining", "A condition that only all branches meet makes it a synchronization.",
          threefold("activationCount = 3"), decide("a", "b"), shows(open="c"), decide("c"), shows(open="d")),
    model("complex_reset", "complex gateway in a cycle", "When the rest has come the gateway is reset, and the next round is counted anew.",
          start() + xor("y") + both("g") + user("a") + user("b") + complex_join("k", "activationCount &gt;= 1") + script("i", "n + 1", "n") + user("u")
          + xor("x", "f-fin") + end() + ways("inicio y g a k i u x", "g b k") + flow("x", "y", "n &lt; 2") + flow("x", "fin", name="f-fin"),
          decide("a", "b"), shows(open="u"), decide("u"), decide("b:2", "a:2", "u:2"), shows(ended="fin", values={"n": 2}), n=0),
    model("complex_blocks", "complex gateway", "A second token of a branch waits until the round it does not belong to is over.",
          start() + both("g0") + both("g1") + user("w") + user("a") + user("b") + xor("x1") + xor("x2") + complex_join("k", "activationCount &gt;= 1")
          + script("d") + end() + ways("inicio g0 g1 a x1 k d fin", "g1 b x2 k", "g0 w x1"), decide("a"), counts(d=1), decide("w"), counts(d=1),
          decide("b"), counts(d=2), shows(ended="fin"), shows="WCP-28 Blocking discriminator, WCP-31 Blocking partial join"),
    model("complex_by_value", "complex gateway, joining", "The activation condition may read the values of the case.",
          threefold("activationCount &gt;= quorum"), decide("a"), shows(open="b c"), decide("b"), shows(open="c d"), quorum=2),
    model("complex_never", "complex gateway, joining", "A condition that is met by no token any more is an incident, not silence.",
          threefold("activationCount &gt;= 4"), decide("a", "b", "c"), shows(stuck="k k:2 k:3")),
    model("complex_split", "complex gateway, splitting", "Out of a complex gateway every flow whose condition holds is taken.",
          start() + complex_join("k", "") + user("a") + user("b") + user("c") + end() + ways("inicio k", "a fin", "b fin", "c fin") + flow("k", "a", "n &gt; 1")
          + flow("k", "b", "n &gt; 5") + flow("k", "c", "n &gt; 9"), shows(open="a b"), n=6),
    model("complex_split_default", "complex gateway, default flow", "Where no condition holds a complex gateway takes its default flow.",
          start() + node("complexGateway", "k", attributes='default="f-b"') + user("a") + user("b") + end() + ways("inicio k", "a fin", "b fin")
          + flow("k", "a", "n &gt; 1") + flow("k", "b", name="f-b"), shows(open="b"), n=1),
    model("complex_split_none", "complex gateway, splitting", "Where it has no way to take, the case stops there, as an incident.",
          start() + complex_join("k", "") + user("a") + user("b") + end() + ways("inicio k", "a fin", "b fin") + flow("k", "a", "n &gt; 1") + flow("k", "b", "n &gt; 2"),
          shows(fails="k flow"), n=1),
    model("complex_plain", "complex gateway, one flow in and out", "A complex gateway without a condition passes each token on.",
          start() + complex_join("k", "") + user("a") + end() + ways("inicio k a fin"), shows(open="a"), like=15),
)

MODELS: list[Model] = [*PARALLEL, *INCLUSIVE, *COMPLEX]
