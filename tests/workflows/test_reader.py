"""What the file says is what the model says: every word of the dialect, with its line, and nothing lost in silence."""

from pathlib import Path

import pytest

from workflows import Refused, reader
from workflows.diagram import Assignment, Diagram, Node

MIWG = Path(__file__).parents[3] / "shared" / "conformance" / "miwg"
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'id="d" targetNamespace="t">'
)


def diagram(body: str, before: str = "", after: str = "") -> Diagram:
    text = f'{HEAD}{before}<bpmn:process id="p">{body}</bpmn:process>{after}</bpmn:definitions>'
    return reader.read(text.encode(), "prueba.bpmn")


def nodes(read: Diagram) -> dict[str, Node]:
    return {node.id: node for node in read.nodes()}


def flow(source: str, target: str, inside: str = "") -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}_{target}" {ends}>{inside}</bpmn:sequenceFlow>'


def test_a_user_task_carries_all_that_the_dialect_writes_on_it() -> None:
    task = nodes(diagram("""<bpmn:userTask id="revisar" name="Revisar" default="x" startQuantity="2">
        <bpmn:documentation>Lea <!-- todo --> el expediente.</bpmn:documentation>
        <bpmn:extensionElements>
          <zeebe:formDefinition formId="F-1"/><zeebe:assignmentDefinition candidateGroups="=organo"/>
          <zeebe:ioMapping><zeebe:input source="=a" target="b"/><zeebe:output source="=c" target="d.e"/>
            </zeebe:ioMapping>
          <zeebe:properties><zeebe:property name="cabildo.plazo" value="7 dh"/></zeebe:properties>
          <zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>
        </bpmn:extensionElements>
        <bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>
          <zeebe:loopCharacteristics inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=y"/>
        </bpmn:extensionElements><bpmn:completionCondition>=done</bpmn:completionCondition>
        </bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"""))["revisar"]  # fmt: skip

    assert (task.kind, task.name, task.line, task.starts) == ("userTask", "Revisar", 1, 2)
    assert task.documentation == "Lea  el expediente."
    assert (task.form, task.candidates) == ("F-1", "=organo")
    assert task.inputs == (Assignment("=a", "b"),) and task.outputs == (Assignment("=c", "d.e"),)
    assert task.properties == {"cabildo.plazo": "7 dh"}
    assert task.kept == ("zeebe:taskHeaders",)
    assert task.loop is not None and task.loop.sequential
    assert (task.loop.items, task.loop.item, task.loop.collect, task.loop.collected) == ("=xs", "x", "ys", "=y")
    assert task.loop.condition == "=done"


def test_automatic_steps_carry_script_decision_service_and_call() -> None:
    read = nodes(diagram("""
        <bpmn:scriptTask id="s"><bpmn:extensionElements><zeebe:script expression="=1+1" resultVariable="dos"/>
        </bpmn:extensionElements></bpmn:scriptTask>
        <bpmn:scriptTask id="f" scriptFormat="feel"><bpmn:script><![CDATA[1 < 2]]></bpmn:script></bpmn:scriptTask>
        <bpmn:businessRuleTask id="b"><bpmn:extensionElements>
          <zeebe:calledDecision decisionId="d1" resultVariable="r"/></bpmn:extensionElements></bpmn:businessRuleTask>
        <bpmn:serviceTask id="t"><bpmn:extensionElements><zeebe:taskDefinition type="documentos.numerar"/>
        </bpmn:extensionElements></bpmn:serviceTask>
        <bpmn:callActivity id="c"><bpmn:extensionElements>
          <zeebe:calledElement processId="firma" propagateAllChildVariables="false"/></bpmn:extensionElements>
        </bpmn:callActivity><bpmn:callActivity id="c2" calledElement="ns:otro"/>"""))  # fmt: skip

    assert (read["s"].script, read["s"].result) == ("=1+1", "dos")
    assert read["f"].script == "1 < 2" and read["f"].script_language is None
    assert (read["b"].decision, read["b"].result) == ("d1", "r")
    assert read["t"].service == "documentos.numerar"
    assert (read["c"].called, read["c"].propagates) == ("firma", False)
    assert (read["c2"].called, read["c2"].propagates) == ("otro", True)


def test_a_comment_inside_a_condition_hides_nothing() -> None:
    condition = "<bpmn:conditionExpression>=true<!-- x --> and monto &lt; 100</bpmn:conditionExpression>"
    read = diagram('<bpmn:task id="a"/><bpmn:task id="b"/>' + flow("a", "b", condition))

    assert [f.condition for f in read.flows()] == ["=true and monto < 100"]


