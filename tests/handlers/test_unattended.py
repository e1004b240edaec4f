"""The header of a case that no person opened."""

from datetime import datetime

from handlers import unattended
from tests.engine.drawing import MESSAGE, diagram, end, message, start, user, ways
from workflows import reader
from workflows.diagram import Node
from workflows.terms import LIMA

MONDAY = datetime(2026, 3, 2, 9, tzinfo=LIMA)


def started(organ: str) -> tuple[Node, Node]:
    lane = f'''<laneSet id="ls"><lane id="proponente" name="Proponente"><extensionElements><zeebe:properties>
        <zeebe:property name="cabildo.organo" value="{organ}"/></zeebe:properties></extensionElements>
        <flowNodeRef>inicio</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef>fin</flowNodeRef></lane></laneSet>'''
    source = diagram(lane + start("inicio", message) + user("a") + end() + ways("inicio a fin"), MESSAGE)
    process = next(iter(reader.read(source).processes.values()))
    return process, next(node for node in process.children if node.kind == "startEvent")


def test_the_organ_of_origin_is_what_the_lane_says_of_what_arrived() -> None:
    process, event = started("= organo_que_pide")

    told = unattended.header(process, event, MONDAY, {"organo_que_pide": "ogaj"})

    assert told["organo_origen"] == "ogaj"


def test_an_organ_that_cannot_be_said_yet_is_left_out_and_no_organ_is_called_null() -> None:
    process, event = started("= organo_origen")

    assert "organo_origen" not in unattended.header(process, event, MONDAY, {"titulo": "Iniciativa vecinal"})
