"""Which built files a page needs: the tags for an island, read from the manifest that Vite wrote.

The build is committed under `static/dist`; its names carry a digest of their content, so they may be cached for ever.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict

from flask import url_for
from markupsafe import Markup

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"


class Chunk(TypedDict, total=False):
    """One built file: its own name, its styles, and the keys of the chunks that it imports."""

    file: str
    css: list[str]
    imports: list[str]


def tags(*entries: str) -> Markup:
    """Return the stylesheet, modulepreload and script tags of the given entries (`app`, `viewer`, `player`, `modeler`).

    Each file is named once, styles first. Raises KeyError for an entry that the build does not have.
    """
    known = manifest()
    roots = [f"src/{entry}/main.js" for entry in entries]
    needed = dict.fromkeys(key for root in roots for key in _with_imports(root, known))
    styles = dict.fromkeys(name for key in needed for name in known[key].get("css", ()))
    lines = [Markup('<link rel="stylesheet" href="{}">').format(_address(name)) for name in styles]
    lines += [
        Markup('<link rel="modulepreload" href="{}">').format(_address(known[key]["file"]))
        for key in needed
        if key not in roots
    ]
    lines += [
        Markup('<script type="module" src="{}"></script>').format(_address(known[root]["file"])) for root in roots
    ]
    return Markup("\n").join(lines)


@cache
def manifest() -> Mapping[str, Chunk]:
    """Return the manifest by source file. Read once: a new build needs a new process."""
    known: dict[str, Chunk] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return known


def _with_imports(key: str, known: Mapping[str, Chunk]) -> Iterator[str]:
    """Yield the keys of what a chunk imports, deepest first, then its own."""
    seen: set[str] = set()

    def visit(each: str) -> Iterator[str]:
        if each in seen:
            return
        seen.add(each)
        for imported in known[each].get("imports", ()):
            yield from visit(imported)
        yield each

    return visit(key)


def _address(name: str) -> str:
    return url_for("static", filename=f"dist/{name}")
