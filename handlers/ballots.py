"""The votes of a sitting on one matter: what the roll call comes to by the tables, and what cannot be recorded of it.

Which majority a matter needs, of how many, and what a count comes to is said by the tables and the conditions of the
version that the case runs on; nothing of it is known here.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import bound, cases
from handlers import appointments, bodies, council, parameters, registers_read, sittings, tasks
from handlers.refusals import Invalid, NotFound
from handlers.sittings import PRESENT, Resolution, Sitting, hour, not_before, said
from handlers.tasks import Sheet
from workflows import dmn, versions
from workflows.forms.paths import Unreadable, nested
from workflows.terms import LIMA
from workflows.versions import Key

COUNT = "resultado_votacion"
OF_HOW_MANY = "votos_de_cuantos"
QUORUM = "quorum"
READ = ("numero_regidores", "base_mayoria")  # parameters that the tables read
CALLED = {"numero_regidores": "número legal de regidores", "base_mayoria": "base de la mayoría simple",
          "alcalde_vota": "voto de quien es alcalde"}  # fmt: skip
MAYOR_VOTES = "alcalde_vota"  # read by the diagram where it prepares the list
OTHERWISE: Mapping[str, Any] = {"numero_regidores": 97, "base_mayoria": "", "votantes": 97}  # what no municipality has
IN_WORDS = {
    "aprobado": "aprobado",
    "rechazado": "rechazado, no alcanza los votos requeridos",
    "empate": "empate, dirime quien preside",
}
OF_SITTING = ("hora", "dia_siguiente", "debate_acta")  # what the page asks of a vote beside the form of the case
READING = "dispensa_acta"
VOTES = (("a_favor", "A favor"), ("en_contra", "En contra"), ("abstencion", "Abstención"))
# By form: the outcome that needs the votes, and the count and the attendance that its condition reads.
NEEDS = {
    bodies.RECONSIDER: ("fundada_sin_efecto", "a_favor", "asistentes"),
    bodies.HOLD_COMMISSION: ("favorable", "a_favor_comision", "asistentes_comision"),
}
FOR_IT = {bodies.RECONSIDER: ("fundada_sin_efecto", "fundada_nuevo_texto"),
          bodies.HOLD_COMMISSION: ("favorable", "favorable_con_modificaciones")}  # fmt: skip
WORDS = {
    bodies.RECONSIDER: {"aprobado": "alcanza, la reconsideración es fundada", "empate": IN_WORDS["empate"],
                        "rechazado": "no alcanza, la reconsideración es infundada"},
    bodies.HOLD_COMMISSION: {"aprobado": "alcanza para un dictamen favorable",
                             "rechazado": "no alcanza para un dictamen favorable"},
}  # fmt: skip
VOTED = {bodies.RECONSIDER: ("infundada",), bodies.HOLD_COMMISSION: ("desfavorable",), bodies.HOLD: ("votado",)}


@dataclass(frozen=True, slots=True)
class Tally:
    """A count and what it comes to; `required` None: no vote was taken. `sources` say what it was counted with."""

    for_it: int
    against: int
    abstained: int
    required: int | None
    rule: str
    result: str
    sources: tuple[str, ...] = ()
    words: str = ""  # what the result is called, where not as in IN_WORDS

    @property
    def sentence(self) -> str:
        """`Se requieren 6 votos a favor, de 9 regidores: dos tercios del número legal de regidores (LOM 66).`"""
        return f"{needed(self.required)}, {self.rule}." if self.required is not None else ""

    @property
    def in_words(self) -> str:
        return self.words or IN_WORDS.get(self.result, self.result)


def needed(votes: int) -> str:
    """`Se requieren 6 votos a favor`."""
    return "Se requiere 1 voto a favor" if votes == 1 else f"Se requieren {votes} votos a favor"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who attends and how many must."""

    present: int
    able: int
    required: int

    @property
    def reached(self) -> bool:
        return self.present >= self.required


