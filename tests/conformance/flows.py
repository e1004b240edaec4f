"""How a process begins and ends, and how tokens follow its flows (BPMN 2.0, 13.2 and 13.3.1; lanes and pools)."""

from tests.conformance.model import chapter, model, refused
from tests.conformance.words import case, counts, decide, opened, shows, told, too_late
from tests.engine.drawing import *
from tests.engine.drawing import diagram, process

# fmt: off
HUNDREDS = [f"t{n}" for n in range(500)]
POOLS = ('<collaboration id="co"><participant id="p1" processRef="p"/><participant id="p2" processRef="q"/>'
         '<messageFlow id="mf" sourceRef="dice" targetRef="inicio_q"/></collaboration>')
NESTED = ('<laneSet id="ls"><lane id="gerencia-municipal"><childLaneSet id="ch"><lane id="ogaj"><flowNodeRef>a</flowNodeRef>'
          "</lane></childLaneSet><flowNodeRef>b</flowNodeRef></lane></laneSet>")
ROLE = (f'<laneSet id="ls"><lane id="l1"><extensionElements>{properties(organo="= informante")}</extensionElements>'
        "<flowNodeRef>a</flowNodeRef></lane></laneSet>")
TWO = '<message id="M1" name="pide"/><message id="M2" name="responde"/>'
asks, answers = (f'<messageEventDefinition messageRef="M{n}"/>' for n in (1, 2))
LANE = '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
GROUP = user("a", extension='<zeebe:assignmentDefinition candidateGroups="= if monto &gt; 5 then &quot;oga&quot; else &quot;ogpp&quot;"/>')

