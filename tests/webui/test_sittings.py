"""What a sitting keeps by the hour and what it refuses: order, arrivals, departures, motions, quorum, summons, acta."""

from datetime import timedelta

import pytest

from handlers import bodies, documents, sittings, standing, timers
from tests.webui.concejo import (
    FIVE_TO_FOUR,
    MAYOR,
    SECRETARY,
    close,
    concejo,
    matter,
    members,
    moves,
    opened,
    plain,
    post,
    prepared,
    refused,
    roll,
    told,
    votes,
    waive,
)
from tests.webui.conftest import PASSWORD, Site

__all__ = ["concejo"]  # the fixture

pytestmark = pytest.mark.slow


def test_the_agenda_is_ordered_until_the_sitting_opens_and_the_acta_follows(concejo: Site) -> None:
    first, second, third = (matter(concejo, subject) for subject in ("Asunto A", "Asunto B", "Asunto C"))
    sitting = prepared(concejo, first, second, third, day=concejo.now, kind="ordinaria")
    secretary = concejo.officer(SECRETARY)

    moved = post(secretary, f"sesiones/{sitting}/orden", mueve=f"{third}-sube")
    page = secretary.get(f"/concejo{moved.location.partition('/concejo')[2].partition('#')[0]}").text
    post(concejo.officer(MAYOR), f"sesiones/{sitting}/convocatoria")
    post(secretary, f"sesiones/{sitting}/orden", mueve=f"{first}-baja")
    concejo.let_pass(minutes=5)
    timers.fire_due(concejo.session, concejo.now)
    post(secretary, f"sesiones/{sitting}/lista", **roll(concejo))

    assert f'value="{third}-sube" autofocus' in page  # the keyboard goes on where it was
    assert "ya no procede" in refused(secretary, f"sesiones/{sitting}/orden", mueve=f"{first}-baja")
    acta = plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))
    assert acta.index("1. Asunto C") < acta.index("2. Asunto A") < acta.index("3. Asunto B")


def test_an_hour_before_what_was_told_is_refused(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    secretary = concejo.officer(SECRETARY)

    early = refused(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR, hora="18:00"))
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR, hora="19:10"))
    form = {"numero_cierre": "ACTA N.º 1-2026", "hora_cierre": "17:00"}
    before = refused(secretary, f"sesiones/{sitting}/cierre", **form)
    between = refused(secretary, f"sesiones/{sitting}/cierre", **{**form, "hora_cierre": "19:00"})
    nonsense = refused(secretary, f"sesiones/{sitting}/cierre", **{**form, "hora_cierre": "a las siete"})

    assert "La votación (18:00) no puede ser anterior a la apertura, a las 18:05." in early
    assert "El cierre (17:00) no puede ser anterior a la apertura, a las 18:05." in before
    assert "El cierre (19:00) no puede ser anterior a lo último que consta, a las 19:10." in between
    assert "Escriba la hora así: 18:05." in nonsense
    concejo.let_pass(days=1)
    post(
        concejo.officer(SECRETARY),
        f"sesiones/{sitting}/cierre",
        **{**form, "hora_cierre": "00:20", "dia_siguiente_cierre": "true"},
    )
    assert "00:20 del día siguiente" in plain(concejo.officer(SECRETARY).get(f"/concejo/sesiones/{sitting}/acta"))


def test_each_vote_counts_those_in_the_room_at_its_hour(concejo: Site) -> None:
    one, other = matter(concejo, "Asunto A"), matter(concejo, "Asunto B")
    sitting = opened(concejo, one, other, absent=[8])
    secretary, names = concejo.officer(SECRETARY), members(concejo)
    there = [*["a_favor"] * 7, "ausente", "en_contra"]

    said = refused(secretary, f"sesiones/{sitting}/asuntos/{one}",
                   **votes(concejo, [*["a_favor"] * 8, "en_contra"]))  # fmt: skip
    post(secretary, f"sesiones/{sitting}/asuntos/{one}", **votes(concejo, there, hora="18:30"))
    too_early = refused(secretary, f"sesiones/{sitting}/movimientos", **moves(names[9], "sale", "18:20"))
    post(secretary, f"sesiones/{sitting}/movimientos", **moves(names[8], "llega", "18:40"))
    post(secretary, f"sesiones/{sitting}/movimientos", **moves(names[9], "sale", "18:45"))
    gone = refused(secretary, f"sesiones/{sitting}/asuntos/{other}",
                   **votes(concejo, ["a_favor"] * 9, hora="18:50"))  # fmt: skip
    post(secretary, f"sesiones/{sitting}/asuntos/{other}", **votes(concejo, [*["a_favor"] * 8, "ausente"]))
    acta = plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))

    assert f"{names[8]} no está en la sala: su voto no se cuenta." in said
    assert "no puede ser anterior a lo último que consta, a las 18:30" in too_early
    assert f"{names[9]} no está en la sala desde las 18:45: su voto no se cuenta." in gone
    assert "llegó a las 18:40" in acta and "se retiró a las 18:45" in acta
    assert "7 a favor, 1 en contra, 0 abstenciones" in acta and "8 a favor, 0 en contra, 0 abstenciones" in acta
    assert "por unanimidad" in acta and "por mayoría" in acta


