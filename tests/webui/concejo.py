"""Sittings of the Concejo of Los Sauces and of its commissions, as told by their pages: what tests do often."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from handlers import (
    accounts,
    appointments,
    follow_up,
    publications,
    sittings,
    standing,
    tasks,
    timers,
)
from tests.webui.conftest import DESIGNER, FRIDAY, OTHER, PASSWORD, Site, Visitor
from workflows import library

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


def matter(site: Site, subject: str, rule: str = "mayoria_simple", entry: str = "directa_a_sesion") -> int:
    """A case that waits for a sitting."""
    with site.session() as session:
        day = site.now.date()
        [head] = [one for one in appointments.acting(session, "gerencia-municipal", day) if one.is_head]
        values = {"asunto": subject, "organo_origen": "gerencia-municipal", "organo_proponente": "gerencia-municipal",
                  "organo_solicitante": "alcaldia", "tipo_norma": "AC", "modo": "votar", "entrada": entry,
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


def refused(officer: Visitor, path: str, **form: Any) -> str:
    """What the page says that refuses a form, with 422."""
    answer = officer.post(f"/concejo/{path}", {"clave": secrets.token_hex(8), **form})
    assert answer.status_code == 422, answer.text
    return plain(answer)


def moves(member: str, how: str, hour: str, **more: str) -> dict[str, str]:
    """The form by which a member comes or goes."""
    return {"miembro_movimiento": member, "que_movimiento": how, "hora_movimiento": hour, **more}


def told(session: Session, sitting: int) -> sittings.Sitting:
    return sittings.the(session, sitting)


def plain(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
