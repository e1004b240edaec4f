"""Sittings of commissions and reconsiderations on the pages of the Concejo: convoked, attended, voted, seen."""

import io
import secrets
from typing import Any

import pytest

from engine import journal
from engine.entries import TaskDecided
from handlers import appointments, ballots, bodies, documents, standing
from handlers.sittings import Plan, Sitting
from tests.webui.concejo import (
    FIVE_TO_FOUR,
    MAYOR,
    SECRETARY,
    close,
    concejo,
    matter,
    members,
    opened,
    plain,
    post,
    refused,
    votes,
    waive,
)
from tests.webui.conftest import Site
from tests.webui.papers import pdf

__all__ = ["concejo"]  # the fixture

pytestmark = pytest.mark.slow

COMMISSION = "comision-economia-juridica"


def in_commission(site: Site, subject: str) -> int:
    """A case whose commission is confirmed: it waits for the commission to be convoked."""
    case = matter(site, subject, entry="completa")
    decide(site, case, "confirmar_comision", comisiones="comision-asuntos-legales", comision="comision-asuntos-legales")
    return case


def decide(site: Site, case: int, form: str, **answers: Any) -> None:
    with site.session() as session:
        [task] = [row.task for row in standing.tasks_of(session, case) if row.form == form]
    answer = site.officer(SECRETARY).decide(case, task, **answers)
    assert answer.status_code == 303, answer.text


def convoked(site: Site, *cases: int) -> int:
    """A sitting of the commission, today, convoked by Secretaría General, its roll called: all three are there."""
    secretary = site.officer(SECRETARY)
    answer = post(secretary, "sesiones/nueva", organo=COMMISSION, asuntos=[str(case) for case in cases],
                  fecha_sesion=f"{site.now:%Y-%m-%d}", hora_sesion="16:00", lugar="Sala 2")  # fmt: skip
    sitting = int(answer.location.rpartition("/")[2])
    post(secretary, f"sesiones/{sitting}/convocatoria")
    return sitting


def roll_of(site: Site, *absent: int) -> dict[str, str]:
    with site.session() as session:
        names = appointments.members_of(session, COMMISSION, site.now.date())
    noted = {f"asistencia[{n}]": "ausente" if n in absent else "presente" for n in range(len(names))}
    return {"hora_lista": "16:05", "preside_lista": names[0], **noted}


def ballot(site: Site, senses: list[str], outcome: str = "favorable", **more: Any) -> dict[str, Any]:
    with site.session() as session:
        names = appointments.members_of(session, COMMISSION, site.now.date())
    found: dict[str, Any] = {"decision": outcome, "hora": "16:40", **more}
    for n, (name, sense) in enumerate(zip(names, senses, strict=True)):
        there = sense != "ausente"
        found |= {f"votos_comision[{n}].miembro": name,
                  f"votos_comision[{n}].asistencia": "presente" if there else "ausente"}  # fmt: skip
        if there:
            found[f"votos_comision[{n}].voto"] = sense
    return found


def keep(site: Site, case: int, text: str) -> str:
    """The seal of a PDF that Secretaría General uploaded for a case."""
    with site.session() as session:
        seal = documents.keep(session, f"{text}.pdf", pdf(text), SECRETARY, site.now, case_id=case).sha256
        session.commit()
    return seal


def test_a_commission_sits_on_the_same_pages_and_its_dictamen_reaches_the_concejo(concejo: Site) -> None:
    case = in_commission(concejo, "Convenio con la universidad")
    secretary = concejo.officer(SECRETARY)
    listed = plain(secretary.get("/concejo"))
    sitting = convoked(concejo, case)
    post(secretary, f"sesiones/{sitting}/lista", **roll_of(concejo))
    place = f"sesiones/{sitting}/asuntos/{case}"
    mine, other = keep(concejo, case, "Dictamen"), keep(concejo, case, "Dictamen en minoria")

    senses = ["a_favor", "a_favor", "en_contra"]
    counted = plain(secretary.post(f"/concejo/{place}/formulario", ballot(concejo, senses)))
    post(secretary, place, **ballot(concejo, senses, dictamen_numero="DICTAMEN 7-2026",
                                    texto_dictamen=mine, dictamen_minoria=other, firmantes_minoria="Karina Delgado",
                                    debate_acta="Se discutió el plazo del convenio."))  # fmt: skip
    close(concejo, sitting)
    acta = plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))
    council = opened(concejo, case)
    page = plain(secretary.get(f"/concejo/sesiones/{council}/asuntos/{case}"))

    assert "Comisión de Economía, Planeamiento y Asuntos Jurídicos: lo que espera sesión" in listed
    assert "Se requieren 2 votos a favor, de 3 que asisten" in counted
    assert "ACTA DE SESIÓN DE COMISIÓN" in acta and "Se discutió el plazo del convenio." in acta
    assert "DICTAMEN 7-2026" in acta and "Karina Delgado" in acta and "Dictamen favorable, por mayoría." in acta
    assert "DICTAMEN 7-2026 : favorable. Dictamen en minoría , de Karina Delgado." in page
    with concejo.session() as session:
        entries = [one.entry for one in journal.read(session, case)]
        [decided] = [one for one in entries if isinstance(one, TaskDecided) and "votos_comision" in one.answers]
    assert decided.actor and (decided.actor.officer, decided.actor.organ, decided.actor.capacity) == (
        SECRETARY, COMMISSION, "delegado")  # fmt: skip


