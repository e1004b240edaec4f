"""The command that takes over what other engines wrote: import."""

from pathlib import Path

import click

from webui.commands import screen
from workflows import Refused, camunda7


@click.command("import")
@click.argument("file", metavar="ARCHIVO", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", metavar="ARCHIVO", type=click.Path(dir_okay=False, path_type=Path),
              help="Dónde se guarda lo traducido; si no, junto al original.")  # fmt: skip
def take_over(file: Path, output: Path | None) -> None:
    """Traduce un diagrama de Camunda 7, y dice qué no se pudo traducir. El original no cambia."""
    target = output or file.with_name(f"{file.stem}.cabildo.bpmn")
    if target.exists():
        raise click.ClickException(f"«{target}» ya existe y no se tocó. Indique otro archivo con --output.")
    try:
        found = camunda7.take_over(file.read_bytes(), file.name)
    except Refused as refused:
        for finding in refused.findings:
            screen.finding(finding, str(file))
        raise click.ClickException("No se tradujo nada.") from refused
    target.write_bytes(found.source)
    for finding in found.report:
        screen.finding(finding, str(file))
    screen.say(f"{camunda7.count(found)} Quedó en «{target}»; revíselo con «cabildo check».", "green")
