"""A municipality as its readable files describe it: organs, officers, appointments, roles, days and parameters."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import appointments, books, calendar, organs, parameters, readable
from handlers.appointments import Appointment, Officer, Role
from handlers.books import Book, BookRow
from handlers.calendar import CalendarDay
from handlers.organs import OrganRow, StandIn
from handlers.parameters import Parameter
from handlers.readable import Line, Problems
from handlers.refusals import Invalid, NotFound
from handlers.registers import Dated, in_force
from workflows.data import register_slug

FOLDERS = Path(__file__).parent / "municipalities"
COMMON_STAND_INS = FOLDERS / "reemplazos.csv"


@dataclass(frozen=True, slots=True)
class Municipality:
    """What a municipality's folder says; the rows are new and belong to no session."""

    name: str
    acronym: str
    organs: Sequence[OrganRow]
    stand_ins: Sequence[StandIn]
    officers: Sequence[Officer]
    appointments: Sequence[Appointment]
    roles: Sequence[Role]
    days: Sequence[CalendarDay]
    parameters: Sequence[Parameter]
    books: Sequence[tuple[Book, Sequence[BookRow]]] = ()


def load(session: Session, folder: Path) -> Municipality:
    """Read `folder` and put it into the empty registers; the caller commits.

    Raises readable.Unreadable, naming file, line and field of everything to correct, and Invalid when the registers
    hold a municipality already. In both cases nothing was changed.
    """
    if is_loaded(session):
        raise Invalid("Los registros ya tienen una municipalidad. No se cargó nada; agregue los cambios con su fecha.")
    found = read(folder)
    for rows in (found.organs, found.stand_ins, found.officers, found.appointments, found.roles, found.days,
                 found.parameters):  # fmt: skip
        session.add_all(rows)
        session.flush()
    for book, lines in found.books:
        session.add_all([book, *lines])
        session.flush()
    return found


def is_loaded(session: Session) -> bool:
    """Tell whether the registers hold a municipality."""
    return session.scalars(select(OrganRow.slug).limit(1)).first() is not None


def organs_in(folder: Path, on: date) -> frozenset[str]:
    """Return the slugs that a lane may name on the day `on` by the files alone. Raises readable.Unreadable."""
    problems = Problems()
    rows, stand_ins = _organs(folder, problems), _stand_ins(folder, problems)
    problems.raise_any()
    return organs.made_of(rows, stand_ins, on).slugs()


def registers_in(folder: Path) -> frozenset[str]:
    """Return the registers that a municipality keeps by the files alone, as a data store may name them."""
    return frozenset(register_slug(file.stem) for file in (folder / "registros").glob("*.csv"))


def folder_of(name: str) -> Path:
    """Return the folder of a municipality that comes with the product, or the folder at the path `name`.

    Raises NotFound, naming those that there are.
    """
    known = {folder.name: folder for folder in FOLDERS.iterdir() if folder.is_dir()}
    if name in known:
        return known[name]
    if Path(name).is_dir():
        return Path(name)
    raise NotFound(f"No hay ninguna municipalidad «{name}». Están: {', '.join(sorted(known))}; "
                   "o indique la carpeta con sus archivos.")  # fmt: skip


def read(folder: Path) -> Municipality:
    """Return what the files of `folder` say. Raises readable.Unreadable with everything that is wrong in them."""
    problems = Problems()
    about = _about(folder / "municipio.toml", problems)
    found = Municipality(
        name=str(about.get("nombre", "")),
        acronym=str(about.get("sigla", "")),
        organs=_organs(folder, problems),
        stand_ins=_stand_ins(folder, problems),
        officers=_officers(folder, problems),
        appointments=(posts := _appointments(folder, problems))[0],
        roles=(held := _roles(folder, problems))[0],
        days=_days(folder, about, problems),
        parameters=_parameters(folder, about, problems),
        books=[
            books.read(file, "", f"registros/{file.name}", about.get("registros_desde", date.min), problems)
            for file in sorted((folder / "registros").glob("*.csv"))
        ],
    )
    _agree(found, posts[1], held[1])
    problems.raise_any()
    return found


