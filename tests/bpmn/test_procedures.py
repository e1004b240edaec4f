"""Every procedure of the house is sound, and every scenario plays to its end and leaves nothing unvisited."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from engine.scenarios import Report
from handlers import municipality, rehearsals
from workflows import checker, dmn, forms, library
from workflows.library import Folder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LOS_SAUCES = ROOT / "handlers" / "municipalities" / "los-sauces"


@pytest.fixture(scope="module")
def procedures() -> list[Folder]:
    return library.folders(ROOT / "bpmn")


@pytest.fixture(scope="module")
def reports(procedures: list[Folder]) -> Sequence[Report]:
    days = rehearsals.calendar_of(LOS_SAUCES)
    return rehearsals.play(procedures, [folder.slug for folder in procedures], days)


def test_the_checker_has_nothing_to_say(procedures: list[Folder]) -> None:
    organs = municipality.organs_in(LOS_SAUCES, date(2026, 3, 2))
    read = {name: forms.read(source, name) for folder in procedures for name, source in folder.forms.items()}
    decisions = {d for folder in procedures for table in folder.tables.values() for d in dmn.read(table).decisions}
    files = {f"{folder.slug}/{name}": source for folder in procedures for name, source in folder.diagrams.items()}

    assert checker.check(files, organs=organs, forms=read, decisions=decisions) == []


def test_every_scenario_plays_to_its_end(reports: Sequence[Report]) -> None:
    unmet = [(r.procedure, s.name, s.message) for r in reports for s in r.scenarios if not s.ok]

    assert unmet == []


def test_some_scenario_comes_by_every_element_and_every_flow(reports: Sequence[Report]) -> None:
    assert {report.procedure: list(report.unvisited) for report in reports if report.unvisited} == {}


@pytest.mark.parametrize(
    ("slug", "letter"), [("tupa-opinion", "T"), ("convenio-suscripcion", "C"), ("presupuesto-evaluacion", "E")]
)
def test_the_three_samples_of_the_domain_are_told(procedures: list[Folder], slug: str, letter: str) -> None:
    folder = next(folder for folder in procedures if folder.slug == slug)
    names = sorted(str(json.loads(scenario)["nombre"])[:3] for scenario in folder.scenarios.values())

    assert [name for name in names if name.startswith(f"{letter}-")] == [f"{letter}-1", f"{letter}-2", f"{letter}-3"]


def test_a_form_is_named_as_its_file_and_every_form_is_used(procedures: list[Folder]) -> None:
    for folder in procedures:
        used = b"".join(folder.diagrams.values()).decode()
        for name, source in folder.forms.items():
            assert json.loads(source)["id"] == name
            assert f'formId="{name}"' in used, f"{folder.slug}: {name}"


def test_every_folder_says_what_it_is_for_and_by_which_law(procedures: list[Folder]) -> None:
    for folder in procedures:
        readme = (folder.readme or b"").decode()
        assert all(word in readme for word in ("Para qué", "Base legal", "Para adaptarlo")), folder.slug
