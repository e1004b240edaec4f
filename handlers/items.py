"""What became of a matter on the agenda of a sitting: the debate, each vote with its reason, the count, the tie."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import contents, journal
from engine.entries import TableMatched, TaskDecided
from engine.journal import Record
from handlers import bodies, drawings, standing, values
from handlers.ballots import COUNT, FOR_IT, VOTED, VOTES, Tally
from handlers.drawings import Drawings
from handlers.refusals import NotFound
from handlers.sittings import ATTENDANCE, Resolution, Sitting
from handlers.standing import CaseRow, OpenTask


@dataclass(frozen=True, slots=True)
class Vote:
    """What one member did in one matter, in words."""

    member: str
    attendance: str
    vote: str
    reason: str
    waiver: str = ""  # on doing without the dictamen of a commission, voted first


@dataclass(frozen=True, slots=True)
class Item:
    """A matter on the agenda of a sitting and what became of it, as its case tells."""

    case: CaseRow
    task: OpenTask | None  # where the body still has to resolve it
    tie: OpenTask | None  # where whoever presides has to break a tie
    waits_for_acta: bool
    form: str = ""
    outcome: str = ""  # the label of what happened: "Se votó"
    debate: str = ""
    presides: str = ""
    votes: Sequence[Vote] = ()
    tally: Tally | None = None
    casting: str = ""
    told: Resolution | None = None
    notes: Sequence[tuple[str, str]] = ()  # what else the form asked, label and words: the dictamen, the reasons
    with_whom: Sequence[str] = ()  # the organs that have the case now
    ending: str = ""  # how the case ended, as its diagram says

    @property
    def is_resolved(self) -> bool:
        return self.told is not None

    @property
    def is_reconsideration(self) -> bool:
        return self.form == bodies.RECONSIDER


OWN = ("decision", "quien_preside", "debate", "votos", "votos_comision", "sentido_dirimente")  # told by the item itself


def of(session: Session, sitting: Sitting) -> list[Item]:
    """Return the agenda of a sitting, in order."""
    return [item(session, sitting, case_id) for case_id in sitting.plan.matters]


def item(session: Session, sitting: Sitting, case_id: int) -> Item:
    """Return a matter of the agenda and what its case tells of it. Raises NotFound."""
    case = standing.the_case(session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    task = bodies.task_of(session, case_id, *bodies.HOLDING)
    found = Item(case, task, bodies.task_of(session, case_id, bodies.CAST),
                 bodies.task_of(session, case_id, bodies.RECORD) is not None, task.form if task else "",
                 with_whom=_with_whom(session, case_id))  # fmt: skip
    return _told(session, found, sitting.resolved[case_id]) if case_id in sitting.resolved else found


def _with_whom(session: Session, case_id: int) -> list[str]:
    rows = standing.tasks_of(session, case_id)
    return list(dict.fromkeys(row.organ_name or row.organ for row in rows))


def _told(session: Session, found: Item, told: Resolution) -> Item:
    """Return the item with what the journal says from the entry that resolved it to the next roll call."""
    records = list(_of_one_roll_call(journal.read(session, found.case.id), told.position))
    beside = contents.of_case(session, found.case.id)
    decided = records[0].entry
    if not isinstance(decided, TaskDecided):
        raise NotFound("Ese asiento no es una decisión del Concejo.")
    answers: dict[str, Any] = {**beside.get(told.position, {}), **decided.answers}
    name = "votos_comision" if "votos_comision" in answers else "votos"
    drawn = drawings.of_case(session, found.case.id)
    form_name = _form_of(answers)
    form = drawn.form(decided.task, form_name)
    data = values.answered(form, answers, {}, {})
    return Item(
        found.case,
        None,
        found.tie,
        found.waits_for_acta,
        form=form_name,
        outcome=values.chosen(form.field_at("decision") if form else None, answers.get("decision")),
        debate=str(answers.get("debate") or told.debate or ""),
        presides=str(answers.get("quien_preside") or ""),
        votes=[_vote(row) for row in answers.get(name) or []],
        tally=_tally(records, answers, form_name, told),
        casting=_casting(records, beside, answers),
        told=told,
        with_whom=found.with_whom,
        ending=_ending(found.case, drawn),
        notes=[
            (one.label, "obra en el expediente" if one.documents else one.text)
            for one in data
            if _is_note(one, answers)
        ],
    )


def _ending(case: CaseRow, drawn: Drawings) -> str:
    end = drawn.elements.get(drawn.main, {}).get(case.outcome)
    return end.name if end is not None and end.name else case.outcome.replace("_", " ")


def _form_of(answers: Mapping[str, Any]) -> str:
    """Return by which form a roll call was answered: each has a field that the others have not."""
    if "votos_comision" in answers:
        return bodies.HOLD_COMMISSION
    return bodies.RECONSIDER if answers.get("decision") in _RECONSIDERED else bodies.HOLD


_RECONSIDERED = (*VOTED[bodies.RECONSIDER], *FOR_IT[bodies.RECONSIDER])


def _is_note(one: values.Datum, answers: Mapping[str, Any]) -> bool:
    value = answers.get(one.field)
    told = isinstance(value, str) and value.strip() or one.documents
    return one.field not in OWN and bool(told) and not one.erased


def _of_one_roll_call(records: Sequence[Record], position: int) -> Iterator[Record]:
    for one in records:
        if one.position > position and isinstance(one.entry, TaskDecided) and "votos" in one.entry.answers:
            return
        if one.position >= position:
            yield one


def _vote(row: Mapping[str, Any]) -> Vote:
    votes = dict(VOTES)
    return Vote(str(row.get("miembro") or ""), ATTENDANCE.get(str(row.get("asistencia")), ""),
                votes.get(str(row.get("voto")), ""), str(row.get("razon") or ""),
                votes.get(str(row.get("voto_dispensa")), ""))  # fmt: skip


def _casting(records: Sequence[Record], beside: Mapping[int, Mapping[str, Any]], own: Mapping[str, Any]) -> str:
    """Return how the tie was broken, in words; empty where there was none."""
    votes = dict(VOTES)
    if sense := own.get("sentido_dirimente"):
        return votes.get(str(sense), "")
    for one in records:
        if isinstance(one.entry, TaskDecided) and "sentido" in one.entry.answers:
            answers = {**beside.get(one.position, {}), **one.entry.answers}
            return f"{votes.get(str(answers['sentido']), '')}. {answers.get('sustento') or ''}".strip()
    return ""


def _tally(records: Sequence[Record], answers: Mapping[str, Any], form: str, told: Resolution) -> Tally | None:
    given = [row.get("voto") for row in answers.get("votos_comision") or answers.get("votos") or []]
    for_it, against, abstained = (given.count(code) for code, _ in VOTES)
    if form == bodies.HOLD:
        counted = [one.entry for one in records if isinstance(one.entry, TableMatched) and one.entry.decision == COUNT]
        outcome: Any = counted[-1].outcome if counted and answers.get("decision") == "votado" else None
        if not outcome:
            return None
        return Tally(for_it, against, abstained, int(outcome["requerido"]), told.rule, str(outcome["resultado"]),
                     told.sources)  # fmt: skip
    if answers.get("decision") not in (*VOTED[form], *FOR_IT[form]):
        return None
    result = "aprobado" if answers.get("decision") in FOR_IT[form] else "rechazado"
    return Tally(for_it, against, abstained, told.required, told.rule, result, told.sources)
