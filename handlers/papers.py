"""A plain PDF of a page or two of text: what the demonstration and the tests put into a file."""

from collections.abc import Sequence

from handlers import typeset


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF of a title and paragraphs; letters beyond Western Europe become `?`."""
    return typeset.pdf(typeset.Paper((), (title,), title, [typeset.Text(text) for text in paragraphs]))
