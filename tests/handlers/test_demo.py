"""The demonstration is Los Sauces as it could be today: cases moved by their officers, at working hours, by the law."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import (
    CaseOpened,
    Commented,
    MessageArrived,
    TaskAssigned,
    TaskDecided,
    TaskReassigned,
    TermDated,
    TermExtended,
)
from handlers import (
    accounts,
    appointments,
    audits,
    calendar,
    conveniences,
    demo,
    documents,
    inbox,
    notices,
    papers,
    pdf,
    standing,
    terms,
)
from handlers.links import LinkedCase
from handlers.refusals import Invalid
from handlers.standing import CaseRow, OpenTask
from tests.conftest import POSTGRES
from webui import database
from webui.commands import main, screen
from webui.migrations import tables
from workflows.storage import Table
from workflows.terms import LIMA

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=LIMA)  # a Tuesday
STARTED = {
    "tupa-opinion", "ordenanza-propuesta", "acuerdo-propuesta", "convenio-suscripcion", "presupuesto-evaluacion",
    "modificacion-presupuestaria",
}  # fmt: skip
PRINCIPAL = {
    "mesa-de-partes", "g-desarrollo-economico", "op-modernizacion", "oga", "ogpp", "op-presupuesto", "ogaj",
    "gerencia-municipal", "alcaldia", "secretaria-general",
}  # fmt: skip
SOAK = bool(os.environ.get("CABILDO_SOAK"))
KINDS = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if SOAK else [])]
OTHER_DAYS = ["2027-02-15T09:00", "2026-03-01T10:00"]


@pytest.fixture(scope="module", params=KINDS)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with the demonstration as of NOW, made by the command that `make run` gives."""
    if request.param == "postgresql" and not POSTGRES:
        pytest.skip("no hay servidor PostgreSQL: `make test` lo prepara")
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'cabildo.db'}" if request.param == "sqlite" else _fresh(folder.name)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(screen, "now", lambda: NOW)
        made = cabildo("--database", url, "demo")
        assert made.exit_code == 0 and "a medio contar" not in made.stdout, made.output  # every story came to its end
        assert "Gerencia Municipal" in made.stdout and demo.PASSWORD in made.stdout
        engine = database.prepared(url)
        yield engine
    engine.dispose()
    if request.param == "postgresql":
        _order(f"DROP DATABASE {_name(folder.name)} WITH (FORCE)")


def cabildo(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="cabildo")


def _fresh(folder: str) -> str:
    _order(f"DROP DATABASE IF EXISTS {_name(folder)} WITH (FORCE)")
    _order(f"CREATE DATABASE {_name(folder)}")
    return POSTGRES.rpartition("/")[0] + "/" + _name(folder)


def _name(folder: str) -> str:
    return f"cabildo_{folder}".replace("-", "_")


def _order(statement: str) -> None:
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()


@pytest.fixture
def session(town: Engine) -> Iterator[Session]:
    with Session(town) as session:
        yield session


def test_there_are_cases_of_every_procedure_that_an_officer_starts_in_many_states(session: Session) -> None:
    found = session.scalars(select(CaseRow)).all()
    ends = {row.outcome for row in found if row.state == "ended"}
    assert len(found) >= 60 and {row.procedure for row in found} >= STARTED
    assert {
        "tupa_vigente", "archivado_desfavorable", "archivado_alcalde", "no_aprobado", "no_corresponde",
        "sin_norma_sustantiva", "publicada_vigente", "rechazada_concejo", "no_elevada", "archivada_requisitos",
        "retirada", "acuerdo_adoptado", "sin_acuerdo", "rechazado_concejo", "archivado", "aprobada", "denegada",
        "periodo_cerrado",
    } <= ends  # fmt: skip
    assert not session.scalar(select(func.count()).select_from(standing.Incident))


def test_everybody_has_something_to_do_and_some_of_it_is_urgent(session: Session) -> None:
    """What is late, due today, due within the week, and what came just now; for each of the principal organs."""
    days, today = calendar.calendar(session), NOW.date()
    waiting = session.scalars(select(OpenTask).where(OpenTask.due.is_not(None))).all()
    left = [terms.working_days_left(today, row.due, days) for row in waiting if row.due]
    assert sum(one < 0 for one in left) >= 5 and left.count(0) >= 5 and sum(0 < one <= 5 for one in left) >= 8
    assert {row.organ for row in waiting} >= PRINCIPAL
    fresh = [
        row for row in waiting if terms.working_days_between(row.opened_at.astimezone(LIMA).date(), today, days) == 1
    ]
    assert len(fresh) >= 4
    assert any(row.claimed_by for row in waiting)


