"""The designer's desk: drafts begun from what is published or bundled, judged, rehearsed, and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

import bpmn
from engine import deployment
from engine.scenarios import Report
from handlers import calendar, catalogue, organs, publications, rehearsals
from handlers.refusals import Invalid, NotFound
from workflows import Finding, blank, drafts, library, versions
from workflows.drafts import DraftFolder
from workflows.library import Folder
from workflows.terms import LIMA
from workflows.versions import Key, Version


@dataclass(frozen=True, slots=True)
class Change:
    """A file that publishing a draft would change: `how` is nuevo, cambia or se quita."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure that can be opened as a draft; `number` is its version in force, None for one never published."""

    slug: str
    number: int | None


def begin(session: Session, slug: str, files: Mapping[str, bytes], officer: str, at: datetime) -> DraftFolder:
    """Begin a draft from uploaded files. Raises workflows.Refused."""
    return drafts.begin(session, slug, files, by=officer, at=at, base=versions.in_force(session).get(slug))


def begin_new(session: Session, slug: str, name: str, organ: str, officer: str, at: datetime) -> DraftFolder:
    """Begin the draft of a new procedure with one task of an organ. Raises Invalid, workflows.Refused."""
    chart = {one.slug: one.name for one in organs.chart(session, at.astimezone(LIMA).date()) if not one.external}
    errors = {}
    if not name.strip():
        errors["titulo"] = "Escriba cómo se llama el procedimiento."
    if organ not in chart:
        errors["organo"] = "Elija de la lista el órgano que lo atiende."
    if slug in versions.in_force(session) or slug in bundled():
        errors["carpeta"] = f"Ya hay un procedimiento «{slug}». Elija otro nombre corto, o ábralo como borrador."
    if errors:
        raise Invalid("Revise lo señalado; no se creó nada.", errors)
    return begin(session, slug, blank.files(slug, name.strip(), organ, chart[organ]), officer, at)


def open_as_draft(session: Session, slug: str, officer: str, at: datetime) -> DraftFolder:
    """Begin a draft from the version in force, or from what comes with the product. Raises NotFound."""
    number = versions.in_force(session).get(slug)
    if number is not None:
        found = versions.files(session, Key(slug, number))
    elif slug in bundled():
        found = bundled()[slug].files()
    else:
        raise NotFound(f"No hay ningún procedimiento «{slug}» que abrir.")
    return drafts.begin(session, slug, found, by=officer, at=at, base=number)


def offered(session: Session) -> list[Offer]:
    """Return what can be opened as a draft: the versions in force, and what comes with the product."""
    published = versions.in_force(session)
    return [Offer(slug, published.get(slug)) for slug in sorted({*published, *bundled()})]


@cache
def bundled() -> Mapping[str, Folder]:
    """Return the procedures that come with the product, by slug."""
    return {folder.slug: folder for folder in library.folders(Path(bpmn.__file__).parent)}


def the_draft(session: Session, draft: int) -> DraftFolder:
    """Return a draft. Raises NotFound."""
    found = drafts.find(session, draft)
    if found is None:
        raise NotFound("Ese borrador ya no está: se publicó o se descartó. Vuelva a la mesa de diseño.")
    return found


def folder_of(session: Session, draft: DraftFolder) -> Folder:
    """Return a draft as a folder. Raises workflows.Refused."""
    return Folder.of(draft.slug, drafts.files(session, draft.id))


def findings(session: Session, draft: DraftFolder, at: datetime) -> list[Finding]:
    """Return what the rules say of a draft, beside the procedures in force; files are named as in its folder."""
    folder = folder_of(session, draft)
    neighbours = {**deployment.published(session), draft.slug: folder}
    organs, registers = catalogue.known_organs(session, at), catalogue.known_registers(session, at)
    return deployment.check(folder, neighbours, organs, registers)


def rehearse(session: Session, draft: DraftFolder) -> Report:
    """Play the scenarios of a draft on the municipality's calendar. Raises workflows.Refused, feel.FeelError."""
    folder = folder_of(session, draft)
    stage = {**deployment.published(session), draft.slug: folder}
    return rehearsals.play(list(stage.values()), [draft.slug], calendar.calendar(session))[0]


def changes(session: Session, draft: DraftFolder) -> Sequence[Change]:
    """Return what publishing a draft would change in the version in force."""
    number = versions.in_force(session).get(draft.slug)
    before = versions.files(session, Key(draft.slug, number)) if number else {}
    after = drafts.files(session, draft.id)
    found = [Change(name, "nuevo") for name in after if name not in before]
    found += [Change(name, "cambia") for name in after if name in before and before[name] != after[name]]
    found += [Change(name, "se quita") for name in before if name not in after]
    return sorted(found, key=lambda change: change.name)


def publish(session: Session, draft: DraftFolder, officer: str, reason: str, at: datetime) -> Version:
    """Publish a draft as the next version of its procedure, and put the draft away. Raises workflows.Refused."""
    found = publications.publish(session, [folder_of(session, draft)], at=at, by=officer, reason=reason)[0]
    drafts.discard(session, draft)
    return found
