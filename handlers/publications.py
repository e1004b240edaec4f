"""Publishing procedures on the municipality's own organ chart and calendar: all of the folders given, or none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from engine import deployment
from handlers import books, calendar, municipality, organs, rehearsals
from handlers.services import SERVICES
from workflows.library import Folder
from workflows.terms import LIMA
from workflows.versions import Version


def publish(session: Session, folders: Sequence[Folder], *, at: datetime, by: str, reason: str) -> list[Version]:
    """Publish folders that may call each other and return their versions, in order.

    Lanes must name organs of the chart of that day, data stores registers that are kept, and automatic steps services
    that are lent (any, where no municipality was loaded); the terms of scenarios are counted on the calendar as the
    register knows it now. Raises Refused with the findings of the first folder that
    cannot be published; the caller then rolls back.
    """
    stage = rehearsals.stage((), calendar.calendar(session), rehearsals.away_in(session))
    known = organs.slugs(session, at.astimezone(LIMA).date()) if municipality.is_loaded(session) else None
    kept = books.slugs(session, at.astimezone(LIMA).date()) if known is not None else None
    lent = SERVICES if known is not None else None
    together = {folder.slug: folder for folder in folders}
    return [
        deployment.publish(session, folder, at=at, by=by, reason=reason, organs=known, together_with=together,
                           due=stage.due, days=stage.days, registers=kept, services=lent)
        for folder in folders
    ]  # fmt: skip
