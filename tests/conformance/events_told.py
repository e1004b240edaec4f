"""What cases and the world tell each other: messages with their keys, and signals (BPMN 2.0, 8.4.2 and 10.5)."""

from tests.conformance.model import Model, chapter, model, refused
from tests.conformance.words import case, counts, decide, opened, rings, shows, told, too_late, wait
from tests.engine.drawing import *
from tests.engine.drawing import process


# fmt: off
def waits(trigger: str, attributes: str = "") -> str:
    """A catch in the middle, `llega`, then a task a."""
    return start() + catch("llega", trigger, attributes) + user("a") + end() + ways("inicio llega a fin")


def both_wait(trigger: str) -> str:
    """Two branches that wait for the same."""
    return start() + both("g") + catch("uno", trigger) + catch("dos", trigger) + end() + ways("inicio g uno fin", "g dos fin")


def kept(how_long: str) -> str:
    """A message that says how long it is kept while nobody waits."""
    return f'<message id="Ms" name="respuesta"><extensionElements>{properties(conservar=how_long)}</extensionElements></message>'


GIVES = f"<extensionElements>{mapping(outputs={'visto': '= tipo'})}</extensionElements>" + message
CARRIES = f"<extensionElements>{mapping({'folio': '= n + 1'})}</extensionElements>" + message
READS = script("b", "folio", "visto")
LATE = start() + user("a") + catch("llega", message) + user("b") + end() + ways("inicio a llega b fin")
SUBSCRIPTION = '<extensionElements><zeebe:subscription correlationKey="= envio"/></extensionElements>'
PAIR = f'<message id="M1" name="solicitud">{SUBSCRIPTION}</message><message id="M2" name="pago">{SUBSCRIPTION}</message>'
FIRST, SECOND = (f'<messageEventDefinition messageRef="M{n}"/>' for n in (1, 2))
GATED = (gate("g", 'instantiate="true" eventGatewayType="Parallel"') + catch("pide", FIRST) + catch("paga", SECOND) + user("a") + user("b") + end()
         + ways("g pide a fin", "g paga b fin"))

CORRELATION_KEY = ('<correlationProperty id="cp" name="envio"><correlationPropertyRetrievalExpression id="r" messageRef="Ms"><messagePath>= envio</messagePath>'
                   '</correlationPropertyRetrievalExpression></correlationProperty><collaboration id="co"><participant id="pa" processRef="p"/>'
                   '<correlationKey id="ck" name="k"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>')
SUBSCRIBES = ('<correlationSubscription id="cs" correlationKeyRef="ck"><correlationPropertyBinding id="b" correlationPropertyRef="cp"><dataPath>= envio</dataPath>'
              "</correlationPropertyBinding></correlationSubscription>")

CORRELATION = chapter("8.4.2 Correlation",
    model("key_own", "message correlation", "A message goes to the case that waits with its key, and to no other.",
          waits(message), opened(envio="E02"), told("respuesta", key="E02"), shows(open="a"), case(1), shows(open="", waits="llega"), before=KEYED, envio="E01"),
    model("key_number", "message correlation", "A key may be a number; it is compared by its value.",
          waits(message), opened(envio=2), told("respuesta", key=2), shows(open="a"), case(1), shows(open=""), before=KEYED, envio=1),
    model("key_other", "message correlation", "A message with a key for which nobody waits moves no case.",
          waits(message), told("respuesta", key="E09"), shows(open="", waits="llega"), told("respuesta", key="E01"), shows(open="a"), before=KEYED, envio="E01"),
    model("key_none_waited", "message correlation", "An event without a key takes a message whatever its key.", waits(message), told("respuesta", key="E7"), shows(open="a"), before=MESSAGE),
    model("key_in_repetition", "message correlation", "Runs of a repetition each wait with a key of their own.",
          start() + subprocess("s", catch("llega", message) + user("t") + ways("llega t") + several("envios"), extension=mapping({"envio": "= cada"})) + end() + ways("inicio s fin"),
          told("respuesta", key="y"), shows(open="s[2]/t", waits="s[1]/llega"), before=KEYED, envios=["x", "y"]),
    refused("key_native", "correlation subscription", "A key may be drawn by properties and subscriptions of the collaboration.",
            waits(message) + SUBSCRIBES, "unsupported_elements", before=MESSAGE + CORRELATION_KEY,
            reason="One way to say a key is enough, and the message itself says it (`zeebe:subscription`), where every editor of the dialect shows it."),
    model("parallel_start_gateway", "parallel event-based gateway as a start", "The first of its messages begins a case; the others are awaited in that case, by the key.",
          GATED, told("solicitud", key="E1", envio="E1"), case(1), shows(open="a", waits="paga"), told("pago", key="E1", envio="E1"), shows(open="a b", cases=1),
          decide("a"), decide("b"), shows(ended="fin"), before=PAIR, opened=False),
    model("parallel_start_other_key", "parallel event-based gateway as a start", "A message with another key begins another case.",
          GATED, told("solicitud", key="E1", envio="E1"), told("pago", key="E2", envio="E2"), case(2), shows(open="b", waits="pide"), case(1), shows(open="a", waits="paga"),
          before=PAIR, opened=False),
    model("parallel_multiple_start", "parallel multiple start event", "A start that needs several messages goes on when each has come.",
          start("inicio", FIRST + SECOND, 'parallelMultiple="true"') + user("a") + end() + ways("inicio a fin"), told("pago", key="E1", envio="E1"), case(1),
          shows(open="", waits="inicio"), told("solicitud", key="E1", envio="E1"), shows(open="a", cases=1), before=PAIR, opened=False),
)

