"""Killed at any moment and started again: nothing acknowledged is gone, nothing is half done, no task is lost."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import CaseOpened, TaskDecided
from handlers import audits
from tests.webui.conftest import HEADER, OGAJ, OGPP, OPINION, PASSWORD, Site
from workflows.storage import open_database

ROOT = Path(__file__).parents[2]
KILLS = 20 if os.environ.get("CABILDO_SOAK") else 3
SERVE = "import sys; from webui.commands import main; main()"


class Browser:
    """An officer's browser: it remembers its cookies and the page's token, and says whether an answer came at all."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, location and text. Raises OSError or HTTPException when the server is gone."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        link.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = link.getresponse()
        body = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        return answer.status, answer.headers.get("Location", ""), body

    def post(self, path: str, form: dict[str, str], page: str) -> tuple[int, str, str]:
        token = re.search(r'name="csrf-token" content="([^"]*)"', self.ask("GET", page)[2])
        assert token
        return self.ask("POST", path, {"csrf_token": token[1], **form})

    def sign_in(self, officer: str) -> None:
        assert self.post("/entrar", {"usuario": officer, "contrasena": PASSWORD}, "/entrar")[0] == 303


class Clerk(Thread):
    """Opens cases and decides their first task until the server is gone; notes what was acknowledged."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.opened: list[int] = []
        self.decided: list[int] = []

    def run(self) -> None:
        try:
            ogpp, ogaj = Browser(self.port), Browser(self.port)
            ogpp.sign_in(OGPP)
            ogaj.sign_in(OGAJ)
            while True:
                self._once(ogpp, ogaj)
        except (OSError, http.client.HTTPException):
            return

    def _once(self, ogpp: Browser, ogaj: Browser) -> None:
        new = "/expedientes/nuevo/opinion"
        status, location, text = ogpp.post(new, {"clave": secrets.token_hex(8), **HEADER}, new)
        assert status == 303, text
        case = int(location.rpartition("/expedientes/")[2].partition("/")[0])
        self.opened.append(case)
        decision = f"/expedientes/{case}/tareas/opinar:1/decision"
        status, _, text = ogaj.post(decision, {"clave": secrets.token_hex(8), **OPINION}, "/organizacion/parametros")
        assert status == 303, text
        self.decided.append(case)


def serve(url: str, port: int) -> subprocess.Popen[bytes]:
    """Start the server as `cabildo serve` does and wait until it answers."""
    started = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--database", url, "serve", "--port", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    for _ in range(300):
        try:
            Browser(port).ask("GET", "/entrar")
            return started
        except OSError:
            time.sleep(0.1)
    started.kill()
    raise AssertionError("the server did not start")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_it_acknowledged(site: Site) -> None:
    site.app.extensions["database"].dispose()
    opened: set[int] = set()
    decided: set[int] = set()
    for kill in range(KILLS):
        port = free_port()
        server = serve(site.url, port)
        clerks = [Clerk(port) for _ in range(2)]
        for clerk in clerks:
            clerk.start()
        time.sleep(1.5 + 0.37 * kill)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        for clerk in clerks:
            clerk.join(timeout=30)
            opened |= set(clerk.opened)
            decided |= set(clerk.decided)

    assert decided, "nobody got anything done"
    _everything_stands(site.url, opened, decided)


def _everything_stands(url: str, opened: set[int], decided: set[int]) -> None:
    cases.cache.clear()
    database = open_database(url)
    with Session(database) as session:
        assert [verdict.sentence for verdict in audits.verify(session, lists=True) if not verdict.ok] == []
        for case_id in journal.case_ids(session):
            entries = [record.entry for record in journal.read(session, case_id)]
            assert isinstance(entries[0], CaseOpened)
            case = cases.look(session, case_id)
            assert case.completed or case.open(), case_id
            opened.discard(case_id)
            if any(isinstance(entry, TaskDecided) and entry.task == "opinar:1" for entry in entries):
                decided.discard(case_id)
        assert not opened and not decided
    database.dispose()
