"""The designer's desk: drafts begun from what is published or bundled, judged, rehearsed, and published."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from unicodedata import normalize

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import bpmn
from engine import deployment
from engine.scenarios import Report
from handlers import appointments, calendar, catalogue, organs, publications, rehearsals
from handlers.refusals import Invalid, NotFound, Refusal
from handlers.standing import CaseRow
from workflows import Finding, Refused, blank, dmn, drafts, forms, library, reader, versions
from workflows.diagram import Node
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
    name: str


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A draft as it is listed: what the procedure is called, and the name of who changed it last."""

    draft: DraftFolder
    name: str
    by: str


class Overtaken(Refusal):
    """Somebody kept another text of this file since the officer read it; the one kept first stays."""

    status = 409


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


def desk(session: Session) -> list[OnDesk]:
    """Return the drafts, the one changed last first."""
    return [
        OnDesk(one, name_in(one.slug, drafts.files(session, one.id)),
               appointments.officer_named(session, one.changed_by).name)
        for one in drafts.all_of(session)
    ]  # fmt: skip


def offered(session: Session) -> list[Offer]:
    """Return what can be opened as a draft: the versions in force, and what comes with the product."""
    published = versions.in_force(session)
    called = {**_bundled_names(), **catalogue.names(session)}
    found = [Offer(slug, published.get(slug), called.get(slug, slug)) for slug in {*published, *bundled()}]
    return sorted(found, key=lambda offer: (offer.name.casefold(), offer.slug))


@cache
def bundled() -> Mapping[str, Folder]:
    """Return the procedures that come with the product, by slug."""
    return {folder.slug: folder for folder in library.folders(Path(bpmn.__file__).parent)}


@cache
def _bundled_names() -> Mapping[str, str]:
    return {slug: name_in(slug, folder.files()) for slug, folder in bundled().items()}


def name_in(slug: str, files: Mapping[str, bytes]) -> str:
    """Return what the procedure of a folder is called; its slug where no diagram says so."""
    main = _main(slug, files)
    return (main.name if main else "") or slug


def _main(slug: str, files: Mapping[str, bytes]) -> Node | None:
    for name in sorted((name for name in files if name.endswith(".bpmn")), key=lambda name: name != library.MAIN):
        try:
            found = reader.read(files[name], name).processes.get(slug)
        except Refused:
            continue
        if found is not None:
            return found
    return None


def the_draft(session: Session, draft: int) -> DraftFolder:
    """Return a draft. Raises NotFound."""
    found = drafts.find(session, draft)
    if found is None:
        raise NotFound("Ese borrador ya no está: se publicó o se descartó. Vuelva a la mesa de diseño.")
    return found


def folder_of(session: Session, draft: DraftFolder) -> Folder:
    """Return a draft as a folder. Raises workflows.Refused."""
    return Folder.of(draft.slug, drafts.files(session, draft.id))


def keep(session: Session, draft: DraftFolder, name: str, source: bytes, officer: str, at: datetime,
         seen: str | None = None) -> str:  # fmt: skip
    """Keep a file of a draft and return the mark of what is kept.

    `seen` is the mark of what the officer began from; None keeps the file whatever stands there.
    Raises Overtaken when something else stands there by now, workflows.Refused.
    """
    if seen is not None and drafts.marked(session, draft, name) not in (seen, drafts.mark(source)):
        raise Overtaken(_overtaken(session, draft, name, officer))
    drafts.write(session, draft, name, source, by=officer, at=at)
    return drafts.mark(source)


def _overtaken(session: Session, draft: DraftFolder, name: str, officer: str) -> str:
    who = appointments.officer_named(session, draft.changed_by).name
    told = "Usted mismo, en otra ventana," if draft.changed_by == officer else who
    hour = f"{draft.changed_at.astimezone(LIMA):%d/%m/%Y a las %H:%M}"
    return (
        f"{told} guardó otro «{name}» después de que usted lo abriera (último cambio del borrador: {hour}). Lo suyo no "
        "se guardó encima y sigue en esta pantalla: descárguelo si quiere conservarlo, y abra lo guardado para seguir."
    )


