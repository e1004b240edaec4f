"""Activities that are done again and again: standard loops and multi-instances (BPMN 2.0, 10.3.8, 13.3.6 and 13.3.7)."""

from tests.conformance.model import Model, chapter, model
from tests.conformance.words import counts, decide, rings, shows, told, too_late, wait
from tests.engine.drawing import *
from tests.engine.drawing import process


# fmt: off
def repeated(task: str) -> str:
    """A start, this activity `a`, a task z and an end."""
    return start() + task + user("z") + end() + ways("inicio a z fin")


def behaves(behavior: str, event: str = "") -> str:
    """A script of three runs, heard on its border by an event that does not interrupt."""
    marker = (f'<multiInstanceLoopCharacteristics behavior="{behavior}" {event}><loopCardinality>3</loopCardinality>'
              "</multiInstanceLoopCharacteristics>")
    return (start() + script("a", inside=marker) + boundary("oye", "a", signal, False) + script("b") + end() + ways("inicio a fin", "oye b fin"))


DECLARED = SIGNAL + '<signalEventDefinition id="d" signalRef="Sg"/>'
NUMBERS = "numberOfInstances * 1000 + numberOfActiveInstances * 100 + numberOfCompletedInstances * 10 + numberOfTerminatedInstances"
COLLECT = 'outputCollection="votos" outputElement="= voto"'
DRAWN = ('<ioSpecification><dataInput id="di" name="todos"/><dataInput id="uno" name="uno"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/>'
         '</ioSpecification><dataInputAssociation id="x"><sourceRef>lista</sourceRef><targetRef>di</targetRef></dataInputAssociation>'
         '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>di</loopDataInputRef><inputDataItem id="item" name="letra"/>'
         "</multiInstanceLoopCharacteristics>")

LOOPS = chapter("13.3.6 Standard loop",
    model("loop_after", "standard loop, test after", "A loop tested after runs once at least, and again while its condition holds.",
          repeated(script("a", "n + 1", "n", loop("n &lt; 3"))), shows(open="z", values={"n": 3}), n=0, like=39, shows="WCP-21 Structured loop"),
    model("loop_after_at_least_once", "standard loop, test after", "A loop tested after runs once where its condition never holds.",
          repeated(script("a", "n + 1", "n", loop("n &lt; 0"))), shows(open="z", values={"n": 1}), n=0),
    model("loop_before", "standard loop, test before", "A loop tested before may not run at all.",
          repeated(script("a", "n + 1", "n", loop("n &lt; 3", before=True))), shows(open="z", values={"n": 7}), n=7, shows="WCP-21 Structured loop"),
    model("loop_maximum", "standard loop, maximum", "A loop stops at its maximum though its condition still holds.",
          repeated(script("a", "n + 1", "n", loop("true", most=3))), shows(open="z", values={"n": 3}), n=0),
    model("loop_maximum_alone", "standard loop, maximum", "A loop with a maximum and no condition runs that often.",
          repeated(script("a", "n + 1", "n", '<standardLoopCharacteristics loopMaximum="4"/>')), shows(open="z", values={"n": 4}), n=0),
    model("loop_drawn_only", "standard loop without a condition", "A loop marker that says nothing runs on to the limit of runs and is told.",
          repeated(user("a", "<standardLoopCharacteristics/>")), shows(open="a[1]"), decide("a[1]"), shows(open="a[2]"), like=40),
    model("loop_endless", "standard loop", "A loop without an end is an incident at five hundred runs.",
          repeated(script("a", "n + 1", "n", loop("true"))), shows(open="", fails="a repetition"), n=0),
    model("loop_counter", "standard loop, loopCounter", "Each run knows its number.",
          repeated(script("a", "append(v, loopCounter)", "v", loop("loopCounter &lt; 3"))), shows(values={"v": [1, 2, 3]}), v=[]),
    model("loop_user_task", "standard loop of a user task", "A looped task opens again, under the next run, until its condition fails.",
          repeated(user("a", loop('decision = "otra"'))), decide("a[1]", decision="otra"), too_late(decide("a[1]")), shows(open="a[2]"),
          decide("a[2]", decision="ya"), shows(open="z")),
    model("loop_sub_process", "standard loop of a sub-process", "A looped sub-process runs whole each time.",
          start() + subprocess("s", script("a") + script("b", "n + 1", "n") + ways("a b") + loop("n &lt; 2")) + end() + ways("inicio s fin"),
          shows(ended="fin", went="s[1]/a s[1]/b s[1] s[2]/a s[2]/b s[2] s"), n=0),
    model("loop_call", "standard loop of a call", "A looped call calls anew while its condition holds.",
          repeated(call("a", "otro", mapping({"n": "= n"}, {"n": "= n"}), inside=loop("n &lt; 3"))), shows(open="z", values={"n": 3}), n=0,
          after=process("otro", start("i") + script("t", "n + 1", "n") + end("e") + ways("i t e"))),
    model("loop_interrupted", "standard loop, border event", "A border event takes a loop away whole.",
          start() + user("a", loop("true")) + boundary("oye", "a", signal) + user("b") + end() + ways("inicio a fin", "oye b fin"),
          decide("a[1]"), rings("aviso"), shows(open="b"), before=SIGNAL),
)

