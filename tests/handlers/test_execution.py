"""The month's execution of the budget, read from the municipality's registers: what cuadra, and what does not."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.ports import BpmnError
from handlers import books, execution, municipality
from handlers.services import Desk
from workflows.terms import LIMA

CUT, DAY = date(2026, 6, 30), date(2026, 7, 1)
COLUMNS = ("clave", *execution.WORDS, *execution.AMOUNTS, "vinculada_pi", "sensible")
SOUND = "Obra vial,g-infraestructura,RDR,09,2.6,12400000,12400000.00,5000000,3000000,2100000,2000000,si,no"


def brought(session: Session, folder: Path, lines: Sequence[str], name: str = "ejecucion-siaf") -> None:
    file = folder / f"{name}.csv"
    columns = ",".join(COLUMNS) if name == "ejecucion-siaf" else "clave,pim,recaudado"
    file.write_text("\n".join([columns, *lines]), "utf-8")
    books.bring(session, file, "", "Extracto del SIAF", DAY)


@pytest.fixture
def town(session: Session) -> Session:
    municipality.load(session, municipality.folder_of("los-sauces"))
    return session


def test_the_rows_of_the_month_are_read_with_their_amounts(town: Session, tmp_path: Path) -> None:
    brought(town, tmp_path, [f"2026-06/0042/RDR/2.6,0042,{SOUND}", f"2026-05/0042/RDR/2.6,0042,{SOUND}"])
    brought(town, tmp_path, ["2026-06,100.50,40"], "ingresos-siaf")

    found = execution.of_month(town, CUT, DAY)

    (goal,) = found["metas"]
    assert (goal["meta"], goal["pim"], goal["vinculada_pi"], goal["sensible"]) == ("0042", 12_400_000, True, False)
    assert found["ingresos"] == {"pim": Decimal("100.50"), "recaudado": 40}
    assert found["filas_rechazadas"] == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("2000000,si", "2100001,si"), ("3000000", "-1"), ("2100000", "1.005"), ("2100000", "NaN"), ("2100000", ""),
     ("g-infraestructura", "g-inventada"), ("Obra vial", ""), ("12400000.00", "4999999")],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_named_and_handed_on_for_correction(
    town: Session, tmp_path: Path, was: str, becomes: str
) -> None:
    brought(town, tmp_path, [f"2026-06/a,0042,{SOUND}", f"2026-06/b,0043,{SOUND.replace(was, becomes, 1)}"])

    found = execution.of_month(town, CUT, DAY)

    assert found["filas_rechazadas"] == ["2026-06/b"] and len(found["metas"]) == 2


def test_a_month_that_nobody_brought_falls_back_to_the_officer(town: Session, tmp_path: Path) -> None:
    desk = Desk(town, 1, "EXP-2026-000001", datetime(2026, 7, 1, 9, tzinfo=LIMA))
    with pytest.raises(BpmnError, match="SIAF_NO_RESPONDE"):
        desk.serve("siaf.cargar_ejecucion", {"fecha_corte": CUT})
    brought(town, tmp_path, [f"2026-05/0042,0042,{SOUND}"])
    with pytest.raises(BpmnError, match="SIAF_NO_RESPONDE"):
        desk.serve("siaf.cargar_ejecucion", {"fecha_corte": CUT})