def sheet(session: Session, sitting: Sitting, case_id: int, officer: str, at: datetime) -> Sheet:
    """Return the task by which a matter of an open sitting is resolved. Raises as `tasks.sheet` does, and NotFound."""
    task = bodies.task_of(session, case_id, *bodies.HOLDING)
    if sitting.state != "open" or case_id not in sitting.plan.matters or task is None:
        raise NotFound("Ese asunto no espera que esta sesión lo resuelva.")
    return tasks.sheet(session, case_id, task.task, officer, at)


def list_of(sheet: Sheet) -> str:
    """Return the field that holds the votes."""
    return "votos_comision" if sheet.row.form == bodies.HOLD_COMMISSION else "votos"


def names(session: Session, sheet: Sheet, sitting: Sitting, at: datetime) -> list[str]:
    """Return the members who decide a matter, in order: those of its list, or of the commissions that give dictamen."""
    rows = sheet.values.get("votos") if list_of(sheet) == "votos" else None
    if rows:
        return [str(row["miembro"]) for row in rows]
    commissions = bodies.commissions(session, sheet.case.id, sitting.plan.day, at)
    named = (
        name for body in commissions for name in appointments.members_of(session, body, sitting.plan.day)
    )  # fmt: skip
    return list(dict.fromkeys(named))


def proposed(session: Session, sheet: Sheet, sitting: Sitting, at: datetime) -> dict[str, Any]:
    """Return the answers with which a roll call begins: who is there and presides, and the usual outcome."""
    room, rows = sitting.room, list_of(sheet)
    own = rows != "votos"
    attendance = [
        {"asistencia": room.get(name, "ausente"), **({"miembro": name} if own else {})}
        for name in names(session, sheet, sitting, at)
    ]
    if own:
        attendance = [{**one, "asistencia": "presente" if one["asistencia"] in PRESENT else "ausente"}
                      for one in attendance]  # fmt: skip
        return {"decision": "favorable", rows: attendance}
    if sheet.row.form == bodies.RECONSIDER:
        return {"decision": "infundada", "quien_preside": sitting.presides, rows: attendance}
    usual = "informado" if sheet.values.get("modo") == "informar" else "votado"
    return {"decision": usual, "quien_preside": sitting.presides, rows: attendance}


def tally(session: Session, sheet: Sheet, posted: Mapping[str, Any], at: datetime) -> Tally | None:
    """Return what a roll call, finished or not, comes to by the rules of the case; None where nothing is voted."""
    if sheet.form is None:
        return None
    answers = sheet.form.check(posted, sheet.values, at=at, decision=sheet.decision).answers
    form = sheet.row.form
    if answers.get("decision") not in (*VOTED.get(form, ()), *FOR_IT.get(form, ())):
        return None
    rows: Any = answers.get(list_of(sheet)) or []
    counts = _counts(rows)
    if form in NEEDS:
        return _by_condition(session, sheet, answers, counts, at)
    asked = {name: parameters.value(session, name, _day(at)) for name in READ}
    seen: Mapping[str, Any] = ChainMap({**answers, **asked, "sentido_dirimente": None}, sheet.values)  # type: ignore[arg-type]
    model = _table(session, sheet.case.id, sheet.procedure, COUNT)
    outcome: Any = dmn.evaluate(model, COUNT, seen, at=at).value
    return Tally(*counts, int(outcome["requerido"]), _rule(model, seen, at), str(outcome["resultado"]),
                 _sources(session, model, seen, at))  # fmt: skip