def test_terms_really_ran(session: Session) -> None:
    """Reminders and escalations were sent, and some acts came late and were valid."""
    sent = Counter(session.scalars(select(notices.Notice.kind)))
    assert sent[notices.REMINDER] >= 20 and sent[notices.ESCALATION] >= 20
    late = 0
    for case_id in journal.case_ids(session):
        due: dict[str, date] = {}
        for record in journal.read(session, case_id):
            if isinstance(record.entry, TermDated):
                due[record.entry.term] = record.entry.due
            if isinstance(record.entry, TaskDecided) and record.entry.task in due:
                late += record.at.astimezone(LIMA).date() > due[record.entry.task]
    assert late >= 5


def test_some_acted_in_the_place_of_others_each_with_the_instrument(session: Session) -> None:
    actors = [r.entry.actor for c in journal.case_ids(session) for r in journal.read(session, c)
              if isinstance(r.entry, TaskDecided) and r.entry.actor]  # fmt: skip
    assert {actor.capacity for actor in actors} >= {"titular", "encargado", "suplente", "delegado"}
    assert all(actor.instrument for actor in actors)


def test_each_case_has_its_own_subject(session: Session) -> None:
    """Those that the calendar opens are called by their start event, and may be called alike."""
    subjects = session.scalars(select(CaseRow.subject).where(CaseRow.procedure == "tupa-opinion")).all()
    assert len(set(subjects)) == len(subjects)
    assert all(len(subject) >= 10 for subject in subjects)


def test_what_others_open_is_told_too(session: Session) -> None:
    """Every norm and acuerdo in force is followed: some to the end, one on its way."""
    followed = session.scalars(select(CaseRow).where(CaseRow.procedure == "seguimiento-normas")).all()
    assert {row.outcome for row in followed} >= {"", "sin_obligaciones", "cerrada_con_incumplimientos", "cumplida"}


def test_one_case_was_observed_and_one_waits_for_the_ministry(session: Session) -> None:
    again = session.scalars(select(OpenTask.task).where(OpenTask.element == "t01_registrar_propuesta")).all()
    assert any(task.endswith("t01_registrar_propuesta:2") for task in again)
    assert session.scalar(select(standing.Awaited.case_id).where(standing.Awaited.name == "respuesta_mef"))
    assert session.scalar(select(standing.Awaited.case_id).where(standing.Awaited.name == "respuesta_provincial"))


def test_officers_also_act_beside_the_diagrams(session: Session) -> None:
    """Abstentions, one decided with another officer who goes on, one open; comments, proveídos, a longer term."""
    told = [record.entry for case_id in journal.case_ids(session) for record in journal.read(session, case_id)]
    steps_aside = session.scalars(select(LinkedCase).where(LinkedCase.how == "abstencion")).all()
    decided = [link for link in steps_aside if link.ended]

    assert [link.state for link in decided] == ["aceptada"] and decided[0].heir not in ("", decided[0].officer)
    reports = [entry for entry in told if isinstance(entry, TaskDecided) and entry.task.endswith("elaborar_informe:1")]
    assert any(entry.actor and entry.actor.capacity == "ad_hoc" for entry in reports)
    (pending,) = [link for link in steps_aside if not link.ended]
    (waiting,) = [row for row in standing.tasks_of(session, pending.other) if row.element == "resolver_abstencion"]
    assert waiting.organ == "gerencia-municipal"
    left = inbox.waiting_for(session, pending.officer, NOW)
    assert [one.link.number for one in left.aside] == [pending.number]
    assert sum(isinstance(entry, Commented) for entry in told) >= 5
    assert sum(isinstance(entry, TaskReassigned) and entry.how == "derivacion" for entry in told) >= 2
    assert any(isinstance(entry, TermExtended) for entry in told)
    specialist = inbox.waiting_for(session, "diana-caceres", NOW)
    assert any(one.handed == "derivacion" and one.mine for one in specialist.items)


def test_everything_told_by_a_person_was_told_on_a_working_day_in_the_day(session: Session) -> None:
    days = calendar.calendar(session)
    told = 0
    for case_id in journal.case_ids(session):
        for record in journal.read(session, case_id):
            if isinstance(record.entry, TaskDecided | MessageArrived) or _by_a_person(record.entry):
                at = record.at.astimezone(LIMA)
                assert days.is_working(at.date()), (case_id, record.position, at)
                assert 8 <= at.hour < 20, (case_id, record.position, at)
                told += 1
    assert told > 150


def _by_a_person(entry: object) -> bool:
    return isinstance(entry, CaseOpened) and entry.actor is not None


def test_the_newest_is_of_the_last_working_day_and_nothing_is_later_than_now(session: Session) -> None:
    days = calendar.calendar(session)
    yesterday = terms.add_working_days(NOW.date(), -1, days)
    moments = [r.at for case_id in journal.case_ids(session) for r in journal.read(session, case_id)]
    assert max(moments).astimezone(LIMA).date() == yesterday
    assert min(moments) < NOW - timedelta(days=120)
    for table in Table.metadata.tables.values():
        for column in table.columns:
            if column.type.__class__.__name__ == "Moment" and column.name != "expires":
                newest = session.scalar(select(func.max(column)))
                assert newest is None or column.name == "expires_at" or newest <= NOW, column