MANY = chapter("13.3.7 Multiple instances",
    model("mi_parallel", "multi-instance, parallel", "All runs of a parallel repetition begin at once; it is done when all are.",
          repeated(user("a", several(count_of="3"))), shows(open="a[1] a[2] a[3]"), decide("a[2]", "a[1]"), shows(open="a[3]"), decide("a[3]"),
          shows(open="z"), shows="WCP-13 Multiple instances with a priori design-time knowledge"),
    model("mi_cardinality", "multi-instance, cardinality", "A cardinality of three gives three runs.",
          repeated(script("a", inside=several(count_of="3"))), shows(open="z", went="a[1] a[2] a[3] a"), like=41),
    model("mi_cardinality_by_value", "multi-instance, cardinality", "The number of runs may be worked out when the activity begins.",
          repeated(user("a", several(count_of="n + 1"))), shows(open="a[1] a[2] a[3]"), n=2,
          shows="WCP-14 Multiple instances with a priori run-time knowledge"),
    model("mi_sequential", "multi-instance, sequential", "Runs one after the other open one at a time.",
          repeated(user("a", several(count_of="2", sequential=True))), shows(open="a[1]"), too_late(decide("a[2]")), decide("a[1]"), shows(open="a[2]"),
          decide("a[2]"), shows(open="z")),
    model("mi_collection", "multi-instance over a collection", "There is one run for each element, and it sees its own.",
          repeated(user("a", several("organos"))), shows(open="a[1] a[2]", sees=("a[2]", {"cada": "y", "loopCounter": 2})), organos=["x", "y"],
          shows="WCP-14 Multiple instances with a priori run-time knowledge"),
    model("mi_collects", "multi-instance, output collection", "What the runs gave is gathered in the order of the elements.",
          start() + user("a", several("organos", collect=COLLECT)) + script("b", "votos", "todo") + end() + ways("inicio a b fin"),
          decide("a[2]", voto="no"), decide("a[1]", voto="si"), shows(ended="fin", values={"votos": ["si", "no"]}, unset="voto"), organos=[1, 2]),
    model("mi_empty", "multi-instance over nothing", "A repetition of none is done at once, and gathers an empty list.",
          repeated(user("a", several("organos", collect=COLLECT))), shows(open="z", values={"votos": []}), organos=[]),
    model("mi_null", "multi-instance over null", "A collection that is missing is an incident, not nothing.", repeated(user("a", several("organos"))), shows(fails="a repetition")),
    model("mi_bad_number", "multi-instance, cardinality", "A number of runs that is none is an incident.", repeated(user("a", several(count_of="1.5"))), shows(fails="a repetition")),
    model("mi_drawn_only", "multi-instance without a number", "A marker that says no number is an incident when it is reached.",
          repeated(user("a", "<multiInstanceLoopCharacteristics/>")), shows(fails="a repetition"), like=45),
    model("mi_too_many", "multi-instance, limit", "Five hundred runs are as many as a repetition may have.", repeated(user("a", several(count_of="501"))), shows(fails="a repetition")),
    model("mi_condition", "multi-instance, completion condition", "When the condition holds the runs that are left are withdrawn.",
          repeated(user("a", several(count_of="5", done="listo"))), decide("a[2]", listo=True), shows(open="z", withdrawn="a[1] a[3] a[4] a[5]"),
          too_late(decide("a[1]")), like=42, shows="WCP-27 Complete multiple instance activity"),
    model("mi_condition_sequential", "multi-instance, completion condition", "Runs one after the other stop at the first for which the condition holds.",
          repeated(script("a", "n + 1", "n", several(count_of="5", sequential=True, done="n = 2"))), shows(open="z", values={"n": 2}), n=0),
    model("mi_completed", "multi-instance, numberOfCompletedInstances", "A condition may ask how many runs are done.",
          repeated(user("a", several(count_of="5", done="numberOfCompletedInstances = 3"))), decide("a[5]", "a[1]", "a[3]"), shows(open="z", withdrawn="a[2] a[4]"),
          like=44, shows="WCP-34 Static partial join for multiple instances"),
    model("mi_nr_of", "multi-instance, nrOfCompletedInstances", "The numbers are also known by the names that other engines give them.",
          repeated(script("a", "n + 1", "n", several(count_of="5", sequential=True, done="nrOfCompletedInstances = 2"))), shows(open="z", values={"n": 2}), n=0, like=43),
    model("mi_share", "multi-instance, numberOfInstances", "A condition may ask for a share of all runs.",
          repeated(user("a", several("organos", done="numberOfCompletedInstances / numberOfInstances &gt;= 0.5"))), decide("a[4]"), shows(open="a[1] a[2] a[3]"),
          decide("a[1]"), shows(open="z"), organos=[1, 2, 3, 4], shows="WCP-34 Static partial join for multiple instances"),
    model("mi_numbers", "multi-instance, its numbers", "Instances, active, completed and terminated ones are told to each run.",
          repeated(script("a", f"append(v, {NUMBERS})", "v", several(count_of="3"))), shows(values={"v": [3300, 3210, 3120]}), v=[]),
    model("mi_numbers_sequential", "multi-instance, its numbers", "In a sequence one run is active at a time.",
          repeated(script("a", f"append(v, {NUMBERS})", "v", several(count_of="3", sequential=True))), shows(values={"v": [3100, 3110, 3120]}), v=[]),
    model("mi_by_what_a_run_says", "multi-instance, completion condition", "What one run was for and what it decided can end the repetition.",
          repeated(user("a", several("organos", done='cada = final or voto = "no"', collect=COLLECT))), decide("a[1]", voto="si"), shows(open="a[2] a[3]"),
          decide("a[3]", voto="no"), shows(open="z", values={"votos": ["si", None, "no"]}), organos=["x", "y", "z"], final="y"),
    model("mi_sub_process", "multi-instance of a sub-process", "Each run keeps its own values apart.",
          start() + subprocess("s", user("t") + several("organos", collect='outputCollection="todo" outputElement="= mio"'), extension=mapping({"mio": "= cada"}))
          + end() + ways("inicio s fin"), decide("s[2]/t", mio="B"), decide("s[1]/t", mio="A"), shows(ended="fin", values={"todo": ["A", "B"]}, unset="mio"),
          organos=["a", "b"]),
    model("mi_call", "multi-instance of a call", "A repeated call calls once for each element.",
          repeated(call("a", "otro", mapping({"organo": "= cada"}), inside=several("organos", collect=COLLECT))), decide("a[1]/t", voto=1), decide("a[2]/t", voto=2),
          shows(open="z", values={"votos": [1, 2]}), after=process("otro", start("i") + user("t") + end("e") + ways("i t e")), organos=["a", "b"]),
    model("mi_nested", "multi-instance in a multi-instance", "A repetition within a repetition runs each of each.",
          start() + subprocess("s", script("t", inside=several(count_of="2")) + several(count_of="3")) + end() + ways("inicio s fin"), counts(t=9, s=4), shows(ended="fin")),
    model("mi_border_timer", "multi-instance, border event", "A border event takes all runs of a repetition away.",
          start() + user("a", several(count_of="3")) + boundary("vence", "a", timer("P1D")) + user("b") + end() + ways("inicio a fin", "vence b fin"),
          decide("a[2]"), wait("P2D"), shows(open="b", withdrawn="a[1] a[3]"), shows="WCP-26 Cancel multiple instance activity, WCP-35 Cancelling partial join for multiple instances"),
    model("mi_border_each", "multi-instance, border event", "A border event that does not interrupt hears each time, while the runs go on.",
          start() + user("a", several(count_of="2", sequential=True)) + boundary("oye", "a", message, False) + user("b") + end() + ways("inicio a fin", "oye b fin"),
          told("respuesta"), decide("a[1]"), told("respuesta"), shows(open="b a[2] b:2"), before=MESSAGE),
    model("mi_error", "multi-instance, error", "An error in one run takes the whole repetition away.",
          start() + subprocess("s", user("t") + end("mal", error) + ways("t mal") + several(count_of="3")) + boundary("oye", "s", error) + user("b") + end()
          + ways("inicio s fin", "oye b fin"), decide("s[2]/t"), shows(open="b", withdrawn="s[1]/t s[3]/t"), before=ERROR),
    model("mi_terminate", "multi-instance, terminate", "Terminate in one run ends that run only.",
          start() + subprocess("s", both("g") + user("t") + user("u") + end("ya", terminate) + ways("g t ya", "g u") + several(count_of="2")) + end()
          + ways("inicio s fin"), decide("s[1]/t"), shows(open="s[2]/t s[2]/u")),
    model("mi_drawn_collection", "multi-instance, loopDataInputRef", "The collection may be named as BPMN itself does, with its item.",
          repeated(script("a", "append(v, letra)", "v", DRAWN)) + '<dataObject id="o"/><dataObjectReference id="lista" name="lista" dataObjectRef="o"/>',
          shows(open="z", values={"v": ["x", "y"]}), v=[], lista=["x", "y"]),
    model("mi_behavior_all", "multi-instance, behavior All", "By default no event is thrown of the single runs.", behaves("All"), counts(b=0), shows(ended="fin"), before=DECLARED),
    model("mi_behavior_one", "multi-instance, behavior One", "The first run that is done throws the event.",
          behaves("One", 'oneBehaviorEventRef="d"'), counts(b=1), shows(ended="fin"), before=DECLARED),
    model("mi_behavior_none", "multi-instance, behavior None", "Every run that is done throws the event.",
          behaves("None", 'noneBehaviorEventRef="d"'), counts(b=3), shows(ended="fin"), before=DECLARED),
)

MODELS: list[Model] = [*LOOPS, *MANY]
