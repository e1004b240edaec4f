"""A sitting of the Concejo kept on its pages: agenda, convocation, roll, votes, casting vote and acta."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import journal
from engine.entries import CaseEnded, TaskDecided
from handlers import (
    accounts,
    appointments,
    bodies,
    documents,
    follow_up,
    publications,
    sittings,
    standing,
    tasks,
    timers,
)
from handlers.documents import Document
from tests.webui.conftest import DESIGNER, FRIDAY, OTHER, PASSWORD, Site, Visitor
from workflows import library

pytestmark = pytest.mark.slow

SECRETARY, MAYOR = OTHER, "rosa-quispe"
BPMN = Path(__file__).parents[2] / "bpmn"
TWO_THIRDS = "dos_tercios_legal_regidores"


@pytest.fixture
def concejo(site: Site) -> Site:
    with site.session() as session:
        accounts.open_account(session, MAYOR, MAYOR, PASSWORD, FRIDAY, must_change=False)
        folders = [library.read_folder(BPMN / name) for name in ("tramite-concejo", "firma-documento")]
        publications.publish(session, folders, at=FRIDAY, by=DESIGNER, reason="Para las pruebas")
        session.commit()
    return site


def matter(site: Site, subject: str, rule: str = "mayoria_simple") -> int:
    """A case that waits for a sitting."""
    with site.session() as session:
        day = site.now.date()
        [head] = [one for one in appointments.acting(session, "gerencia-municipal", day) if one.is_head]
        values = {"asunto": subject, "organo_origen": "gerencia-municipal", "organo_proponente": "gerencia-municipal",
                  "organo_solicitante": "alcaldia", "tipo_norma": "AC", "modo": "votar", "entrada": "directa_a_sesion",
                  "materia": "convenio", "regla_mayoria": rule, "opiniones": []}  # fmt: skip
        actor = tasks.actor_of(session, head, day)
        row = follow_up.open_case(session, "tramite-concejo", values, site.now, actor=actor)
        session.commit()
        case, [task] = row.id, standing.tasks_of(session, row.id)
    secretary = site.officer(SECRETARY)
    sent = secretary.post(
        f"/expedientes/{case}/tareas/{task.task}/decision",
        {"clave": secrets.token_hex(8), "decision": "completo", "verificado": ["opiniones", "texto"]},
    )
    assert sent.status_code == 303, sent.text
    return case


def post(officer: Visitor, path: str, **form: Any) -> TestResponse:
    answer = officer.post(f"/concejo/{path}", {"clave": secrets.token_hex(8), **form})
    assert answer.status_code == 303, answer.text
    return answer


def prepared(site: Site, *cases: int, day: datetime, kind: str = "extraordinaria") -> int:
    answer = post(site.officer(SECRETARY), "sesiones/nueva", asuntos=[str(case) for case in cases], tipo_sesion=kind,
                  fecha_sesion=f"{day:%Y-%m-%d}", hora_sesion="18:00", lugar="Salón de actos")  # fmt: skip
    return int(answer.location.rpartition("/")[2])


def opened(site: Site, *cases: int, absent: Sequence[int] = (), kind: str = "ordinaria") -> int:
    """A sitting of today, its roll called; `absent` are places on the list."""
    sitting = prepared(site, *cases, day=site.now, kind=kind)
    post(site.officer(MAYOR), f"sesiones/{sitting}/convocatoria")
    site.let_pass(minutes=5)
    assert timers.fire_due(site.session, site.now) == len(cases)
    post(site.officer(SECRETARY), f"sesiones/{sitting}/lista", **roll(site, absent))
    return sitting


def roll(site: Site, absent: Sequence[int] = ()) -> dict[str, str]:
    names = members(site)
    noted = {f"asistencia[{n}]": "ausente" if n in absent else "presente" for n in range(len(names))}
    return {"hora_lista": "18:05", "preside_lista": names[0], **noted}


def members(site: Site) -> Sequence[str]:
    with site.session() as session:
        return appointments.members_of(session, sittings.CONCEJO, site.now.date())


def votes(site: Site, senses: Sequence[str], **more: str) -> dict[str, str]:
    """The votes of the regidores, in the order of the list; the mayor presides and does not vote."""
    found = {
        "decision": "votado",
        "hora": "19:00",
        "quien_preside": members(site)[0],
        "votos[0].asistencia": "presente",
        **more,
    }
    for place, sense in enumerate(senses, start=1):
        told = {"asistencia": "ausente"} if sense == "ausente" else {"asistencia": "presente", "voto": sense}
        found |= {f"votos[{place}].{name}": value for name, value in told.items()}
    return found


FIVE_TO_FOUR = ["a_favor"] * 5 + ["en_contra"] * 4


def close(site: Site, sitting: int) -> None:
    post(site.officer(SECRETARY), f"sesiones/{sitting}/cierre", numero_cierre="ACTA N.º 009-2026",
         hora_cierre="19:40")  # fmt: skip


def waive(site: Site, sitting: int, voters: int, **more: str) -> TestResponse:
    """The reading of the acta is waived by a vote, unanimous unless `more` says otherwise."""
    senses = {f"voto[{n}]": "a_favor" for n in range(voters)}
    return post(site.officer(SECRETARY), f"sesiones/{sitting}/votaciones/dispensa_acta",
                **{**senses, "hora": "18:10", **more})  # fmt: skip


def told(session: Session, sitting: int) -> sittings.Sitting:
    return sittings.the(session, sitting)


def plain(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_sample_c3_loses_five_to_four_because_two_thirds_of_the_legal_number_are_required(concejo: Site) -> None:
    case = matter(concejo, "Cesión en uso de un local comunal", TWO_THIRDS)
    sitting = opened(concejo, case)
    secretary = concejo.officer(SECRETARY)

    counted = secretary.post(f"/concejo/sesiones/{sitting}/asuntos/{case}/formulario", votes(concejo, FIVE_TO_FOUR))
    post(
        secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR, debate="Se debatió el destino.")
    )
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))

    why = "Se requieren 6 votos a favor, de 9 regidores: dos tercios del número legal de regidores (LOM 66)."
    assert why in plain(counted) and why in page
    assert (
        "rechazado, no alcanza los votos requeridos" in plain(counted)
        and "rechazado, no alcanza los votos requeridos" in page
    )
    with concejo.session() as session:
        decisions = [one.entry for one in journal.read(session, case) if isinstance(one.entry, TaskDecided)]
        [decided] = [one for one in decisions if "votos" in one.answers]
    assert decided.actor and decided.actor.officer == SECRETARY
    assert [row["voto"] for row in decided.answers["votos"][1:]] == FIVE_TO_FOUR


def test_the_acta_holds_attendance_and_every_vote_and_reaches_the_case(concejo: Site) -> None:
    case = matter(concejo, "Cesión en uso de un local comunal", TWO_THIRDS)
    sitting = opened(concejo, case, absent=[9])
    secretary = concejo.officer(SECRETARY)
    waive(concejo, sitting, 8)
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, [*FIVE_TO_FOUR[:8], "ausente"]))

    close(concejo, sitting)

    page = plain(concejo.officer(SECRETARY).get(f"/concejo/sesiones/{sitting}/acta"))
    with concejo.session() as session:
        found = told(session, sitting)
        [filed] = documents.file_of(session, case)
        last = journal.read(session, case)[-1].entry
        paper = session.get_one(Document, found.seal).source
    assert "Alberto Chávez Luna A favor" in page and "Ausente" in page
    assert "asisten 9 de 10 miembros hábiles" in page and "levantó la sesión" in page
    assert (found.state, filed.sha256, found.attached) == ("closed", found.seal, frozenset({case}))
    assert paper.startswith(b"%PDF")
    assert isinstance(last, CaseEnded) and last.state == "rechazado"


def test_a_tie_is_broken_by_whoever_presides(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case, absent=[9])
    secretary = concejo.officer(SECRETARY)
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, [*["a_favor", "en_contra"] * 4, "ausente"]))

    tied = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    early = secretary.post(f"/concejo/sesiones/{sitting}/cierre",
                           {"clave": secrets.token_hex(8), "numero_cierre": "ACTA N.º 1", "hora_cierre": "20:00"})  # fmt: skip
    reason = "Se inclina por aprobar: hay presupuesto y fue consultado."
    post(secretary, f"sesiones/{sitting}/asuntos/{case}/dirimente", sentido="a_favor", sustento=reason)

    after = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    assert "empate, dirime quien preside" in tied and "Registrar el voto dirimente" in tied
    assert early.status_code == 422 and "Falta el voto dirimente en" in plain(early)
    assert "aprobado" in after and reason in after


def test_without_quorum_nothing_is_voted_and_the_matters_wait_again(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case, absent=range(4, 10))
    secretary = concejo.officer(SECRETARY)
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    refused = secretary.post(f"/concejo/sesiones/{sitting}/asuntos/{case}", {
        "clave": secrets.token_hex(8), **votes(concejo, ["a_favor"] * 3 + ["ausente"] * 6)})  # fmt: skip

    post(secretary, f"sesiones/{sitting}/sin-quorum", numero_constancia="ACTA N.º 010-2026", hora_constancia="18:20")

    assert "No hay quórum. Asisten 4 de 10 miembros hábiles; se necesitan 6." in page
    assert refused.status_code == 422
    with concejo.session() as session:
        assert [(one.case.id, one.is_convened) for one in bodies.waiting(session)] == [(case, False)]


def test_an_extraordinary_sitting_too_soon_is_refused_with_the_first_day_that_fits(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    secretary = concejo.officer(SECRETARY)
    form = {"clave": secrets.token_hex(8), "asuntos": [str(case)], "tipo_sesion": "extraordinaria",
            "fecha_sesion": f"{concejo.now + timedelta(days=3):%Y-%m-%d}", "hora_sesion": "18:00"}  # fmt: skip

    refused = secretary.post("/concejo/sesiones/nueva", form)
    sitting = prepared(concejo, case, day=concejo.now + timedelta(days=10))

    assert refused.status_code == 422
    assert "LOM 13" in refused.text and "La primera fecha que cabe es el 30/11/2026" in refused.text
    assert sitting == 1


def test_only_the_mayor_convenes_and_only_secretaria_general_keeps_the_sitting(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = prepared(concejo, case, day=concejo.now, kind="ordinaria")
    key: Mapping[str, str] = {"clave": secrets.token_hex(8)}

    by_secretary = concejo.officer(SECRETARY).post(f"/concejo/sesiones/{sitting}/convocatoria", key)
    by_mayor = concejo.officer(MAYOR).post(f"/concejo/sesiones/{sitting}/baja", key)

    assert (by_secretary.status_code, by_mayor.status_code) == (403, 403)
    with concejo.session() as session:
        rows = session.scalars(select(sittings.CouncilEntry)).all()
        assert told(session, sitting).state == "prepared" and len(rows) == 1


def test_the_members_are_those_who_sit_that_day(concejo: Site) -> None:
    with concejo.session() as session:
        before = appointments.members_of(session, sittings.CONCEJO, datetime(2026, 12, 31).date())
        after = appointments.members_of(session, sittings.CONCEJO, datetime(2027, 1, 1).date())

    assert before[0] == "Rosa Elvira Quispe Mamani" and len(before) == 10
    assert after[0] != before[0] and set(before).isdisjoint(after)
