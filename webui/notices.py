"""The notices of an officer: reminders of what falls due, and what he is told because others are late."""

from dataclasses import dataclass

from flask import Blueprint, g, render_template, url_for

from handlers import access, inbox, notices, standing
from handlers.notices import ESCALATION, REMINDER, REQUESTED, Told
from handlers.refusals import NotFound
from webui import edge
from webui.entrance import for_officers

pages = Blueprint("notices", __name__)

KINDS = {
    REMINDER: ("recordatorio", "soon"),
    ESCALATION: ("plazo vencido", "late"),
    REQUESTED: ("se le pide", "warning"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: the notice, its state in words, and where it leads (empty: nowhere that he may see)."""

    told: Told
    state: tuple[str, str]
    url: str

    @property
    def unread(self) -> bool:
        return self.told.unread and not self.told.settled

    @property
    def ran_out(self) -> bool:
        """Whether what it reminds of fell due since."""
        return self.told.kind == REMINDER and self.told.overdue and not self.told.settled


@pages.get("/avisos")
@for_officers
def index() -> str:
    found = notices.of_officer(g.session, g.officer.id, g.now)
    waiting = {(item.case_id, item.task) for item in inbox.waiting_for(g.session, g.officer.id, g.now).items}
    rows = [Row(told, _state(told), _address(told, waiting)) for told in notices.newest(found)]
    page = render_template("notices.html", rows=rows)
    _note_reading(found)
    return page


def _state(told: Told) -> tuple[str, str]:
    return KINDS[ESCALATION] if told.kind == REMINDER and told.overdue else KINDS[told.kind]


def _address(told: Told, waiting: set[tuple[int, str]]) -> str:
    """Return where a notice leads: his own task, the term that is late while he may deal with it, or the case."""
    if (told.case_id, told.task) in waiting:
        return url_for("task.show", case_id=told.case_id, task=told.task)
    if not told.settled and told.kind != REQUESTED:
        case = standing.the_case(g.session, told.case_id)
        if case is not None and told.task == case.process:
            return url_for("clock.of_case", case_id=told.case_id)
        return url_for("clock.of_place", case_id=told.case_id, place=told.task)
    try:
        access.require(g.session, told.case_id, g.officer.id, g.now)
    except NotFound:
        return ""
    return url_for("cases.show", case_id=told.case_id)


def _note_reading(found: list[Told]) -> None:
    """Note that the officer saw what is new, beside a request that only reads."""
    new = [told.id for told in found if told.unread]
    if new:
        with edge.writing() as notes:
            for notice in new:
                notices.mark_read(notes, g.officer.id, notice, g.now)
            notes.commit()
