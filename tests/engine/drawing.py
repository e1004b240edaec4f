"""Small diagrams in few words, for tests of what the engine makes of each element."""

from itertools import count

_numbers = count(1)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' id="definiciones" targetNamespace="urn:cabildo:prueba">'
)


def renumber() -> None:
    """Count the flows from one again: what is drawn next is the same wherever it is drawn."""
    global _numbers
    _numbers = count(1)


def diagram(body: str, before: str = "", after: str = "", process: str = "p") -> bytes:
    return f'{HEAD}{before}<process id="{process}" isExecutable="true">{body}</process>{after}</definitions>'.encode()


def process(process_id: str, body: str) -> str:
    return f'<process id="{process_id}" isExecutable="true">{body}</process>'


def flow(source: str, target: str, condition: str = "", name: str = "") -> str:
    inside = f"<conditionExpression>= {condition}</conditionExpression>" if condition else ""
    name = name or f"{source}-{target}-{next(_numbers)}"
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def chain(*ids: str) -> str:
    return "".join(flow(a, b) for a, b in zip(ids, ids[1:], strict=False))


def ways(*paths: str) -> str:
    """Flows along paths: `ways("inicio a x", "x b fin")`."""
    return "".join(chain(*path.split()) for path in paths)


def start(name: str = "inicio", trigger: str = "", attributes: str = "") -> str:
    return f'<startEvent id="{name}" {attributes}>{trigger}</startEvent>'


def end(name: str = "fin", trigger: str = "") -> str:
    return f'<endEvent id="{name}">{trigger}</endEvent>'


def user(name: str, inside: str = "", extension: str = "") -> str:
    return f'<userTask id="{name}" name="{name}">{_extension(extension)}{inside}</userTask>'


def script(name: str, expression: str = "1", result: str = "_", inside: str = "", attributes: str = "") -> str:
    told = f'<zeebe:script expression="= {expression}" resultVariable="{result}"/>'
    return f'<scriptTask id="{name}" {attributes}>{_extension(told)}{inside}</scriptTask>'


def service(name: str, kind: str, extension: str = "") -> str:
    return (
        f'<serviceTask id="{name}">{_extension(f"""<zeebe:taskDefinition type="{kind}"/>""" + extension)}</serviceTask>'
    )


def node(kind: str, name: str, inside: str = "", attributes: str = "") -> str:
    return f'<{kind} id="{name}" {attributes}>{inside}</{kind}>'


def xor(name: str, default: str = "") -> str:
    return node("exclusiveGateway", name, attributes=_default(default))


def both(name: str) -> str:
    return node("parallelGateway", name)


def some(name: str, default: str = "") -> str:
    return node("inclusiveGateway", name, attributes=_default(default))


def gate(name: str, attributes: str = "") -> str:
    return node("eventBasedGateway", name, attributes=attributes)


def complex_join(name: str, condition: str) -> str:
    told = f"<activationCondition>= {condition}</activationCondition>" if condition else ""
    return node("complexGateway", name, told)


def catch(name: str, trigger: str, attributes: str = "") -> str:
    return node("intermediateCatchEvent", name, trigger, attributes)


def throw(name: str, trigger: str = "") -> str:
    return node("intermediateThrowEvent", name, trigger)


def boundary(name: str, host: str, trigger: str, interrupting: bool = True) -> str:
    cancel = str(interrupting).lower()
    return f'<boundaryEvent id="{name}" attachedToRef="{host}" cancelActivity="{cancel}">{trigger}</boundaryEvent>'


def subprocess(name: str, body: str, attributes: str = "", extension: str = "", kind: str = "subProcess") -> str:
    return f'<{kind} id="{name}" {attributes}>{_extension(extension)}{body}</{kind}>'


def event_box(name: str, trigger: str, body: str, interrupting: bool = True, attributes: str = "") -> str:
    """An event sub-process whose start is called `oye_<name>`."""
    opens = start(f"oye_{name}", trigger, f'isInterrupting="{str(interrupting).lower()}" {attributes}')
    return subprocess(name, opens + body, 'triggeredByEvent="true"')


def undone_by(task: str, handler: str) -> str:
    """A compensation event on a task's border and its tie to the handler."""
    tie = f'<association id="t_{task}" sourceRef="c_{task}" targetRef="{handler}"/>'
    return boundary(f"c_{task}", task, compensate) + tie


def undo(name: str) -> str:
    return script(name, attributes='isForCompensation="true"')


def call(name: str, called: str, extension: str = "", attributes: str = "", inside: str = "") -> str:
    told = f'<zeebe:calledElement processId="{called}" {attributes}/>{extension}'
    return f'<callActivity id="{name}">{_extension(told)}{inside}</callActivity>'


