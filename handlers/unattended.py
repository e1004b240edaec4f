"""The header of a case that no person opened: a date, a message or a signal did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.calendar import MONTHS
from workflows import feel
from workflows.diagram import Node
from workflows.terms import LIMA

SHORTEST_SUBJECT = 10  # characters (domain/procedures.md §0.1)


def header(process: Node, start: Node, moment: datetime, told: Mapping[str, Any]) -> dict[str, object]:
    """Return the header of a case that no person opened (domain/procedures.md §0.1); `told` is what opened it.

    An organ of origin that the start cannot say yet is left out: the diagram gives it, or who wrote the message down.
    """
    name = start.name or process.name or process.id
    plain = name if len(name) >= SHORTEST_SUBJECT or not start.name else f"{process.name or process.id}: {name}"
    subject = _stated(start, told, moment) or plain
    organ = start.properties.get("cabildo.organo") or (start.lane.organ if start.lane else "")
    if organ.startswith("="):
        value = feel.evaluate(organ, told, at=moment)
        organ = value if isinstance(value, str) else ""
    of_origin = {"organo_origen": organ} if organ else {}
    return {"asunto": subject[:250], **of_origin, "canal": "de_oficio", "prioridad": "normal", "reservado": False,
            "folios": 0}  # fmt: skip


def of_the_calendar(process: Node, start: Node, moment: datetime) -> str:
    """Return the subject of a case that a date opens: as its start states it, else so that months can be told apart."""
    if stated := _stated(start, {}, moment):
        return stated[:250]
    whole, name, day = process.name or process.id, (start.name or "").partition(" (")[0], moment.astimezone(LIMA)
    return f"{whole}{': ' if name else ''}{name} ({MONTHS[day.month - 1]} de {day.year})"[:250]


def _stated(start: Node, told: Mapping[str, Any], moment: datetime) -> str:
    """Return the subject that a start states (`cabildo.asunto`): a text, or FEEL over what was told; empty for null."""
    text = start.properties.get("cabildo.asunto", "")
    value = feel.evaluate(text, told, at=moment) if text.startswith("=") else text
    return "" if value is None else feel.to_text(value)
