"""Compensation: what is undone, in which order, with which values, and what is not (BPMN 2.0, 10.7 and 13.5.5)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import counts, decide, rings, shows
from tests.engine.drawing import *
from tests.engine.drawing import process


# fmt: off
def doing(*names: str) -> str:
    """Tasks, each with the handler `h<name>`."""
    return "".join(script(name) + undone_by(name, "h" + name) + undo("h" + name) for name in names)


def undoing(body: str, *steps: str) -> str:
    """A start, these steps, then `deshace` compensates."""
    return start() + body + throw("deshace", compensate) + end() + ways(" ".join(["inicio", *steps, "deshace fin"]))


def sub(body: str, *steps: str, extension: str = "", attributes: str = "", name: str = "s") -> str:
    """A sub-process with these steps in a row."""
    inside = start(f"i_{name}") + body + end(f"e_{name}") + ways(" ".join([f"i_{name}", *steps, f"e_{name}"]))
    return subprocess(name, inside, attributes, extension)


def own(body: str, *steps: str) -> str:
    """An event sub-process for compensation."""
    return event_box("e", compensate, body + end("fin_e") + ways(" ".join(["oye_e", *steps, "fin_e"])))


HANDLER = node("userTask", "ha", attributes='isForCompensation="true"')
AT_ONCE = '<compensateEventDefinition waitForCompletion="false"/>'
ONLY = '<compensateEventDefinition activityRef="a"/>'
SEES = script("ha", "append(v, folio)", "v", attributes='isForCompensation="true"')

MODELS: list[Model] = chapter("13.5.5 Compensation",
    model("undo_one", "compensation boundary and throw", "A throw runs the handler of what was done, and then goes on.", undoing(doing("a"), "a"), shows(ended="fin", went="a deshace/ha deshace"), like=18),
    model("undo_order", "compensation, order", "What was done last is undone first.", undoing(doing("a", "b", "c"), "a", "b", "c"), shows(went="a b c deshace/hc deshace/hb deshace/ha deshace")),
    model("undo_end", "compensation end event", "An end event may compensate; the case ends when that is done.",
          start() + doing("a", "b") + end("fin", compensate) + ways("inicio a b fin"), shows(ended="fin", went="a b fin/hb fin/ha"), like=19),
    model("undo_only_done", "compensation of what was not done", "Only what was done is undone.",
          start() + xor("x", "f-b") + doing("a", "b") + throw("deshace", compensate) + end() + ways("inicio x", "a deshace fin", "b deshace") + flow("x", "a", "n = 1")
          + flow("x", "b", name="f-b"), shows(ended="fin", went="a deshace/ha deshace"), n=1),
    model("undo_nothing", "compensation of nothing", "A throw with nothing to undo passes.", undoing(script("a"), "a"), shows(ended="fin", went="a deshace")),
    model("undo_each_visit", "compensation of what was done twice", "What was done twice is undone twice.",
          start() + xor("y") + script("a", "n + 1", "n") + undone_by("a", "ha") + undo("ha") + xor("x", "f-d") + throw("deshace", compensate) + end() + ways("inicio y a x", "deshace fin")
          + flow("x", "y", "n &lt; 2") + flow("x", "deshace", name="f-d"), counts(a=2, ha=2), shows(ended="fin"), n=0),
    model("undo_once", "compensation thrown twice", "Nothing is undone twice.",
          start() + doing("a") + throw("d1", compensate) + throw("d2", compensate) + end() + ways("inicio a d1 d2 fin"), shows(ended="fin", went="a d1/ha d1 d2")),
    model("undo_named", "compensation of one activity", "A throw that names an activity undoes that alone.",
          start() + doing("a", "b") + throw("d1", ONLY) + throw("d2", compensate) + end() + ways("inicio a b d1 d2 fin"), shows(went="a b d1/ha d1 d2/hb d2")),
    model("undo_waits", "compensation handler of a person", "A handler that waits holds the throw back.",
          start() + script("a") + undone_by("a", "ha") + HANDLER + throw("deshace", compensate) + user("b") + end() + ways("inicio a deshace b fin"), shows(open="deshace/ha"),
          decide("deshace/ha"), shows(open="b")),
    model("undo_does_not_wait", "compensation throw, waitForCompletion", "A throw that does not wait goes on at once; its scope is done only when all is undone.",
          start() + script("a") + undone_by("a", "ha") + HANDLER + throw("deshace", AT_ONCE) + user("b") + end() + ways("inicio a deshace b fin"), shows(open="deshace/ha b"),
          decide("b"), shows(open="deshace/ha"), decide("deshace/ha"), shows(ended="fin", went="a deshace b deshace/ha")),
    model("undo_does_not_wait_join", "compensation throw, waitForCompletion", "A join does not wait for a throw whose token has gone ahead.",
          start() + some("g") + script("a") + undone_by("a", "ha") + HANDLER + throw("deshace", AT_ONCE) + user("u") + some("j") + user("b") + end()
          + ways("inicio g", "a deshace j b fin", "u j") + flow("g", "a", "true") + flow("g", "u", "true"), decide("u"), shows(open="deshace/ha b")),
    model("undo_interrupted", "compensation of what was interrupted", "What was interrupted was not done, and is not undone.",
          start() + user("a") + undone_by("a", "ha") + undo("ha") + boundary("oye", "a", signal) + throw("deshace", compensate) + end() + ways("inicio a fin", "oye deshace fin"),
          rings("aviso"), shows(ended="fin"), counts(ha=0), before=SIGNAL),
    model("undo_sub_process", "compensation of a sub-process", "A sub-process without a handler is undone by those inside it, in its turn.",
          undoing(sub(doing("a", "b"), "a", "b") + doing("c"), "s", "c"), shows(went="s/a s/b s c deshace/hc deshace/hb deshace/ha deshace")),
    model("undo_sub_process_handler", "compensation of a sub-process", "A sub-process with a handler is undone by that alone.",
          undoing(sub(doing("a"), "a") + undone_by("s", "hs") + undo("hs"), "s"), shows(went="s/a s deshace/hs deshace")),
    model("undo_nested", "compensation of nested sub-processes", "Sub-processes within each other are undone from the last to the first.",
          undoing(sub(doing("a") + sub(doing("b"), "b", name="s2"), "a", "s2"), "s"), shows(went="s/a s/s2/b s/s2 s deshace/hb deshace/ha deshace")),
    model("undo_own_box", "compensation event sub-process", "A sub-process may be undone by its own event sub-process.",
          undoing(sub(script("a") + own(script("r"), "r"), "a"), "s"), shows(went="s/a s deshace/e/r deshace/e deshace")),
    model("undo_own_box_and_inside", "compensation event sub-process", "It may in its turn undo what was done inside.",
          undoing(sub(doing("a") + own(script("r") + throw("mas", compensate), "r", "mas"), "a"), "s"), counts(ha=1, r=1), shows(ended="fin")),
    model("undo_values_as_they_were", "compensation, values", "A handler sees the values of its sub-process as they were when it was done.",
          undoing(sub(script("a") + undone_by("a", "ha") + SEES, "a", extension=mapping({"folio": "= n"})) + script("b", "2", "n"), "s", "b"), shows(values={"v": [1], "n": 2}), n=1, v=[]),
    model("undo_box_values", "compensation event sub-process, values", "So does the event sub-process that undoes it.",
          undoing(sub(script("a") + own(script("r", "append(v, folio)", "v"), "r"), "a", extension=mapping({"folio": "= n"})) + script("b", "2", "n"), "s", "b"),
          shows(values={"v": [1]}), n=1, v=[]),
    model("undo_runs", "compensation of a repeated sub-process", "Each run of a repetition is undone, the last first, with its own element.",
          undoing(sub(script("a") + own(script("r", "append(v, cada)", "v"), "r") + several("letras", sequential=True), "a"), "s"), shows(values={"v": ["y", "x"]}),
          letras=["x", "y"], v=[]),
    model("undo_repeated_task", "compensation of a repeated task", "A repeated task is undone once by what is tied to it.",
          undoing(script("a", inside=several(count_of="3")) + undone_by("a", "ha") + undo("ha"), "a"), counts(ha=1)),
    model("undo_not_outside", "compensation thrown in a sub-process", "A throw inside a sub-process undoes nothing outside it.",
          start() + doing("a") + sub(throw("deshace", compensate), "deshace") + end() + ways("inicio a s fin"), shows(ended="fin"), counts(ha=0)),
    model("undo_from_error_box", "compensation in an event sub-process", "An event sub-process undoes what its scope had done.",
          start() + doing("a", "b") + end("fin", error) + ways("inicio a b fin") + event_box("e", error, throw("deshace", compensate) + end("fin_e") + ways("oye_e deshace fin_e")),
          counts(ha=1, hb=1), shows(ended="fin"), before=ERROR),
    model("undo_call", "compensation of a call", "A called process is undone by what is inside it.",
          undoing(call("llama", "otro"), "llama"), shows(went="llama/a llama deshace/ha deshace"), after=process("otro", start("i") + doing("a") + end("e") + ways("i a e"))),
    model("undo_by_sub_process", "compensation handler that is a sub-process", "A handler may be a whole sub-process.",
          undoing(script("a") + undone_by("a", "hs") + sub(script("h1") + script("h2"), "h1", "h2", attributes='isForCompensation="true"', name="hs"), "a"),
          shows(went="a deshace/hs/h1 deshace/hs/h2 deshace/hs deshace")),
    model("undo_fails", "compensation handler that fails", "An error in a handler climbs out of the throw.",
          start() + subprocess("s", script("a") + undone_by("a", "hs") + subprocess("hs", start("ih") + end("eh", error) + ways("ih eh"), 'isForCompensation="true"') + start("i")
          + throw("d", compensate) + end("f") + ways("i a d f")) + boundary("mal", "s", error) + user("b") + end() + ways("inicio s fin", "mal b fin"), shows(open="b"), before=ERROR),
    model("undo_beside", "compensation beside other branches", "Branches that still run go on while a throw compensates.",
          start() + both("g") + script("a") + undone_by("a", "ha") + HANDLER + throw("deshace", compensate) + user("u") + end() + ways("inicio g a deshace fin", "g u fin"),
          shows(open="deshace/ha u"), decide("u"), shows(open="deshace/ha")),
    refused("undo_untied", "compensation boundary event", "A compensation event on a border is tied to its handler.",
            start() + script("a") + boundary("c", "a", compensate) + undo("h") + end() + ways("inicio a fin"), "compensation_is_tied"),
)
