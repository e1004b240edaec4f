"""How the pages are served: waitress, on this machine alone unless told otherwise."""

import errno
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass

import waitress
from flask import Flask

FIRST_PORT = 8080
TRIED = 50
THREADS = 8

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are served."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"


class NoPort(Exception):
    """None of the ports that were tried is free; the message is Spanish."""


def listen(host: str = "127.0.0.1", port: int = FIRST_PORT, say: Callable[[str], None] = log.info) -> socket.socket:
    """Return a listening socket on the first free port from `port` on; each busy one is named. Raises NoPort."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in range(port, port + TRIED):
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, tried))
            found.listen(128)
            return found
        except OSError as error:
            found.close()
            if error.errno != errno.EADDRINUSE:
                raise
            say(f"El puerto {tried} está ocupado; se prueba el {tried + 1}.")
    raise NoPort(f"Ningún puerto entre {port} y {port + TRIED - 1} está libre. Indique otro con --port.")


def address(found: socket.socket) -> Address:
    """Return where a listening socket is."""
    host, port = found.getsockname()[:2]
    return Address(host, port)


def serve(app: Flask, found: socket.socket, *, behind_proxy: bool = False) -> None:
    """Serve until interrupted. `behind_proxy`: a proxy on this machine tells scheme, host and address of who asks."""
    trusted = (
        {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
            "clear_untrusted_proxy_headers": True,
        }
        if behind_proxy
        else {}
    )
    waitress.serve(app, sockets=[found], threads=THREADS, ident=None, **trusted)
