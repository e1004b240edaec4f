"""A plain PDF of a page or two of text, written by hand: what the demonstration and the tests put into a file."""

from collections.abc import Sequence
from textwrap import wrap

LINE = 92  # characters
LINES = 48  # a page
HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF of a title and paragraphs; letters beyond Western Europe become `?`. Source: ISO 32000-2, 7.5."""
    lines = [line for text in paragraphs for line in (*wrap(text, LINE), "")]
    pages = [lines[start : start + LINES] for start in range(0, max(len(lines), 1), LINES)]
    contents = [_page(title if number == 0 else "", page) for number, page in enumerate(pages)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _page(title: str, lines: Sequence[str]) -> bytes:
    shown = [b"BT /F1 15 Tf 60 780 Td (%s) Tj ET" % _escaped(title)] if title else []
    shown.append(b"BT /F1 10 Tf 60 748 Td 14 TL")
    shown += [b"(%s) Tj T*" % _escaped(line) for line in lines]
    return b"\n".join([*shown, b"ET"])


def _escaped(text: str) -> bytes:
    plain = text.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    """Return the objects with the table that says where each begins."""
    written, places = HEAD, []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(written))
    )
