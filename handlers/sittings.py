"""What is written of the sittings of the Concejo and its commissions: the entries of each, in order, and how it stands.

An hour is `18:05`; one after midnight goes on counting, `24:20`, so that later is greater.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import Invalid, NotFound
from workflows.storage import CLUSTERED, Table, keep_append_only
from workflows.terms import LIMA

CONCEJO = "concejo-municipal"
PRESENT = ("presente", "impedido")
ON_LEAVE = "licencia"
ATTENDANCE = {"presente": "Presente", "ausente": "Ausente", "impedido": "Presente, impedido de votar",
              "licencia": "Con licencia o suspendido"}  # fmt: skip
ARRIVES, LEAVES = "llega", "sale"
STATES = {"prepared": "por convocar", "convened": "convocada", "open": "en curso", "closed": "cerrada",
          "cancelled": "sin efecto"}  # fmt: skip
OVER = ("closed", "cancelled")
WAIVER, OFF_AGENDA = "dispensa_acta", "fuera_de_agenda"
MOTIONS = {WAIVER: "Dispensa de lectura y aprobación del acta", OFF_AGENDA: "Asunto fuera de la agenda"}


class CouncilEntry(Table):
    """What was told of a sitting of the Concejo or of a commission, in order. Truth: rows are only added."""

    __tablename__ = "council_entries"
    __table_args__ = CLUSTERED

    sitting: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    officer: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))  # prepared, convened, opened, resolved, cast, closed, …
    body: Mapped[str] = mapped_column(Text)  # JSON


keep_append_only(CouncilEntry.__table__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is announced of a sitting; `matters` are cases, in the order of the agenda. `body` is an organ's slug."""

    kind: str
    day: date
    hour: str
    place: str
    norm: str
    other: str
    matters: tuple[int, ...]
    body: str = CONCEJO
    body_name: str = ""
    guests: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """The plan as the forms of a convocation ask it."""
        return {"tipo_sesion": self.kind, "fecha_sesion": self.day.isoformat(), "hora_sesion": self.hour,
                "lugar": self.place, "emergencia_norma": self.norm, "agenda": self.other,
                "fecha_sesion_comision": self.day.isoformat(), "invitados": self.guests}  # fmt: skip

    @property
    def is_of_concejo(self) -> bool:
        return self.body == CONCEJO


