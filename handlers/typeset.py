"""A paper of the municipality as a PDF, as its secretaries set them: letterhead, justified text, tables, signatures.

The same words give the same bytes. Source of the format: ISO 32000-2, 7.5 (files), 9.4 (text), 8.5 (lines).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers.lettering import BOLD, ITALIC, NAMES, REGULAR, width

WIDE, HIGH = 595.0, 842.0  # A4, in points
LEFT, RIGHT, TOP, BOTTOM = 78.0, 66.0, 62.0, 72.0
MEASURE = WIDE - LEFT - RIGHT
SIZE, LEADING, SMALL = 11.0, 15.0, 9.0
PAD = 4.0  # inside the cells of a table
CLOSING = 210.0  # what the last words and the first signatures take


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
    """Return a paper as a PDF; letters beyond Western Europe become `?`."""
    sheet = _Sheet(paper.running)
    _letterhead(sheet, paper)
    closing = _closing(paper.blocks)
    for place, (block, following) in enumerate(zip(paper.blocks, [*paper.blocks[1:], None], strict=True)):
        if place == closing:
            sheet.need(CLOSING)
        _set(sheet, block, following)
    return _file(paper, sheet.numbered())


def _closing(blocks: Sequence[Block]) -> int | None:
    """Return the last heading before the signatures: they never stand alone on a page."""
    signed = next((place for place, block in enumerate(blocks) if isinstance(block, Signatures)), len(blocks))
    heads = [place for place, block in enumerate(blocks[:signed]) if isinstance(block, Head)]
    return heads[-1] if heads and signed < len(blocks) else None


# setting


class _Sheet:
    """The pages as they are written; `y` is the baseline of what was written last."""

    def __init__(self, running: str) -> None:
        self.running, self.y = running, HIGH - TOP
        self.pages: list[list[bytes]] = [[]]

    def write(self, x: float, y: float, text: bytes, face: str, size: float, spread: float = 0.0) -> None:
        self.pages[-1].append(
            b"BT /%s %.1f Tf %.3f Tw %.2f %.2f Td (%s) Tj ET" % (face.encode(), size, spread, x, y, _escaped(text))
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, thick: float = 0.5) -> None:
        self.pages[-1].append(b"%.2f w %.2f %.2f m %.2f %.2f l S" % (thick, x, y, to_x, to_y))

    def need(self, height: float) -> bool:
        """Begin another page where less than this is left; tell whether it did."""
        if self.y - height >= BOTTOM:
            return False
        self.pages.append([])
        text = _plain(self.running)
        self.write(WIDE - RIGHT - width(text, ITALIC, SMALL), HIGH - 46, text, ITALIC, SMALL)
        self.line(LEFT, HIGH - 52, WIDE - RIGHT, HIGH - 52)
        self.y = HIGH - TOP
        return True

    def numbered(self) -> list[bytes]:
        """Return the pages, each with its number at the foot."""
        for number in range(len(self.pages)):
            text = _plain(f"Página {number + 1} de {len(self.pages)}")
            self.pages[number].append(
                b"BT /F1 %.1f Tf 0 Tw %.2f %.2f Td (%s) Tj ET"
                % (SMALL, (WIDE - width(text, REGULAR, SMALL)) / 2, 44, _escaped(text))
            )
        return [b"\n".join(page) for page in self.pages]


def _letterhead(sheet: _Sheet, paper: Paper) -> None:
    for place, text in enumerate(paper.letterhead):
        _centred(sheet, text, BOLD if place == 0 else REGULAR, 13.0 if place == 0 else SIZE)
    sheet.line(LEFT, sheet.y - 8, WIDE - RIGHT, sheet.y - 8, 1.2)
    sheet.line(LEFT, sheet.y - 10.5, WIDE - RIGHT, sheet.y - 10.5, 0.4)
    sheet.y -= 24
    for text in paper.title:
        _centred(sheet, text, BOLD, 12.5)
    sheet.y -= 8


def _centred(sheet: _Sheet, text: str, face: str, size: float) -> None:
    for words in _broken([(face, word) for word in _plain(text).split()], size, MEASURE):
        line = b" ".join(word for _, word in words)
        sheet.y -= size + 4
        sheet.write((WIDE - width(line, face, size)) / 2, sheet.y, line, face, size)


def _set(sheet: _Sheet, block: Block, following: Block | None) -> None:
    match block:
        case Head():
            _head(sheet, block, following)
        case Text():
            size = SMALL if block.small else SIZE
            words = [(BOLD, word) for word in _plain(block.lead).split()]
            words += [(ITALIC if block.small else REGULAR, word) for word in _plain(block.text).split()]
            _paragraph(sheet, words, size, LEADING * size / SIZE)
        case Rows():
            _table(sheet, block)
        case Signatures():
            _signatures(sheet, block)


def _head(sheet: _Sheet, head: Head, following: Block | None) -> None:
    """A heading stays with the first lines of what it heads."""
    size = 11.5 if head.level == 1 else SIZE
    lines = list(_broken([(BOLD, word) for word in _plain(head.text).split()], size, MEASURE))
    sheet.need(len(lines) * LEADING + 14 + (3 * LEADING if following is not None else 0))
    sheet.y -= 8 if head.level == 1 else 5
    for words in lines:
        sheet.y -= LEADING
        sheet.write(LEFT, sheet.y, b" ".join(word for _, word in words), BOLD, size)
    sheet.y -= 4


def _paragraph(sheet: _Sheet, words: Sequence[tuple[str, bytes]], size: float, leading: float) -> None:
    lines = list(_broken(words, size, MEASURE))
    for number, line in enumerate(lines):
        left = len(lines) - number
        sheet.need(leading * (2 if number == 0 and left > 1 or left == 2 and len(lines) > 3 else 1))
        sheet.y -= leading
        _line(sheet, line, size, justified=left > 1)
    sheet.y -= 5


def _line(sheet: _Sheet, words: Sequence[tuple[str, bytes]], size: float, *, justified: bool) -> None:
    natural = sum(width(word, face, size) for face, word in words) + (len(words) - 1) * width(b" ", REGULAR, size)
    spread = (MEASURE - natural) / (len(words) - 1) if justified and len(words) > 1 else 0.0
    x = LEFT
    for face, run in _runs(words):
        text = b" ".join(run)
        sheet.write(x, sheet.y, text, face, size, spread)
        x += width(text, face, size) + (len(run) - 1) * spread + width(b" ", REGULAR, size) + spread


def _runs(words: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the words of a line that are set in one face, together."""
    face, run = words[0][0], list[bytes]()
    for own, word in words:
        if own != face:
            yield face, run
            face, run = own, []
        run.append(word)
    yield face, run


