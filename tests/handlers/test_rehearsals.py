"""A rehearsal counts terms as the live clock does: on the municipality's calendar, with its table of distances."""

from datetime import date, datetime

import pytest

from handlers import municipality, rehearsals
from workflows.library import Folder
from workflows.terms import LIMA

LOS_SAUCES = municipality.folder_of("los-sauces")
DRAWING = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="n">
  <bpmn:process id="pedido" name="Pedido" isExecutable="true">
    <bpmn:laneSet id="ls"><bpmn:lane id="ogaj"><bpmn:flowNodeRef>i</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>subsanar</bpmn:flowNodeRef><bpmn:flowNodeRef>f</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="i"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="subsanar" name="Subsanar"><bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="cabildo.plazo" value="2 dh"/><zeebe:property name="cabildo.distancia" value="= lugar"/>
      </zeebe:properties></bpmn:extensionElements><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="f"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="i" targetRef="subsanar"/>
    <bpmn:sequenceFlow id="b" sourceRef="subsanar" targetRef="f"/>
  </bpmn:process></bpmn:definitions>"""


def scenario(place: str, due: str) -> bytes:
    return (
        '{"nombre": "Distancia", "proceso": "pedido", '
        f'"abre": {{"en": "2026-03-02T09:00", "valores": {{"lugar": "{place}"}}}}, '
        f'"pasos": [{{"espera": {{"abiertas": ["subsanar:1"], "vence": {{"subsanar:1": "{due}"}}}}}}, '
        '{"decide": "subsanar", "respuestas": {}}], "al_final": {"fin": "f"}}'
    ).encode()


@pytest.mark.parametrize(
    ("place", "due"),
    [
        ("150101", "2026-03-04"),  # the province of the municipality: nothing is added
        ("020101", "2026-03-09"),  # Áncash: three working days more, over a weekend
        ("Callao", "2026-03-05"),
        ("ninguna parte", "2026-03-04"),
    ],
)
def test_a_rehearsed_term_has_the_distance_of_the_municipality_s_table(place: str, due: str) -> None:
    folder = Folder.of("pedido", {"procedure.bpmn": DRAWING, "scenarios/uno.json": scenario(place, due)})
    days, away = rehearsals.calendar_of(LOS_SAUCES), rehearsals.away_of(LOS_SAUCES)

    (report,) = rehearsals.play([folder], ["pedido"], days, away)

    assert [result.message for result in report.scenarios] == [""]


def test_without_a_table_nothing_is_added() -> None:
    days = rehearsals.calendar_of(LOS_SAUCES)

    monday = datetime(2026, 3, 2, 9, tzinfo=LIMA)

    assert rehearsals.end_of_term("2 dh", monday, days, "020101").date() == date(2026, 3, 5)
    assert rehearsals.nowhere("020101", monday.date()) is None
