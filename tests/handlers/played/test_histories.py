"""A history reads well, says everything, and never changes when registers do."""

import csv
import hashlib
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from engine import journal
from engine.contents import Content
from engine.entries import TermExpired
from handlers import histories, sentences, standing
from handlers.appointments import Appointment, Officer
from handlers.organs import OrganRow
from handlers.refusals import NotFound

GM = "Gerencia Municipal (Manuel Antonio Torres Salazar)"
OGAJ = "Oficina General de Asesoría Jurídica"
FAVORABLE = {"decision": "favorable_con_recomendaciones", "sustento": "Procede"}
OBSERVED = {
    "decision": "observado",
    "sustento": "Falta el informe técnico",
    "observaciones": [{"descripcion": "Anexo 2"}],
    "urgente": True,
}


@pytest.fixture
def told(house: Any) -> int:
    """A case that was observed, corrected, answered late and sent back."""
    case: int = house.open().id
    house.wait(days=1)
    house.claim(case)
    house.wait(days=3)
    house.decide(case, OBSERVED)
    house.wait(hours=2)
    house.decide(case, {})
    house.wait(days=12)
    timer = next(term for term in standing.terms_of(house.session, case) if term.of == "timer")
    house.tell(case, TermExpired(timer.term, timer.expires))
    house.decide(case, FAVORABLE, "emitir_opinion:2")
    house.wait(hours=2)
    house.decide(case, {"decision": "devolver"}, "avisar_area:1/a:1")
    return case


def test_the_story_of_a_case_reads_from_beginning_to_end(house: Any, told: int) -> None:
    sentences = histories.history(house.session, told)

    assert [one.dated for one in sentences if one.important] == [
        f"El 2 mar, {GM} abrió el expediente EXP-2026-000001, «Convenio con EsSalud», por el "
        "procedimiento «Opinión legal», versión 1.",
        f"El 2 mar, la tarea «Emitir opinión legal» quedó a cargo de {OGAJ}; vence el miércoles 11 de marzo.",
        f"El 6 mar, {OGAJ} (Jorge Luis Huamán Ccori) emitió opinión legal: observado; tardó 4 de 7 días hábiles.",
        "El 6 mar, la tarea «Subsanar observaciones» quedó a cargo de Gerencia Municipal.",
        f"El 6 mar, {GM} subsanó observaciones.",
        f"El 6 mar, la tarea «Emitir opinión legal» quedó a cargo de {OGAJ}; vence el martes 17 de marzo.",
        "El 18 mar, se cumplió la espera «Venció el plazo».",
        "El 18 mar, la tarea «Resolver la falta de opinión» quedó a cargo de Gerencia Municipal.",
        f"El 18 mar, {OGAJ} (Jorge Luis Huamán Ccori) emitió opinión legal: favorable con recomendaciones; "
        "fuera de plazo: venció el 17 mar, 1 día calendario antes.",
        "El 18 mar, la tabla «Rango de la norma» aplicó la regla 2: resultado ordenanza.",
        "El 18 mar, comenzó «Avisar al área»: procedimiento «Aviso al área».",
        "El 18 mar, la tarea «Redactar y firmar aviso» quedó a cargo de Gerencia Municipal; "
        "vence el viernes 20 de marzo.",
        f"El 18 mar, {GM} devolvió para corregir en «Redactar y firmar aviso»; el mismo día, de un plazo "
        "de 2 días hábiles.",
        "El 18 mar, la tarea «Resolver la falta de opinión» se retiró: ya no hacía falta responderla.",
        "El 18 mar, el expediente terminó: Opinión registrada.",
    ]


def test_every_entry_has_its_sentence_and_knows_its_place(house: Any, told: int) -> None:
    records, sentences = journal.read(house.session, told), histories.history(house.session, told)

    assert [one.position for one in sentences] == [record.position for record in records]
    assert all(one.text.endswith(".") for one in sentences)
    notice = next(one for one in sentences if one.place == "avisar_area:1/a:1" and one.entry == "TaskDecided")
    assert (notice.element, notice.process, notice.procedure, notice.kind) == ("a", "avisar", "avisar", "decided")
    assert [day.words for day in histories.by_day(sentences)] == [
        "lunes 2 de marzo de 2026", "martes 3 de marzo de 2026", "viernes 6 de marzo de 2026",
        "miércoles 18 de marzo de 2026",
    ]  # fmt: skip


