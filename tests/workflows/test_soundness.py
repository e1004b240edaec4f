"""What can go wrong is found whatever the values are, with the shortest way to it; what cannot is never told."""

from pathlib import Path

import pytest

from tests.engine import drawing as d
from tests.workflows import tangles
from workflows import checker, choices, reader, reduction, soundness
from workflows.diagram import Node
from workflows.expressions import Reader
from workflows.soundness import CROWD, DEADLOCK, LEFT, NEVER, UNSEEN, Budget, Flaw

BPMN = Path(__file__).parents[2] / "bpmn"
SHARED = d.SIGNAL + d.MESSAGE + d.ERROR + d.ESCALATION


def flaws(body: str, **limits: int) -> list[Flaw]:
    return soundness.flaws(reader.read(d.diagram(body, SHARED)), budget=Budget(**limits))


def told(body: str) -> list[tuple[str, str, str]]:
    """Return the flaws of a process in short: kind, element, and the ids of the steps."""
    return [(flaw.kind, flaw.node.id, " ".join(step.node.id for step in flaw.steps)) for flaw in flaws(body)]


def gateway(kind: str, name: str, default: str = "") -> str:
    return d.node(kind + "Gateway", name, attributes=f'default="{default}"' if default else "")


def block(opens: str, closes: str, conditions: bool = False) -> str:
    """A gateway that parts two tasks, another that joins them, and a task behind it."""
    first, second = ("ok", "not(ok)") if conditions else ("", "")
    return (d.start() + gateway(opens, "parte") + d.user("a") + d.user("b") + gateway(closes, "junta") + d.user("c")
            + d.end() + d.chain("inicio", "parte") + d.flow("parte", "a", first) + d.flow("parte", "b", second)
            + d.chain("a", "junta", "c", "fin") + d.chain("b", "junta"))  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "closes", "found"),
    [
        ("parallel", "parallel", []),
        ("parallel", "inclusive", []),
        ("inclusive", "inclusive", []),
        ("exclusive", "exclusive", []),
        ("exclusive", "inclusive", []),
        ("exclusive", "parallel", [(DEADLOCK, "junta", "inicio parte a")]),
        ("inclusive", "parallel", [(DEADLOCK, "junta", "inicio parte a")]),
        ("parallel", "exclusive", [(CROWD, "junta", "inicio parte a b")]),
        ("inclusive", "exclusive", [(CROWD, "junta", "inicio parte a b")]),
    ],
)
def test_what_one_gateway_parts_another_must_join_alike(
    opens: str, closes: str, found: list[tuple[str, str, str]]
) -> None:
    body = block(opens, closes, conditions=opens != "parallel")
    body = body.replace("not(ok)", "tambien") if opens == "inclusive" else body

    assert told(body) == found


def test_a_standstill_says_for_what_it_waits_and_whether_it_can_be_avoided() -> None:
    never = flaws(block("exclusive", "parallel", conditions=True))[0]
    perhaps = flaws(block("inclusive", "parallel", conditions=True).replace("not(ok)", "tambien"))[0]

    assert [flow.source.id for flow in never.missing] == ["b"] and never.always
    assert [flow.source.id for flow in perhaps.missing] == ["b"] and not perhaps.always
    assert [way.target.id for step in perhaps.steps for way in step.ways] == ["a"]


def test_conditions_that_exclude_each_other_are_not_taken_together() -> None:
    body = block("inclusive", "exclusive", conditions=True)

    assert told(body) == []
    assert [kind for kind, *_ in told(body.replace("not(ok)", "otra"))] == [CROWD]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ('decision = "si"', 'decision = "no"', True),
        ('decision = "si" and monto > 5', 'monto > 9 and decision = "no"', True),
        ("monto > 5", "monto <= 5", True),
        ("ok", "not(ok)", True),
        ("ok", "ok = false", True),
        ("a.b = 1", "a.b = 2", True),
        ("a.b = 1", "a.c = 2", False),
        ("monto > 5", "monto > 50", False),
        ('decision = "si"', 'decision != "no"', False),
        ('decision = "si" or ok', 'decision = "no"', False),
        ("no es (FEEL", "ok", False),
    ],
)
def test_two_conditions_exclude_each_other_where_that_is_plain(one: str, other: str, apart: bool) -> None:
    asked = [choices.facts(text, Reader()) for text in (one, other)]

    assert choices.exclude(*asked) == choices.exclude(*reversed(asked)) == apart


ENDING = (d.start() + gateway("parallel", "parte") + d.user("a") + d.user("b") + gateway("exclusive", "x", "si")
          + gateway("parallel", "junta") + d.end() + d.chain("inicio", "parte", "a", "junta", "fin")
          + d.chain("parte", "b", "x") + d.flow("x", "junta", name="si") + d.flow("x", "otro", "no"))  # fmt: skip


