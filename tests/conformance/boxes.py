"""Event sub-processes: what lies in wait inside a scope (BPMN 2.0, 10.5.6 and 13.5.4)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import decide, rings, shows, told, too_late, wait
from tests.engine.drawing import *


# fmt: off
def box(trigger: str, interrupting: bool = True, inner: str = "", attributes: str = "", name: str = "e") -> str:
    """An event sub-process e with one task r."""
    return event_box(name, trigger, user("r") + end(f"fin_{name}") + ways(f"oye_{name} r fin_{name}") + inner, interrupting, attributes)


def main(*boxes: str) -> str:
    """A flow of one task a, with these boxes."""
    return start() + user("a") + end() + ways("inicio a fin") + "".join(boxes)


def scoped(sub: str, *more: str) -> str:
    """A sub-process s, and a task z behind it."""
    return start() + sub + user("z") + end() + ways("inicio s z fin") + "".join(more)


MODELS: list[Model] = chapter("13.5.4 Event sub-process",
    model("box_interrupts", "event sub-process, interrupting", "An interrupting one takes away all else in its scope.",
          start() + both("g") + user("a") + user("b") + ways("inicio g a", "g b") + box(message), told("respuesta"), shows(open="e/r", withdrawn="a b"), too_late(decide("a")),
          decide("e/r"), shows(ended=""), before=MESSAGE, shows="WCP-20 Cancel case"),
    model("box_beside", "event sub-process, not interrupting", "One that does not interrupt runs beside, and the scope is done when both are.",
          main(box(message, False)), told("respuesta"), shows(open="a e/r"), decide("a"), shows(open="e/r"), decide("e/r"), shows(ended="fin"), before=MESSAGE),
    model("box_several_times", "event sub-process, not interrupting", "It may begin several times at once.",
          main(box(message, False)), told("respuesta"), told("respuesta"), shows(open="a e/r e:2/r"), before=MESSAGE,
          shows="WCP-12 Multiple instances without synchronization, WCP-15 Multiple instances without a priori run-time knowledge"),
    model("box_thrown_inside", "event sub-process, signal thrown inside", "A signal that its own flow throws interrupts that flow before it goes on.",
          start() + script("a") + throw("dice", signal) + user("u") + end() + ways("inicio a dice u fin") + box(signal), shows(open="e/r", went="a"), before=SIGNAL, like=30),
    model("box_thrown_inside_beside", "event sub-process, signal thrown inside", "If it does not interrupt, the flow goes on beside it.",
          start() + script("a") + throw("dice", signal) + user("u") + end() + ways("inicio a dice u fin") + box(signal, False), shows(open="u e/r"), before=SIGNAL, like=31),
    model("box_timer", "event sub-process, timer", "A term that interrupts takes the flow away.", main(box(timer("P1D"))), wait("P2D"), shows(open="e/r", withdrawn="a"), like=32),
    model("box_timer_cycle", "event sub-process, timer", "A cycle begins one each time.", main(box(timer("R2/P1D", "timeCycle"), False)), wait("P9D"), shows(open="a e/r e:2/r")),
    model("box_error", "event sub-process, error", "It catches the error of its own scope, and withdraws what is left.",
          start() + both("g") + user("a") + user("b") + end("mal", error) + ways("inicio g a mal", "g b") + box(error), decide("a"), shows(open="e/r", withdrawn="b"), before=ERROR),
    model("box_before_border", "event sub-process and boundary", "What lies in wait inside a scope comes before its border.",
          scoped(subprocess("s", end("mal", error) + start("i") + ways("i mal") + box(error)), boundary("oye", "s", any_error), user("b"), ways("oye b")), shows(open="s/e/r"), before=ERROR),
    model("box_throws_on", "event sub-process that throws", "An error out of it climbs to the border of its scope.",
          scoped(subprocess("s", end("mal", error) + start("i") + ways("i mal") + event_box("e", error, end("mas", error) + ways("oye_e mas"))), boundary("oye", "s", error),
                 user("b"), ways("oye b")), shows(open="b"), before=ERROR),
    model("box_escalation", "event sub-process, escalation", "It hears an escalation of its scope and lets it go on.",
          start() + throw("sube", escalation) + user("a") + end() + ways("inicio sube a fin") + box(escalation, False), shows(open="a e/r"), before=ESCALATION),
    model("box_condition", "event sub-process, condition", "It begins when the values meet its condition.",
          start() + user("a") + user("b") + end() + ways("inicio a b fin") + box(condition("n = 1")), decide("a", n=1), shows(open="e/r"), n=0),
    model("box_condition_already", "event sub-process, condition", "A condition that holds from the beginning begins it at once.", main(box(condition("n = 1"))), shows(open="e/r"), n=1),
    model("box_in_sub_process", "event sub-process in a sub-process", "It takes away only its own scope; the flow around goes on when it is done.",
          start() + both("g") + subprocess("s", user("a") + box(signal)) + user("c") + user("b") + end() + ways("inicio g s b fin", "g c fin"), rings("aviso"),
          shows(open="s/e/r c"), decide("s/e/r"), shows(open="b c"), before=SIGNAL),
    model("box_only_while_open", "event sub-process in a sub-process", "It hears only while its scope is open.",
          scoped(subprocess("s", user("a") + box(message, False))), told("respuesta"), shows(open="s/a s/e/r"), decide("s/a", "s/e/r"), shows(open="z", waits=""),
          before=MESSAGE, shows="WCP-18 Milestone"),
    model("box_each_run", "event sub-process in a repetition", "In a repetition each run has its own, and it interrupts that run only.",
          scoped(subprocess("s", user("a") + throw("sube", escalation) + user("c") + ways("a sube c") + box(escalation) + several(count_of="2"))), decide("s[1]/a"),
          shows(open="s[1]/e/r s[2]/a"), before=ESCALATION),
    model("box_once", "event sub-process, interrupting", "Once it began it waits no more.",
          main(box(message)), told("respuesta"), shows(open="e/r", waits=""), told("respuesta"), shows(open="e/r"), before=MESSAGE),
    model("box_within_box", "event sub-process in an event sub-process", "One inside another hears while that one runs.",
          main(box(message, inner=box(signal, name="f").replace('"r"', '"q"').replace(" r ", " q ").replace("-r-", "-q-"))), rings("aviso"), shows(open="a"), told("respuesta"),
          rings("aviso"), shows(open="e/f/q"), before=MESSAGE + SIGNAL),
    model("box_interrupted_by_border", "event sub-process and boundary", "A border takes away what it began as well.",
          start() + subprocess("s", user("a") + box(message)) + boundary("vence", "s", timer("P1D")) + user("b") + end() + ways("inicio s fin", "vence b fin"), told("respuesta"),
          shows(open="s/e/r"), wait("P2D"), shows(open="b", withdrawn="s/a s/e/r"), before=MESSAGE),
    model("box_terminate", "terminate in an event sub-process", "Terminate inside it ends only itself.",
          main(event_box("e", message, both("k") + user("r") + end("ya", terminate) + ways("oye_e k r", "k ya"), False)), told("respuesta"), shows(open="a"), before=MESSAGE),
    model("box_values", "event sub-process, values", "What the event brought is seen in it.",
          main(event_box("e", message, user("r", extension=mapping({"visto": "= tipo"})) + ways("oye_e r"))), told("respuesta", tipo="si"), shows(sees=("e/r", {"visto": "si"})),
          before=MESSAGE),
    model("box_parallel_multiple", "event sub-process, parallel multiple start", "A start that needs all of its triggers begins it with the last.",
          main(box(message + signal, attributes='parallelMultiple="true"')), told("respuesta"), shows(open="a"), rings("aviso"), shows(open="e/r"), before=MESSAGE + SIGNAL),
    model("box_two", "two event sub-processes", "Two in one scope each hear their own.",
          main(box(message, False), box(signal, name="f").replace('"r"', '"q"').replace(" r ", " q ").replace("-r-", "-q-")), told("respuesta"), shows(open="a e/r"), rings("aviso"),
          shows(open="f/q"), before=MESSAGE + SIGNAL),
    refused("box_without_event", "event sub-process", "An event sub-process starts by an event.",
            main(subprocess("e", start("i") + user("r") + ways("i r"), 'triggeredByEvent="true"')), "event_subprocess_starts_by_event"),
)
