"""The votes of the Concejo on one matter: what a roll call comes to by the tables, and what was recorded of it.

Which majority a matter needs, of how many, and what a count comes to is said by `resultado_votacion.dmn` and
`quorum.dmn` of the version that the case runs on; nothing of it is known here.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import bound, cases, contents, journal
from engine.entries import TableMatched, TaskDecided
from engine.journal import Record
from handlers import council, drawings, parameters, sittings, standing, tasks, values
from handlers.refusals import NotFound
from handlers.sittings import ATTENDANCE, Sitting
from handlers.standing import CaseRow, OpenTask
from handlers.tasks import Sheet
from workflows import dmn
from workflows.terms import LIMA
from workflows.versions import Key

COUNT = "resultado_votacion"
OF_HOW_MANY = "votos_de_cuantos"
QUORUM = "quorum"
READ = ("numero_regidores", "base_mayoria")  # parameters that the tables read
IN_WORDS = {
    "aprobado": "aprobado",
    "rechazado": "rechazado, no alcanza los votos requeridos",
    "empate": "empate, dirime quien preside",
}
VOTES = (("a_favor", "A favor"), ("en_contra", "En contra"), ("abstencion", "Abstención"))


@dataclass(frozen=True, slots=True)
class Tally:
    """A count and what it comes to; `required` None: no vote was taken."""

    for_it: int
    against: int
    abstained: int
    required: int | None
    rule: str
    result: str

    @property
    def sentence(self) -> str:
        """`Se requieren 6 votos a favor, de 9 regidores: dos tercios del número legal de regidores (LOM 66).`"""
        return f"Se requieren {self.required} votos a favor, {self.rule}." if self.required is not None else ""

    @property
    def in_words(self) -> str:
        return IN_WORDS.get(self.result, self.result)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who attends and how many must."""

    present: int
    able: int
    required: int

    @property
    def reached(self) -> bool:
        return self.present >= self.required


