"""From a folder to a version: check, rehearse, publish. Nothing with an error is published."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import scenarios
from engine.rehearsal import Due, end_of_term, weekdays
from workflows import Finding, Refused, checker, dmn, feel, forms, reader, versions
from workflows.library import Folder
from workflows.versions import Key, Version

Days = Callable[[str, list[Any]], Any]


def publish(
    session: Session, folder: Folder, *, at: datetime, by: str, reason: str, organs: Collection[str] | None = None,
    registers: Collection[str] | None = None, services: Collection[str] | None = None,
    together_with: Mapping[str, Folder] | None = None, due: Due = end_of_term, days: Days = weekdays,
) -> Version:  # fmt: skip
    """Publish a folder as the next version of its procedure and return it.

    `organs` are those of the chart, `registers` those that the municipality keeps, `services` those that are lent here;
    `together_with` are folders that will be published with it, by slug; `due` and `days` date its scenarios. Raises
    Refused with every error found: by the rules, in tables and forms, or because a scenario does not end as it says;
    also when nothing changed or no reason is given.
    """
    neighbours = {**published(session), **(together_with or {}), folder.slug: folder}
    findings = check(folder, neighbours, organs, registers, services)
    errors = [finding for finding in findings if finding.level == "error"]
    if not errors:
        errors = list(_unmet(folder, neighbours, due, days)) + list(_unreasonable(session, folder, reason))
    if errors:
        raise Refused(errors)
    return versions.publish(session, folder.slug, folder.files(), at=at, by=by, reason=reason.strip())


def published(session: Session) -> dict[str, Folder]:
    """Return the folders of all versions in force, by slug."""
    return {
        slug: Folder.of(slug, versions.files(session, Key(slug, number)))
        for slug, number in versions.in_force(session).items()
    }


def check(
    folder: Folder, neighbours: Mapping[str, Folder], organs: Collection[str] | None = None,
    registers: Collection[str] | None = None, services: Collection[str] | None = None,
) -> list[Finding]:  # fmt: skip
    """Return all findings about a folder: its diagrams beside those they may call, its forms, tables and names."""
    files = {f"{slug}/{name}": source for slug, other in neighbours.items() for name, source in other.diagrams.items()}
    files |= {f"{folder.slug}/{name}": source for name, source in folder.diagrams.items()}
    found = list(_main_process(folder))
    read_forms, problems = _forms(folder)
    decisions, table_problems = _tables(folder)
    found += problems + table_problems
    for finding in checker.check(files, organs, read_forms, decisions, registers, services):
        if finding.file.startswith(folder.slug + "/"):
            found.append(finding)
    return found


def _main_process(folder: Folder) -> Iterator[Finding]:
    try:
        processes = reader.read(folder.main).processes
    except Refused:
        return  # the checker says what cannot be read
    if folder.slug not in processes:
        yield Finding(
            "folder_is_sound",
            "error",
            f"{folder.slug}/procedure.bpmn",
            f"El diagrama principal debe contener el proceso «{folder.slug}», con el nombre de la carpeta. "
            "Cambie el id del proceso o el nombre de la carpeta.",
        )


def _forms(folder: Folder) -> tuple[dict[str, forms.Form], list[Finding]]:
    found: dict[str, forms.Form] = {}
    problems: list[Finding] = []
    for name, source in folder.forms.items():
        try:
            found[name] = forms.read(source, f"{folder.slug}/forms/{name}.form")
        except Refused as refused:
            problems += refused.findings
    return found, problems


def _tables(folder: Folder) -> tuple[set[str], list[Finding]]:
    found: set[str] = set()
    problems: list[Finding] = []
    for name, source in folder.tables.items():
        try:
            found |= set(dmn.read(source).decisions)
            problems += dmn.check(source, f"{folder.slug}/{name}")
        except Refused as refused:
            problems += refused.findings
        except feel.FeelError as error:
            problems.append(Finding("table_is_sound", "error", f"{folder.slug}/{name}", str(error), line=error.line))
    return found, problems


def _unmet(folder: Folder, neighbours: Mapping[str, Folder], due: Due, days: Days) -> Iterator[Finding]:
    """Play the folder's scenarios; each that does not end as it says is an error."""
    stage = scenarios.stage(list(neighbours.values()), due, days)
    for report in scenarios.play_all(stage, [folder.slug]):
        for result in report.scenarios:
            if not result.ok:
                yield Finding("scenarios_pass", "error", f"{folder.slug}/scenarios",
                              f"El escenario «{result.name}» no se cumple: {result.message}. Corrija el diagrama o "
                              "el escenario.")  # fmt: skip


def _unreasonable(session: Session, folder: Folder, reason: str) -> Iterator[Finding]:
    if len(reason.strip()) < 10:
        yield Finding("publication_has_a_reason", "error", folder.slug,
                      "Falta el motivo de la publicación (mínimo 10 caracteres): quedará en el historial.")  # fmt: skip
    last = versions.in_force(session).get(folder.slug)
    version = versions.find(session, Key(folder.slug, last)) if last else None
    if version and version.seal == versions.seal(folder.files()):
        yield Finding("publication_changes_something", "error", folder.slug,
                      f"No hay ningún cambio respecto de la versión {last}. No se publicó nada.")  # fmt: skip
