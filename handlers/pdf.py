"""What makes bytes a PDF, and how many pages it has: read from its content, never from its name."""

import re
import zlib
from collections.abc import Iterator

HEAD = 1024  # readers accept a header within the first kilobyte, and the end mark within the last
MOST_INFLATED = 64 * 1024 * 1024

# All of these match in one pass: fixed texts, and digits or blanks of bounded length.
_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_START = re.compile(rb"startxref\s{1,8}([0-9]{1,10})\s{1,8}%%EOF")
_TABLE = re.compile(rb"\s{0,8}(?:xref\s|[0-9]{1,10} [0-9]{1,5} obj)")
_PAGE = re.compile(rb"/Type\s{0,8}/Page(?![A-Za-z])")
_OBJECTS = re.compile(rb"/Type\s{0,8}/ObjStm")


def defect_of(source: bytes) -> str:
    """Return in Spanish why `source` is no sound PDF ("no es un PDF"), or "" if it is one.

    Sound: header, end mark, and a cross reference table or stream where the end mark says. Source: ISO 32000-2, 7.5.
    """
    if not source:
        return "está vacío"
    header = _HEADER.search(source[: HEAD + 8])
    if header is None:
        return "no es un PDF"
    starts = list(_START.finditer(source[-2 * HEAD :]))
    if not starts:
        return "está incompleto: le falta el final de un PDF"
    offset = int(starts[-1].group(1))
    if not any(_TABLE.match(source[at : at + 32]) for at in {offset, offset + header.start()} if at < len(source)):
        return "está dañado: su índice no está donde dice"
    return ""


def pages_of(source: bytes) -> int | None:
    """Return how many pages a PDF has, or None where they cannot be counted (an encrypted one, say)."""
    count = len(_PAGE.findall(source)) + sum(len(_PAGE.findall(part)) for part in _object_streams(source))
    return count or None


def _object_streams(source: bytes) -> Iterator[bytes]:
    """Yield the object streams, inflated, up to a bound in all; no byte is read twice."""
    left, past = MOST_INFLATED, 0
    for found in _OBJECTS.finditer(source):
        start = source.find(b"stream", found.end(), found.end() + 4096)
        if start < past or left <= 0:
            continue
        start += 8 if source[start + 6 : start + 8] == b"\r\n" else 7
        past = source.find(b"endstream", start)
        try:
            part = zlib.decompressobj().decompress(source[start:past], left)
        except zlib.error:
            continue
        left -= len(part)
        yield part