def test_the_gateway_says_why_and_may_be_folded(house: Any, told: int) -> None:
    gateway = next(one for one in histories.history(house.session, told) if one.place == "g_observado:1")

    assert gateway.text == "En «¿Observado?» se siguió por «Observa» porque decision_emitir es «observado»."
    assert not gateway.important


def test_a_term_says_which_days_it_did_not_count(house: Any, told: int) -> None:
    dated = next(
        one for one in histories.history(house.session, told) if one.entry == "TermDated" and "Emitir" in one.text
    )

    assert dated.text == (
        "El plazo de «Emitir opinión legal»: vence el miércoles 11 de marzo de 2026: 7 días hábiles desde el día "
        "siguiente al lunes 2 de marzo de 2026, sin contar sábados y domingos."
    )
    assert [(datum.label, datum.text) for datum in dated.data] == [("07/03/2026", "sábado"), ("08/03/2026", "domingo")]


def test_a_decision_shows_its_answers_as_the_form_calls_them(house: Any, told: int) -> None:
    decided = next(one for one in histories.history(house.session, told) if one.entry == "TaskDecided")

    assert [(datum.label, datum.text) for datum in decided.data] == [
        ("Opinión", "Observado (vuelve para subsanar)"),
        ("Sustento", "Falta el informe técnico"),
        ("Observaciones", "1"),
        ("Es urgente", "sí"),
    ]
    assert [[(cell.label, cell.text) for cell in row] for row in decided.data[2].rows] == [[("Observación", "Anexo 2")]]


def test_what_was_erased_is_said_to_be(house: Any, told: int) -> None:
    house.session.execute(delete(Content).where(Content.case_id == told, Content.field == "sustento"))

    decided = next(one for one in histories.history(house.session, told) if one.entry == "TaskDecided")

    erased = next(datum for datum in decided.data if datum.field == "sustento")
    assert erased.erased and erased.text == "dato suprimido conforme a ley; su huella sigue en el historial"


def test_a_history_reads_the_same_when_organs_and_officers_change(house: Any, told: int) -> None:
    before = [one.text for one in histories.history(house.session, told)]

    house.session.query(OrganRow).filter(OrganRow.slug == "ogaj").update({"name": "Otra oficina"})
    house.session.query(Officer).update({"name": "Otra persona"})
    house.session.query(Appointment).update({"capacity": "encargado"})
    house.session.commit()

    assert [one.text for one in histories.history(house.session, told)] == before


def test_whoever_stands_in_is_named_with_capacity_and_instrument(house: Any) -> None:
    house.session.query(Appointment).filter(Appointment.organ == "ogaj", Appointment.is_head).update(
        {"capacity": "encargado", "instrument": "R.A. 210-2026"}
    )
    house.session.commit()
    case = house.open().id
    house.decide(case, FAVORABLE)

    decided = next(one for one in histories.history(house.session, case) if one.entry == "TaskDecided")

    assert f"{OGAJ} (Jorge Luis Huamán Ccori, por encargo según R.A. 210-2026) emitió opinión legal" in decided.text
    assert decided.segments[0].strong and decided.segments[0].text == OGAJ


def test_a_csv_holds_no_formula_and_every_entry(house: Any) -> None:
    case = house.open(asunto='=HYPERLINK("http://malo")').id

    text = histories.as_csv(house.session, case)

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(journal.read(house.session, case))
    assert rows[1][8].startswith("Gerencia Municipal (")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert histories.harmless(" =1+1") == "' =1+1"
    assert histories.harmless("-5") == "'-5"


