"""The header of a case that no person opened: a date, a message or a signal did."""

from datetime import datetime

from handlers.calendar import MONTHS
from workflows import feel
from workflows.diagram import Node
from workflows.terms import LIMA

SHORTEST_SUBJECT = 10  # characters (domain/procedures.md §0.1)


def header(process: Node, start: Node, moment: datetime) -> dict[str, object]:
    """Return the header of a case that no person opened (domain/procedures.md §0.1)."""
    name = start.name or process.name or process.id
    subject = name if len(name) >= SHORTEST_SUBJECT or not start.name else f"{process.name or process.id}: {name}"
    organ = start.properties.get("cabildo.organo") or (start.lane.organ if start.lane else "")
    if organ.startswith("="):
        organ = feel.to_text(feel.evaluate(organ, {}, at=moment))
    return {"asunto": subject[:250], "organo_origen": organ, "canal": "de_oficio", "prioridad": "normal",
            "reservado": False, "folios": 0}  # fmt: skip


def of_the_calendar(process: Node, start: Node, moment: datetime) -> str:
    """Return the subject of a case that a date opens, so that those of one start can be told apart: with its month."""
    whole, name, day = process.name or process.id, (start.name or "").partition(" (")[0], moment.astimezone(LIMA)
    return f"{whole}{': ' if name else ''}{name} ({MONTHS[day.month - 1]} de {day.year})"[:250]