MESSAGES = chapter("10.5.5 Message event",
    model("message_start", "message start event", "A message begins a case of the process that starts with it, with its values.",
          start("inicio", message) + script("b", "tipo", "visto") + user("a") + end() + ways("inicio b a fin"), told("respuesta", tipo="si"), case(1),
          shows(open="a", values={"visto": "si"}, cases=1), before=MESSAGE, opened=False),
    model("message_starts", "several message start events", "Each message begins its case at its own start.",
          start("i1", FIRST) + start("i2", SECOND) + user("a") + user("b") + end() + ways("i1 a fin", "i2 b fin"), told("pago"), case(1), shows(open="b"),
          told("solicitud"), case(2), shows(open="a"), before=PAIR, opened=False),
    model("message_middle", "message intermediate catch event", "A message in the middle gives its values by its outputs, and nothing else.",
          waits(GIVES), told("respuesta", tipo="si", otro=1), shows(open="a", values={"visto": "si"}, unset="tipo otro"), before=MESSAGE),
    model("message_drawn_only", "message event without a message", "An event that names no message takes none that has a name: it waits, and is told to wait.",
          waits("<messageEventDefinition/>"), shows(open="", waits="llega"), like=38),
    model("message_once", "message delivered once", "A message is delivered once: a second event waits for a second message.",
          start() + catch("uno", message) + catch("dos", message) + end() + ways("inicio uno dos fin"), told("respuesta"), shows(waits="dos"), told("respuesta"),
          shows(ended="fin"), before=MESSAGE),
    model("message_one_receiver", "message delivered once", "Of two branches that wait, the one that has waited longest receives it.",
          both_wait(message), told("respuesta"), shows(waits="dos", went="uno"), told("respuesta"), shows(ended="fin"), before=MESSAGE),
    model("message_one_case", "message delivered once", "Of two cases that wait, the first receives it; the other waits on.",
          waits(message), opened(), told("respuesta"), shows(open=""), case(1), shows(open="a"), before=MESSAGE),
    model("message_kept", "message before anybody waits", "A message that comes too early is kept, and received once somebody waits.",
          LATE, told("respuesta"), shows(open="a"), decide("a"), shows(open="b"), before=MESSAGE, shows="WCP-24 Persistent trigger"),
    model("message_kept_for_a_time", "message before anybody waits", "It is kept for the time that the diagram states, and not longer.",
          LATE, told("respuesta"), wait("P3D"), decide("a"), shows(open="", waits="llega"), before=kept("P2D")),
    model("message_not_kept", "message before anybody waits", "A message that says so is worth nothing later.",
          LATE, told("respuesta"), decide("a"), shows(open="", waits="llega"), before=kept("no"), shows="WCP-23 Transient trigger"),
    model("message_unknown", "message", "A message that no procedure knows is refused, and nothing is written.", waits(message), too_late(told("nada")), before=MESSAGE),
    model("message_running_first", "message start and catch", "A running case that waits comes before a process that could begin with it.",
          waits(message), told("respuesta"), shows(open="a", cases=1), told("respuesta"), case(2), shows(open="b"), before=MESSAGE,
          after=process("q", start("inicio_q", message) + user("b") + ways("inicio_q b"))),
    model("message_in_own_case", "message throw and catch in one case", "A message thrown is received by the case itself where it waits for it.",
          start() + both("g") + catch("llega", message) + user("a") + throw("dice", message) + user("b") + end() + ways("inicio g llega b fin", "g a dice fin"),
          decide("a"), shows(open="b", says="respuesta"), before=MESSAGE),
    model("message_carries", "message throw event", "A throw carries the values that it was given, and nothing else.",
          start() + throw("dice", CARRIES) + end() + ways("inicio dice fin"), case(2), shows(open="c", values={"visto": 2}, unset="secreto"), before=MESSAGE,
          after=process("q", start("inicio_q", message) + READS + user("c") + ways("inicio_q b c")), n=1, secreto="x"),
    model("message_end", "message end event", "An end event throws its message when the case ends there.",
          start() + user("a") + end("fin", message) + ways("inicio a fin"), shows(says=""), decide("a"), shows(ended="fin", says="respuesta"), before=MESSAGE),
    model("message_border", "message boundary event, interrupting", "A message on a border takes the activity away.",
          start() + user("a") + boundary("oye", "a", message) + user("b") + end() + ways("inicio a fin", "oye b fin"), told("respuesta"), shows(open="b", withdrawn="a"),
          before=MESSAGE),
    model("message_border_each", "message boundary event, not interrupting", "One that does not interrupt hears each message while the activity is open.",
          start() + user("a") + boundary("oye", "a", message, False) + user("b") + end() + ways("inicio a fin", "oye b fin"), told("respuesta"), told("respuesta"),
          shows(open="a b b:2"), before=MESSAGE),
    refused("message_start_in_sub_process", "message start event", "A start with a trigger inside a plain sub-process could never be reached.",
            start() + subprocess("s", start("i", message) + user("a") + ways("i a")) + end() + ways("inicio s fin"), "subprocess_start_is_plain", before=MESSAGE),
)

