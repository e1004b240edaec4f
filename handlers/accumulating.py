"""Two cases on one matter are dealt with as one: the one that is accumulated ends, and both say in which it goes on.

Source: LPAG 160 (TUO): cases that are connected are accumulated by whoever conducts them; domain/procedures.md P2.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.entries import CaseLinked
from handlers.citing import numbered
from handlers.links import ACCUMULATED, ACCUMULATES

INTO = "acumula_a"  # what `casos.terminar` is told: the number of the case in which this one goes on


def told(session: Session, case_id: int, number: str, inputs: Mapping[str, Any]) -> list[tuple[int, CaseLinked]]:
    """Return what both cases are told when one ends because it is accumulated to another; else nothing.

    Nothing either when the other is not there: who decided was asked for one that is (`cabildo.expediente`).
    """
    main = numbered(session, str(inputs.get(INTO) or ""))
    if main is None or main.id == case_id:
        return []
    reason = str(inputs.get("sustento") or "")
    return [
        (main.id, CaseLinked(case_id, number, ACCUMULATES, reason=reason)),
        (case_id, CaseLinked(main.id, main.number, ACCUMULATED, reason=reason)),
    ]
