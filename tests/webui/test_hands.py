"""The pages by which a task changes hands: abstention, proveído, reassignment; and the comments on a case."""

import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import cases, contents, journal
from engine.contents import Content
from engine.entries import Commented, TaskReassigned
from handlers import accounts, publications, standing
from handlers.parameters import Parameter
from tests.webui.conftest import DESIGNER, GM, OGAJ, OGAJ_TOO, OGPP, OPINION, OTHER, PASSWORD, Site, Visitor
from workflows import library, versions

pytestmark = pytest.mark.slow

TASK, PLANNER = "opinar:1", "raul-mendoza"
BPMN = Path(__file__).parents[2] / "bpmn"
GROUNDS = {"causal": "1", "fecha_conocimiento": "2026-11-19",
           "texto": "La representante de la otra parte es hermana de mi cónyuge."}  # fmt: skip
ACCEPTED = {"decision": "aceptar", "sustento": "El parentesco consta y alcanza el segundo grado de afinidad."}


@pytest.fixture
def with_abstentions(site: Site) -> Site:
    with site.session() as session:
        folder = library.read_folder(BPMN / "abstencion")
        publications.publish(session, [folder], at=site.now - timedelta(days=1), by=DESIGNER, reason="Para abstenerse")
        session.commit()
    return site


def abstain(visitor: Visitor, case: int, **other: str) -> int:
    """Present an abstention from the first task of a case and return the linked case."""
    form = {"clave": secrets.token_hex(8), **GROUNDS, **other}
    answer = visitor.post(f"/expedientes/{case}/tareas/{TASK}/abstencion", form)
    assert answer.status_code == 303, answer.text
    found = re.search(r"/expedientes/(\d+)", answer.location)
    assert found
    return int(found[1])


def pass_on(visitor: Visitor, case: int, way: str, **told: str) -> int:
    form = {"clave": secrets.token_hex(8), **told}
    return visitor.post(f"/expedientes/{case}/tareas/{TASK}/manos/{way}", form).status_code


def resolve(site: Site, other: int, **answers: str) -> None:
    answer = site.officer(GM).decide(other, "resolver_abstencion:1", **answers)
    assert answer.status_code == 303, answer.text


