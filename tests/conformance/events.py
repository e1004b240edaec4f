"""Errors, escalations, conditions, links, terminate, and events of several triggers (BPMN 2.0, 10.5.1 to 10.5.7)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import case, counts, decide, rings, shows, told, wait
from tests.engine.drawing import *
from tests.engine.drawing import process


# fmt: off
def inside(*steps: str, ends: str = "", name: str = "s") -> str:
    """A sub-process with these steps in a row, from a start to an end."""
    ids = [step.partition('id="')[2].partition('"')[0] for step in steps]
    return subprocess(name, "".join(steps) + start(f"i_{name}") + (ends or end(f"e_{name}")) + ways(" ".join([f"i_{name}", *ids, f"e_{name}"])))


def watched(sub: str, *borders: str) -> str:
    """A sub-process s with events on its border, each followed by a task of the next letter; behind s stands z."""
    ids = [border.partition('id="')[2].partition('"')[0] for border in borders]
    return (start() + sub + "".join(borders) + "".join(map(user, "bcd"[:len(ids)])) + user("z") + end() + ways("inicio s z fin")
            + ways(*(f"{name} {task} fin" for name, task in zip(ids, "bcd", strict=False))))


def branches(beside: str, *names: str) -> str:
    """A split g: one branch along these names, the other with a task u."""
    return start() + both("g") + beside + user("u") + end() + ways(" ".join(["inicio g", *names, "fin"]), "g u fin")


LINK = '<linkEventDefinition id="{}" name="L"/>'
OTHER = '<error id="Er2" name="otra" errorCode="E2"/>'
other_error = '<errorEventDefinition errorRef="Er2"/>'
TIMER = timer("P1D")

ERRORS = chapter("10.5.5 Error event",
    model("error_border", "error end event, boundary", "An error that ends a sub-process is caught on its border by its code.",
          watched(inside(user("t"), ends=end("e_s", error)), boundary("mal", "s", error)), decide("s/t"), shows(open="b"), before=ERROR, like=26),
    model("error_any", "error boundary event without a code", "A border that names no code catches any error.",
          watched(inside(ends=end("e_s", error)), boundary("mal", "s", any_error)), shows(open="b"), before=ERROR, like=27),
    model("error_code_first", "error boundary events", "A border that names the code comes before one for any.",
          watched(inside(ends=end("e_s", error)), boundary("todo", "s", any_error), boundary("mal", "s", error)), shows(open="c"), before=ERROR),
    model("error_other_code", "error boundary event", "An error with another code passes a border by and climbs.",
          watched(subprocess("s", start("i") + inside(ends=end("e_s2", error), name="s2") + boundary("no", "s2", other_error) + end("f") + end("f2") + ways("i s2 f", "no f2")),
                  boundary("mal", "s", error)), shows(open="b"), before=ERROR + OTHER),
    model("error_uncaught", "uncaught error end event", "An error that nobody catches makes the case fail visibly, where it was thrown.",
          start() + script("a") + end("fin", error) + ways("inicio a fin"), shows(fails="fin error", open="", went="a"), before=ERROR, like=28),
    model("error_uncaught_deep", "uncaught error end event", "It fails at the place where it was thrown, however deep.",
          watched(inside(user("t"), ends=end("e_s", error))), decide("s/t"), shows(fails="s/e_s error"), before=ERROR),
    model("error_withdraws", "error end event in a branch", "An error in one branch withdraws the others of its scope.",
          watched(subprocess("s", start("i") + both("g") + user("t") + user("u") + end("e", error) + end("e2") + ways("i g t e", "g u e2")), boundary("mal", "s", error)),
          decide("s/t"), shows(open="b", withdrawn="s/u"), before=ERROR),
    model("error_nearest", "error boundary events, nested", "The nearest border that catches an error does.",
          watched(subprocess("s", start("i") + inside(ends=end("e_s2", error), name="s2") + boundary("cerca", "s2", error) + user("n") + end("f") + ways("i s2 f", "cerca n f")),
                  boundary("lejos", "s", error)), shows(open="s/n"), before=ERROR),
    refused("error_beside", "error boundary event", "An error always interrupts what it is caught on.",
            watched(inside(ends=end("e_s", error)), boundary("mal", "s", error, False)), "error_interrupts", before=ERROR),
)

ESCALATIONS = chapter("10.5.5 Escalation event",
    model("escalation_beside", "escalation boundary event, not interrupting", "An escalation may be heard without stopping what escalated.",
          watched(inside(throw("sube", escalation), user("t")), boundary("oye", "s", escalation, False)), shows(open="s/t b"), before=ESCALATION, like=22),
    model("escalation_interrupts", "escalation boundary event, interrupting", "An interrupting one takes away what would have come after the throw.",
          watched(inside(throw("sube", escalation), user("t")), boundary("oye", "s", escalation)), shows(open="b"), before=ESCALATION, like=23),
    model("escalation_interrupts_script", "escalation boundary event, interrupting", "What would have run at once after the throw does not run either.",
          watched(inside(throw("sube", escalation), script("t")), boundary("oye", "s", escalation)), shows(open="b"), counts(t=0), before=ESCALATION, like=24),
    model("escalation_each_time", "escalation boundary event, not interrupting", "It is heard each time that it is thrown.",
          watched(inside(throw("t1", escalation), throw("t2", escalation), user("t")), boundary("oye", "s", escalation, False)), shows(open="b b:2 s/t"), before=ESCALATION),
    model("escalation_unheard", "escalation nobody hears", "An escalation that nobody hears goes by and does no harm.",
          start() + throw("sube", escalation) + user("a") + end("fin", escalation) + ways("inicio sube a fin"), decide("a"), shows(ended="fin"), before=ESCALATION),
    model("escalation_end", "escalation end event", "An escalation that ends a branch lets its scope end all the same.",
          watched(inside(ends=end("e_s", escalation)), boundary("oye", "s", escalation, False)), shows(open="b z"), before=ESCALATION),
    model("escalation_through_calls", "escalation through repetition and call", "It climbs out of every run of a repeated call.",
          start() + call("llama", "otro", inside=several(count_of="2")) + boundary("oye", "llama", escalation, False) + user("b") + end() + ways("inicio llama fin", "oye b fin"),
          shows(open="llama[1]/t llama[2]/t b b:2"), before=ESCALATION, after=process("otro", start("i") + throw("sube", escalation) + user("t") + end("e") + ways("i sube t e"))),
    model("escalation_code", "escalation, code", "An escalation with another code is not for this border.",
          watched(inside(throw("sube", escalation), user("t")), boundary("oye", "s", '<escalationEventDefinition escalationRef="E2"/>', False),
                  boundary("oye2", "s", "<escalationEventDefinition/>", False)), shows(open="s/t c"),
          before=ESCALATION + '<escalation id="E2" name="otra" escalationCode="X2"/>'),
)

CONDITIONS = chapter("10.5.5 Conditional event",
    model("condition_later", "conditional intermediate event", "A condition is noticed when another branch makes it true.",
          branches(catch("ya", condition("n &gt; 1")) + user("b"), "ya", "b"), shows(open="u"), decide("u", n=2), shows(open="b"), like=20),
    model("condition_already", "conditional intermediate event", "A condition that holds already lets the token pass at once.",
          start() + catch("ya", condition("n = 1")) + user("b") + ways("inicio ya b"), shows(open="b"), n=1),
    model("condition_by_script", "conditional intermediate event", "It is noticed whoever changed the values: also a script.",
          branches(catch("ya", condition("n = 1")) + user("b") + script("c", "1", "n"), "ya", "b").replace(flow("u", "fin"), "") + ways("u c"), decide("u"), shows(open="b"), n=0),
    model("condition_by_message", "conditional intermediate event", "It is noticed when a message brings the value.",
          start() + both("g") + catch("ya", condition("n = 1")) + user("b") + catch("llega", message) + end() + ways("inicio g ya b fin", "g llega fin"), told("respuesta", n=1),
          shows(open="b"), before=MESSAGE),
    model("condition_never", "conditional intermediate event", "A condition that nobody can make true is an incident, and no wait for ever.",
          start() + catch("ya", condition("n = 1")) + ways("inicio ya"), shows(stuck="ya")),
    refused("condition_start", "conditional start event of a process", "A condition that begins a process has no case whose values it could read.",
            start("inicio", condition("n = 1")) + user("a") + end() + ways("inicio a fin"), "unsupported_elements",
            reason="Before a case there is nothing that changes: BPMN 2.0 (10.5.2) leaves what such a condition reads to the environment. A timer that "
                   "comes round asks the same, and says when."),
    model("condition_border", "conditional boundary event", "A condition that another branch makes true interrupts the activity.",
          start() + both("g") + user("a") + boundary("ya", "a", condition("n = 1")) + user("b") + user("u") + script("w", "1", "n") + end()
          + ways("inicio g a fin", "ya b fin", "g u w fin"), decide("u"), shows(open="b", withdrawn="a"), n=0, like=21),
    model("condition_border_already", "conditional boundary event", "A condition that holds when the activity begins interrupts it at once.",
          start() + user("a") + boundary("ya", "a", condition("n = 1")) + user("b") + end() + ways("inicio a fin", "ya b fin"), shows(open="b"), n=1),
    model("condition_each_time", "conditional boundary event, not interrupting", "It comes each time that the condition becomes true anew.",
          start() + both("g") + user("a") + boundary("oye", "a", condition("n = 1"), False) + script("b") + user("u1") + user("u2") + user("u3") + end()
          + ways("inicio g a fin", "oye b fin", "g u1 u2 u3 fin"), decide("u1", n=1), counts(b=1), decide("u2", n=0), decide("u3", n=1), counts(b=2), n=0),
)

LINKS = chapter("10.5.5 Link event",
    model("link", "link events", "A link is a flow drawn in two halves.",
          start() + script("a") + throw("va", LINK.format("l1")) + catch("viene", LINK.format("l2")) + user("b") + end() + ways("inicio a va", "viene b fin"), shows(open="b"), like=17),
    model("link_several", "link events", "Several throwing halves may lead to one.",
          start() + xor("x", "f-b") + throw("va", LINK.format("l1")) + throw("va2", LINK.format("l2")) + catch("viene", LINK.format("l3")) + user("a") + end()
          + ways("inicio x", "viene a fin") + flow("x", "va", "n = 1") + flow("x", "va2", name="f-b"), shows(open="a"), counts(va=1, va2=0), n=1),
    model("link_back", "link events", "A link may lead back.",
          start() + xor("y") + user("a") + xor("x", "f-fin") + throw("va", LINK.format("l1")) + catch("viene", LINK.format("l2")) + end() + ways("inicio y a x", "viene y")
          + flow("x", "va", 'decision = "otra"') + flow("x", "fin", name="f-fin"), decide("a", decision="otra"), shows(open="a:2"), decide("a:2", decision="no"), shows(ended="fin")),
    model("link_scopes", "link events", "Links of one name in two scopes do not meet.",
          start() + subprocess("s", start("i") + throw("va", LINK.format("l1")) + catch("viene", LINK.format("l2")) + user("a") + ways("i va", "viene a")) + throw("va2", LINK.format("l3"))
          + catch("viene2", LINK.format("l4")) + user("b") + end() + ways("inicio s va2", "viene2 b fin"), shows(open="s/a"), decide("s/a"), shows(open="b")),
    refused("link_nowhere", "link event", "A throwing link has its other half.", start() + throw("va", LINK.format("l1")) + ways("inicio va"), "links_pair_up"),
)

ENDS = chapter("10.5.3 End event",
    model("terminate", "terminate end event", "Terminate withdraws all that is open and ends the case.",
          start() + both("g") + user("a") + user("b") + catch("llega", message) + end("fin", terminate) + end("fin2") + ways("inicio g a fin", "g b fin2", "g llega fin2"),
          decide("a"), shows(ended="fin", open="", withdrawn="b llega"), before=MESSAGE, shows="WCP-43 Explicit termination, WCP-20 Cancel case"),
    model("terminate_first_wins", "terminate end event", "A token that reached another end before is not undone by it.",
          start() + both("g") + script("a") + user("b") + end("fin", terminate) + end("fin2") + ways("inicio g a fin2", "g b fin"), decide("b"), shows(ended="fin", went="a b")),
    model("multiple_end", "multiple end event", "An end of several triggers throws them all.",
          start() + end("fin", signal + message) + ways("inicio fin"), shows(ended="fin", says="aviso respuesta"), before=SIGNAL + MESSAGE),
    model("error_end_with_others", "end events", "Which end was reached last is what the case ended at.",
          start() + both("g") + user("a") + user("b") + end("uno") + end("dos") + ways("inicio g a uno", "g b dos"), decide("b", "a"), shows(ended="uno")),
)

SEVERAL = chapter("10.5.4 Intermediate events",
    model("plain_throw", "none intermediate event", "An event without a trigger marks a point and is passed.", start() + throw("hito") + end() + ways("inicio hito fin"), shows(ended="fin", went="hito")),
    model("multiple_catch", "multiple catch event", "An event of several triggers goes on with any of them.",
          start() + catch("algo", message + signal) + user("a") + ways("inicio algo a"), rings("aviso"), shows(open="a", waits=""), before=MESSAGE + SIGNAL),
    model("multiple_throw", "multiple throw event", "One that throws several throws each, in order, and goes on.",
          start() + throw("dice", message + signal) + user("a") + ways("inicio dice a"), shows(open="a", says="respuesta aviso"), before=MESSAGE + SIGNAL),
    model("parallel_multiple_catch", "parallel multiple catch event", "A parallel one needs each of its triggers, and one twice is not two.",
          start() + catch("todo", message + signal + TIMER, 'parallelMultiple="true"') + user("a") + ways("inicio todo a"), told("respuesta"), wait("P2D"), shows(open=""),
          rings("aviso"), shows(open="a"), before=MESSAGE + SIGNAL),
    model("parallel_multiple_border", "parallel multiple boundary event", "A parallel one on a border interrupts when all have come.",
          start() + user("a") + boundary("todo", "a", message + signal).replace("<boundaryEvent ", '<boundaryEvent parallelMultiple="true" ') + user("b") + end()
          + ways("inicio a fin", "todo b fin"), rings("aviso"), shows(open="a"), told("respuesta"), shows(open="b"), before=MESSAGE + SIGNAL),
    model("multiple_border", "multiple boundary event", "A border of several triggers interrupts with any of them, once.",
          start() + user("a") + boundary("algo", "a", message + signal) + user("b") + end() + ways("inicio a fin", "algo b fin"), told("respuesta"), shows(open="b", withdrawn="a"),
          rings("aviso"), shows(open="b"), before=MESSAGE + SIGNAL),
    model("multiple_border_beside", "multiple boundary event, not interrupting", "One that does not interrupt hears each of its triggers.",
          start() + user("a") + boundary("algo", "a", message + signal, False) + user("b") + end() + ways("inicio a fin", "algo b fin"), told("respuesta"), rings("aviso"),
          shows(open="a b b:2"), before=MESSAGE + SIGNAL),
    model("multiple_start", "multiple start event", "A start of several triggers begins a case with each that comes.",
          start("inicio", message + signal) + user("a") + end() + ways("inicio a fin"), told("respuesta"), case(1), shows(open="a", cases=1), rings("aviso"), shows(cases=2),
          before=MESSAGE + SIGNAL, opened=False),
    model("shared_definition", "event definition shared by reference", "Events may share one definition; it is the same event.",
          start() + catch("suena", "<eventDefinitionRef>comun</eventDefinitionRef>") + user("a") + ways("inicio suena a"), rings("aviso"), shows(open="a"),
          before=SIGNAL + '<signalEventDefinition id="comun" signalRef="Sg"/>'),
    model("border_of_a_script", "boundary event of what ends at once", "What is done at once is done before its border events hear anything.",
          start() + script("a") + boundary("oye", "a", signal) + user("b") + user("c") + end() + ways("inicio a c fin", "oye b fin"), rings("aviso"), shows(open="c"), before=SIGNAL),
    refused("border_with_flow_in", "boundary event", "No flow leads into a boundary event.",
            start() + user("a") + boundary("oye", "a", signal) + user("b") + ways("inicio a b oye"), "boundary_without_incoming", before=SIGNAL),
    refused("catch_without_trigger", "intermediate catch event", "An event that waits says for what.", start() + catch("algo", "") + end() + ways("inicio algo fin"),
            "catching_event_waits_for_something"),
    refused("terminate_in_the_middle", "terminate event", "Only an end event terminates.", start() + throw("ya", terminate) + end() + ways("inicio ya fin"), "event_kind_in_its_place"),
)

MODELS: list[Model] = [*ERRORS, *ESCALATIONS, *CONDITIONS, *LINKS, *ENDS, *SEVERAL]
