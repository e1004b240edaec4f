"""Observations: told all at once, answered one by one, lifted or upheld, with the same number in every round."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine import cases
from handlers import decisions, histories, observations, standing, tasks
from handlers.refusals import Invalid
from tests.handlers.played.conftest import House
from workflows import versions

FORMS = Path(__file__).parents[3] / "bpmn"
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="d" targetNamespace="cabildo">
  <process id="visto" name="Visto" isExecutable="true">
    <laneSet id="c">
      <lane id="gerencia-municipal"><flowNodeRef>s</flowNodeRef><flowNodeRef>subsanar</flowNodeRef></lane>
      <lane id="ogaj"><flowNodeRef>revisar</flowNodeRef></lane>
    </laneSet>
    <startEvent id="s" />
    <userTask id="revisar" name="Revisar"><extensionElements><zeebe:formDefinition formId="F-OP" />
      <zeebe:properties><zeebe:property name="cabildo.decision" value="opinion" /></zeebe:properties>
      <zeebe:ioMapping><zeebe:output source="= opinion" target="visto" /></zeebe:ioMapping>
    </extensionElements></userTask>
    <exclusiveGateway id="g" default="sigue" />
    <userTask id="subsanar" name="Subsanar"><extensionElements><zeebe:formDefinition formId="F-T3" />
      <zeebe:ioMapping><zeebe:output source="= sustento" target="sustento" /></zeebe:ioMapping>
    </extensionElements></userTask>
    <endEvent id="fin" />
    <sequenceFlow id="f1" sourceRef="s" targetRef="revisar" />
    <sequenceFlow id="f2" sourceRef="revisar" targetRef="g" />
    <sequenceFlow id="vuelve" sourceRef="g" targetRef="subsanar">
      <conditionExpression>= visto = "observado"</conditionExpression></sequenceFlow>
    <sequenceFlow id="sigue" sourceRef="g" targetRef="fin" />
    <sequenceFlow id="f3" sourceRef="subsanar" targetRef="revisar" />
  </process>
</definitions>"""
GROUNDS = "Se opina con arreglo a la norma que regula la materia."
COSTS = dict.fromkeys(("costo_personal", "material_fungible", "servicio_directo", "material_no_fungible",
                       "servicio_terceros", "depreciacion", "costo_fijo", "derecho_propuesto"), "10")  # fmt: skip
OBSERVED = [
    {"descripcion": "Falta el plano certificado.", "documento": "Informe 22", "folio": "14", "subsanable": True},
    {"descripcion": "El cálculo no cita su fuente.", "base_legal": "LPAG 54.1", "subsanable": True},
]


@pytest.fixture
def case(house: House) -> int:
    forms = {
        f"forms/{name}.form": (FORMS / f"tupa-opinion/forms/{name}.form").read_bytes() for name in ("F-OP", "F-T3")
    }
    files = {"procedure.bpmn": DIAGRAM.encode(), **forms}
    versions.publish(house.session, "visto", files, at=house.at, by="wilmer-ticona", reason="Para probar")
    house.session.commit()
    return house.open("visto").id


def decide(house: House, case: int, answers: Mapping[str, Any]) -> None:
    """The head of the organ answers the open task through the door that pages use."""
    row, officer = house.task(case), house.head(house.task(case).organ).officer
    house.wait(hours=1)
    decisions.record(house.session, case, row.task, officer, dict(answers), house.at, key=f"{row.task} {house.at}")
    house.session.commit()


def observe(house: House, case: int, **more: Any) -> None:
    decide(house, case, {"opinion": "observado", "sustento": GROUNDS, "impacto_presupuestal": "0", **more})


def answer(house: House, case: int, *said: str) -> None:
    rows = [{"respuesta": text, "folio_respuesta": "31"} for text in said]
    decide(house, case, {**COSTS, "sustento": GROUNDS, "observaciones_por_absolver": rows})


def states(house: House, case: int) -> list[tuple[int, str, int]]:
    return [(one.number, one.state, one.round) for one in observations.of_case(house.session, case)]


