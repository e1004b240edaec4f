"""Files that a stranger could send: each asks for too much, or is none at all. Made when asked for, one at a time."""

from collections.abc import Callable

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:z="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
)


def process(body: str, head: str = HEAD) -> bytes:
    return f'{head}<process id="p">{body}</process></definitions>'.encode()


def _many(count: int, text: str) -> str:
    return "".join(text.replace("%", str(i)).replace("@", str(i + 1)) for i in range(count))


def _flows(count: int, condition: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return _many(count, f'<sequenceFlow id="f%" sourceRef="x%" targetRef="x@">{inside}</sequenceFlow>')


def _mapped(name: str) -> str:
    return f'<extensionElements><z:ioMapping><z:output source="=a" target="{name}"/></z:ioMapping></extensionElements>'


FILES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(1_000_000),
    "angles": lambda: b"<" * 10_000_000,
    "too large": lambda: b" " * (10 * 1024 * 1024 + 1),
    "document type": lambda: b"<!DOCTYPE definitions>" + process(""),
    "document type behind comments": lambda: b"<!--<x-->\n<!---->\n<!DOCTYPE a>" + process(""),
    "external entity": lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + process("&x;"),
    "billion laughs": lambda: (
        b'<!DOCTYPE a [<!ENTITY a0 "ja">' + _many(30, '<!ENTITY a@ "&a%;&a%;">').encode() + b"]>" + process("&a30;")
    ),
    "entity without a type": lambda: process("&ajena;"),
    "utf-7": lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + process(""),
    "utf-16 without a mark": lambda: process("").decode().encode("utf-16-le"),
    "utf-16 document type": lambda: ("\ufeff<!DOCTYPE a>" + process("").decode()).encode("utf-16-le"),
    "utf-32": lambda: process("").decode().encode("utf-32"),
    "half a character": lambda: process("<documentation>\u00e1</documentation>").replace(b"\xc3\xa1", b"\xc3"),
    "processing instruction": lambda: process("<?php x ?>"),
    "style sheet": lambda: b'<?xml-stylesheet href="x.xsl"?>' + process(""),
    "xinclude": lambda: process('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    "deep": lambda: process("<subProcess>" * 5_000),
    "deep enough": lambda: process("".join(f'<subProcess id="s{i}">' for i in range(95)) + "</subProcess>" * 95),
    "20,001 elements": lambda: process(_many(20_001, '<task id="x%"/>')),
    "a million attributes": lambda: process("<task " + _many(800_000, 'a%="1" ') + "/>")[: 10 * 1024 * 1024],
    "101 attributes": lambda: process("<task " + _many(101, 'a%="1" ') + "/>"),
    "a huge attribute": lambda: process(f'<userTask id="a" name="{"x" * 9_000_000}"/>'),
    "a huge text": lambda: process(f'<task id="a"><documentation>{"x" * 9_900_000}</documentation></task>'),
    "a huge name": lambda: process(f"<{'x' * 9_000_000}/>"),
    "a huge number": lambda: process(f'<task id="a" startQuantity="{"9" * 5_000_000}"/>'),
    "a huge id": lambda: process(f'<task id="{"x" * 5_000_000}"/>'),
    "many namespaces": lambda: process(_many(5_000, '<n%:x xmlns:n%="u%"/>')),
    "a million comments": lambda: process("<!-- -->" * 1_000_000),
    "19,900 lanes": lambda: process("<laneSet>" + _many(19_900, '<lane id="l%"/>') + "</laneSet>"),
    "19,900 lost tasks": lambda: process(_many(19_900, '<userTask id="x%"/>')),
    "a chain of 9,900": lambda: process(_many(9_901, '<task id="x%"/>') + _flows(9_900)),
    "a chain of circles": lambda: process(
        _many(6_601, '<exclusiveGateway id="x%"/>') + _flows(6_600)
        + _many(6_600, '<sequenceFlow id="g%" sourceRef="x@" targetRef="x%"/>')
    ),
    "a star": lambda: process(
        '<task id="x" default="q"/>' + _many(19_900, '<sequenceFlow id="f%" sourceRef="x" targetRef="x"/>')
    ),
    "everything leads everywhere": lambda: process(
        _many(140, '<parallelGateway id="x%"/>')
        + "".join(_many(140, f'<sequenceFlow id="f{i}_%" sourceRef="x{i}" targetRef="x%"/>') for i in range(140))
    ),
    "forks within forks": lambda: process(
        _many(2_400, '<parallelGateway id="x%"/><userTask id="t%">' + _mapped("b") + "</userTask>"
                '<sequenceFlow id="g%" sourceRef="x%" targetRef="t%"/>') + _flows(2_399)
    ),
    "joins that overlap": lambda: process(
        '<parallelGateway id="g"/>'
        + "".join(_many(40, f'<sequenceFlow id="h{n}_%" sourceRef="t%" targetRef="j{(n + 1) * 7}"/>') for n in range(5))
        + _many(40, '<userTask id="t%" name="' + "ñandú " * 50 + '"/><parallelGateway id="j%"/>'
                '<sequenceFlow id="f%" sourceRef="g" targetRef="t%"/>'
                '<sequenceFlow id="g%" sourceRef="t%" targetRef="j%"/>')
    ),
    "forks in circles": lambda: process(
        '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x0"/>'
        + _many(99, '<task id="x%"/><sequenceFlow id="f%" sourceRef="x%" targetRef="x@"/>'
                    '<sequenceFlow id="b%" sourceRef="x@" targetRef="x0"/>') + '<task id="x99"/>'
    ),
    "events beside everything": lambda: process(
        _many(3_200, '<userTask id="x%"/><boundaryEvent id="b%" attachedToRef="x%" cancelActivity="false">'
              '<messageEventDefinition/></boundaryEvent><userTask id="y%"/>'
              '<sequenceFlow id="g%" sourceRef="b%" targetRef="y%"/>') + _flows(3_199)
    ),
    "calls in a row": lambda: (
        HEAD + _many(4_900, '<process id="p%"><startEvent id="s%"/><callActivity id="c%" calledElement="p@"/>'
                     '<sequenceFlow id="f%" sourceRef="s%" targetRef="c%"/></process>') + "</definitions>"
    ).encode(),
    "everybody calls everybody": lambda: (
        HEAD + "".join(f'<process id="p{i}">' + _many(100, f'<callActivity id="c{i}_%" calledElement="p%"/>')
                       + "</process>" for i in range(190)) + "</definitions>"
    ).encode(),
    "wrong expressions": lambda: process(_many(6_601, '<task id="x%"/>') + _flows(6_600, "= a% +")),
    "many expressions": lambda: process(
        _many(6_601, '<task id="x%"/>') + _flows(6_600, "= a% + b * (c - 1) &gt; 0")
    ),
    "long expressions": lambda: process(_many(500, '<task id="x%"/>') + _flows(499, "=%" + "+a" * 9_000)),
    "nested expressions": lambda: process(_many(900, '<task id="x%"/>') + _flows(899, "=%" + "+(a" * 2_500)),
    "wrong by the schema": lambda: process(_many(19_900, '<userTask id="x%" startQuantity="q"/>')),
    "unknown to the schema": lambda: process(
        _many(1_900, '<userTask id="x%" ' + " ".join(f'a{i}="1"' for i in range(90)) + "/>")
    ),
}  # fmt: skip

HEAVY = frozenset({"a chain of 9,900", "calls in a row", "everybody calls everybody", "many expressions",
                   "wrong by the schema", "wrong expressions"})  # fmt: skip
