"""What tasks do: of people, services, messages, scripts and rules; how they wait and fail (BPMN 2.0, 10.3.3 and 13.3.2)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import answer, counts, decide, retry, rings, shows, told, too_late, wait
from tests.engine.drawing import *


# fmt: off
def then(body: str, *names: str) -> str:
    """A start, this body, a task z and an end, along the names."""
    return start() + body + user("z") + end() + ways(" ".join(["inicio", *names, "z fin"]))


def asks_a_table(decision: str) -> str:
    told = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="quien"/>'
    return f'<businessRuleTask id="a"><extensionElements>{told}</extensionElements></businessRuleTask>'


def sends(kind: str) -> str:
    return f'<sendTask id="a"><extensionElements><zeebe:taskDefinition type="{kind}"/></extensionElements></sendTask>'


FEEL_SCRIPT = '<scriptTask id="a" scriptFormat="feel"><script>1 + 1</script></scriptTask>'
PYTHON = '<scriptTask id="a" scriptFormat="python"><script>print(1)</script></scriptTask>'

PEOPLE = chapter("10.3.3 Tasks: user and manual task",
    model("user_task", "user task", "A user task waits for a person, and is done when one decides.",
          then(user("a"), "a"), shows(open="a", waits=""), decide("a"), shows(open="z", went="a")),
    model("user_task_once", "user task", "A task that was decided cannot be decided again.",
          then(user("a"), "a"), decide("a"), too_late(decide("a")), shows(open="z")),
    model("user_task_unknown", "user task", "A task that never opened cannot be decided.", then(user("a"), "a"), too_late(decide("b"), decide("a:2"))),
    model("user_task_visits", "user task", "The second visit of a task is another task, under the next number.",
          start() + user("a") + ways("inicio a a"), decide("a"), shows(open="a:2"), too_late(decide("a")), decide("a:2"), shows(open="a:3")),
    model("user_task_two_tokens", "user task", "Two tokens at one task are two tasks, decided apart.",
          start() + both("g") + script("s") + script("t") + user("a") + end() + ways("inicio g s a fin", "g t a"), shows(open="a a:2"),
          decide("a:2"), shows(open="a"), decide("a"), shows(ended="fin")),
    model("user_task_form", "user task", "A task opens with its form and the organ that must act.",
          then(user("a", extension='<zeebe:formDefinition formId="f"/><zeebe:assignmentDefinition candidateGroups="oga"/>'), "a"),
          shows(organs={"a": "oga"})),
    model("user_task_term", "user task, term", "A task that is late stays open: its term runs out and takes nothing away.",
          then(user("a", extension=properties(plazo="2 dh")), "a"), shows(terms={"a": "2 dh"}), wait("P30D"), shows(open="a"),
          decide("a"), shows(open="z")),
    model("manual_task", "manual task", "A manual task waits for a person, who says that it is done.",
          then(node("manualTask", "a"), "a"), shows(open="a"), decide("a"), shows(open="z")),
    model("abstract_task", "task without a kind", "A task of no kind has nothing to do and passes.", then(node("task", "a"), "a"), shows(open="z", went="a")),
)

AUTOMATIC = chapter("10.3.3 Tasks: service, send, receive, script, business rule",
    model("service_task", "service task", "A service hears its inputs and nothing else, and its answers become values.",
          then(service("a", "prueba.eco", mapping({"n": "= m + 1"})), "a"), shows(open="z", values={"eco": {"n": 2}}), m=1, secreto="x"),
    model("service_answers_later", "service task", "A service that works outside leaves its task open until it answers.",
          then(service("a", "prueba.luego"), "a"), shows(open="", waits="a"), answer("a", n=1), shows(open="z"), too_late(answer("a"))),
    model("service_fails_later", "service task", "A service that works outside may answer by an error, caught on its border.",
          start() + service("a", "prueba.luego") + boundary("mal", "a", error) + user("b") + end() + ways("inicio a fin", "mal b fin"),
          answer("a", error="E1"), shows(open="b"), before=ERROR),
    model("service_raises", "service task", "An error that a service raises is caught on its border by its code.",
          start() + service("a", "prueba.falla") + boundary("mal", "a", error) + user("b") + end() + ways("inicio a fin", "mal b fin"),
          shows(open="b", went=""), before=ERROR),
    model("service_raises_uncaught", "service task", "An error that a service raises and nobody catches is an incident at its task.",
          then(service("a", "prueba.falla"), "a"), shows(open="", fails="a error")),
    model("service_retried", "service task", "A failed step is tried again with values that an officer corrected.",
          then(service("a", "= tipo"), "a"), shows(fails="a service"), retry("a", tipo="prueba.calla"), shows(open="z", fails=""), tipo="nadie.lo_hace"),
    model("service_nobody", "service task", "A service that nobody offers is an incident; the task never passes.",
          then(service("a", "nadie.lo_hace"), "a"), shows(open="", fails="a service")),
    model("service_without_type", "service task without an implementation", "An automatic task that names no service never passes in silence.",
          then('<serviceTask id="a"/>', "a"), shows(fails="a service")),
    model("service_says_nothing", "service task", "A service that answers nothing is done.", then(service("a", "prueba.calla"), "a"), shows(open="z", fails="")),
    model("service_twice", "service task", "A service is asked once for each visit.",
          start() + xor("y") + service("a", "prueba.doble", mapping({"n": "= n"}, {"n": "= doble"})) + xor("x", "f-y") + end() + ways("inicio y a x")
          + flow("x", "y", name="f-y") + flow("x", "fin", "n &gt; 7"), shows(ended="fin", values={"n": 8}), counts(a=3), n=1),
    model("send_task_message", "send task", "A send task throws its message and goes on.",
          then(node("sendTask", "a", attributes='messageRef="Ms"'), "a"), shows(open="z", says="respuesta"), before=MESSAGE),
    model("send_task_service", "send task", "A send task that names a service has it send.", then(sends("prueba.eco"), "a"), shows(open="z", values={"eco": {}}, says="")),
    model("send_task_empty", "send task without a message", "A send task with nothing to send never passes in silence.", then('<sendTask id="a"/>', "a"), shows(fails="a service")),
    model("receive_task", "receive task", "A receive task waits for its message, and its values become values of the case.",
          then(node("receiveTask", "a", f"<extensionElements>{mapping(outputs={'visto': '= tipo'})}</extensionElements>", 'messageRef="Ms"'), "a"),
          shows(open="", waits="a"), told("respuesta", tipo="si"), shows(open="z", values={"visto": "si"}), before=MESSAGE),
    model("receive_task_term", "receive task, term", "The term of a receive task may run out; it goes on waiting.",
          then(node("receiveTask", "a", f"<extensionElements>{properties(plazo='3 dh')}</extensionElements>", 'messageRef="Ms"'), "a"),
          wait("P20D"), shows(waits="a", terms={"a": "3 dh"}), told("respuesta"), shows(open="z"), before=MESSAGE),
    model("receive_task_begins", "receive task, instantiating", "A receive task without a flow in may begin a process.",
          node("receiveTask", "a", attributes='messageRef="Ms" instantiate="true"') + user("b") + end() + ways("a b fin"),
          told("respuesta"), shows(open="b", cases=1), before=MESSAGE, opened=False),
    model("script_task", "script task", "A script in FEEL gives a value to the case.", then(script("a", "n * 2 + 0.1", "m"), "a"), shows(open="z", values={"m": 8}), n=3.95),
    model("script_task_drawn", "script task, script element", "A script written in BPMN's own element runs when it says that it is FEEL.",
          then(FEEL_SCRIPT, "a"), shows(open="z", went="a")),
    model("script_task_empty", "script task without a script", "A script task without a script never passes in silence.", then('<scriptTask id="a"/>', "a"), shows(fails="a expression")),
    refused("script_task_foreign", "script in another language", "A script in another language is code that whoever draws would run on the server.",
            then(PYTHON, "a"), "unsupported_elements",
            reason="Whoever draws a diagram must not own the server; BPMN 2.0 (10.3.3) names no language. The script is written in FEEL."),
    model("script_exact", "script task", "Numbers are exact: a tenth and two tenths are three tenths.", then(script("a", "0.1 + 0.2 = 0.3", "m"), "a"), shows(values={"m": True})),
    model("script_error", "script that fails", "A script that divides by nothing gives null, as FEEL says, and no error.",
          start() + script("a", "1 / 0", "m") + boundary("mal", "a", any_error) + user("b") + user("c") + end() + ways("inicio a b fin", "mal c fin"),
          shows(open="b", values={"m": None}), like=29),
    model("script_function", "script task", "A function is no value that a case could keep: an incident.", then(script("a", "function(x) x", "m"), "a"), shows(fails="a expression")),
    model("rule_task", "business rule task", "A business rule task asks its table; the rules that matched are told.",
          then(asks_a_table("organo"), "a"), shows(open="z", values={"quien": "ogaj"}, rules={"organo": [2]}), tables=[TABLE], monto=12),
    model("rule_task_no_table", "business rule task", "A decision that no table makes is an incident.",
          then(asks_a_table("otra"), "a"), shows(fails="a table"), tables=[TABLE]),
    model("rule_task_empty", "business rule task without a decision", "A business rule task that asks nothing never passes in silence.",
          then('<businessRuleTask id="a"/>', "a"), shows(fails="a table"), like=54),
)

LIFE = chapter("13.3.2 Activity",
    model("activity_interrupted", "interrupted activity", "What is interrupted is withdrawn, told as withdrawn, and can no longer be decided.",
          start() + user("a") + boundary("oye", "a", signal) + user("b") + end() + ways("inicio a fin", "oye b fin"),
          rings("aviso"), shows(open="b", withdrawn="a"), too_late(decide("a")), before=SIGNAL, shows="WCP-19 Cancel task"),
    model("activity_done_first", "completed activity", "An activity that is done takes its border events away with it.",
          start() + user("a") + boundary("oye", "a", signal) + user("b") + user("c") + end() + ways("inicio a c fin", "oye b fin"),
          decide("a"), shows(open="c", withdrawn="a/oye", waits=""), rings("aviso"), shows(open="c"), before=SIGNAL),
    model("activity_failing", "failing activity", "A failed activity waits; its other branches go on.",
          start() + both("g") + service("a", "nadie") + user("b") + end() + ways("inicio g a fin", "g b fin"), shows(open="b", fails="a service"),
          decide("b"), shows(fails="a service", open="")),
    model("activity_failing_withdrawn", "failing activity", "A failed activity whose scope is interrupted is an incident no more.",
          start() + subprocess("s", service("a", "nadie")) + boundary("vence", "s", timer("P1D")) + user("b") + end() + ways("inicio s fin", "vence b fin"),
          shows(fails="s/a service"), wait("P2D"), shows(open="b", fails="")),
)

MODELS: list[Model] = [*PEOPLE, *AUTOMATIC, *LIFE]