def _about(file: Path, problems: Problems) -> Mapping[str, Any]:
    try:
        about = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        problems.add(file.name, None, None, f"falta en la carpeta {file.parent.name}.")
        return {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.add(file.name, None, None, f"no se puede leer ({error}).")
        return {}
    for name, (kind, sentence) in ABOUT.items():
        if not kind(about.get(name)):
            problems.add(file.name, None, name, sentence)
            about.pop(name, None)
    return about


def _is_norms(given: object) -> bool:
    """The norms of what the file says itself, where they are given."""
    return given is None or (
        isinstance(given, dict) and all(name in PARAMETERS_OF_ITS_OWN and isinstance(norm, str) and bool(norm)
                                        for name, norm in given.items()))  # fmt: skip


def _is_years(given: object) -> bool:
    return isinstance(given, list) and all(type(year) is int and 1990 <= year <= 2199 for year in given)


ABOUT: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "nombre": (lambda given: isinstance(given, str) and bool(given), "escriba el nombre de la municipalidad."),
    "sigla": (lambda given: isinstance(given, str) and bool(given), "escriba la sigla que llevan sus documentos."),
    "ubigeo": (lambda given: isinstance(given, str) and len(given) == 6 and given.isdecimal(), "son seis cifras."),
    "nivel": (lambda given: given in ("distrital", "provincial"), "es «distrital» o «provincial»."),
    "poblacion": (lambda given: type(given) is int and given > 0, "es un número entero."),
    "numero_regidores": (lambda given: type(given) is int and given > 0, "es un número entero."),
    "registros_desde": (lambda given: type(given) is date, "es una fecha como 2025-01-01."),
    "normas": (_is_norms, 'es una tabla: nombre del dato = "norma que lo fija".'),
    "feriados_nacionales": (_is_years, "es una lista de años, como [2026, 2027]."),
}
PARAMETERS_OF_ITS_OWN = ("nombre", "sigla", "ubigeo", "nivel", "poblacion", "numero_regidores")


def _organs(folder: Path, problems: Problems) -> list[OrganRow]:
    columns = ("organo", "nombre", "sigla", "tipo", "superior", "jefatura", "nivel", "colegiado", "externo", "norma",
               "desde", "hasta")  # fmt: skip
    rows: list[OrganRow] = []
    for line in readable.lines(folder / "organos.csv", columns, problems):
        row = OrganRow(
            slug=line.text("organo"),
            valid_from=(first := line.day("desde")),
            name=line.text("nombre"),
            acronym=line.text("sigla"),
            rof_type=line.one_of("tipo", organs.TYPES),
            head_post=line.text("jefatura"),
            level=line.whole("nivel"),
            instrument=line.text("norma"),
            parent=line.optional("superior"),
            collegiate=line.yes("colegiado"),
            external=line.yes("externo"),
            valid_to=line.last_day("hasta", first),
        )
        if any(row.slug == other.slug and _meet(row, other) for other in rows):
            line.wrong("desde", f"«{row.slug}» ya existe en esos días; cierre antes el anterior con su «hasta».")
        rows.append(row)
    _check_parents(rows, problems)
    return rows


def _check_parents(rows: Sequence[OrganRow], problems: Problems) -> None:
    for row in rows:
        if row.parent is not None and not any(row.parent == other.slug and _meet(row, other) for other in rows):
            problems.add("organos.csv", None, "superior", f"«{row.parent}», superior de «{row.slug}», no existe.")
    above = {row.slug: row.parent for row in rows}
    for slug in above:
        seen, parent = {slug}, above[slug]
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = above.get(parent)
        if parent == slug:
            problems.add("organos.csv", None, "superior", f"«{slug}» termina siendo superior de sí mismo.")


