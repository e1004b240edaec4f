"""The commands that make, fill, copy and bring back a database: demo, register, backup, restore."""

from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from handlers import audits, backups, books, municipality
from handlers import demo as demonstration
from handlers.refusals import Refusal
from webui import database, migrations
from webui.commands import screen, server

force = click.option("--force", is_flag=True, help="Reemplaza lo que haya en el destino.")


@click.command()
@click.option("--serve", is_flag=True, help="Después, sirve las páginas hasta que se lo interrumpa.")
@click.option("--reset", is_flag=True, help="Borra la demostración que haya y la vuelve a crear con fechas de hoy.")
@click.pass_obj
def demo(url: str, serve: bool, reset: bool) -> None:
    """Crea la municipalidad ficticia de Los Sauces con expedientes ya tramitados; si existe, la conserva."""
    engine = database.prepared(url)
    if _may_build(engine, reset):
        _build(engine)
    with database.session(engine) as session:
        accounts = demonstration.shown(session, screen.today())
    engine.dispose()
    screen.table(("Usuario", "Quién es", "Para qué"), [(one.name, one.officer, one.role) for one in accounts])
    screen.say(f"La contraseña de todas estas cuentas es «{demonstration.PASSWORD}»; existen solo en la demostración.")
    if serve:
        server.run(url, demo=True)


@click.command()
@click.argument("table", metavar="TABLA", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", metavar="NOMBRE", help="Cómo se llama el registro; si no, como el archivo.")
@click.option("--norm", required=True, metavar="TEXTO", help="Norma por la que se lleva, o que aprueba estas filas.")
@click.pass_obj
def register(url: str, table: Path, name: str, norm: str) -> None:
    """Carga en un registro de la municipalidad las filas de una tabla CSV (clave, desde, hasta, norma y las suyas)."""
    with database.session(database.existing(url)) as session:
        added = books.bring(session, table, name, norm, screen.today())
        said = f"Registro «{added.book.name}» ({added.book.slug}): {_rows(added.rows)}."
    screen.say(said, "green")


@click.command()
@click.argument("file", metavar="ARCHIVO", type=click.Path(dir_okay=False, path_type=Path))
@force
@click.pass_obj
def backup(url: str, file: Path, force: bool) -> None:
    """Guarda en un archivo una copia de la base de datos, aunque esté en uso."""
    database.existing(url).dispose()
    backups.backup(url, file, force=force)
    screen.say(f"Copia guardada en «{file}».", "green")


@click.command()
@click.argument("file", metavar="ARCHIVO", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@force
@click.pass_obj
def restore(url: str, file: Path, force: bool) -> None:
    """Verifica una copia y, si todo en ella es igual a lo que se escribió, la pone en el lugar de la base de datos."""
    database.file_of(url)
    backups.restore(file, url, _verify, force=force)
    screen.say(f"Restaurada y verificada: {database.shown(url)}.", "green")


def _rows(count: int) -> str:
    return "una fila nueva" if count == 1 else f"{count or 'ninguna'} fila{'s' * (count > 1)} nueva{'s' * (count > 1)}"


def _may_build(engine: Engine, reset: bool) -> bool:
    """Say whether the demonstration is to be made; one that was left half made, or is to be made anew, is removed."""
    with database.session(engine) as session:
        if not municipality.is_loaded(session):
            return True
        if not demonstration.is_demo(session, screen.today()):
            raise Refusal(
                "Esta base de datos es de una municipalidad de verdad y no se tocó. Indique otra con --database."
            )
        if demonstration.is_complete(session) and not reset:
            return False
    migrations.erase(engine)
    migrations.upgrade(engine)
    return True


def _build(engine: Engine) -> None:
    bar = Progress(
        TextColumn("Los Sauces"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), console=screen.console()
    )
    with bar:
        told = bar.add_task("")
        stopped = demonstration.build(
            engine, screen.now(), lambda done, count: bar.update(told, completed=done, total=count)
        )
    for sentence in stopped:
        screen.say(f"Un expediente quedó a medio contar: {sentence}", "yellow")


def _verify(url: str) -> None:
    """Read the seals of a restored database and step its cases again. Raises Refusal with the first differences."""
    engine = database.existing(url)
    try:
        with Session(engine) as session:
            wrong = [verdict.sentence for verdict in audits.verify(session, lists=True) if not verdict.ok]
    finally:
        engine.dispose()
    if wrong:
        raise Refusal("La copia no es lo que se escribió y no se restauró; no se tocó nada.\n" + "\n".join(wrong[:10]))