def test_who_decided_might_act_for_the_organ_that_day(session: Session) -> None:
    for case_id in journal.case_ids(session):
        organs: dict[str, str] = {}
        for record in journal.read(session, case_id):
            if isinstance(record.entry, TaskAssigned):
                organs[record.entry.task] = record.entry.organ
            if isinstance(record.entry, TaskDecided):
                actor, day = record.entry.actor, record.at.astimezone(LIMA).date()
                assert actor is not None and actor.organ == organs[record.entry.task]
                if actor.capacity == "ad_hoc":  # named by the superior of who abstained
                    assert actor.instrument.startswith("abstención, expediente EXP-")
                else:
                    assert appointments.may_act(session, actor.officer, actor.organ, day)


def test_signatures_and_documents_are_real(session: Session) -> None:
    signed = [r.entry for c in journal.case_ids(session) for r in journal.read(session, c)
              if isinstance(r.entry, TaskDecided) and r.entry.signature]  # fmt: skip
    filed = [one for case_id in journal.case_ids(session) for one in documents.file_of(session, case_id)]
    assert len(signed) >= 15 and len(filed) >= 40
    assert len({one.sha256 for one in filed}) > 30
    assert all(pdf.defect_of(documents.read(session, one.sha256)) == "" for one in filed)


def test_the_histories_verify_and_the_lists_are_those_of_the_journal(town: Engine) -> None:
    with Session(town) as session:
        assert [v.sentence for v in audits.verify(session, lists=True) if not v.ok] == []
    before = _conveniences(town)
    with Session(town) as session, session.begin():
        for name in before:
            session.execute(tables.metadata().tables[name].delete())
    cases.cache.clear()
    with Session(town) as session, session.begin():
        assert conveniences.rebuild(session) == len(before["cases"])
    assert _conveniences(town) == before


def _conveniences(engine: Engine) -> dict[str, list[str]]:
    """Return the rows of every table whose docstring says that it is a convenience."""
    wanted = [mapper.local_table for mapper in Table.registry.mappers if "onvenience" in (mapper.class_.__doc__ or "")]
    with engine.connect() as connection:
        return {table.name: sorted(map(str, connection.execute(select(table)))) for table in wanted}  # type: ignore[attr-defined]


def test_each_role_can_sign_in(session: Session) -> None:
    found = demo.shown(session, NOW.date())
    assert len(found) == len(demo.HEADS) + len(demo.ROLES)
    assert len({one.name for one in found}) == len(found)
    for one in found[:2]:
        assert accounts.sign_in(session, one.name, demo.PASSWORD, NOW) == one.name


def test_it_is_made_once_and_kept(town: Engine, session: Session) -> None:
    assert demo.is_demo(session, NOW.date()) and demo.is_complete(session)
    before = session.scalars(select(CaseRow.number)).all()
    session.close()
    url = town.url.render_as_string(hide_password=False)

    again = cabildo("--database", url, "demo")

    assert again.exit_code == 0 and demo.PASSWORD in again.stdout and "100 %" not in again.stdout
    assert session.scalars(select(CaseRow.number)).all() == before
    session.close()
    verified = cabildo("--database", url, "verify", "--lists")
    assert verified.exit_code == 0, verified.output
    with pytest.raises(Invalid):
        demo.build(town, NOW)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="in `make soak`")
@pytest.mark.parametrize("now", OTHER_DAYS)
def test_it_can_be_made_on_any_day(now: str, tmp_path: Path) -> None:
    """On a Sunday of a year that the registers begin shortly before, and weeks after the concejo changed."""
    moment = datetime.fromisoformat(now).replace(tzinfo=LIMA)
    engine = database.prepared(f"sqlite:///{tmp_path / 'cabildo.db'}")
    assert demo.build(engine, moment) == []
    with Session(engine) as session:
        assert len(journal.case_ids(session)) >= 60
        assert [v.sentence for v in audits.verify(session) if not v.ok] == []
        assert {row.organ for row in session.scalars(select(OpenTask))} >= PRINCIPAL
        assert session.scalar(select(func.max(CaseRow.moved_at))) < moment
    engine.dispose()


def test_a_paper_is_a_sound_pdf_of_as_many_pages_as_it_needs() -> None:
    short = papers.pdf("Informe (borrador) \\ N.º 1", ["Opinión técnica: «favorable» — 100 % €", "漢字"])
    long = papers.pdf("Anexo", ["Una línea de texto que ocupa poco. " * 4] * 60)
    assert (pdf.defect_of(short), pdf.pages_of(short)) == ("", 1)
    assert pdf.defect_of(long) == "" and (pdf.pages_of(long) or 0) > 2
