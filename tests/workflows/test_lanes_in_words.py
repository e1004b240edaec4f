"""A lane that says no organ, and one that says a wrong one, are told apart: the first was only forgotten."""

from workflows import checker

SOURCE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="p" isExecutable="true"><laneSet id="s">
  <lane id="Lane_1"/>
  <lane id="Lane_2" name="Legal"><extensionElements><zeebe:properties>
    <zeebe:property name="cabildo.organo" value="legal"/></zeebe:properties></extensionElements></lane>
</laneSet></process></definitions>"""


def test_a_lane_without_organ_and_one_with_an_unknown_organ_are_told_apart() -> None:
    found = {
        one.element: one.message
        for one in checker.check({"a.bpmn": SOURCE}, organs=["ogaj"])
        if one.rule == "lane_is_known"
    }

    assert "no dice qué órgano lo atiende" in found["Lane_1"]
    assert "«Legal» señala al órgano «legal»" in found["Lane_2"]
