"""Whatever becomes of a file on its way: it is refused, or it gets findings; nothing else, and not for long."""

import os
import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree

from tests.workflows import guests
from workflows import Refused, camunda7, checker, outline, reader

pytestmark = [pytest.mark.slow, pytest.mark.soak]
ROOT = Path(__file__).parents[2]
MIWG = ROOT.parent / "shared" / "conformance" / "miwg"
SEED = os.environ.get("CABILDO_SEED", "").partition("-")[0] or str(secrets.randbelow(10**6))
SECONDS = 120 if os.environ.get("CABILDO_SOAK") else 10
LONGEST = 5  # seconds that one file may take
SIGNS = [
    b"<",
    b">",
    b"&",
    b'"',
    b"=",
    b"\x00",
    b"\xff\xfe",
    b"</process>",
    b"<!--",
    b"]]>",
    b"&#x0;",
    b"xmlns",
    b"${x}",
]
WORDS = [
    "",
    " ",
    "x",
    "0",
    "-1",
    "99999999999",
    "true",
    "= ",
    "= 1 +",
    "R/PT0S",
    "P1D",
    "a:b",
    "ñ\u202e",
    "#{",
    "x" * 5_000,
]
TAGS = ["task", "subProcess", "process", "boundaryEvent", "exclusiveGateway", "sequenceFlow", "laneSet", "choreography"]


def files() -> list[bytes]:
    own = sorted(ROOT.glob("bpmn/*/*.bpmn")) + sorted(MIWG.glob("*.bpmn"))
    return [path.read_bytes() for path in own] + [
        make() for name, make in guests.FILES.items() if name != "enorme.bpmn"
    ]


def test_a_disturbed_file_is_refused_or_judged() -> None:
    drawn, sources = random.Random(SEED), files()
    ends, count, slowest = time.monotonic() + SECONDS, 0, 0.0
    while time.monotonic() < ends:
        count += 1
        source = disturbed(drawn.choice(sources), drawn)
        began = time.process_time()
        try:
            judge(source)
        except Exception as error:
            raise AssertionError(f"CABILDO_SEED={SEED}, file {count}: {source[:300]!r}…") from error
        slowest = max(slowest, time.process_time() - began)
        assert slowest < LONGEST, f"CABILDO_SEED={SEED}, file {count} took {slowest:.1f} s"
    assert count > SECONDS


def judge(source: bytes) -> None:
    checker.check({"a.bpmn": source})
    outline.guests(source)
    with suppress(Refused):
        for process in reader.read(source).processes.values():
            outline.outline(process)
    with suppress(Refused):
        camunda7.take_over(source, "a.bpmn")


def disturbed(source: bytes, drawn: random.Random) -> bytes:
    """Return the file as an accident or somebody's tool may leave it."""
    changes: list[Callable[[bytes, random.Random], bytes]] = [_of_bytes, _of_elements, _of_elements, _of_elements]
    for _ in range(drawn.randint(1, 3)):
        source = drawn.choice(changes)(source, drawn)
    return source


def _of_bytes(source: bytes, drawn: random.Random) -> bytes:
    at = drawn.randrange(len(source) + 1)
    other = min(len(source), at + drawn.choice([1, 3, 40, 2_000]))
    match drawn.randrange(4):
        case 0:
            return source[:at] + source[other:]
        case 1:
            return source[:at] + drawn.choice(SIGNS) + source[at:]
        case 2:
            return source[:other] + source[at:]
        case _:
            return source[:at] + bytes(drawn.randrange(256) for _ in range(other - at)) + source[other:]


def _of_elements(source: bytes, drawn: random.Random) -> bytes:
    try:
        root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return source
    elements = list(root.iter(etree.Element))
    values = [value for element in elements for value in element.attrib.values()] + WORDS
    for _ in range(drawn.randint(1, 8)):
        _change(drawn.choice(elements), drawn.choice(elements), values, drawn)
    return bytes(etree.tostring(root))


def _change(element: etree._Element, other: etree._Element, values: list[str], drawn: random.Random) -> None:
    parent, keys = element.getparent(), sorted(map(str, element.attrib))
    match drawn.randrange(7):
        case 0 | 1 if keys:
            element.set(drawn.choice(keys), drawn.choice(values).replace("\x00", ""))
        case 2 if keys:
            del element.attrib[drawn.choice(keys)]
        case 3 if parent is not None:
            parent.remove(element)
        case 4 if other is not element and element not in other.iterancestors():
            other.append(element if parent is not None else etree.Element("x"))
        case 5:
            element.text = drawn.choice(values)
        case _:
            element.tag = f"{{{guests.MODEL}}}{drawn.choice(TAGS)}"
