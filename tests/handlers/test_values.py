"""Values read as people write them: names for slugs, amounts in soles, dates by day, month and year."""

from datetime import date
from decimal import Decimal

from handlers import values
from handlers.values import Words
from workflows import forms
from workflows.forms import Form

FORM = """{"type": "default", "id": "f", "components": [
    {"type": "number", "key": "derecho", "label": "Derecho propuesto (S/)", "decimalDigits": 2},
    {"type": "number", "key": "minutos", "label": "Minutos", "decimalDigits": 2},
    {"type": "select", "key": "organo", "label": "Órgano", "valuesExpression": "=organos"},
    {"type": "textarea", "key": "sustento", "label": "Sustento"},
    {"type": "radio", "key": "canal", "label": "Canal", "values": [{"value": "de_oficio", "label": "De oficio"}]}
]}"""
WORDS = Words({"ogaj": "Oficina General de Asesoría Jurídica"}, {("medio", "diario_oficial"): "El Peruano"}, {"tarifa"})


def form() -> Form:
    return forms.read(FORM.encode(), "f")


def test_answers_read_as_people_write_them() -> None:
    answers = {"derecho": Decimal("148.6"), "minutos": Decimal("95.5"), "organo": "ogaj", "canal": "de_oficio",
               "sustento": "sin_dictamen"}  # fmt: skip

    said = {one.label: one.text for one in values.answered(form(), answers, {}, {}, WORDS)}

    assert said == {
        "Derecho propuesto": "S/ 148.60",
        "Minutos": "95.5",
        "Órgano": "Oficina General de Asesoría Jurídica",
        "Canal": "De oficio",
        "Sustento": "sin_dictamen",  # what a person typed stays as typed
    }


def test_values_that_no_form_describes_are_said_in_words_too() -> None:
    told = {
        "organo_origen": "ogaj",
        "monto": 1500000,
        "tarifa": Decimal("12.5"),
        "r": Decimal("0.42"),
        "fecha_vigencia": "2026-09-15",
        "vence": date(2026, 12, 18),
        "medio": "diario_oficial",
        "resultado_comision": "con_dictamen",
        "costos": [{"organo": "ogaj", "monto_ccp": Decimal("7.5")}],
    }

    said = {one.label: one.text for one in values.stated(told, WORDS)}

    assert said == {
        "Órgano de origen": "Oficina General de Asesoría Jurídica",
        "Monto": "S/ 1 500 000.00",
        "Tarifa": "S/ 12.50",
        "R": "0.42",
        "Fecha vigencia": "15/09/2026",
        "Vence": "18/12/2026",
        "Medio": "El Peruano",
        "Resultado comisión": "con dictamen",
        "Costos": "Órgano: Oficina General de Asesoría Jurídica; Monto ccp: S/ 7.50",
    }


def test_without_the_words_of_a_case_a_value_stays_what_a_person_would_type() -> None:
    assert values.in_words("con_dictamen") == "con_dictamen"
    assert values.in_words(Decimal("148.6"), None, "monto") == "148.6"
