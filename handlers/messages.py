"""Who waits for a message, and the messages that nobody waited for yet: kept for a stated time, received once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, LargeBinary, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import bound, canon
from engine.bound import Ready
from engine.entries import MessageArrived, MessageAwaited
from handlers import calendar, parameters, standing, terms
from handlers.standing import Awaited, CaseRow
from workflows import feel, versions
from workflows import messages as drawn
from workflows import terms as notation
from workflows.diagram import Node
from workflows.storage import Table
from workflows.terms import LIMA
from workflows.versions import Key

PARAMETER = "conservar_comunicaciones"  # how long the municipality keeps them, where the diagram does not say
ORDER_TO_END = "terminar_caso"  # what the house itself tells a case: nobody writes it
NO_OBJECT = "tarea_sin_objeto"  # what it tells an abstention whose task is no longer open


class KeptMessage(Table):
    """A message that nobody waited for when it was told. *Truth*: the row ends when a case receives it.

    `until` is when its time is over: from then on no case receives it any more. What it says (`body`, as the journal
    writes a message) is taken out once a case has it, because it lies there, and its erasure too.
    """

    __tablename__ = "kept_messages"
    __table_args__ = (Index("ix_kept_messages_waiting", "name", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(300))  # as `standing.key_text` writes it; empty: for anybody
    sender: Mapped[int | None]  # the case that told it; None: from outside
    number: Mapped[str] = mapped_column(String(40))  # of that case
    officer: Mapped[str] = mapped_column(String(200))  # who registered it
    body: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    arrived_at: Mapped[datetime]
    until: Mapped[datetime]
    received_by: Mapped[int | None] = mapped_column(default=None)  # a case
    received_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def quoted(self) -> str:
        """The key as a person reads it; empty for none."""
        return feel.to_text(canon.decode(self.key.encode())) if self.key else ""


# who waits


def receiver(session: Session, message: MessageArrived, sender: int | None, tried: Collection[int]) -> int | None:
    """Return the case with the place that has waited longest for a message; None for nobody.

    A case never receives what it told itself, and those `tried` in vain are left out.
    """
    wanted = select(Awaited.case_id).where(Awaited.kind == "message", Awaited.name == message.name)
    wanted = wanted.where(_fits(standing.key_text(message.key)))
    left_out = [*tried, *([sender] if sender is not None else [])]
    if left_out:
        wanted = wanted.where(Awaited.case_id.not_in(left_out))
    return session.scalars(wanted.order_by(Awaited.since, Awaited.case_id).limit(1)).first()


def _fits(key: str) -> ColumnElement[bool]:
    return Awaited.key.in_((key, "")) if key else Awaited.name != ""


def begins(session: Session, name: str, key: Any) -> tuple[str, str, str] | None:
    """Return (procedure, process, start event) of the one start that a message sets off; None for none.

    Of several the first by name. A procedure in which a case of that very number runs is not begun once more: the
    message is meant for that case.
    """
    running = set(
        session.scalars(select(CaseRow.procedure).where(CaseRow.number == str(key), CaseRow.state != "ended"))
    )
    found = [start for start in starts(session, "message", name) if start[0] not in running]
    return min(found, default=None)


def starts(session: Session, kind: str, name: str) -> list[tuple[str, str, str]]:
    """Return (procedure, process, where it begins) of each version in force that such a message or signal opens."""
    return [
        (ready.key.procedure, process, start)
        for ready in in_force(session)
        for process, plan in ready.plans.items()
        for start in plan.started_by(kind, name)
    ]


def in_force(session: Session) -> Iterator[Ready]:
    """Yield every version in force, by procedure."""
    return (bound.ready(session, Key(*found)) for found in sorted(versions.in_force(session).items()))


def processes(session: Session) -> list[Node]:
    """Return every process of the versions in force."""
    return [plan.process for ready in in_force(session) for plan in ready.plans.values()]


def is_known(session: Session, name: str) -> bool:
    """Tell whether any procedure in force ever waits for, or begins with, a message of that name."""
    return any(trigger.name == name for process in processes(session) for _, trigger in drawn.caught(process))


def from_cases(session: Session) -> frozenset[str]:
    """Return the names of the messages that cases tell one another: no officer writes those."""
    told = (trigger.name or "" for process in processes(session) for _, trigger in drawn.thrown(process))
    return frozenset({ORDER_TO_END, NO_OBJECT, *told})


# what is kept


def keep(session: Session, message: MessageArrived, sender: int | None, at: datetime) -> KeptMessage:
    """Keep a message that nobody waits for, until its time is over."""
    row = KeptMessage(
        name=message.name,
        key=standing.key_text(message.key),
        sender=sender,
        number=message.sender,
        officer=message.actor.name if message.actor else "",
        body=canon.write(replace(message, place=""))[1],
        arrived_at=at,
        until=_until(session, message.name, at),
    )
    session.add(row)
    session.flush()
    return row


def _until(session: Session, name: str, at: datetime) -> datetime:
    """Return when the time of a message is over: by its diagram, by the municipality, else after 30 days."""
    for text in (drawn.kept(processes(session), name), _by_the_municipality(session, at), drawn.KEPT):
        if text and drawn.is_sound(text):
            break
    if text == drawn.NEVER:
        return at
    if text.startswith("P"):
        return notation.after(text, at)
    last = terms.last_day(notation.parse(text), at.astimezone(LIMA).date(), calendar.calendar(session))
    return terms.expires_at(last.due)


def _by_the_municipality(session: Session, at: datetime) -> str:
    try:
        return str(parameters.value(session, PARAMETER, at.astimezone(LIMA).date()))
    except parameters.NoParameter:
        return ""


def kept_for(session: Session, case_id: int, awaited: Iterable[MessageAwaited], at: datetime) -> list[int]:
    """Return the kept messages that a case may receive at places where it now waits, in order of arrival."""
    fits = [
        and_(KeptMessage.name == one.name, KeptMessage.key.in_((standing.key_text(one.key), "")))
        if one.key is not None else KeptMessage.name == one.name
        for one in awaited if one.kind == "message"
    ]  # fmt: skip
    if not fits:
        return []
    from_another = or_(KeptMessage.sender.is_(None), KeptMessage.sender != case_id)
    wanted = select(KeptMessage.id).where(_is_kept(at), or_(*fits), from_another)
    return list(session.scalars(wanted.order_by(KeptMessage.id)))


def take(session: Session, kept: int, at: datetime) -> MessageArrived | None:
    """Return a kept message to be told now, and hold it; None when a case has it or is about to, or it is too late."""
    held = select(KeptMessage.body).where(KeptMessage.id == kept, _is_kept(at)).with_for_update(skip_locked=True)
    body = session.scalar(held)
    if body is None:
        return None
    message, _ = canon.read("MessageArrived", bytes(body))
    assert isinstance(message, MessageArrived)
    return message


def received(session: Session, kept: int, case_id: int, at: datetime) -> None:
    """Write down that a case has a kept message: no other will receive it."""
    ended = {"received_by": case_id, "received_at": at, "body": b""}
    session.execute(update(KeptMessage).where(KeptMessage.id == kept).values(ended))


def stranded(session: Session, at: datetime) -> list[tuple[int, int]]:
    """Return (kept message, case) of those that somebody waits for all the same.

    Two transactions of PostgreSQL that do not see each other can leave one so: one kept it, the other began to wait.
    """
    key_fits = or_(KeptMessage.key == "", Awaited.key == "", Awaited.key == KeptMessage.key)
    from_another = or_(KeptMessage.sender.is_(None), KeptMessage.sender != Awaited.case_id)
    wanted = (
        select(KeptMessage.id, Awaited.case_id)
        .join(Awaited, and_(Awaited.kind == "message", Awaited.name == KeptMessage.name, key_fits, from_another))
        .where(_is_kept(at))
        .order_by(KeptMessage.id, Awaited.since, Awaited.case_id)
    )
    return [(kept, case_id) for kept, case_id in session.execute(wanted)]


def waiting(session: Session, at: datetime) -> Sequence[KeptMessage]:
    """Return the messages that are kept now, oldest first."""
    return session.scalars(select(KeptMessage).where(_is_kept(at)).order_by(KeptMessage.id)).all()


def undelivered(session: Session, at: datetime) -> Sequence[KeptMessage]:
    """Return the messages whose time was over before anybody waited for them, newest first."""
    wanted = select(KeptMessage).where(KeptMessage.received_by.is_(None), KeptMessage.until <= at)
    return session.scalars(wanted.order_by(KeptMessage.id.desc())).all()


def _is_kept(at: datetime) -> ColumnElement[bool]:
    return and_(KeptMessage.received_by.is_(None), KeptMessage.until > at)