MODELS = [
    *chapter("9.3 Pools and participants",
        model("pools", "two pools", "A message thrown in one pool begins a case of the process in the other.",
              start() + throw("dice", message) + user("a") + end() + ways("inicio dice a fin"),
              shows(open="a", cases=2), case(2), shows(open="b"),
              before=POOLS + MESSAGE, after=process("q", start("inicio_q", message) + user("b") + ways("inicio_q b")),
              like=58),
        model("pool_without_process", "black-box pool", "A pool without a process is drawn, and the other process runs.",
              start() + user("a") + end() + ways("inicio a fin"), decide("a"), shows(ended="fin"),
              before='<collaboration id="co"><participant id="p1" processRef="p"/><participant id="p2" name="Vecino"/>'
                     '<messageFlow id="mf" sourceRef="p2" targetRef="inicio"/></collaboration>'),
        model("pools_answer", "conversation of two cases", "Two cases answer each other by messages in both directions.",
              start() + throw("pide", asks) + catch("espera", answers) + user("a") + end() + ways("inicio pide espera a fin"),
              shows(waits="espera", cases=2), case(2), decide("b"), shows(ended="fin_q"), case(1), shows(open="a"),
              before=TWO, after=process("q", start("llega", asks) + user("b") + end("fin_q", answers) + ways("llega b fin_q"))),
        model("conversation", "conversation", "Conversations are drawn between pools, and the process beside them runs.",
              start() + user("a") + end() + ways("inicio a fin"), decide("a"), shows(ended="fin"),
              before='<collaboration id="co"><participant id="p1" processRef="p"/><participant id="p2" name="Vecino"/><conversation id="cv" name="Trato">'
                     "<participantRef>p1</participantRef><participantRef>p2</participantRef></conversation>"
                     '<conversationLink id="cl" sourceRef="p1" targetRef="cv"/></collaboration>'),
        model("performer", "resource role of the standard", "A performer that the standard's own words name is kept, and the organ of the lane acts.",
              '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>a</flowNodeRef></lane></laneSet>' + start()
              + user("a", '<potentialOwner id="po"><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></potentialOwner>')
              + end() + ways("inicio a fin"), shows(organs={"a": "ogaj"})),
        refused("choreography", "choreography", "A choreography says what parties expect of each other; no engine of one party runs it.",
                diagram(start() + end() + ways("inicio fin"), '<choreography id="c" name="Trato"/>'),
                "unsupported_elements",
                reason="A choreography has no owner that could run it (BPMN 2.0, chapter 11); the process of each party is drawn."),
    ),
    *chapter("10.8 Lanes",
        model("lane", "lane", "A task belongs to the organ of its lane.",
              LANE + start() + user("a") + ways("inicio a"), shows(organs={"a": "ogaj"})),
        model("nested_lanes", "nested lanes", "In lanes within lanes the innermost that holds a task names its organ.",
              NESTED + start() + user("a") + user("b") + ways("inicio a b"), decide("a"),
              shows(organs={"a": "ogaj", "b": "gerencia-municipal"}), like=57),
        model("lane_by_value", "lane", "A lane may be resolved by a value of the case.",
              ROLE + start() + user("a") + ways("inicio a"), shows(organs={"a": "ogpp"}), informante="ogpp"),
        model("group_before_lane", "resource role", "A task's own assignment comes before its lane, and may be worked out.",
              LANE + start() + GROUP + ways("inicio a"), shows(organs={"a": "oga"}), monto=6),
        model("lane_does_not_cut", "lane", "A sub-process keeps the lane of what holds it, and tokens cross lanes freely.",
              '<laneSet id="ls"><lane id="ogaj"><flowNodeRef>s</flowNodeRef></lane></laneSet>'
              + start() + subprocess("s", user("a")) + end() + ways("inicio s fin"), shows(organs={"s/a": "ogaj"})),
    ),
    *chapter("13.2 Process instantiation and termination",
        model("plain_start", "none start event", "A case opened by hand begins at the start without a trigger.",
              start() + start("llega", message) + user("a") + user("b") + end() + ways("inicio a fin", "llega b fin"),
              shows(open="a", waits=""), told("respuesta"), case(2), shows(open="b"), before=MESSAGE),
        model("start_splits", "start event, several flows out", "A start with two flows puts a token on both.",
              start() + user("a") + user("b") + end() + ways("inicio a fin", "inicio b fin"), shows(open="a b"),
              shows="WCP-2 Parallel split", like=3),
        model("no_start", "process without a start", "Without a start, every step without a flow in begins.",
              user("a") + user("b") + user("c") + ways("a c", "b c"), shows(open="a b"), decide("a"), shows(open="b c"), like=4),
        model("no_end", "process without an end", "A step without a flow out ends its path, and the last one the case.",
              start() + user("a") + ways("inicio a"), decide("a"), shows(ended=""), like=5, shows="WCP-11 Implicit termination"),
        model("two_plain_starts", "several none starts", "Of two starts without a trigger a case begins at one, once.",
              start() + start("inicio2") + user("a") + end() + ways("inicio a fin", "inicio2 a"), shows(open="a"),
              counts(inicio=1, inicio2=0), like=6),
        model("waits_for_all_ends", "several end events", "A case is over when its last token is, not at the first end reached.",
              start() + both("g") + user("a") + user("b") + end() + end("fin2") + ways("inicio g a fin", "g b fin2"),
              decide("a"), shows(open="b"), decide("b"), shows(ended="fin2"), shows="WCP-11 Implicit termination"),
        model("end_takes_both", "end event reached twice", "An end event takes every token that reaches it.",
              start() + both("g") + script("a") + script("b") + end() + ways("inicio g a fin", "g b fin"),
              shows(ended="fin"), counts(fin=2), like=62),
        model("end_state", "end event", "A case ends in the state that its end stands for.",
              start() + xor("x", "f-no") + end("fin_si", "") .replace("></endEvent>", f"><extensionElements>{properties(estado='concedido')}</extensionElements></endEvent>")
              + end("fin_no") + ways("inicio x") + flow("x", "fin_si", "si") + flow("x", "fin_no", name="f-no"),
              shows(ended="fin_si", state="concedido"), si=True),
        model("by_hand_at_an_event", "message start event", "A process that only a message begins can be opened by hand all the same.",
              start("inicio", message) + user("a") + end() + ways("inicio a fin"), shows(open="a"), before=MESSAGE),
        model("cases_apart", "two instances", "Two cases of one process share no token and no value.",
              start() + user("a") + script("b", "n + 1", "n") + user("c") + ways("inicio a b c"), opened(n=5), decide("a"),
              shows(open="c", values={"n": 6}), case(1), shows(open="a", values={"n": 1}), n=1),
        model("not_executable", "process not marked executable", "A process marked as a drawing hinders nobody: it is a guest, and not refused.",
              diagram(start() + user("a") + end() + ways("inicio a fin")).replace(b' isExecutable="true"', b' isExecutable="false"'),
              shows(open="a"), like=59),
        model("foreign_element", "extension of another vendor", "An element of a foreign namespace is kept and changes nothing.",
              start() + user("a") + end() + ways("inicio a fin") + '<x:cosa xmlns:x="urn:x" id="zz"/>', decide("a"), shows(ended="fin"), like=63),
        model("artifacts", "artifacts", "Groups and annotations are drawn and stop no token.",
              start() + script("a") + end() + ways("inicio a fin") + '<textAnnotation id="n"><text>nota</text></textAnnotation>'
              '<group id="gr"/><association id="as" sourceRef="a" targetRef="n"/>', shows(ended="fin")),
        model("long_chain", "500 tasks in a row", "A chain of five hundred tasks is stepped like a short one.",
              start() + "".join(map(user, HUNDREDS)) + end() + chain("inicio", *HUNDREDS, "fin"), decide("t0"), shows(open="t1"),
              decide("t1"), shows(open="t2"), like=61),
        model("long_automatic_chain", "step budget", "What goes on too long in one step is undone as a whole, and a person is told.",
              start() + user("a") + "".join(map(script, [f"s{n}" for n in range(1100)])) + end()
              + chain("inicio", "a", *[f"s{n}" for n in range(1100)], "fin"), decide("a"), shows(undone=True, open="a", went="")),
        refused("flow_into_start", "start event", "No flow leads into a start event.",
                start() + user("a") + ways("inicio a inicio"), "no_flow_into_start"),
        refused("flow_out_of_end", "end event", "No flow leads out of an end event.",
                start() + end() + user("a") + ways("inicio fin a"), "no_flow_out_of_end"),
    ),
    *chapter("13.3.1 Sequence flow",
        model("sequence", "sequence flow", "A step begins when the one before it is done, not earlier.",
              start() + user("a") + user("b") + end() + ways("inicio a b fin"), shows(open="a"), too_late(decide("b")),
              decide("a"), shows(open="b"), decide("b"), shows(ended="fin", went="a b"), shows="WCP-1 Sequence"),
        model("implicit_split", "several flows out of a task", "Several plain flows out of a task are a parallel split.",
              start() + script("a") + user("b") + user("c") + end() + ways("inicio a b fin", "a c fin"), shows(open="b c"),
              shows="WCP-2 Parallel split", like=1),
        model("implicit_merge", "several flows into a task", "Flows that meet without a gateway pass each token on.",
              start() + both("g") + script("a") + script("b") + script("c") + end() + ways("inicio g a c fin", "g b c"),
              counts(c=2, fin=2), shows(ended="fin"), shows="WCP-8 Multiple merge"),
        model("conditional_flows", "conditional flow", "Conditional flows out of a task are taken where their condition holds.",
              start() + script("a") + user("b") + user("c") + user("d") + end() + ways("inicio a", "b fin", "c fin", "d fin")
              + flow("a", "b", "monto &gt; 5") + flow("a", "c", "monto &gt; 50") + flow("a", "d", "monto &lt; 50"),
              shows(open="b d"), monto=10, like=2, shows="WCP-6 Multi-choice"),
        model("conditional_none_holds", "conditional flow", "A task none of whose conditions holds, and without a default, is an incident.",
              start() + script("a") + user("b") + end() + ways("inicio a", "b fin") + flow("a", "b", "n = 1"),
              shows(fails="a flow", open=""), n=2),
        model("conditional_beside_plain", "conditional flow", "A plain flow beside a conditional one is always taken.",
              start() + script("a") + user("b") + user("c") + end() + ways("inicio a b fin", "c fin") + flow("a", "c", "n = 1"),
              shows(open="b"), n=2),
        model("default_flow_of_a_task", "default flow", "The default flow of a task is taken only when none of its conditions holds.",
              start() + node("userTask", "a", attributes='default="f-d"') + user("b") + user("d") + end()
              + ways("inicio a", "b fin", "d fin") + flow("a", "b", "n = 1") + flow("a", "d", name="f-d"),
              decide("a", n=1), shows(open="b"), opened(), decide("a", n=2), shows(open="d")),
        model("condition_unknown", "conditional flow", "A condition over a value that is missing does not hold.",
              start() + script("a") + user("b") + user("c") + end() + ways("inicio a c fin", "b fin") + flow("a", "b", "nada &gt; 1"),
              shows(open="c")),
        model("two_flows_same_steps", "parallel flows between the same steps", "Two flows between the same two steps are two flows.",
              start() + both("g") + both("g2") + script("a") + end() + ways("inicio g g2 a fin", "g g2"), shows(ended="fin"), counts(a=1)),
        model("loop_back", "flow back", "A flow may lead back; each visit is one of its own.",
              start() + user("a") + xor("x", "f-fin") + end() + ways("inicio a x") + flow("x", "a", 'decision = "otra"') + flow("x", "fin", name="f-fin"),
              decide("a", decision="otra"), too_late(decide("a")), shows(open="a:2"), decide("a:2", decision="ya"), shows(ended="fin", went="a a:2"),
              shows="WCP-21 Structured loop"),
        model("start_quantity", "start quantity", "A task that needs two tokens begins with the second.",
              start() + both("g") + user("u") + script("b") + node("task", "a", attributes='startQuantity="2"') + user("c") + end()
              + ways("inicio g u a c fin", "g b a"), shows(open="u"), decide("u"), shows(open="c"), counts(a=1), shows="WCP-41 Thread merge"),
        model("completion_quantity", "completion quantity", "A task that gives three tokens sends three along its flow.",
              start() + node("task", "a", attributes='completionQuantity="3"') + script("b") + end() + ways("inicio a b fin"),
              counts(a=1, b=3), shows(ended="fin"), shows="WCP-42 Thread split"),
        model("start_quantity_never", "start quantity", "Tokens that can never be enough are an incident, not silence.",
              start() + node("task", "a", attributes='startQuantity="2"') + end() + ways("inicio a fin"), shows(stuck="a")),
        model("any_ids", "identifiers", "Elements may be called as the library calls its own.",
              start("Start") + script("Root") + user("End") + end("end") + ways("Start Root End end"), shows(open="End")),
        refused("flow_leaves_scope", "sequence flow", "A sequence flow does not cross the border of a sub-process.",
                start() + subprocess("s", user("a")) + user("b") + ways("inicio s b", "a b"), "flow_stays_inside"),
    ),
]
