"""The commands of whoever draws procedures, which need no database: check and rehearse."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from engine.scenarios import Report, Result
from handlers import municipality, rehearsals
from handlers.calendar import Calendar
from handlers.refusals import Refusal
from handlers.rehearsals import Away
from handlers.services import SERVICES
from webui.commands import checking, screen
from webui.commands.checking import Checked
from workflows import Finding, Refused, library

paths = click.argument("paths", nargs=-1, required=True, metavar="RUTA...",
                       type=click.Path(exists=True, path_type=Path))  # fmt: skip
for_programs = click.option("--json", "as_json", is_flag=True, help="Responde en JSON, para otros programas.")


@click.command()
@paths
@click.option(
    "--municipality",
    "name",
    metavar="NOMBRE",
    help="Municipalidad que debe tener los órganos, registros y servicios que se nombran.",
)
@for_programs
def check(paths: Sequence[Path], name: str | None, as_json: bool) -> None:
    """Revisa diagramas, tablas, formularios o carpetas enteras, y dice qué corregir."""
    folder = _municipality(name) if name else None
    organs = municipality.organs_in(folder, screen.today()) if folder else None
    registers = municipality.registers_in(folder) if folder else None
    checked = [one for path in paths for one in checking.check(path, organs, registers, SERVICES if folder else None)]
    screen.as_json({"files": [_file(one) for one in checked]}) if as_json else _show(checked)
    sys.exit(int(not all(one.ok for one in checked)))


@click.command()
@paths
@click.option("--municipality", "name", metavar="NOMBRE", default="los-sauces", show_default=True,
              help="Municipalidad con cuyo calendario y cuyo cuadro de distancias se cuentan los plazos.")  # fmt: skip
@for_programs
def rehearse(paths: Sequence[Path], name: str, as_json: bool) -> None:
    """Juega los escenarios de un procedimiento, o de una carpeta de procedimientos, en memoria."""
    folder = _municipality(name)
    days, away = rehearsals.calendar_of(folder), rehearsals.away_of(folder)
    reports = [report for path in paths for report in _rehearse(path, days, away)]
    screen.as_json(_rehearsed(reports)) if as_json else _show_reports(reports)
    sys.exit(int(not all(result.ok for report in reports for result in report.scenarios)))


def _municipality(name: str) -> Path:
    try:
        return municipality.folder_of(name)
    except Refusal as refusal:
        raise click.BadParameter(str(refusal), param_hint="--municipality") from refusal


# check


def _file(checked: Checked) -> dict[str, Any]:
    return {"path": str(checked.path), "ok": checked.ok, "findings": [_finding(one) for one in checked.findings]}


def _finding(said: Finding) -> dict[str, Any]:
    return {"rule": said.rule, "level": said.level, "element": said.element, "line": said.line, "message": said.message}


def _show(checked: Sequence[Checked]) -> None:
    for one in checked:
        for said in one.findings:
            screen.finding(said, str(one.path))
    wrong = sum(not one.ok for one in checked)
    count = f"{len(checked)} archivo{'s' * (len(checked) != 1)}"
    screen.say(f"{count}: {wrong} con errores." if wrong else f"{count}: sin errores.", "red" if wrong else "green")


# rehearse


def _rehearse(path: Path, days: Calendar, away: Away) -> list[Report]:
    """Play the procedures at a path, on the stage that they make with those beside them."""
    folders = checking.procedures_at(path)
    if not folders:
        raise click.BadParameter(f"en «{path}» no hay ningún procedimiento: una carpeta con su «procedure.bpmn»")
    try:
        read = [library.read_folder(folder) for folder in folders]
        beside = {folder.slug: folder for folder in checking.readable(checking.siblings(folders[0]))}
        stage = beside | {folder.slug: folder for folder in read}
        return rehearsals.play(list(stage.values()), [folder.slug for folder in read], days, away)
    except Refused as refused:
        return [Report(path.resolve().name, [Result("(lectura)", False, str(refused))], [])]


def _rehearsed(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "procedures": [
            {
                "procedure": report.procedure,
                "scenarios": [{"name": r.name, "ok": r.ok, "message": r.message} for r in report.scenarios],
                "unvisited": list(report.unvisited),
            }
            for report in reports
        ],
        "unvisited": [f"{report.procedure}#{element}" for report in reports for element in report.unvisited],
    }


def _show_reports(reports: Sequence[Report]) -> None:
    for report in reports:
        screen.say(report.procedure, "bold")
        for result in report.scenarios:
            screen.say(f"  {'✓' if result.ok else '✗'} {result.name}", "green" if result.ok else "red")
            if not result.ok:
                screen.say(f"      {result.message}")
        if report.unvisited:
            screen.say(f"  Ningún escenario pasó por {_listed(report.unvisited)}.", "yellow")


def _listed(ids: Sequence[str], most: int = 12) -> str:
    left = len(ids) - most
    return ", ".join(ids[:most]) + (f" ni por otros {left} (vea --json)" if left > 0 else "")