def test_json_lines_carry_the_very_bytes_that_the_seals_cover(house: Any, told: int) -> None:
    lines = [json.loads(line) for line in histories.as_json_lines(house.session, told).splitlines()]

    previous = ""
    for line in lines:
        head = "\n".join(
            ["cabildo", previous, *(str(line[name]) for name in ("case", "position", "format", "kind", "at")), ""]
        )
        assert hashlib.sha256(head.encode() + line["body"].encode()).hexdigest() == line["hash"]
        previous = line["hash"]
    assert [line["position"] for line in lines] == list(range(1, len(lines) + 1))


def test_organs_are_named_in_the_values_and_in_the_file_that_is_taken_away(house: Any) -> None:
    case = house.open(monto=Decimal("148.6"), organo_responsable="ogaj", fecha_vigencia="2026-09-15").id

    opened = next(one for one in histories.history(house.session, case) if one.entry == "CaseOpened")
    line = next(csv.DictReader(io.StringIO(histories.as_csv(house.session, case).removeprefix("\ufeff"))))

    said = {datum.field: datum.text for datum in opened.data}
    assert said["organo_origen"] == "Gerencia Municipal" and said["organo_responsable"] == OGAJ
    assert said["monto"] == "S/ 148.60" and said["fecha_vigencia"] == "15/09/2026"
    assert "Monto: S/ 148.60" in line["datos"] and "ogaj" not in line["datos"]


def test_a_case_that_does_not_exist_is_refused(house: Any) -> None:
    for tell in (histories.history, histories.as_csv, histories.as_json_lines):
        with pytest.raises(NotFound):
            tell(house.session, 99)


@pytest.mark.parametrize(
    ("because", "said"),
    [
        ({}, ""),
        ({"decision": "favorable", "ronda": Decimal(2)}, " porque decision es «favorable» y ronda es «2»"),
        ({"preguntas": None, "destinatarios": []}, " porque no hay preguntas y no hay destinatarios"),
        ({"costos": {"unitario": Decimal("148.6")}, "cambia": True}, " porque cambia es «sí», según costos"),
        ({"costos": {"unitario": Decimal("148.6")}}, ", según costos"),
        ({"borrador": "029fe7b9" * 8}, " porque borrador es «documento 029fe7b9…»"),
    ],
)
def test_a_way_is_explained_by_the_values_that_chose_it(because: dict[str, Any], said: str) -> None:
    assert sentences.reasons(because) == said


REPEATED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
 <process id="reunir" name="Reunir" isExecutable="true">
 <laneSet id="ls"><lane id="gerencia-municipal"><flowNodeRef>m</flowNodeRef></lane></laneSet>
 <startEvent id="s"/><userTask id="m" name="Reportar avance"><multiInstanceLoopCharacteristics>
 <loopCardinality>= 2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
 <intermediateCatchEvent id="w" name="Llega la fecha"><timerEventDefinition id="wt">
 <timeDate>2026-03-09</timeDate></timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="w"/>
 <sequenceFlow id="f3" sourceRef="w" targetRef="e"/></process></definitions>"""


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([2], "La tabla «Rango» aplicó la regla 2"),
        ([], "La tabla «Rango» aplicó ninguna regla"),
        (None, "Se decidió «Rango» con las tablas que reúne"),
    ],
)
def test_a_decision_that_only_gathers_others_is_not_said_to_apply_no_rule(rules: list[int] | None, said: str) -> None:
    assert sentences.table_in_words("Rango", rules) == said


def test_the_runs_of_a_repetition_are_told_apart_and_a_date_that_is_waited_for_is_written_out(house: Any) -> None:
    house.publish("reunir", procedure_bpmn=REPEATED)
    case = house.open("reunir").id
    for run in ("m:1[2]", "m:1[1]"):
        house.decide(case, {}, run)

    told = [one.text for one in histories.history(house.session, case) if one.kind in ("decided", "term")]

    assert told == [
        f"{GM} reportó avance (2).",
        f"{GM} reportó avance (1).",
        "Comenzó la espera «Llega la fecha»: hasta el lunes 9 de marzo de 2026.",
        "La espera «Llega la fecha»: se cumple el lunes 9 de marzo de 2026 a las 00:00.",
    ]