def test_whoever_abstains_says_why_on_one_page_and_decides_nothing_while_it_runs(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    adviser = site.officer(OGAJ)

    asked = adviser.get(f"/expedientes/{case}/tareas/{TASK}/abstencion").text
    other = abstain(adviser, case)

    assert "Parentesco hasta el cuarto grado" in asked and "Decide Gerencia Municipal" in asked
    page = adviser.get(f"/expedientes/{case}/tareas/{TASK}").text
    assert "En abstención: expediente EXP-2026-00000" in page
    assert f'href="/expedientes/{other}"' in page
    assert "Abstenerme" not in page
    assert adviser.decide(case, TASK, **OPINION).status_code == 403
    with site.session() as session:
        assert [row.task for row in standing.tasks_of(session, other)] == ["resolver_abstencion:1"]


def test_a_task_from_which_one_abstained_waits_for_one_no_longer_and_the_bandeja_says_where_it_went(
    with_abstentions: Site,
) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    adviser = site.officer(OGAJ)
    before = adviser.get("/").text
    other = abstain(adviser, case)

    page = adviser.get("/").text

    assert "Opinar" in _rows_of(before) and not _rows_of(page)
    assert 'De mi órgano <span class="count">1</span>' in before and 'De mi órgano <span class="count">0</span>' in page
    aside = page[page.index("Se abstuvo de estas tareas") :]
    assert "está por resolverse" in aside and f'href="/expedientes/{other}"' in aside
    assert "Opinar" in _rows_of(site.officer(OGAJ_TOO).get("/").text)  # his colleague goes on having it
    resolve(site, other, **ACCEPTED, modalidad="igual_jerarquia", reemplazo="elena-castro")
    assert "sigue Elena Patricia Castro Ibáñez" in adviser.get("/").text
    assert "Opinar" in _rows_of(site.officer("elena-castro").get("/").text)


def test_the_bandeja_tells_what_was_forwarded_by_whom_and_can_be_sorted_by_when_it_came(site: Site) -> None:
    first, second = site.officer(OGPP).open_case(), site.officer(OGPP).open_case(asunto="Convenio con SENASA")
    site.let_pass(hours=1)
    assert pass_on(site.officer(OGAJ), first, "derivar", destino=f"ogaj/{OGAJ_TOO}", texto="Para su informe.") == 303
    specialist = site.officer(OGAJ_TOO)

    page = specialist.get("/?ver=mias").text
    received = specialist.get("/?ver=organo&orden=-recibido").text

    assert "usted lo derivó" in _rows_of(site.officer(OGAJ).get("/?ver=organo").text)
    row = _rows_of(page)
    assert "derivado por" in row and "Jorge Luis Huamán Ccori" in row and "Convenio con EsSalud" in row
    assert 'aria-sort="descending"' in received and "SENASA" in received and f"/expedientes/{second}/" in received
    assert 'href="/?orden=recibido&amp;ver=organo"' in received


def _rows_of(page: str) -> str:
    """Return the rows of the list of a page."""
    return page.partition("<tbody")[2].partition("</tbody>")[0]


def test_each_case_leads_to_the_other_and_both_histories_tell_it(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)

    first, second = (
        site.officer(OGAJ).get(f"/expedientes/{case}").text,
        site.officer(GM).get(f"/expedientes/{other}").text,
    )

    assert f'href="/expedientes/{other}"' in first and "presentó su abstención de la tarea «Opinar»" in first
    assert f'href="/expedientes/{case}"' in second or "EXP-2026-000001" in second
    assert "trata de la abstención de" in second


def test_a_colleague_of_the_organ_can_still_decide(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    abstain(site.officer(OGAJ), case)

    assert site.officer(OGAJ_TOO).decide(case, TASK, **OPINION).status_code == 303


def test_an_accepted_abstention_gives_the_task_to_whom_the_superior_names(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    with site.session() as session:
        due = standing.tasks_of(session, case)[0].due
    other = abstain(site.officer(OGAJ), case)
    site.let_pass(days=3)

    page = (
        site.officer(GM)
        .post(
            f"/expedientes/{other}/tareas/resolver_abstencion:1/formulario",
            {"decision": "aceptar", "modalidad": "igual_jerarquia"},
        )
        .text
    )
    resolve(site, other, **ACCEPTED, modalidad="igual_jerarquia", reemplazo="elena-castro")

    assert 'value="elena-castro"' in page and 'value="diana-caceres"' not in page  # heads of the same level, not staff
    with site.session() as session:
        row = standing.tasks_of(session, case)[0]
        assert (row.organ, row.held_by, row.held_as, row.due) == ("ogaj", "elena-castro", "ad_hoc", due)
    assert site.officer(OGAJ_TOO).decide(case, TASK, **OPINION).status_code == 403
    assert "Se aceptó su abstención" in site.officer(OGAJ).get(f"/expedientes/{case}/tareas/{TASK}").text
    heir = site.officer("elena-castro")
    assert "Opinar" in heir.get("/").text
    assert heir.decide(case, TASK, **OPINION).status_code == 303
    history = heir.get(f"/expedientes/{case}").text
    assert "pasó de Jorge Luis Huamán Ccori a" in history and "se aceptó la abstención" in history
    assert "ad hoc según abstención, expediente" in history


def test_a_denied_abstention_leaves_the_task_with_the_officer(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)

    resolve(site, other, decision="denegar", sustento="La relación alegada no consta en ningún documento.")

    assert site.officer(OGAJ).decide(case, TASK, **OPINION).status_code == 303
    assert "se denegó la abstención" in site.officer(OGAJ).get(f"/expedientes/{case}").text


def test_whoever_goes_on_under_supervision_keeps_the_task(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)

    resolve(site, other, **ACCEPTED, modalidad="actua_supervisado")

    assert site.officer(OGAJ).decide(case, TASK, **OPINION).status_code == 303
    assert "bajo supervisión directa" in site.officer(OGAJ).get(f"/expedientes/{case}").text


def test_a_task_decided_meanwhile_stays_decided_when_the_abstention_is_accepted(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)
    site.officer(OGAJ_TOO).decide(case, TASK, **OPINION)

    resolve(site, other, **ACCEPTED, modalidad="igual_jerarquia", reemplazo="elena-castro")

    with site.session() as session:
        told = [one.entry for one in journal.read(session, case)]
        assert not [one for one in told if isinstance(one, TaskReassigned)]
        assert [row.task for row in standing.tasks_of(session, case)] == ["resolver:1"]


CONCLUDED = {"decision": "concluir", "sustento": "La tarea se resolvió antes de que se decidiera la abstención."}


def test_an_abstention_whose_task_was_settled_says_so_and_may_be_ended_without_a_ruling(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)
    task = f"/expedientes/{other}/tareas/resolver_abstencion:1"
    before = site.officer(GM).get(task).text
    refused = site.officer(GM).decide(other, "resolver_abstencion:1", **CONCLUDED)

    site.officer(OGAJ_TOO).decide(case, TASK, **OPINION)

    after = site.officer(GM).get(task).text
    assert "Ya no tiene objeto." not in before and refused.status_code == 422
    assert "Ya no tiene objeto." in after and "La tarea «Opinar» ya no está abierta." in after
    assert "Tarea sin objeto" in site.officer(OGAJ).get(f"/expedientes/{other}").text  # who abstained reads it too
    resolve(site, other, **CONCLUDED)
    with site.session() as session:
        row = standing.the_case(session, other)
        assert row is not None and (row.state, row.outcome) == ("ended", "sin_objeto")
        for one in (case, other):
            cases.rebuild(session, one, journal.read(session, one))  # raises Diverged
    page = site.officer(OGAJ).get(f"/expedientes/{case}").text
    assert "la abstención concluyó por falta de objeto" in page and "sin objeto" in page


def test_a_case_that_ends_before_its_abstention_leaves_it_to_its_people(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    other = abstain(site.officer(OGAJ), case)
    site.officer(OGAJ_TOO).decide(case, TASK, **OPINION)
    signed = site.officer(GM).decide(case, "resolver:1", decision="aprobar", password=PASSWORD,
                                        sustento="Conforme con la opinión de la asesoría jurídica.")  # fmt: skip
    assert signed.status_code == 303, signed.text

    page = site.officer(GM).get(f"/expedientes/{other}/tareas/resolver_abstencion:1").text
    assert "El expediente EXP-2026-000001 terminó." in page
    resolve(site, other, **ACCEPTED, modalidad="igual_jerarquia", reemplazo="elena-castro")

    with site.session() as session:
        states = [one.state for one in map(lambda one: standing.the_case(session, one), (case, other)) if one]
        assert states == ["ended", "ended"]
        assert not standing.incidents_of(session, other)
    assert "aceptada" in site.officer(OGAJ).get(f"/expedientes/{case}").text  # though the first case was not told


def test_nobody_writes_down_by_hand_that_an_abstention_lost_its_object(with_abstentions: Site) -> None:
    site = with_abstentions
    other = abstain(site.officer(OGAJ), site.officer(OGPP).open_case())

    for officer in (OGAJ, GM):
        assert "tarea_sin_objeto" not in site.officer(officer).get(f"/expedientes/{other}").text
        assert "Ya no tiene objeto" not in site.officer(officer).get(f"/expedientes/{other}").text


def test_what_is_missing_stays_on_the_page_and_opens_nothing(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    adviser = site.officer(OGAJ)

    form = {"clave": secrets.token_hex(8), **GROUNDS, "texto": "corto"}
    answer = adviser.post(f"/expedientes/{case}/tareas/{TASK}/abstencion", form)

    assert answer.status_code == 422 and ">\ncorto</textarea>" in answer.text
    with site.session() as session:
        assert standing.the_case(session, case + 1) is None


def test_nobody_abstains_for_another_organ(with_abstentions: Site) -> None:
    case = with_abstentions.officer(OGPP).open_case()

    assert with_abstentions.officer(OTHER).get(f"/expedientes/{case}/tareas/{TASK}/abstencion").status_code == 403


def test_the_head_forwards_with_a_proveido_and_the_receiver_reads_it_and_decides(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    head, specialist = site.officer(OGAJ), site.officer(OGAJ_TOO)

    assert pass_on(head, case, "derivar", destino=f"ogaj/{OGAJ_TOO}", texto="Proyectar la opinión para el lunes.",
                   instrumento="PROVEÍDO N.º 115-2026-OGAJ/MDS") == 303  # fmt: skip

    page = specialist.get(f"/expedientes/{case}/tareas/{TASK}").text
    assert "Derivado por Oficina General de Asesoría Jurídica (Jorge Luis Huamán Ccori)" in page
    assert "con proveído" in page and "Proyectar la opinión para el lunes." in page and "PROVEÍDO N.º 115-2026" in page
    assert head.decide(case, TASK, **OPINION).status_code == 403
    assert specialist.decide(case, TASK, **OPINION).status_code == 303
    assert "derivó la tarea «Opinar» a" in specialist.get(f"/expedientes/{case}").text


def test_what_was_forwarded_can_be_given_back_and_taken_back_and_every_hop_is_shown(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    head, specialist = site.officer(OGAJ), site.officer(OGAJ_TOO)
    to_her = {"destino": f"ogaj/{OGAJ_TOO}", "texto": "Proyectar la opinión."}

    assert pass_on(head, case, "derivar", **to_her) == 303
    assert pass_on(specialist, case, "devolver", texto="Falta el informe técnico.") == 303
    assert pass_on(specialist, case, "devolver", texto="Otra vez.") == 403  # it is no longer hers
    assert pass_on(head, case, "derivar", **to_her) == 303
    assert pass_on(head, case, "recuperar", texto="La veo yo.") == 303

    page = head.get(f"/expedientes/{case}/tareas/{TASK}").text
    assert [page.index(f"<strong>{word}</strong>") for word in ("Devuelto", "Recuperado")]
    assert "Falta el informe técnico." in page and "La veo yo." in page
    with site.session() as session:
        hows = [one.entry.how for one in journal.read(session, case) if isinstance(one.entry, TaskReassigned)]
        assert hows == ["derivacion", "devolucion", "derivacion", "recuperacion"]
    assert head.decide(case, TASK, **OPINION).status_code == 303


def test_whoever_acts_reads_who_has_the_case_now_with_the_way_to_it(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    head, receiver = site.officer(OGAJ), site.officer(OGAJ_TOO)

    assert pass_on(head, case, "derivar", destino=f"ogaj/{OGAJ_TOO}", texto="Para su informe.") == 303
    forwarded = head.get("/").text
    receiver.decide(case, TASK, **OPINION)
    decided = receiver.get("/").text

    way = f'<a href="/expedientes/{case}">EXP-2026-000001</a>'
    assert "Derivó la tarea. " + way in forwarded and "para «" in forwarded
    assert "Se registró su decisión. " + way in decided
    assert "ahora lo tiene" in decided or "el expediente concluyó" in decided


def test_the_superior_reads_the_reasons_of_an_abstention_beside_what_is_to_be_decided(with_abstentions: Site) -> None:
    case = with_abstentions.officer(OGPP).open_case()
    other = abstain(with_abstentions.officer(OGAJ), case)

    page = with_abstentions.officer(GM).get(f"/expedientes/{other}/tareas/resolver_abstencion:1").text

    assert GROUNDS["texto"] in page


def test_only_who_directs_the_organ_changes_the_hands_of_a_task(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    to_him = {"destino": f"ogaj/{OGAJ}", "texto": "Le paso el pedido."}

    assert pass_on(site.officer(OGAJ_TOO), case, "derivar", **to_him) == 403
    assert pass_on(site.officer(OGPP), case, "reasignar", **to_him) == 403
    assert pass_on(site.officer(OGAJ), case, "derivar", destino=f"ogpp/{OGPP}", texto="A otra oficina") == 422


def test_the_head_of_the_organ_above_gives_the_task_to_another_officer_of_the_organ(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    told = {
        "destino": f"ogaj/{OGAJ_TOO}",
        "texto": "El jefe está de comisión de servicios.",
        "instrumento": "MEMORANDO 7",
    }
    assert pass_on(site.officer(GM), case, "reasignar", **told) == 303

    with site.session() as session:
        entry = next(one.entry for one in journal.read(session, case) if isinstance(one.entry, TaskReassigned))
        assert (entry.from_officer, entry.officer, entry.instrument) == ("", OGAJ_TOO, "MEMORANDO 7")
        assert entry.actor is not None and entry.actor.organ == "gerencia-municipal"
        assert entry.actor.capacity == "encargado" and entry.actor.instead_of == "Manuel Antonio Torres Salazar"


def test_a_unit_that_a_task_is_forwarded_to_decides_it_and_its_head_can_give_it_back(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, decision="observado", sustento="Falta el informe técnico de la oficina.")
    with site.session() as session:
        accounts.open_account(session, PLANNER, PLANNER, "una frase larga", site.now, must_change=False)
        session.commit()
    way = f"/expedientes/{case}/tareas/subsanar:1/manos"
    told = {"destino": "op-planeamiento/", "texto": "Subsanar con la oficina a su cargo."}

    assert site.officer(OGPP).post(f"{way}/derivar", {"clave": secrets.token_hex(8), **told}).status_code == 303

    planner = site.officer(PLANNER)
    page = planner.get(f"/expedientes/{case}/tareas/subsanar:1").text
    assert "Devolver a quien derivó" in page and "Subsanar con la oficina a su cargo." in page
    assert "Recuperar" in site.officer(OGPP).get(f"/expedientes/{case}").text
    assert site.officer(OGPP).get(f"/expedientes/{case}/tareas/subsanar:1").status_code == 403  # it is the unit's now
    with site.session() as session:
        assert standing.tasks_of(session, case)[0].organ == "op-planeamiento"
    back = {"clave": secrets.token_hex(8), "texto": "Corresponde a otra oficina."}
    assert planner.post(f"{way}/devolver", back).status_code == 303
    with site.session() as session:
        assert standing.tasks_of(session, case)[0].organ == "ogpp"


def test_the_alta_direccion_forwards_to_its_own_people_and_to_no_organ_under_it(site: Site) -> None:
    case = site.officer(GM).open_case(organo_origen="gerencia-municipal")
    site.officer(OGAJ).decide(case, TASK, decision="observado", sustento="Falta el informe técnico de la oficina.")
    way = f"/expedientes/{case}/tareas/subsanar:1/manos"

    page = site.officer(GM).get(f"{way}/derivar").text

    assert 'value="gerencia-municipal/percy-lujan"' in page
    assert "todo el órgano" not in page and 'value="ogaj/' not in page
    to_ogaj = {"clave": secrets.token_hex(8), "destino": "ogaj/", "texto": "Para que lo vea la otra oficina."}
    assert site.officer(GM).post(f"{way}/derivar", to_ogaj).status_code == 422
    assert 'value="ogaj/' not in site.officer(GM).get(f"{way}/reasignar").text


def test_the_diagram_says_to_which_other_organs_a_task_may_be_forwarded(site: Site) -> None:
    folder = library.read_folder(Path(__file__).parent / "procedures" / "opinion")
    term = b'<zeebe:property name="cabildo.plazo" value="7 dh"/>'
    allows = b'<zeebe:property name="cabildo.deriva_a" value="oga, no-existe"/>' + term
    drawn = folder.files()["procedure.bpmn"].replace(term, allows)
    with site.session() as session:
        files = {**folder.files(), "procedure.bpmn": drawn}
        versions.publish(session, "opinion", files, at=site.now, by=DESIGNER, reason="Deriva a Administración")
        session.commit()
    case = site.officer(OGPP).open_case()

    page = site.officer(OGAJ).get(f"/expedientes/{case}/tareas/{TASK}/manos/derivar").text

    assert 'value="oga/"' in page and "no-existe" not in page and 'value="ogpp/' not in page
    told = {"destino": "oga/", "texto": "Corresponde a Administración según el ROF."}
    assert pass_on(site.officer(OGAJ), case, "derivar", **told) == 303
    with site.session() as session:
        assert standing.tasks_of(session, case)[0].organ == "oga"


def test_in_some_organs_every_officer_forwards(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    to_him = {"destino": f"ogaj/{OGAJ}", "texto": "Le paso el pedido."}
    with site.session() as session:
        day = site.now.date()
        session.add(Parameter(name="organos_que_derivan", value='["ogaj"]', valid_from=day, norm="Directiva 1"))
        session.commit()

    assert pass_on(site.officer(OGAJ_TOO), case, "derivar", **to_him) == 303


def test_a_signature_does_not_change_hands(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    site.officer(OGAJ).decide(case, TASK, **OPINION)

    assert site.officer(GM).get(f"/expedientes/{case}/tareas/resolver:1/manos/derivar").status_code == 403


def test_a_comment_is_kept_with_who_wrote_it_and_its_words_lie_beside_the_journal(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    adviser = site.officer(OGAJ)

    posted = adviser.post(
        f"/expedientes/{case}/comentarios",
        {"clave": secrets.token_hex(8), "comentario": "Conviene pedir el informe técnico."},
    )

    assert posted.status_code == 303
    page = site.officer(OGPP).get(f"/expedientes/{case}/comentarios").text
    assert "Conviene pedir el informe técnico." in page and "Jorge Luis Huamán Ccori" in page
    with site.session() as session:
        record = next(one for one in journal.read(session, case) if isinstance(one.entry, Commented))
        assert isinstance(record.entry, Commented) and set(record.entry.sealed) == {"comentario"}
        assert b"Conviene" not in record.body
        row = session.get(Content, (case, record.position, "comentario"))
        session.delete(row)  # as lawful erasure does
        session.commit()
        sealed = {one.position: dict(getattr(one.entry, "sealed", {})) for one in journal.read(session, case)}
        assert contents.altered(session, case, sealed) == []
    assert "suprimido conforme a ley" in site.officer(OGPP).get(f"/expedientes/{case}/comentarios").text


def test_an_empty_comment_and_one_of_a_stranger_are_refused(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    form = {"clave": secrets.token_hex(8), "comentario": "  "}

    assert site.officer(OGAJ).post(f"/expedientes/{case}/comentarios", form).status_code == 422
    assert (
        site.officer(OTHER).post(f"/expedientes/{case}/comentarios", {**form, "comentario": "Hola"}).status_code == 404
    )


def test_the_lists_are_the_same_when_rebuilt_after_hands_changed(with_abstentions: Site) -> None:
    site = with_abstentions
    case = site.officer(OGPP).open_case()
    pass_on(site.officer(OGAJ), case, "derivar", destino=f"ogaj/{OGAJ_TOO}", texto="Proyectar la opinión.")
    other = abstain(site.officer(OGAJ_TOO), case)
    resolve(site, other, **ACCEPTED, modalidad="ad_hoc", reemplazo="elena-castro")

    with site.session() as session:
        before = {table.__tablename__: _rows(session, table) for table in standing.LISTS}
        standing.rebuild(session)
        assert {table.__tablename__: _rows(session, table) for table in standing.LISTS} == before


def _rows(session: Session, table: type[Any]) -> list[str]:
    return sorted(str(row) for row in session.execute(select(*table.__table__.columns)))
