"""The commands that keep running: serve the pages, or tick the timers beside several servers."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

import click
from sqlalchemy.orm import Session

from handlers import demo as demonstration
from handlers import timers
from handlers.refusals import Refusal
from webui import app, database, edge, serving
from webui.commands import screen


@click.command()
@click.option("--port", default=serving.FIRST_PORT, show_default=True, type=click.IntRange(1, 65535), metavar="PUERTO",
              help="Puerto; si está ocupado se toma el siguiente.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="DIRECCIÓN",
              help="Dirección en que escucha; con otra que la de esta máquina, lo ve la red.")  # fmt: skip
@click.option("--demo", is_flag=True, help="Avisa en cada página que es una demostración.")
@click.pass_obj
def serve(url: str, port: int, host: str, demo: bool) -> None:
    """Sirve las páginas hasta que se lo interrumpa."""
    run(url, port=port, host=host, demo=demo)


@click.command()
@click.option("--seconds", default=20.0, show_default=True, type=click.FloatRange(1, 3600), metavar="SEGUNDOS",
              help="Cada cuánto mira qué plazos vencieron.")  # fmt: skip
@click.pass_obj
def worker(url: str, seconds: float) -> None:
    """Hace correr los plazos, junto a uno o varios «cabildo serve»; con PostgreSQL."""
    if database.file_of(url) is not None:
        raise Refusal("Con SQLite los plazos ya corren dentro de «cabildo serve», y un segundo proceso le estorbaría. "
                      "No hace falta «worker»; úselo con PostgreSQL.")  # fmt: skip
    _log()
    engine = database.prepared(url)
    ticker = timers.Ticker(lambda: Session(engine), screen.now, seconds)
    screen.say(f"Mira cada {seconds:g} segundos qué plazos vencieron en {database.shown(url)} (Ctrl-C para detenerlo).")
    with _until_stopped(ticker):
        Event().wait()


def run(url: str, *, port: int = serving.FIRST_PORT, host: str = "127.0.0.1", demo: bool = False) -> None:
    """Serve the pages on the first free port from `port` on, until interrupted; a demonstration always says so."""
    _log()
    engine = database.prepared(url)
    with database.session(engine) as session:
        demo = demo or demonstration.is_demo(session, screen.today())
    engine.dispose()
    listening = serving.listen(host, port, screen.say)
    pages = app.create_app(url, demo=demo)
    with _until_stopped(timers.Ticker(lambda: Session(edge.database(pages)), screen.now) if _ticks(url) else None):
        screen.say(f"Cabildo atiende en {serving.address(listening).url} (Ctrl-C para detenerlo).", "bold green")
        serving.serve(pages, listening)


def _ticks(url: str) -> bool:
    """Say whether the timers run inside the server: SQLite has one process; for PostgreSQL there is `worker`."""
    return database.file_of(url) is not None


@contextmanager
def _until_stopped(ticker: timers.Ticker | None) -> Iterator[None]:
    """Keep running, with the timers if they are given, until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, _stop)
    if ticker:
        ticker.start()
    try:
        yield
    except KeyboardInterrupt:
        screen.say("Detenido.")
    finally:
        if ticker:
            ticker.stop()


def _log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
