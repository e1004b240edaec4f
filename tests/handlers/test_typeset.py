"""A paper of the municipality: sound, the same from the same words, and cut into pages where people would cut it."""

import re
from collections.abc import Sequence

import pytest

from handlers import pdf, typeset
from handlers.typeset import Block, Head, Paper, Rows, Signatures, Text

COLUMNS = (("Miembro", 2.6), ("Voto", 1.5), ("Razón", 3))
HOSTILE = '<b>&amp; </para> <img src="x"/> <'
SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj( T\*)?")  # ISO 32000-2, 9.4.3


def paper(*blocks: Block) -> bytes:
    return typeset.pdf(Paper(("MUNICIPALIDAD",), ("ACTA N.º 1",), "ACTA N.º 1", blocks))


def pages(source: bytes) -> list[str]:
    """The words of each page, line by line, in the order in which they are written."""
    contents = [part.partition(b"endstream")[0] for part in re.split(rb"stream\r?\n", source)[1::2]]
    return ["".join(_read(text) + "\n" * bool(ends) for text, ends in SHOWN.findall(one)) for one in contents]


def _read(text: bytes) -> str:
    octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), text)
    return re.sub(rb"\\(.)", rb"\1", octal).decode("cp1252")


def test_it_is_a_sound_pdf_and_the_same_words_give_the_same_bytes() -> None:
    blocks = (
        Head("Asistencia"),
        Text("Asisten (10) de \\ 10 miembros.", "Quórum."),
        Rows((("Miembro", 1),), [("Ana",)]),
    )

    source = paper(*blocks)

    assert pdf.defect_of(source) == "" and source == paper(*blocks) != paper(*blocks[:-1])
    [said] = pages(source)
    assert all(words in said for words in ("MUNICIPALIDAD", "Quórum.", "Asisten (10) de \\ 10 miembros.", "Ana"))


@pytest.mark.parametrize("blocks", [(), (Signatures([]),), (Rows(COLUMNS, []),), (Text(""),)])
def test_a_paper_that_says_nothing_is_one_page(blocks: Sequence[Block]) -> None:
    assert pdf.pages_of(paper(*blocks)) == 1


# whatever its officers type


def test_letters_are_those_of_spanish_however_they_were_typed() -> None:
    [said] = pages(paper(Text("Ñandú «güe» N.º 1 – 100 € n\u0303o\u0301 \ufeffcero\u00ad, ≥ 漢")))

    assert "Ñandú «güe» N.º 1 – 100 € ñó cero, ? ?" in said


def test_what_an_officer_types_is_shown_and_never_read_as_markup() -> None:
    rows, signed = Rows(COLUMNS, [(HOSTILE, HOSTILE, HOSTILE)]), Signatures([(HOSTILE, HOSTILE, HOSTILE)])
    source = typeset.pdf(Paper((HOSTILE,), (HOSTILE,), HOSTILE, [Head(HOSTILE), Text(HOSTILE, HOSTILE), rows, signed]))

    [said] = pages(source)

    assert said.count("<b>&amp;") == 1 + 1 + 1 + 2 + 3 + 3  # letterhead, title, heading, text, cells, signature


@pytest.mark.parametrize("letter", ["W", "<", "ñ"])
def test_a_word_of_500_letters_is_broken_wherever_it_stands(letter: str) -> None:
    word = letter * 500
    blocks = (Head(word), Text(word, word), Text(word, small=True), Rows(COLUMNS, [(word, word, word)]))

    source = typeset.pdf(Paper((word,), (word,), word, [*blocks, Head("Cierre"), Signatures([(word, word, word)])]))

    assert pdf.defect_of(source) == ""
    assert "".join(pages(source)).count(letter) >= 12 * 500


# where it is cut


def test_a_long_paper_has_numbered_pages_and_a_running_head() -> None:
    source = paper(*[Text("Una línea de texto que ocupa poco. " * 8)] * 40)

    found = pages(source)

    assert pdf.pages_of(source) == len(found) > 2
    assert all(f"Página {n} de {len(found)}" in page for n, page in enumerate(found, start=1))
    assert all(page.count("ACTA N.º 1") == 1 for page in found)


def test_a_heading_is_not_left_at_the_foot_and_signatures_are_not_alone() -> None:
    signed = Signatures([("Ana", "Preside", ""), ("Luis", "Da fe", "Firmado")])
    for lines in range(24, 48):
        found = pages(paper(*[Text("Línea.")] * lines, Head("Cierre"), Text("Se levantó la sesión."), signed))

        [closing] = [page for page in found if "Cierre" in page]
        assert "Se levantó la sesión." in closing and "Ana" in closing and "Luis" in closing


def test_headings_in_a_row_stay_with_the_first_row_of_what_they_head() -> None:
    rows = Rows(COLUMNS, [("Ana", "A favor", "–")] * 9)
    for lines in range(20, 40):
        blocks = (Head("Orden del día"), Head("1. Parque", 2), Text("", "Votación."), rows)

        [heading] = [page for page in pages(paper(*[Text("Línea.")] * lines, *blocks)) if "Orden del día" in page]

        assert "1. Parque" in heading and "Votación." in heading and "Ana" in heading


def test_more_signatures_than_a_page_holds_go_on_on_the_next() -> None:
    found = pages(paper(Head("Cierre"), Signatures([(f"Firmante {n:02}", "Regidor", "") for n in range(21)])))

    [heading] = [page for page in found if "Cierre" in page]
    assert "Firmante 00" in heading and "Firmante 20" not in heading
    assert re.findall("Firmante ([0-9]{2})", "".join(found)) == [f"{n:02}" for n in range(21)]


def test_a_table_that_goes_on_repeats_its_heads_and_loses_no_row() -> None:
    found = pages(paper(Rows(COLUMNS, [(f"Regidor {n:02}", "A favor", "–") for n in range(60)])))

    assert len(found) > 1 and all(page.count("Miembro") == 1 and "Voto" in page for page in found)
    assert re.findall("Regidor ([0-9]{2})", "".join(found)) == [f"{n:02}" for n in range(60)]


@pytest.mark.parametrize("words", [60, 420, 450, 3000])
def test_a_row_longer_than_what_is_left_goes_on_under_one_head_a_page(words: int) -> None:
    rows = [("Ana", "A favor", "–"), ("Luis", "En contra", "palabra " * words), ("Eva", "A favor", "–")]

    found = pages(paper(*[Text("Línea.")] * 20, Rows(COLUMNS, rows)))

    assert "".join(found).count("palabra") == words
    assert max(page.count("Miembro") for page in found) == 1
