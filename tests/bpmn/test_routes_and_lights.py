"""The tables of agreements, notices and budget decide as the domain says, also at their edges."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workflows import dmn

PROCEDURES = Path(__file__).parents[2] / "bpmn"
PROPOSED = {
    "tipo": "marco", "monto_municipal": Decimal(0), "marco_autoriza_firma": False, "delega_competencia": False,
    "resolucion_delegacion": None, "convenio_ref": None,
}  # fmt: skip


def decided(folder: str, decision: str, **values: Any) -> Any:
    return dmn.evaluate((PROCEDURES / folder / f"{decision}.dmn").read_bytes(), decision, values).value


def route(**values: Any) -> dict[str, Any]:
    found: dict[str, Any] = decided("convenio-suscripcion", "ruta_convenio", **{**PROPOSED, **values})
    return found


@pytest.mark.parametrize(
    ("values", "who", "rule"),
    [
        ({"tipo": "marco"}, "concejo-municipal", "mayoria_simple"),
        ({"tipo": "especifico", "monto_municipal": Decimal(850_000)}, "concejo-municipal", "mayoria_simple"),
        ({"tipo": "cesion_uso_o_donacion"}, "concejo-municipal", "dos_tercios_legal_regidores"),
        ({"tipo": "encargo_gestion"}, "concejo-municipal", "mayoria_simple"),
        ({"tipo": "especifico", "marco_autoriza_firma": True}, "alcaldia", None),
        ({"tipo": "especifico", "marco_autoriza_firma": True, "delega_competencia": True}, "concejo-municipal",
         "mayoria_simple"),
        ({"tipo": "operativo", "resolucion_delegacion": "R.A. 006-2026-A/MDS"}, "gerencia-municipal", None),
        ({"tipo": "operativo"}, "concejo-municipal", "mayoria_simple"),
        ({"tipo": "operativo", "resolucion_delegacion": "R.A. 006-2026-A/MDS", "monto_municipal": Decimal(1)},
         "concejo-municipal", "mayoria_simple"),
    ],
)  # fmt: skip
def test_the_strictest_row_names_who_approves_an_agreement(values: dict[str, Any], who: str, rule: str | None) -> None:
    found = route(**values)

    assert (found["aprobador"], found["regla_mayoria"]) == (who, rule)
    assert found["exige_ccp"] is (values.get("monto_municipal", 0) > 0)


def test_an_addendum_goes_to_whoever_approved_its_agreement() -> None:
    amended = {"aprobador": "alcaldia", "regla_mayoria": None, "publica_diario": False, "da_cuenta": True}

    found = route(tipo="adenda", monto_municipal=Decimal(9_000), convenio_ref=amended)

    assert found == {**amended, "exige_ccp": True}


@pytest.mark.parametrize(
    ("kind", "level", "agreed", "delegable"),
    [
        ("anulaciones_y_creditos", "funcional", False, True),
        ("incorporacion_mayores_ingresos", "institucional", False, False),
        ("transferencia_de_partidas", "institucional", False, False),
        ("credito_suplementario", "institucional", True, False),
        ("otra", "institucional", True, False),
    ],
)
def test_the_kind_of_a_budget_change_names_its_level_and_who_approves_it(
    kind: str, level: str, agreed: bool, delegable: bool
) -> None:
    found = decided("modificacion-presupuestaria", "ruta_modificacion", tipo_modificacion=kind)

    assert (found["nivel"], found["exige_acuerdo"], found["delegable"]) == (level, agreed, delegable)


@pytest.mark.parametrize(
    ("spent", "level"),
    [("4800", "verde"), ("4799.99", "verde"), ("4799", "amarillo"), ("4080", "amarillo"), ("4079", "rojo"),
     ("2880", "rojo"), ("2879", "critico"), ("0", "critico")],
)  # fmt: skip
def test_the_light_changes_at_its_limits_by_a_ratio_of_four_decimals(spent: str, level: str) -> None:
    found = decided("presupuesto-evaluacion", "semaforo_ejecucion",
                    mes=Decimal(7), pim=Decimal(10_000), devengado=Decimal(spent), estricto=False)  # fmt: skip

    assert found["nivel"] == level


@pytest.mark.parametrize(("spent", "level"), [("4800", "amarillo"), ("4080", "rojo"), ("2880", "critico")])
def test_a_sensitive_target_is_judged_one_level_stricter(spent: str, level: str) -> None:
    found = decided("presupuesto-evaluacion", "semaforo_ejecucion",
                    mes=Decimal(7), pim=Decimal(10_000), devengado=Decimal(spent), estricto=True)  # fmt: skip

    assert found["nivel"] == level


@pytest.mark.parametrize("pim", [Decimal(0), None])
def test_without_a_budget_there_is_no_light(pim: Decimal | None) -> None:
    found = decided("presupuesto-evaluacion", "semaforo_ejecucion",
                    mes=Decimal(12), pim=pim, devengado=Decimal(0), estricto=True)  # fmt: skip

    assert found == {"nivel": "sin_pim", "r": None}


def test_spending_without_progress_is_critical_and_a_quiet_target_raises_nothing() -> None:
    quiet = {"mes": Decimal(9), "pim": Decimal(100), "pia": Decimal(100), "certificado": Decimal(90),
             "compromiso": Decimal(80), "devengado": Decimal(65), "omisiones": Decimal(0)}  # fmt: skip

    found = decided("presupuesto-evaluacion", "alertas_ejecucion", **{**quiet, "fisico": Decimal("39.9")})

    assert found == [{"alerta": "Gasto sin avance físico", "nivel": "critico"}]
    assert decided("presupuesto-evaluacion", "alertas_ejecucion", **{**quiet, "fisico": Decimal(40)}) is None


@pytest.mark.parametrize(
    ("box", "mail", "address", "way"),
    [(True, True, True, "casilla"), (False, True, True, "correo"), (False, False, True, "personal"),
     (False, False, False, "publicacion")],
)  # fmt: skip
def test_a_notice_goes_the_first_way_that_is_open(box: bool, mail: bool, address: bool, way: str) -> None:
    assert decided("notificacion", "modo_notificacion",
                   consiente_casilla=box, consiente_correo=mail, tiene_domicilio=address) == way  # fmt: skip