def test_what_is_upheld_makes_the_next_round_under_its_own_number(house: House, case: int) -> None:
    observe(house, case, observaciones=OBSERVED)
    answer(house, case, "Se adjunta el plano certificado.", "El cálculo es el de siempre.")
    observe(house, case, observaciones_por_calificar=[
        {"calificacion": "levantada"}, {"calificacion": "mantenida", "razon": "Sigue sin citar la fuente."}
    ])  # fmt: skip

    [asked] = _sheet_rows(house, case, "observaciones_por_absolver")
    told = observations.of_case(house.session, case)

    assert states(house, case) == [(1, "lifted", 1), (2, "upheld", 2)]
    assert (asked["n"], asked["mantenida_porque"], asked["respuesta"]) == (2, "Sigue sin citar la fuente.", None)
    assert [told[0].who, told[1].who] == ["", "Gerencia Municipal"]
    assert [act.verb for act in told[1].acts] == ["formuló", "absolvió", "mantuvo"]
    assert told[0].where == "Informe 22 · folio 14" and told[0].acts[1].folio == "31"


def test_nothing_new_can_be_observed_in_the_second_round(house: House, case: int) -> None:
    observe(house, case, observaciones=OBSERVED)
    answer(house, case, "Se adjunta el plano certificado.", "Se cita la fuente del cálculo.")
    lifted = [{"calificacion": "levantada"}, {"calificacion": "levantada"}]

    with pytest.raises(Invalid) as refused:
        observe(house, case, observaciones_por_calificar=lifted, observaciones=OBSERVED)

    assert "solo si mantiene alguna" in refused.value.errors["opinion"]
    assert states(house, case) == [(1, "answered", 1), (2, "answered", 1)]


def test_who_upholds_says_why_and_does_not_find_the_proposal_simply_favourable(house: House, case: int) -> None:
    observe(house, case, observaciones=OBSERVED[:1])
    answer(house, case, "Se adjunta el plano certificado.")

    with pytest.raises(Invalid) as refused:
        observe(house, case, opinion="favorable", observaciones_por_calificar=[{"calificacion": "mantenida"}])

    assert set(refused.value.errors) == {"opinion", "observaciones_por_calificar[0].razon"}


def test_who_observes_observes_something_and_who_answers_answers_all_of_it(house: House, case: int) -> None:
    with pytest.raises(Invalid) as empty:
        observe(house, case)
    observe(house, case, observaciones=OBSERVED)
    with pytest.raises(Invalid) as half:
        answer(house, case, "Se adjunta el plano certificado.")

    assert "observaciones" in empty.value.errors
    assert set(half.value.errors) == {"observaciones_por_absolver[1].respuesta"}


def test_the_history_tells_observations_by_number(house: House, case: int) -> None:
    observe(house, case, observaciones=OBSERVED)
    answer(house, case, "Se adjunta el plano certificado.", "Se cita la fuente del cálculo.")
    decide(house, case, {"opinion": "favorable", "sustento": GROUNDS, "impacto_presupuestal": "0",
                         "observaciones_por_calificar": [{"calificacion": "levantada"}] * 2})  # fmt: skip

    told = " ".join(one.text for one in histories.history(house.session, case))

    assert "formuló las observaciones 1 y 2" in told
    assert "absolvió las observaciones 1 y 2" in told
    assert "levantó las observaciones 1 y 2" in told


def test_the_list_is_the_same_after_everything_was_rebuilt_from_the_journal(house: House, case: int) -> None:
    observe(house, case, observaciones=OBSERVED)
    answer(house, case, "Se adjunta el plano certificado.", "Se cita la fuente del cálculo.")
    before = observations.of_case(house.session, case)

    cases.cache.clear()
    standing.rebuild(house.session)

    assert observations.of_case(house.session, case) == before


def _sheet_rows(house: House, case: int, name: str) -> list[Mapping[str, Any]]:
    row = house.task(case)
    sheet = tasks.sheet(house.session, case, row.task, house.head(row.organ).officer, house.at)
    rows: list[Mapping[str, Any]] = sheet.values[name]
    return rows