def mapping(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    lines = [f'<zeebe:input source="{s}" target="{t}"/>' for t, s in (inputs or {}).items()]
    lines += [f'<zeebe:output source="{s}" target="{t}"/>' for t, s in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def properties(**values: str) -> str:
    lines = "".join(f'<zeebe:property name="cabildo.{name}" value="{value}"/>' for name, value in values.items())
    return f"<zeebe:properties>{lines}</zeebe:properties>"


def several(items: str = "", count_of: str = "", sequential: bool = False, done: str = "", collect: str = "") -> str:
    told = f'<extensionElements><zeebe:loopCharacteristics inputCollection="= {items}" inputElement="cada" {collect}/>' \
           "</extensionElements>" if items else ""  # fmt: skip
    told += f"<loopCardinality>= {count_of}</loopCardinality>" if count_of else ""
    told += f"<completionCondition>= {done}</completionCondition>" if done else ""
    return f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">{told}</multiInstanceLoopCharacteristics>'


def loop(condition: str, before: bool = False, most: int | None = None) -> str:
    limit = f'loopMaximum="{most}"' if most else ""
    return (f'<standardLoopCharacteristics testBefore="{str(before).lower()}" {limit}>'
            f"<loopCondition>= {condition}</loopCondition></standardLoopCharacteristics>")  # fmt: skip


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>= {text}</condition></conditionalEventDefinition>"


def datum(name: str, inside: str = "") -> str:
    """A data object and a reference to it, called `ref_<name>`; `inside` may hold its state."""
    refers = f'id="ref_{name}" name="{name}" dataObjectRef="obj_{name}"'
    return f'<dataObject id="obj_{name}"/><dataObjectReference {refers}>{inside}</dataObjectReference>'


def io(inputs: str = "", outputs: str = "", optional: str = "") -> str:
    """Inputs `in_<name>` and outputs `out_<name>`, all of them in one set each."""
    made = "".join(f'<dataInput id="in_{n}" name="{n}"/>' for n in inputs.split())
    made += "".join(f'<dataOutput id="out_{n}" name="{n}"/>' for n in outputs.split())
    taken = "".join(f"<dataInputRefs>in_{n}</dataInputRefs>" for n in inputs.split())
    taken += "".join(f"<optionalInputRefs>in_{n}</optionalInputRefs>" for n in optional.split())
    given = "".join(f"<dataOutputRefs>out_{n}</dataOutputRefs>" for n in outputs.split())
    return f"<ioSpecification>{made}<inputSet>{taken}</inputSet><outputSet>{given}</outputSet></ioSpecification>"


def reads(source: str, target: str, inside: str = "") -> str:
    """An arrow of data into an activity; `inside` may change what it carries."""
    return _arrow("dataInputAssociation", source, target, inside)


def writes(source: str, target: str, inside: str = "") -> str:
    """An arrow of data out of an activity."""
    return _arrow("dataOutputAssociation", source, target, inside)


def _arrow(kind: str, source: str, target: str, inside: str) -> str:
    drawn = "".join(f"<sourceRef>{one}</sourceRef>" for one in source.split())
    return f"<{kind}>{drawn}<targetRef>{target}</targetRef>{inside}</{kind}>"


def _default(flow_id: str) -> str:
    return f'default="{flow_id}"' if flow_id else ""


def _extension(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>" if inside else ""


SIGNAL = '<signal id="Sg" name="aviso"/>'
MESSAGE = '<message id="Ms" name="respuesta"/>'
KEYED = (
    '<message id="Ms" name="respuesta"><extensionElements><zeebe:subscription correlationKey="= envio"/>'
    "</extensionElements></message>"
)
ERROR = '<error id="Er" name="falla" errorCode="E1"/>'
ESCALATION = '<escalation id="Es" name="sube" escalationCode="X1"/>'
signal = '<signalEventDefinition signalRef="Sg"/>'
message = '<messageEventDefinition messageRef="Ms"/>'
error = '<errorEventDefinition errorRef="Er"/>'
escalation = '<escalationEventDefinition escalationRef="Es"/>'
compensate = "<compensateEventDefinition/>"
terminate = "<terminateEventDefinition/>"
cancel = "<cancelEventDefinition/>"
any_error = "<errorEventDefinition/>"
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="organo" name="organo"><decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression id="e"><text>monto</text>
</inputExpression></input><output id="o" name="quien"/>
<rule id="r1"><inputEntry id="x1"><text>&lt; 10</text></inputEntry><outputEntry id="y1"><text>"oga"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="x2"><text>-</text></inputEntry><outputEntry id="y2"><text>"ogaj"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
