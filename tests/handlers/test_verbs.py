"""What a diagram names by an infinitive, a history tells as done."""

import pytest

from handlers import verbs


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Emitir opinión legal", "emitió opinión legal"),
        ("T11 Opinar favorable", "opinó favorable"),
        ("N08 · Proponer el texto", "propuso el texto"),
        ("Elaborar y firmar informe", "elaboró y firmó informe"),
        ("Revisar, visar y firmar", "revisó, visó y firmó"),
        ("Corregir expediente", "corrigió expediente"),
        ("Pedir prórroga", "pidió prórroga"),
        ("Conseguir firma", "consiguió firma"),
        ("Distinguir casos", "distinguió casos"),
        ("Incluir anexo", "incluyó anexo"),
        ("Conducir la sesión", "condujo la sesión"),
        ("Dar visto bueno", "dio visto bueno"),
        ("Pronunciarse sobre el pedido", "se pronunció sobre el pedido"),
        ("Prescindir del informe", "prescindió del informe"),
        ("Proveer", "proveyó"),
        ("Hacer constar", "hizo constar"),
    ],
)
def test_an_infinitive_becomes_what_was_done(name: str, said: str) -> None:
    assert verbs.past(name) == said


@pytest.mark.parametrize("name", ["Opinión de la GM", "Lugar de la sesión", "Firma", "", "Doy V°B°", "T11"])
def test_nothing_is_guessed_of_other_names(name: str) -> None:
    assert verbs.past(name) is None


@pytest.mark.parametrize(
    ("label", "said"),
    [("Observado (vuelve para subsanar)", "observado"), ("Favorable", "favorable"), ("V°B° dado", "V°B° dado"),
     ("CCP emitida", "CCP emitida")],
)  # fmt: skip
def test_an_outcome_reads_inside_a_sentence(label: str, said: str) -> None:
    assert verbs.as_outcome(label) == said