SIGNALS = chapter("10.5.5 Signal event",
    model("signal_start", "signal start event", "A signal begins a case of every process that starts with it.",
          start("inicio", signal) + user("a") + end() + ways("inicio a fin"), rings("aviso"), case(2), shows(open="a"), before=SIGNAL, opened=False),
    model("signal_to_all", "signal across cases", "A signal reaches everybody who waits, once each.",
          waits(signal), opened(), rings("aviso"), shows(open="a"), case(1), shows(open="a"), rings("aviso"), shows(open="a"), before=SIGNAL),
    model("signal_both_branches", "signal within a case", "Two branches of one case that wait for a signal both hear it.",
          both_wait(signal), rings("aviso"), shows(ended="fin", went="uno dos"), before=SIGNAL),
    model("signal_transient", "signal before anybody waits", "A signal that nobody hears is lost.",
          start() + user("a") + catch("suena", signal) + user("b") + end() + ways("inicio a suena b fin"), rings("aviso"), decide("a"), shows(open="", waits="suena"),
          rings("aviso"), shows(open="b"), before=SIGNAL, shows="WCP-23 Transient trigger"),
    model("signal_values", "signal", "A signal carries values to those that hear it.",
          waits(f"<extensionElements>{mapping(outputs={'visto': '= tipo'})}</extensionElements>" + signal), rings("aviso", tipo="si"), shows(open="a", values={"visto": "si"}),
          before=SIGNAL),
    model("signal_thrown_inside", "signal throw and catch in one case", "A signal is heard in the case that throws it and in the others.",
          start() + both("g") + catch("suena", signal) + user("a") + user("b") + end("fin", signal) + end("fin2") + ways("inicio g suena b fin2", "g a fin"),
          opened(), decide("a"), shows(open="b", says="aviso"), case(1), shows(open="a b"), before=SIGNAL),
    model("signal_end_to_border", "signal end event, boundary", "A signal thrown by the end of a sub-process is heard on its border.",
          start() + subprocess("s", start("i") + end("e", signal) + ways("i e")) + boundary("oye", "s", signal) + user("b") + user("a") + end()
          + ways("inicio s a fin", "oye b fin"), shows(open="b"), before=SIGNAL, like=25),
    model("signal_between_branches", "signal boundary event", "What ends one branch may interrupt another.",
          start() + both("g") + subprocess("s", user("a") + end("e1", signal) + ways("a e1")) + subprocess("s2", user("b")) + boundary("oye", "s2", signal) + user("c")
          + end() + ways("inicio g s fin", "g s2 fin", "oye c fin"), decide("s/a"), shows(open="c", withdrawn="s2/b"), before=SIGNAL),
    model("signal_border_each", "signal boundary event, not interrupting", "One that does not interrupt hears each signal.",
          start() + user("a") + boundary("oye", "a", signal, False) + script("b") + end() + ways("inicio a fin", "oye b fin"), rings("aviso"), rings("aviso"),
          shows(open="a"), counts(b=2), before=SIGNAL),
    model("signal_takes_the_waiting_away", "signal", "A signal that takes a waiting event away is not heard by it as well.",
          start() + subprocess("s", catch("suena", signal) + user("c") + ways("suena c")) + boundary("oye", "s", signal) + user("b") + end() + ways("inicio s fin", "oye b fin"),
          rings("aviso"), shows(open="b", waits=""), before=SIGNAL),
    model("signal_cascade", "signal across cases", "A case that a signal moved may throw another, which moves a third.",
          start() + catch("oye", signal) + end("fin", '<signalEventDefinition signalRef="S2"/>') + ways("inicio oye fin"), opened("q"), rings("aviso"),
          shows(open="b"), case(1), shows(ended="fin", says="otra"), before=SIGNAL + '<signal id="S2" name="otra"/>',
          after=process("q", start("i") + catch("ve", '<signalEventDefinition signalRef="S2"/>') + user("b") + ways("i ve b"))),
)

MODELS: list[Model] = [*CORRELATION, *MESSAGES, *SIGNALS]
