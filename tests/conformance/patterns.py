"""Workflow patterns that no single element shows: how several of them do it together (Russell et al., 2006)."""

from tests.conformance.model import Model, chapter, model
from tests.conformance.words import answer, case, counts, decide, opened, rings, shows, told, too_late, wait
from tests.engine.drawing import *


# fmt: off
def sub(name: str, *steps: str) -> str:
    """A sub-process with these steps in a row."""
    ids = [step.partition('id="')[2].partition('"')[0] for step in steps]
    return subprocess(name, start(f"i_{name}") + "".join(steps) + end(f"e_{name}") + ways(" ".join([f"i_{name}", *ids, f"e_{name}"])))


def behaves(*definitions: str, done: str = "") -> str:
    """A multi-instance of three whose behaviour is complex."""
    done = f"<completionCondition>= {done}</completionCondition>" if done else ""
    return ('<multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>= 3</loopCardinality>' + "".join(definitions) + done
            + "</multiInstanceLoopCharacteristics>")


def behavior(condition: str, *events: str) -> str:
    return f"<complexBehaviorDefinition><condition>= {condition}</condition><event>{''.join(events)}</event></complexBehaviorDefinition>"


def heard(marker: str) -> str:
    """A repeated task, and on its border what is thrown of its runs."""
    return start() + user("a", marker) + boundary("oye", "a", signal, False) + user("b") + user("c") + end() + ways("inicio a c fin", "oye b fin")


INSIDE = start("i") + both("g") + user("a") + user("b") + end("e", terminate) + ways("i g a e", "g b e")

