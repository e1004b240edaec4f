"""How Spanish says that an organ did what a diagram calls `Emitir opinión legal`: `emitió opinión legal`.

Diagrams name tasks and outcomes by an infinitive. Where a name does not begin with one, nothing is guessed.
"""

import re

_NUMBER = re.compile(r"[A-Z]{1,3}[0-9]{1,3}[a-z]?\s*[.·:–—-]?\s+")  # the step's number before its name: `T11 `
_WORD = re.compile(r"([a-záéíóúüñ]+?)(ar|er|ir)(se)?([,;]?)", re.IGNORECASE)
_AND = frozenset({"y", "e", "o", "u"})
_NOUNS = frozenset({"lugar", "taller", "mujer", "alquiler", "hogar", "pilar", "par", "mar", "bar", "ayer", "militar",
                    "titular", "escolar", "popular", "auxiliar", "familiar", "particular", "similar"})  # fmt: skip
_EXACT = {"dar": "dio", "ver": "vio", "ir": "fue", "ser": "fue", "estar": "estuvo", "andar": "anduvo", "saber": "supo",
          "poder": "pudo", "querer": "quiso", "haber": "hubo", "caber": "cupo"}  # fmt: skip
_ENDINGS = (("hacer", "hizo"), ("facer", "fizo"), ("poner", "puso"), ("tener", "tuvo"), ("venir", "vino"),
            ("decir", "dijo"), ("ducir", "dujo"), ("traer", "trajo"), ("prever", "previó"), ("eer", "eyó"),
            ("caer", "cayó"), ("dormir", "durmió"), ("morir", "murió"), ("uir", "uyó"))  # fmt: skip
_SILENT_U = ("guir", "quir")
_KEEP_THE_E = ("agredir", "transgredir", "sumergir", "divergir", "convergir", "discernir", "concernir", "cernir")
_VOWEL = re.compile(r"[aeiou](?=[^aeiou]*$)")


def without_number(name: str) -> str:
    """Return the name of a step without the number that some diagrams write before it."""
    found = _NUMBER.match(name)
    return name[found.end() :] if found and found.end() < len(name) else name


def past(name: str) -> str | None:
    """Return what was done when `name` was (`Elaborar y firmar informe`: `elaboró y firmó informe`).

    None when the name does not begin with an infinitive.
    """
    words = without_number(name).split()
    first = _conjugated(words[0]) if words else None
    if first is None:
        return None
    said = [first]
    for before, word in zip(words, words[1:], strict=False):
        follows = before.lower() in _AND or before.endswith(",")
        said.append((_conjugated(word) if follows else None) or word)
    return " ".join(said)


def _conjugated(word: str) -> str | None:
    found = _WORD.fullmatch(word)
    if found is None:
        return None
    infinitive = (found[1] + found[2]).lower()
    if infinitive in _NOUNS:
        return None
    return ("se " if found[3] else "") + _third_person(infinitive) + found[4]


def _third_person(infinitive: str) -> str:
    """Return the third person of the preterite."""
    if infinitive in _EXACT:
        return _EXACT[infinitive]
    stem, ending = infinitive[:-2], infinitive[-2:]
    if ending == "ir" and not infinitive.endswith(_KEEP_THE_E):
        stem = _weakened(stem)
    for end, past in () if infinitive.endswith(_SILENT_U) else _ENDINGS:
        if infinitive.endswith(end):
            return infinitive[: -len(end)] + past
    return stem + ("ó" if ending == "ar" else "ió")


def _weakened(stem: str) -> str:
    """Return the stem of a verb in -ir as this person has it: `ped` becomes `pid`."""
    last = _VOWEL.search(stem.removesuffix("u"))
    if last is None or last[0] != "e":
        return stem
    return f"{stem[: last.start()]}i{stem[last.end() :]}"


def as_outcome(label: str) -> str:
    """Return the label of an outcome as it reads inside a sentence: `Observado (vuelve)` becomes `observado`."""
    text = label.partition(" (")[0].strip() or label
    return text[0].lower() + text[1:] if text[1:2].islower() else text
