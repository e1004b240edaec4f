"""A procedure's folder, as a designer keeps it: diagrams, tables, forms, scenarios and a README; read, never run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from workflows.findings import Finding, Refused

RULE = "folder_is_sound"
MAIN = "procedure.bpmn"
MAX_FILES = 500
MAX_BYTES = {".bpmn": 10 * 1024 * 1024, ".dmn": 5 * 1024 * 1024, ".form": 1024 * 1024, ".json": 1024 * 1024,
             ".md": 1024 * 1024}  # fmt: skip


def _nothing() -> Mapping[str, bytes]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one procedure: diagrams and tables by file name, forms by id, scenarios by name.

    `procedure.bpmn` holds the process whose id is `slug`; further diagrams are called by it (design of the house, 4).
    """

    slug: str
    diagrams: Mapping[str, bytes] = field(default_factory=_nothing)
    tables: Mapping[str, bytes] = field(default_factory=_nothing)
    forms: Mapping[str, bytes] = field(default_factory=_nothing)
    scenarios: Mapping[str, bytes] = field(default_factory=_nothing)
    readme: bytes | None = None

    @classmethod
    def of(cls, slug: str, files: Mapping[str, bytes]) -> "Folder":
        """Return the folder that these files (path inside the folder -> bytes) make up.

        Files of other kinds are passed over. Raises Refused when one is too large, two would be the same thing, or
        there is no diagram.
        """
        if len(files) > MAX_FILES:
            raise _refused(
                slug, slug, f"La carpeta tiene más de {MAX_FILES} archivos. Deje solo los del procedimiento."
            )
        kinds: dict[str, dict[str, bytes]] = {".bpmn": {}, ".dmn": {}, ".form": {}, ".json": {}, ".md": {}}
        for path in sorted(files):
            if (place := _place(path)) is not None:
                kind, key = place
                _refuse_too_large(slug, path, kind, len(files[path]))
                if key in kinds[kind]:
                    raise _refused(slug, path, f"Hay dos archivos para «{key}». Deje uno solo.")
                kinds[kind][key] = files[path]
        if not kinds[".bpmn"]:
            raise _refused(slug, MAIN, f"La carpeta no tiene ningún diagrama. Guarde el principal como «{MAIN}».")
        diagrams, tables, forms, scenarios = (MappingProxyType(kinds[k]) for k in (".bpmn", ".dmn", ".form", ".json"))
        return cls(slug, diagrams, tables, forms, scenarios, kinds[".md"].get("README"))

    @property
    def main(self) -> bytes:
        """Return the bytes of the diagram that holds the procedure itself: `procedure.bpmn`, else the first."""
        return self.diagrams.get(MAIN) or next(iter(self.diagrams.values()))

    def files(self) -> dict[str, bytes]:
        """Return all files by their path inside the folder: what `Folder.of` takes."""
        found = {**self.diagrams, **self.tables}
        found |= {f"forms/{key}.form": content for key, content in self.forms.items()}
        found |= {f"scenarios/{key}.json": content for key, content in self.scenarios.items()}
        return found if self.readme is None else {**found, "README.md": self.readme}


def read_folder(path: Path | str) -> Folder:
    """Return the folder at `path`; its name is the slug. Raises Refused when it is none or holds a wrong file."""
    root = Path(path)
    if not root.is_dir():
        raise _refused(root.name, root.name, f"«{root.name}» no es una carpeta. Indique la carpeta del procedimiento.")
    files: dict[str, bytes] = {}
    for file in _files(root):
        name = file.relative_to(root).as_posix()
        if (place := _place(name)) is not None:
            _refuse_too_large(root.name, name, place[0], file.stat().st_size)
            files[name] = file.read_bytes()
            if len(files) > MAX_FILES:
                break  # Folder.of says so
    return Folder.of(root.resolve().name, files)


def folders(path: Path | str) -> list[Folder]:
    """Return the folders of a library such as `bpmn/`, by slug: each sub-folder that holds a diagram.

    Raises Refused with the findings of all folders that cannot be read.
    """
    found: list[Folder] = []
    findings: list[Finding] = []
    for root in sorted(p for p in Path(path).iterdir() if p.is_dir() and any(p.glob("*.bpmn"))):
        try:
            found.append(read_folder(root))
        except Refused as refused:
            findings.extend(refused.findings)
    if findings:
        raise Refused(findings)
    return found


def _files(root: Path) -> Iterator[Path]:
    """Yield the regular files of the folder and its two sub-folders; a link that leads outside is passed over."""
    home = root.resolve()
    for place in (root, root / "forms", root / "scenarios"):
        if place.is_dir() and place.resolve().is_relative_to(home):
            for file in sorted(place.iterdir()):
                if file.is_file() and file.resolve().is_relative_to(home):
                    yield file


def _place(path: str) -> tuple[str, str] | None:
    """Return kind and key of a file by its path inside the folder, None for one that is no part of a procedure."""
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    kind = dot + ending
    if folder == "" and kind in (".bpmn", ".dmn") and stem:
        return kind, name
    if (folder, kind) in (("forms", ".form"), ("scenarios", ".json"), ("", ".form")) and stem:
        return kind, stem
    return (".md", stem) if path == "README.md" else None


def _refuse_too_large(slug: str, path: str, kind: str, size: int) -> None:
    if size > MAX_BYTES[kind]:
        raise _refused(slug, path, f"El archivo pesa {size} bytes y el máximo es {MAX_BYTES[kind]}. Redúzcalo.")


def _refused(slug: str, path: str, message: str) -> Refused:
    return Refused([Finding(RULE, "error", path, f"{slug}: {message}" if slug else message)])
