"""What the rules say of files as they lie on a disk: a lone diagram, table or form, or a procedure's whole folder."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import deployment
from workflows import Finding, Refused, checker, dmn, forms, library
from workflows.library import Folder

Names = Collection[str] | None

RULE = "readable_file"
LARGEST = 10 * 1024 * 1024  # bytes, of a file of a kind that is not known


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what the rules say of it."""

    path: Path
    findings: Sequence[Finding]

    @property
    def ok(self) -> bool:
        """True without errors; a warning is none."""
        return not any(finding.level == "error" for finding in self.findings)


def check(path: Path, organs: Names = None, registers: Names = None, services: Names = None) -> list[Checked]:
    """Return each file at `path` with its findings: a file, a procedure's folder, or a folder of such folders.

    `organs` are the slugs that a lane may name, `registers` those that a data store may name, `services`
    those that an automatic step may (None: any). Whatever the bytes are, they get findings.
    """
    if not path.is_dir():
        return [Checked(path, _guarded(path, lambda: _file(path, organs, registers, services)))]
    return [one for folder in procedures_at(path) or [path] for one in _folder(folder, organs, registers, services)]


def procedures_at(path: Path) -> list[Path]:
    """Return the procedures' folders at a path: the path itself, or those that it holds."""
    return [path] if _is_procedure(path) else [inside for inside in _inside(path) if _is_procedure(inside)]


def readable(folders: Sequence[Path]) -> Iterator[Folder]:
    """Yield the folders that can be read: what the others call stands among them."""
    for folder in folders:
        try:
            yield library.read_folder(folder)
        except (Refused, OSError):
            continue


def siblings(folder: Path) -> list[Path]:
    """Return the procedures' folders beside this one, itself included."""
    return [beside for beside in _inside(folder.absolute().parent) if _is_procedure(beside)]


def _is_procedure(path: Path) -> bool:
    return path.is_dir() and any(path.glob("*.bpmn"))


def _inside(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError:
        return []


def _folder(path: Path, organs: Names, registers: Names, services: Names) -> list[Checked]:
    files: list[str] = []

    def look() -> list[Finding]:
        folder = library.read_folder(path)
        files.extend(name for name in folder.files() if not name.endswith((".json", ".md")))
        neighbours = {other.slug: other for other in readable(siblings(path))}
        return deployment.check(folder, neighbours | {folder.slug: folder}, organs, registers, services)

    said: dict[str, list[Finding]] = {}
    for finding in _guarded(path, look):
        said.setdefault(finding.file.removeprefix(f"{path.resolve().name}/"), []).append(finding)
    return [Checked(path / name, said.get(name, [])) for name in dict.fromkeys([*files, *said])]


def _file(path: Path, organs: Names, registers: Names, services: Names) -> Sequence[Finding]:
    kind = path.suffix.lower()
    largest = library.MAX_BYTES.get(kind, LARGEST)
    if not path.is_file():
        raise OSError("no es un archivo")
    if path.stat().st_size > largest:
        return [_unread(path, f"«{path.name}» pesa más de {largest // 1024} KiB y no se leyó. Redúzcalo.")]
    source = path.read_bytes()
    if kind == ".dmn":
        return dmn.check(source, path.name)
    if kind == ".form":
        forms.read(source, path.name)
        return []
    return checker.check({path.name: source}, organs, registers=registers, services=services)


def _guarded(path: Path, look: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    """Return what `look` finds; a file that cannot be read, or that the rules stumble over, gets a finding too."""
    try:
        return look()
    except Refused as refused:
        return refused.findings
    except OSError as error:
        why = error.strerror or str(error)
        return [_unread(path, f"No se pudo leer «{path.name}» ({why}). Revise el archivo y sus permisos.")]
    except Exception as fault:
        why = f"La revisión de «{path.name}» se detuvo ({type(fault).__name__}) y no puede usarse así."
        return [_unread(path, f"{why} Envíe el archivo a quien mantiene el programa.")]


def _unread(path: Path, sentence: str) -> Finding:
    return Finding(RULE, "error", path.name, sentence)