def test_who_presides_and_leaves_names_who_goes_on(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    secretary, names = concejo.officer(SECRETARY), members(concejo)
    out = moves(names[0], "sale", "18:30")

    nobody = refused(secretary, f"sesiones/{sitting}/movimientos", **out)
    post(secretary, f"sesiones/{sitting}/movimientos", **out, preside_movimiento=names[1])
    wrong = refused(secretary, f"sesiones/{sitting}/asuntos/{case}",
                    **{**votes(concejo, ["a_favor"] * 9), "votos[0].asistencia": "ausente"})  # fmt: skip

    assert f"{names[0]} preside: diga quién de los presentes sigue presidiendo." in nobody
    assert f"Según la lista preside {names[1]}." in wrong
    assert f"Desde las 18:30 preside {names[1]}" in plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))


def test_a_vote_of_nobody_on_the_list_is_refused(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    more = {"votos[10].asistencia": "presente", "votos[10].voto": "a_favor"}

    said = refused(concejo.officer(SECRETARY), f"sesiones/{sitting}/asuntos/{case}",
                   **votes(concejo, FIVE_TO_FOUR), **more)  # fmt: skip

    assert "La lista tiene 10 miembros; no se admiten más votos." in said
    with concejo.session() as session:
        assert not told(session, sitting).resolved


def test_only_a_tie_has_a_casting_vote_and_only_of_who_presided_and_is_there(concejo: Site) -> None:
    tied, clear = matter(concejo, "Asunto A"), matter(concejo, "Asunto B")
    sitting = opened(concejo, tied, clear, absent=[9])
    secretary, names = concejo.officer(SECRETARY), members(concejo)
    casting = {"sentido": "a_favor", "sustento": "Hay presupuesto y fue consultado con los vecinos."}
    post(secretary, f"sesiones/{sitting}/asuntos/{clear}", **votes(concejo, [*["a_favor"] * 8, "ausente"]))
    post(secretary, f"sesiones/{sitting}/asuntos/{tied}", **votes(concejo, [*["a_favor", "en_contra"] * 4, "ausente"]))

    no_tie = secretary.get(f"/concejo/sesiones/{sitting}/asuntos/{clear}/dirimente")
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}/asuntos/{tied}/dirimente"))
    post(secretary, f"sesiones/{sitting}/movimientos",
         **moves(names[0], "sale", "19:30", preside_movimiento=names[1]))  # fmt: skip
    gone = refused(secretary, f"sesiones/{sitting}/asuntos/{tied}/dirimente", **casting)
    post(secretary, f"sesiones/{sitting}/movimientos", **moves(names[0], "llega", "19:40"))
    post(secretary, f"sesiones/{sitting}/asuntos/{tied}/dirimente", **casting)

    assert no_tie.status_code == 404 and "cabe solo en un empate" in plain(no_tie)
    assert f"Voto dirimente de {names[0]}" in page
    assert f"Dirime {names[0]}, que presidía la votación y ya no está en la sala." in gone
    assert "con el voto dirimente de quien preside" in plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))


def test_the_reading_of_the_acta_is_waived_by_its_own_vote(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    secretary = concejo.officer(SECRETARY)
    halves = {f"voto[{n}]": "en_contra" for n in range(4)} | {"voto[4]": "abstencion"}

    unvoted = refused(secretary, f"sesiones/{sitting}/asuntos/{case}",
                      **votes(concejo, FIVE_TO_FOUR, dispensa_acta="true"))  # fmt: skip
    tie = {f"voto[{n}]": "a_favor" for n in range(9)} | halves
    tied = refused(secretary, f"sesiones/{sitting}/votaciones/dispensa_acta", hora="18:10", **tie)
    waive(concejo, sitting, 9, dirimente="a_favor", **halves)
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR))
    close(concejo, sitting)

    assert "La dispensa de lectura y aprobación del acta se vota" in unvoted
    assert "Hay empate a 4: registre el voto de" in tied
    acta = plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))
    assert "Dispensa de lectura y aprobación del acta" in acta
    with concejo.session() as session:
        assert not [row for row in standing.tasks_of(session, case) if row.form == bodies.APPROVE]


