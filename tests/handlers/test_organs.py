"""The chart of a day, who stands in for what it lacks, and who may act for an organ."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from handlers import appointments, organs, registers
from handlers.appointments import Appointment, Officer, Role
from handlers.organs import NoOrgan, OrganRow, StandIn
from handlers.refusals import NotFound, Refusal

START = date(2025, 1, 1)
DAY = date(2026, 3, 2)


def organ(slug: str, parent: str | None = "gerencia-municipal", **other: object) -> OrganRow:
    about: dict[str, object] = dict(name=slug.upper(), acronym=slug.upper(), rof_type="apoyo", head_post="Jefe",
                                    level=2, instrument="ROF", valid_from=START)  # fmt: skip
    return OrganRow(slug=slug, parent=parent, **(about | other))  # type: ignore[arg-type]


def post(officer: str, slug: str, head: bool = True, **other: object) -> Appointment:
    about: dict[str, object] = dict(post="Jefe" if head else "Especialista", capacity="titular", instrument="R.A. 1",
                                    instrument_date=START, valid_from=START)  # fmt: skip
    return Appointment(officer=officer, organ=slug, is_head=head, **(about | other))  # type: ignore[arg-type]


def person(slug: str, **other: object) -> Officer:
    return Officer(id=slug, name=slug.title(), **({"valid_from": START} | other))  # type: ignore[arg-type]


@pytest.fixture
def village(session: Session) -> Session:
    """A municipality of four organs, where Ana heads the administration and Beto works with her."""
    session.add_all([
        organ("alcaldia", None, rof_type="alta_direccion", level=1),
        organ("gerencia-municipal", "alcaldia", rof_type="alta_direccion", level=1),
        organ("oga"),
        organ("concejo-municipal", None, rof_type="gobierno", level=1, collegiate=True),
        organ("mef", None, external=True),
        StandIn(role="op-presupuesto", position=1, organ="ogpp", valid_from=START),
        StandIn(role="op-presupuesto", position=2, organ="oga", valid_from=START),
        StandIn(role="g-*", position=1, organ="gerencia-municipal", valid_from=START),
    ])  # fmt: skip
    session.add_all([person(name) for name in ("ana", "beto", "carla", "dora")])
    session.flush()
    session.add_all([
        post("ana", "oga"),
        post("beto", "oga", head=False),
        post("carla", "gerencia-municipal"),
        post("dora", "concejo-municipal", head=False),
    ])  # fmt: skip
    session.flush()
    return session


def who(session: Session, slug: str, day: date = DAY, procedure: str | None = None) -> list[tuple[str, str, bool]]:
    return [(one.officer, one.capacity, one.is_head) for one in appointments.acting(session, slug, day, procedure)]


def test_an_organ_that_exists_takes_its_own_tasks(village: Session) -> None:
    assert organs.resolve(village, "oga", DAY).organ.slug == "oga"
    assert organs.resolve(village, "oga", DAY).reason is None


def test_the_first_organ_of_the_list_that_exists_stands_in_and_says_why(village: Session) -> None:
    resolved = organs.resolve(village, "op-presupuesto", DAY)

    assert resolved.organ.slug == "oga"
    assert resolved.reason == (
        "No hay «op-presupuesto» en el organigrama al 02/03/2026; lo reemplaza OGA, el primero que existe de ogpp, oga."
    )
    assert who(village, "op-presupuesto") == who(village, "oga")


def test_a_line_organ_that_is_lacking_falls_to_the_one_named_for_all_of_them(village: Session) -> None:
    assert organs.resolve(village, "g-transporte", DAY).organ.slug == "gerencia-municipal"


@pytest.mark.parametrize("slug", ["procuraduria", "ogpp", "", "mef"])
def test_what_nobody_takes_is_refused_with_a_sentence(village: Session, slug: str) -> None:
    with pytest.raises(NoOrgan, match="organigrama|externa") as refused:
        organs.resolve(village, slug, DAY)

    assert isinstance(refused.value, Refusal)


def test_a_lane_may_name_what_the_chart_has_or_replaces(village: Session) -> None:
    assert organs.slugs(village, DAY) == {
        "alcaldia", "concejo-municipal", "gerencia-municipal", "oga", "op-presupuesto"
    }  # fmt: skip


def test_each_organ_comes_after_the_one_above_it_and_other_entities_last(village: Session) -> None:
    assert [one.slug for one in organs.chart(village, DAY)] == [
        "concejo-municipal", "alcaldia", "gerencia-municipal", "oga", "mef"
    ]  # fmt: skip


def test_the_superior_is_the_organ_above(village: Session) -> None:
    above = [organs.superior(village, slug, DAY) for slug in ("oga", "op-presupuesto", "gerencia-municipal")]

    assert [one.slug for one in above if one] == ["gerencia-municipal", "gerencia-municipal", "alcaldia"]
    assert organs.superior(village, "alcaldia", DAY) is None


def test_a_new_rof_ends_an_organ_and_the_old_day_still_finds_it(village: Session) -> None:
    old = village.get_one(OrganRow, ("oga", START))
    registers.end(old, date(2025, 12, 31))
    village.add(organ("oga", name="Gerencia de Administración", valid_from=date(2026, 1, 1)))

    then, now = (organs.organ_on(village, "oga", day) for day in (date(2025, 12, 31), date(2026, 1, 1)))

    assert then is not None and then.name == "OGA"
    assert now is not None and now.name == "Gerencia de Administración"
    assert organs.organ_on(village, "oga", date(2024, 12, 31)) is None


def test_a_row_ends_once_and_not_before_it_began(village: Session) -> None:
    row = village.get_one(OrganRow, ("oga", START))

    with pytest.raises(ValueError, match="begins"):
        registers.end(row, date(2024, 12, 31))
    registers.end(row, date(2026, 1, 31))
    with pytest.raises(ValueError, match="ended"):
        registers.end(row, date(2026, 2, 1))


def test_the_head_acts_first_then_the_staff(village: Session) -> None:
    assert who(village, "oga") == [("ana", "titular", True), ("beto", "titular", False)]


def test_while_someone_is_in_charge_the_titular_does_not_act(village: Session) -> None:
    first, last = date(2026, 11, 16), date(2026, 11, 27)
    village.add(post("carla", "oga", capacity="encargado", instrument="R.A. 212", valid_from=first, valid_to=last))

    assert who(village, "oga", date(2026, 11, 13))[0] == ("ana", "titular", True)
    assert who(village, "oga", first) == [("carla", "encargado", True), ("beto", "titular", False)]
    assert who(village, "oga", last)[0] == ("carla", "encargado", True)
    assert who(village, "oga", date(2026, 11, 28))[0] == ("ana", "titular", True)
    assert [one.organ for one in appointments.actors_of(village, "carla", first)] == ["gerencia-municipal", "oga"]
    assert appointments.actors_of(village, "ana", first) == []


def test_a_delegation_reaches_only_its_procedures_and_there_binds_the_delegator(village: Session) -> None:
    village.add(post("beto", "oga", capacity="delegado", procedures="convenio-suscripcion contratos"))

    assert who(village, "oga", procedure="contratos")[0] == ("beto", "delegado", True)
    assert ("ana", "titular", True) not in who(village, "oga", procedure="contratos")
    assert who(village, "oga", procedure="tupa-opinion") == [("ana", "titular", True), ("beto", "titular", False)]
    assert {officer for officer, _, _ in who(village, "oga")} == {"ana", "beto"}


def test_a_post_left_empty_is_assumed_by_the_next_in_the_unit(village: Session) -> None:
    registers.end(next(row for row in village.query(Appointment) if row.officer == "ana"), date(2026, 1, 31))

    [interim] = appointments.acting(village, "oga", DAY)

    assert (interim.officer, interim.capacity, interim.instrument, interim.post) == (
        "beto",
        "interino",
        "LPAG 84.3",
        "Jefe",
    )


def test_without_staff_the_most_senior_head_below_assumes(village: Session) -> None:
    registers.end(next(row for row in village.query(Appointment) if row.officer == "carla"), date(2026, 1, 31))

    assert who(village, "gerencia-municipal") == [("ana", "interino", True)]


def test_nobody_becomes_mayor_by_seniority(village: Session) -> None:
    assert who(village, "alcaldia") == []


def test_a_regidor_never_gets_a_task_of_an_administrative_organ(village: Session) -> None:
    village.add_all([post("dora", "oga"), post("dora", "gerencia-municipal", capacity="encargado")])
    village.add(post("dora", "alcaldia", capacity="titular"))

    assert who(village, "oga")[0] == ("ana", "titular", True)
    assert who(village, "gerencia-municipal") == [("carla", "titular", True)]
    assert who(village, "alcaldia") == []
    assert who(village, "concejo-municipal") == [("dora", "titular", False)]


def test_a_regidor_may_take_over_the_mayors_office_when_named(village: Session) -> None:
    village.add(post("dora", "alcaldia", capacity="encargado"))

    assert who(village, "alcaldia") == [("dora", "encargado", True)]


def test_who_left_the_municipality_acts_no_more(village: Session) -> None:
    registers.end(appointments.officer_named(village, "beto"), date(2026, 2, 28))

    assert who(village, "oga", date(2026, 2, 28))[-1] == ("beto", "titular", False)
    assert who(village, "oga") == [("ana", "titular", True)]
    assert [one.id for one in appointments.in_service(village, DAY)] == ["ana", "carla", "dora"]


def test_an_officer_acts_as_one_of_those_who_may(village: Session) -> None:
    actor = appointments.may_act(village, "beto", "op-presupuesto", DAY)

    assert actor is not None and (actor.organ, actor.post) == ("oga", "Especialista")
    assert appointments.may_act(village, "carla", "oga", DAY) is None
    with pytest.raises(NotFound):
        appointments.officer_named(village, "nadie")


def test_roles_are_dated_too(village: Session) -> None:
    village.add(Role(officer="beto", role="auditor", valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31)))

    assert appointments.roles_of(village, "beto", DAY) == {"auditor"}
    assert appointments.roles_of(village, "beto", date(2026, 4, 1)) == frozenset()
    assert appointments.roles_of(village, "ana", DAY) == frozenset()


def test_what_one_session_commits_the_next_transaction_of_another_sees(registers: Engine) -> None:
    with Session(registers) as one, Session(registers) as other:
        assert organs.organ_on(other, "oga", DAY) is None
        other.rollback()
        one.add(organ("oga", None))
        one.commit()
        try:
            assert organs.organ_on(other, "oga", DAY) is not None
        finally:
            other.rollback()
            one.delete(one.get_one(OrganRow, ("oga", START)))
            one.commit()
        assert organs.organ_on(other, "oga", DAY) is None


def test_a_change_that_was_rolled_back_leaves_no_trace(village: Session) -> None:
    with village.begin_nested() as attempt:
        village.add(organ("oci", None))
        assert organs.organ_on(village, "oci", DAY) is not None
        attempt.rollback()

    assert organs.organ_on(village, "oci", DAY) is None
