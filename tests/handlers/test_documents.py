"""A PDF is known by its content, kept once by its seal, and lies in the file once a decision names it."""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from handlers import documents, pdf
from handlers.documents import Document, NotAPdf, TooBig
from handlers.refusals import NotFound
from workflows.storage import open_database

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
CASE = 7


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine: Engine = open_database(database_url)
    Document.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    Document.metadata.drop_all(engine)
    engine.dispose()


def a_pdf(pages: int = 1, mark: str = "") -> bytes:
    """Return a small but whole PDF of that many empty pages."""
    kids = " ".join(f"{n + 3} 0 R" for n in range(pages))
    parts = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    parts += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages
    text = f"%PDF-1.7\n%{mark}\n"
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(text)
    text += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in offsets)
    text += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return text.encode("latin-1")


def test_the_same_bytes_are_kept_once_and_read_back(session: Session) -> None:
    source = a_pdf(pages=3)
    one = documents.keep(session, "informe.pdf", source, "ana", NOW, case_id=CASE)
    two = documents.keep(session, "copia.pdf", source, "luis", NOW, case_id=CASE)

    assert one is two
    assert (one.sha256, one.size, one.pages) == (hashlib.sha256(source).hexdigest(), len(source), 3)
    assert documents.read(session, one.sha256) == source
    assert [upload.name for upload in documents.uploads_of(session, "ana", CASE)] == ["informe.pdf"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "está vacío"),
        (b"PK\x03\x04 un archivo de Word", "no es un PDF"),
        (b"<html>%PDF</html>", "no es un PDF"),
        (b"MZ" + b"\0" * 2000 + a_pdf(), "no es un PDF"),
        (a_pdf()[:-40], "está incompleto"),
        (a_pdf().replace(b"startxref\n", b"startxref\n9"), "está dañado"),
    ],
)
def test_what_is_no_pdf_is_refused_whatever_its_name(session: Session, source: bytes, said: str) -> None:
    with pytest.raises(NotAPdf) as refusal:
        documents.keep(session, "informe.pdf", source, "ana", NOW)
    assert said in str(refusal.value) and "no se cargó" in str(refusal.value)
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_too_big_is_refused(session: Session) -> None:
    with pytest.raises(TooBig, match="20 MB"):
        documents.keep(session, "plano.pdf", b"%PDF-1.7" + b"0" * documents.LARGEST, "ana", NOW)


def test_bytes_that_changed_are_not_shown(session: Session) -> None:
    seal = documents.keep(session, "a.pdf", a_pdf(), "ana", NOW).sha256
    session.execute(update(Document).values(source=a_pdf(mark="otro")))
    with pytest.raises(NotFound, match="sello"):
        documents.read(session, seal)
    with pytest.raises(NotFound):
        documents.read(session, "0" * 64)