def test_an_end_reached_while_a_join_waits_leaves_work_unless_it_terminates() -> None:
    assert told(ENDING + d.end("otro")) == [(LEFT, "junta", "inicio parte a b x otro")]
    assert told(ENDING + d.end("otro", d.terminate)) == []
    assert told(ENDING + d.end("otro", d.error)) == []


def test_branches_that_only_end_in_the_same_end_do_nothing_twice() -> None:
    body = d.start() + gateway("parallel", "parte") + d.user("a") + d.user("b") + d.chain("inicio", "parte", "a", "fin")

    assert told(body + d.end() + d.chain("parte", "b", "fin")) == []
    assert [kind for kind, *_ in told(body + d.end(trigger=d.message) + d.chain("parte", "b", "fin"))] == [CROWD]


def test_an_event_that_takes_a_branch_elsewhere_leaves_the_join_waiting() -> None:
    body = block("parallel", "parallel") + d.boundary("vence", "b", d.timer("P1D")) + d.end("tarde")

    assert told(body + d.chain("vence", "tarde")) == [(LEFT, "junta", "inicio parte a vence tarde")]
    assert told(body + d.chain("vence", "junta")) == [(DEADLOCK, "junta", "inicio parte a b")]


REMINDED = (d.start() + d.user("a") + d.user("b") + d.user("recordar") + d.end()
            + d.boundary("pronto", "a", d.timer("P1D"), False) + d.chain("inicio", "a"))  # fmt: skip


def test_what_an_event_starts_beside_a_task_may_end_by_itself_as_often_as_it_comes() -> None:
    twice = d.boundary("tarde", "a", d.timer("P9D"), False) + d.chain("tarde", "recordar")
    ends = d.chain("pronto", "recordar", "fin") + d.chain("a", "b", "fin")

    assert told(REMINDED + twice + ends) == []


def test_what_an_event_starts_beside_a_task_must_not_come_back_to_the_others_unawaited() -> None:
    ends = d.chain("pronto", "recordar", "junta", "b", "fin") + d.chain("a", "junta")

    assert told(REMINDED + gateway("parallel", "junta") + ends) == [(DEADLOCK, "junta", "inicio a")]
    assert told(REMINDED + gateway("exclusive", "junta") + ends)[0][:2] == (CROWD, "junta")


def test_what_an_event_starts_beside_a_task_is_looked_at_too() -> None:
    inside = gateway("exclusive", "x") + d.user("c") + d.user("e") + gateway("parallel", "junta")
    ties = (
        d.chain("pronto", "recordar", "x", "c", "junta", "fin") + d.chain("x", "e", "junta") + d.chain("a", "b", "fin")
    )

    assert told(REMINDED + inside + ties) == [(DEADLOCK, "junta", "inicio pronto recordar x c")]


def test_a_race_has_one_winner() -> None:
    events = d.node("intermediateCatchEvent", "llega", d.message) + d.node(
        "intermediateCatchEvent", "pasa", d.timer("P1D")
    )
    body = (d.start() + gateway("eventBased", "v") + events + d.end() + d.chain("inicio", "v", "llega", "junta", "fin")
            + d.chain("v", "pasa", "junta"))  # fmt: skip

    assert told(body + gateway("exclusive", "junta")) == []
    assert [kind for kind, *_ in told(body + gateway("parallel", "junta"))] == [DEADLOCK]


def sub(inside: str, after: str = "") -> str:
    return d.start() + d.subprocess("s", inside) + d.user("c") + d.end() + d.chain("inicio", "s", "c", "fin") + after


def test_what_follows_a_subprocess_that_is_never_done_never_runs() -> None:
    inside = d.start("s1") + d.user("t") + d.end("e1", d.error) + d.chain("s1", "t", "e1")
    caught = d.boundary("mal", "s", d.error) + d.chain("mal", "fin")

    assert told(sub(inside, caught)) == [(NEVER, "c", "inicio s")]


def test_a_subprocess_is_done_if_it_may_be_or_if_an_event_takes_over() -> None:
    perhaps = (d.start("s1") + gateway("exclusive", "x", "bien") + d.end("e1", d.error) + d.end("e2")
               + d.chain("s1", "x") + d.flow("x", "e1", "mal") + d.flow("x", "e2", name="bien"))  # fmt: skip
    taken = d.start("s1") + d.user("t") + d.end("e1", d.error) + d.chain("s1", "t", "e1")
    box = d.subprocess("caja", d.start("oye", d.signal) + d.end("e2") + d.chain("oye", "e2"), 'triggeredByEvent="true"')

    assert told(sub(perhaps)) == [] and told(sub(taken + box)) == []