def _broken(words: Sequence[tuple[str, bytes]], size: float, measure: float) -> Iterator[list[tuple[str, bytes]]]:
    """Yield the words line by line; a word longer than a line is cut."""
    line, used, space = list[tuple[str, bytes]](), 0.0, width(b" ", REGULAR, size)
    for face, word in (piece for own, whole in words for piece in _cut(own, whole, size, measure)):
        wide = width(word, face, size)
        if line and used + space + wide > measure:
            yield line
            line, used = [], 0.0
        used += wide + (space if line else 0)
        line.append((face, word))
    if line:
        yield line


def _cut(face: str, word: bytes, size: float, measure: float) -> Iterator[tuple[str, bytes]]:
    while word and width(word, face, size) > measure:
        fits = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], face, size) <= measure)
        yield face, word[:fits]
        word = word[fits:]
    if word:
        yield face, word


# tables and signatures


def _table(sheet: _Sheet, table: Rows) -> None:
    shares = sum(share for _, share in table.columns)
    widths = [MEASURE * share / shares for _, share in table.columns]
    heads = [label for label, _ in table.columns]
    sheet.y -= 4
    sheet.need(3 * LEADING)
    _table_row(sheet, heads, widths, BOLD)
    for row in table.rows:
        height = _height(row, widths, REGULAR)
        if sheet.need(height):
            _table_row(sheet, heads, widths, BOLD)
        _table_row(sheet, row, widths, REGULAR)
    sheet.y -= 8


def _table_row(sheet: _Sheet, cells: Sequence[str], widths: Sequence[float], face: str) -> None:
    top, height = sheet.y, _height(cells, widths, face)
    x = LEFT
    for text, wide in zip(cells, widths, strict=True):
        y = top - 1
        for words in _broken([(face, word) for word in _plain(text).split()], 10.0, wide - 2 * PAD):
            y -= 12
            sheet.write(x + PAD, y, b" ".join(word for _, word in words), face, 10.0)
        sheet.line(x, top, x, top - height)
        x += wide
    sheet.line(x, top, x, top - height)
    sheet.line(LEFT, top, x, top, 0.9 if face == BOLD else 0.5)
    sheet.line(LEFT, top - height, x, top - height, 0.9 if face == BOLD else 0.5)
    sheet.y = top - height


def _height(cells: Sequence[str], widths: Sequence[float], face: str) -> float:
    pairs = zip(cells, widths, strict=True)
    lines = [len(list(_broken([(face, word) for word in _plain(text).split()], 10.0, wide - 2 * PAD)))
             for text, wide in pairs]  # fmt: skip
    return 12 * max(*lines, 1) + 6


def _signatures(sheet: _Sheet, signed: Signatures) -> None:
    """Two beside each other, each under a line; they are not torn from each other by the end of a page."""
    pairs = [signed.names[at : at + 2] for at in range(0, len(signed.names), 2)]
    for pair in pairs:
        sheet.need(110)
        sheet.y -= 62
        wide = (MEASURE - 40) / 2
        for place, (name, post, how) in enumerate(pair):
            left = LEFT + place * (wide + 40)
            sheet.line(left, sheet.y, left + wide, sheet.y)
            y = sheet.y
            for text, face, size in ((name, BOLD, 10.0), (post, REGULAR, 10.0), (how, ITALIC, 8.5)):
                for words in _broken([(face, word) for word in _plain(text).split()], size, wide):
                    y -= size + 3
                    line = b" ".join(word for _, word in words)
                    sheet.write(left + (wide - width(line, face, size)) / 2, y, line, face, size)
        sheet.y -= 48


# the file


def _plain(text: str) -> bytes:
    return " ".join(text.split()).encode("cp1252", "replace")


def _escaped(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(paper: Paper, pages: Sequence[bytes]) -> bytes:
    fonts = [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in NAMES.values()
    ]
    first = 4 + len(fonts)  # of the pages, each followed by its content
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    named = " ".join(f"/{face} {4 + number} 0 R" for number, face in enumerate(NAMES))
    title = b"\xfe\xff" + " ".join(paper.title).encode("utf-16-be")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (es-PE) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Title <%s> /Producer (Cabildo) >>" % title.hex().encode(),
        *(font.encode() for font in fonts),
    ]
    for number, content in enumerate(pages):
        head = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE:.0f} {HIGH:.0f}] /Resources << /Font << {named} >> >> "
        )
        objects.append(f"{head}/Contents {first + 2 * number + 1} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    """Return the objects with the table that says where each begins."""
    written, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(written))
    )
