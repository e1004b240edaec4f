"""What administrators do to the accounts of officers: open, renew, disable, enable; each with who did it and why.

An account that is disabled closes its sessions at once; the officer, his appointments and what he decided stay.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers import accounts, appointments, commands, organs
from handlers.accounts import Account, SignedIn
from handlers.appointments import Officer
from handlers.refusals import Invalid, NotAllowed, Refusal
from workflows.storage import Table, keep_append_only
from workflows.terms import LIMA

ADMINISTRATOR = "administrador"
OPEN, RENEW, DISABLE, ENABLE = "abrir", "renovar", "deshabilitar", "habilitar"
SHORTEST, LONGEST = 10, 500  # characters of a reason
SYLLABLES = tuple(consonant + vowel for consonant in "bdfglmnprst" for vowel in "aeiou")


class AccountChange(Table):
    """Something that an administrator did to an officer's account, and why. *Truth*: written once."""

    __tablename__ = "account_changes"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer: Mapped[str] = mapped_column(String(100), index=True)
    act: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


keep_append_only(AccountChange.__table__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An officer and his account, as an administrator sees it; `state`: sin cuenta, deshabilitada, activa."""

    officer: Officer
    post: str
    organ_name: str
    account: Account | None
    last_used: datetime | None

    @property
    def state(self) -> str:
        if self.account is None:
            return "sin cuenta"
        return "deshabilitada" if self.account.disabled_at else "activa"


def require(session: Session, officer: str, day: date) -> None:
    """Raise NotAllowed for who does not administer the system that day."""
    if ADMINISTRATOR not in appointments.roles_of(session, officer, day):
        raise NotAllowed("Las cuentas las lleva quien administra el sistema. No se cambió nada.")


def every(session: Session, at: datetime) -> list[Kept]:
    """Return everyone who has an account or could have one, by name."""
    day = at.astimezone(LIMA).date()
    known = {account.officer: account for account in session.scalars(select(Account))}
    used = select(SignedIn.officer, func.max(SignedIn.last_used)).group_by(SignedIn.officer)
    last = {officer: moment for officer, moment in session.execute(used)}
    serving = {officer.id for officer in appointments.in_service(session, day)}
    officers = session.scalars(select(Officer).order_by(Officer.name))
    return [
        _kept(session, officer, known.get(officer.id), last.get(officer.id), day)
        for officer in officers
        if officer.id in serving or officer.id in known
    ]


def the_one(session: Session, officer: str, at: datetime) -> Kept:
    """Return one officer with his account. Raises NotFound."""
    person = appointments.officer_named(session, officer)
    last = session.scalar(select(func.max(SignedIn.last_used)).where(SignedIn.officer == officer))
    return _kept(session, person, session.get(Account, officer), last, at.astimezone(LIMA).date())


def changes_of(session: Session, officer: str) -> list[AccountChange]:
    """Return what was done to an account, the newest first."""
    wanted = select(AccountChange).where(AccountChange.officer == officer)
    return list(session.scalars(wanted.order_by(AccountChange.id.desc())))


def change(session: Session, by: str, officer: str, act: str, reason: str, at: datetime, *, key: str) -> dict[str, Any]:
    """Disable or enable an account and return `{"officer"}`. The repeat of a key gets the first answer.

    Raises NotAllowed, NotFound, Refusal for what is so already, Invalid for a reason that says nothing.
    """
    body: Mapping[str, Any] = {"cuenta": officer, "acto": act, "motivo": reason}
    return commands.once(session, key, by, body, lambda: _change(session, by, officer, act, reason, at), at)


def give_password(session: Session, by: str, officer: str, reason: str, at: datetime) -> str:
    """Open an account, or renew its password, and return the provisional one: it is shown once and kept nowhere.

    Whoever signs in with it must choose his own. Raises NotAllowed, NotFound, Refusal, Invalid.
    """
    day = at.astimezone(LIMA).date()
    require(session, by, day)
    said, known, password = _said(reason), session.get(Account, officer), _provisional()
    if known is None:
        accounts.open_account(session, appointments.officer_named(session, officer).id, officer, password, at)
    elif known.disabled_at is not None:
        raise Refusal("La cuenta está deshabilitada. Habilítela primero; no se cambió nada.")
    else:
        accounts.renew(session, officer, password, at)
    _note(session, by, officer, RENEW if known else OPEN, said, at)
    return password


def _change(session: Session, by: str, officer: str, act: str, reason: str, at: datetime) -> dict[str, Any]:
    require(session, by, at.astimezone(LIMA).date())
    account, said = accounts.account_of(session, officer), _said(reason)
    if officer == by:
        raise NotAllowed("Nadie deshabilita su propia cuenta: pídalo a otra persona que administre el sistema.")
    is_disabled = account.disabled_at is not None
    if is_disabled == (act == DISABLE):
        state = "deshabilitada" if is_disabled else "activa"
        raise Refusal(f"La cuenta ya está {state}. No se cambió nada.")
    do: Mapping[str, Callable[[Session, str, datetime], None]] = {DISABLE: accounts.disable, ENABLE: accounts.enable}
    do[act](session, officer, at)
    _note(session, by, officer, act, said, at)
    return {"officer": officer}


def _said(reason: str) -> str:
    said = " ".join(reason.split())
    if not SHORTEST <= len(said) <= LONGEST:
        what = f"Diga el motivo: de {SHORTEST} a {LONGEST} caracteres."
        raise Invalid("Revise lo señalado; la cuenta sigue como estaba.", {"motivo": what})
    return said


def _note(session: Session, by: str, officer: str, act: str, reason: str, at: datetime) -> None:
    name = appointments.officer_named(session, by).name
    session.add(AccountChange(officer=officer, act=act, reason=reason, by=by, by_name=name, at=at))
    session.flush()


def _provisional() -> str:
    """Return a password that can be read aloud: sixteen letters in groups of four."""
    return "-".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(4))


def _kept(session: Session, officer: Officer, account: Account | None, last: datetime | None, day: date) -> Kept:
    own = next(iter(appointments.actors_of(session, officer.id, day)), None)
    organ = organs.organ_on(session, own.organ, day) if own else None
    return Kept(officer, own.post if own else "", organ.name if organ else "", account, last)
