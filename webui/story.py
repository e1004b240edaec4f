"""A case's story as pages show it: sentences with their emphasis and values, and the diagram in words."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import g, url_for
from markupsafe import Markup

from handlers import documents, values
from handlers.sentences import Sentence, short_day
from handlers.values import Datum
from workflows import outline
from workflows.diagram import Node
from workflows.terms import LIMA

SCHEMES = ("https://", "http://")
TRAILING = ".,;:)»"  # what ends a sentence, not an address
_BARE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}(?:pe|com|org|net)/")  # gob.pe/munilossauces, as officials write it
_SPACES = re.compile(r"(\s+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence, ready for `macros/case.html`."""

    position: int
    kind: str
    time: str
    moment: str
    text: Markup
    data: Sequence[tuple[str, Markup]]
    important: bool
    url: str = ""
    late: bool = False


@dataclass(slots=True)
class Step:
    """One step of an outline, ready for `macros/case.html`."""

    id: str
    name: str
    kind_words: str
    more: str
    state: str
    state_words: str
    diagram: str = ""
    children: "list[Step]" = field(default_factory=list)


def entry(sentence: Sentence, case_id: int, *, by_day: bool = False) -> Entry:
    """Return a sentence as the page shows it, with its hour (or its day); its documents lead to their files."""
    data = [(datum.label, value(datum, case_id)) for datum in (*sentence.data, *sentence.heard)]
    moment = sentence.at.astimezone(LIMA).isoformat(timespec="seconds")
    text = emphasised(sentence)
    time = short_day(sentence.day) if by_day else sentence.time
    return Entry(sentence.position, sentence.kind, time, moment, text, data, sentence.important, late=sentence.late)


def emphasised(sentence: Sentence) -> Markup:
    """Return a sentence with what stands out in `<strong>`."""
    parts = (Markup("<strong>{}</strong>") if one.strong else Markup("{}") for one in sentence.segments)
    return Markup("").join(part.format(one.text) for part, one in zip(parts, sentence.segments, strict=True))


def value(datum: Datum, case_id: int) -> Markup:
    """Return a value as the page shows it: text, links to documents, or the rows of a list."""
    if datum.documents:
        link = Markup('<a href="{}">{}</a>')
        named = _papers(case_id)
        links = (
            link.format(url_for("documents.show", case_id=case_id, seal=seal), named.get(seal, f"documento {seal[:8]}"))
            for seal in datum.documents
        )
        return Markup(", ").join(links)
    if datum.rows:
        rows = (Markup("<li>{}</li>").format(row(one, case_id)) for one in datum.rows)
        return Markup("<ol>{}</ol>").format(Markup("").join(rows))
    return with_addresses(datum.text)


def with_addresses(text: str) -> Markup:
    """Return a text in which every address of the web leads there: where a norm was published, or can be read."""
    return Markup("").join(_word(word) for word in _SPACES.split(text))


def _word(word: str) -> Markup:
    address = word.rstrip(TRAILING)
    found = address if address.startswith(SCHEMES) else f"https://{address}" if _BARE.match(address) else ""
    if not found or found in SCHEMES:
        return Markup("{}").format(word)
    link = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>{}')
    return link.format(found, address, word[len(address) :])


def _papers(case_id: int) -> Mapping[str, str]:
    """Return by its seal how every document of a case is called; read once in a request."""
    read: dict[int, dict[str, str]] = g.setdefault("papers_by_seal", {})
    if case_id not in read:
        read[case_id] = {one.sha256: one.name for one in documents.file_of(g.session, case_id)}
    return read[case_id]


def steps(process: Node, marks: Mapping[str, Collection[str]] | None = None, key: str = "") -> list[Step]:
    """Return the outline of a process as nested steps. `marks`: ids that are done, now or late."""
    told = marks or {}
    top: list[Step] = []
    inside: list[Step] = []
    for line in outline.outline(process):
        state, words = _state(line.id, told)
        more = " · ".join(filter(None, (line.lane, *(way.text for way in line.ways))))
        step = Step(line.id, f"{line.number}. {line.name or line.id}", line.kind, more, state, words)
        del inside[line.level :]
        (inside[-1].children if inside else top).append(step)
        inside.append(step)
    return top


def _state(element: str, marks: Mapping[str, Collection[str]]) -> tuple[str, str]:
    for state, words in (("late", "vencida"), ("now", "ahora"), ("done", "hecho")):
        if element in marks.get(state, ()):
            return state, words
    return "todo", ""


def row(row: Sequence[Datum], case_id: int) -> Markup:
    """Return one row of a list as the page shows it: what was answered, each with its label."""
    line, after = Markup(), ""
    for one in (datum for datum in row if datum.text != values.chosen(None, None)):
        label = f"{one.label}: " if one.label else ""
        line += Markup("{}{}{}").format(after, label, value(one, case_id))
        after = "" if one.rows else "; "  # a list ends its own line
    return line
