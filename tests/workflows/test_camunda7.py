"""A file of Camunda 7 is taken over: what has a meaning here is written so, and what has none is told by element."""

import pytest

from tests.workflows import guests
from workflows import Refused, camunda7, juel, reader
from workflows.diagram import Assignment, Node

TAKEN = camunda7.take_over(guests.CAMUNDA_7.encode(), "licencia.bpmn")


@pytest.fixture
def nodes() -> dict[str, Node]:
    return {node.id: node for node in reader.read(TAKEN.source).nodes()}


def test_what_has_a_meaning_here_is_written_in_the_dialect(nodes: dict[str, Node]) -> None:
    task, call, rule = nodes["evaluar"], nodes["firma"], nodes["tasa"]

    assert (task.candidates, task.form) == ("fiscalizacion", "F-EVALUAR")
    assert task.inputs == (Assignment("= solicitud.monto", "monto"),)
    assert task.outputs == (Assignment("= procede", "resultado"),)
    assert task.properties == {"area": "GDE"}
    assert (call.called, call.propagates) == ("firma-documento", False)
    assert call.inputs == (Assignment("= documento", "documento"),)
    assert (rule.decision, rule.result) == ("tasas", "tasa")
    assert nodes["avisar"].service == "correos.enviar"
    assert [flow.condition for flow in nodes["procede"].outgoing] == ['= resultado = "si" and monto > 100', None]


def test_what_has_none_is_named_with_its_element_and_kept() -> None:
    told = {(one.element, one.message.split("»: «")[1].split("»")[0]) for one in TAKEN.report}

    assert told == {
        ("licencia", "camunda:candidateStarterGroups"), ("inicio", "camunda:formKey"), ("inicio", "camunda:initiator"),
        ("evaluar", "camunda:taskListener"), ("evaluar", "camunda:dueDate"), ("numerar", "camunda:delegateExpression"),
        ("firma", "camunda:calledElementVersion"), ("suma", "camunda:resultVariable"),
    }  # fmt: skip
    assert all(one.level == "warning" and one.line and one.message.endswith(".") for one in TAKEN.report)
    assert b'camunda:delegateExpression="${numerador}"' in TAKEN.source
    assert b"asyncBefore" not in TAKEN.source and b"historyTimeToLive" not in TAKEN.source


def test_taking_over_twice_changes_nothing_more() -> None:
    again = camunda7.take_over(TAKEN.source, "licencia.bpmn")

    assert again.translated == 0 and len(again.report) == len(TAKEN.report)
    assert reader.read(again.source).processes.keys() == reader.read(TAKEN.source).processes.keys()


def test_a_file_without_a_word_of_it_stays_byte_for_byte() -> None:
    source = guests.SIGNAVIO.encode()

    assert not camunda7.is_one(source)
    assert camunda7.take_over(source, "a.bpmn") == camunda7.Import(source)
    with pytest.raises(Refused):
        camunda7.take_over(guests.DOCTYPE, "a.bpmn")


def test_more_words_of_activities() -> None:
    body = """<process id="p"><userTask id="a" camunda:candidateGroups="${organo}" camunda:assignee="ana"
          camunda:formKey="camunda-forms:deployment:forms/F-1.form"/>
        <userTask id="b">
          <multiInstanceLoopCharacteristics camunda:collection="${visadores}" camunda:elementVariable="cada">
          <completionCondition>${nrOfCompletedInstances == 2}</completionCondition>
          </multiInstanceLoopCharacteristics></userTask>
        <scriptTask id="c" scriptFormat="feel" camunda:resultVariable="n"><script>1 + 1</script></scriptTask>
        <callActivity id="d" calledElement="q" camunda:calledElementBinding="latest"><extensionElements>
          <camunda:in variables="all"/><camunda:out variables="all"/>
          <camunda:in sourceExpression="${a + 1}" target="x"/>
          </extensionElements></callActivity>
        <serviceTask id="e"><extensionElements><camunda:inputOutput><camunda:inputParameter name="x"><camunda:script/>
          </camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>
        <intermediateCatchEvent id="f">
          <timerEventDefinition><timeDuration>${espera}</timeDuration></timerEventDefinition>
          </intermediateCatchEvent></process>"""
    head = f'<definitions xmlns="{guests.MODEL}" xmlns:camunda="{camunda7.SPACE}" targetNamespace="t">'
    taken = camunda7.take_over(f"{head}{body}</definitions>".encode(), "a.bpmn")

    nodes = {node.id: node for node in reader.read(taken.source).nodes()}
    assert (nodes["a"].candidates, nodes["a"].form) == ("= organo", "F-1")
    loop = nodes["b"].loop
    assert loop and (loop.items, loop.item, loop.condition) == ("= visadores", "cada", "= nrOfCompletedInstances = 2")
    assert (nodes["c"].script, nodes["c"].result) == ("= 1 + 1", "n")
    assert (nodes["d"].called, nodes["d"].propagates, nodes["d"].inputs) == ("q", True, (Assignment("= a + 1", "x"),))
    assert nodes["f"].triggers[0].text == "= espera"
    assert [one.element for one in taken.report] == ["a", "d", "e"]


@pytest.mark.parametrize(("said", "feel"), [
    ("${monto >= 100}", "= monto >= 100"),
    ("${a.b == 'x' || !(c)}", '= a.b = "x" or not (c)'),
    ("#{ n lt 3 and m ne null }", "= n < 3 and m != null"),
    ("${execution.getVariable('x')}", None),
    ("${lista.size() > 0}", None),
    ("${empty lista}", None),
    ("${a ? b : c}", None),
    ("${lista[0]}", None),
    ("hola ${nombre}", None),
    ("${", None),
    ("${(a}", None),
    ("${'no \\' cierra'}", None),
])  # fmt: skip
def test_plain_expressions_are_said_in_feel_and_others_left_to_a_person(said: str, feel: str | None) -> None:
    assert juel.in_feel(said) == feel


def test_the_report_speaks_of_the_lines_of_the_file() -> None:
    source = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <process id="p">
    <userTask id="t" camunda:dueDate="${manana}"/>
  </process>
</definitions>"""

    assert [one.line for one in camunda7.take_over(source, "p.bpmn").report] == [4]
