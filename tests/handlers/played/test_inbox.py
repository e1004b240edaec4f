"""What waits for an officer: his own and his organs' tasks, in the order in which they fall due."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from handlers import inbox, reassignments
from handlers.appointments import Appointment


def test_an_open_task_stands_in_the_inbox_of_whoever_may_act_for_its_organ(house: Any) -> None:
    case = house.open()

    found = inbox.waiting_for(house.session, house.head("ogaj").officer, house.at)
    others = inbox.waiting_for(house.session, house.head("gerencia-municipal").officer, house.at)

    (item,) = found.items
    assert (item.number, item.subject, item.name) == (case.number, "Convenio con EsSalud", "Emitir opinión legal")
    assert item.organ_name == "Oficina General de Asesoría Jurídica"
    assert (item.from_organ, item.from_officer) == ("Gerencia Municipal", "Manuel Antonio Torres Salazar")
    assert (item.received, item.state, item.level) == (house.at, "quedan 7 días hábiles", "calm")
    assert others.items == []


def test_a_task_inside_a_called_procedure_is_named_by_that_procedures_diagram(house: Any) -> None:
    case = house.open().id
    house.decide(case, {"decision": "favorable", "sustento": "Procede"})

    found = inbox.waiting_for(house.session, house.head("gerencia-municipal").officer, house.at)

    assert [(item.above, item.name) for item in found.items] == [("Avisar al área", "T01 Redactar y firmar aviso")]


def test_what_is_taken_is_mine_and_the_rest_is_of_my_organ(house: Any) -> None:
    taken, _ = house.open().id, house.open().id
    officer = house.claim(taken)

    found = inbox.waiting_for(house.session, officer, house.at)

    assert [item.case_id for item in found.mine] == [taken]
    assert found.counts == {"Mías": 1, "De mi órgano": 1, "Por vencer": 0, "Vencidas": 0}


@pytest.mark.parametrize(
    ("days", "state", "level"),
    [(0, "quedan 7 días hábiles", "calm"), (7, "quedan 2 días hábiles", "soon"), (9, "vence hoy", "soon"),
     (10, "vencida hace 1 día hábil", "late")],
)  # fmt: skip
def test_a_due_date_presses_more_the_nearer_it_is(house: Any, days: int, state: str, level: str) -> None:
    house.open()

    (item,) = inbox.waiting_for(house.session, house.head("ogaj").officer, house.at + timedelta(days=days)).items

    assert (item.state, item.level) == (state, level)


def test_the_soonest_due_comes_first_and_what_has_no_term_last(house: Any) -> None:
    first = house.open().id
    house.wait(days=2)
    second, third = house.open().id, house.open().id
    for case in (first, second):
        house.decide(case, {"decision": "favorable", "sustento": "Procede"})
        house.wait(days=1)
    house.decide(third, {"decision": "observado", "sustento": "Falta algo"})

    found = inbox.waiting_for(house.session, house.head("gerencia-municipal").officer, house.at)

    assert [item.case_id for item in found.items] == [first, second, third]
    assert [item.state for item in found.items] == ["vence hoy", "queda 1 día hábil", "sin plazo"]


def test_a_task_is_unread_until_its_page_was_opened(house: Any) -> None:
    case, officer = house.open().id, house.head("ogaj").officer
    assert inbox.waiting_for(house.session, officer, house.at).items[0].unread

    for _ in range(2):
        inbox.mark_read(house.session, officer, case, "emitir_opinion:1", house.at)

    assert not inbox.waiting_for(house.session, officer, house.at).items[0].unread


def test_search_needs_every_word_and_no_accents(house: Any) -> None:
    house.open(asunto="Ordenanza de gestión de residuos")
    house.open(asunto="Convenio con EsSalud")
    officer = house.head("ogaj").officer

    found = inbox.waiting_for(house.session, officer, house.at, search="opinion GESTION")

    assert [item.subject for item in found.items] == ["Ordenanza de gestión de residuos"]
    assert inbox.waiting_for(house.session, officer, house.at, search="gestion convenio").items == []


def test_a_delegation_shows_only_the_procedures_that_it_reaches(house: Any) -> None:
    house.open()
    delegated = Appointment(
        officer="carmen-vilchez", organ="ogaj", post="Delegada", capacity="delegado", instrument="R.A. 9-2026",
        instrument_date=house.at.date(), valid_from=house.at.date(), is_head=False, procedures="otro",
    )  # fmt: skip
    house.session.add(delegated)
    house.session.commit()

    assert inbox.waiting_for(house.session, "carmen-vilchez", house.at).items == []
    delegated.procedures = "opinion"
    house.session.commit()
    assert len(inbox.waiting_for(house.session, "carmen-vilchez", house.at).items) == 1


def test_a_full_inbox_costs_no_more_queries_than_one_task(house: Any) -> None:
    officer = house.head("ogaj").officer
    asked: list[str] = []
    event.listen(house.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def queries(cases: int) -> int:
        for _ in range(cases):
            house.open()
        house.session.expire_all()
        inbox.waiting_for(house.session, officer, house.at)
        house.session.commit()
        asked.clear()
        assert inbox.waiting_for(house.session, officer, house.at).items
        return len([one for one in asked if one.lstrip().upper().startswith("SELECT")])

    assert queries(1) == queries(12) <= 8


def test_the_list_can_be_read_by_another_column_and_what_has_no_last_day_stays_last(house: Any) -> None:
    first = house.open().id
    house.wait(days=2)
    second = house.open().id
    found = inbox.waiting_for(house.session, house.head("ogaj").officer, house.at)
    without = replace(found.items[0], case_id=0, due=None)
    found = replace(found, items=[*found.items, without])

    assert [item.case_id for item in found.ordered("vence", descending=True).items] == [second, first, 0]
    assert [item.case_id for item in found.ordered("recibido", descending=True).items][0] == second
    assert [item.case_id for item in found.ordered("expediente").items][-1] == second


def test_what_was_handed_over_says_how_by_whom_and_since_when(house: Any) -> None:
    case = house.open().id
    house.wait(days=1)
    house.decide(case, {"decision": "observado", "sustento": "Falta algo"})
    sent = house.task(case)
    head = house.head("gerencia-municipal")
    house.wait(days=1)
    told = {"destino": "gerencia-municipal/percy-lujan", "texto": "Complete lo que falta."}
    reassignments.pass_on(house.session, case, sent.task, head.officer, "derivacion", told, house.at, key="proveido-1")
    house.session.commit()

    (item,) = inbox.waiting_for(house.session, "percy-lujan", house.at).items

    assert (item.handed, item.received, item.mine) == ("derivacion", house.at, True)
    assert item.from_officer == head.name
