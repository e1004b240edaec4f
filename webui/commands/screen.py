"""How the command line shows what came of a command: tables, findings, and JSON for other programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workflows import Finding
from workflows.terms import LIMA

LEVELS = {"error": ("error", "bold red"), "warning": ("aviso", "yellow")}


def now() -> datetime:
    """The clock of this machine: the command line is where time enters the house."""
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(LIMA).date()


def moment(at: datetime | None) -> str:
    """Return a moment as people here read it: `18/11/2026 10:24`."""
    return f"{at.astimezone(LIMA):%d/%m/%Y %H:%M}" if at else ""


def console(error: bool = False) -> Console:
    return Console(stderr=error, highlight=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """Print a sentence; nothing in it is taken for markup."""
    console().print(Text(text, style=style))


def as_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings; the first column is never broken, and nothing is when another program reads."""
    shown = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for place, heading in enumerate(headings):
        shown.add_column(heading, overflow="fold", no_wrap=place == 0)
    for row in rows:
        shown.add_row(*map(Text, row))
    Console(highlight=False, width=None if sys.stdout.isatty() else 1000).print(shown)


def finding(said: Finding, where: str) -> None:
    """Print a finding: where, how grave, by which rule, and the sentence."""
    word, style = LEVELS[said.level]
    place = f"{where}:{said.line}" if said.line else where
    named = f" {said.element}" if said.element else ""
    console().print(Text.assemble((word, style), f" {place}{named} ", (f"[{said.rule}]", "dim")))
    console().print(Text(f"    {said.message}"))
