"""XML from a stranger: bytes become a tree of elements, or are refused before they can do harm.

No document type, no entities, no network, no processing instructions; bounded in bytes, elements, depth, attributes.
Source of the limits: the design of the house (limits of the product); each is a keyword here.
"""

import io
import itertools
import re
from collections.abc import Iterator

from lxml import etree

from workflows.findings import Finding, Refused

RULE = "readable_file"
MAX_BYTES = 10 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 100
MAX_NAMESPACES = 200
MAX_ATTRIBUTES_OF_ALL = 200_000

_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,200}\?>")
_ATTRIBUTE = re.compile(r"=\s{0,30}[\"']")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_WESTERN = {"iso-8859-1", "iso-8859-15", "windows-1252", "latin1"}
_ASCII = {"us-ascii", "ascii"}


def parse(source: bytes, file: str, *, most_bytes: int = MAX_BYTES, most_elements: int = MAX_ELEMENTS,
          most_depth: int = MAX_DEPTH) -> etree._Element:  # fmt: skip
    """Return the root element of `source`. Raises Refused with one finding that says why it cannot be read."""
    if len(source) > most_bytes:
        raise _refused(file, f"El archivo pesa {len(source)} bytes y el máximo es {most_bytes}. Divídalo en varios.")
    text = decoded(source, file)
    _refuse_prolog(text, file)
    if any(True for _ in itertools.islice(_ATTRIBUTE.finditer(text), MAX_ATTRIBUTES_OF_ALL, None)):
        raise _refused(file, f"El archivo tiene más de {MAX_ATTRIBUTES_OF_ALL} atributos. Divídalo en varios.")
    try:
        return _tree(text.encode("utf-8"), file, most_elements, most_depth)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise _refused(file, f"El archivo no es XML bien formado: {_reason(error)} Ábralo en el modelador y guárdelo "
                       "de nuevo.", line) from None  # fmt: skip


def content(element: etree._Element) -> str:
    """Return the whole text inside an element, joined over comments, without the space around it."""
    return "".join(str(part) for part in element.itertext()).strip()


def line_of(element: etree._Element) -> int | None:
    """Return the line of the file on which an element begins."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def decoded(source: bytes, file: str) -> str:
    """Return the text of a file: in the encoding of its byte order mark, else in the one it declares, else UTF-8."""
    mark = next((name for bom, name in _MARKS.items() if source.startswith(bom)), "")
    said = _DECLARATION.match(source[:300].decode("latin-1")) if not mark else None
    name = said[1].lower() if said and said[1].lower() in _WESTERN else mark or "utf-8"
    try:
        text = source.decode(name)
    except UnicodeDecodeError as error:
        shown = name.upper().removesuffix("-SIG")
        raise _refused(file, f"El archivo no está en {shown} (falla el byte {error.start}). "
                       "Guárdelo en UTF-8.") from None  # fmt: skip
    if declared := _DECLARATION.match(text):
        agrees = declared[1].lower() in ({"utf-16"} if mark == "utf-16" else {"utf-8", "utf8", *_WESTERN})
        if not agrees and not (declared[1].lower() in _ASCII and text.isascii()):
            raise _refused(file, f"El archivo declara la codificación «{declared[1]}»; solo se leen UTF-8, UTF-16 con "
                           "marca de orden, ISO-8859-1, ISO-8859-15 y Windows-1252. Guárdelo en UTF-8.")  # fmt: skip
        text = text[declared.end() :]
        return "\n" * declared[0].count("\n") + text  # lines keep their numbers
    return text


def _refuse_prolog(text: str, file: str) -> None:
    """Refuse a DOCTYPE before the parser sees it: it may stand only before the first element."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
            if at < 0:
                return  # the parser will say so
        elif text.startswith("<!DOCTYPE", at):
            raise _refused(file, "El archivo trae una declaración DOCTYPE, que puede ocultar entidades o pedir otros "
                           "archivos. Bórrela: BPMN no la necesita.", text.count("\n", 0, at) + 1)  # fmt: skip
        elif not text.startswith("<?", at):
            return
        else:
            at += 2


def _tree(source: bytes, file: str, most_elements: int, most_depth: int) -> etree._Element:
    elements = depth = 0
    spaces: set[str] = set()
    reading = etree.iterparse(
        io.BytesIO(source), events=("start", "end", "pi", "start-ns"), resolve_entities=False, load_dtd=False,
        no_network=True, huge_tree=False, remove_comments=True, collect_ids=False, encoding="utf-8",
    )  # fmt: skip
    for event, item in _events(reading):
        if event == "start":
            elements, depth = elements + 1, depth + 1
            if elements > most_elements:
                raise _refused(file, f"El archivo tiene más de {most_elements} elementos. Divídalo en varios.")
            if depth > most_depth:
                raise _refused(file, f"El archivo anida más de {most_depth} niveles. Simplifíquelo.", line_of(item))
            if len(item.attrib) > MAX_ATTRIBUTES:
                raise _refused(file, f"Un elemento tiene más de {MAX_ATTRIBUTES} atributos. Quítelos.", line_of(item))
        elif event == "end":
            depth -= 1
        elif event == "start-ns":
            spaces.add(str(item[1]))
            if len(spaces) > MAX_NAMESPACES:
                raise _refused(file, f"El archivo usa más de {MAX_NAMESPACES} espacios de nombres. Quítelos.")
        else:
            raise _refused(file, "El archivo trae una instrucción de proceso (<?…?>), que aquí no se admite. Bórrela.",
                           line_of(item))  # fmt: skip
    root: etree._Element = reading.root
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(file, "El archivo trae una declaración DOCTYPE. Bórrela: BPMN no la necesita.")
    return root


def _events(reading: "etree.iterparse[tuple[str, etree._Element]]") -> Iterator[tuple[str, etree._Element]]:
    yield from reading


def _reason(error: etree.XMLSyntaxError) -> str:
    line = f" (línea {error.lineno})" if error.lineno else ""
    said = " ".join((error.msg or "termina antes de tiempo").split(", line")[0].split())
    return f"{said[:200]}{line}."


def _refused(file: str, message: str, line: int | None = None) -> Refused:
    return Refused([Finding(RULE, "error", file, message, line=line)])
