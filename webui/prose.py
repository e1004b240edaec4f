"""A README as the page shows it: headings, paragraphs, lists, tables, bold and code; everything else is plain text."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

LONGEST = 200_000  # characters

_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_CODE = re.compile(r"`([^`\n]{1,500})`")
_ITEM = re.compile(r"(?:[-*]|\d{1,3}\.) +")
_TABLE = Markup(
    '<div class="scrolls" tabindex="0"><table class="told"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
)
_RULE = re.compile(r"[|:\- ]+")


def markup(text: str) -> Markup:
    """Return a text in the plain part of Markdown as HTML. Nothing in it can become a tag, a link or an attribute."""
    lines = [line.rstrip() for line in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    parts = (_part(kind, list(found)) for kind, found in groupby(lines, key=_kind))
    return Markup("\n").join(part for part in parts if part)


def _kind(line: str) -> str:
    if not line.strip():
        return "nothing"
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if _ITEM.match(line) else "paragraph"


def _part(kind: str, lines: list[str]) -> Markup:
    if kind == "heading":
        return Markup("").join(_heading(line) for line in lines)
    if kind == "table":
        return _table(lines)
    if kind == "list":
        items = (Markup("<li>{}</li>").format(_words(_ITEM.sub("", line, count=1))) for line in lines)
        return Markup("<ul>{}</ul>").format(Markup("").join(items))
    return Markup("<p>{}</p>").format(_words(" ".join(lines))) if kind == "paragraph" else Markup("")


def _heading(line: str) -> Markup:
    """A README stands under the page's own headings: its first level is the page's third."""
    level = min(len(line) - len(line.lstrip("#")), 4)
    tag = f"h{3 if level < 3 else 4}"
    return Markup("<{}>{}</{}>").format(tag, _words(line.lstrip("# ")), tag)


def _table(lines: list[str]) -> Markup:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)]
    head, *body = rows or [[]]
    cells = (Markup("<tr>{}</tr>").format(_cells(row, "td")) for row in body)
    return _TABLE.format(_cells(head, "th"), Markup("").join(cells))


def _cells(row: list[str], tag: str) -> Markup:
    return Markup("").join(Markup("<{}>{}</{}>").format(tag, _words(cell), tag) for cell in row)


def _words(text: str) -> Markup:
    """Return the words of a line, with what is bold or code; the text itself is escaped first."""
    return Markup("").join(_pieces(text))


def _pieces(text: str) -> Iterator[Markup]:
    at = 0
    for found in re.finditer(rf"{_BOLD.pattern}|{_CODE.pattern}", text):
        yield escape(text[at : found.start()])
        bold, code = found.groups()
        yield Markup("<strong>{}</strong>").format(_words(bold)) if bold else Markup("<code>{}</code>").format(code)
        at = found.end()
    yield escape(text[at:])