@dataclass(frozen=True, slots=True)
class Vote:
    """What one member did in one matter, in words."""

    member: str
    attendance: str
    vote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A matter on the agenda of a sitting and what became of it, as its case tells."""

    case: CaseRow
    task: OpenTask | None  # where the Concejo still has to resolve it
    tie: OpenTask | None  # where whoever presides has to break a tie
    waits_for_acta: bool
    outcome: str = ""  # the label of what happened: "Se votó"
    debate: str = ""
    presides: str = ""
    votes: Sequence[Vote] = ()
    tally: Tally | None = None
    casting: str = ""
    position: int = 0

    @property
    def is_resolved(self) -> bool:
        return bool(self.position)


def sheet(session: Session, sitting: Sitting, case_id: int, officer: str, at: datetime) -> Sheet:
    """Return the task by which a matter of an open sitting is resolved. Raises as `tasks.sheet` does, and NotFound."""
    task = council.task_of(session, case_id, council.HOLD)
    if sitting.state != "open" or case_id not in sitting.plan.matters or task is None:
        raise NotFound("Ese asunto no espera que esta sesión lo resuelva.")
    return tasks.sheet(session, case_id, task.task, officer, at)


def proposed(sheet: Sheet, sitting: Sitting) -> dict[str, Any]:
    """Return the answers with which a roll call begins: who attends and presides, and the usual outcome."""
    rows = sheet.values.get("votos") or []
    attendance = [{"asistencia": sitting.attendance.get(row["miembro"], "ausente")} for row in rows]
    usual = "informado" if sheet.values.get("modo") == "informar" else "votado"
    return {"decision": usual, "quien_preside": sitting.presides, "votos": attendance}


def tally(session: Session, sheet: Sheet, posted: Mapping[str, Any], at: datetime) -> Tally | None:
    """Return what a roll call, finished or not, comes to by the tables; None where nothing is voted."""
    if sheet.form is None:
        return None
    answers = sheet.form.check(posted, sheet.values, at=at, decision=sheet.decision).answers
    if answers.get("decision") != "votado":
        return None
    asked = {name: parameters.value(session, name, _day(at)) for name in READ}
    seen = ChainMap({**answers, **asked, "sentido_dirimente": None}, sheet.values)  # type: ignore[arg-type]
    model = _table(session, sheet.case.id, sheet.procedure, COUNT)
    outcome: Any = dmn.evaluate(model, COUNT, seen, at=at).value
    return _tally(answers, outcome, _rule(model, seen, at))


def resolve(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *, key: str
) -> dict[str, Any]:  # fmt: skip
    """Record what the Concejo resolved of a matter, and by which rule it was counted. Raises as `council.resolve`."""
    found = sheet(session, sittings.the(session, sitting), case_id, officer, at)
    counted = tally(session, found, posted, at)
    rule = counted.rule if counted else ""
    return council.resolve(session, sitting, case_id, officer, posted, at, rule=rule, key=key)


def quorum(session: Session, sitting: Sitting, at: datetime) -> Quorum | None:
    """Return whether those present are enough, by the table of the first matter that waits; None for none."""
    for case_id in sitting.plan.matters:
        task = council.task_of(session, case_id, council.HOLD)
        if task is None:
            continue
        procedure, _ = cases.look(session, case_id).node_at(task.task)
        model = _table(session, case_id, procedure, QUORUM)
        for required in range(sitting.able + 1):
            seen = {"asistentes": required, "miembros_habiles": sitting.able}
            if dmn.evaluate(model, QUORUM, seen, at=at).value is True:
                return Quorum(sitting.present, sitting.able, required)
    return None


def item(session: Session, sitting: Sitting, case_id: int) -> Item:
    """Return a matter of the agenda and what its case tells of it. Raises NotFound."""
    case = standing.the_case(session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    open_now = {row.form: row for row in standing.tasks_of(session, case_id)}
    waits = {"task": open_now.get(council.HOLD), "tie": open_now.get(council.CAST)}
    found = Item(case, waits["task"], waits["tie"], council.RECORD in open_now)
    if case_id not in sitting.resolved:
        return found
    return _told(session, found, sitting.resolved[case_id], sitting.rules.get(case_id, ""))


def _told(session: Session, found: Item, position: int, rule: str) -> Item:
    """Return the item with what the journal says from the entry that resolved it to the next roll call."""
    records = list(_of_one_roll_call(journal.read(session, found.case.id), position))
    beside = contents.of_case(session, found.case.id)
    decided = records[0].entry
    if not isinstance(decided, TaskDecided):
        raise NotFound("Ese asiento no es una decisión del Concejo.")
    answers = {**beside.get(position, {}), **decided.answers}
    form = drawings.of_case(session, found.case.id).form(decided.task, council.HOLD)
    counted = [one.entry for one in records if isinstance(one.entry, TableMatched) and one.entry.decision == COUNT]
    outcome: Any = counted[-1].outcome if counted and answers.get("decision") == "votado" else None
    return Item(
        found.case,
        None,
        found.tie,
        found.waits_for_acta,
        outcome=values.chosen(form.field_at("decision") if form else None, answers.get("decision")),
        debate=str(answers.get("debate") or ""),
        presides=str(answers.get("quien_preside") or ""),
        votes=[_vote(row) for row in answers.get("votos") or []],
        tally=_tally(answers, outcome, rule) if outcome else None,
        casting=_casting(records, beside),
        position=position,
    )


def _of_one_roll_call(records: Sequence[Record], position: int) -> Iterator[Record]:
    for one in records:
        if one.position > position and isinstance(one.entry, TaskDecided) and "votos" in one.entry.answers:
            return
        if one.position >= position:
            yield one


def _vote(row: Mapping[str, Any]) -> Vote:
    votes = dict(VOTES)
    return Vote(str(row.get("miembro") or ""), ATTENDANCE.get(str(row.get("asistencia")), ""),
                votes.get(str(row.get("voto")), ""), str(row.get("razon") or ""))  # fmt: skip


def _casting(records: Sequence[Record], beside: Mapping[int, Mapping[str, Any]]) -> str:
    """Return how the tie was broken, in words; empty where there was none."""
    for one in records:
        if isinstance(one.entry, TaskDecided) and "sentido" in one.entry.answers:
            answers = {**beside.get(one.position, {}), **one.entry.answers}
            return f"{dict(VOTES).get(str(answers['sentido']), '')}. {answers.get('sustento') or ''}".strip()
    return ""


def _tally(answers: Mapping[str, Any], outcome: Mapping[str, Any], rule: str) -> Tally:
    for_it, against, abstained = (int(answers.get(name) or 0) for name in ("a_favor", "en_contra", "abstenciones"))
    return Tally(for_it, against, abstained, int(outcome["requerido"]), rule, str(outcome["resultado"]))


def _rule(model: bytes, seen: Mapping[str, Any], at: datetime) -> str:
    """Return of how many the votes are counted, and by which rule: `de 9 regidores: dos tercios … (LOM 66)`."""
    if dmn.read(model).find(OF_HOW_MANY) is None:  # a version from before the table said so
        return str(seen.get("regla_mayoria") or "").replace("_", " ")
    found: Any = dmn.evaluate(model, OF_HOW_MANY, seen, at=at).value
    return f"de {found['total']:f} {found['quienes']}: {found['regla']}"


def _table(session: Session, case_id: int, procedure: str, name: str) -> bytes:
    version = cases.look(session, case_id).versions[procedure]
    return bound.ready(session, Key(procedure, version)).files[f"{name}.dmn"]


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()
