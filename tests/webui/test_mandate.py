"""A case that crosses the end of a mandate shows so, until the new concejo says whether it goes on."""

from datetime import timedelta

import pytest

from engine.entries import MessageArrived
from handlers import appointments, decisions, follow_up, standing
from tests.webui.concejo import BPMN
from tests.webui.conftest import AUDITOR, DESIGNER, FRIDAY, Site
from workflows import library, versions

pytestmark = pytest.mark.slow

SUSPENDED = "Suspendido fin de mandato"


def test_a_case_is_shown_as_suspended_while_the_new_concejo_decides(site: Site) -> None:
    with site.session() as session:
        for folder in library.folders(BPMN):
            versions.publish(session, folder.slug, folder.files(), at=FRIDAY, by=DESIGNER, reason="Para las pruebas")
        session.commit()
    values = {"asunto": "Ordenanza de parques", "organo_origen": "g-servicios-publicos", "reservado": False}
    with site.session() as session:
        row = follow_up.open_case(session, "ordenanza-propuesta", values, site.now)
        session.commit()
        case, number = row.id, row.number
    page = f"/expedientes/{case}"
    before = site.officer(AUDITOR).get(page).text

    with site.session() as session:
        follow_up.tell(session, MessageArrived("fin_de_mandato", number, {"fecha": "2026-12-31"}), site.now)
        session.commit()
    during = site.officer(AUDITOR).get(page).text
    with site.session() as session:
        task = next(one for one in standing.tasks_of(session, case) if one.element == "decidir_continuidad")
        head = appointments.acting(session, task.organ, site.now.date())[0].officer
        answers = {"decision": "continuar", "sustento": "La propuesta conserva su utilidad para el distrito."}
        decisions.record(session, case, task.task, head, answers, site.now + timedelta(hours=1), key="continuar ya")
        session.commit()
    after = site.officer(AUDITOR).get(page).text

    assert [SUSPENDED in text for text in (before, during, after)] == [False, True, False]