def _stand_ins(folder: Path, problems: Problems) -> list[StandIn]:
    own = folder / "reemplazos.csv"
    lines = readable.lines(own if own.exists() else COMMON_STAND_INS, ("rol", "orden", "organo", "nota"), problems)
    return [
        StandIn(
            role=line.text("rol"),
            position=line.whole("orden"),
            valid_from=date(1900, 1, 1),
            organ=line.text("organo"),
            note=line.optional("nota") or "",
        )
        for line in lines
    ]


def _officers(folder: Path, problems: Problems) -> list[Officer]:
    rows: dict[str, Officer] = {}
    columns = ("funcionario", "nombre", "dni", "correo", "desde", "hasta")
    for line in readable.lines(folder / "funcionarios.csv", columns, problems):
        row = Officer(
            id=line.text("funcionario"),
            name=line.text("nombre"),
            valid_from=(first := line.day("desde")),
            valid_to=line.last_day("hasta", first),
            document=line.optional("dni"),
            email=line.optional("correo"),
        )
        if row.id in rows:
            line.wrong("funcionario", f"«{row.id}» aparece dos veces; dé a cada persona el suyo.")
        rows[row.id] = row
    return list(rows.values())


def _appointments(folder: Path, problems: Problems) -> tuple[list[Appointment], list[Line]]:
    columns = ("funcionario", "organo", "cargo", "calidad", "jefatura", "norma", "fecha_norma", "desde", "hasta",
               "procedimientos")  # fmt: skip
    lines = list(readable.lines(folder / "designaciones.csv", columns, problems))
    rows = [
        Appointment(
            officer=line.text("funcionario"),
            organ=line.text("organo"),
            post=line.text("cargo"),
            capacity=line.one_of("calidad", appointments.CAPACITIES),
            instrument=line.text("norma"),
            instrument_date=line.day("fecha_norma"),
            valid_from=(first := line.day("desde")),
            valid_to=line.last_day("hasta", first),
            is_head=line.yes("jefatura"),
            procedures=line.optional("procedimientos"),
        )
        for line in lines
    ]
    return rows, lines


def _roles(folder: Path, problems: Problems) -> tuple[list[Role], list[Line]]:
    lines = list(readable.lines(folder / "roles.csv", ("funcionario", "rol", "desde", "hasta"), problems))
    rows = [
        Role(
            officer=line.text("funcionario"),
            role=line.one_of("rol", appointments.ROLES),
            valid_from=(first := line.day("desde")),
            valid_to=line.last_day("hasta", first),
        )
        for line in lines
    ]
    return rows, lines


def _days(folder: Path, about: Mapping[str, Any], problems: Problems) -> list[CalendarDay]:
    since = about.get("registros_desde", date.min)
    days = calendar.national_holidays(about.get("feriados_nacionales", []), since)
    columns = ("dia", "capa", "ambito", "clase", "efecto", "cuenta_tributario", "nombre", "norma", "fecha_norma",
               "publicado", "conocido_desde")  # fmt: skip
    ubigeo = about.get("ubigeo", "")
    here = {"PE", folder.name, ubigeo[:2], ubigeo[:4], ubigeo}
    for line in readable.lines(folder / "dias.csv", columns, problems):
        if line.fields["ambito"] not in here:
            line.wrong("ambito", f"«{line.fields['ambito']}» no rige aquí; puede ser {', '.join(sorted(here - {''}))}.")
        day = CalendarDay(
            layer=line.one_of("capa", calendar.LAYERS),
            scope=line.text("ambito"),
            day=line.day("dia"),
            kind=line.one_of("clase", calendar.KINDS),
            effect=line.one_of("efecto", calendar.EFFECTS),
            name=line.text("nombre"),
            norm=line.text("norma"),
            known_from=line.day("conocido_desde"),
            counts_for_tax=line.yes("cuenta_tributario"),
            norm_date=line.last_day("fecha_norma", date.min),
            published_on=line.last_day("publicado", date.min),
        )
        if any((day.scope, day.day, day.kind) == (other.scope, other.day, other.kind) for other in days):
            line.wrong("dia", "aparece dos veces con la misma clase y ámbito; deje una línea.")
        days.append(day)
    return days