CONTROL = chapter("13.1 Workflow patterns of control flow",
    model("wcp_9_in_a_row", "structured discriminator by a sub-process", "A discriminator may also cancel what it does not wait for.",
          start() + subprocess("s", INSIDE) + user("c") + end() + ways("inicio s c fin"), decide("s/b"), shows(open="c", withdrawn="s/a"),
          shows="WCP-29 Cancelling discriminator, WCP-32 Cancelling partial join"),
    model("wcp_12_fire_and_forget", "runs nobody waits for", "Runs begun by an event that does not interrupt go on beside the main flow.",
          start() + xor("y") + throw("lanza", signal) + script("i", "n + 1", "n") + xor("x", "f-fin") + user("a") + end() + ways("inicio y lanza i x", "a fin")
          + flow("x", "y", "n &lt; 3") + flow("x", "a", name="f-fin") + event_box("e", signal, user("t") + end("fin_e") + ways("oye_e t fin_e"), False),
          shows(open="e/t e:2/t e:3/t a"), n=0, before=SIGNAL, shows="WCP-12 Multiple instances without synchronization"),
    model("wcp_15_more_while_running", "runs added while others run", "More runs may be asked for while others are open; what follows waits for all.",
          start() + subprocess("s", user("a") + event_box("e", message, user("t") + ways("oye_e t"), False)) + user("z") + end() + ways("inicio s z fin"), told("respuesta"), told("respuesta"),
          decide("s/a"), shows(open="s/e/t s/e:2/t"), decide("s/e/t", "s/e:2/t"), shows(open="z"), before=MESSAGE,
          shows="WCP-15 Multiple instances without a priori run-time knowledge, WCP-36 Dynamic partial join for multiple instances"),
    model("wcp_18_milestone", "milestone", "What may be asked for only while a task is open is not heard afterwards.",
          start() + user("a") + boundary("pide", "a", signal, False) + script("t") + user("b") + end() + ways("inicio a b fin", "pide t fin"), rings("aviso"), counts(t=1), decide("a"),
          rings("aviso"), counts(t=1), shows(open="b"), before=SIGNAL, shows="WCP-18 Milestone"),
    model("wcp_19_in_a_branch", "cancelled task", "A task is cancelled and its branch goes on where the event leads.",
          start() + both("g") + user("a") + boundary("oye", "a", signal) + user("b") + both("j") + user("c") + end() + xor("y") + ways("inicio g a y j c fin", "g b j", "oye y"),
          rings("aviso"), decide("b"), shows(open="c", withdrawn="a"), before=SIGNAL, shows="WCP-19 Cancel task"),
    model("wcp_20_by_message", "cancelled case", "A message may end a case whole, whatever is open.",
          start() + both("g") + sub("s", user("a")) + user("b") + catch("pasa", timer("P9D")) + ways("inicio g s", "g b", "g pasa")
          + event_box("e", message, end("fin_e", terminate) + ways("oye_e fin_e")), told("respuesta"), shows(ended="", open="", waits=""), too_late(decide("b")), before=MESSAGE,
          shows="WCP-20 Cancel case"),
    model("wcp_24_kept_by_the_case", "persistent trigger", "A branch that listens from the beginning keeps what comes until it is needed.",
          start() + both("g") + user("a") + catch("suena", signal) + both("j") + user("b") + end() + ways("inicio g a j b fin", "g suena j"), rings("aviso"), shows(open="a"), decide("a"),
          shows(open="b"), before=SIGNAL, shows="WCP-24 Persistent trigger"),
    model("wcp_25_region", "cancelled region", "A region is cancelled and nothing else.",
          start() + both("g") + sub("s", user("a")) + boundary("oye", "s", signal) + user("c") + user("d") + end() + ways("inicio g s fin", "g c fin", "oye d fin"), rings("aviso"),
          shows(open="c d", withdrawn="s/a"), before=SIGNAL, shows="WCP-25 Cancel region"),
    model("wcp_26_27", "repetition cancelled or completed", "The same repetition may be completed early or cancelled, and goes on by different ways.",
          start() + user("a", several(count_of="3", done="listo")) + boundary("oye", "a", signal) + user("c") + user("d") + end() + ways("inicio a c fin", "oye d fin"), opened(),
          decide("a[2]", listo=True), shows(open="c"), case(1), rings("aviso"), shows(open="d"), before=SIGNAL,
          shows="WCP-26 Cancel multiple instance activity, WCP-27 Complete multiple instance activity"),
    model("wcp_33_generalised", "parallel join and unsafe branches", "A join counts each branch apart, also where one brings several tokens.",
          start() + both("g") + script("a") + script("b") + xor("x") + both("f") + user("u") + user("w") + xor("y") + both("j") + script("c") + end()
          + ways("inicio g a x j c fin", "g b x", "g f u y j", "f w y"), decide("w"), counts(c=1), decide("u"), counts(c=2), shows(ended="fin"), shows="WCP-33 Generalised AND-join"),
    model("wcp_37_local", "acyclic synchronizing merge", "A merge knows from the diagram which of its branches may still come, also after a choice inside one.",
          start() + some("g") + user("a") + xor("x", "f-j") + user("b") + some("j") + user("d") + end() + ways("inicio g", "a x", "b j d fin") + flow("g", "a", "true") + flow("g", "b", "true")
          + flow("x", "fin", "n = 1") + flow("x", "j", name="f-j"), decide("b"), shows(open="a"), decide("a", n=1), shows(open="d"), shows="WCP-37 Local synchronizing merge"),
    model("wcp_39_critical", "critical section across branches", "Two branches that need the same thing take it one after the other.",
          start() + subprocess("h", user("a") + user("b"), 'ordering="Sequential"', kind="adHocSubProcess") + end() + ways("inicio h fin"), shows(open="h/a"), too_late(decide("h/b")),
          decide("h/a"), shows(open="h/b"), shows="WCP-39 Critical section"),
    model("wcp_14_by_answers", "repetition over answers", "How many runs there are may come from what an officer answered before.",
          start() + user("a") + user("b", several("organos")) + end() + ways("inicio a b fin"), decide("a", organos=["x", "y", "z"]), shows(open="b[1] b[2] b[3]"),
          shows="WCP-14 Multiple instances with a priori run-time knowledge"),
    model("wcp_16_three", "deferred choice of three", "A message, a signal and a date race; what comes first decides.",
          start() + gate("g") + catch("llega", message) + catch("suena", signal) + catch("pasa", timer("P2D")) + user("a") + user("b") + user("c") + end()
          + ways("inicio g llega a fin", "g suena b fin", "g pasa c fin"), wait("P1D"), shows(waits="g/llega g/suena g/pasa"), rings("aviso"), shows(open="b", waits=""),
          before=MESSAGE + SIGNAL, shows="WCP-16 Deferred choice"),
    model("wcp_22_by_message", "recursion with a wait", "Levels of a recursion wait each for themselves and return in order.",
          start() + user("a") + xor("x", "f-fin") + call("llama", "p") + end() + ways("inicio a x", "llama fin") + flow("x", "llama", "mas") + flow("x", "fin", name="f-fin"),
          decide("a", mas=True), shows(open="llama/a"), decide("llama/a", mas=False), shows(ended="fin"), shows="WCP-22 Recursion"),
)

