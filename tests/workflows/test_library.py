"""A folder holds a procedure; what is no part of it is passed over, and what cannot be used is said."""

from pathlib import Path

import pytest

from workflows import Refused, library
from workflows.library import Folder

FILES = {
    "procedure.bpmn": b"<a/>",
    "detalle.bpmn": b"<b/>",
    "instrumento.dmn": b"<c/>",
    "forms/revisar.form": b"{}",
    "scenarios/favorable.json": b"[]",
    "README.md": b"# P",
}


def test_a_folder_on_disk_and_one_in_memory_are_the_same(tmp_path: Path) -> None:
    home = _write(tmp_path / "tupa-opinion", {**FILES, "notas.txt": b"x", "otro/mas.bpmn": b"x"})

    read = library.read_folder(home)

    assert read == Folder.of("tupa-opinion", FILES)
    assert read.files() == FILES
    assert read.main == b"<a/>" and set(read.diagrams) == {"procedure.bpmn", "detalle.bpmn"}
    assert dict(read.forms) == {"revisar": b"{}"} and dict(read.scenarios) == {"favorable": b"[]"}


def test_a_library_is_every_folder_with_a_diagram_by_name(tmp_path: Path) -> None:
    for slug in ("b", "a"):
        _write(tmp_path / slug, {"procedure.bpmn": b"<a/>"})
    _write(tmp_path / "c", {"leame.md": b""})

    assert [folder.slug for folder in library.folders(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README.md": b""}, "ningún diagrama"),
        ({"procedure.bpmn": b"", "forms/a.form": b" " * 1_100_000}, "pesa"),
        ({"procedure.bpmn": b"", "a.form": b"", "forms/a.form": b""}, "dos archivos"),
        ({f"{n}.bpmn": b"" for n in range(501)}, "más de 500"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(Refused) as refused:
        Folder.of("p", files)

    (finding,) = refused.value.findings
    assert said in finding.message and finding.message.startswith("p: ")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secreto.bpmn"
    secret.write_bytes(b"<secreto/>")
    home = _write(tmp_path / "p", {"procedure.bpmn": b"<a/>"})
    (home / "ajeno.bpmn").symlink_to(secret)

    assert set(library.read_folder(home).diagrams) == {"procedure.bpmn"}


def _write(home: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    return home
