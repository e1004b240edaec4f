"""What the calendar says: dates, durations, cycles and working days (BPMN 2.0, 10.5.5, timer event)."""

from datetime import date

from tests.conformance.model import Model, chapter, model
from tests.conformance.words import case, counts, decide, shows, told, too_late, wait
from tests.engine.drawing import *


# fmt: off
def waits(trigger: str, form: str = "timeDuration") -> str:
    """A timer in the middle, `pasa`, then a task a."""
    return start() + catch("pasa", timer(trigger, form)) + user("a") + end() + ways("inicio pasa a fin")


def reminding(cycle: str) -> str:
    """A task a with a cycle on its border that does not interrupt, behind it a script b."""
    return start() + user("a") + boundary("oye", "a", timer(cycle, "timeCycle"), False) + script("b") + end() + ways("inicio a fin", "oye b fin")


SINCE = f"<extensionElements>{properties(plazo_desde='= recibido')}</extensionElements>" + timer('="5 dc"')
CYCLE = timer("R3/P1D", "timeCycle")

MODELS: list[Model] = chapter("10.5.5 Timer event",
    model("timer_duration", "timer intermediate event, duration", "A duration is over when it says, and not before.",
          waits("P2D"), wait("P1DT23H59M"), shows(open="", waits="pasa"), wait("PT1M"), shows(open="a", terms={"pasa": "P2D"})),
    model("timer_iso_text", "timer text as other tools write it", "A duration in ISO 8601 needs no quotes.", waits("PT1S"), wait("PT1S"), shows(open="a"), like=36),
    model("timer_drawn_only", "timer event without a time", "A timer that says no time is an incident when it is reached, not a wait for ever.",
          start() + catch("pasa", "<timerEventDefinition/>") + user("a") + ways("inicio pasa a"), shows(open="", fails="pasa term"), like=37),
    model("timer_date", "timer intermediate event, date", "A date is reached at its moment.",
          waits("2026-03-04T10:00:00-05:00", "timeDate"), wait("P2DT1H"), shows(open=""), wait("PT1H"), shows(open="a")),
    model("timer_date_past", "timer intermediate event, date", "A date gone by is reached as soon as time is looked at.", waits("2020-01-01", "timeDate"), wait("PT1S"), shows(open="a")),
    model("timer_date_by_value", "timer intermediate event, date", "A date may be a value of the case, and means its first moment.",
          waits("=fecha", "timeDate"), wait("P1DT15H"), shows(open=""), wait("PT1H"), shows(open="a"), fecha=date(2026, 3, 4)),
    model("timer_feel", "timer event, worked out", "A duration may be worked out from the values of the case.",
          waits('=if n = 1 then "PT2H" else "PT9H"'), wait("PT2H"), shows(open="a", terms={"pasa": "PT2H"}), n=1),
    model("timer_working_days", "timer event, working days", "Working days are those of the municipality's calendar.",
          waits('="5 dh"'), shows(terms={"pasa": "5 dh"}), wait("P6D"), shows(open=""), wait("P2D"), shows(open="a")),
    model("timer_calendar_days", "timer event, calendar days", "Calendar days end with the last of them.", waits('="3 dc"'), wait("P3D"), shows(open=""), wait("P1D"), shows(open="a")),
    model("timer_since", "timer event, counted from a date", "A term may be counted from a date of the case.",
          start() + catch("pasa", SINCE) + user("a") + end() + ways("inicio pasa a fin"), wait("P1DT15H"), shows(open=""), wait("PT1H"), shows(open="a"),
          recibido=date(2026, 2, 26)),
    model("timer_nonsense", "timer event", "What is no time is an incident.", waits('="mañana"'), shows(open="", fails="pasa term")),
    model("timer_negative", "timer event", "A duration of less than nothing is an incident, and not read as one of more.", waits('="-P1D"'), shows(fails="pasa term")),
    model("timer_order", "timer events", "Terms expire in the order of their moments, not of their beginnings.",
          start() + both("g") + catch("tarde", timer("P3D")) + catch("pronto", timer("P1D")) + end() + ways("inicio g tarde fin", "g pronto fin"), wait("P5D"),
          shows(ended="fin", went="pronto tarde")),
    model("timer_chain", "timer events in a row", "A term that begins when another ends counts from that moment.",
          start() + catch("uno", timer("P1D")) + catch("dos", timer("P1D")) + user("a") + end() + ways("inicio uno dos a fin"), wait("P1DT23H"), shows(open=""),
          wait("PT1H"), shows(open="a")),
    model("timer_border", "timer boundary event, interrupting", "When the time is over the activity is withdrawn and the flow goes on elsewhere.",
          start() + user("a") + boundary("vence", "a", timer("P1D")) + user("b") + end() + ways("inicio a fin", "vence b fin"), wait("P2D"),
          shows(open="b", withdrawn="a"), too_late(decide("a"))),
    model("timer_border_in_time", "timer boundary event, interrupting", "An activity done in time ends its term.",
          start() + user("a") + boundary("vence", "a", timer("P1D")) + user("b") + user("c") + end() + ways("inicio a c fin", "vence b fin"), decide("a"), wait("P9D"), shows(open="c")),
    model("timer_border_beside", "timer boundary event, not interrupting", "One that does not interrupt puts a token beside and leaves the task open, once.",
          start() + user("a") + boundary("avisa", "a", timer("P1D"), False) + user("b") + end() + ways("inicio a fin", "avisa b fin"), wait("P9D"), shows(open="a b", withdrawn=""),
          like=33),
    model("timer_cycle", "timer boundary event, cycle", "A cycle comes as often as it says.", reminding("R3/PT1S"), wait("PT10S"), counts(b=3), shows(open="a"), like=34),
    model("timer_cycle_so_far", "timer boundary event, cycle", "A cycle has come so often as its time has passed.", reminding("R3/P1D"), wait("P2DT1H"), counts(b=2), wait("P5D"), counts(b=3)),
    model("timer_cycle_unbounded", "timer boundary event, cycle", "A cycle without a number comes until its activity is done.",
          reminding("R/P1D"), wait("P5DT1H"), counts(b=5), decide("a"), shows(ended="fin"), wait("P5D"), counts(b=5)),
    model("timer_cycle_from", "timer boundary event, cycle", "A cycle may begin at a stated moment.", reminding("R2/2026-03-05T00:00:00-05:00/P1D"), wait("P2DT1H"), counts(b=0),
          wait("P30D"), counts(b=2)),
    model("timer_cycle_empty", "timer event, cycle", "A cycle of no time is an incident and not a loop without end.",
          start() + catch("pasa", timer('="R/PT0S"', "timeCycle")) + user("a") + ways("inicio pasa a"), shows(fails="pasa term")),
    model("timer_cycle_middle", "timer intermediate event, cycle", "A cycle in the middle gives a token each time.",
          start() + catch("cada", CYCLE) + script("b") + end() + ways("inicio cada b fin"), wait("P9D"), counts(b=3), shows(ended="fin")),
    model("timer_cycle_gateway", "event-based gateway, cycle", "Behind a gateway a cycle comes once.",
          start() + gate("g") + catch("cada", CYCLE) + catch("llega", message) + script("b") + end() + ways("inicio g cada b fin", "g llega b"), wait("P9D"), counts(b=1),
          shows(ended="fin"), before=MESSAGE),
    model("timer_border_in_a_loop", "timer boundary event in a cycle", "The border of a task visited again begins anew.",
          start() + xor("y") + user("a") + boundary("vence", "a", timer("P1D")) + script("i", "n + 1", "n") + xor("x", "f-fin") + end() + ways("inicio y a fin", "vence i x")
          + flow("x", "y", "n &lt; 3") + flow("x", "fin", name="f-fin"), wait("P1DT1H"), shows(open="a:2"), wait("P1DT23H"), shows(ended="fin", values={"n": 3}), n=0, like=35),
    model("timer_start", "timer start event", "A date begins a case.", start("inicio", timer("P1D")) + user("a") + end() + ways("inicio a fin"), shows(cases=0), wait("P3D"),
          case(1), shows(open="a", cases=1), opened=False),
    model("timer_start_cycle", "timer start event, cycle", "A cycle begins a case each time.",
          start("inicio", timer("R/P1D", "timeCycle")) + user("a") + end() + ways("inicio a fin"), wait("P3DT1H"), shows(cases=3), opened=False),
    model("timer_inner_and_outer", "timer boundary events, nested", "An inner and an outer term each take what they watch.",
          start() + subprocess("s", user("a") + boundary("pronto", "a", timer("P1D")) + user("b") + ways("pronto b")) + boundary("tarde", "s", timer("P3D")) + user("c") + end()
          + ways("inicio s fin", "tarde c fin"), wait("P2D"), shows(open="s/b"), wait("P2D"), shows(open="c")),
    model("timer_two_on_a_border", "timer boundary events", "One that warns and one that takes away both do.",
          start() + user("a") + boundary("avisa", "a", timer("P1D"), False) + boundary("vence", "a", timer("P3D")) + user("b") + user("c") + end()
          + ways("inicio a fin", "avisa b fin", "vence c fin"), wait("P2D"), shows(open="a b"), wait("P2D"), shows(open="b c")),
    model("timer_now", "timer event, moment", "What follows a term bears the moment of the term.",
          start() + catch("pasa", timer("P1D")) + script("b", 'date(now()) = date("2026-03-03")'.replace('"', "&quot;"), "mismo") + user("a") + ways("inicio pasa b a"),
          wait("P1D"), shows(values={"mismo": True})),
    model("timer_message_first", "timer and message on one border", "The first of two events on a border wins.",
          start() + user("a") + boundary("vence", "a", timer("P1D")) + boundary("oye", "a", message) + user("b") + user("c") + end() + ways("inicio a fin", "vence b fin", "oye c fin"),
          told("respuesta"), wait("P2D"), shows(open="c"), before=MESSAGE),
)