def test_the_innermost_lane_wins_and_what_is_nested_inherits_it() -> None:
    read = nodes(diagram("""<bpmn:laneSet><bpmn:lane id="fuera" name="Fuera"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>sub</bpmn:flowNodeRef><bpmn:childLaneSet><bpmn:lane id="dentro"><bpmn:extensionElements>
        <zeebe:properties><zeebe:property name="cabildo.organo" value="= informante"/></zeebe:properties>
        </bpmn:extensionElements><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane>
        </bpmn:laneSet><bpmn:task id="a"/><bpmn:subProcess id="sub"><bpmn:userTask id="hija"/></bpmn:subProcess>
        <bpmn:boundaryEvent id="borde" attachedToRef="a"><bpmn:timerEventDefinition/>
          </bpmn:boundaryEvent>"""))  # fmt: skip

    organs = {key: node.lane.organ for key, node in read.items() if node.lane is not None}
    assert organs == {"a": "= informante", "borde": "= informante", "sub": "fuera", "hija": "fuera"}


def test_events_say_what_they_wait_for_also_through_a_shared_definition() -> None:
    read = nodes(diagram(
        """<bpmn:receiveTask id="r" messageRef="m"/>
        <bpmn:startEvent id="s"><bpmn:messageEventDefinition id="md" messageRef="m"/></bpmn:startEvent>
        <bpmn:endEvent id="e"><bpmn:eventDefinitionRef>x:comun</bpmn:eventDefinitionRef></bpmn:endEvent>
        <bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition>
          <bpmn:timeDuration>="2 dh"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
        <bpmn:boundaryEvent id="b" attachedToRef="r" cancelActivity="false"><bpmn:errorEventDefinition errorRef="er"/>
        </bpmn:boundaryEvent>""",
        """<bpmn:message id="m" name="respuesta"><bpmn:extensionElements>
        <zeebe:subscription correlationKey="=expediente"/></bpmn:extensionElements></bpmn:message>
        <bpmn:error id="er" name="Error" errorCode="E1"/><bpmn:signal id="sg" name="vigente"/>
        <bpmn:signalEventDefinition id="comun" signalRef="sg"/>"""))  # fmt: skip

    message = read["s"].triggers[0]
    assert (message.kind, message.name, message.key, message.id) == ("message", "respuesta", "=expediente", "md")
    assert read["r"].triggers[0].name == "respuesta"
    assert (read["e"].triggers[0].kind, read["e"].triggers[0].name) == ("signal", "vigente")
    assert (read["t"].triggers[0].text, read["t"].triggers[0].form) == ('="2 dh"', "timeDuration")
    assert read["b"].triggers[0].name == "E1" and not read["b"].interrupting
    assert read["r"].boundaries == (read["b"],) and read["b"].host is read["r"]


def test_links_become_flows_that_nobody_drew() -> None:
    read = nodes(diagram("""<bpmn:intermediateThrowEvent id="a"><bpmn:linkEventDefinition name="L"/>
        </bpmn:intermediateThrowEvent><bpmn:intermediateCatchEvent id="b"><bpmn:linkEventDefinition name="L"/>
        </bpmn:intermediateCatchEvent>"""))  # fmt: skip

    assert [(f.target.id, f.drawn) for f in read["a"].outgoing] == [("b", False)]
    assert read["b"].incoming == read["a"].outgoing


def test_compensation_is_tied_by_its_association() -> None:
    read = nodes(diagram("""<bpmn:task id="a"/><bpmn:boundaryEvent id="b" attachedToRef="a">
        <bpmn:compensateEventDefinition/></bpmn:boundaryEvent><bpmn:task id="h" isForCompensation="true"/>
        <bpmn:association id="as" sourceRef="b" targetRef="h"/>"""))  # fmt: skip

    assert read["a"].handler is read["h"] and read["h"].compensates


def test_data_that_is_drawn_is_kept() -> None:
    read = nodes(diagram("""<bpmn:dataObject id="do1" name="informe"/>
        <bpmn:dataObjectReference id="dr" dataObjectRef="do1"/>
        <bpmn:task id="a"><bpmn:ioSpecification><bpmn:dataInput id="di" name="entrada"/><bpmn:inputSet/>
          <bpmn:outputSet/>
        </bpmn:ioSpecification><bpmn:dataInputAssociation id="x"><bpmn:sourceRef>dr</bpmn:sourceRef>
        <bpmn:targetRef>di</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:task>"""))  # fmt: skip

    assert [(d.kind, d.name) for d in read["p"].data] == [("dataObject", "informe"), ("dataObjectReference", "")]
    assert read["a"].reads == (Assignment("= informe", "entrada"),)


