"""Files of Camunda 7: what their `camunda:` words mean in the dialect of the house, and what a person must say anew.

A file is taken over element by element. What has a meaning here is written in the dialect and its old word goes; what
has none stays as it was, and the report names it. Nothing else of the file changes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from workflows import juel, markup
from workflows.elements import BPMN, is_feel, local, tag, text_of
from workflows.findings import Finding
from workflows.zeebe import ZEEBE

RULE = "camunda_import"
SPACE = "http://camunda.org/schema/1.0/bpmn"
CAMUNDA = "{" + SPACE + "}"
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]{1,60}:)?definitions\b")
_TEXTS = ("conditionExpression", "condition", "timeDuration", "timeDate", "timeCycle", "loopCardinality",
          "completionCondition", "loopCondition")  # fmt: skip
# Words of Camunda 7's own machinery: journal, retries and transactions are the house's, whatever a file says.
_NEEDLESS = frozenset({"asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority", "historyTimeToLive",
                       "isStartableInTasklist", "failedJobRetryTimeCycle", "diagramRelationId"})  # fmt: skip
_LOST = {
    "assignee": "nombra a una persona, y aquí la tarea es del órgano de su carril. Ponga la tarea en el carril que "
    "corresponde",
    "candidateUsers": "nombra a personas, y aquí la tarea es del órgano de su carril. Ponga la tarea en el carril que "
    "corresponde",
    "candidateGroups": "es una expresión que no se pudo traducir. Escríbala en FEEL en los grupos candidatos",
    "candidateStarterGroups": "dice quién inicia, y aquí lo dice el carril del inicio. Póngalo en su carril",
    "candidateStarterUsers": "dice quién inicia, y aquí lo dice el carril del inicio. Póngalo en su carril",
    "initiator": "guarda quién inició; aquí el expediente ya lo sabe («organo_origen»). Use ese dato",
    "formKey": "es un formulario que solo aquel programa muestra. Haga uno de los de aquí y elíjalo",
    "formRef": "es una expresión que no se pudo traducir. Elija el formulario",
    "formData": "son campos de un formulario escrito dentro del diagrama. Haga un formulario con ellos y elíjalo",
    "class": "es código Java, que aquí no se ejecuta. Elija el servicio que hace lo mismo",
    "delegateExpression": "es código Java, que aquí no se ejecuta. Elija el servicio que hace lo mismo",
    "expression": "es código Java, que aquí no se ejecuta. Elija el servicio que hace lo mismo",
    "connector": "llama a otro programa. Elija el servicio que hace lo mismo",
    "type": "es una forma de servicio que aquí no hay. Elija el servicio que hace lo mismo",
    "dueDate": "es una fecha límite. Escriba el plazo de la tarea en días hábiles, como «7 dh»",
    "followUpDate": "es una fecha de seguimiento. Escriba un recordatorio del plazo",
    "executionListener": "es código que se ejecuta al pasar. Dibuje un paso automático que lo haga",
    "taskListener": "es código que se ejecuta con la tarea. Dibuje un paso automático que lo haga",
    "calledElementVersion": "fija una versión; aquí vale la que está en vigor cuando el expediente empieza. Compruebe "
    "que sea la que quiere",
    "resultVariable": "guarda el resultado de algo que aquí no se ejecuta. Escríbalo en FEEL",
    "errorCodeVariable": "guarda el código del error, que aquí no se guarda. Use un evento de borde para cada código",
    "errorMessageVariable": "guarda el texto del error, que aquí no se guarda. Dígalo de otro modo",
}
_OTHERWISE = "no tiene equivalente aquí y se conserva sin efecto. Si el paso depende de ello, dígalo de otro modo"


@dataclass(frozen=True, slots=True)
class Import:
    """A file taken over: its bytes in the dialect, how many words were translated, and what could not be."""

    source: bytes
    translated: int = 0
    report: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Work:
    file: str
    translated: int = 0
    report: list[Finding] = field(default_factory=list)

    def done(self) -> None:
        self.translated += 1

    def lost(self, element: etree._Element, what: str, why: str) -> None:
        name = " ".join((element.get("name") or element.get("id") or tag(element)).split())[:60]
        message = f"«{name}»: «{what}» {why}."
        line = markup.line_of(element)
        self.report.append(Finding(RULE, "warning", self.file, message, element.get("id"), element.get("name"), line))


def is_one(source: bytes) -> bool:
    """Say whether a file speaks of Camunda 7 at all."""
    return SPACE.encode() in source or SPACE.encode("utf-16-le") in source or SPACE.encode("utf-16-be") in source


def take_over(source: bytes, file: str) -> Import:
    """Return a file in the dialect of the house with a report of what could not be mapped. Raises Refused."""
    markup.parse(source, file)  # refuses what may do harm
    text = markup.decoded(source, file).encode()
    if b"xmlns:zeebe=" not in text:
        text = _ROOT.sub(lambda found: found[0] + f' xmlns:zeebe="{ZEEBE[1:-1]}"'.encode(), text, count=1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    root = etree.fromstring(text, parser)
    work = _Work(file)
    for element in list(root.iter(BPMN + "*")):
        _element(element, work)
    if not (work.translated or work.report):
        return Import(source)
    tree = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return Import(bytes(tree), work.translated, tuple(work.report))


def _element(element: etree._Element, work: _Work) -> None:
    if tag(element) in _TEXTS:
        _text(element, work)
        return
    for word in (_groups, _form, _topic, _decision, _script, _call, _collection):
        word(element, work)
    for holder in element.findall(BPMN + "extensionElements"):
        for extension in [e for e in holder.iterchildren(etree.Element) if str(e.tag).startswith(CAMUNDA)]:
            _extension(element, extension, work)
    for key in [str(key) for key in element.attrib if str(key).startswith(CAMUNDA)]:
        word_left = key.removeprefix(CAMUNDA)
        if word_left in _NEEDLESS:
            del element.attrib[key]
        elif word_left not in _SPOKEN_FOR:
            work.lost(element, f"camunda:{word_left}", _LOST.get(word_left, _OTHERWISE))


_SPOKEN_FOR = frozenset({"topic", "formRefBinding", "formRefVersion", "mapDecisionResult", "calledElementTenantId"})


# what a word of an element becomes


def _groups(element: etree._Element, work: _Work) -> None:
    said = _said(element, "candidateGroups")
    if (value := _value(said)) is not None:
        _extend(element, "assignmentDefinition", candidateGroups=value)
        _drop(element, work, "candidateGroups")


def _form(element: etree._Element, work: _Work) -> None:
    said = _said(element, "formRef")
    if tag(element) == "userTask" and said and not _is_expression(said):
        _extend(element, "formDefinition", formId=said)
        _drop(element, work, "formRef", "formRefBinding", "formRefVersion")
    key = re.fullmatch(r"camunda-forms:[a-z]{1,20}:(?:[\w/-]{0,200}/)?([\w-]{1,100})\.form", _said(element, "formKey"))
    if tag(element) == "userTask" and key:
        _extend(element, "formDefinition", formId=key[1])
        _drop(element, work, "formKey")


def _topic(element: etree._Element, work: _Work) -> None:
    if _said(element, "type") == "external" and (topic := _said(element, "topic")):
        _extend(element, "taskDefinition", type=_value(topic) or topic)
        _drop(element, work, "type", "topic")


def _decision(element: etree._Element, work: _Work) -> None:
    if value := _value(_said(element, "decisionRef")):
        result = _said(element, "resultVariable") or "resultado"
        _extend(element, "calledDecision", decisionId=value, resultVariable=result)
        _drop(element, work, "decisionRef", "resultVariable", "mapDecisionResult", "decisionRefBinding")


def _script(element: etree._Element, work: _Work) -> None:
    if tag(element) == "scriptTask" and is_feel(element.get("scriptFormat") or ""):
        script = text_of(element, "script") or ""
        result = _said(element, "resultVariable") or "resultado"
        _extend(element, "script", expression="= " + script.removeprefix("=").strip(), resultVariable=result)
        for old in element.findall(BPMN + "script"):
            element.remove(old)
        del element.attrib["scriptFormat"]
        _drop(element, work, "resultVariable")


def _call(element: etree._Element, work: _Work) -> None:
    called = element.get("calledElement") or ""
    if tag(element) != "callActivity" or (value := _value(called)) is None:
        return
    outs = [e for e in element.iter(CAMUNDA + "out") if e.get("variables") == "all"]
    _extend(element, "calledElement", processId=value, propagateAllChildVariables=str(bool(outs)).lower())
    del element.attrib["calledElement"]
    pinned = _said(element, "calledElementBinding") in ("version", "versionTag")
    _drop(element, work, "calledElementBinding", *(() if pinned else ("calledElementVersion",)))


def _collection(element: etree._Element, work: _Work) -> None:
    said = _said(element, "collection")
    if tag(element) == "multiInstanceLoopCharacteristics" and said:
        value = juel.in_feel(said) if _is_expression(said) else f"= {said}"
        if value is not None:
            _extend(
                element, "loopCharacteristics", inputCollection=value, inputElement=_said(element, "elementVariable")
            )
            _drop(element, work, "collection", "elementVariable")


def _text(element: etree._Element, work: _Work) -> None:
    """A condition or a timer: `${…}` in FEEL, where it is that plain."""
    said = markup.content(element)
    owner = next((e for e in (element, *element.iterancestors()) if e.get("id")), element)
    if not _is_expression(said):
        return
    if (value := juel.in_feel(said)) is None:
        work.lost(owner, said[:80], "es una expresión que no se pudo traducir. Escríbala en FEEL, empezando con «=»")
        return
    for child in list(element):
        element.remove(child)
    element.text = value
    element.attrib.pop("language", "")
    work.done()


# what an extension becomes


def _extension(element: etree._Element, extension: etree._Element, work: _Work) -> None:
    holder = extension.getparent()
    assert holder is not None
    kind = local(extension)
    if kind in _NEEDLESS:
        holder.remove(extension)
        return
    becomes = _EXTENSIONS.get(kind)
    if becomes is None:
        work.lost(element, f"camunda:{kind}", _LOST.get(kind, _OTHERWISE))
        return
    becomes(element, extension, work)
    if not len(extension):
        holder.remove(extension)


def _properties(element: etree._Element, extension: etree._Element, work: _Work) -> None:
    for line in extension.findall(CAMUNDA + "property"):
        holder = _extension_of(element, "properties")
        etree.SubElement(holder, ZEEBE + "property", name=line.get("name") or "", value=line.get("value") or "")
        extension.remove(line)
        work.done()


def _input_output(element: etree._Element, extension: etree._Element, work: _Work) -> None:
    for line in list(extension.iterchildren(etree.Element)):
        way = "input" if local(line) == "inputParameter" else "output"
        value = _value(markup.content(line)) if not len(line) else None
        if value is None:
            what = f"{local(line)} {line.get('name') or ''}"
            work.lost(
                element, what, "lleva un valor que no se pudo traducir. Escríbalo en FEEL en las entradas y salidas"
            )
            continue
        _map(element, way, value if value.startswith("=") else f'= "{value}"', line.get("name") or "")
        extension.remove(line)
        work.done()


def _in(element: etree._Element, extension: etree._Element, work: _Work) -> None:
    if extension.get("businessKey"):
        work.done()  # the called process knows its case without being told
        return
    if extension.get("variables") == "all":
        why = "pasaría todos los datos; aquí lo llamado solo ve sus entradas. Escriba cuáles necesita"
        work.lost(element, "camunda:in variables", why)
        return
    _pass(element, extension, work, "input")


def _out(element: etree._Element, extension: etree._Element, work: _Work) -> None:
    if extension.get("variables") == "all":
        work.done()  # propagateAllChildVariables says so
        return
    _pass(element, extension, work, "output")


def _pass(element: etree._Element, extension: etree._Element, work: _Work, way: str) -> None:
    said = extension.get("sourceExpression")
    value = juel.in_feel(said) if said else f"= {extension.get('source')}"
    if value is None:
        work.lost(
            element, said or "", "es una expresión que no se pudo traducir. Escríbala en FEEL en las entradas y salidas"
        )
        return
    _map(element, way, value, extension.get("target") or "")
    work.done()


_EXTENSIONS: dict[str, Callable[[etree._Element, etree._Element, _Work], None]] = {
    "properties": _properties,
    "inputOutput": _input_output,
    "in": _in,
    "out": _out,
}


# writing


def _said(element: etree._Element, word: str) -> str:
    return element.get(CAMUNDA + word) or ""


def _is_expression(text: str) -> bool:
    return "${" in text or "#{" in text


def _value(text: str) -> str | None:
    """Return a text as it is, an expression in FEEL; None for none, or for one that cannot be translated."""
    return (juel.in_feel(text) if _is_expression(text) else text.strip()) or None


def _drop(element: etree._Element, work: _Work, *words: str) -> None:
    for word in words:
        element.attrib.pop(CAMUNDA + word, "")
    work.done()


def _map(element: etree._Element, way: str, source: str, target: str) -> None:
    etree.SubElement(_extension_of(element, "ioMapping"), ZEEBE + way, source=source, target=target)


def _extend(element: etree._Element, kind: str, **attributes: str) -> None:
    """Write an extension of the dialect; what already stands there wins."""
    extension = _extension_of(element, kind)
    for key, value in attributes.items():
        if value and extension.get(key) is None:
            extension.set(key, value)


def _extension_of(element: etree._Element, kind: str) -> etree._Element:
    holder = element.find(BPMN + "extensionElements")
    if holder is None:
        holder = etree.Element(BPMN + "extensionElements")
        element.insert(len(element.findall(BPMN + "documentation")), holder)
    found = holder.find(ZEEBE + kind)
    return found if found is not None else etree.SubElement(holder, ZEEBE + kind)


def count(found: Import) -> str:
    """Return in one sentence what came of it."""
    if not found.translated and not found.report:
        return "El archivo no lleva nada de Camunda 7."
    return f"Se tradujeron {found.translated} indicaciones de Camunda 7; {len(found.report)} necesitan de una persona."
