"""The list of rules in docs/checking.md, made from the rules themselves: `python -m tests.workflows.rules.listing`."""

import sys
from pathlib import Path

from workflows import rules

PAGE = Path(__file__).parents[3] / "docs" / "checking.md"
BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"


def table() -> str:
    """Return the list as Markdown: what is asked, and what becomes of a diagram that does not follow it."""
    lines = ["| rule | asks that | if not |", "|---|---|---|"]
    for rule in rules.every():
        lines.append(f"| `{rule.name}` | {_asked(rule)} | {_follows(rule)} |")
    return "\n".join(lines)


def page() -> str:
    """Return the page with the list as it should be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def _asked(rule: rules.Rule) -> str:
    said = str(sys.modules[rule.findings.__module__].__doc__)
    return said.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|").strip()


def _follows(rule: rules.Rule) -> str:
    if rule.level == "warning":
        return "warning"
    return "error" if rule.hinders else "error, but it can be rehearsed"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
