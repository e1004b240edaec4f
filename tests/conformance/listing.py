"""docs/conformance.md, made from the models themselves: `python -m tests.conformance.listing`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tests.conformance import every
from tests.conformance.constructs import CONSTRUCTS
from tests.conformance.model import Model
from workflows import checker
from workflows.findings import Finding

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
INTRODUCTION = """\
# Execution conformance

What BPMN 2.0 says, and what Cabildo makes of it: models of our own, **one promise each**, by chapter of the standard (formal/2013-12-09). This page
is made from them by `python -m tests.conformance.listing`; a test compares it. Do not edit it by hand.

Every model is one declaration in `tests/conformance/`: a diagram, what is told to its case, and what must then be seen. It passes the rules that
could hinder it, and is played through the one door that moves real cases, with the journal, the lists, messages and terms of a municipality in
memory. It is played **twice**: the second time no case is kept in memory, so that every step begins with a restart from the journal. Both plays
must leave the same entries, byte for byte, and each journal is then read by its seals and replayed.

A new promise is a new line in the module of its chapter, and this page made again."""
LEGEND = """\
*executed*: it runs as the standard says. Where the standard leaves open what becomes of a step that cannot be made, it is an *incident*: a person is
told, nothing passes in silence. *BPMN forbids it*: the standard itself does not allow the drawing; the sentence is what the designer reads.
*refused*: a construct of BPMN that Cabildo does not execute; a diagram that holds it can be kept and shown, not published."""


def page(models: Sequence[Model] = ()) -> str:
    """Return the whole page."""
    models = models or every.models()
    parts = [
        INTRODUCTION,
        _score(models),
        LEGEND,
        _refused(models),
        *_chapters(models),
        _patterns(models),
        _constructs(models),
    ]
    return "\n\n".join(parts) + "\n"


def sentence(model: Model) -> Finding:
    """Return the finding by which a model is refused."""
    files = {f"d{number}.bpmn": source for number, source in enumerate(model.diagrams, start=1)}
    return next(finding for finding in checker.hindrances(checker.check(files)) if finding.rule == model.rule)


def _score(models: Sequence[Model]) -> str:
    executed = sum(not model.rule for model in models)
    refused = [model for model in models if model.reason]
    lines = ["| models | executed | BPMN forbids it | refused, with the reason |", "|---|---|---|---|"]
    lines += [f"| {len(models)} | {executed} | {len(models) - executed - len(refused)} | {len(refused)} |"]
    return "\n".join(["## Score", "", *lines])


def _refused(models: Sequence[Model]) -> str:
    lines = ["## What is refused, and why", "", "| construct | rule | sentence | reason |", "|---|---|---|---|"]
    for model in models:
        if model.reason:
            lines.append(f"| {model.construct} | `{model.rule}` | {_cell(sentence(model).message)} | {model.reason} |")
    return "\n".join(lines)


def _chapters(models: Sequence[Model]) -> Iterator[str]:
    for title, found in groupby(models, key=lambda model: model.chapter):
        lines = [f"## {title}", "", "| construct | promise | outcome | model |", "|---|---|---|---|"]
        lines += [f"| {m.construct} | {m.promise} | {_outcome(m)} | `{m.name}` |" for m in found]
        yield "\n".join(lines)


def _outcome(model: Model) -> str:
    if not model.rule:
        return "executed"
    how = "refused" if model.reason else "BPMN forbids it"
    return f"{how} (`{model.rule}`): {_cell(sentence(model).message)}"


def _patterns(models: Sequence[Model]) -> str:
    found: dict[str, list[str]] = defaultdict(list)
    for model in models:
        for pattern in model.shows:
            found[pattern].append(f"`{model.name}`")
    lines = ["## By workflow pattern", "", "Control flow (WCP), data (WDP) and exceptions (WEP), after Russell, van der Aalst, ter Hofstede and others.",
             "", "| pattern | models |", "|---|---|"]  # fmt: skip
    return "\n".join(
        [*lines, *(f"| {pattern} | {', '.join(found[pattern])} |" for pattern in sorted(found, key=_rank))]
    )


def _rank(pattern: str) -> tuple[str, int, str]:
    """Order patterns by family and number."""
    family, _, number = pattern.partition(" ")[0].partition("-")
    return family, int(number or 0), pattern


def _constructs(models: Sequence[Model]) -> str:
    lines = ["## The 63 constructs", "", "| | construct | models |", "|---|---|---|"]
    for number, construct in enumerate(CONSTRUCTS, start=1):
        shown = ", ".join(f"`{model.name}`" for model in models if number in model.like)
        lines.append(f"| {number} | {construct} | {shown} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
