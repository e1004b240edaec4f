"""Where a case stands after something was done to it, for the line on top of the page that follows."""

from flask import g, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from engine import cases
from handlers import standing
from handlers.standing import CaseRow, OpenTask
from workflows import crossroads

NAMED = 2  # tasks that are named one by one; of more, how many they are


def told(done: str, case_id: int) -> Markup:
    """Return what was done, in which case, and who has that case now; `done` ends in a full stop."""
    case = standing.the_case(g.session, case_id)
    if case is None:
        return escape(done)
    number = Markup('<a href="{}">{}</a>').format(url_for("cases.show", case_id=case.id), case.number)
    return Markup("{} {}, «{}»: {}").format(done, number, case.subject, _standing(case))


def _standing(case: CaseRow) -> object:
    if case.state == "ended":
        return _("el expediente concluyó.")
    if case.state == "incident":
        return _("el expediente quedó con una incidencia.")
    open_ = standing.tasks_of(g.session, case.id)
    if not open_:
        return _("ahora espera una comunicación o un plazo.")
    if len(open_) > NAMED:
        return _("ahora corren en él %(count)s tareas.", count=len(open_))
    return _("ahora lo tiene %(who)s.", who="; ".join(_holder(case, task) for task in open_))


def _holder(case: CaseRow, task: OpenTask) -> str:
    """Return who has a task and what for: the case as it stands in memory knows its steps."""
    person = task.held_name or task.claimed_name
    organ = task.organ_name or task.organ
    who = f"{organ} ({person})" if person else organ
    _procedure, node = cases.look(g.session, case.id).node_at(task.task)
    return str(_("%(who)s, para «%(step)s»", who=who, step=crossroads.title(node)))
