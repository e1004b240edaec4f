"""A paper of the municipality: sound, the same from the same words, cut into pages where people would cut it."""

import re

from handlers import pdf, typeset
from handlers.typeset import Head, Paper, Rows, Signatures, Text


def paper(*blocks: typeset.Block) -> bytes:
    return typeset.pdf(Paper(("MUNICIPALIDAD",), ("ACTA N.º 1",), "ACTA N.º 1", blocks))


def pages(source: bytes) -> list[str]:
    """The words of each page, in the order in which they are written."""
    contents = [part.partition(b"endstream")[0] for part in re.split(rb"stream\r?\n", source)[1::2]]
    return [" ".join(_read(text) for text in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", one)) for one in contents]


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

    assert pdf.defect_of(source) == "" and source == paper(*blocks)
    [said] = pages(source)
    assert all(words in said for words in ("MUNICIPALIDAD", "Quórum.", "Asisten (10) de \\ 10 miembros.", "Ana"))


def test_a_long_paper_has_numbered_pages_and_a_running_head() -> None:
    source = paper(*[Text("Una línea de texto que ocupa poco. " * 8)] * 40)

    found = pages(source)

    assert pdf.pages_of(source) == len(found) > 2
    assert all(f"Página {n} de {len(found)}" in page for n, page in enumerate(found, start=1))
    assert all("ACTA N.º 1" in page for page in found)


def test_a_heading_is_not_left_at_the_foot_and_signatures_are_not_alone() -> None:
    signed = Signatures([("Ana", "Preside", ""), ("Luis", "Da fe", "Firmado")])
    for lines in range(24, 48):
        found = pages(paper(*[Text("Línea.")] * lines, Head("Cierre"), Text("Se levantó la sesión."), signed))

        [closing] = [page for page in found if "Cierre" in page]
        assert "Se levantó la sesión." in closing and "Ana" in closing and "Luis" in closing


def test_a_table_that_goes_on_repeats_its_heads() -> None:
    found = pages(paper(Rows((("Miembro", 2), ("Voto", 1)), [(f"Regidor {n}", "A favor") for n in range(80)])))

    assert len(found) > 1 and all("Miembro" in page and "Voto" in page for page in found)