def test_a_standstill_in_a_subprocess_is_told_there_and_only_there() -> None:
    inside = block("exclusive", "parallel", conditions=True).replace('"inicio', '"s1').replace("inicio-", "s1-")
    inside = inside.replace('"c"', '"c1"').replace('"fin"', '"e1"')

    assert told(sub(inside)) == [(DEADLOCK, "junta", "s1 parte a")]


def test_event_subprocesses_and_every_start_are_looked_at() -> None:
    box = block("parallel", "exclusive").replace('id="inicio">', 'id="inicio">' + d.signal)
    body = d.start("otro") + d.user("u") + d.end("o") + d.chain("otro", "u", "o")
    starts = d.start("s1", d.message) + d.start("s2", d.signal) + gateway("parallel", "g") + d.user("u") + d.end()

    assert [kind for kind, *_ in told(body + d.subprocess("caja", box, 'triggeredByEvent="true"'))] == [CROWD]
    assert told(starts + d.chain("s1", "g", "u", "fin") + d.chain("s2", "g")) == [(DEADLOCK, "g", "s1")]


def test_without_a_start_all_that_nothing_leads_to_begins_at_once() -> None:
    assert told(d.user("a") + d.user("b") + gateway("parallel", "j") + d.chain("a", "j") + d.chain("b", "j")) == []
    assert told(d.user("a") + d.user("b") + d.user("c") + d.chain("a", "c") + d.chain("b", "c"))[0][:2] == (CROWD, "c")


@pytest.mark.parametrize(
    ("condition", "found"),
    [("activationCount &gt;= 1", []), ("activationCount &gt;= 2", []), ("activationCount &gt;= n", []),
     ("activationCount &gt;= 3", [DEADLOCK])],
)  # fmt: skip
def test_a_complex_gateway_swallows_what_comes_late(condition: str, found: list[str]) -> None:
    body = block("parallel", "complex").replace(gateway("complex", "junta"), d.complex_join("junta", condition))

    assert [kind for kind, *_ in told(body)] == found


def test_a_completion_condition_may_end_what_waits_in_an_ad_hoc_subprocess() -> None:
    steps = d.user("a") + gateway("exclusive", "x", "si") + d.user("b") + gateway("parallel", "j")
    steps += d.chain("a", "x") + d.flow("x", "j", name="si") + d.flow("x", "b", "otra") + d.chain("b", "j")
    asked = "<completionCondition>= listo</completionCondition>"

    def inside(condition: str) -> str:
        return d.start() + d.node("adHocSubProcess", "h", steps + condition) + d.end() + d.chain("inicio", "h", "fin")

    assert [kind for kind, *_ in told(inside(""))] == [DEADLOCK] and told(inside(asked)) == []


def test_numbers_of_tokens_that_a_step_asks_for_are_counted() -> None:
    def counted(gives: int, takes: int) -> str:
        return (d.start() + d.node("task", "a", attributes=f'completionQuantity="{gives}"')
                + d.node("task", "b", attributes=f'startQuantity="{takes}"') + d.end()
                + d.chain("inicio", "a", "b", "fin"))  # fmt: skip

    assert told(counted(2, 2)) == [] and told(counted(2, 1)) == []
    assert [kind for kind, *_ in told(counted(1, 2))] == [DEADLOCK]
    assert told(counted(1, 1_000_000)) == []  # nobody plays that


LOOPED = (d.start() + gateway("exclusive", "m") + gateway("parallel", "g") + d.user("a") + d.user("b")
          + gateway("parallel", "j") + gateway("exclusive", "x", "sale") + d.end()
          + d.chain("inicio", "m", "g", "a", "j", "x") + d.chain("g", "b", "j")
          + d.flow("x", "m", "otra") + d.flow("x", "fin", name="sale"))  # fmt: skip


def test_a_block_may_be_done_again_but_not_before_it_is_done() -> None:
    early = LOOPED.replace('sourceRef="a" targetRef="j"', 'sourceRef="a" targetRef="y"') + gateway(
        "exclusive", "y", "si"
    )

    assert told(LOOPED) == []
    assert {kind for kind, *_ in told(early + d.flow("y", "j", name="si") + d.flow("y", "m", "otra"))} >= {CROWD}


def test_only_the_first_place_where_something_goes_wrong_is_told() -> None:
    more = block("parallel", "exclusive").replace('"fin"', '"g"') + gateway("parallel", "g") + d.user("u") + d.user("w")
    body = more + d.user("z") + d.end() + d.chain("g", "u", "z", "fin") + d.chain("g", "w", "z")

    assert [(kind, node) for kind, node, _ in told(body)] == [(CROWD, "junta")]