class TestTheFile:
    def test_a_decision_files_what_it_names_with_its_folios(self, session: Session) -> None:
        one = documents.keep(session, "uno.pdf", a_pdf(2), "ana", NOW, case_id=CASE).sha256
        two = documents.keep(session, "dos.pdf", a_pdf(3), "ana", NOW, case_id=CASE).sha256

        documents.attach(session, CASE, "elaborar_informe:1", {"informe": [one], "anexos": [two]}, "ana")

        filed = documents.file_of(session, CASE)
        assert [(a.field, a.name, a.folio_from, a.folio_to) for a in filed] == [
            ("informe", "uno.pdf", 1, 2),
            ("anexos", "dos.pdf", 3, 5),
        ]
        assert documents.attached(session, CASE, two).uploaded_by == "ana"
        assert documents.uploads_of(session, "ana", CASE) == []

    def test_naming_it_again_keeps_its_folios(self, session: Session) -> None:
        one = documents.keep(session, "uno.pdf", a_pdf(), "ana", NOW, case_id=CASE).sha256
        first = documents.attach(session, CASE, "a:1", {"x": [one]}, "ana")
        again = documents.attach(session, CASE, "b:1", {"y": [one]}, "luis")
        assert again == first
        assert len(documents.file_of(session, CASE)) == 1

    @pytest.mark.parametrize(("officer", "case"), [("luis", CASE), ("ana", CASE + 1)])
    def test_what_another_uploaded_or_for_another_case_cannot_be_named(
        self, session: Session, officer: str, case: int
    ) -> None:
        one = documents.keep(session, "uno.pdf", a_pdf(), "ana", NOW, case_id=CASE).sha256
        with pytest.raises(NotFound, match="no fue cargado por usted"):
            documents.attach(session, case, "a:1", {"x": [one]}, officer)
        with pytest.raises(NotFound):
            documents.attached(session, case + 10, one)

    def test_what_was_uploaded_before_the_case_was_opened_is_filed_in_it(self, session: Session) -> None:
        one = documents.keep(session, "solicitud.pdf", a_pdf(), "ana", NOW).sha256
        documents.attach(session, CASE, "", {"solicitud": [one]}, "ana")
        assert [a.name for a in documents.file_of(session, CASE)] == ["solicitud.pdf"]

    def test_a_signed_document_is_filed_once(self, session: Session) -> None:
        draft = documents.keep(session, "borrador.pdf", a_pdf(2), "ana", NOW, case_id=CASE).sha256
        name = {"tipo": "IT", "numero": "INFORME N.º 001-2026-OPM/MDS"}

        told = documents.sealed(session, CASE, {**name, "borrador": draft}, date(2026, 3, 2))

        assert told == documents.sealed(session, CASE, {**name, "hash": told["hash"]}, date(2026, 3, 3))
        assert told["documento"] == {
            **name,
            "fecha": date(2026, 3, 2),
            "hash": draft,
            "folio_desde": 1,
            "folio_hasta": 2,
        }
        assert (told["hash"], told["folio_desde"], told["folio_hasta"]) == (draft, 1, 2)

    def test_a_text_that_was_signed_has_a_hash_and_no_folios(self, session: Session) -> None:
        inputs = {"tipo": "IT", "numero": "1", "borrador": "Se informa que…"}
        told = documents.sealed(session, CASE, inputs, date(2026, 3, 2))
        assert (told["hash"], told["folio_desde"]) == (hashlib.sha256("Se informa que…".encode()).hexdigest(), None)
        assert documents.sealed(session, CASE, {"tipo": "IT", "numero": "2"}, date(2026, 3, 2))["hash"] is None

    def test_a_signed_document_that_nobody_uploaded_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            documents.sealed(session, CASE, {"tipo": "IT", "numero": "1", "borrador": "a" * 64}, date(2026, 3, 2))

    def test_sweeping_spares_what_the_file_needs(self, session: Session) -> None:
        filed = documents.keep(session, "a.pdf", a_pdf(mark="a"), "ana", NOW, case_id=CASE).sha256
        documents.attach(session, CASE, "a:1", {"x": [filed]}, "ana")
        documents.keep(session, "b.pdf", a_pdf(mark="b"), "ana", NOW, case_id=CASE)
        fresh = documents.keep(session, "c.pdf", a_pdf(mark="c"), "ana", NOW + timedelta(days=8)).sha256

        assert documents.sweep(session, NOW + timedelta(days=1)) == 1

        assert set(session.scalars(select(Document.sha256))) == {filed, fresh}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("Informe N.º 1.pdf", "Informe N.º 1.pdf"),
            ("C:\\Users\\ana\\plano.PDF", "plano.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
            ("fdp.\u202eexe", "fdp.exe.pdf"),
            ("", "documento.pdf"),
            ("...", "documento.pdf"),
        ],
    )
    def test_a_name_is_only_a_name(self, name: str, kept: str) -> None:
        assert documents.clean(name) == kept

    @given(st.text(max_size=200))
    def test_no_name_breaks_the_headers(self, name: str) -> None:
        header = documents.headers(name)["Content-Disposition"]
        assert header.isascii() and header.isprintable()
        assert header.startswith('attachment; filename="') and header.count('"') == 2

    def test_it_is_served_as_an_attachment_that_runs_nothing(self) -> None:
        headers = documents.headers("Opinión.pdf")
        assert headers["Content-Disposition"] == (
            "attachment; filename=\"Opinion.pdf\"; filename*=UTF-8''Opini%C3%B3n.pdf"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]


class TestPdf:
    def test_pages_inside_object_streams_are_counted(self) -> None:
        packed = zlib.compress(b"1 0 2 40 << /Type /Page >> << /Type/Page /X 1 >> << /Type /Pages >>")
        source = b"%PDF-1.7\n5 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n" + packed + b"\nendstream"
        assert pdf.pages_of(source) == 2

    def test_pages_that_cannot_be_counted_are_not_guessed(self) -> None:
        assert pdf.pages_of(b"%PDF-1.7\n5 0 obj << /Type /ObjStm >> stream\nbasura endstream") is None

    @given(st.binary(max_size=300))
    def test_no_bytes_make_it_stumble(self, noise: bytes) -> None:
        assert pdf.defect_of(noise)
        assert pdf.defect_of(a_pdf(mark="x")) == ""
        assert pdf.pages_of(b"/Type /ObjStm stream\n" + noise) is None or b"/Page" in noise
