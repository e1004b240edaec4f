"""A finding that can be played is played: step by step, in the drawing and in the outline."""

import io

from tests.engine.drawing import both, chain, diagram, end, error, flow, start, user, xor
from tests.webui.conftest import DESIGNER, Site, Visitor
from webui import playing
from workflows import checker, reader

BODY = (start() + user("pedir") + xor("decide", "a") + user("legal") + user("tecnica") + both("junta") + end()
        + chain("inicio", "pedir", "decide") + flow("decide", "legal", 'decision = "si"', "b")
        + flow("decide", "tecnica", name="a") + chain("legal", "junta") + chain("tecnica", "junta", "fin"))  # fmt: skip
ATASCADO = diagram(BODY, process="atascado")


def draft(designer: Visitor) -> str:
    files = [(io.BytesIO(ATASCADO), "procedure.bpmn")]
    return str(designer.post("/diseno", {"nombre": "atascado", "archivos": files}).location)


def test_the_steps_of_a_finding_are_told_as_the_player_takes_them(site: Site) -> None:
    finding = next(one for one in checker.check({"a.bpmn": ATASCADO}) if one.rule == "deadlock_possible")

    with site.app.app_context():
        told = playing.entries(reader.read(ATASCADO), finding)

    assert [one["focus"] for one in told] == ["inicio", "pedir", "decide", told[3]["focus"], "junta"]
    assert told[2]["flows"] == ["b" if told[3]["focus"] == "legal" else "a"]
    assert told[3]["opened"] == ["junta"] and told[4]["kind"] == "incident"
    assert "detenido" in told[4]["sentence"] and "Para verlo" not in told[4]["sentence"]


def test_two_tokens_that_a_join_takes_leave_it_together(site: Site) -> None:
    body = (start() + both("parte") + user("a") + user("b") + both("junta") + xor("x", "d") + user("c") + both("y")
            + end() + chain("inicio", "parte", "a", "junta", "x")
            + chain("parte", "b", "junta") + flow("x", "c", "n &gt; 1")
            + flow("x", "y", name="d") + chain("c", "y", "fin"))  # fmt: skip
    source = diagram(body)
    finding = next(one for one in checker.check({"a.bpmn": source}) if one.rule == "deadlock_possible")

    with site.app.app_context():
        told = playing.entries(reader.read(source), finding)

    joined = next(one for one in told if one["focus"] == "junta")
    assert joined["closed"] == ["junta"] and joined["withdrawn"] == ["junta"]


def test_an_error_end_takes_the_other_tokens_away(site: Site) -> None:
    body = (
        start()
        + both("parte")
        + user("a")
        + end("falla", error)
        + chain("inicio", "parte", "a")
        + chain("parte", "falla")
    )
    node = next(node for node in reader.read(diagram(body)).nodes() if node.id == "falla")

    assert playing._gone(node, {"a": 1, "falla": 1}) == ["a"]


def test_the_desk_offers_to_play_a_standstill(site: Site) -> None:
    designer = site.officer(DESIGNER)
    page = designer.get(draft(designer))
    address = f"{page.request.path}/diagramas/procedure.bpmn"

    assert "Reproducir" in page.text
    findings = designer.get(f"{page.request.path}/avisos/procedure.bpmn").json
    play = next(one["play"] for one in findings["findings"] if one["rule"] == "deadlock_possible")
    shown = designer.get(play)
    assert "data-player" in shown.text and "Lo mismo en palabras" in shown.text
    told = designer.get(f"{address}/recorrido?aviso=deadlock_possible&elemento=junta").json
    assert told["entries"][-1]["focus"] == "junta"
    assert designer.get(f"{address}/recorrido?aviso=otra").json["entries"] == []