@dataclass(frozen=True, slots=True)
class Movement:
    """A member who came late or left early, with the hour; `presides` is who goes on presiding, where that changed."""

    member: str
    how: str
    hour: str
    presides: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the sitting knows of a matter that it resolved: the entry of the case that tells it, the hour, the rule.

    `required` are the votes that it needed; `sources` the rows that the rule was counted with, in words; `debate` is
    empty where the case's form asks it.
    """

    position: int
    rule: str = ""
    required: int | None = None
    hour: str = ""
    debate: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Motion:
    """What a sitting decided of itself by a vote: to waive the reading of its acta, or to see a case off the agenda."""

    kind: str
    hour: str
    votes: Mapping[str, str]  # by member: a_favor, en_contra, abstencion
    approved: bool
    rule: str
    case: int | None = None
    casting: str = ""


@dataclass(frozen=True, slots=True)
class Summons:
    """That a member was told of the sitting: on which day and by which means, with what remains as proof."""

    day: date
    means: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed the acta with his password, in which post, and the digest of what he signed."""

    officer: str
    name: str
    post: str
    at: datetime
    digest: str

    @property
    def words(self) -> str:
        when = self.at.astimezone(LIMA)
        return f"Firmado en Cabildo el {when:%d/%m/%Y a las %H:%M}; huella {self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as it stands. `attendance` is the roll with which it began; `room` who is there now."""

    id: int
    plan: Plan
    state: str = "prepared"
    opened: str = ""  # the hour
    presides: str = ""
    attendance: Mapping[str, str] = field(default_factory=dict)
    movements: tuple[Movement, ...] = ()
    resolved: Mapping[int, Resolution] = field(default_factory=dict)
    attached: frozenset[int] = frozenset()
    closed: str = ""
    number: str = ""
    seal: str = ""
    failed: bool = False  # too few attended: there was no sitting
    convened: date | None = None
    summoned: Mapping[str, Summons] = field(default_factory=dict)
    first_presides: str = ""  # when the roll was called
    quorum: int | None = None  # as the roll was called
    keeper: str = ""  # the officer who called it
    motions: tuple[Motion, ...] = ()
    signatures: tuple[Signature, ...] = ()
    approved: date | None = None  # its acta

    @property
    def name(self) -> str:
        if self.plan.is_of_concejo:
            return f"Sesión {self.plan.kind} del {self.plan.day:%d/%m/%Y}"
        return f"{self.plan.body_name}: sesión del {self.plan.day:%d/%m/%Y}"

    @property
    def room(self) -> dict[str, str]:
        """How each member attends now."""
        moved = {one.member: "presente" if one.how == ARRIVES else "ausente" for one in self.movements}
        return {**self.attendance, **moved}

    @property
    def present(self) -> int:
        return sum(how in PRESENT for how in self.room.values())

    @property
    def able(self) -> int:
        return sum(how != ON_LEAVE for how in self.attendance.values())

    @property
    def last_hour(self) -> str:
        """The latest hour that was told of it."""
        moved, voted = (one.hour for one in self.movements), (one.hour for one in self.motions)
        return max((self.opened, *moved, *voted, *(one.hour for one in self.resolved.values())))

    @property
    def waives_reading(self) -> bool:
        """True where it was voted to do without reading and approving the acta."""
        return any(one.kind == WAIVER and one.approved for one in self.motions)

    @property
    def added(self) -> frozenset[int]:
        """The cases that were taken up though they were not on the agenda."""
        return frozenset(one.case for one in self.motions if one.approved and one.case is not None)


def every(session: Session) -> list[Sitting]:
    """Return all sittings, the latest day first."""
    told: dict[int, list[CouncilEntry]] = {}
    for row in session.scalars(select(CouncilEntry).order_by(CouncilEntry.sitting, CouncilEntry.position)):
        told.setdefault(row.sitting, []).append(row)
    return sorted(map(_folded, told.values()), key=lambda one: (one.plan.day, one.id), reverse=True)


def the(session: Session, sitting: int) -> Sitting:
    """Return a sitting as it stands. Raises NotFound."""
    wanted = select(CouncilEntry).where(CouncilEntry.sitting == sitting).order_by(CouncilEntry.position)
    rows = session.scalars(wanted).all()
    if not rows:
        raise NotFound("No existe esa sesión.")
    return _folded(rows)


def next_number(session: Session) -> int:
    """Return the number of the next sitting."""
    return (session.scalar(select(func.max(CouncilEntry.sitting))) or 0) + 1


