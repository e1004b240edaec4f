"""Files as other tools write them, drawn for these tests: prefixes, encodings and extensions that are not ours."""
# ruff: noqa: E501  the files stand as their tools write them

from collections.abc import Callable

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:omgdc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:omgdi="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

CAMUNDA_7 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" {DI} id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn"
    exporter="Camunda Modeler" exporterVersion="5.2.0" modeler:executionPlatform="Camunda Platform"
    modeler:executionPlatformVersion="7.17.0">
  <bpmn:process id="licencia" name="Licencia de funcionamiento" isExecutable="true" camunda:historyTimeToLive="180"
      camunda:candidateStarterGroups="mesa-de-partes">
    <bpmn:startEvent id="inicio" camunda:formKey="embedded:app:forms/solicitud.html" camunda:initiator="iniciador">
      <bpmn:outgoing>f1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="evaluar" name="Evaluar la solicitud" camunda:candidateGroups="fiscalizacion" camunda:dueDate="${{fin}}"
        camunda:formRef="F-EVALUAR" camunda:formRefBinding="latest" camunda:asyncBefore="true">
      <bpmn:extensionElements>
        <camunda:inputOutput>
          <camunda:inputParameter name="monto">${{solicitud.monto}}</camunda:inputParameter>
          <camunda:outputParameter name="resultado">${{procede}}</camunda:outputParameter>
        </camunda:inputOutput>
        <camunda:taskListener class="pe.muni.Aviso" event="create"/>
        <camunda:properties><camunda:property name="area" value="GDE"/></camunda:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="procede" name="¿Procede?" default="f4"/>
    <bpmn:serviceTask id="numerar" name="Numerar" camunda:delegateExpression="${{numerador}}"/>
    <bpmn:serviceTask id="avisar" name="Avisar" camunda:type="external" camunda:topic="correos.enviar"/>
    <bpmn:callActivity id="firma" name="Firmar" calledElement="firma-documento" camunda:calledElementBinding="version"
        camunda:calledElementVersion="3">
      <bpmn:extensionElements><camunda:in source="documento" target="documento"/><camunda:in businessKey="#{{execution.processBusinessKey}}"/>
        <camunda:out source="firmado" target="firmado"/></bpmn:extensionElements>
    </bpmn:callActivity>
    <bpmn:businessRuleTask id="tasa" name="Tasa" camunda:decisionRef="tasas" camunda:resultVariable="tasa"
        camunda:mapDecisionResult="singleEntry"/>
    <bpmn:scriptTask id="suma" name="Sumar" scriptFormat="groovy" camunda:resultVariable="total"><bpmn:script>a + b</bpmn:script></bpmn:scriptTask>
    <bpmn:endEvent id="fin"/>
    <bpmn:sequenceFlow id="f1" sourceRef="inicio" targetRef="evaluar"/>
    <bpmn:sequenceFlow id="f2" sourceRef="evaluar" targetRef="procede"/>
    <bpmn:sequenceFlow id="f3" name="sí" sourceRef="procede" targetRef="numerar">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${{resultado == 'si' &amp;&amp; monto &gt; 100}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" name="no" sourceRef="procede" targetRef="fin"/>
    <bpmn:sequenceFlow id="f5" sourceRef="numerar" targetRef="avisar"/>
    <bpmn:sequenceFlow id="f6" sourceRef="avisar" targetRef="firma"/>
    <bpmn:sequenceFlow id="f7" sourceRef="firma" targetRef="tasa"/>
    <bpmn:sequenceFlow id="f8" sourceRef="tasa" targetRef="suma"/>
    <bpmn:sequenceFlow id="f9" sourceRef="suma" targetRef="fin"/>
  </bpmn:process>
</bpmn:definitions>
"""

CAMUNDA_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" {DI}
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="D" targetNamespace="http://bpmn.io/schema/bpmn"
    modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="quejas" isExecutable="true">
    <bpmn:extensionElements><zeebe:versionTag value="1.2"/></bpmn:extensionElements>
    <bpmn:startEvent id="llega"/>
    <bpmn:userTask id="leer" name="Leer la queja">
      <bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="queja" bindingType="deployment"/>
        <zeebe:assignmentDefinition assignee="=funcionario" candidateGroups="=[&quot;gm&quot;]"/>
        <zeebe:taskSchedule dueDate="=now() + duration(&quot;P3D&quot;)"/></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:serviceTask id="responder" name="Responder" zeebe:modelerTemplate="io.camunda.connectors.HttpJson.v2">
      <bpmn:extensionElements><zeebe:taskDefinition type="io.camunda:http-json:1" retries="3"/>
        <zeebe:taskHeaders><zeebe:header key="resultVariable" value="respuesta"/></zeebe:taskHeaders></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:endEvent id="cierra"/>
    <bpmn:sequenceFlow id="a" sourceRef="llega" targetRef="leer"/><bpmn:sequenceFlow id="b" sourceRef="leer" targetRef="responder"/>
    <bpmn:sequenceFlow id="c" sourceRef="responder" targetRef="cierra"/>
  </bpmn:process>
</bpmn:definitions>
"""

SIGNAVIO = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="{MODEL}" {DI} xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor, http://www.signavio.com"
    exporterVersion="17.4.0" expressionLanguage="http://www.w3.org/TR/XPath" id="sid-1" targetNamespace="http://www.signavio.com"
    typeLanguage="http://www.w3.org/2001/XMLSchema">
   <collaboration id="sid-c"><extensionElements/>
      <participant id="sid-p1" name="Municipalidad" processRef="sid-pr"><extensionElements>
         <signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements></participant>
      <participant id="sid-p2" name="Ciudadano"/>
      <messageFlow id="sid-m" name="Solicitud" sourceRef="sid-p2" targetRef="sid-s"/>
   </collaboration>
   <process id="sid-pr" isClosed="false" isExecutable="false" name="Municipalidad" processType="None">
      <laneSet id="sid-ls"><lane id="sid-l1" name="Trámite documentario"><flowNodeRef>sid-s</flowNodeRef><flowNodeRef>sid-t</flowNodeRef>
         <flowNodeRef>sid-e</flowNodeRef></lane></laneSet>
      <startEvent id="sid-s" name="Llega"><outgoing>sid-f1</outgoing><messageEventDefinition id="sid-md"/></startEvent>
      <task completionQuantity="1" id="sid-t" isForCompensation="false" name="Registrar" startQuantity="1">
         <extensionElements><signavio:signavioMetaData metaKey="risks" metaValue=""/></extensionElements></task>
      <endEvent id="sid-e"/>
      <textAnnotation id="sid-n" textFormat="text/plain"><text>Según el TUPA</text></textAnnotation>
      <association associationDirection="None" id="sid-a" sourceRef="sid-t" targetRef="sid-n"/>
      <sequenceFlow id="sid-f1" sourceRef="sid-s" targetRef="sid-t"/><sequenceFlow id="sid-f2" sourceRef="sid-t" targetRef="sid-e"/>
   </process>
</definitions>
"""

BIZAGI = f"""<?xml version="1.0" encoding="utf-8"?>
<BPMN:definitions xmlns:BPMN="{MODEL}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
    xmlns:bizagi="http://www.bizagi.com/bpmn20" {DI} targetNamespace="http://www.bizagi.com/definitions/_1" id="_1"
    exporter="Bizagi Modeler" exporterVersion="4.0.0">
  <BPMN:process id="Id_a1" name="Proceso principal">
    <BPMN:ioSpecification><BPMN:inputSet/><BPMN:outputSet/></BPMN:ioSpecification>
    <BPMN:startEvent id="Id_b2" name=""><BPMN:extensionElements><bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20">
      <bizagi:BizagiProperties><bizagi:BizagiProperty name="bgColor" value="#E6FF97"/></bizagi:BizagiProperties>
      </bizagi:BizagiExtensions></BPMN:extensionElements><BPMN:outgoing>Id_f1</BPMN:outgoing></BPMN:startEvent>
    <BPMN:task id="Id_c3" name="Evaluar"/>
    <BPMN:exclusiveGateway id="Id_d4" name="¿Conforme?" gatewayDirection="Diverging"/>
    <BPMN:endEvent id="Id_e5" name="Sí"/><BPMN:endEvent id="Id_e6" name="No"/>
    <BPMN:sequenceFlow id="Id_f1" name="" sourceRef="Id_b2" targetRef="Id_c3"/>
    <BPMN:sequenceFlow id="Id_f2" name="" sourceRef="Id_c3" targetRef="Id_d4"/>
    <BPMN:sequenceFlow id="Id_f3" name="Sí" sourceRef="Id_d4" targetRef="Id_e5"/>
    <BPMN:sequenceFlow id="Id_f4" name="No" sourceRef="Id_d4" targetRef="Id_e6"/>
  </BPMN:process>
</BPMN:definitions>
"""

ARIS = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<semantic:definitions xmlns:semantic="{MODEL}" {DI} id="_aris" targetNamespace="http://www.softwareag.com/aris/bpmn2" exporter="ARIS">
  <semantic:process id="ID1" name="Atención de trámites" isExecutable="false">
    <semantic:startEvent id="ID2" name="Petición"/>
    <semantic:userTask id="ID3" name="Atender al señor administrado" implementation="##unspecified">
      <semantic:potentialOwner id="ID9"><semantic:resourceAssignmentExpression><semantic:formalExpression>Gerencia</semantic:formalExpression>
      </semantic:resourceAssignmentExpression></semantic:potentialOwner>
    </semantic:userTask>
    <semantic:endEvent id="ID4"/>
    <semantic:sequenceFlow id="ID5" sourceRef="ID2" targetRef="ID3"/><semantic:sequenceFlow id="ID6" sourceRef="ID3" targetRef="ID4"/>
  </semantic:process>
</semantic:definitions>
"""

VISIO = f"""<?xml version="1.0" encoding="utf-16"?>
<definitions xmlns="{MODEL}" {DI} xmlns:visio="http://schemas.microsoft.com/office/visio/2012" targetNamespace="visio" name="Página-1">
  <process id="process_1" isExecutable="false" visio:pageID="0">
    <startEvent id="n1" name="Inicio"/><task id="n2" name="Revisar&#xA;el expediente"/><task name="Sin id"/><endEvent id="n3"/>
    <sequenceFlow id="c1" sourceRef="n1" targetRef="n2"/><sequenceFlow id="c2" sourceRef="n2" targetRef="n3"/>
    <sequenceFlow id="c3" sourceRef="n2"/>
  </process>
</definitions>
"""

CHOREOGRAPHY = f"""<?xml version="1.0"?>
<definitions xmlns="{MODEL}" id="d" targetNamespace="t"><message id="m1" name="Pedido"/>
  <choreography id="co" name="Convenio"><participant id="pa" name="Municipalidad"/><participant id="pb" name="EsSalud"/>
    <messageFlow id="mf" sourceRef="pa" targetRef="pb" messageRef="m1"/>
    <startEvent id="s"/><choreographyTask id="ct" name="Pedir" initiatingParticipantRef="pa">
      <participantRef>pa</participantRef><participantRef>pb</participantRef><messageFlowRef>mf</messageFlowRef></choreographyTask>
    <endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="ct"/><sequenceFlow id="f2" sourceRef="ct" targetRef="e"/>
  </choreography>
</definitions>
"""

CONVERSATION = f"""<definitions xmlns="{MODEL}" id="d" targetNamespace="t">
  <collaboration id="c"><participant id="a" name="Municipalidad"/><participant id="b" name="MEF"><participantMultiplicity maximum="4"/></participant>
    <conversation id="cv" name="Presupuesto"><participantRef>a</participantRef><participantRef>b</participantRef></conversation>
    <conversationLink id="l1" sourceRef="a" targetRef="cv"/><conversationLink id="l2" sourceRef="b" targetRef="cv"/></collaboration>
</definitions>
"""

BLACK_BOXES = f"""<b:definitions xmlns:b="{MODEL}" id="d" targetNamespace="t">
  <b:collaboration id="c"><b:participant id="a" name="Municipalidad" processRef="p"/><b:participant id="n" name="Notaría"/>
    <b:participant id="x" name="De otro archivo" processRef="otro"/>
    <b:messageFlow id="m1" sourceRef="t" targetRef="n"/><b:messageFlow id="m2" sourceRef="n" targetRef="r"/></b:collaboration>
  <b:process id="p"><b:startEvent id="s"/><b:sendTask id="t" name="Pedir"/><b:receiveTask id="r" name="Esperar"/><b:endEvent id="e"/>
    <b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="r"/>
    <b:sequenceFlow id="f3" sourceRef="r" targetRef="e"/>
    <b:dataStoreReference id="ds" name="Padrón" dataStoreRef="st"/><b:group id="g" categoryValueRef="cat"/></b:process>
  <b:dataStore id="st" name="Padrón de contribuyentes"/>
</b:definitions>
"""

ACTIVITI = f"""<?xml version='1.0' encoding='UTF-8'?>
<definitions xmlns="{MODEL}" xmlns:activiti="http://activiti.org/bpmn" {DI} typeLanguage="http://www.w3.org/2001/XMLSchema"
    expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://www.activiti.org/test">
  <process id="vacaciones" isExecutable="true"><startEvent id="s" activiti:initiator="quien"/>
    <userTask id="u" name="Aprobar" activiti:assignee="${{jefe}}"><extensionElements>
      <activiti:formProperty id="ok" type="boolean" required="true"/></extensionElements></userTask>
    <serviceTask id="j" activiti:class="org.acme.Aviso"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="j">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${{ok == true}}]]></conditionExpression></sequenceFlow>
    <sequenceFlow id="f3" sourceRef="j" targetRef="e"/></process>
</definitions>
"""

GARBAGE = f"""<definitions xmlns="{MODEL}" xmlns:acme="urn:acme" id="d" targetNamespace="t" acme:seal="ñandú">
  <import importType="http://www.w3.org/2001/XMLSchema" location="tipos.xsd" namespace="urn:t"/><extension mustUnderstand="false"/>
  <itemDefinition id="i" structureRef="acme:Solicitud"/><interface id="if" name="X"><operation id="op" name="o"><inMessageRef>m</inMessageRef></operation></interface>
  <message id="m" name="m" itemRef="i"/><resource id="r" name="Jefe"/><category id="k"><categoryValue id="kv" value="Legal"/></category>
  <acme:hoja xmlns:svg="http://www.w3.org/2000/svg"><svg:svg><svg:path d="M0 0"/></svg:svg></acme:hoja>
  <process id="p" isExecutable="true"><documentation textFormat="text/html">&lt;b&gt;Hola&lt;/b&gt;</documentation>
    <startEvent id="s" acme:x="1"><acme:y/></startEvent><task id="t" name="a&#10;b"><acme:z>texto</acme:z></task><endEvent id="e"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="t" acme:w=""/><sequenceFlow id="g" sourceRef="t" targetRef="e"/></process>
  <relationship type="x"><source>p</source><target>q</target></relationship>
</definitions>
"""


def _huge() -> bytes:
    tasks = "".join(f'<task id="t{n}" name="Paso {n}"/>' for n in range(4_000))
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(3_999))
    return f'<definitions xmlns="{MODEL}" targetNamespace="t"><process id="p" isExecutable="false">{tasks}{flows}</process></definitions>'.encode()


