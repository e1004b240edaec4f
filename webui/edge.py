"""One request, one session, one commit: what a view did is committed before its answer leaves, or not at all.

A command can be tried first (header `X-Revisar`): its view runs as always, nothing of it is kept, and the answer is
204 where it would be done, else the page that says what is wrong. So a page asks for confirmation only of what can be
recorded.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workflows.storage import open_database

TRIED = "X-Revisar"  # header of a request whose command is only tried
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


def is_trial() -> bool:
    """Tell whether this request only asks what its command would come to."""
    return request.method not in READING and TRIED in request.headers


def _end(response: Response) -> Response:
    session = cast(Session | None, g.get("session"))
    if session is not None:
        if g.get("undone") or request.method in READING or is_trial():
            session.rollback()
        else:
            session.commit()
    return _as_trial(response) if is_trial() else response


def _as_trial(response: Response) -> Response:
    """Return an answer that changes nothing in the browser either: no remark, no cookie; empty where all is well."""
    response.headers.remove("Set-Cookie")
    if response.status_code < 400 and g.get("officer") is not None:  # who is no longer signed in is sent there
        response.headers.remove("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def _close(_error: Any = None) -> None:
    session = cast(Session | None, g.pop("session", None))
    if session is not None:
        session.close()
