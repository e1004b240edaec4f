"""A paper of the municipality as a PDF, as its secretaries set them: letterhead, justified text, tables, signatures.

The same words give the same bytes: nothing of the clock goes in, and nothing is packed, for packers differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from unicodedata import normalize
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepInFrame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

WIDE, HIGH = A4  # in points, as all that follows
LEFT, RIGHT, TOP, BOTTOM = 78.0, 66.0, 70.0, 72.0
MEASURE = WIDE - LEFT - RIGHT
LEADING = 15.0
BESIDE = 8 * LEADING  # headings that have less than this left begin another page
GAP = 40.0  # between two signatures
SIGNED_WIDE = (MEASURE - GAP) / 2
LEAST = 36  # of a row stays where the rest of it goes to another page; at most twice the head of a table


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a part; `level` 1 for the parts of the paper, 2 for what is within them."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead` stands before it in bold, `small` is set as a note."""

    text: str
    lead: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its columns with their share of the width, and its cells."""

    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: name, post, and how it was signed (empty: a line to sign on)."""

    names: Sequence[tuple[str, str, str]]


Block = Head | Text | Rows | Signatures


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: `letterhead` above all, `title` below it, `running` at the head of the pages that follow."""

    letterhead: Sequence[str]
    title: Sequence[str]
    running: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def pdf(paper: Paper) -> bytes:
    """Return a paper as a PDF; letters beyond Western Europe become `?`. The heads of tables must fit on a page."""
    source, pages = _printed(paper, 1)
    return source if pages == 1 else _printed(paper, pages)[0]


def _printed(paper: Paper, total: int) -> tuple[bytes, int]:
    """Return the paper, numbered as if it had `total` pages, and how many it has."""

    def around(canvas: Canvas, document: BaseDocTemplate) -> None:
        _number(canvas, f"Página {document.page} de {total}")
        if document.page > 1:
            _running(canvas, paper.running)

    written = BytesIO()
    document = BaseDocTemplate(written, pagesize=A4, title=_plain(" ".join(paper.title)), author="", lang="es-PE",
                               producer="Cabildo", invariant=1, pageCompression=0)  # fmt: skip
    frame = Frame(LEFT, BOTTOM, MEASURE, HIGH - TOP - BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=around))
    document.build(list(_story(paper)))
    return written.getvalue(), document.page


def _number(canvas: Canvas, text: str) -> None:
    canvas.setFont("Times-Roman", 9)
    canvas.drawCentredString(WIDE / 2, 44, text)


def _running(canvas: Canvas, text: str) -> None:
    line = _paragraph(text, RUNNING)
    line.wrapOn(canvas, MEASURE, TOP)
    line.drawOn(canvas, LEFT, HIGH - 50)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, HIGH - 54, WIDE - RIGHT, HIGH - 54)


# what stands on the pages


def _story(paper: Paper) -> Iterator[Flowable]:
    yield from _letterhead(paper)
    closing = _closing(paper.blocks)
    for block, before in zip(paper.blocks[:closing], [None, *paper.blocks], strict=False):
        if _is_heading(block) and not _is_heading(before):
            yield CondPageBreak(BESIDE)
        yield from _set(block)
    yield CondPageBreak(BESIDE)
    yield KeepTogether([part for block in paper.blocks[closing:] for part in _set(block)])


def _closing(blocks: Sequence[Block]) -> int:
    """Return where the part that ends in the signatures begins: it is kept on one page."""
    signed = next((place for place, block in enumerate(blocks) if isinstance(block, Signatures)), len(blocks))
    heads = [place for place, block in enumerate(blocks[:signed]) if isinstance(block, Head)]
    return heads[-1] if heads and signed < len(blocks) else signed


def _is_heading(block: Block | None) -> bool:
    return isinstance(block, Head) or (isinstance(block, Text) and not block.text)


def _letterhead(paper: Paper) -> Iterator[Flowable]:
    for place, text in enumerate(paper.letterhead):
        yield _paragraph(text, LETTERHEAD if place == 0 else BODY)
    if paper.letterhead:
        yield _rule(1.2, before=5)
        yield _rule(0.4, before=2, after=14)
    for text in paper.title:
        yield _paragraph(text, TITLE)
    yield Spacer(0, 8)


def _set(block: Block) -> Iterator[Flowable]:
    match block:
        case Head():
            yield _paragraph(block.text, PART if block.level == 1 else POINT)
        case Text():
            yield _paragraph(block.text, NOTE if block.small else PROSE, block.lead)
        case Rows():
            yield _table(block)
        case Signatures() if block.names:
            yield _signatures(block)


def _table(table: Rows) -> Table:
    """Return a table whose head is repeated on every page; a row longer than a page goes on on the next."""
    shares = sum(share for _, share in table.columns)
    heads = [_paragraph(label, COLUMN) for label, _ in table.columns]
    rows = [[_paragraph(cell, CELL) for cell in row] for row in table.rows]
    return Table([heads, *rows], [MEASURE * share / shares for _, share in table.columns], style=RULED, repeatRows=1,
                 splitByRow=0, splitInRow=LEAST, spaceBefore=4, spaceAfter=8)  # fmt: skip


def _signatures(signed: Signatures) -> Table:
    """Two beside each other, each under a line."""
    cells = [_signature(*one) for one in signed.names]
    pairs = [[left, "", right] for left, right in zip(cells[::2], [*cells[1::2], ""], strict=False)]
    return Table(pairs, [SIGNED_WIDE, GAP, SIGNED_WIDE], style=FLUSH, spaceAfter=20)


def _signature(name: str, post: str, how: str) -> Flowable:
    """Return one signature: it is never torn by the end of a page, and set smaller where it would not fit on one."""
    said = [_paragraph(text, style) for text, style in ((name, SIGNER), (post, POST), (how, SIGNED)) if text]
    return KeepInFrame(SIGNED_WIDE, HIGH / 2, [Spacer(0, 62), _rule(0.5, after=2), *said], mode="shrink")


def _rule(thick: float, *, before: float = 0, after: float = 0) -> Flowable:
    return HRFlowable("100%", thick, color=black, lineCap="butt", spaceBefore=before, spaceAfter=after)


def _paragraph(text: str, style: ParagraphStyle, lead: str = "") -> Paragraph:
    bold = f"<b>{escape(_plain(lead))}</b> " if lead else ""
    return Paragraph(bold + escape(_plain(text)), style)


def _plain(text: str) -> str:
    """Return a text in the letters that the standard faces have, without those that nobody sees."""
    seen = (letter for letter in normalize("NFC", text) if letter.isprintable() or letter.isspace())
    return " ".join("".join(seen).split()).encode("cp1252", "replace").decode("cp1252")


# how it is set


ROMAN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
PLAIN = ParagraphStyle("plain", fontName=ROMAN, fontSize=11, leading=LEADING, allowWidows=0, allowOrphans=0)
LETTERHEAD = ParagraphStyle("letterhead", PLAIN, fontName=BOLD, fontSize=13, leading=17, alignment=TA_CENTER)
BODY = ParagraphStyle("body", PLAIN, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", PLAIN, fontName=BOLD, fontSize=12.5, leading=16.5, alignment=TA_CENTER)
RUNNING = ParagraphStyle("running", PLAIN, fontName=ITALIC, fontSize=9, leading=11, alignment=TA_RIGHT)
PART = ParagraphStyle("part", PLAIN, fontName=BOLD, fontSize=11.5, spaceBefore=8, spaceAfter=4)
POINT = ParagraphStyle("point", PLAIN, fontName=BOLD, spaceBefore=5, spaceAfter=4)
PROSE = ParagraphStyle("prose", PLAIN, alignment=TA_JUSTIFY, spaceAfter=5)
NOTE = ParagraphStyle("note", PROSE, fontName=ITALIC, fontSize=9, leading=12.3)
CELL = ParagraphStyle("cell", PLAIN, fontSize=10, leading=12)
COLUMN = ParagraphStyle("column", CELL, fontName=BOLD)
POST = ParagraphStyle("post", PLAIN, fontSize=10, leading=13, alignment=TA_CENTER)
SIGNER = ParagraphStyle("signer", POST, fontName=BOLD)
SIGNED = ParagraphStyle("signed", POST, fontName=ITALIC, fontSize=8.5, leading=11.5)

ALL = (0, 0), (-1, -1)
HEADS = (0, 0), (-1, 0)
RULED = TableStyle([("GRID", *ALL, 0.5, black), ("LINEABOVE", *HEADS, 0.9, black), ("LINEBELOW", *HEADS, 0.9, black),
                    ("VALIGN", *ALL, "TOP"), ("LEFTPADDING", *ALL, 4), ("RIGHTPADDING", *ALL, 4),
                    ("TOPPADDING", *ALL, 2), ("BOTTOMPADDING", *ALL, 5)])  # fmt: skip
FLUSH = TableStyle([("LEFTPADDING", *ALL, 0), ("RIGHTPADDING", *ALL, 0), ("VALIGN", *ALL, "TOP")])
