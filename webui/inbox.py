"""The bandeja: what waits for the officer at the screen, due soonest first."""

from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _later

from handlers import inbox, starts
from handlers.inbox import Inbox, Item
from webui import ordering, words
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("inbox", __name__)

TABS = (("mias", "Mías"), ("organo", "De mi órgano"), ("por-vencer", "Por vencer"), ("vencidas", "Vencidas"))
EMPTY = {
    "mias": (
        "No tiene tareas tomadas",
        "Tome una de «De mi órgano» o ábrala: quien la resuelve queda en el historial.",
    ),
    "organo": ("Nada espera a su órgano", "Cuando un expediente llegue, aparecerá aquí; la lista se actualiza sola."),
    "por-vencer": ("Nada vence pronto", "Aquí se ve lo que vence hoy o en los dos próximos días hábiles."),
    "vencidas": ("Nada está vencido", "Lo que pase de su último día aparecerá aquí."),
}


HANDED = {  # how a task changed hands last, as whoever has it now reads it
    "derivacion": _later("derivado por"),
    "reasignacion": _later("reasignado por"),
    "devolucion": _later("devuelto por"),
    "recuperacion": _later("recuperado por"),
    "abstencion": _later("por una abstención"),
}

HANDED_BY_HIM = {  # and as whoever handed it over does
    "derivacion": _later("usted lo derivó"),
    "reasignacion": _later("usted lo reasignó"),
    "devolucion": _later("usted lo devolvió"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bandeja as the table shows it."""

    item: Item
    due: words.Badge | None
    url: str
    handed: str

    @property
    def unread(self) -> bool:
        return self.item.unread


@pages.get("/")
@for_officers
def show() -> str:
    waiting = inbox.waiting_for(g.session, g.officer.id, g.now, _search())
    return render_template("inbox.html", **_seen(waiting), can_start=_can_start())


@pages.get("/bandeja")
@for_officers
def waiting() -> ResponseReturnValue:
    """The list alone, asked for every few seconds: unchanged, it answers 304."""
    found = inbox.waiting_for(g.session, g.officer.id, g.now, _search())
    page = render_template("partials/inbox.html", **_seen(found))
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(sha256(page.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _seen(found: Inbox) -> dict[str, object]:
    tab = _tab(found)
    search = _search()
    tabs = [
        (label, url_for("inbox.show", ver=name, q=search or None), name == tab, found.counts[label])
        for name, label in TABS
    ]
    order = ordering.asked(tuple(inbox.COLUMNS), "vence")
    shown = found.ordered(order.column, order.descending) if order.given else found
    items = shown.tabs[dict(TABS)[tab]]
    poll = url_for("inbox.waiting", ver=tab, q=search or None, orden=order.name if order.given else None)
    return {"tabs": tabs, "tab": tab, "rows": [_row(item) for item in items], "search": search, "poll": poll,
            "empty": EMPTY[tab], "heads": ordering.heads(order, "inbox.show", ver=tab, q=search or None),
            "aside": () if search else found.aside}  # fmt: skip


def _tab(found: Inbox) -> str:
    asked = request.args.get("ver", "")
    if asked in dict(TABS):
        return asked
    return "mias" if found.mine else "organo"


def _row(item: Item) -> Row:
    today = g.now.astimezone(LIMA).date()
    level = "today" if item.due == today else item.level
    reason = f"Vence el {words.in_text(item.due)}" if item.due else ""
    due = words.Badge(level, item.state, item.due.isoformat(), reason) if item.due else None
    if item.suspended:
        due = words.standing_still(item.suspended, item.due)
    url = url_for("task.show", case_id=item.case_id, task=item.task)
    his = item.handed in HANDED_BY_HIM and item.from_officer == g.officer.name and not item.mine
    return Row(item, due, url, str((HANDED_BY_HIM if his else HANDED).get(item.handed, "")))


def _search() -> str:
    return request.args.get("q", "").strip()[:100]


def _can_start() -> bool:
    return "auditor" not in g.officer.roles and bool(starts.offered(g.session, g.officer.id, g.now))