def resolve(
    session: Session, sitting: int, case_id: int, officer: str, posted: Mapping[str, Any], at: datetime, *,
    when: str, next_day: bool = False, debate: str = "", key: str,
) -> dict[str, Any]:  # fmt: skip
    """Record what a sitting resolved of a matter, and by which rule it was counted.

    Raises Invalid for a vote of whom is not there, of nobody on the list, and as `council.resolve` does.
    """
    found = sittings.the(session, sitting)
    seen = sheet(session, found, case_id, officer, at)
    kept = not_before(found, hour(when, next_day=next_day), "La votación") if when else found.last_hour
    counted = tally(session, seen, posted, at)
    errors = dict(wrong(session, seen, found, posted, at)) or dict(_against_count(seen, posted, counted, at))
    if errors:
        raise Invalid("Revise lo señalado. Todo lo que escribió sigue en pantalla; aún no se registró nada.", errors)
    rule, required, sources = (counted.rule, counted.required, counted.sources) if counted else ("", None, ())
    own = {name: value for name, value in posted.items() if name not in OF_SITTING} | _waived(seen, found)
    told = Resolution(0, rule, required, kept, debate, sources)
    return council.resolve(session, sitting, case_id, officer, own, at, told=told, key=key)


def wrong(
    session: Session, sheet: Sheet, sitting: Sitting, posted: Mapping[str, Any], at: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what of a roll call contradicts the list or who is in the room, by field."""
    path = list_of(sheet)
    try:
        told: Any = nested(posted)
    except Unreadable:
        return  # the form says what is wrong
    expected, rows = names(session, sheet, sitting, at), told.get(path)
    rows = rows if isinstance(rows, list) else []
    if len(rows) > len(expected):
        yield f"{path}[{len(expected)}]", f"La lista tiene {len(expected)} miembros; no se admiten más votos."
    for place, (name, row) in enumerate(zip(expected, rows, strict=False)):
        yield from _wrong_row(f"{path}[{place}]", name, row if isinstance(row, Mapping) else {}, sitting)
    if told.get("quien_preside") not in (None, "", sitting.presides):
        yield "quien_preside", (f"Según la lista preside {sitting.presides}. Si otro lo reemplazó, anote la salida de "
                                "quien presidía, con su hora.")  # fmt: skip
    if told.get(READING) and not sitting.waives_reading:
        yield READING, ("La dispensa de lectura y aprobación del acta se vota: regístrela en la sesión antes de votar "
                        "este asunto.")  # fmt: skip
    if told.get("sentido_dirimente") and not _is_tied(rows):
        yield "sentido_dirimente", "El voto dirimente cabe solo en un empate. Quítelo o corrija los votos."


def simple_majority(
    session: Session, sitting: Sitting, voting: int, cast: tuple[int, int], at: datetime
) -> tuple[int, str]:
    """Return how many votes in favour a simple majority takes, and the rule in words, by the table of the agenda."""
    seen = {"regla_mayoria": "mayoria_simple", "a_favor": cast[0], "en_contra": cast[1], "votantes": voting,
            "regidores_habiles": sitting.able - 1, "sentido_dirimente": None,
            **{name: parameters.value(session, name, _day(at)) for name in READ}}  # fmt: skip
    model = _table_of_agenda(session, sitting)
    outcome: Any = dmn.evaluate(model, COUNT, seen, at=at).value
    return int(outcome["requerido"]), _rule(model, seen, at)


def _table_of_agenda(session: Session, sitting: Sitting) -> bytes:
    """Return the table that counts votes: that of the first case on the agenda, else of the procedure in force."""
    for case_id in sitting.plan.matters:
        task = bodies.task_of(session, case_id, bodies.HOLD)
        if task is not None:
            procedure, _ = cases.look(session, case_id).node_at(task.task)
            return _table(session, case_id, procedure, COUNT)
    number = versions.in_force(session)[bodies.PROCEDURE]
    return bound.ready(session, Key(bodies.PROCEDURE, number)).files[f"{COUNT}.dmn"]


def quorum(session: Session, sitting: Sitting, at: datetime) -> Quorum | None:
    """Return whether those present are enough, by the rules of the first matter that waits; None for none."""
    for case_id in sitting.plan.matters:
        task = bodies.task_of(session, case_id, *bodies.HOLDING)
        if task is None:
            continue
        required = _required_to_attend(session, bodies.matter(session, case_id), sitting, at)
        if required is not None:
            return Quorum(sitting.present, sitting.able, required)
    return None


def _required_to_attend(session: Session, matter: bodies.Matter | None, sitting: Sitting, at: datetime) -> int | None:
    if matter is None:
        return None
    if matter.task.form == bodies.HOLD_COMMISSION:
        seen = bodies.seen_by_head(session, matter, at)
        outcome, _, attending = VOTED[bodies.HOLD_COMMISSION][0], *NEEDS[bodies.HOLD_COMMISSION][1:]
        return _least(seen, outcome, attending, sitting.able, {"miembros_comision": sitting.able}, at)
    procedure, _ = cases.look(session, matter.case.id).node_at(matter.task.task)
    model = _table(session, matter.case.id, procedure, QUORUM)
    for required in range(sitting.able + 1):
        asked = {"asistentes": required, "miembros_habiles": sitting.able}
        if dmn.evaluate(model, QUORUM, asked, at=at).value is True:
            return required
    return None


def _waived(sheet: Sheet, sitting: Sitting) -> dict[str, str]:
    """Return what the form is told of the reading of the acta, which the sitting voted once for all."""
    knows = sheet.form is not None and READING in sheet.form.names
    return {READING: "true"} if knows and sitting.waives_reading else {}


# what a roll call may not say


def _wrong_row(at: str, name: str, row: Mapping[str, Any], sitting: Sitting) -> Iterator[tuple[str, str]]:
    if str(row.get("miembro") or name) != name:
        yield f"{at}.miembro", f"En ese lugar de la lista está {name}. Recargue la página."
    is_there, told = sitting.room.get(name) in PRESENT, row.get("asistencia") or ""
    voted = bool(row.get("voto") or row.get("voto_dispensa"))
    if not is_there and (voted or told in PRESENT):
        left = next((one for one in reversed(sitting.movements) if one.member == name), None)
        since = f" desde las {said(left.hour)}" if left else ""
        yield f"{at}.voto", (f"{name} no está en la sala{since}: su voto no se cuenta. Si llegó, anótelo en la lista, "
                             "con la hora.")  # fmt: skip
    elif is_there and told and told not in PRESENT:
        yield f"{at}.asistencia", f"{name} está en la sala según la lista. Si se retiró, anótelo allí, con la hora."
    elif voted and told == "impedido":
        yield f"{at}.voto", f"{name} está impedido en este asunto: no vota. Quite su voto o su impedimento."


def _against_count(
    sheet: Sheet, posted: Mapping[str, Any], counted: Tally | None, at: datetime
) -> Iterator[tuple[str, str]]:
    """Yield why an outcome cannot be what these votes came to, where the diagram only says that it is not."""
    chosen, for_it = str(posted.get("decision") or ""), FOR_IT.get(sheet.row.form, ())
    if counted is None or sheet.form is None or sheet.row.form not in NEEDS:
        return
    answers = sheet.form.check(posted, sheet.values, at=at, decision=sheet.decision).answers
    if chosen not in tasks.withheld(sheet, answers, at):
        return
    if chosen in for_it and counted.result != "empate":
        yield "decision", f"No se alcanza: votos a favor, {counted.for_it}. {counted.sentence}"
    elif sheet.row.form == bodies.RECONSIDER and chosen not in for_it and counted.result == "aprobado":
        yield "decision", (f"Votos a favor, {counted.for_it}. {counted.sentence} La reconsideración "
                           "es fundada. Diga si el acuerdo queda sin efecto o se aprueba otro texto.")  # fmt: skip


def _is_tied(rows: Sequence[Any]) -> bool:
    counts = _counts([row for row in rows if isinstance(row, Mapping)])
    return counts[0] == counts[1] > 0


# counting


def _counts(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    given = [row.get("voto") for row in rows]
    return given.count("a_favor"), given.count("en_contra"), given.count("abstencion")


def _by_condition(
    session: Session, sheet: Sheet, answers: Mapping[str, Any], counts: tuple[int, int, int], at: datetime
) -> Tally:
    """Return a count where a condition of the diagram, and no table, says how many votes an outcome needs."""
    usual, count, attending = NEEDS[sheet.row.form]
    chosen = str(answers.get("decision"))
    outcome = chosen if chosen in FOR_IT[sheet.row.form] else usual
    able = int(answers.get("votantes") or answers.get(attending) or 0)
    required = _least(sheet, outcome, count, able, {**answers, "sentido_dirimente": None}, at)
    casting = answers.get("sentido_dirimente")
    enough = required is not None and counts[0] >= required
    tied = counts[0] == counts[1] > 0 and sheet.row.form == bodies.RECONSIDER
    result = "aprobado" if enough or casting == "a_favor" else "empate" if tied and not casting else "rechazado"
    law = sheet.node.properties.get("cabildo.base_legal", "")
    rule = f"de {able} que asisten y pueden votar, según {law}"
    rows = _row_of(session, MAYOR_VOTES, at) if sheet.row.form == bodies.RECONSIDER else ""
    return Tally(*counts, able + 1 if required is None else required, rule, result, (rows,) if rows else (),
                 WORDS[sheet.row.form][result])  # fmt: skip


def _least(sheet: Sheet, outcome: str, count: str, most: int, answers: Mapping[str, Any], at: datetime) -> int | None:
    """Return the smallest number with which the diagram admits an outcome: each is tried; None where none is enough."""
    for number in range(most + 1):
        if outcome not in tasks.withheld(sheet, {**answers, count: number}, at):
            return number
    return None


def _rule(model: bytes, seen: Mapping[str, Any], at: datetime) -> str:
    """Return of how many the votes are counted, and by which rule: `de 9 regidores: dos tercios … (LOM 66)`."""
    if dmn.read(model).find(OF_HOW_MANY) is None:  # a version from before the table said so
        return str(seen.get("regla_mayoria") or "").replace("_", " ")
    found: Any = dmn.evaluate(model, OF_HOW_MANY, seen, at=at).value
    return f"de {found['total']:f} {found['quienes']}: {found['regla']}"


def _sources(session: Session, model: bytes, seen: Mapping[str, Any], at: datetime) -> tuple[str, ...]:
    """Return the parameters on which this count depends: those without whose value it would be another."""
    if dmn.read(model).find(OF_HOW_MANY) is None:
        return ()
    now: Any = dmn.evaluate(model, OF_HOW_MANY, seen, at=at).value
    others = {
        name: dmn.evaluate(model, OF_HOW_MANY, ChainMap({name: other}, seen), at=at).value  # type: ignore[arg-type]
        for name, other in OTHERWISE.items()
    }
    decisive = [{"votantes": MAYOR_VOTES}.get(name, name) for name, other in others.items() if other != now]
    return tuple(row for name in decisive if (row := _row_of(session, name, at)))


def _row_of(session: Session, name: str, at: datetime) -> str:
    """Return the row of a parameter in words: its value, its norm and since when it holds."""
    row = next((one for one in registers_read.fixed(session, _day(at)) if one.row.name == name and one.holds), None)
    if row is None:
        return ""
    told = CALLED.get(name, name.replace("_", " "))
    return f"{told}: {row.words.replace('_', ' ')} ({row.row.norm}; rige desde el {row.row.valid_from:%d/%m/%Y})"


def _table(session: Session, case_id: int, procedure: str, name: str) -> bytes:
    version = cases.look(session, case_id).versions[procedure]
    return bound.ready(session, Key(procedure, version)).files[f"{name}.dmn"]


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()