def test_a_global_task_is_a_process_of_one_step() -> None:
    read = diagram("", '<bpmn:globalUserTask id="firmar" name="Firmar"/>')

    assert [child.kind for child in read.processes["firmar"].children] == ["userTask"]


def test_what_does_not_fit_together_becomes_a_defect_of_a_named_rule() -> None:
    read = diagram("""<bpmn:task id="a" default="nada"/><bpmn:task id="a"/><bpmn:task completionQuantity="cero" id="q"/>
        <bpmn:boundaryEvent id="b" attachedToRef="ghost"><bpmn:errorEventDefinition errorRef="no"/></bpmn:boundaryEvent>
        <bpmn:sequenceFlow id="f" sourceRef="a" targetRef="ghost"/><bpmn:userTask/>""")  # fmt: skip

    found = {(defect.rule, defect.element) for defect in read.defects}
    assert found == {("default_flow", "a"), ("ids_unique", "a"), ("numbers_are_sound", "q"), ("flows_resolve", "f"),
                     ("boundary_is_attached", "b"), ("references_resolve", "b"), ("ids_given", "p")}  # fmt: skip
    assert all(defect.line and defect.file == "prueba.bpmn" for defect in read.defects)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<bpmn:scriptTask id="a" scriptFormat="python"><bpmn:script>x</bpmn:script></bpmn:scriptTask>', "script"),
        ('<bpmn:choreographyTask id="a"/>', "choreographyTask"),
        ('<bpmn:userTask id="a"><bpmn:potentialOwner id="po"/></bpmn:userTask>', "potentialOwner"),
    ],
)  # fmt: skip
def test_what_is_not_executed_is_named(body: str, kind: str) -> None:
    assert [(refusal.kind, refusal.element) for refusal in diagram(body).refused] == [(kind, "a")]


def test_what_a_repetition_throws_by_condition_is_read_with_its_events() -> None:
    read = diagram(
        '<bpmn:task id="a"><bpmn:multiInstanceLoopCharacteristics behavior="Complex"><bpmn:complexBehaviorDefinition>'
        "<bpmn:condition>= n = 2</bpmn:condition><bpmn:event><bpmn:escalationEventDefinition/></bpmn:event>"
        "</bpmn:complexBehaviorDefinition></bpmn:multiInstanceLoopCharacteristics></bpmn:task>"
    )
    loop = next(node.loop for node in read.nodes() if node.id == "a")

    assert loop is not None and (loop.behavior, [one.condition for one in loop.complex]) == ("Complex", ["= n = 2"])
    assert [trigger.kind for trigger in loop.complex[0].throws] == ["escalation"]


@pytest.mark.parametrize(("kind", "every"), [("Parallel", True), ("Exclusive", False)])
def test_an_event_gateway_says_whether_all_its_events_must_come(kind: str, every: bool) -> None:
    read = diagram(f'<bpmn:eventBasedGateway id="a" instantiate="true" eventGatewayType="{kind}"/>')

    assert [(node.all_triggers, node.instantiate) for node in read.nodes() if node.id == "a"] == [(every, True)]


def test_a_diagram_cannot_be_changed_through_its_lists() -> None:
    read = diagram('<bpmn:task id="a"/><bpmn:task id="b"/>' + flow("a", "b"))

    for node in read.nodes():
        assert (
            isinstance(node.children, tuple) and isinstance(node.outgoing, tuple) and isinstance(node.boundaries, tuple)
        )


@pytest.mark.parametrize(
    "model", sorted(MIWG.glob("*.bpmn")) or [None], ids=lambda path: path.name if path else "absent"
)
def test_the_exchange_models_of_the_miwg_are_read_whole(model: Path | None) -> None:
    if model is None:
        pytest.skip("the MIWG models are not on this machine")

    read = reader.read(model.read_bytes(), model.name)

    assert read.defects == () and read.processes
    drawn = {node.id for node in read.nodes() if node.kind != "process"}
    assert drawn <= read.shapes and {flow.id for flow in read.flows()} <= read.edges


def test_bytes_that_are_no_diagram_are_refused_with_a_line() -> None:
    with pytest.raises(Refused) as refused:
        reader.read(b"<a>\n<b></a>", "x.bpmn")

    assert [(f.rule, f.line) for f in refused.value.findings] == [("readable_file", 2)]