def overlapping(branches: int) -> str:
    """Parallel branches of which each pair of neighbours is joined: nothing in it can be made smaller."""
    body = (
        d.start() + gateway("parallel", "parte") + gateway("parallel", "junta") + d.end() + d.chain("inicio", "parte")
    )
    for n in range(branches):
        body += d.user(f"a{n}") + gateway("parallel", f"j{n}") + d.chain("parte", f"a{n}", f"j{n}", "junta")
        body += d.flow(f"a{n}", f"j{(n + 1) % branches}")
    return body + d.chain("junta", "fin")


def test_what_is_too_much_to_look_at_is_told_and_not_passed_over() -> None:
    assert told(overlapping(8)) == []
    assert [flaw.kind for flaw in flaws(overlapping(8), states=100)] == [UNSEEN]
    assert [flaw.kind for flaw in flaws(overlapping(8), work=1_000)] == [UNSEEN]
    assert [flaw.kind for flaw in flaws(overlapping(20))] == [UNSEEN]


@pytest.mark.parametrize("seed", [*range(120), 1195])
def test_a_net_made_smaller_has_the_same_flaws(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tangles.tangle(seed)
    small = _verdicts(source)

    monkeypatch.setattr(reduction, "reduce", lambda net, begun: None)

    whole = _verdicts(source)
    assert small == whole or (UNSEEN, "p", 0) in whole


def _verdicts(source: bytes) -> set[tuple[str, str, int]]:
    """Return what is wrong, where, and after how many steps; of a crowd only that there is one."""
    found = soundness.flaws(reader.read(source), budget=Budget(states=4_000))
    return {(f.kind, "", 0) if f.kind == CROWD else (f.kind, f.node.id, len(f.steps)) for f in found}


def test_the_same_diagram_gets_the_same_flaws_in_the_same_order() -> None:
    for seed in range(30):
        source = tangles.tangle(seed)
        once, again = (
            [(f.kind, f.node.id, [step.node.id for step in f.steps]) for f in soundness.flaws(reader.read(source))]
            for _ in range(2)
        )
        assert once == again


@pytest.mark.parametrize("path", sorted(BPMN.glob("*/*.bpmn")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_procedures_of_the_house_are_sound_and_soon_seen(path: Path) -> None:
    diagram = reader.read(path.read_bytes())
    budget = Budget()

    assert soundness.flaws(diagram, budget=budget) == []
    assert Budget().states - budget.states < 200


def test_a_hundred_parallel_branches_with_rounds_of_their_own_are_no_burden() -> None:
    body = (
        d.start() + gateway("parallel", "parte") + gateway("parallel", "junta") + d.end() + d.chain("inicio", "parte")
    )
    for n in range(100):
        body += d.user(f"a{n}") + gateway("exclusive", f"x{n}", f"si{n}") + d.chain("parte", f"a{n}", f"x{n}")
        body += d.flow(f"x{n}", "junta", name=f"si{n}") + d.flow(f"x{n}", f"a{n}", "otra")

    assert told(body + d.chain("junta", "fin")) == []


def test_a_standstill_is_told_in_words_that_can_be_played() -> None:
    body = (d.start() + d.user("a") + gateway("exclusive", "procede", "si") + gateway("parallel", "j") + d.user("b")
            + d.end() + d.chain("inicio", "a", "procede") + d.flow("procede", "j", name="si")
            + d.flow("procede", "b", "no") + d.chain("b", "j", "fin"))  # fmt: skip
    body = body.replace('<exclusiveGateway id="procede"', '<exclusiveGateway id="procede" name="¿Procede?"')
    body = body.replace('id="si"', 'id="si" name="sí"').replace('name="a"', 'name="Evaluar"')

    found = [f.message for f in checker.check({"a": d.diagram(body)}) if f.rule == "deadlock_possible"]

    assert len(found) == 1 and "Para verlo: inicio → «Evaluar» → «¿Procede?» (sí). Junte" in found[0]


def test_a_long_way_is_told_by_both_its_ends() -> None:
    tasks = [f"paso_{n}" for n in range(60)]
    body = ENDING.replace(d.chain("inicio", "parte"), "") + d.end("otro") + "".join(d.user(task) for task in tasks)
    body = body.replace('targetRef="parte"', f'targetRef="{tasks[0]}"') + d.chain(*tasks, "parte")

    message = next(f.message for f in checker.check({"a": d.diagram(body)}) if f.rule == "end_leaves_work")

    assert "inicio → «paso_0» → «paso_1»" in message and "pasos más" in message and "«b» →" in message
    assert len(message) < 1_000


def test_the_steps_that_are_told_are_elements_of_the_diagram() -> None:
    diagram = reader.read(d.diagram(block("exclusive", "parallel", conditions=True)))
    inside: set[Node] = set(diagram.nodes())

    assert all(step.node in inside for flaw in soundness.flaws(diagram) for step in flaw.steps)
