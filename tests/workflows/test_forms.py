"""What a form asks and takes: the same as the form-js viewer where it has a rule, and never less."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import Refused, forms
from workflows.forms import patterns

MONDAY = datetime(2026, 3, 2, 13, tzinfo=UTC)


def form(*components: dict[str, Any], **root: Any) -> forms.Form:
    return forms.read(json.dumps({"type": "default", "id": "prueba", "components": list(components), **root}).encode())


def text(key: str, label: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "textarea", "key": key, "id": f"Field_{key}", "label": label or key.capitalize(), **more}


def number(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "number", "key": key, "id": f"Field_{key}", "label": key.capitalize(), **more}


def select(key: str, *values: str, **more: Any) -> dict[str, Any]:
    options = [{"value": value, "label": value.replace("_", " ").capitalize()} for value in values]
    return {"type": "radio", "key": key, "id": f"Field_{key}", "label": key.capitalize(), "values": options, **more}


OPINION = form(
    select("decision", "favorable", "observado", "desfavorable", validate={"required": True}),
    text("sustento", "Sustento", validate={"required": True, "minLength": 20, "maxLength": 4000}),
    {
        "type": "dynamiclist",
        "path": "observaciones",
        "id": "Lista",
        "label": "Observaciones",
        "validate": {"required": True},
        "conditional": {"hide": '=decision != "observado"'},
        "components": [
            text("descripcion", "Descripción", validate={"required": True}),
            number("folio", decimalDigits=0, validate={"min": 1}),
            {"type": "checkbox", "key": "subsanable", "label": "Subsanable"},
        ],
    },
)
GROUNDS = "Cumple con los requisitos del TUPA."


def check(
    of: forms.Form, posted: Mapping[str, Any], values: Mapping[str, object] | None = None, **more: Any
) -> forms.Checked:
    return of.check(posted, values or {}, at=MONDAY, **more)


def answered(of: forms.Form, posted: Mapping[str, Any], values: Mapping[str, object] | None = None, **more: Any) -> Any:
    checked = check(of, posted, values, **more)
    assert checked.errors == {}
    return checked.answers


def refused(of: forms.Form, posted: Mapping[str, Any], values: Mapping[str, object] | None = None, **more: Any) -> Any:
    return check(of, posted, values, **more).errors


class TestReading:
    def test_a_form_knows_its_fields_names_and_outcome(self) -> None:
        assert OPINION.id == "prueba"
        assert OPINION.names == {"decision", "sustento", "observaciones"}
        assert [one.path for one in OPINION.every()] == [
            "decision",
            "sustento",
            "observaciones",
            "observaciones[].descripcion",
            "observaciones[].folio",
            "observaciones[].subsanable",
        ]
        assert OPINION.decision_field is OPINION.field_at("decision")
        assert OPINION.schema["properties"]["sustento"] == {
            "type": "string",
            "minLength": 20,
            "maxLength": 4000,
            "title": "Sustento",
        }
        assert OPINION.schema["additionalProperties"] is False

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            (b"{", "no es JSON"),
            (b"\xff{}", "UTF-8"),
            (b"[]", "no es un formulario"),
            (b'{"id": 1, "id": 2, "components": []}', "dos veces"),
            (b'{"components": [], "x": NaN}', "NaN"),
            (b"[" * 60_000, "anida demasiados niveles"),
            (b'{"components": []}' + b" " * 300_000, "256 kB"),
            (b'{"components": {}}', "no es un formulario"),
            (b'{"components": ["x"]}', "no es un objeto"),
        ],
    )
    def test_what_is_no_form_is_refused_with_a_sentence(self, source: bytes, said: str) -> None:
        with pytest.raises(Refused) as refusal:
            forms.read(source, "a.form")
        assert said in refusal.value.findings[0].message
        assert refusal.value.findings[0].file == "a.form"

    @pytest.mark.parametrize(
        ("component", "said"),
        [
            ({"type": "iframe", "key": "x"}, "no se usa aquí"),
            ({"type": "textfield"}, "falta la clave"),
            ({"type": "textfield", "key": "con-guion"}, "no sirve como nombre"),
            ({"type": "textfield", "key": "__builtins__"}, "no sirve como nombre"),
            ({"type": "textfield", "key": "a.null"}, "no sirve como nombre"),
            ({"type": "radio", "key": "x"}, "un solo lugar"),
            ({"type": "select", "key": "x", "values": [{"value": "a"}], "valuesKey": "y"}, "un solo lugar"),
            ({"type": "select", "key": "x", "values": [{"value": "a"}, {"value": "a"}]}, "mismo valor"),
            (text("x", conditional={"hide": "=1 +"}), "ocultar si"),
            (text("x", conditional={"hide": "siempre"}), "empiece por «=»"),
            (text("x", validate={"pattern": "(?=a)"}), "no se admiten"),
            (text("x", validate={"minLength": "mucho"}), "no es un número"),
            (number("x", increment="0"), "mayor que cero"),
            ({"type": "datetime", "key": "x", "subtype": "año"}, "Elija fecha"),
            ({"type": "text", "text": "{{#if x}}a{{/if}}"}, "entre llaves dobles"),
        ],
    )
    def test_a_component_that_could_not_be_executed_is_named(self, component: dict[str, Any], said: str) -> None:
        with pytest.raises(Refused) as refusal:
            form(component)
        assert [said in finding.message for finding in refusal.value.findings] == [True]

    def test_all_defects_come_at_once_with_their_component_and_line(self) -> None:
        source = '{"components": [\n{"type": "nada", "id": "A"},\n{"type": "textfield", "id": "B"}]}'
        with pytest.raises(Refused) as refusal:
            forms.read(source.encode())
        assert [(found.element, found.line) for found in refusal.value.findings] == [("A", 2), ("B", 3)]

    def test_two_answers_under_one_name_are_refused(self) -> None:
        with pytest.raises(Refused, match="mismo nombre"):
            form(text("a"), text("a"))
        with pytest.raises(Refused, match="dentro de la respuesta"):
            form(text("a"), text("a.b"))


class TestAnswers:
    def test_a_sound_answer_is_taken_trimmed(self) -> None:
        assert answered(OPINION, {"decision": "favorable", "sustento": f"  {GROUNDS}\r\n "}) == {
            "decision": "favorable",
            "sustento": GROUNDS,
        }

    def test_what_is_missing_is_said_by_label(self) -> None:
        assert refused(OPINION, {"sustento": "  "}) == {
            "decision": "Elija una opción en «Decision».",
            "sustento": "Falta «Sustento» (mínimo 20 caracteres).",
        }

    def test_lengths_count_the_trimmed_text(self) -> None:
        errors = refused(OPINION, {"decision": "favorable", "sustento": "corto" + " " * 40})
        assert errors == {"sustento": "«Sustento» tiene 5 caracteres; escriba al menos 20."}

    def test_rows_come_from_names_with_brackets(self) -> None:
        posted = {
            "decision": "observado",
            "sustento": GROUNDS,
            "observaciones[0].descripcion": "Falta el plano",
            "observaciones[0].folio": "12",
            "observaciones[0].subsanable": "on",
            "observaciones[1].descripcion": "",
            "observaciones[2].descripcion": "Falta la firma",
        }
        assert answered(OPINION, posted)["observaciones"] == [
            {"descripcion": "Falta el plano", "folio": Decimal(12), "subsanable": True},
            {"descripcion": "Falta la firma", "folio": None, "subsanable": False},
        ]

    def test_the_same_as_json(self) -> None:
        posted = {"decision": "observado", "sustento": GROUNDS, "observaciones": [{"descripcion": "Uno", "folio": 3}]}
        assert answered(OPINION, posted)["observaciones"] == [
            {"descripcion": "Uno", "folio": Decimal(3), "subsanable": False}
        ]

    def test_an_error_in_a_row_names_list_and_row(self) -> None:
        posted = {
            "decision": "observado",
            "sustento": GROUNDS,
            "observaciones[0].descripcion": "Uno",
            "observaciones[1].folio": "0",
        }
        assert refused(OPINION, posted) == {
            "observaciones[1].descripcion": "«Observaciones», fila 2: Falta «Descripción».",
            "observaciones[1].folio": "«Observaciones», fila 2: «Folio» debe ser 1 o más; escribió 0.",
        }

    def test_a_list_that_is_asked_for_needs_a_row(self) -> None:
        errors = refused(OPINION, {"decision": "observado", "sustento": GROUNDS, "observaciones[0].descripcion": " "})
        assert errors == {"observaciones": "Agregue al menos una fila en «Observaciones»."}

    def test_hidden_fields_are_dropped_even_if_something_was_typed(self) -> None:
        posted = {"decision": "favorable", "sustento": GROUNDS, "observaciones[0].folio": "muchos"}
        assert "observaciones" not in answered(OPINION, posted)

    def test_hiding_follows_what_is_still_shown(self) -> None:
        chain = form(
            text("a"),
            text("b", conditional={"hide": "=a = null"}),
            text("c", conditional={"hide": "=b = null"}, validate={"required": True}),
        )
        assert answered(chain, {"b": "x", "c": "y"}) == {"a": None}
        assert answered(chain, {"a": "1", "b": "x", "c": "y"}) == {"a": "1", "b": "x", "c": "y"}

    def test_a_condition_reads_the_case_and_the_row(self) -> None:
        of = form(
            text("a", conditional={"hide": "=not(urgente)"}),
            {
                "type": "dynamiclist",
                "path": "filas",
                "components": [
                    {"type": "checkbox", "key": "otro"},
                    text("cual", conditional={"hide": "=not(this.otro) or i[1] = 2"}, validate={"required": True}),
                ],
            },
        )
        posted = {"filas": [{"otro": True, "cual": "x"}, {"otro": True, "cual": "y"}, {"cual": "z"}]}
        assert answered(of, posted, {"urgente": False}) == {
            "filas": [{"otro": True, "cual": "x"}, {"otro": True}, {"otro": False}]
        }
        assert answered(of, {"a": "x"}, {"urgente": True}) == {"a": "x", "filas": []}

    def test_read_only_answers_come_from_the_case_and_disabled_ones_are_not_given(self) -> None:
        of = form(
            text("a", readonly=True),
            text("b", disabled=True, validate={"required": True}),
            text("c", readonly="=cerrado"),
        )
        posted = {"a": "forjado", "b": "forjado", "c": "forjado"}
        assert answered(of, posted, {"a": "cierto", "c": "fijo", "cerrado": True}) == {"a": "cierto", "c": "fijo"}
        assert answered(of, posted, {"cerrado": False}) == {"a": None, "c": "forjado"}

    def test_rows_with_fields_of_the_case_are_neither_moved_nor_forged(self) -> None:
        of = form(
            {
                "type": "dynamiclist",
                "path": "costos",
                "label": "Costos",
                "allowAddRemove": False,
                "components": [text("codigo", readonly=True), number("monto", decimalDigits=2)],
            }
        )
        values = {"costos": [{"codigo": "P1"}, {"codigo": "P2"}]}
        assert answered(of, {"costos[1].monto": "10.50", "costos[1].codigo": "P9"}, values) == {
            "costos": [{"codigo": "P1", "monto": None}, {"codigo": "P2", "monto": Decimal("10.50")}]
        }
        assert "2 filas como máximo" in refused(of, {"costos[2].monto": "1"}, values)["costos"]

    def test_names_that_the_form_does_not_have_are_errors(self) -> None:
        posted = {"decision": "favorable", "sustento": GROUNDS, "otro": "x", "observaciones[0].len": "1"}
        assert set(refused(OPINION, posted)) == {"otro", "observaciones[0].len"}

    @pytest.mark.parametrize("name", ["a[", "a[x]", "a[99999]", "[0]", "", "a..b", "a" * 400, "a[-1]", "a[0]x"])
    def test_a_name_that_is_none_is_refused_as_a_whole(self, name: str) -> None:
        assert set(refused(OPINION, {name: "1"})) == {""}

    def test_groups_and_dotted_keys_nest(self) -> None:
        of = form(
            {"type": "group", "path": "norma", "components": [text("articulo", validate={"required": True})]},
            {"type": "group", "components": [text("norma.fecha")]},
        )
        assert of.schema["properties"]["norma"]["required"] == ["articulo"]
        assert answered(of, {"norma.articulo": "40", "norma.fecha": "hoy"}) == {
            "norma": {"articulo": "40", "fecha": "hoy"}
        }
        assert refused(of, {}) == {"norma.articulo": "Falta «Articulo»."}

    def test_a_hidden_group_asks_nothing(self) -> None:
        of = form(
            {
                "type": "group",
                "path": "norma",
                "conditional": {"hide": "=true"},
                "components": [text("articulo", validate={"required": True})],
            }
        )
        assert answered(of, {"norma.articulo": "40"}) == {}

    def test_a_multidict_of_werkzeug_keeps_every_value(self) -> None:
        from werkzeug.datastructures import MultiDict

        of = form({"type": "checklist", "key": "tipos", "label": "Tipos", "values": [{"value": v} for v in "abc"]})
        assert answered(of, MultiDict([("tipos", "c"), ("tipos", "a")])) == {"tipos": ["a", "c"]}
        assert answered(of, MultiDict([("tipos", "b")])) == {"tipos": ["b"]}
        assert "«z»" in refused(of, {"tipos": ["z"]})["tipos"]

    def test_what_could_not_be_understood_is_kept_as_typed(self) -> None:
        of = form(number("a"), text("b"))
        checked = check(of, {"a": "doce", "b": "x"})
        assert not checked.ok
        assert [one.typed for one in of.shown({}, checked.typed, at=MONDAY)] == ["doce", "x"]

    @pytest.mark.parametrize("wrong", ["a\x00b", "\ud800", 7, {"x": 1}, ["a", "b"]])
    def test_a_text_is_text(self, wrong: object) -> None:
        assert set(refused(form(text("a")), {"a": wrong})) == {"a"}

    def test_an_unchecked_box_that_is_asked_for_is_missing(self) -> None:
        of = form({"type": "checkbox", "key": "acepto", "label": "Acepto", "validate": {"required": True}})
        assert refused(of, {}) == {"acepto": "Marque «Acepto» para continuar."}
        assert answered(of, {"acepto": ["no", "on"]}) == {"acepto": True}

    def test_computed_fields_follow_the_answers_and_not_the_post(self) -> None:
        of = form(number("a"), number("b"), {"type": "expression", "key": "suma", "expression": "=a + b"})
        assert answered(of, {"a": "1.10", "b": "2", "suma": "99"})["suma"] == Decimal("3.10")

    def test_a_field_may_demand_something_of_the_others(self) -> None:
        more = {"cabildo.exige": "=derecho <= costo", "cabildo.exige_mensaje": "El derecho no puede pasar del costo"}
        of = form(number("costo"), number("derecho", properties=more))
        assert refused(of, {"costo": "10", "derecho": "11"}) == {"derecho": "El derecho no puede pasar del costo."}
        assert answered(of, {"costo": "10", "derecho": "10"})["derecho"] == 10


class TestOutcomes:
    def test_an_outcome_that_is_not_offered_now_is_refused_with_a_sentence(self) -> None:
        posted = {"decision": "observado", "sustento": GROUNDS, "observaciones[0].descripcion": "x"}
        assert refused(OPINION, posted, outcomes=["favorable", "desfavorable"]) == {
            "decision": "«Observado» no se ofrece ahora en «Decision»; elija entre «Favorable», «Desfavorable»."
        }
        assert answered(OPINION, posted, outcomes=["observado"])

    def test_the_outcome_may_have_another_name(self) -> None:
        of = form(select("opinion", "favorable", "observado"))
        assert set(refused(of, {"opinion": "observado"}, outcomes=["favorable"], decision="opinion")) == {"opinion"}

    def test_only_what_is_offered_is_shown(self) -> None:
        shown = OPINION.shown({}, at=MONDAY, outcomes=["favorable"])
        assert [option.value for option in shown[0].options] == ["favorable"]


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("1234.50", "1234.50"),
            ("1 234.50", "1234.50"),
            ("1\u202f234\u00a0567.5", "1234567.5"),
            ("1,234.50", "1234.50"),
            ("1,234", "1234"),
            ("1 234,50", "1234.50"),
            ("1234,5", "1234.5"),
            ("0,125", "0.125"),
            ("1.234,50", "1234.50"),
            ("1.234.567", "1234567"),
            ("S/ 120.00", "120.00"),
            ("-5", "-5"),
            ("−5", "-5"),
            (".5", "0.5"),
            (7, "7"),
            (0.1, "0.1"),
            (Decimal("2.50"), "2.50"),
        ],
    )
    def test_a_number_is_read_as_people_write_it(self, typed: object, meant: str) -> None:
        assert str(answered(form(number("a")), {"a": typed})["a"]) == meant

    @pytest.mark.parametrize(
        "typed",
        ["doce", "1e5", "1,23,456", "12 34", "1.2.3", "--5", "NaN", "١٢", "1" * 40, True, float("inf"), "1,2,3"],
    )
    def test_what_is_no_number_is_refused(self, typed: object) -> None:
        assert set(refused(form(number("a")), {"a": typed})) == {"a"}

    def test_limits_and_steps_are_exact(self) -> None:
        of = form(number("a", decimalDigits=2, increment="0.05", validate={"min": 0.1, "max": "0.3"}))
        assert answered(of, {"a": "0.30"}) == {"a": Decimal("0.30")}
        assert refused(of, {"a": "0.05"}) == {"a": "«A» debe ser 0.1 o más; escribió 0.05."}
        assert refused(of, {"a": "0.12"}) == {"a": "«A» debe ir de 0.05 en 0.05; los más cercanos son 0.10 y 0.15."}
        assert "2 decimales" in refused(of, {"a": "0.125"})["a"]

    def test_a_whole_number_has_no_decimals(self) -> None:
        of = form(number("a", decimalDigits=0))
        assert refused(of, {"a": "1.5"}) == {"a": "«A» debe ser un número entero."}
        assert answered(of, {"a": "5.0"}) == {"a": 5}

    def test_limits_may_come_from_the_case(self) -> None:
        of = form(number("folio_desde"), number("folio_hasta", validate={"min": "=folio_desde", "max": "=folios"}))
        assert answered(of, {"folio_desde": "2", "folio_hasta": "2"}, {"folios": 9})
        assert "2 o más" in refused(of, {"folio_desde": "2", "folio_hasta": "1"}, {"folios": 9})["folio_hasta"]
        assert "9 o menos" in refused(of, {"folio_desde": "2", "folio_hasta": "10"}, {"folios": 9})["folio_hasta"]

    def test_a_number_answered_as_text_keeps_its_digits_and_its_limits(self) -> None:
        of = form(number("a", serializeToString=True, decimalDigits=2, validate={"max": 10}))
        assert answered(of, {"a": "9.50"}) == {"a": "9.50"}
        assert "10 o menos" in refused(of, {"a": "11"})["a"]
        assert "2 decimales" in refused(of, {"a": "1.234"})["a"]

    @given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
    def test_every_amount_reads_back(self, amount: Decimal) -> None:
        of = form(number("a", decimalDigits=2, increment="0.01"))
        assert answered(of, {"a": f"{amount:f}"})["a"] == amount
        assert answered(of, {"a": f"{amount:,f}"})["a"] == amount


class TestDates:
    def datetime_field(self, subtype: str, **more: Any) -> forms.Form:
        return form(
            {"type": "datetime", "key": "a", "subtype": subtype, "dateLabel": "Fecha", "timeLabel": "Hora", **more}
        )

    def test_dates_times_and_moments_are_typed(self) -> None:
        assert answered(self.datetime_field("date"), {"a": "2026-03-02"}) == {"a": date(2026, 3, 2)}
        assert answered(self.datetime_field("date"), {"a": "2/3/2026"}) == {"a": date(2026, 3, 2)}
        assert answered(self.datetime_field("time"), {"a": "08:30"}) == {"a": time(8, 30)}
        moment = answered(self.datetime_field("datetime"), {"a": "2026-03-02T08:00"})["a"]
        assert moment == datetime(2026, 3, 2, 13, tzinfo=UTC)

    @pytest.mark.parametrize("typed", ["2026-02-30", "hoy", "0026-03-02", "32/1/2026", "1/2", 20260302, "20261340"])
    def test_no_date_is_refused(self, typed: object) -> None:
        assert refused(self.datetime_field("date"), {"a": typed}) == {
            "a": "«Fecha» debe ser una fecha, como 02/03/2026."
        }

    def test_a_past_date_may_be_refused(self) -> None:
        of = self.datetime_field("date", disallowPassedDates=True)
        assert "anterior a hoy, 02/03/2026" in refused(of, {"a": "2026-03-01"})["a"]
        assert answered(of, {"a": "2026-03-02"})


class TestTexts:
    def test_a_pattern_is_judged(self) -> None:
        of = form(text("a", validate={"pattern": r"^EXP-\d{4}-\d{6}$", "patternErrorMessage": "EXP-2026-000123"}))
        assert answered(of, {"a": "EXP-2026-000123"})
        assert refused(of, {"a": "EXP-26-1"}) == {"a": "«A» no tiene la forma pedida: EXP-2026-000123."}

    @pytest.mark.parametrize(
        ("kind", "good", "bad"),
        [("email", "a.b@muni-sauces.gob.pe", "a@b"), ("phone", "+51 987 654 321", "nueve")],
    )
    def test_mail_and_telephone(self, kind: str, good: str, bad: str) -> None:
        of = form({"type": "textfield", "key": "a", "validate": {"validationType": kind}})
        assert answered(of, {"a": good})
        assert set(refused(of, {"a": bad})) == {"a"}

    def test_documents_are_named_by_their_seal(self) -> None:
        one, two = "a" * 64, "b" * 64
        of = form({"type": "filepicker", "key": "informe", "label": "Informe", "validate": {"required": True}})
        assert answered(of, {"informe": one}) == {"informe": one}
        assert refused(of, {}) == {"informe": "Adjunte el documento de «Informe»."}
        assert "cárguelo" in refused(of, {"informe": "files::1"})["informe"]
        assert "un solo documento" in refused(of, {"informe": [one, two]})["informe"]
        many = form({"type": "filepicker", "key": "informe", "multiple": True})
        assert answered(many, {"informe": [one, two, one]}) == {"informe": [one, two]}

    def test_documents_are_found_wherever_they_stand(self) -> None:
        one, two, three = "a" * 64, "b" * 64, "c" * 64
        of = form(
            {"type": "filepicker", "key": "informe"},
            {
                "type": "group",
                "path": "anexo",
                "components": [{"type": "filepicker", "key": "plano", "multiple": True}],
            },
            {"type": "dynamiclist", "path": "filas", "components": [{"type": "filepicker", "key": "foto"}]},
        )
        answers = answered(of, {"informe": "", "anexo.plano": [one, two], "filas[0].foto": three})
        assert of.documents(answers) == {"anexo.plano": [one, two], "filas[].foto": [three]}


class TestShowing:
    def test_a_fresh_form_shows_what_the_case_knows_and_the_defaults(self) -> None:
        of = form(text("a"), text("b", defaultValue="x"), number("c"), text("d", conditional={"hide": "=c > 1"}))
        shown = of.shown({"a": "del caso", "c": Decimal("2.50")}, at=MONDAY)
        assert [(one.name, one.typed) for one in shown] == [("a", "del caso"), ("b", "x"), ("c", "2.50")]

    def test_choices_come_from_the_case(self) -> None:
        of = form(
            {"type": "select", "key": "organo", "valuesKey": "organos"},
            {
                "type": "select",
                "key": "otro",
                "valuesExpression": "=for o in organos return {value: o.value, label: o.label}",
            },
        )
        values = {
            "organos": [{"value": "ogaj", "label": "Asesoría Jurídica"}, {"value": "oga", "label": "Administración"}]
        }
        for one in of.shown(values, at=MONDAY):
            assert [(option.value, option.label) for option in one.options] == [
                ("ogaj", "Asesoría Jurídica"),
                ("oga", "Administración"),
            ]
        assert answered(of, {"organo": "ogaj"}, values) == {"organo": "ogaj", "otro": None}
        assert "no tiene la opción «gm»" in refused(of, {"organo": "gm"}, values)["organo"]
        assert "hoy no hay ninguna" in refused(of, {"organo": "gm"})["organo"]

    def test_rows_and_groups_are_shown_in_their_place(self) -> None:
        posted = {"decision": "observado", "observaciones[0].folio": "3", "observaciones[1].folio": ""}
        rows = OPINION.shown({}, posted, at=MONDAY)[2].rows
        assert [[one.name for one in row] for row in rows] == [
            [f"observaciones[{n}].{key}" for key in ("descripcion", "folio", "subsanable")] for n in (0, 1)
        ]
        assert rows[0][1].typed == "3"

    def test_a_fresh_list_shows_its_first_rows(self) -> None:
        of = form({"type": "dynamiclist", "path": "x", "defaultRepetitions": 2, "components": [text("a")]})
        assert len(of.shown({}, at=MONDAY)[0].rows) == 2
        assert len(of.shown({"x": [{"a": "1"}, {"a": "2"}, {"a": "3"}]}, at=MONDAY)[0].rows) == 3

    def test_texts_are_answered_and_markup_is_not_kept(self) -> None:
        of = form(
            {"type": "text", "text": "Expediente {{expediente}} de {{organo.nombre}}"},
            {"type": "html", "content": "<p>Lea <b>bien</b></p><script>alert(1)</script>"},
            text("a", '="Folios: " + string(folios)'),
        )
        shown = of.shown({"expediente": "EXP-2026-000001", "organo": {"nombre": "OGAJ"}, "folios": 3}, at=MONDAY)
        assert [one.text for one in shown[:2]] == ["Expediente EXP-2026-000001 de OGAJ", "Lea bien"]
        assert shown[2].label == "Folios: 3"

    def test_a_value_is_put_into_words(self) -> None:
        of = form(select("d", "si_procede", "no"), {"type": "datetime", "key": "f"}, {"type": "checkbox", "key": "c"})
        shown = of.shown({"d": "si_procede", "f": date(2026, 3, 2), "c": True}, at=MONDAY)
        assert [one.in_words for one in shown] == ["Si procede", "02/03/2026", "sí"]
        assert shown[0].picked(shown[0].options[0])
        assert not shown[0].picked(shown[0].options[1])


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "good", "bad"),
        [
            ("b", "abc", "ac"),
            ("^a|b$", "ax", "bx"),
            (r"^\w+$", "ab_1", "ñ"),
            (r"^[^\d]{2,3}$", "ñü", "a1"),
            (r"^(ab)*c$", "ababc", "abac"),
            (r"^(a|b)+?$", "abba", ""),
            (r"^[a-c\-]+$", "a-c", "d"),
            (r"^a{2}$", "aa", "aa\n"),
            (r"^.$", "x", "\n"),
            (r"\bsi\b", "digo si", "siempre"),
            (r"^\u00f1\x41$", "ñA", "nA"),
            (r"^(?:\+51)?9\d{8}$", "+51987654321", "887654321"),
            ("^(a*)*$", "aaa", "b"),
            ("^a{0,2}$", "", "aaa"),
            ("^a{2,}$", "aaaa", "a"),
            ("[.]", ".", "x"),
        ],
    )
    def test_it_means_what_javascript_means(self, pattern: str, good: str, bad: str) -> None:
        compiled = patterns.Pattern(pattern)
        assert compiled.matches(good)
        assert not compiled.matches(bad)

    @pytest.mark.parametrize(
        "pattern",
        ["(", ")", "[a", "a{x}", "a{3,1}", "*", "a**", r"\1", "(?=a)", "(?<n>a)", r"\p{L}", "a{999}", "[z-a]", "\\"],
    )
    def test_what_is_not_in_the_subset_is_refused(self, pattern: str) -> None:
        with pytest.raises(patterns.PatternError):
            patterns.Pattern(pattern)

    def test_a_pattern_made_to_hang_does_not(self) -> None:
        assert not patterns.Pattern("^(a+)+$").matches("a" * 1_999 + "b")

    @given(st.text(max_size=30))
    def test_any_text_as_a_pattern_is_read_or_refused(self, source: str) -> None:
        try:
            patterns.Pattern(source).matches("texto 123")
        except patterns.PatternError as error:
            assert str(error)


@given(
    st.dictionaries(
        st.sampled_from(
            ["decision", "sustento", "observaciones", "observaciones[0].folio", "observaciones[1]", "x[0][1]"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_whatever_is_posted_is_answered_with_answers_or_sentences(posted: dict[str, object]) -> None:
    checked = OPINION.check(posted, {}, at=MONDAY)

    assert checked.ok or all(said.endswith(".") for said in checked.errors.values())
    if checked.ok:
        assert not list(OPINION.judge.iter_errors({k: v for k, v in checked.answers.items() if k != "observaciones"}))


def test_a_list_that_only_shows_the_case_has_no_row_where_the_case_has_none() -> None:
    told = form(
        {
            "type": "dynamiclist",
            "path": "observaciones",
            "id": "Lista",
            "label": "Observaciones que debe atender",
            "conditional": {"hide": "=observaciones = null or count(observaciones) = 0"},
            "components": [text("descripcion", readonly=True)],
        }
    )

    assert told.shown({}, at=MONDAY) == ()
    (shown,) = told.shown({"observaciones": [{"descripcion": "Falta el informe"}]}, at=MONDAY)
    assert [row[0].typed for row in shown.rows] == ["Falta el informe"]
