"""When an inclusive join goes on: by the paths of sequence flows to its empty and its filled flows (BPMN 2.0, 13.4.3)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.entries import CaseOpened, TaskDecided
from engine.plan import plans
from engine.ports import Ear
from engine.rehearsal import MONDAY, Rehearsal
from engine.stepper import Case
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.playing import play
from tests.engine.walking import House
from workflows import choices, reader
from workflows.diagram import Flow, Node

# `b` goes to the empty flow; what interrupts it to the flow that `a` fills.
BESIDE = diagram(start() + both("g") + user("a") + user("b") + boundary("vence", "b", timer("P1D")) + xor("x") + some("y")
                 + user("c") + end() + ways("inicio g a x y c fin", "g b y", "vence x"))  # fmt: skip


def test_an_event_on_a_border_is_no_way_to_a_flow_that_has_a_token() -> None:
    case = play(BESIDE, "a:1")
    assert case.open_tasks() == ["b:1"]  # b may still come by its own flow

    case.decide("b:1")

    assert case.open_tasks() == ["c:1"]


def test_when_the_event_happens_all_the_same_both_tokens_go_on_one_after_the_other() -> None:
    rehearsal = Rehearsal([BESIDE])
    case = rehearsal.open("p")
    case.decide("a:1")

    rehearsal.let_pass("P1D")

    assert case.open_tasks() == ["c:1", "c:2"]


def test_cases_of_the_first_edition_go_on_at_once() -> None:
    case = Case(plans(reader.read(BESIDE)), "p")
    for cause in (CaseOpened("p", "p", edition=1), TaskDecided("a:1")):
        case.tell(cause, MONDAY, Ear(House()))

    assert case.open_tasks() == ["b:1", "c:1"]


def test_a_path_to_a_filled_flow_excuses_from_waiting() -> None:
    """Upstream of a loop: whoever can come by the filled flow as well is not waited for."""
    source = diagram(start() + both("g") + user("a") + user("b") + xor("x", "f-y") + xor("z") + some("y") + user("c") + end()
                     + ways("inicio g a z y c fin", "g b x") + flow("x", "z", "n = 1") + flow("x", "y", name="f-y"))  # fmt: skip
    case = play(source, "a:1")

    assert case.open_tasks() == ["b:1", "c:1"]


def test_a_path_through_the_join_itself_is_none() -> None:
    source = diagram(start() + xor("x0") + some("y") + user("a") + xor("x", "f-fin") + end()
                     + ways("inicio x0 y a x") + flow("x", "y", 'decision = "otra"') + flow("x", "fin", name="f-fin"))  # fmt: skip
    case = play(source)

    case.decide("a:1", {"decision": "otra"})

    assert case.open_tasks() == ["a:2"]


def test_a_token_inside_a_sub_process_counts_where_that_stands() -> None:
    inside = start("i") + user("d") + end("e") + ways("i d e")
    source = diagram(start() + both("g") + user("a") + subprocess("s", inside) + some("y") + user("c") + end()
                     + ways("inicio g a y c fin", "g s y"))  # fmt: skip
    case = play(source, "a:1")
    assert case.open_tasks() == ["s:1/d:1"]

    case.decide("s:1/d:1")

    assert case.open_tasks() == ["c:1"]


@st.composite
def webs(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, str]]]:
    """Steps, and flows between them; the join is `y`."""
    names = ["y", "a", "b", "c", "d", "e"]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    return names, draw(st.lists(pairs, min_size=3, max_size=12, unique=True))


@settings(max_examples=60, deadline=None)
@given(webs())
def test_the_paths_are_those_of_the_definition(web: tuple[list[str], list[tuple[str, str]]]) -> None:
    names, flows = web
    body = "".join(some(name) if name == "y" else script(name) for name in names)
    nodes = {node.id: node for node in reader.read(diagram(body + "".join(flow(a, b) for a, b in flows))).nodes()}
    join = nodes["y"]

    for name in names:
        found, _ = choices.flows_into(join, nodes[name], borders=False)
        assert found == {path[-1] for path in paths(join, nodes[name])}


def paths(join: Node, start: Node) -> list[list[Flow]]:
    """Return every path without a circle from the flows out of a step to one into the join, which it visits last."""
    found, todo = [], [[flow] for flow in start.outgoing]
    while todo:
        path = todo.pop()
        if path[-1].target is join:
            found.append(path)
        elif path[-1].target not in [flow.source for flow in path]:
            todo += [[*path, flow] for flow in path[-1].target.outgoing]
    return found