def tell(
    session: Session, sitting: int, kind: str, officer: str, at: datetime, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the next entry of a sitting; two who write at once cannot both be next."""
    last = session.scalar(select(func.max(CouncilEntry.position)).where(CouncilEntry.sitting == sitting)) or 0
    text = json.dumps(body, ensure_ascii=False)  # in order: that of the list of members
    session.add(CouncilEntry(sitting=sitting, position=last + 1, at=at, officer=officer, kind=kind, body=text))
    session.flush()
    return {"sitting": sitting}


def hour(text: str, *, next_day: bool = False, name: str = "hora") -> str:
    """Return an hour as it is kept: `18:05`, or `24:20` for twenty past midnight. Raises Invalid, for field `name`."""
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        sentence = "Escriba la hora así: 18:05."
        raise Invalid(sentence, {name: sentence}) from None
    return f"{found.hour + 24 * next_day:02}:{found.minute:02}"


def not_before(found: Sitting, kept: str, what: str, name: str = "hora") -> str:
    """Return an hour that is not before what was told last of a sitting. Raises Invalid, for field `name`."""
    if kept < found.opened:
        sentence = f"{what} ({said(kept)}) no puede ser anterior a la apertura, a las {said(found.opened)}."
        raise Invalid(sentence, {name: sentence})
    if kept < found.last_hour:
        sentence = f"{what} ({said(kept)}) no puede ser anterior a lo último que consta, a las {said(found.last_hour)}."
        raise Invalid(sentence, {name: sentence})
    return kept


def said(kept: str) -> str:
    """Return an hour as people say it: `18:05`, `00:20 del día siguiente`."""
    hours, _, minutes = kept.partition(":")
    return kept if not hours.isdigit() or int(hours) < 24 else f"{int(hours) - 24:02}:{minutes} del día siguiente"


def _folded(rows: Sequence[CouncilEntry]) -> Sitting:
    found: Sitting | None = None
    for row in rows:
        found = _after(found, row, json.loads(row.body))
    if found is None:
        raise NotFound("No existe esa sesión.")
    return found


def _after(before: Sitting | None, row: CouncilEntry, body: Mapping[str, Any]) -> Sitting:
    if before is None or row.kind == "prepared":
        return Sitting(row.sitting, _plan(body))
    match row.kind:
        case "ordered":
            return replace(before, plan=replace(before.plan, matters=tuple(body["matters"])))
        case "opened":
            return replace(before, state="open", opened=body["hour"], presides=body["presides"],
                           first_presides=body["presides"], attendance=body["attendance"], keeper=row.officer,
                           quorum=body.get("quorum"))  # fmt: skip
        case "moved":
            moved = Movement(body["member"], body["how"], body["hour"], body["presides"])
            return replace(before, movements=(*before.movements, moved), presides=moved.presides or before.presides)
        case "resolved":
            told = Resolution(body["position"], body["rule"], body.get("required"), body.get("hour", ""),
                              body.get("debate", ""), tuple(body.get("sources", ())))  # fmt: skip
            return replace(before, resolved={**before.resolved, body["case"]: told})
        case "attached":
            return replace(before, attached=before.attached | {body["case"]})
        case "closed":
            return replace(before, state="closed", closed=body["hour"], number=body["number"], seal=body["seal"],
                           failed=body.get("failed", False))  # fmt: skip
        case "convened":
            return replace(before, state="convened", convened=row.at.astimezone(LIMA).date())
        case "cancelled":
            return replace(before, state="cancelled")
    return _beside(before, row, body)


def _beside(before: Sitting, row: CouncilEntry, body: Mapping[str, Any]) -> Sitting:
    """Return the sitting after an entry that moves it nowhere."""
    match row.kind:
        case "summoned":
            told = Summons(date.fromisoformat(body["day"]), body["means"], body["proof"])
            return replace(before, summoned={**before.summoned, **dict.fromkeys(body["members"], told)})
        case "voted":
            motion = Motion(body["motion"], body["hour"], body["votes"], body["approved"], body["rule"], body["case"],
                            body["casting"])  # fmt: skip
            new = (motion.case,) if motion.approved and motion.case is not None else ()
            plan = replace(before.plan, matters=(*before.plan.matters, *new))
            return replace(before, plan=plan, motions=(*before.motions, motion))
        case "signed":
            signature = Signature(row.officer, body["name"], body["post"], row.at, body["digest"])
            return replace(before, signatures=(*before.signatures, signature), seal=body["seal"])
        case "approved":
            return replace(before, approved=date.fromisoformat(body["day"]))
    return before


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(body["kind"], date.fromisoformat(body["day"]), body["hour"], body["place"], body["norm"], body["other"],
                tuple(body["matters"]), body.get("body", CONCEJO), body.get("body_name", ""),
                body.get("guests", ""))  # fmt: skip
