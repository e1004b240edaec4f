"""The header of a case that no person opened: a date, a message or a signal did."""

from datetime import datetime

from workflows import feel
from workflows.diagram import Node

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