BEHAVIOUR = chapter("10.3.8 Multiple instances, complex behaviour",
    model("behavior_condition", "multi-instance, behavior Complex", "Each run that ends while the condition holds throws the event.",
          heard(behaves(behavior("numberOfCompletedInstances &gt;= 2", signal))), decide("a[2]"), shows(open="a[1] a[3]"), decide("a[1]"), shows(open="a[3] b"), decide("a[3]"),
          shows(open="b c b:2"), before=SIGNAL),
    model("behavior_several", "multi-instance, behavior Complex", "Several definitions each throw their own.",
          heard(behaves(behavior("numberOfCompletedInstances = 1", signal), behavior("numberOfCompletedInstances = 3", message))), decide("a[1]", "a[2]", "a[3]"),
          shows(says="aviso respuesta"), before=SIGNAL + MESSAGE),
    model("behavior_terminated", "multi-instance, numberOfTerminatedInstances", "What is thrown at the end knows how many runs were withdrawn.",
          heard(behaves(behavior("numberOfTerminatedInstances = 1", signal), done="numberOfCompletedInstances = 2")), decide("a[1]"), shows(says=""), decide("a[3]"),
          shows(says="aviso", open="b c"), before=SIGNAL),
)

EXCEPTIONS = chapter("10.5.7 Workflow patterns of exceptions",
    model("exception_deadline", "deadline expiry", "A deadline that expires removes the task and continues the case elsewhere.",
          start() + user("a") + boundary("vence", "a", timer('="2 dh"')) + user("b") + end() + ways("inicio a fin", "vence b fin"), wait("P3D"), shows(open="b", withdrawn="a"),
          shows="WEP deadline: remove work item and continue case"),
    model("exception_failure", "work item failure", "A failure that is caught is compensated, and the case goes on.",
          start() + script("a") + undone_by("a", "ha") + undo("ha") + service("f", "prueba.falla") + boundary("mal", "f", any_error) + throw("deshace", compensate) + user("b") + end()
          + ways("inicio a f fin", "mal deshace b fin"), shows(open="b", went="a deshace/ha deshace"), shows="WEP failure: compensate and continue case"),
    model("exception_resource", "resource unavailable", "A service that nobody offers leaves the case standing at its place, for a person.",
          start() + service("a", "nadie") + user("b") + end() + ways("inicio a b fin"), shows(fails="a service"), shows="WEP resource unavailable: force and continue by a person"),
    model("exception_external", "external trigger", "A trigger from outside removes the current work and handles it in its own flow, in every case that listens.",
          start() + user("a") + end() + ways("inicio a fin") + event_box("e", signal, user("r") + end("fin_e") + ways("oye_e r fin_e")), opened(), rings("aviso"), shows(open="e/r"),
          case(1), shows(open="e/r", withdrawn="a"), before=SIGNAL, shows="WEP external trigger: remove case work and handle"),
    model("exception_constraint", "constraint violation", "A condition over the values stops what should no longer be done.",
          start() + both("g") + user("a") + boundary("pasa", "a", condition("gasto &gt; tope")) + user("b") + user("u") + end() + ways("inicio g a fin", "pasa b fin", "g u fin"),
          decide("u", gasto=11), shows(open="b", withdrawn="a"), tope=10, gasto=0, shows="WEP constraint violation: remove work item and handle"),
    model("exception_restart", "restart of a failed step", "A failed step is tried again as often as needed, and each trial is recorded.",
          start() + service("a", "prueba.luego") + user("b") + end() + ways("inicio a b fin"), answer("a", error="E7"), shows(fails="a error"), shows="WEP failure: restart work item"),
)

MODELS: list[Model] = [*CONTROL, *BEHAVIOUR, *EXCEPTIONS]
