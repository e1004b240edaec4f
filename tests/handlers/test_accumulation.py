"""Cases that have to do with one another: two on one matter become one, and one is born of what another told."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from engine.entries import MessageArrived
from handlers import appointments, decisions, follow_up, histories, links, standing
from handlers.refusals import Invalid
from handlers.standing import CaseRow
from tests.handlers.conftest import town_of
from workflows.terms import LIMA

AT = datetime(2026, 3, 2, 10, tzinfo=LIMA)
WHY = "El otro proyecto es más antiguo y trata de los mismos ruidos."


@pytest.fixture
def town(database_url: str) -> Iterator[Session]:
    with town_of(database_url, AT, "Para acumular") as session:
        yield session


def proposed(session: Session, subject: str) -> CaseRow:
    return follow_up.open_case(
        session,
        "ordenanza-propuesta",
        {"asunto": subject, "organo_origen": "g-gestion-ambiental", "reservado": False},
        AT,
    )


def asked_to_withdraw(session: Session, case: CaseRow) -> str:
    values = {"solicitante": "Gerencia de Gestión Ambiental", "motivo": "Otro proyecto trata lo mismo."}
    follow_up.tell(session, MessageArrived("retiro_solicitado", case.number, values), AT)
    return next(row.task for row in standing.tasks_of(session, case.id) if row.element == "verificar_retiro")


def secretary(session: Session) -> str:
    return appointments.acting(session, "secretaria-general", AT.date(), "ordenanza-propuesta")[0].officer


def accumulate(session: Session, case: CaseRow, task: str, to: str, key: str) -> None:
    answers = {"decision": "acumular", "expediente_principal": to, "sustento": WHY}
    decisions.record(session, case.id, task, secretary(session), answers, AT, key=key)


def test_both_cases_are_linked_and_say_so_in_their_histories(town: Session) -> None:
    main, other = proposed(town, "Ruidos molestos de noche"), proposed(town, "Ruidos de los talleres")
    task = asked_to_withdraw(town, other)
    town.commit()

    accumulate(town, other, task, main.number, "se acumula")

    ended = standing.the_case(town, other.id)
    assert ended is not None and (ended.state, ended.outcome) == ("ended", "acumulada")
    (of_main,), (of_other,) = links.of_case(town, main.id), links.of_case(town, other.id)
    assert (of_main.how, of_main.number, of_main.ended, of_main.state) == ("acumula", other.number, True, "acumulada")
    assert (of_other.how, of_other.number) == ("acumulado_a", main.number)
    told = {
        row.id: "".join(s.text for one in histories.history(town, row.id) for s in one.segments)
        for row in (main, other)
    }
    assert f"Se acumuló a este el expediente {other.number}, que trata de lo mismo: {WHY}" in told[main.id]
    assert f"Este expediente se acumuló al {main.number}, donde continúa: {WHY}" in told[other.id]


def test_the_lists_are_those_of_the_journal(town: Session) -> None:
    main, other = proposed(town, "Ruidos molestos de noche"), proposed(town, "Ruidos de los talleres")
    task = asked_to_withdraw(town, other)
    town.commit()
    accumulate(town, other, task, main.number, "se acumula")
    before = [
        (one.case_id, one.other, one.how, one.state) for case in (main, other) for one in links.of_case(town, case.id)
    ]

    standing.rebuild(town)

    after = [
        (one.case_id, one.other, one.how, one.state) for case in (main, other) for one in links.of_case(town, case.id)
    ]
    assert after == before and len(after) == 2


@pytest.mark.parametrize("which", ["nobody's", "its own", "ended"])
def test_only_another_case_that_still_runs_can_be_named(town: Session, which: str) -> None:
    main, other = proposed(town, "Ruidos molestos de noche"), proposed(town, "Ruidos de los talleres")
    if which == "ended":
        answers = {"decision": "aceptar", "sustento": "El proponente desiste de su proyecto."}
        decisions.record(town, main.id, asked_to_withdraw(town, main), secretary(town), answers, AT, key="se retira")
    named = {"nobody's": "EXP-2026-000999", "its own": other.number, "ended": main.number}[which]
    task = asked_to_withdraw(town, other)
    town.commit()

    with pytest.raises(Invalid) as refused:
        accumulate(town, other, task, named, "se acumula")

    assert set(refused.value.errors) == {"expediente_principal"}
    assert links.of_case(town, other.id) == []


def test_a_case_that_another_opened_leads_to_it_and_back(town: Session) -> None:
    parent = proposed(town, "Ruidos molestos de noche")
    adopted = {"numero": "AC N.º 9", "fecha": "2026-02-27", "titulo": "Acepta una donación", "organos": []}

    receipt = follow_up.tell(town, MessageArrived("acuerdo_adoptado", None, adopted, sender=parent.number), AT)

    assert receipt.opened and receipt.case_id is not None
    (link,) = links.of_case(town, receipt.case_id)
    assert (link.how, link.other, link.number) == ("nacido_de", parent.id, parent.number)
    assert [one.case_id for one in links.born_of(town, parent.id)] == [receipt.case_id]
    standing.rebuild(town, [parent.id])
    assert [one.case_id for one in links.born_of(town, parent.id)] == [receipt.case_id]
