"""How tokens choose: exclusive, inclusive and event-based gateways (BPMN 2.0, 13.4.2 to 13.4.4)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import case, counts, decide, rings, shows, told, wait
from tests.engine.drawing import *


# fmt: off
def choice(default: str = "") -> str:
    """Three ways out of x: n over 10 to a, over 5 to b, else (by default, or over 0) to c."""
    return (start() + xor("x", default) + user("a") + user("b") + user("c") + end() + ways("inicio x", "a fin", "b fin", "c fin")
            + flow("x", "a", "n &gt; 10", "f-a") + flow("x", "b", "n &gt; 5", "f-b") + flow("x", "c", "" if default else "n &gt; 0", "f-c"))


def options(a: str = "a", b: str = "b", c: str = "c", default: str = "") -> str:
    """Three ways out of g, by these conditions."""
    return (start() + some("g", default) + user("a") + user("b") + user("c") + end() + ways("inicio g", "a fin", "b fin", "c fin")
            + flow("g", "a", a) + flow("g", "b", b) + flow("g", "c", c, "f-c"))


def race(*events: str, before: str = "") -> str:
    """An event-based gateway g and events, each followed by a task of the next letter."""
    ids = [event.partition('id="')[2].partition('"')[0] for event in events]
    return (start() + gate("g") + "".join(events) + "".join(map(user, "abc"[:len(ids)])) + end() + ways("inicio g")
            + ways(*(f"g {name} {task} fin" for name, task in zip(ids, "abc", strict=False))))


LATER = catch("pasa", timer("P1D"))
GIVES = f"<extensionElements>{mapping(outputs={'visto': '= tipo'})}</extensionElements>"
RECEIVE = node("receiveTask", "recibe", GIVES, 'messageRef="Ms"')

EXCLUSIVE = chapter("13.4.2 Exclusive gateway",
    model("xor_first", "exclusive gateway", "Of several conditions that hold, the first in order decides.",
          choice(), shows(open="a", takes={"x": "f-a"}), n=11, shows="WCP-4 Exclusive choice"),
    model("xor_second", "exclusive gateway", "A condition is asked only when those before it do not hold.",
          choice(), shows(open="b", takes={"x": "f-b"}), n=6),
    model("xor_default", "exclusive gateway, default flow", "The default flow is the way when no condition holds.",
          choice("f-c"), shows(open="c", takes={"x": "f-c"}), n=1),
    model("xor_default_not_needed", "exclusive gateway, default flow", "The default flow is not taken when a condition holds.",
          choice("f-c"), shows(open="b"), n=7),
    model("xor_null", "exclusive gateway, default flow", "A condition over a missing value is no yes, and no error either.",
          choice("f-c"), shows(open="c")),
    model("xor_none", "exclusive gateway", "Where no way is open and no default drawn, the case stops there, as an incident.",
          choice(), shows(open="", fails="x flow"), n=0),
    model("xor_text_is_no_yes", "exclusive gateway", "Only true is true: a text that reads «true» is not.",
          start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a fin", "b fin") + flow("x", "a", "dicho")
          + flow("x", "b", name="f-b"), shows(open="b"), dicho="true"),
    model("xor_condition_on_default", "exclusive gateway, default flow", "A condition drawn on the default flow is not looked at.",
          start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a fin", "b fin") + flow("x", "a", "n = 1")
          + flow("x", "b", "n = 3", "f-b"), shows(open="b"), n=2),
    model("xor_one_way", "exclusive gateway, one flow out", "A gateway with one plain flow out passes the token on.",
          start() + xor("x") + user("a") + end() + ways("inicio x a fin"), shows(open="a"), like=7),
    model("xor_asks", "exclusive gateway without conditions", "A choice without conditions is asked of the officer of its lane, each time.",
          start() + xor("x") + user("a") + user("b") + end() + ways("inicio x", "a x", "b fin") + flow("x", "a", name="f-a") + flow("x", "b", name="f-b"),
          shows(open="x"), decide("x", decision="a"), shows(open="a", takes={"x": "f-a"}), decide("a"), shows(open="x:2"),
          decide("x:2", decision="b"), shows(open="b"), like=8, shows="WCP-4 Exclusive choice"),
    model("xor_asks_its_lane", "exclusive gateway without conditions", "The question goes to the organ in whose lane the gateway stands.",
          '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>x</flowNodeRef></lane></laneSet>' + start() + xor("x") + user("a") + user("b")
          + end() + ways("inicio x a fin", "x b fin"), shows(organs={"x": "ogaj"})),
    model("xor_asked_answers_nonsense", "exclusive gateway without conditions", "An answer that names no way is an incident, and is asked again.",
          start() + xor("x") + user("a") + user("b") + end() + ways("inicio x a fin", "x b fin"), decide("x", decision="z"),
          shows(fails="x flow", open="")),
    model("xor_join", "exclusive gateway, joining", "An exclusive join passes every token on and waits for none.",
          start() + both("g") + script("a") + script("b") + xor("x") + script("c") + end() + ways("inicio g a x c fin", "g b x"),
          shows(ended="fin"), counts(c=2), like=9, shows="WCP-5 Simple merge, WCP-8 Multiple merge"),
    model("xor_both", "exclusive gateway, joining and splitting", "One that joins and parts at once passes on each token that comes, by one way.",
          start() + xor("x", "f-b") + user("a") + user("b") + end() + ways("inicio x", "a x", "b fin") + flow("x", "a", 'decision = "otra"')
          + flow("x", "b", name="f-b"), shows(open="a"), decide("a", decision="otra"), shows(open="a:2"), decide("a:2", decision="no"),
          shows(open="b"), decision="otra"),
    model("xor_arbitrary_cycles", "exclusive gateways in cycles", "Cycles may have several ways in and several ways out.",
          start() + xor("x1", "f1") + xor("y1") + user("a") + xor("x2", "f2") + xor("y2") + user("b") + xor("x3", "f3") + end() + end("fin2")
          + ways("inicio x1", "y1 a x2", "y2 b x3") + flow("x1", "y1", name="f1") + flow("x1", "y2", "directo") + flow("x2", "y2", name="f2")
          + flow("x2", "fin", 'decision = "fin"') + flow("x3", "y1", name="f3") + flow("x3", "fin2", 'decision = "fin"'),
          decide("b", decision="no"), decide("a", decision="no"), decide("b:2", decision="no"), shows(open="a:2"), decide("a:2", decision="fin"),
          shows(ended="fin", went="b a b:2 a:2"), shows="WCP-10 Arbitrary cycles", directo=True),
    model("xor_undone_cycle", "exclusive gateway in an endless cycle", "A cycle in which nobody waits and that does not end is undone, and told.",
          start() + user("u") + xor("y") + script("a", "n + 1", "n") + xor("x", "f-y") + end() + ways("inicio u y a x")
          + flow("x", "y", name="f-y") + flow("x", "fin", "n &lt; 0"), decide("u"), shows(undone=True, open="u", values={"n": 0}), n=0),
    refused("xor_default_of_another", "default flow", "The default flow of a step is one of its own.",
            start() + xor("x", "nada") + user("a") + user("b") + ways("inicio x") + flow("x", "a", "n = 1") + flow("x", "b", "n = 2"), "default_flow"),
    refused("xor_foreign_language", "expression in another language", "A condition in a language other than FEEL would be another machine inside the case.",
            (start() + xor("x", "f-b") + user("a") + user("b") + ways("inicio x") + flow("x", "a", "n = 1", "f-a") + flow("x", "b", name="f-b"))
            .replace("<conditionExpression>", '<conditionExpression language="groovy">'), "unsupported_elements",
            reason="One expression language, sandboxed and exact, is what makes replay sure; BPMN 2.0 (10.3.1) leaves the language open."),
)

INCLUSIVE = chapter("13.4.3 Inclusive gateway, splitting",
    model("or_some", "inclusive gateway", "Every flow whose condition holds is taken.",
          options(), shows(open="a c"), a=True, b=False, c=True, shows="WCP-6 Multi-choice"),
    model("or_all", "inclusive gateway", "All flows are taken when all conditions hold.", options(), shows(open="a b c"), a=True, b=True, c=True),
    model("or_default", "inclusive gateway, default flow", "The default flow is taken when no condition holds.",
          options(c="", default="f-c"), shows(open="c"), a=False),
    model("or_default_not_beside", "inclusive gateway, default flow", "The default flow is not taken beside another.",
          options(c="", default="f-c"), shows(open="b"), b=True),
    model("or_none", "inclusive gateway", "Where nothing holds and no default is drawn, the case stops there, as an incident.",
          options(), shows(open="", fails="g flow"), like=10),
    model("or_plain", "inclusive gateway", "A flow without a condition is one that holds.",
          options(b="", c="", default="f-c"), shows(open="b"), a=False),
    model("or_reasons", "inclusive gateway", "A value that several conditions read decides each of them apart.",
          options("n &gt; 1", "n &gt; 5", "n &gt; 9"), shows(open="a b"), n=6),
)

EVENTS = chapter("13.4.4 Event-based gateway",
    model("race_message", "event-based gateway", "The first event takes the token; the others wait no more.",
          race(catch("llega", message), LATER), shows(waits="g/llega g/pasa", open=""), told("respuesta"), shows(open="a", waits=""),
          wait("P2D"), shows(open="a"), before=MESSAGE, shows="WCP-16 Deferred choice"),
    model("race_timer", "event-based gateway", "A date may win the race; the message then finds nobody.",
          race(catch("suena", signal), LATER), wait("P2D"), shows(open="b", waits=""), rings("aviso"), shows(open="b"),
          before=SIGNAL, like=16, shows="WCP-16 Deferred choice"),
    model("race_receive_task", "event-based gateway, receive task", "A receive task may stand behind the gateway and give its values.",
          race(RECEIVE, LATER), told("respuesta", tipo="si"), shows(open="a", values={"visto": "si"}), before=MESSAGE),
    model("race_condition", "event-based gateway, condition", "A condition that already holds wins at once.",
          race(catch("ya", condition("listo")), LATER), shows(open="a", waits=""), listo=True),
    model("race_condition_later", "event-based gateway, condition", "A condition that another branch makes true wins the race then.",
          start() + both("f") + gate("g") + catch("ya", condition("n &gt; 1")) + LATER + user("a") + user("b") + user("u") + end()
          + ways("inicio f g ya a fin", "g pasa b fin", "f u fin"), shows(open="u"), decide("u", n=2), shows(open="a", waits="")),
    model("race_one_signal_two_events", "event-based gateway", "One signal for which two events wait gives one token.",
          race(catch("uno", signal), catch("dos", signal)), rings("aviso"), shows(open="a"), before=SIGNAL),
    model("race_in_a_loop", "event-based gateway in a cycle", "Each visit opens all events anew.",
          start() + xor("y") + gate("g") + catch("llega", message) + LATER + script("i", "n + 1", "n") + end()
          + ways("inicio y g llega fin", "g pasa i y"), wait("P3DT1H"), shows(values={"n": 3}, waits="g:4/llega g:4/pasa"),
          told("respuesta"), shows(ended="fin"), before=MESSAGE, n=0),
    model("race_withdrawn", "event-based gateway", "A gateway that is interrupted waits for nothing any more.",
          start() + subprocess("s", start("i") + gate("g") + catch("llega", message) + catch("pasa", timer("P9D")) + end("e") + ways("i g llega e", "g pasa e"))
          + boundary("corta", "s", signal) + user("a") + end() + ways("inicio s fin", "corta a fin"), rings("aviso"),
          shows(open="a", waits="", withdrawn="s/g/llega s/g/pasa"), before=MESSAGE + SIGNAL),
    model("race_begins_a_case", "event-based gateway as a start", "An instantiating gateway begins a case by the event that came.",
          gate("g", 'instantiate="true"') + catch("llega", message) + catch("suena", signal) + user("a") + user("b") + end()
          + ways("g llega a fin", "g suena b fin"), told("respuesta"), case(1), shows(open="a"), rings("aviso"), case(3), shows(open="b"),
          before=MESSAGE + SIGNAL, opened=False),
    refused("race_into_a_task", "event-based gateway", "Behind an event-based gateway stand only catching events and receive tasks.",
            start() + gate("g") + user("a") + LATER + end() + ways("inicio g a fin", "g pasa fin"), "event_gateway_targets"),
)

MODELS: list[Model] = [*EXCLUSIVE, *INCLUSIVE, *EVENTS]
