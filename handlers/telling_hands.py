"""How a task that changes hands, a comment and a linked case are told in Spanish; knows only entry and words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.entries import CaseLinked, Commented, LinkedCaseEnded, TaskReassigned
from handlers import values
from handlers.links import ACCUMULATED, ACCUMULATES
from handlers.sentences import Piece, strong, who
from handlers.values import Datum

Told = tuple[Sequence[Piece], str, tuple[Datum, ...]]
Named = Callable[[str], str]

VERBS = {
    "derivacion": " derivó",
    "devolucion": " devolvió",
    "recuperacion": " recuperó",
    "reasignacion": " reasignó",
}
LABELS = {"derivacion": "Proveído", "reasignacion": "Motivo"}
STATES = {
    "aceptada": "se aceptó la abstención",
    "denegada": "se denegó la abstención; la tarea sigue con quien la tenía",
    "sin_objeto": "la abstención concluyó por falta de objeto",
}


def told(
    entry: TaskReassigned | Commented | CaseLinked | LinkedCaseEnded, named: Named, beside: Mapping[str, Any]
) -> Told:
    """Return the pieces of the sentence, the place that it is about, and the values to show with it."""
    match entry:
        case Commented():
            return _commented(entry, beside)
        case CaseLinked():
            return _linked(entry, named)
        case LinkedCaseEnded():
            how = STATES.get(entry.state, values.label_of(entry.state).lower())
            return [f"Terminó el expediente vinculado {entry.number}: ", strong(how), "."], "", ()
    return _reassigned(entry, named, beside)


def _reassigned(entry: TaskReassigned, named: Named, beside: Mapping[str, Any]) -> Told:
    task, to = named(entry.task), _holder(entry.organ_name or entry.organ, entry.name)
    if entry.how == "abstencion":
        return _after_abstention(entry, task), entry.task, _data(entry, beside)
    subject: list[Piece] = [*who(entry.actor)] if entry.actor else ["Se"]
    before = _holder(entry.from_organ_name or entry.from_organ, entry.from_name)
    said: list[Piece] = [*subject, f"{VERBS.get(entry.how, ' pasó')} la tarea {task}"]
    if entry.how == "recuperacion":
        said += [", que tenía ", strong(before), _quoted(": ", entry, beside)]
    elif entry.how == "reasignacion":
        said += [", que tenía ", strong(before), ", a ", strong(to), _quoted(": ", entry, beside)]
    else:
        with_words = ", con proveído: " if entry.how == "derivacion" else ": "
        said += [" a ", strong(to), _quoted(with_words, entry, beside)]
    return [*said, "."], entry.task, _data(entry, beside)


def _after_abstention(entry: TaskReassigned, task: str) -> list[Piece]:
    if entry.capacity == "supervisado":
        return [strong(entry.name), f" sigue con la tarea {task}, bajo supervisión directa de su superior."]
    ad_hoc = ", como autoridad ad hoc," if entry.capacity == "ad_hoc" else ""
    return [f"La tarea {task} pasó de {entry.from_name} a ", strong(entry.name), f"{ad_hoc} por {entry.instrument}; ",
            "su vencimiento no cambia."]  # fmt: skip


def _commented(entry: Commented, beside: Mapping[str, Any]) -> Told:
    subject: list[Piece] = [*who(entry.actor)] if entry.actor else ["Se"]
    words = values.shortened(str(beside["comentario"])) if "comentario" in beside else values.ERASED
    return [*subject, f" comentó: «{words}»"], "", values.answered(None, entry.texts, beside, entry.sealed)


def _linked(entry: CaseLinked, named: Named) -> Told:
    if entry.how in (ACCUMULATES, ACCUMULATED):
        return _accumulated(entry), "", ()
    if entry.how == "abstencion_de":
        said = f" trata de la abstención de {entry.name} en el expediente "
        return ["Este expediente", said, strong(entry.number), f", tarea «{entry.task_name}»."], "", ()
    said = f" presentó su abstención de la tarea {named(entry.task)}: expediente "
    until = ". Mientras se resuelve, no la decide; el plazo sigue."
    return [strong(entry.name), said, strong(entry.number), until], entry.task, ()


def _accumulated(entry: CaseLinked) -> list[Piece]:
    why = f": {values.shortened(entry.reason).rstrip('.')}." if entry.reason else "."
    if entry.how == ACCUMULATES:
        return ["Se acumuló a este el expediente ", strong(entry.number), f", que trata de lo mismo{why}"]
    return ["Este expediente se acumuló al ", strong(entry.number), f", donde continúa{why}"]


def _holder(organ: str, name: str) -> str:
    return f"{organ} ({name})" if name else organ


def _quoted(before: str, entry: TaskReassigned, beside: Mapping[str, Any]) -> str:
    if "texto" in beside:
        return f"{before}«{values.shortened(str(beside['texto'])).rstrip('.')}»"
    return f"{before}{values.ERASED}" if "texto" in entry.sealed else ""


def _data(entry: TaskReassigned, beside: Mapping[str, Any]) -> tuple[Datum, ...]:
    label = LABELS.get(entry.how, "Motivo")
    before = _holder(entry.from_organ_name or entry.from_organ, entry.from_name)
    found = [Datum("antes", "Antes", before), Datum("despues", "Después", _holder(entry.organ_name, entry.name))]
    if entry.instrument:
        found.append(Datum("instrumento", "Documento", entry.instrument))
    if "texto" in entry.sealed:
        erased = "texto" not in beside
        found.append(Datum("texto", label, values.ERASED if erased else str(beside["texto"]), erased=erased))
    return tuple(found)
