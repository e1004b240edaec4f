"""The files of a municipality load whole or not at all, and say what to correct in them."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from handlers import appointments, calendar, municipality, organs, parameters, services
from handlers.readable import Unreadable
from handlers.refusals import Invalid, NotFound
from workflows.terms import LIMA

DAY = date(2026, 3, 2)
LANES = {
    "op-modernizacion", "oga", "of-contabilidad", "ogpp", "ogaj", "gerencia-municipal", "alcaldia",
    "secretaria-general", "concejo-municipal", "oci", "mesa-de-partes",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Los Sauces that a test may spoil."""
    return shutil.copytree(municipality.folder_of("los-sauces"), tmp_path / "los-sauces")


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str, str], None]:
    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return replace


def problems_of(folder: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        municipality.read(folder)
    return "\n".join(refused.value.problems)


def test_every_organ_of_los_sauces_has_someone_who_acts_on_every_day_of_two_years(los_sauces: Session) -> None:
    for day in (date(2025, 1, 1) + timedelta(days=13 * n) for n in range(56)):
        empty = [one.slug for one in organs.chart(los_sauces, day)
                 if not one.external and not appointments.acting(los_sauces, one.slug, day)]  # fmt: skip
        assert day < date(2025, 1, 9) or empty == []


def test_los_sauces_has_the_lanes_of_the_first_procedures(los_sauces: Session) -> None:
    assert organs.slugs(los_sauces, DAY) >= LANES


def test_the_files_alone_name_the_same_organs_as_the_registers(los_sauces: Session) -> None:
    folder = municipality.folder_of("los-sauces")

    for day in (date(2025, 1, 1), DAY, date(2026, 11, 24)):
        assert municipality.organs_in(folder, day) == organs.slugs(los_sauces, day)


def test_the_gerencia_municipal_is_in_other_hands_for_two_weeks(los_sauces: Session) -> None:
    before, during, after = (
        appointments.acting(los_sauces, "gerencia-municipal", day)[0]
        for day in (date(2026, 11, 13), date(2026, 11, 24), date(2026, 11, 30))
    )

    assert (before.officer, before.capacity) == ("manuel-torres", "titular")
    assert (during.officer, during.capacity, during.instrument) == (
        "carmen-vilchez",
        "encargado",
        "R.A. 212-2026-A/MDS",
    )
    assert after == before


def test_nine_regidores_and_none_of_them_administers(los_sauces: Session) -> None:
    members = appointments.acting(los_sauces, "concejo-municipal", DAY)
    regidores = [member.officer for member in members if not member.is_head]

    assert len(regidores) == parameters.value(los_sauces, "numero_regidores", DAY) == 9
    held = [actor.organ for officer in regidores for actor in appointments.actors_of(los_sauces, officer, DAY)]
    assert set(held) == {"concejo-municipal", "comision-economia-juridica", "comision-desarrollo"}


def test_the_members_of_the_concejo_are_those_appointed_that_day(los_sauces: Session) -> None:
    """Who presides comes first; the new concejo takes office on the first day of 2027."""
    before, after = (
        services.Desk(los_sauces, 1, "EXP-2026-000001", datetime(*day, 9, tzinfo=LIMA)).ask(
            f"parametro.{parameters.MEMBERS}", []
        )
        for day in ((2026, 12, 31), (2027, 1, 1))
    )

    assert len(before.value) == len(after.value) == 10 and not set(before.value) & set(after.value)
    assert before.value[:2] == ["Rosa Elvira Quispe Mamani", "Alberto Chávez Luna"]
    assert after.value[0] == "Mónica Beltrán Salcedo"
    assert after.source == "designaciones vigentes el 01/01/2027"


def test_there_is_one_of_each_role(los_sauces: Session) -> None:
    roles = {role for officer in appointments.in_service(los_sauces, DAY)
             for role in appointments.roles_of(los_sauces, officer.id, DAY)}  # fmt: skip

    assert roles == set(appointments.ROLES)
    assert [actor.organ for actor in appointments.actors_of(los_sauces, "andres-yupanqui", DAY)] == ["oci"]


def test_the_calendar_and_the_parameters_are_loaded(los_sauces: Session) -> None:
    assert calendar.calendar(los_sauces).reason(date(2026, 1, 2)) == (
        "día no laborable del sector público, DS 042-2025-PCM"
    )
    assert calendar.calendar(los_sauces, "tributario").is_working(date(2026, 1, 2))
    assert parameters.value(los_sauces, "uit", date(2025, 6, 1)) == Decimal(5350)
    assert parameters.value(los_sauces, "uit", DAY) == Decimal(5500)
    assert parameters.value(los_sauces, "firma_manual", DAY) is False
    assert parameters.value(los_sauces, "sigla", DAY) == "MDS"


def test_registers_are_loaded_once(los_sauces: Session) -> None:
    assert municipality.is_loaded(los_sauces)
    with pytest.raises(Invalid, match="ya tienen"):
        municipality.load(los_sauces, municipality.folder_of("los-sauces"))


def test_a_folder_with_mistakes_loads_nothing(
    session: Session, folder: Path, spoil: Callable[[str, str, str], None]
) -> None:
    spoil("roles.csv", "auditor", "contralor")

    with pytest.raises(Unreadable, match="roles.csv, línea 2, campo «rol»: «contralor» no es uno de: auditor"):
        municipality.load(session, folder)

    assert not municipality.is_loaded(session)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "organos.csv",
            "Alcaldesa,1,sí",
            "Alcaldesa,uno,sí",
            "organos.csv, línea 2, campo «nivel»: «uno» no es un número",
        ),
        ("organos.csv", "Alcaldesa,1,sí", "Alcaldesa,1,tal vez", "campo «colegiado»: «tal vez» debe ser «sí» o «no»"),
        ("organos.csv", "asesoramiento,ogpp", "asesoramiento,ogp", "«ogp», superior de «op-planeamiento», no existe"),
        ("organos.csv", "alta_direccion,,", "alta_direccion,ogaj,", "«ogaj» termina siendo superior de sí mismo"),
        (
            "organos.csv",
            "2025-01-01,2025-12-31",
            "2025-01-01,2026-01-31",
            "línea 24, campo «desde»: «of-tecnologias» ya",
        ),
        ("organos.csv", "organo,nombre", "órgano,nombre", "organos.csv, línea 1: el encabezado debe tener los campos"),
        ("funcionarios.csv", "raul-mendoza,", "elena-castro,", "campo «funcionario»: «elena-castro» aparece dos veces"),
        ("funcionarios.csv", "2025-12-31", "2022-12-31", "campo «hasta»: es anterior al día en que empieza"),
        ("designaciones.csv", "hector-aliaga,oga", "hector,oga", "«hector» no está en funcionarios.csv"),
        (
            "designaciones.csv",
            "hector-aliaga,oga",
            "hector-aliaga,ogaf",
            "campo «organo»: «ogaf» no existía el 01/01/2025",
        ),
        (
            "designaciones.csv",
            "hector-aliaga,oga",
            "sergio-nunez,oga",
            "«sergio-nunez» es miembro del concejo y no puede",
        ),
        (
            "designaciones.csv",
            "2026-11-16",
            "16/11/2026",
            "campo «desde»: «16/11/2026» no es una fecha como 2026-11-16",
        ),
        ("dias.csv", "2026-01-02,sector_publico,PE", "2026-01-02,sector_publico,08", "«08» no rige aquí"),
        ("parametros.csv", "numero,5350", "numero,S/ 5350", "campo «valor»: «S/ 5350» no es un número como 5350"),
        ("parametros.csv", "uit,numero,5350", "miembros_concejo,lista,Ana;Luis", "no se escribe aquí"),
        ("municipio.toml", '"distrital"', '"grande"', "municipio.toml, campo «nivel»: es «distrital» o «provincial»"),
        ("municipio.toml", "poblacion = 62000", "poblacion =", "municipio.toml: no se puede leer"),
    ],
)
def test_each_mistake_is_named_with_its_place(
    folder: Path, spoil: Callable[[str, str, str], None], file: str, old: str, new: str, problem: str
) -> None:
    spoil(file, old, new)

    assert problem in problems_of(folder)


def test_all_mistakes_are_told_at_once(folder: Path, spoil: Callable[[str, str, str], None]) -> None:
    spoil("roles.csv", "auditor", "contralor")
    (folder / "dias.csv").unlink()
    (folder / "parametros.csv").write_bytes("uit,número".encode("latin-1"))

    found = problems_of(folder)

    assert "dias.csv: falta en la carpeta los-sauces" in found
    assert "parametros.csv: no está en UTF-8" in found
    assert found.count("contralor") == 2


def test_a_municipality_may_name_its_own_stand_ins(folder: Path) -> None:
    (folder / "reemplazos.csv").write_text("rol,orden,organo,nota\nof-cultura,1,oga,\n", "utf-8")

    lanes = municipality.organs_in(folder, DAY)

    assert "of-cultura" in lanes
    assert "of-cooperacion" not in lanes


def test_an_unknown_municipality_is_refused_and_the_known_ones_named(tmp_path: Path) -> None:
    assert municipality.folder_of(str(tmp_path)) == tmp_path
    with pytest.raises(NotFound, match="los-sauces"):
        municipality.folder_of("atlantida")
