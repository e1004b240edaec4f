"""The designer's guide tells the truth: its example runs, and it names everything that a designer may write."""

import re
from pathlib import Path

from engine import deployment, scenarios
from handlers.services import SERVICES
from workflows import library
from workflows.rules import property_is_known

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "guia-del-disenador.md").read_text("utf-8")
FOLDER = library.read_folder(DOCS / "guia-del-disenador" / "uso-de-auditorio")


def test_the_example_has_no_finding_and_its_scenarios_pass_and_visit_everything() -> None:
    report = scenarios.play_all(scenarios.stage([FOLDER]), [FOLDER.slug])[0]

    assert deployment.check(FOLDER, {FOLDER.slug: FOLDER}, {"mesa-de-partes", "gerencia-municipal", "alcaldia"}) == []
    assert [result.message for result in report.scenarios] == [""] * 4
    assert list(report.unvisited) == []


def test_every_property_of_the_dialect_is_explained() -> None:
    named = set(re.findall(r"cabildo\.([a-z_]+)", GUIDE))

    assert property_is_known._WORDS - named == set()
    assert {word.rstrip(".") for word in property_is_known._OF_SOMETHING} - named == set()


def test_every_service_is_named() -> None:
    assert [kind for kind in (*SERVICES, "casos.marcar_hito") if f"`{kind}`" not in GUIDE] == []


def test_every_page_that_it_leads_to_is_there() -> None:
    assert [link for link in re.findall(r"\]\(([^)#]+)\)", GUIDE) if not (DOCS / link).exists()] == []
