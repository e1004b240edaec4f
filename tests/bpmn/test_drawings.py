"""The procedures are drawn for people: everything is there, nothing lies on anything, little crosses."""

from itertools import combinations
from pathlib import Path

import pytest

from tests.bpmn import drawn
from tests.bpmn.drawn import Drawn

PROCEDURES = Path(__file__).parents[2] / "bpmn"
FILES = sorted(PROCEDURES.glob("*/*.bpmn"))
WIDEST = 1900  # pixels: more cannot be read on a screen
MOST_NODES = 30
MOST_LANES = 6  # and one more for what may happen at any moment
MOST_WAYS_OUT = 3
# Sequence flows that cross, always at right angles: what is left after care. A new drawing begins with none.
CROSSINGS = {
    "emitir-informe/procedure.bpmn": 2,
    "firma-documento/procedure.bpmn": 0,
    "ordenanza-propuesta/ordenanza-formulacion.bpmn": 2,
    "publicacion-norma/procedure.bpmn": 0,
    "ratificacion-provincial/procedure.bpmn": 0,
    "tramite-concejo/procedure.bpmn": 0,
    "tupa-opinion/procedure.bpmn": 3,
    "tupa-opinion/tupa-aprobacion.bpmn": 0,
    "tupa-opinion/tupa-formulacion.bpmn": 2,
}


@pytest.fixture(params=FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def drawing(request: pytest.FixtureRequest) -> Drawn:
    return drawn.read(request.param)


def test_every_element_is_drawn_and_nothing_else(drawing: Drawn) -> None:
    shown = {*drawing.nodes, *drawing.lanes, *drawing.of("participant"), *drawing.of("textAnnotation")}

    assert set(drawing.shapes) == shown
    assert set(drawing.edges) == {*drawing.flows, *drawing.of("messageFlow"), *drawing.of("association")}


def test_a_picture_can_be_read_on_a_screen(drawing: Drawn) -> None:
    pools = [drawing.shapes[pool] for pool in drawing.of("participant")]
    lanes = [lane for lane in drawing.lanes if lane != "en-cualquier-momento"]

    assert max(pool.width for pool in pools) <= WIDEST
    assert len([n for n in drawing.top_nodes if n not in drawing.of("subProcess")]) <= MOST_NODES
    assert len(lanes) <= MOST_LANES


def test_every_node_lies_in_the_lane_that_lists_it(drawing: Drawn) -> None:
    listed = [node for lane in drawing.lanes for node in drawing.members(lane)]
    astray = [
        (node, lane)
        for lane in drawing.lanes
        for node in drawing.members(lane)
        if not drawing.shapes[lane].holds(drawing.shapes[node])
    ]

    assert sorted(listed) == sorted(drawing.top_nodes)
    assert astray == []


def test_lanes_fill_their_pool_and_do_not_overlap(drawing: Drawn) -> None:
    lanes = [drawing.shapes[lane] for lane in drawing.lanes]
    pool = drawing.shapes["participante"]

    assert all(pool.holds(lane) for lane in lanes)
    assert not any(one.overlaps(other) for one, other in combinations(lanes, 2))
    assert sum(lane.height for lane in lanes) == pool.height


def test_no_box_lies_on_another(drawing: Drawn) -> None:
    assert list(drawing.overlapping_nodes()) == []


def test_every_flow_begins_and_ends_at_its_elements(drawing: Drawn) -> None:
    loose = [
        flow
        for flow in drawing.flows
        for element, point in zip(drawing.ends(flow), (drawing.edges[flow][0], drawing.edges[flow][-1]), strict=True)
        if not drawing.shapes[element].touches(*point)
    ]

    assert loose == []


def test_flows_run_level_or_upright_and_through_no_box(drawing: Drawn) -> None:
    slanted = [
        flow for flow in drawing.flows for line in drawing.lines(flow) if line.x1 != line.x2 and line.y1 != line.y2
    ]

    assert slanted == []
    assert list(drawing.flows_through_nodes()) == []


def test_few_flows_cross(drawing: Drawn) -> None:
    assert len(drawing.crossings()) <= CROSSINGS.get(drawing.name, 0), drawing.crossings()


def test_no_two_flows_share_a_track(drawing: Drawn) -> None:
    shared = [
        (one, other)
        for one, other in combinations(drawing.flows, 2)
        if any(a.lies_on(b) for a in drawing.lines(one) for b in drawing.lines(other))
    ]

    assert shared == []


def test_every_question_and_every_choice_has_words(drawing: Drawn) -> None:
    choices = [g for g in drawing.of("exclusiveGateway") if len(_out(drawing, g)) > 1]
    unnamed = [g for g in choices if not drawing.elements[g].get("name")]
    unnamed += [flow for g in choices for flow in _out(drawing, g) if not drawing.elements[flow].get("name")]
    crowded = [g for g in choices if len(_out(drawing, g)) > MOST_WAYS_OUT]

    assert unnamed == []
    assert crowded == []


def test_named_events_and_gateways_say_where_their_words_stand(drawing: Drawn) -> None:
    named = [n for n in drawing.of("Event", "Gateway") if drawing.elements[n].get("name")]
    named += [flow for flow in drawing.flows if drawing.elements[flow].get("name")]

    assert [key for key in named if key not in drawing.labels] == []


def test_no_label_lies_on_a_box_or_on_another_label(drawing: Drawn) -> None:
    boxes = [n for n in drawing.nodes if drawing.elements[n].tag != f"{drawn.BPMN}subProcess"]
    on_boxes = [(key, n) for key in drawing.labels for n in boxes if drawing.words(key).overlaps(drawing.solid(n))]
    on_labels = [
        (one, other)
        for one, other in combinations(drawing.labels, 2)
        if drawing.words(one).overlaps(drawing.words(other))
    ]

    assert on_boxes == []
    assert on_labels == []


def test_no_label_is_struck_through_or_cut_off(drawing: Drawn) -> None:
    struck = [
        (key, edge)
        for key in drawing.labels
        for edge in drawing.edges
        if edge != key and any(line.enters(drawing.words(key).smaller(2, 2)) for line in drawing.lines(edge))
    ]
    pool = drawing.shapes["participante"]
    outside = [
        key for key in drawing.labels if key not in drawing.of("messageFlow") and not pool.holds(drawing.words(key))
    ]

    assert struck == []
    assert outside == []


def test_names_fit_their_boxes(drawing: Drawn) -> None:
    tasks = [drawing.elements[n] for n in drawing.of("Task", "Activity")]

    assert [e.get("id") for e in tasks if not e.get("name") or len(str(e.get("name"))) > 34] == []


def _out(drawing: Drawn, node: str) -> list[str]:
    return [flow for flow in drawing.flows if drawing.ends(flow)[0] == node]
