"""The command that makes versions of folders: publish."""

import getpass
from collections.abc import Sequence
from pathlib import Path

import click

from handlers import publications
from webui import database
from webui.commands import screen
from workflows import Refused, library


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="CARPETA...",
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--reason", required=True, metavar="TEXTO", help="Por qué se publica; queda en el historial.")
@click.option("--by", metavar="NOMBRE", default=getpass.getuser, show_default="su usuario", help="Quién publica.")
@click.pass_obj
def publish(url: str, folders: Sequence[Path], reason: str, by: str) -> None:
    """Publica carpetas como versiones nuevas, todas o ninguna; nada con un error se publica."""
    read = [library.read_folder(folder) for folder in folders]
    try:
        with database.session(database.prepared(url)) as session:
            versions = publications.publish(session, read, at=screen.now(), by=by, reason=reason)
            published = [f"{version.procedure}, versión {version.number}" for version in versions]
    except Refused as refused:
        for finding in refused.findings:
            screen.finding(finding, finding.file)
        raise click.ClickException("No se publicó nada. Corrija lo señalado y vuelva a publicar.") from refused
    for line in published:
        screen.say(f"Publicado: {line}.", "green")