def _parameters(folder: Path, about: Mapping[str, Any], problems: Problems) -> list[Parameter]:
    since, norms = about.get("registros_desde", date.min), about.get("normas", {})
    rows = [
        Parameter(
            name=name,
            value=parameters.encode(_exact(about[name])),
            valid_from=since,
            norm=norms.get(name, "municipio.toml"),
        )
        for name in PARAMETERS_OF_ITS_OWN
        if name in about
    ]
    columns = ("nombre", "tipo", "valor", "desde", "hasta", "norma")
    for line in readable.lines(folder / "parametros.csv", columns, problems):
        row = Parameter(
            name=line.text("nombre"),
            value=parameters.encode(_value(line)),
            valid_from=(first := line.day("desde")),
            norm=line.text("norma"),
            valid_to=line.last_day("hasta", first),
        )
        if row.name == parameters.MEMBERS:
            line.wrong("nombre", f"«{row.name}» no se escribe aquí: son quienes están designados en el concejo según "
                                 "designaciones.csv. Retire la línea.")  # fmt: skip
        if any(row.name == other.name and _meet(row, other) for other in rows):
            line.wrong("desde", f"«{row.name}» ya tiene un valor en esos días; cierre antes el anterior.")
        rows.append(row)
    return rows


def _exact(given: Any) -> parameters.Value:
    return Decimal(given) if type(given) is int else str(given)


def _value(line: Line) -> parameters.Value:
    kind, text = line.one_of("tipo", ("texto", "numero", "si_no", "lista")), line.fields["valor"]
    if kind == "si_no":
        return line.yes("valor")
    if kind == "lista":
        return [one.strip() for one in text.split(";") if one.strip()]
    if kind == "texto":
        return line.text("valor")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        line.wrong("valor", f"«{text}» no es un número como 5350 o 148.60.")
        return Decimal(0)
    return number


def _agree(found: Municipality, posts: Sequence[Line], held: Sequence[Line]) -> None:
    officers = {officer.id: officer for officer in found.officers}
    named: list[tuple[Appointment | Role, Line]] = list(zip(found.appointments, posts, strict=True))
    named += zip(found.roles, held, strict=True)
    for row, line in named:
        officer = officers.get(row.officer)
        if officer is None:
            line.wrong("funcionario", f"«{row.officer}» no está en funcionarios.csv.")
        elif not in_force(officer, row.valid_from):
            line.wrong("desde", f"«{row.officer}» no estaba en servicio el {row.valid_from:%d/%m/%Y}.")
    for post, line in zip(found.appointments, posts, strict=True):
        _check_post(post, line, found)


def _check_post(post: Appointment, line: Line, found: Municipality) -> None:
    chart = organs.made_of(found.organs, (), post.valid_from)
    if post.organ not in chart.organs:
        line.wrong("organo", f"«{post.organ}» no existía el {post.valid_from:%d/%m/%Y} según organos.csv.")
    valid = [other for other in found.appointments if in_force(other, post.valid_from)]
    regidores = appointments.regidores_among(valid, chart)
    if post.officer in regidores and not appointments.is_open_to_regidores(post, chart):
        line.wrong("organo", f"«{post.officer}» es miembro del concejo y no puede ejercer funciones administrativas "
                             "(LOM 11); designe a otra persona.")  # fmt: skip


def _meet(row: Dated, other: Dated) -> bool:
    last, other_last = row.valid_to or date.max, other.valid_to or date.max
    return bool(row.valid_from <= other_last and other.valid_from <= last)
