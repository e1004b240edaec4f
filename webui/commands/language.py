"""The commands of whoever writes expressions and tables: evaluate FEEL, take a decision."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from webui.commands import screen
from workflows import Refused, dmn, feel

LARGEST = 10 * 1024 * 1024  # bytes of a context
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
context_file = click.option("--context", "file", metavar="ARCHIVO", type=a_file,
                            help="Archivo JSON con los valores; un texto que empieza por «=» es FEEL.")  # fmt: skip


@click.command("feel")
@click.argument("expression", metavar="EXPRESIÓN")
@context_file
def evaluate(expression: str, file: Path | None) -> None:
    """Evalúa una expresión FEEL y muestra su valor."""
    values, at = _context(file), screen.now()
    try:
        found = feel.parse(expression, tuple(values)).run(values, at=at)
    except feel.FeelError as error:
        raise click.ClickException(str(error)) from error
    click.echo(feel.to_text(found.value))
    for problem in found.problems:
        click.echo(str(problem), err=True)


@click.command()
@click.argument("model", metavar="MODELO", type=a_file)
@click.option("--decision", required=True, metavar="ID", help="Id o nombre de la decisión.")
@context_file
def decide(model: Path, decision: str, file: Path | None) -> None:
    """Toma una decisión de un modelo DMN y muestra qué reglas se cumplieron."""
    try:
        outcome = dmn.evaluate(model.read_bytes(), decision, _context(file), at=screen.now())
    except feel.FeelError as error:
        raise click.ClickException(str(error)) from error
    except Refused as refused:
        raise click.ClickException("\n".join(finding.message for finding in refused.findings)) from refused
    click.echo(feel.to_text(outcome.value))
    if outcome.matched:
        rows = [(table, ", ".join(map(str, rules)) or "ninguna") for table, rules in outcome.matched.items()]
        screen.table(("Tabla", "Reglas que se cumplieron"), rows)
    for problem in outcome.problems:
        click.echo(str(problem), err=True)


def _context(file: Path | None) -> dict[str, Any]:
    """Return the values that a JSON file gives. Raises ClickException with what is wrong and where."""
    if file is None:
        return {}
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file} pesa más de {LARGEST // 1024 // 1024} MB.")
    try:
        told = json.loads(file.read_bytes(), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file} no es JSON: {error}") from error
    if not isinstance(told, dict):
        raise click.ClickException(f"{file} debe contener un objeto JSON: los valores por su nombre.")
    return {name: _value(value) for name, value in told.items()}


def _value(told: Any) -> Any:
    if isinstance(told, str) and told.startswith("="):
        return feel.evaluate(told, {}, at=screen.now())
    if isinstance(told, list):
        return [_value(item) for item in told]
    if isinstance(told, Mapping):
        return {name: _value(item) for name, item in told.items()}
    return told
