"""Los Sauces on the web: its registers, accounts and one small procedure, and officers who browse its pages."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import cases
from handlers import accounts, municipality, publications
from tests.conftest import KINDS, POSTGRES
from webui import migrations
from webui.app import create_app
from workflows import library
from workflows.storage import open_database
from workflows.terms import LIMA

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CABILDO_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PASSWORD = "una frase larga"
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=LIMA)

OGPP, OGAJ, OGAJ_TOO, GM, OTHER = "elena-castro", "jorge-huaman", "diana-caceres", "carmen-vilchez", "oscar-benavides"
AUDITOR, DESIGNER = "andres-yupanqui", "wilmer-ticona"
ADMINISTRATOR, SUPERVISOR = "fredy-condori", GM
OFFICERS = (OGPP, OGAJ, OGAJ_TOO, GM, OTHER, AUDITOR, DESIGNER, ADMINISTRATOR)

ON_ONE_DATABASE = frozenset({  # what these show lies in the pages; what is beneath them is tried on both elsewhere
    "test_accounts", "test_audit", "test_cases", "test_choosing", "test_clock", "test_commissions", "test_council",
    "test_crossroads", "test_designations", "test_designer", "test_editing", "test_entrance", "test_form_rows",
    "test_guests", "test_hands", "test_incidents", "test_messages", "test_pages", "test_playing", "test_recounting",
    "test_register_ends", "test_sign_in", "test_sittings", "test_start", "test_version_changes",
})  # fmt: skip

OPINION = {"decision": "favorable", "sustento": "Procede conforme a la directiva de convenios."}
HEADER = {"asunto": "Convenio con EsSalud", "canal": "interno", "folios": "12", "prioridad": "normal"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what is only about pages; `make soak` tries all of it there too."""
    if os.environ.get("CABILDO_SOAK"):
        return
    ours = {HERE / f"{name}.py" for name in ON_ONE_DATABASE}  # the hook sees the tests of every folder
    items[:] = [item for item in items if not (item.path in ours and "[postgresql" in item.name)]


class Compiled(BytecodeCache):
    """Templates, compiled once for all the applications of a run: each test has one of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


@dataclass
class Visitor:
    """An officer with a browser of his own; `post` sends the page's token along."""

    site: "Site"
    client: FlaskClient

    def get(self, path: str, **how: Any) -> TestResponse:
        return self.client.get(path, **how)

    def post(self, path: str, form: Mapping[str, Any] | None = None, **how: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(form or {})}, **how)

    def token(self) -> str:
        return token_in(self.client.get("/organizacion/parametros"))

    def open_case(self, **header: str) -> int:
        """Open a case of `opinion` and return its number in the database."""
        answer = self.post("/expedientes/nuevo/opinion", {"clave": secrets.token_hex(8), **HEADER, **header})
        assert answer.status_code == 303, answer.text
        found = re.search(r"/expedientes/(\d+)", answer.location)
        assert found
        return int(found[1])

    def decide(self, case: int, task: str, **answers: str) -> TestResponse:
        form = {"clave": secrets.token_hex(8), **answers}
        return self.post(f"/expedientes/{case}/tareas/{task}/decision", form)


@dataclass
class Site:
    """The application on a database of its own; `now` is what its clock shows."""

    url: str
    now: datetime = FRIDAY
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.url, demo=True, clock=lambda: self.now)
        self.app.testing = False  # faults are answered, as they will be

    def visitor(self) -> Visitor:
        return Visitor(self, self.app.test_client())

    def officer(self, name: str, password: str = PASSWORD) -> Visitor:
        visitor = self.visitor()
        token = token_in(visitor.get("/entrar"))
        form = {"usuario": name, "contrasena": password, "csrf_token": token}
        answer = visitor.client.post("/entrar", data=form)
        assert answer.status_code == 303, answer.text
        return visitor

    def session(self) -> Session:
        return Session(self.app.extensions["database"])

    def let_pass(self, **time: float) -> None:
        self.now += timedelta(**time)


def token_in(page: TestResponse) -> str:
    found = re.search(r'name="csrf-token" content="([^"]*)"', page.text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", params=KINDS)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with Los Sauces, from which each test takes a copy."""
    accounts.configure(time_cost=1, memory_cost=1024, parallelism=1)
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sitio') / 'sauces.db'}"
        fill(url)
        yield url
        return
    if not POSTGRES:
        pytest.skip("no hay servidor PostgreSQL: `make test` lo prepara")
    name = f"sauces_{secrets.token_hex(8)}"
    _on_server(f"CREATE DATABASE {name}")
    url = POSTGRES.rpartition("/")[0] + "/" + name
    fill(url)
    yield url
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site(prepared: str, tmp_path: Path) -> Iterator[Site]:
    """The application on a fresh copy of Los Sauces."""
    cases.cache.clear()
    if prepared.startswith("sqlite"):
        file = tmp_path / "sauces.db"
        shutil.copy(prepared.removeprefix("sqlite:///"), file)
        site = Site(f"sqlite:///{file}")
        yield site
        site.app.extensions["database"].dispose()
        return
    name = f"sitio_{secrets.token_hex(8)}"
    server, _, template = prepared.rpartition("/")
    _on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    site = Site(f"{server}/{name}")
    yield site
    site.app.extensions["database"].dispose()
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def fill(url: str) -> None:
    engine = open_database(url)
    migrations.upgrade(engine)
    at = FRIDAY - timedelta(days=14)
    with Session(engine) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for officer in OFFICERS:
            accounts.open_account(session, officer, officer, PASSWORD, at, must_change=False)
        folder = library.read_folder(HERE / "procedures" / "opinion")
        publications.publish(session, [folder], at=at, by=DESIGNER, reason="Primera versión para las pruebas")
        session.commit()
    engine.dispose()
    if url.startswith("sqlite"):
        with create_engine(url).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _on_server(statement: str) -> None:
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()