def test_off_the_agenda_all_must_be_there_and_agree(concejo: Site) -> None:
    case, urgent = matter(concejo, "Hermanamiento"), matter(concejo, "Emergencia por lluvias")
    sitting = opened(concejo, case, absent=[9])
    secretary, names = concejo.officer(SECRETARY), members(concejo)
    place = f"sesiones/{sitting}/votaciones/fuera_de_agenda"
    all_for = {f"voto[{n}]": "a_favor" for n in range(10)}

    absent = refused(secretary, place, asunto=str(urgent), hora="18:20", **all_for)
    post(secretary, f"sesiones/{sitting}/movimientos", **moves(names[9], "llega", "18:30"))
    post(secretary, place, asunto=str(urgent), hora="18:35", **{**all_for, "voto[3]": "en_contra"})
    with concejo.session() as session:
        assert told(session, sitting).plan.matters == (case,)
    post(secretary, place, asunto=str(urgent), hora="18:40", **all_for)
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))
    post(concejo.officer(MAYOR), f"sesiones/{sitting}/incorporacion")
    concejo.let_pass(minutes=2)
    assert timers.fire_due(concejo.session, concejo.now) == 1
    post(secretary, f"sesiones/{sitting}/asuntos/{urgent}", **votes(concejo, ["a_favor"] * 9))

    assert f"solo con todos presentes (LPAG 109.4); falta {names[9]}" in absent
    assert "Incorporarlo a la agenda de hoy" in page and "(fuera de agenda)" in page
    acta = plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))
    assert "2. Emergencia por lluvias" in acta and "por unanimidad (LPAG 109.4, TUO)" in acta


def test_an_extraordinary_sitting_sees_only_what_it_was_convened_for(concejo: Site) -> None:
    case, urgent = matter(concejo, "Hermanamiento"), matter(concejo, "Emergencia por lluvias")
    sitting = prepared(concejo, case, day=concejo.now + timedelta(days=10))
    post(concejo.officer(MAYOR), f"sesiones/{sitting}/convocatoria")
    concejo.let_pass(days=10)
    timers.fire_due(concejo.session, concejo.now)
    secretary = concejo.officer(SECRETARY)
    post(secretary, f"sesiones/{sitting}/lista", **roll(concejo))

    said = refused(secretary, f"sesiones/{sitting}/votaciones/fuera_de_agenda", asunto=str(urgent), hora="18:10",
                   **{f"voto[{n}]": "a_favor" for n in range(10)})  # fmt: skip

    assert "una sesión extraordinaria trata solo lo que se convocó (LOM 13)." in said


def test_too_few_members_is_an_acta_of_its_own_and_a_second_convocation(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case, absent=range(4, 10))
    secretary = concejo.officer(SECRETARY)

    post(secretary, f"sesiones/{sitting}/sin-quorum", numero_constancia="ACTA N.º 7-2026", hora_constancia="18:35")
    page, acta = (plain(secretary.get(f"/concejo/sesiones/{sitting}{part}")) for part in ("", "/acta"))
    again = plain(secretary.get(f"/concejo/sesiones/nueva?asunto={case}"))

    assert "Los asuntos esperan la 2.ª convocatoria; el RIC admite 3." in page
    assert "Preparar la siguiente convocatoria" in page
    assert "fueron citados a sesión ordinaria" in acta and "asisten 4 de 10 miembros hábiles; el quórum es de 6" in acta
    assert "No habiéndose alcanzado el quórum a las 18:35 horas, no se instaló la sesión" in acta
    assert "Será la 2.ª convocatoria, de 3 que admite el RIC." in again
    with concejo.session() as session:
        assert [one.name for one in documents.file_of(session, case)] == ["ACTA N.º 7-2026.pdf"]


def test_with_quorum_a_sitting_cannot_be_told_as_none(concejo: Site) -> None:
    sitting = opened(concejo, matter(concejo, "Hermanamiento"))

    said = refused(concejo.officer(SECRETARY), f"sesiones/{sitting}/sin-quorum", numero_constancia="ACTA N.º 7",
                   hora_constancia="18:35")  # fmt: skip

    assert "Hay quórum" in said


