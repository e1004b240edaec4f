"""A sitting of the Concejo kept on its pages: agenda, convocation, roll, votes, casting vote and acta."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine import journal
from engine.entries import CaseEnded, TaskDecided
from handlers import appointments, bodies, documents, sittings
from handlers.documents import Document
from tests.webui.concejo import (
    FIVE_TO_FOUR,
    MAYOR,
    SECRETARY,
    TWO_THIRDS,
    close,
    concejo,
    matter,
    opened,
    plain,
    post,
    prepared,
    refused,
    told,
    votes,
    waive,
)
from tests.webui.conftest import Site

__all__ = ["concejo"]  # the fixture

pytestmark = pytest.mark.slow


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
    early = refused(secretary, f"sesiones/{sitting}/cierre", numero_cierre="ACTA N.º 1", hora_cierre="20:00")
    reason = "Se inclina por aprobar: hay presupuesto y fue consultado."
    post(secretary, f"sesiones/{sitting}/asuntos/{case}/dirimente", sentido="a_favor", sustento=reason)

    after = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    assert "empate, dirime quien preside" in tied and "Registrar el voto dirimente" in tied
    assert "Falta el voto dirimente en" in early
    assert "aprobado" in after and reason in after


def test_without_quorum_nothing_is_voted_and_the_matters_wait_again(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case, absent=range(4, 10))
    secretary = concejo.officer(SECRETARY)
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    said = refused(secretary, f"sesiones/{sitting}/asuntos/{case}",
                   **votes(concejo, ["a_favor"] * 3 + ["ausente"] * 6))  # fmt: skip

    post(secretary, f"sesiones/{sitting}/sin-quorum", numero_constancia="ACTA N.º 010-2026", hora_constancia="18:20")

    assert "No hay quórum. Asisten 4 de 10 miembros hábiles; se necesitan 6." in page
    assert "«Se votó» no procede" in said
    with concejo.session() as session:
        assert [(one.case.id, one.is_convened) for one in bodies.waiting(session)] == [(case, False)]


def test_an_extraordinary_sitting_too_soon_is_refused_with_the_first_day_that_fits(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    secretary = concejo.officer(SECRETARY)
    form = {"clave": secrets.token_hex(8), "asuntos": [str(case)], "tipo_sesion": "extraordinaria",
            "fecha_sesion": f"{concejo.now + timedelta(days=3):%Y-%m-%d}", "hora_sesion": "18:00"}  # fmt: skip

    answer = secretary.post("/concejo/sesiones/nueva", form)
    sitting = prepared(concejo, case, day=concejo.now + timedelta(days=10))

    assert answer.status_code == 422
    assert "LOM 13" in answer.text and "La primera fecha que cabe es el 30/11/2026" in answer.text
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
