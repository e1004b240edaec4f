"""What a text of a diagram says of a case where it waits, with the case's values; nothing is written down of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from engine import cases
from engine.ports import Ear, Nobody
from engine.stepper import NotWaiting
from handlers import organs
from handlers.organs import NoOrgan
from handlers.services import Desk
from handlers.standing import CaseRow
from workflows import feel
from workflows.diagram import Node
from workflows.terms import LIMA


def text(session: Session, case: CaseRow, place: str, told: str, at: datetime) -> str:
    """Return the text that a text of the diagram gives where a case waits; empty where it gives none."""
    if not told.startswith("="):
        return told
    ear = Ear(Desk(session, case.id, case.number, at))
    try:
        seen = cases.look(session, case.id).seen_at(place, ear)
        value = feel.evaluate(told, seen, at=at, ask=ear.ask) if seen else None
        return "" if value is None else feel.to_text(value)
    except (feel.FeelError, NotWaiting, Nobody):
        return ""


def organ_of(session: Session, case: CaseRow, place: str, node: Node | None, at: datetime) -> str:
    """Return the organ in whose lane a case waits; empty where that is no organ."""
    told = (node.candidates or (node.lane.organ if node.lane else "")) if node else ""
    slug = text(session, case, place, told, at)
    if slug in ("", "-"):
        return ""
    try:
        return organs.resolve(session, slug, at.astimezone(LIMA).date()).organ.slug
    except NoOrgan:
        return ""
