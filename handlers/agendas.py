"""The agenda of a sitting and its convocation: which matters, in which order, on which day the law admits.

What the diagram of a case would refuse is refused here before anything is written.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from handlers import bodies, commands, decisions, parameters, tasks
from handlers.bodies import Matter
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.sittings import OVER, STATES, Plan, Sitting, every, next_number, tell, the
from handlers.tasks import Sheet
from workflows.terms import LIMA

KINDS = {"ordinaria": "Ordinaria", "extraordinaria": "Extraordinaria"}
LONGEST_SEARCH = 60  # days in which the first lawful day of a sitting is looked for
UP, DOWN = -1, 1


def earliest(session: Session, matter: Matter, kind: str, at: datetime) -> date | None:
    """Return the first day on which the convocation of this matter would be lawful if it were made now.

    The diagram says so: each day is tried. None where it takes longer than `LONGEST_SEARCH`.
    """
    if matter.task.form != bodies.CONVENE:
        return None
    sheet = bodies.seen_by_head(session, matter, at)
    for days in range(LONGEST_SEARCH):
        day = _day(at) + timedelta(days=days)
        answers = {"tipo_sesion": kind, "fecha_sesion": day, "emergencia_norma": None}
        if kind not in tasks.withheld(sheet, answers, at):
            return day
    return None


def calls(session: Session, matter: Matter, at: datetime) -> tuple[int, int | None] | None:
    """Return which convocation the next one of a matter is, and how many the RIC admits; None for the first.

    A municipality that has not said how many follows what the diagram has.
    """
    if matter.task.form != bodies.CONVENE:
        return None
    made = bodies.seen_by_head(session, matter, at).values.get("convocatorias") or 0
    most = parameters.all_on(session, _day(at)).get("ric_max_convocatorias")
    return (int(made) + 1, int(most) if most else None) if made else None


def needs_convening(session: Session, found: Sitting) -> bool:
    """Tell whether a sitting still has to be convened; one whose cases all say that they were is not, again."""
    matters = (bodies.matter(session, case_id) for case_id in found.plan.matters)
    return found.state == "prepared" and any(one is not None and not one.is_convened for one in matters)


def prepare(session: Session, plan: Plan, officer: str, at: datetime, *, key: str, sitting: int | None = None) -> int:
    """Put matters on the agenda of a new sitting, or of one not yet convened; return which.

    Each convocation is tried: what the diagram would refuse is refused now. Raises Invalid, NotAllowed.
    """
    plan = replace(plan, body_name=bodies.name_of(session, plan.body, plan.day))
    require_keeper(session, plan, officer, at)
    if sitting is not None:
        require_state(the(session, sitting), "prepared")
    _require_matters(session, plan, sitting)
    for case_id in plan.matters:
        _try(session, case_id, plan, at)

    def do() -> dict[str, int]:
        which = sitting or next_number(session)
        body = {"kind": plan.kind, "day": plan.day.isoformat(), "hour": plan.hour, "place": plan.place,
                "norm": plan.norm, "other": plan.other, "matters": list(plan.matters), "body": plan.body,
                "body_name": plan.body_name, "guests": plan.guests}  # fmt: skip
        tell(session, which, "prepared", officer, at, body)
        return {"sitting": which}

    asked = {"prepare": sitting, "body": plan.body, "plan": plan.answers, "matters": plan.matters}
    return int(commands.once(session, key, officer, asked, do, at)["sitting"])


def reorder(session: Session, sitting: int, case_id: int, step: int, officer: str, at: datetime, *, key: str) -> None:
    """Move a matter one place up or down the agenda; until the sitting is opened. Raises Invalid, NotAllowed."""
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "prepared", "convened")
    order = list(found.plan.matters)
    if case_id not in order:
        raise NotFound("Ese asunto no está en la agenda de esta sesión.")
    place = order.index(case_id)
    order.insert(max(0, place + step), order.pop(place))
    told = {"matters": order}
    commands.once(
        session,
        key,
        officer,
        {"order": sitting, "case": case_id, "step": step},
        lambda: tell(session, sitting, "ordered", officer, at, told),
        at,
    )


def convene(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> None:
    """Convene: the convocation of every matter on the agenda is decided, by whoever convenes that body.

    Raises NotAllowed, Invalid, AlreadyDecided; then no matter is convened.
    """
    found = the(session, sitting)
    require_state(found, "prepared")
    _require_convener(session, found, officer, at)

    def do() -> dict[str, int]:
        for case_id in found.plan.matters:
            _convene_one(session, case_id, found.plan, officer, at, key)
        tell(session, sitting, "convened", officer, at, {})
        return {"sitting": sitting}

    commands.once(session, key, officer, {"convene": sitting}, do, at)


def to_take_up(session: Session, found: Sitting) -> list[int]:
    """Return the cases that a sitting took up off its agenda and that still have to be convened for today."""
    return [case_id for case_id in found.plan.matters
            if case_id in found.added and found.state == "open" and bodies.task_of(session, case_id, *bodies.CONVENING)
            ]  # fmt: skip


def take_up(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> None:
    """Convene, for today, what a sitting took up off its agenda. Raises as `convene` does."""
    found = the(session, sitting)
    require_state(found, "open")
    _require_convener(session, found, officer, at)
    today = replace(found.plan, day=_day(at))

    def do() -> dict[str, int]:
        for case_id in to_take_up(session, found):
            _convene_one(session, case_id, today, officer, at, key)
        return {"sitting": sitting}

    commands.once(session, key, officer, {"take up": sitting}, do, at)


def cancel(session: Session, sitting: int, officer: str, at: datetime, *, key: str) -> None:
    """Drop a sitting that was not convened: its matters wait again."""
    found = the(session, sitting)
    require_keeper(session, found.plan, officer, at)
    require_state(found, "prepared")
    commands.once(
        session, key, officer, {"cancel": sitting}, lambda: tell(session, sitting, "cancelled", officer, at, {}), at
    )


# what must hold


def require_keeper(session: Session, plan: Plan, officer: str, at: datetime) -> None:
    """Raise NotAllowed unless the officer keeps the sittings of that body."""
    if bodies.may_keep(session, officer, at, plan.body):
        return
    if plan.is_of_concejo:
        raise NotAllowed("Las sesiones del Concejo las lleva Secretaría General, que da fe. No se registró nada.")
    name = plan.body_name or bodies.name_of(session, plan.body, _day(at))
    raise NotAllowed(f"Las sesiones de «{name}» las llevan sus miembros y quien hace de su secretaría, "
                     "según su designación. No se registró nada.")  # fmt: skip


def require_state(found: Sitting, *states: str) -> None:
    """Raise Invalid unless the sitting is in one of these states."""
    if found.state not in states:
        raise Invalid(f"Esta sesión está {STATES[found.state]}; eso ya no procede. No se registró nada.")


def invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, {name: sentence})


def _require_convener(session: Session, found: Sitting, officer: str, at: datetime) -> None:
    if not bodies.may_convene(session, officer, at, found.plan.body):
        raise NotAllowed(
            "Convoca quien preside el Concejo: la Alcaldía. No se convocó nada."
            if found.plan.is_of_concejo
            else "Convoca quien preside la comisión, o quien hace de secretaría de ella. No se convocó nada."
        )


def _convene_one(session: Session, case_id: int, plan: Plan, officer: str, at: datetime, key: str) -> None:
    task = bodies.task_of(session, case_id, *bodies.CONVENING)
    if task is not None:
        answers = _asked_by(tasks.sheet(session, case_id, task.task, officer, at), plan)
        decisions.record(session, case_id, task.task, officer, answers, at, key=f"{key}/{case_id}")


def _require_matters(session: Session, plan: Plan, sitting: int | None) -> None:
    if not plan.matters:
        raise invalid("asuntos", "Elija al menos un asunto para la agenda.")
    others = {case: one for one in every(session) if one.state not in OVER and one.id != sitting
              for case in one.plan.matters}  # fmt: skip
    for case_id in dict.fromkeys(plan.matters):
        matter = bodies.matter(session, case_id)
        if matter is None or matter.body != plan.body:
            raise invalid("asuntos", "Uno de los asuntos marcados ya no espera sesión de este órgano. Quítelo.")
        if case_id in others:
            raise invalid("asuntos", f"{matter.case.number} ya está en la agenda de «{others[case_id].name}».")


def _asked_by(sheet: Sheet, plan: Plan) -> Mapping[str, str]:
    """Return the plan in the names that this version of the form knows."""
    names = sheet.form.names if sheet.form else frozenset[str]()
    return {name: value for name, value in plan.answers.items() if name in names}


def _try(session: Session, case_id: int, plan: Plan, at: datetime) -> None:
    """Check a convocation as it will be decided. Raises Invalid with what is wrong, by field of the plan."""
    matter = bodies.matter(session, case_id)
    if matter is None or matter.task.form not in bodies.CONVENING:
        return
    sheet = bodies.seen_by_head(session, matter, at)
    if sheet.form is None:
        return
    checked = sheet.form.check(_asked_by(sheet, plan), sheet.values, at=at, decision=sheet.decision)
    errors = {_FIELDS.get(name, name): said for name, said in checked.errors.items()}
    withheld = {} if errors else tasks.withheld(sheet, checked.answers, at)
    if plan.kind in withheld:
        first = earliest(session, matter, plan.kind, at)
        when = f" La primera fecha que cabe es el {first:%d/%m/%Y}." if first else ""
        errors["fecha_sesion"] = f"{_interval(sheet, plan.kind)}{when}"
    if errors:
        raise Invalid("Revise lo señalado; la sesión no se guardó.", errors)


_FIELDS = {"fecha_sesion_comision": "fecha_sesion"}  # of a form, as the page of the plan calls it


def _interval(sheet: Sheet, kind: str) -> str:
    law = sheet.node.properties.get("cabildo.base_legal", "")
    return f"Una sesión {kind} no puede celebrarse ese día si se convoca hoy ({law})."


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()