def test_a_commission_without_quorum_waits_again_and_without_majority_gives_no_favourable_dictamen(
    concejo: Site,
) -> None:
    case = in_commission(concejo, "Convenio con la universidad")
    secretary = concejo.officer(SECRETARY)
    sitting = convoked(concejo, case)
    post(secretary, f"sesiones/{sitting}/lista", **roll_of(concejo, 1, 2))
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    post(secretary, f"sesiones/{sitting}/sin-quorum", numero_constancia="ACTA N.º 1", hora_constancia="16:30")
    again = convoked(concejo, case)
    post(secretary, f"sesiones/{again}/lista", **roll_of(concejo))

    said = refused(secretary, f"sesiones/{again}/asuntos/{case}",
                   **ballot(concejo, ["a_favor", "en_contra", "en_contra"], dictamen_numero="DICTAMEN 1",
                            texto_dictamen=keep(concejo, case, "Dictamen")))  # fmt: skip

    assert "No hay quórum. Asisten 1 de 3 miembros hábiles; se necesitan 2." in page
    assert "No se alcanza: votos a favor, 1. Se requieren 2 votos a favor" in said


def test_who_is_not_of_a_commission_neither_convokes_nor_keeps_its_sittings(concejo: Site) -> None:
    case = in_commission(concejo, "Convenio con la universidad")
    form = {"clave": secrets.token_hex(8), "organo": COMMISSION, "asuntos": [str(case)],
            "fecha_sesion": f"{concejo.now:%Y-%m-%d}", "hora_sesion": "16:00"}  # fmt: skip

    answer = concejo.officer(MAYOR).post("/concejo/sesiones/nueva", form)

    assert answer.status_code == 403 and "según su designación" in plain(answer)


def asked(site: Site, case: int, *who: str) -> None:
    """Members ask for the reconsideration of what was agreed, in writing."""
    secretary = site.officer(SECRETARY)
    page = secretary.get("/concejo").text
    path = page.partition("/comunicaciones/pedido_reconsideracion/")[2].partition('"')[0]
    form = {"clave": secrets.token_hex(8), "fundamento": "No se tuvo a la vista el informe de presupuesto.",
            "fecha": f"{site.now:%Y-%m-%d}", "carta_remitente": "Dos regidores", "carta_numero": "CARTA 1-2026",
            "carta_fecha": f"{site.now:%Y-%m-%d}", "carta_recibida": f"{site.now:%Y-%m-%d}", "carta_folios": "1",
            "carta_archivo": (io.BytesIO(pdf("Pedido")), "pedido.pdf")}  # fmt: skip
    form |= {f"solicitantes[{n}].miembro": name for n, name in enumerate(who)}
    answer = secretary.post(f"/expedientes/{case}/comunicaciones/pedido_reconsideracion/{path}", form)
    assert answer.status_code == 303, plain(answer)


def test_a_reconsideration_is_seen_when_asked_for_admitted_and_voted(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    secretary, names = concejo.officer(SECRETARY), members(concejo)
    waive(concejo, sitting, 9)
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR))
    close(concejo, sitting)
    window = plain(secretary.get("/concejo"))
    asked(concejo, case, names[1], names[2])
    request = plain(secretary.get("/concejo"))
    decide(concejo, case, "verificar_reconsideracion", decision="admitir", fecha_sesion=f"{concejo.now:%Y-%m-%d}",
           sustento="Lo pide más de la quinta parte de los miembros hábiles.")  # fmt: skip
    admitted = plain(secretary.get("/concejo"))

    answer = post(secretary, "sesiones/nueva", asuntos=[str(case)], tipo_sesion="ordinaria",
                  fecha_sesion=f"{concejo.now:%Y-%m-%d}", hora_sesion="18:00")  # fmt: skip
    again = int(answer.location.rpartition("/")[2])
    unconvened = plain(secretary.get(f"/concejo/sesiones/{again}"))
    post(concejo.officer(MAYOR), f"sesiones/{again}/convocatoria")
    noted = {f"asistencia[{n}]": "presente" for n in range(10)}
    post(secretary, f"sesiones/{again}/lista", hora_lista="18:05", preside_lista=names[0], **noted)
    place, reason = f"sesiones/{again}/asuntos/{case}", "Se confirma lo acordado por las mismas razones."
    six = votes(concejo, [*["a_favor"] * 6, *["en_contra"] * 3], sustento=reason)
    said = refused(secretary, place, **{**six, "decision": "infundada"})
    untied = refused(secretary, place, **{**six, "decision": "fundada_sin_efecto", "sentido_dirimente": "a_favor"})
    post(secretary, place, **{**six, "decision": "fundada_sin_efecto"})
    acta = plain(secretary.get(f"/concejo/sesiones/{again}/acta"))

    assert "Acuerdos de los que aún cabe pedir reconsideración" in window and "25 nov 2026" in window
    assert f"2: {names[1]}; {names[2]}" in request and "2 miembros" in request
    assert "reconsideración admitida" in admitted and "Falta convocar" in unconvened
    assert "Votos a favor, 6. Se requieren 5 votos a favor" in said
    assert "El voto dirimente cabe solo en un empate." in untied
    assert "1. Reconsideración: Hermanamiento" in acta and "6 a favor, 3 en contra" in acta
    assert "Se requieren 5 votos a favor, de 9 que asisten y pueden votar" in acta
    with concejo.session() as session:
        assert bodies.matter(session, case) is None


def test_where_no_case_brings_a_table_votes_are_counted_by_the_procedure_in_force(concejo: Site) -> None:
    plan = Plan("ordinaria", concejo.now.date(), "10:00", "", "", "", (), body=COMMISSION)

    with concejo.session() as session:
        required, rule = ballots.simple_majority(session, Sitting(1, plan), 5, (3, 2), concejo.now)

    assert required == 3 and "mayoría simple" in rule and "LPAG 111.1" in rule