def test_members_are_summoned_between_the_convocation_and_the_sitting(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = prepared(concejo, case, day=concejo.now + timedelta(days=10))
    secretary = concejo.officer(SECRETARY)
    form = {"citados_citar": ["0", "1"], "fecha_citar": f"{concejo.now:%Y-%m-%d}", "medio_citar": "cargo"}

    early = refused(secretary, f"sesiones/{sitting}/citaciones", **form)
    post(concejo.officer(MAYOR), f"sesiones/{sitting}/convocatoria")
    post(secretary, f"sesiones/{sitting}/citaciones", **form, constancia_citar="Cargo 12-2026")
    wrong = refused(secretary, f"sesiones/{sitting}/citaciones", **{**form, "fecha_citar": "2026-11-01"})
    page = plain(secretary.get(f"/concejo/sesiones/{sitting}"))

    assert "ya no procede" in early
    assert "2 de 10 miembros citados" in page and "Cargo 12-2026" in page
    assert "entre la convocatoria y hoy" in wrong
    assert secretary.get(f"/concejo/sesiones/{sitting}/citacion.pdf").data.startswith(b"%PDF")


def test_the_acta_is_signed_by_who_presided_and_who_kept_it_each_with_a_password(concejo: Site) -> None:
    case = matter(concejo, "Hermanamiento con otra municipalidad")
    sitting = opened(concejo, case)
    secretary, mayor = concejo.officer(SECRETARY), concejo.officer(MAYOR)
    post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR))
    close(concejo, sitting)

    wrong = refused(secretary, f"sesiones/{sitting}/firma", password_firma="otra contraseña")
    post(secretary, f"sesiones/{sitting}/firma", password_firma=PASSWORD)
    half = secretary.get("/concejo").text
    post(mayor, f"sesiones/{sitting}/firma", password_firma=PASSWORD)
    stranger = concejo.officer("carmen-vilchez").post(
        f"/concejo/sesiones/{sitting}/firma", {"clave": "una clave larga"}
    )
    post(mayor, f"sesiones/{sitting}/aprobacion", fecha_aprobacion=f"{concejo.now:%Y-%m-%d}")

    assert "La contraseña no es la suya." in wrong and stranger.status_code == 403
    assert "falta firmar" in half and "falta firmar" not in secretary.get("/concejo").text
    with concejo.session() as session:
        found = sittings.the(session, sitting)
        filed = [one.name for one in documents.file_of(session, case)]
        assert [one.name for one in found.signatures] == ["Óscar Benavides Tello", "Rosa Elvira Quispe Mamani"]
        assert filed == ["ACTA N.º 009-2026.pdf", "ACTA N.º 009-2026 firmada.pdf"]
        assert found.approved == concejo.now.date() and bodies.task_of(session, case, bodies.APPROVE) is None
    assert b"Firmado en Cabildo" in secretary.get(f"/concejo/sesiones/{sitting}/acta.pdf").data


def test_an_acta_number_is_given_once(concejo: Site) -> None:
    one, other = matter(concejo, "Asunto A"), matter(concejo, "Asunto B")
    for case in (one, other):
        sitting = opened(concejo, case)
        secretary = concejo.officer(SECRETARY)
        post(secretary, f"sesiones/{sitting}/asuntos/{case}", **votes(concejo, FIVE_TO_FOUR))
        if case == one:
            close(concejo, sitting)

    said = refused(secretary, f"sesiones/{sitting}/cierre", numero_cierre="ACTA N.º 009-2026", hora_cierre="19:30")

    assert "Ya hay un acta «ACTA N.º 009-2026» de este órgano." in said


def test_what_was_not_seen_waits_for_another_sitting(concejo: Site) -> None:
    seen, left = matter(concejo, "Asunto A"), matter(concejo, "Asunto B")
    sitting = opened(concejo, seen, left)
    secretary = concejo.officer(SECRETARY)
    post(secretary, f"sesiones/{sitting}/asuntos/{seen}", **votes(concejo, FIVE_TO_FOUR))
    form = {"numero_cierre": "ACTA N.º 1-2026", "hora_cierre": "20:00"}

    said = refused(secretary, f"sesiones/{sitting}/cierre", **form)
    post(secretary, f"sesiones/{sitting}/cierre", **form, sin_tratar_cierre="true")

    assert "Falta registrar qué se resolvió en" in said
    assert "No se llegó a tratar; queda para otra sesión." in plain(secretary.get(f"/concejo/sesiones/{sitting}/acta"))
    with concejo.session() as session:
        assert [one.case.id for one in bodies.waiting(session)] == [left]
