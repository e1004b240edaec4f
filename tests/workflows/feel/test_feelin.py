"""Ours beside feelin, the FEEL of the designers' editors: every difference is one that the standard explains.

The answers of a fixed slice are recorded in `feelin/answers.json`, so that comparing needs no JavaScript. With node and
`npm install` in that folder, `CABILDO_SOAK=1` compares 20,000 fresh ones, and running this module records the slice
again (`python -m tests.workflows.feel.test_feelin`).
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workflows.feel.generating import CONTEXT, expressions
from workflows import feel

FOLDER = Path(__file__).parent / "feelin"
RECORDED = FOLDER / "answers.json"
SLICE, SOAK = 2_000, 20_000
SEED = 2026

# What feelin does otherwise than the standard, and how a text shows that it may.
EXPLAINED = {
    "all that follows `in` is its test there; in the grammar it binds like a comparison": r" in .*( and | or |[=<>])",
    "the ends of `between` are put in order there; the standard does not": r" between ",
    "a position outside gives an empty text there; it is null (table 74)": r"substring\(",
    "a position outside gives an empty list there; it is null (table 75)": r"sublist\(",
    "numbers are binary there, and `string` shows it": r"string\(.*([/*]|mean|median|product)",
    "the middle of a list is taken as it is written there; the standard sorts it": r"median\(",
    "an operator after `else` is taken for the whole `if` there": r"if .*else .*[-+*/<>=]",
}


def test_the_recorded_slice_differs_only_as_the_standard_explains() -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))

    assert len(recorded) == SLICE
    assert unexplained([text for text, _ in recorded], [answer for _, answer in recorded]) == []


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("CABILDO_SOAK") != "1", reason="solo en `make soak`")
def test_twenty_thousand_fresh_expressions_differ_only_as_the_standard_explains() -> None:
    if shutil.which("node") is None or not (FOLDER / "node_modules" / "feelin").is_dir():
        pytest.skip("feelin no está instalado (npm install en tests/workflows/feel/feelin)")
    seed = int(os.environ.get("CABILDO_SEED", "1"))
    texts = expressions(seed, SOAK)

    assert unexplained(texts, answers_of_feelin(texts)) == []


def unexplained(texts: Sequence[str], answers: Sequence[object]) -> list[str]:
    """Return the expressions whose values differ without a reason that is listed."""
    found = []
    for text, answer in zip(texts, answers, strict=True):
        ours = value_of(text)
        if not agrees(answer, ours) and not any(re.search(shape, text) for shape in EXPLAINED.values()):
            found.append(f"{text}: feelin {answer}, nosotros {ours}")
    return found


def value_of(text: str) -> object:
    try:
        return {"value": feel.evaluate(text, CONTEXT)}
    except feel.FeelError as error:
        return {"error": error.message}


def agrees(answer: object, ours: object) -> bool:
    """Say whether two answers are the same: both an error, or values that are equal (numbers to 1e-9)."""
    assert isinstance(answer, dict) and isinstance(ours, dict)
    if "error" in answer or "error" in ours:
        return "error" in answer and "error" in ours
    return same(answer["value"], ours["value"])


def same(theirs: object, ours: object) -> bool:
    if isinstance(theirs, int | float) and not isinstance(theirs, bool):
        close = Decimal("1e-9")
        return isinstance(ours, Decimal) and abs(Decimal(repr(theirs)) - ours) <= close * max(1, abs(ours))
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(theirs) == len(ours) and all(map(same, theirs, ours))
    if isinstance(theirs, dict) and "text" in theirs:
        return feel.to_text(ours) == theirs["text"]
    if isinstance(theirs, dict):
        inner = theirs.get("context", {})
        return isinstance(ours, Mapping) and set(inner) == set(ours) and all(same(inner[k], ours[k]) for k in inner)
    return type(theirs) is type(ours) and theirs == ours


def answers_of_feelin(texts: Sequence[str]) -> list[object]:
    lines = "\n".join(json.dumps([text, CONTEXT]) for text in texts)
    told = subprocess.run(
        ["node", "answer.mjs"], input=lines, capture_output=True, text=True, cwd=FOLDER, check=True, timeout=600
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def record() -> None:
    """Write the answers of the slice down again."""
    texts = expressions(SEED, SLICE)
    pairs = [[text, answer] for text, answer in zip(texts, answers_of_feelin(texts), strict=True)]
    lines = ",\n".join(json.dumps(pair, ensure_ascii=False, separators=(",", ":")) for pair in pairs)
    RECORDED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    record()
