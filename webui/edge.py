"""One request, one session, one commit: what a view did is committed before its answer leaves, or not at all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workflows.storage import open_database

READING = frozenset({"GET", "HEAD", "OPTIONS"})
Clock = Callable[[], datetime]


def keep(app: Flask, database_url: str, clock: Clock) -> None:
    """Give every request `g.session` and `g.now`, and commit at its edge."""
    database = open_database(database_url)
    app.extensions["database"] = database
    app.extensions["readers"] = database.execution_options(reads_only=True)
    app.extensions["clock"] = clock
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_close)


def database(app: Flask | None = None) -> Engine:
    """Return the engine of the application."""
    return cast(Engine, (app or current_app).extensions["database"])


def undo() -> None:
    """Throw away what this request did; what follows only reads."""
    if "session" in g:
        g.session.rollback()
        g.undone = True


def again() -> None:
    """Throw away what this request did so far, to do something else instead that counts."""
    g.session.rollback()


def writing() -> Session:
    """Return a session of its own for a small note beside a request that only reads; the caller commits and closes."""
    return Session(database())


def _begin() -> None:
    if request.endpoint == "static":
        return
    readers = request.method in READING
    g.session = Session(current_app.extensions["readers" if readers else "database"])
    g.now = current_app.extensions["clock"]()


def _end(response: Response) -> Response:
    session = cast(Session | None, g.get("session"))
    if session is not None:
        if g.get("undone") or request.method in READING:
            session.rollback()
        else:
            session.commit()
    return response


def _close(_error: Any = None) -> None:
    session = cast(Session | None, g.pop("session", None))
    if session is not None:
        session.close()
