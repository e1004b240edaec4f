"""What holds tokens: sub-processes, calls, ad-hoc sub-processes, transactions (BPMN 2.0, 10.3.5 to 10.3.7, 13.3.4 and 13.3.5)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import choose, counts, decide, retry, rings, shows, told, too_late, wait
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process


# fmt: off
def around(inside: str, *more: str, after: str = "b") -> str:
    """A start, this element (`s`, `t`, `h` or `llama`), a task b and an end."""
    name = inside.partition('id="')[2].partition('"')[0]
    return start() + inside + user(after) + end() + ways(f"inicio {name} {after} fin") + "".join(more)


def adhoc(body: str, attributes: str = "", done: str = "") -> str:
    told = f"<completionCondition>= {done}</completionCondition>" if done else ""
    return node("adHocSubProcess", "h", body + told, attributes)


def transaction(body: str) -> str:
    """A transaction with a border for its cancellation, behind which stands z."""
    return (start() + subprocess("t", body, kind="transaction") + boundary("oye", "t", cancel) + user("z") + user("b") + end()
            + ways("inicio t b fin", "oye z fin"))


def called(body: str, name: str = "otro") -> str:
    return process(name, start(f"i_{name}") + body + end(f"e_{name}"))


ASKS = called(user("t") + ways("i_otro t e_otro"))
GLOBAL = '<callActivity id="llama" calledElement="tarea"/>'


def deep(levels: int) -> str:
    body = script("t")
    for n in range(levels):
        body = subprocess(f"s{n}", body)
    return body


SUB = chapter("13.3.4 Sub-process",
    model("sub_done", "sub-process", "A sub-process is done with its last token, and then the flow goes on.",
          around(subprocess("s", start("i") + both("g") + user("t") + user("u") + end("e") + end("e2") + ways("i g t e", "g u e2"))), decide("s/t"),
          shows(open="s/u"), decide("s/u"), shows(open="b")),
    model("sub_own_values", "sub-process, scope of values", "What a sub-process is given stays its own.",
          around(subprocess("s", user("t"), extension=mapping({"local": "= n + 1"}))), shows(sees=("s/t", {"local": 3})), decide("s/t"),
          shows(open="b", unset="local", values={"n": 2}), n=2),
    model("sub_writes_out", "sub-process, scope of values", "What is decided inside becomes a value of the nearest scope that has the name, else of the case.",
          around(subprocess("s", script("a", "9", "n") + script("c", "7", "m") + user("t") + ways("a c t"), extension=mapping({"n": "= n - 4"}))),
          shows(sees=("s/t", {"n": 9}), values={"n": 5, "m": 7}), n=5),
    model("sub_outputs", "sub-process, outputs", "A sub-process maps what it gives when it is done.",
          around(subprocess("s", user("t"), extension=mapping({"local": "= 1"}, {"visto": "= local + 1"}))), decide("s/t"), shows(values={"visto": 2}, unset="local")),
    model("sub_no_start", "sub-process without a start", "Without a start every step without a flow in begins.",
          around(subprocess("s", script("a") + end("e1") + ways("a e1"))), shows(open="b", went="s/a s"), like=49),
    model("sub_empty", "empty or collapsed sub-process", "A sub-process with nothing in it passes.", around(subprocess("s", "")), shows(open="b", went="s"), like=50),
    model("sub_no_end", "sub-process without an end", "Without an end a sub-process is done when its tokens are.",
          around(subprocess("s", start("i") + script("a") + ways("i a"))), shows(open="b"), like=51),
    model("sub_again", "sub-process visited again", "A sub-process visited again begins anew, under the next number.",
          start() + subprocess("s", user("t")) + xor("x", "f-fin") + end() + ways("inicio s x") + flow("x", "s", 'decision = "otra"') + flow("x", "fin", name="f-fin"),
          decide("s/t", decision="otra"), too_late(decide("s/t")), shows(open="s:2/t"), decide("s:2/t", decision="ya"), shows(ended="fin")),
    model("sub_twice_at_once", "sub-process, two tokens", "Two tokens at one sub-process open it twice, apart.",
          start() + both("g") + script("a") + script("c") + subprocess("s", user("t"), extension=mapping({"k": "= n"})) + end() + ways("inicio g a s fin", "g c s"),
          shows(open="s/t s:2/t"), decide("s:2/t"), shows(open="s/t")),
    model("sub_terminate", "terminate end event in a sub-process", "Terminate inside a sub-process ends only that.",
          around(subprocess("s", start("i") + both("g") + user("u") + end("e1", terminate) + end("e2") + ways("i g e1", "g u e2"))), shows(open="b"), like=60),
    model("sub_interrupted", "interrupted sub-process", "An interrupted sub-process takes all that it holds with it.",
          start() + subprocess("s", both("g") + user("t") + user("u") + catch("llega", message) + ways("g t", "g u", "g llega")) + boundary("oye", "s", signal)
          + user("b") + end() + ways("inicio s fin", "oye b fin"), rings("aviso"), shows(open="b", withdrawn="s/t s/u s/llega"), too_late(decide("s/t")),
          before=MESSAGE + SIGNAL, shows="WCP-25 Cancel region"),
    model("sub_cannot_begin", "sub-process that cannot begin", "Steps that all have a flow in cannot begin: an incident.",
          around(subprocess("s", user("a") + user("c") + ways("a c a"))), shows(fails="s start")),
    model("sub_deep", "sub-processes within each other", "Twenty sub-processes within each other run and end.", deep(20), shows(ended=""), counts(t=1)),
    model("sub_inner_split", "sub-process", "A token of a sub-process meets none of the flow around it.",
          start() + both("g") + subprocess("s", user("t")) + user("u") + both("j") + user("b") + end() + ways("inicio g s j b fin", "g u j"),
          decide("u"), shows(open="s/t"), decide("s/t"), shows(open="b")),
)

CALLS = chapter("10.3.6 Call activity and global task",
    model("call_wall", "call activity, values", "A called process sees its inputs, and nothing else of its caller.",
          around(call("llama", "otro", mapping({"entra": "= n"}))), shows(sees=("llama/t", {"entra": 1, "n": None, "secreto": None})),
          after=ASKS, n=1, secreto="x"),
    model("call_outputs", "call activity, values", "What a called process wrote stays behind its wall, but for what is mapped out.",
          around(call("llama", "otro", mapping(outputs={"m": "= n"}))), shows(open="b", values={"n": 1, "m": 99}, unset="k"), n=1,
          after=called(script("t", "99", "n") + script("u", "1", "k") + ways("i_otro t u e_otro"))),
    model("call_gives_all", "call activity, values", "Without mappings a call gives back all that was answered.",
          around(call("llama", "otro")), shows(open="b", values={"k": 5}), after=called(script("t", "5", "k") + ways("i_otro t e_otro"))),
    model("call_gives_nothing", "call activity, values", "A call that propagates nothing gives nothing back.",
          around(call("llama", "otro", attributes='propagateAllChildVariables="false"')), shows(open="b", unset="k"),
          after=called(script("t", "5", "k") + ways("i_otro t e_otro"))),
    model("call_other_file", "call activity, another diagram", "A called process may stand in another diagram of the procedure.",
          [diagram(around(call("llama", "otro"))), diagram(start("i") + user("t") + end("e") + ways("i t e"), process="otro")],
          shows(open="llama/t"), decide("llama/t"), shows(open="b")),
    model("call_global_task", "global task", "A global task can be called, and is done once.", around(GLOBAL), shows(open="llama/tarea.task"), decide("llama/tarea.task"),
          shows(open="b"), after='<globalUserTask id="tarea" name="Tarea global"/>'),
    model("call_by_value", "call activity, worked out", "Which process is called may be worked out.",
          around(call("llama", "= destino")), shows(open="llama/t"), after=ASKS, destino="otro"),
    model("call_missing", "call activity, called process missing", "A call of a process that does not exist is an incident when it is reached.",
          start() + user("a") + call("llama", "nadie") + end() + ways("inicio a llama fin"), decide("a"), shows(fails="llama call"), like=52),
    model("call_drawn_only", "call activity without a called element", "A call that names nothing never passes in silence.",
          around('<callActivity id="llama"/>'), shows(fails="llama call"), like=53),
    model("call_only_by_message", "call activity", "A process that only a message starts cannot be called: an incident.",
          around(call("llama", "otro")), shows(fails="llama start"), before=MESSAGE, after=process("otro", start("i", message) + user("t") + ways("i t"))),
    model("call_recursion", "call activity, recursion", "A process may call itself and returns level by level.",
          start() + call("c0", "q", mapping({"n": "= 5"}, {"queda": "= n", "fondo": "= fondo"})) + end() + ways("inicio c0 fin"), shows(ended="fin", values={"queda": 0, "fondo": 6}),
          after=process("q", start("i") + script("t", "n - 1", "n") + script("v", "if fondo = null then 1 else fondo", "fondo") + xor("x", "f-e")
                        + call("c", "q", mapping({"n": "= n", "fondo": "= fondo + 1"}, {"n": "= n", "fondo": "= fondo"})) + script("w", "fondo + 1", "fondo") + end("e")
                        + ways("i t v x", "c e", "w e") + flow("x", "c", "n &gt; 0") + flow("x", "w", name="f-e")), shows="WCP-22 Recursion"),
    model("call_endless", "call activity, recursion", "A process that calls itself without end is stopped as an incident, and the step is undone or told.",
          start() + user("a") + call("llama", "p") + end() + ways("inicio a llama fin"), decide("a"), shows(open="llama/a"), decide("llama/a"), shows(open="llama/llama/a")),
    model("call_too_deep", "call activity, limit", "More than twenty calls within each other are an incident.",
          start() + xor("x", "f-u") + call("llama", "p", mapping({"directo": "= true"})) + user("u") + end() + ways("inicio x", "llama fin", "u fin") + flow("x", "llama", "directo")
          + flow("x", "u", name="f-u"), shows(open="", fails="/".join(["llama"] * 21) + " nesting"), directo=True),
    model("call_terminate", "call activity, terminate", "Terminate in a called process ends only that.",
          around(call("llama", "otro")), shows(open="b"), after=called(both("g") + user("t") + end("fin_t", terminate) + ways("i_otro g t e_otro", "g fin_t"))),
    model("call_interrupted", "call activity, border event", "A border event takes a called process away, and reads the values outside its wall.",
          start() + call("llama", "otro", mapping({"fuera": "= 5"})) + boundary("vence", "llama", timer("= plazo")) + user("b") + end() + ways("inicio llama fin", "vence b fin"),
          shows(terms={"llama/vence": "P1D"}), wait("P1DT1H"), shows(open="b", withdrawn="llama/t"), after=ASKS, plazo="P1D"),
    model("call_error", "call activity, error", "An error in a called process climbs through the call.",
          start() + call("llama", "otro") + boundary("mal", "llama", error) + user("b") + end() + ways("inicio llama fin", "mal b fin"), shows(open="b"),
          before=ERROR, after=process("otro", start("i") + end("e", error) + ways("i e"))),
    model("call_escalation", "call activity, escalation", "An escalation climbs through the call, which goes on.",
          start() + call("llama", "otro") + boundary("oye", "llama", escalation, False) + user("b") + end() + ways("inicio llama fin", "oye b fin"),
          shows(open="llama/t b"), before=ESCALATION, after=called(throw("sube", escalation) + user("t") + ways("i_otro sube t e_otro"))),
    model("call_event_box", "call activity, event sub-process", "An event sub-process of a called process hears while the call runs.",
          around(call("llama", "otro")), told("respuesta"), shows(open="llama/e/r"), decide("llama/e/r"), shows(open="b"), before=MESSAGE,
          after=called(user("t") + ways("i_otro t e_otro") + event_box("e", message, user("r") + end("fin_e") + ways("oye_e r fin_e")))),
    model("call_same_ids", "call activity", "A step of a called process may bear the id of one of its caller.",
          [diagram(around(call("llama", "otro"))), diagram(start("i") + user("b") + end("e") + ways("i b e"), process="otro")],
          shows(open="llama/b"), decide("llama/b"), shows(open="b")),
)

ADHOC = chapter("13.3.5 Ad-hoc sub-process",
    model("adhoc_all", "ad-hoc sub-process", "All its activities are offered, in any order, and it ends with the last.",
          around(adhoc(user("a") + user("c"))), shows(open="h/a h/c"), decide("h/c"), shows(open="h/a"), decide("h/a"), shows(open="b"), like=47,
          shows="WCP-40 Interleaved routing"),
    model("adhoc_condition", "ad-hoc sub-process, completion condition", "When its condition holds after an activity, the others are withdrawn.",
          around(adhoc(user("a") + user("c"), done="listo")), decide("h/a", listo=True), shows(open="b", withdrawn="h/c"), like=48, listo=False),
    model("adhoc_condition_waits", "ad-hoc sub-process, completion condition", "While its condition does not hold it goes on.",
          around(adhoc(user("a") + user("c"), done="listo")), decide("h/a", listo=False), shows(open="h/c h/a:2")),
    model("adhoc_again", "ad-hoc sub-process, completion condition", "Until its condition holds, what a person did may be done again, and as often as needed.",
          around(adhoc(user("a") + user("c"), done="listo")), decide("h/a"), decide("h/a:2"), shows(open="h/c h/a:3"), decide("h/c", listo=True), shows(open="b", withdrawn="h/a:3")),
    model("adhoc_unfinished", "ad-hoc sub-process, completion condition", "With its condition false and nothing left to do it is not done: an incident says so.",
          around(adhoc(script("a", "1", "n"), done="listo")), shows(fails="h unfinished"), retry("h", listo=True), shows(open="b")),
    model("adhoc_chosen", "ad-hoc sub-process, sequential", "An officer chooses which activity comes first; the one that was open waits its turn.",
          around(adhoc(user("a") + user("c") + user("d"), 'ordering="Sequential"')), choose("h/a", "d"), shows(open="h/d", withdrawn="h/a"), decide("h/d"), shows(open="h/c"),
          decide("h/c"), shows(open="h/a:2"), decide("h/a:2"), shows(open="b")),
    model("adhoc_sequential_again", "ad-hoc sub-process, sequential", "In a sequential one, too, what was done is offered again, after the others.",
          around(adhoc(user("a") + user("c"), 'ordering="Sequential"', "listo")), decide("h/a"), decide("h/c"), shows(open="h/a:2"), decide("h/a:2", listo=True), shows(open="b")),
    model("adhoc_lets_finish", "ad-hoc sub-process, cancelRemainingInstances", "It may let the others finish when its condition holds.",
          around(adhoc(user("a") + user("c"), 'cancelRemainingInstances="false"', "listo")), decide("h/a", listo=True), shows(open="h/c", withdrawn=""), decide("h/c"), shows(open="b")),
    model("adhoc_sequential", "ad-hoc sub-process, sequential", "In a sequential one only one activity is open at a time.",
          around(adhoc(user("a") + user("c") + user("d"), 'ordering="Sequential"')), shows(open="h/a"), decide("h/a"), shows(open="h/c"), decide("h/c"), shows(open="h/d"),
          decide("h/d"), shows(open="b"), shows="WCP-39 Critical section, WCP-40 Interleaved routing"),
    model("adhoc_sequential_condition", "ad-hoc sub-process, sequential", "A sequential one ends, and begins nothing more, when its condition holds.",
          around(adhoc(user("a") + user("c"), 'ordering="Sequential"', "listo")), decide("h/a", listo=True), shows(open="b", withdrawn="")),
    model("adhoc_flows", "ad-hoc sub-process, flows inside", "Flows inside order the activities that they join.",
          around(adhoc(user("a") + user("c") + user("d") + ways("a c"))), shows(open="h/a h/d"), decide("h/a"), shows(open="h/c h/d"),
          shows="WCP-17 Interleaved parallel routing"),
    model("adhoc_empty", "ad-hoc sub-process without activities", "An ad-hoc sub-process with nothing in it passes.", around(adhoc("")), shows(open="b")),
    model("adhoc_repeated_inside", "ad-hoc sub-process", "A repeated activity is one step of it.",
          around(adhoc(user("a", several(count_of="2")) + user("c"), 'ordering="Sequential"')), decide("h/a[1]"), shows(open="h/a[2]"), decide("h/a[2]"), shows(open="h/c")),
)

TRANSACTIONS = chapter("10.3.5 Transaction",
    model("transaction_done", "transaction", "A transaction that is not cancelled goes on as a sub-process.",
          transaction(start("i") + user("a") + end("e") + ways("i a e")), decide("t/a"), shows(open="b")),
    model("transaction_cancelled", "transaction, cancel end event", "A cancelled transaction leaves by its cancel border, and by nothing else.",
          transaction(start("i") + end("e", cancel) + ways("i e")), shows(open="z"), like=46),
    model("transaction_compensates", "transaction, cancel end event", "Cancelling undoes what was done, and withdraws what is open.",
          transaction(start("i") + both("g") + script("a") + undone_by("a", "ha") + undo("ha") + user("c") + user("d") + end("e", cancel) + end("e2")
                      + ways("i g a c e", "g d e2")), decide("t/c"), shows(open="z", withdrawn="t/d", went="t/a t/c t/e/ha")),
    model("transaction_uncaught", "transaction, cancel end event", "A cancellation that no border catches is an incident; the flow does not go on.",
          around(subprocess("t", start("i") + end("e", cancel) + ways("i e"), kind="transaction")), shows(open="", fails="t/e error")),
    model("transaction_error", "transaction, error", "An error leaves a transaction by its error border, without undoing.",
          start() + subprocess("t", start("i") + script("a") + undone_by("a", "ha") + undo("ha") + end("e", error) + ways("i a e"), kind="transaction")
          + boundary("mal", "t", error) + user("z") + end() + ways("inicio t fin", "mal z fin"), shows(open="z"), counts(ha=0), before=ERROR),
    refused("transaction_cancel_outside", "cancel event", "A cancel end event stands only inside a transaction.",
            start() + end("fin", cancel) + ways("inicio fin"), "cancel_in_transaction"),
)

MODELS: list[Model] = [*SUB, *CALLS, *ADHOC, *TRANSACTIONS]