FILES: dict[str, Callable[[], bytes]] = {
    "camunda7.bpmn": CAMUNDA_7.encode,
    "camunda8.bpmn": CAMUNDA_8.encode,
    "signavio.bpmn": SIGNAVIO.encode,
    "Bizagi Modeler.bpmn": lambda: CODECS["utf-8-sig"](BIZAGI),
    "aris.bpmn": lambda: ARIS.encode("iso-8859-1"),
    "aris con marca.bpmn": lambda: CODECS["utf-8-sig"](ARIS),
    "visio.bpmn": lambda: VISIO.encode("utf-16"),
    "visio al revés.bpmn": lambda: b"\xfe\xff" + VISIO.encode("utf-16-be"),
    "coreografía.bpmn": CHOREOGRAPHY.encode,
    "conversación.bpmn": CONVERSATION.encode,
    "cajas-negras.bpmn": BLACK_BOXES.encode,
    "vacaciones.bpmn20.xml": ACTIVITI.encode,
    "basura.bpmn": GARBAGE.encode,
    "enorme.bpmn": _huge,
    "windows.bpmn": lambda: ARIS.replace("ISO-8859-1", "Windows-1252").replace("\n", "\r\n").encode("cp1252"),
}  # fmt: skip
CODECS: dict[str, Callable[[str], bytes]] = {"utf-8-sig": lambda text: text.encode("utf-8-sig")}
NOT_MEANT_TO_RUN = ("signavio.bpmn", "aris.bpmn", "visio.bpmn", "windows.bpmn", "enorme.bpmn")
DOCTYPE = b'<!DOCTYPE definitions SYSTEM "BPMN20.dtd">\n' + SIGNAVIO.encode().partition(b"?>\n")[2]
