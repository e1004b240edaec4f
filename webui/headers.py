"""What every answer tells the browser to refuse: foreign scripts, frames, guessed types, copies of private pages."""

from flask import Flask, Response, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
ONE_YEAR = 365 * 24 * 3600


def protect(app: Flask) -> None:
    """Put the headers on every answer that does not bring stricter ones."""
    app.after_request(_protect)


def allow_diagrams() -> None:
    """Let this page's elements carry style attributes: bpmn-js places what it draws with them. Never style elements."""
    g.draws = True


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint == "static":
        _cache_built_files(response)
    else:
        headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    return response


def _policy() -> str:
    rules = POLICY | ({"style-src-attr": "'unsafe-inline'"} if g.get("draws") else {})
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _cache_built_files(response: Response) -> None:
    """Names under `dist/` carry a digest of their content, so they never change."""
    if request.path.startswith("/static/dist/") and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
