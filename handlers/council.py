"""What a sitting resolved of each matter, and how ties were broken: told to the cases, noted by the sitting.

What was decided stands in the journal of each case, told by its tasks through the ordinary door; of the sitting is only
what no case knows: that these matters were seen together, where, at what hour, and who was there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers import bodies, commands, decisions
from handlers.agendas import require_state
from handlers.refusals import Invalid, NotFound
from handlers.sittings import PRESENT, Resolution, tell, the


def resolve(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *,
    told: Resolution, key: str,
) -> dict[str, Any]:  # fmt: skip
    """Record what the body resolved of one matter: its task is decided. `told` is what the sitting itself notes of it.

    Raises as `decisions.record` does.
    """
    found = the(session, sitting)
    require_state(found, "open")
    task = bodies.task_of(session, case_id, *bodies.HOLDING)
    if case_id not in found.plan.matters or task is None:
        raise NotFound("Ese asunto no espera que esta sesión lo resuelva.")

    def do() -> dict[str, Any]:
        decided = decisions.record(session, case_id, task.task, officer, posted, at, key=f"{key}/{case_id}")
        body = {"case": case_id, "position": decided["position"], "rule": told.rule, "required": told.required,
                "hour": told.hour, "debate": told.debate, "sources": list(told.sources)}  # fmt: skip
        tell(session, sitting, "resolved", officer, at, body)
        return decided

    asked = {"resolve": sitting, "case": case_id, "posted": dict(posted), "hour": told.hour, "debate": told.debate}
    return commands.once(session, key, officer, asked, do, at)


def cast(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *,
    presided: str, key: str,
) -> dict[str, Any]:  # fmt: skip
    """Record the casting vote of whoever presided the vote that ended in a tie, and is still there.

    Raises as `decisions.record` does, and Invalid.
    """
    found = the(session, sitting)
    require_state(found, "open")
    task = bodies.task_of(session, case_id, bodies.CAST)
    if task is None or case_id not in found.resolved:
        raise NotFound("Ese asunto no está empatado: el voto dirimente cabe solo en un empate.")
    if found.room.get(presided) not in PRESENT:
        raise Invalid(f"Dirime {presided}, que presidía la votación y ya no está en la sala. Anote su regreso con la "
                      "hora y registre entonces su voto.")  # fmt: skip

    def do() -> dict[str, Any]:
        told = decisions.record(session, case_id, task.task, officer, posted, at, key=f"{key}/{case_id}")
        tell(session, sitting, "cast", officer, at, {"case": case_id, "position": told["position"]})
        return told

    return commands.once(session, key, officer, {"cast": sitting, "case": case_id, "posted": dict(posted)}, do, at)
