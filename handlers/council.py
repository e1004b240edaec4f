"""The sittings of the Concejo: which matters wait for one, its agenda, who attends, what became of each matter.

What a sitting decided stands in the journal of each case, told by its tasks through the ordinary door; here stands only
what no case knows: that these matters were seen together, where, at what hour, and who was there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import appointments, commands, decisions, standing, tasks
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.sittings import ATTENDANCE, PRESENT, STATES, Plan, Sitting, every, next_number, tell, the
from handlers.standing import CaseRow, OpenTask
from handlers.tasks import Sheet
from workflows.terms import LIMA

# The forms by which the tasks of a sitting are known, as `bpmn/tramite-concejo` names them.
CONVENE, HOLD, CAST, RECORD = "F-S2c", "F-S2d", "voto_dirimente", "redactar_acta"
CONCEJO, SECRETARY, MAYOR = "concejo-municipal", "secretaria-general", "alcaldia"
KINDS = {"ordinaria": "Ordinaria", "extraordinaria": "Extraordinaria"}
LONGEST_SEARCH = 60  # days in which the first lawful day of a sitting is looked for


@dataclass(frozen=True, slots=True)
class Matter:
    """A case that waits for a sitting; `task` is its open task: the convocation, or the sitting itself."""

    case: CaseRow
    task: OpenTask

    @property
    def is_convened(self) -> bool:
        return self.task.form == HOLD


def waiting(session: Session) -> list[Matter]:
    """Return the matters that wait for a sitting and are on the agenda of none, the oldest first."""
    taken = {case for one in every(session) if one.state not in ("closed", "cancelled") for case in one.plan.matters}
    found = session.execute(
        select(CaseRow, OpenTask)
        .join(OpenTask, OpenTask.case_id == CaseRow.id)
        .where(OpenTask.form.in_((CONVENE, HOLD)), CaseRow.id.not_in(taken))
        .order_by(OpenTask.opened_at)
    )
    return [Matter(case, task) for case, task in found]


def members(session: Session, day: date) -> Sequence[str]:
    """Return who is a member of the Concejo on a day: the mayor first."""
    return appointments.members_of(session, CONCEJO, day)


def may_keep(session: Session, officer: str, at: datetime) -> bool:
    """Tell whether the officer acts for Secretaría General, which keeps the sittings."""
    return appointments.may_act(session, officer, SECRETARY, _day(at), "tramite-concejo") is not None


def may_convene(session: Session, officer: str, at: datetime) -> bool:
    return appointments.may_act(session, officer, MAYOR, _day(at), "tramite-concejo") is not None


def mayors(session: Session, at: datetime) -> list[str]:
    """Return who may convene today, by name."""
    return [actor.name for actor in appointments.acting(session, MAYOR, _day(at), "tramite-concejo") if actor.is_head]


def task_of(session: Session, case_id: int, form: str) -> OpenTask | None:
    """Return the open task of a case that has this form."""
    return next((row for row in standing.tasks_of(session, case_id) if row.form == form), None)


def earliest(session: Session, matter: Matter, kind: str, at: datetime) -> date | None:
    """Return the first day on which the convocation of this matter would be lawful if it were made now.

    The diagram says so: each day is tried. None where it takes longer than `LONGEST_SEARCH`.
    """
    sheet = _sheet_of_mayor(session, matter.case.id, matter.task, at)
    for days in range(LONGEST_SEARCH):
        day = _day(at) + timedelta(days=days)
        answers = {"tipo_sesion": kind, "fecha_sesion": day, "emergencia_norma": None}
        if kind not in tasks.withheld(sheet, answers, at):
            return day
    return None


# what is told of a sitting


def prepare(
    session: Session, plan: Plan, officer: str, at: datetime, *, key: str, sitting: int | None = None
) -> int:  # fmt: skip
    """Put matters on the agenda of a new sitting, or of one not yet convened; return which.

    Each convocation is tried: what the diagram would refuse is refused now. Raises Invalid, NotAllowed.
    """
    _require_secretary(session, officer, at)
    if not plan.matters:
        raise _invalid("matters", "Elija al menos un asunto para la agenda.")
    if sitting is not None:
        _require_state(the(session, sitting), "prepared")
    for case_id in plan.matters:
        if (task := task_of(session, case_id, CONVENE)) is not None:
            _try(session, case_id, task, plan, at)

    def do() -> dict[str, int]:
        which = sitting or next_number(session)
        body = {"kind": plan.kind, "day": plan.day.isoformat(), "hour": plan.hour, "place": plan.place,
                "norm": plan.norm, "other": plan.other, "matters": list(plan.matters)}  # fmt: skip
        tell(session, which, "prepared", officer, at, body)
        return {"sitting": which}

    return int(
        _once(session, key, officer, {"prepare": sitting, "plan": plan.answers, "matters": plan.matters}, do, at)[
            "sitting"
        ]
    )


def convene(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> None:
    """Convene: the convocation of every matter on the agenda is decided, by whoever acts for the Alcaldía.

    Raises NotAllowed, Invalid, AlreadyDecided; then no matter is convened.
    """
    found = the(session, sitting)
    _require_state(found, "prepared")
    if not may_convene(session, officer, at):
        raise NotAllowed("Convoca quien preside el Concejo: la Alcaldía. No se convocó nada.")

    def do() -> dict[str, int]:
        for case_id in found.plan.matters:
            if (task := task_of(session, case_id, CONVENE)) is not None:
                answers = _asked_by(tasks.sheet(session, case_id, task.task, officer, at), found.plan)
                _decide(session, case_id, task, officer, answers, at, key)
        tell(session, sitting, "convened", officer, at, {})
        return {"sitting": sitting}

    _once(session, key, officer, {"convene": sitting}, do, at)


def open_sitting(
    session: Session, sitting: int, officer: str, at: datetime, *, hour: str, presides: str,
    attendance: Mapping[str, str], key: str,
) -> None:  # fmt: skip
    """Open a sitting, or correct who attends it while nothing was resolved. Raises Invalid, NotAllowed."""
    found = the(session, sitting)
    _require_secretary(session, officer, at)
    _require_state(found, "prepared", "convened", "open")
    if found.resolved:
        raise Invalid("Ya se resolvió un asunto con esta lista; la asistencia de cada votación se anota en su asunto.")
    if any(task_of(session, case_id, CONVENE) for case_id in found.plan.matters):
        raise Invalid("Falta que la Alcaldía convoque esta sesión. No se abrió.")
    if _day(at) < found.plan.day:
        raise Invalid(f"La sesión es el {found.plan.day:%d/%m/%Y}; ese día se abre.")
    expected = members(session, found.plan.day)
    if set(attendance) != set(expected) or not set(attendance.values()) <= set(ATTENDANCE):
        raise _invalid("attendance", "Diga de cada miembro si asiste.")
    if attendance.get(presides) not in PRESENT:
        raise _invalid("presides", "Preside alguien que está presente.")
    body = {"hour": hour, "presides": presides, "attendance": {name: attendance[name] for name in expected}}
    _once(
        session,
        key,
        officer,
        {"open": sitting, **body},
        lambda: tell(session, sitting, "opened", officer, at, body),
        at,
    )


def resolve(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *,
    rule: str = "", key: str,
) -> dict[str, Any]:  # fmt: skip
    """Record what the Concejo resolved of one matter, `rule` in words: its task is decided.

    Raises as `decisions.record` does.
    """
    found = the(session, sitting)
    _require_state(found, "open")
    task = task_of(session, case_id, HOLD)
    if case_id not in found.plan.matters or task is None:
        raise NotFound("Ese asunto no espera que esta sesión lo resuelva.")

    def do() -> dict[str, Any]:
        told = _decide(session, case_id, task, officer, posted, at, key)
        tell(session, sitting, "resolved", officer, at, {"case": case_id, "position": told["position"], "rule": rule})
        return told

    return _once(session, key, officer, {"resolve": sitting, "case": case_id, "posted": dict(posted)}, do, at)


def cast(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *, key: str
) -> dict[str, Any]:  # fmt: skip
    """Record the casting vote of whoever presides. Raises as `decisions.record` does."""
    _require_state(the(session, sitting), "open")
    task = task_of(session, case_id, CAST)
    if task is None:
        raise NotFound("Ese asunto no está empatado.")

    def do() -> dict[str, Any]:
        told = _decide(session, case_id, task, officer, posted, at, key)
        tell(session, sitting, "cast", officer, at, {"case": case_id, "position": told["position"]})
        return told

    return _once(session, key, officer, {"cast": sitting, "case": case_id, "posted": dict(posted)}, do, at)


def cancel(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> None:
    """Drop a sitting that was not convened: its matters wait again."""
    _require_secretary(session, officer, at)
    _require_state(the(session, sitting), "prepared")
    _once(session, key, officer, {"cancel": sitting}, lambda: tell(session, sitting, "cancelled", officer, at, {}), at)


def close(
    session: Session, sitting: int, officer: str, at: datetime, *, hour: str, number: str, seal: str, key: str
) -> None:  # fmt: skip
    """Close a sitting with its acta, a document already kept. Raises Invalid while a matter is not resolved."""
    found = the(session, sitting)
    _require_secretary(session, officer, at)
    _require_state(found, "open")
    left = [case for case in found.plan.matters if case not in found.resolved or task_of(session, case, CAST)]
    if left:
        numbers = ", ".join(case.number for case in (standing.the_case(session, one) for one in left) if case)
        raise Invalid(f"Falta registrar qué resolvió el Concejo en {numbers}. La sesión sigue abierta.")
    body = {"hour": hour, "number": number, "seal": seal}
    _once(
        session,
        key,
        officer,
        {"close": sitting, **body},
        lambda: tell(session, sitting, "closed", officer, at, body),
        at,
    )


def attach(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> int:
    """Give the acta of a closed sitting to every matter that waits for it; return to how many."""
    found = the(session, sitting)
    _require_state(found, "closed")
    ready = [(case, task) for case in found.plan.matters if (task := task_of(session, case, RECORD)) is not None]

    def do() -> dict[str, int]:
        for case_id, task in ready:
            answers = {"numero_acta": found.number, "acta_redactada": found.seal}
            told = _decide(session, case_id, task, officer, answers, at, key)
            tell(session, sitting, "attached", officer, at, {"case": case_id, "position": told["position"]})
        return {"matters": len(ready)}

    return int(
        _once(session, key, officer, {"attach": sitting, "cases": [case for case, _ in ready]}, do, at)["matters"]
    )


def _once(
    session: Session, key: str, officer: str, body: object, do: Callable[[], dict[str, Any]], at: datetime
) -> dict[str, Any]:  # fmt: skip
    return commands.once(session, key, officer, body, do, at)


# what must hold


def _require_secretary(session: Session, officer: str, at: datetime) -> None:
    if not may_keep(session, officer, at):
        raise NotAllowed("Las sesiones del Concejo las lleva Secretaría General, que da fe. No se registró nada.")


def _require_state(found: Sitting, *states: str) -> None:
    if found.state not in states:
        raise Invalid(f"Esta sesión está {STATES[found.state]}; eso ya no procede. No se registró nada.")


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, {name: sentence})


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()


def _decide(
    session: Session, case_id: int, task: OpenTask, officer: str, posted: Mapping[str, Any], at: datetime, key: str
) -> dict[str, Any]:  # fmt: skip
    return decisions.record(session, case_id, task.task, officer, posted, at, key=f"{key}/{case_id}")


def _sheet_of_mayor(session: Session, case_id: int, task: OpenTask, at: datetime) -> Sheet:
    head = appointments.acting(session, MAYOR, _day(at), "tramite-concejo")[0]
    return tasks.sheet(session, case_id, task.task, head.officer, at)


def _asked_by(sheet: Sheet, plan: Plan) -> dict[str, str]:
    """Return the plan in the names that this version of the form knows."""
    names = sheet.form.names if sheet.form else frozenset[str]()
    return {name: value for name, value in plan.answers.items() if name in names}


def _try(session: Session, case_id: int, task: OpenTask, plan: Plan, at: datetime) -> None:
    """Check a convocation as it will be decided. Raises Invalid with what is wrong, by field of the plan."""
    sheet = _sheet_of_mayor(session, case_id, task, at)
    if sheet.form is None:
        return
    checked = sheet.form.check(_asked_by(sheet, plan), sheet.values, at=at, decision=sheet.decision)
    errors = dict(checked.errors)
    withheld = {} if errors else tasks.withheld(sheet, checked.answers, at)
    if plan.kind in withheld:
        first = earliest(session, Matter(sheet.case, task), plan.kind, at)
        when = f" La primera fecha que cabe es el {first:%d/%m/%Y}." if first else ""
        errors["fecha_sesion"] = f"{_interval(sheet, plan.kind)}{when}"
    if errors:
        raise Invalid("Revise lo señalado; la sesión no se guardó.", errors)


def _interval(sheet: Sheet, kind: str) -> str:
    law = sheet.node.properties.get("cabildo.base_legal", "")
    return f"Una sesión {kind} no puede celebrarse ese día si se convoca hoy ({law})."
