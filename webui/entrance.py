"""Who may enter a page, and that a change comes from a page of ours. A view that does not say who enters is shut."""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from handlers.refusals import NotAllowed
from webui import edge

View = TypeVar("View", bound=Callable[..., Any])

FROM_HERE = frozenset({"same-origin", "none"})  # values of Sec-Fetch-Site that a change may come with
AUDITOR_MAY = frozenset({"session.close", "session.open", "session.change_password"})  # nothing of any case


class NotFromHere(NotAllowed):
    """A change that did not come from a page of this session."""


class SignInFirst(NotAllowed):
    """Nobody is signed in."""

    status = 401


def public(view: View) -> View:
    """Let everyone enter."""
    return _declared(view, "public", lambda: None)


def for_officers(view: View) -> View:
    """Let officers who are signed in enter."""
    return _declared(view, "officers", _signed_in)


def for_role(*roles: str) -> Callable[[View], View]:
    """Let only officers enter who hold one of these roles (`auditor`, `disenador`, `administrador`, `supervisor`)."""

    def decorate(view: View) -> View:
        def check() -> None:
            _signed_in()
            if not g.officer.roles.intersection(roles):
                raise NotAllowed("Esta parte del sistema no corresponde a su función. Si la necesita, pídala al "
                                 "administrador del sistema.")  # fmt: skip

        return _declared(view, ", ".join(roles), check)

    return decorate


def declared(view: Callable[..., Any]) -> str:
    """Return who may enter a view: `public`, `officers` or a role; empty when it does not say."""
    return str(getattr(view, "entrance", ""))


def guard(app: Flask) -> None:
    """Check every request before its view: that the view declares who enters, and where a change comes from."""
    app.before_request(_guard)


def local_path(target: str | None) -> str:
    """Return `target` if it is a path of this site that can be gone back to, else the home page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("inbox.show")
    parts = urlsplit(target)
    bad = parts.scheme or parts.netloc or "\\" in target or any(ord(char) < 32 for char in target)
    return url_for("inbox.show") if bad else target


def to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who must sign in: a redirect for a page, a word to htmx, which goes there by itself."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    target = url_for("session.show") + (f"?siguiente={quote(here)}" if here and here != "/" else "")
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("session.show")})
    return cast(Response, redirect(target, 303))


def _guard() -> Response | None:
    if request.endpoint == "static" or request.endpoint is None:
        return None
    view = _view()
    if not declared(view):
        edge.undo()
        raise NotAllowed("Esta página no dice quién puede entrar y está cerrada. Avise al administrador del sistema.")
    if request.method not in edge.READING:
        _check_origin()
        _check_token()
        _check_auditor()
    return None


def _view() -> Callable[..., Any]:
    return current_app.view_functions[request.endpoint or ""]


def _declared(view: View, who: str, check: Callable[[], None]) -> View:
    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        check()
        return view(*args, **kwargs)

    entered.entrance = who  # type: ignore[attr-defined]
    return cast(View, entered)


def _signed_in() -> None:
    if g.get("officer") is None:
        raise SignInFirst("Su sesión terminó. Entre de nuevo; lo que guardó como borrador sigue allí.")


def _check_origin() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in FROM_HERE:
        raise NotFromHere("La orden vino de otro sitio y no se atendió.")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise NotFromHere("La orden vino de otro sitio y no se atendió.")


def _check_token() -> None:
    try:
        given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or ""
    except HTTPException as error:
        raise NotFromHere("La página envió más de lo que se puede leer; no se registró nada.") from error
    if not hmac.compare_digest(given.encode(), g.csrf_token.encode()):
        raise NotFromHere("La página se abrió en otra sesión y no se registró nada. Vuelva a cargarla e intente de "
                          "nuevo.")  # fmt: skip


def _check_auditor() -> None:
    """An auditor reads everything and changes nothing, whatever else he may be."""
    officer = g.get("officer")
    if officer is not None and "auditor" in officer.roles and request.endpoint not in AUDITOR_MAY:
        raise NotAllowed("Quien audita lee todo y no cambia nada. No se registró nada.")
