"""How a communication is told in Spanish: who sent it, who wrote it down, with which document, and whether too late."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from engine.entries import MessageArrived
from handlers import letters, values
from handlers.calendar import written
from handlers.sentences import Piece, short_day, strong, who
from handlers.values import Datum, Words
from workflows.diagram import Node
from workflows.forms import Form


def arrived(message: MessageArrived, beside: Mapping[str, Any], node: Node | None) -> list[Piece]:
    """Return the pieces of the sentence; `beside` is what lies beside the journal, `node` where it was awaited."""
    name = strong(letters.title(node, message.name))
    if message.evidence:
        return _letter(message, {**message.values, **beside}, name)
    if message.actor:
        return [*who(message.actor), " registró la comunicación ", name, "."]
    if message.sender:
        return [f"Llegó del expediente {message.sender} (asiento {message.sent_at}) la comunicación ", name, "."]
    return ["Llegó la comunicación ", name, "."]


def data(message: MessageArrived, beside: Mapping[str, Any], form: Form | None, words: Words) -> tuple[Datum, ...]:
    """Return what was said: first what the procedure asked, by the labels of its `form`, then the letter."""
    own = [name for name in (*message.values, *message.sealed) if not name.startswith(letters.PREFIX)]
    told = [name for name in (*message.values, *message.sealed) if name.startswith(letters.PREFIX)]
    return (*_answered(message, beside, form, own, words), *_answered(message, beside, letters.plain(), told, words))


def _answered(
    message: MessageArrived, beside: Mapping[str, Any], form: Form | None, names: Collection[str], words: Words
) -> tuple[Datum, ...]:
    stated = {name: value for name, value in message.values.items() if name in names}
    return values.answered(form, stated, beside, {n: seal for n, seal in message.sealed.items() if n in names}, words)


def _letter(message: MessageArrived, said: Mapping[str, Any], name: Piece) -> list[Piece]:
    sender = said.get(letters.SENDER) or "El remitente (dato suprimido)"
    registrar = who(message.actor) if message.actor else ("el sistema",)
    return [strong(str(sender)), " envió la comunicación ", name, "; la registró ", *registrar, _paper(said),
            _late(message.overdue), "."]  # fmt: skip


def _paper(said: Mapping[str, Any]) -> str:
    """Return `, con el documento OFICIO 510-2026-MML del 6 de abril de 2026, recibido el 7 abr`."""
    if not said.get(letters.NUMBER):
        return ", con su documento"
    found = f", con el documento {said[letters.NUMBER]}"
    if isinstance(day := said.get(letters.WRITTEN), date):
        found += f" del {written(day)}"
    if isinstance(day := said.get(letters.RECEIVED), date):
        found += f", recibido el {short_day(day)}"
    return found


def _late(overdue: str) -> str:
    return f"; fuera de plazo: venció el {short_day(date.fromisoformat(overdue))}" if overdue else ""