def add(session: Session, draft: DraftFolder, kind: str, title: str, officer: str, at: datetime) -> str:
    """Add a form, a table or a scenario to a draft, with a start to go on from, and return its path. Raises Invalid."""
    found = drafts.files(session, draft.id)
    stem = short(title)
    if not stem:
        raise Invalid("No se creó nada.", {"titulo": "Escriba cómo se llama, con letras o cifras."})
    ways = {"formulario": f"forms/{stem}.form", "tabla": f"{stem}.dmn", "escenario": f"scenarios/{stem}.json"}
    if kind not in ways:
        raise Invalid("No se creó nada.", {"clase": "Elija qué quiere crear: un formulario, una tabla o un escenario."})
    path = ways[kind]
    if path in found:
        raise Invalid("No se creó nada.", {"titulo": f"Ya hay «{path}» en el borrador. Ábralo, o elija otro nombre."})
    drafts.write(session, draft, path, _start(draft.slug, kind, stem, title.strip(), found), by=officer, at=at)
    return path


def _start(slug: str, kind: str, stem: str, title: str, found: Mapping[str, bytes]) -> bytes:
    if kind == "formulario":
        return blank.form(stem)
    if kind == "tabla":
        return blank.table(stem, title)
    return blank.scenario(slug, title, _main(slug, found), _forms(found))


def _forms(files: Mapping[str, bytes]) -> dict[str, forms.Form]:
    """Return the forms of a folder that can be read, by their id."""
    found = {}
    for name, source in files.items():
        if name.endswith(".form"):
            with suppress(Refused):
                found[_stem(name)] = forms.read(source, name)
    return found


def _stem(name: str) -> str:
    return name.removeprefix("forms/").removesuffix(".form")


def choices(files: Mapping[str, bytes]) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return what can be chosen in the forms of a folder, by form and field: pairs of value and label."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {_stem(name): {} for name in files if name.endswith(".form")}
    for form, read in _forms(files).items():
        for one in read.every():
            if one.options:
                found[form][one.path] = [(str(option.value), option.label) for option in one.options]
    return found


def decisions(files: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return the decisions of a folder's tables: the id by which a step calls one, its name, and its file."""
    found = []
    for file, source in files.items():
        if file.endswith(".dmn"):
            with suppress(Refused):
                found += [(key, name or key, file) for key, name in dmn.read(source).decisions.items()]
    return sorted(found)


def short(title: str) -> str:
    """Return a title as a name for files and elements: `Autorizar la feria` is autorizar_la_feria."""
    plain = normalize("NFD", title.casefold()).encode("ascii", "ignore").decode()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return "_".join(words)[:60].strip("_")


def findings(session: Session, draft: DraftFolder, at: datetime) -> list[Finding]:
    """Return what the rules say of a draft, beside the procedures in force; files are named as in its folder."""
    folder = folder_of(session, draft)
    neighbours = {**deployment.published(session), draft.slug: folder}
    organs, registers = catalogue.known_organs(session, at), catalogue.known_registers(session, at)
    return deployment.check(folder, neighbours, organs, registers, catalogue.known_services(session))


def rehearse(session: Session, draft: DraftFolder) -> Report:
    """Play the scenarios of a draft on the municipality's calendar. Raises workflows.Refused, feel.FeelError."""
    folder = folder_of(session, draft)
    stage = {**deployment.published(session), draft.slug: folder}
    return rehearsals.play(list(stage.values()), [draft.slug], calendar.calendar(session), rehearsals.away_in(session))[
        0
    ]


def running(session: Session, procedure: str) -> int:
    """Return how many cases of a procedure have not ended; each keeps the version with which it began."""
    wanted = select(func.count()).select_from(CaseRow)
    return session.scalar(wanted.where(CaseRow.procedure == procedure, CaseRow.state != "ended")) or 0


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
