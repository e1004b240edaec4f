"""A new procedure runs as it is: whatever its name, nothing is found and its scenario passes."""

import pytest

from engine import deployment, scenarios
from workflows import blank
from workflows.library import Folder


@pytest.mark.parametrize("name", ["Uso del auditorio", 'Permiso «A» & "B" <urgente>'])
def test_a_new_procedure_has_no_finding_and_passes_its_scenario(name: str) -> None:
    folder = Folder.of("nuevo", blank.files("nuevo", name, "mesa-de-partes", "Trámite & Archivo"))

    assert deployment.check(folder, {"nuevo": folder}, {"mesa-de-partes"}, ()) == []
    report = scenarios.play_all(scenarios.stage([folder]), ["nuevo"])[0]
    assert [result.message for result in report.scenarios] == [""]
    assert list(report.unvisited) == []
