"""Who is at the screen: accounts of officers, signing in, and the sessions that follow from it.

A password is kept as argon2id; a session as the digest of its token. Wrong passwords are counted per account and per
address, and past a number of them nobody is heard for a while.
"""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import NotAllowed, NotFound, Refusal
from workflows.storage import Table

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=1)  # a session's last use is written at most this often

WINDOW = timedelta(minutes=15)
WRONG_PER_ACCOUNT = 5
WRONG_PER_ADDRESS = 30

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second profile: 19 MiB a time


class Account(Table):
    """How an officer signs in. *Desk*. `name` is in lower case; a disabled account keeps its name."""

    __tablename__ = "accounts"

    officer: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(repr=False)
    created_at: Mapped[datetime]
    must_change: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)


class Attempt(Table):
    """A password that was tried and was wrong. *Desk*: only the last quarter of an hour counts."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class SignedIn(Table):
    """A session: a browser in which an officer signed in. *Desk*. `digest` is the SHA-256 of the token it carries."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(primary_key=True, repr=False)
    officer: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    last_used: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class NotSignedIn(NotAllowed):
    """The name or the password is wrong; which of the two is not said."""

    status = 401


class TooManyAttempts(NotAllowed):
    """Too many wrong passwords in the last quarter of an hour."""

    status = 429


class UnfitPassword(Refusal):
    """A new password that may not be used."""


def configure(*, time_cost: int, memory_cost: int, parallelism: int) -> None:
    """Set the work that a password costs from now on (`memory_cost` in KiB); older hashes are renewed at sign-in."""
    global _hasher
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


def open_account(
    session: Session, officer: str, name: str, password: str, at: datetime, *, must_change: bool = True
) -> Account:
    """Give an officer an account and return it. Raises UnfitPassword, or Refusal when the name is taken."""
    name = _folded(name)
    if not name or session.scalar(select(Account.officer).where(Account.name == name)) is not None:
        raise Refusal(f"Ya hay una cuenta con el nombre «{name}». No se creó otra; elija un nombre distinto.")
    _check_fitness(password, name)
    account = Account(
        officer=officer, name=name, hash=_hasher.hash(_normal(password)), created_at=at, must_change=must_change
    )
    session.add(account)
    session.flush()
    return account


def account_of(session: Session, officer: str) -> Account:
    """Return an officer's account. Raises NotFound."""
    account = session.get(Account, officer)
    if account is None:
        raise NotFound("Ese funcionario no tiene cuenta. Pídala al administrador del sistema.")
    return account


def disable(session: Session, officer: str, at: datetime) -> None:
    """Close an account and all its sessions."""
    account_of(session, officer).disabled_at = at
    close_all(session, officer, at)


def enable(session: Session, officer: str, at: datetime) -> None:
    """Let an account that was closed be used again, with the password that it had."""
    account_of(session, officer).disabled_at = None


def renew(session: Session, officer: str, password: str, at: datetime) -> None:
    """Give an account a provisional password and close all its sessions. Raises UnfitPassword."""
    account = account_of(session, officer)
    _check_fitness(password, account.name)
    account.hash, account.must_change = _hasher.hash(_normal(password)), True
    _forget_attempts(session, account.name)
    close_all(session, officer, at)


def sign_in(session: Session, name: str, password: str, at: datetime, *, address: str = "") -> str:
    """Return the officer whose name and password these are.

    A wrong one is counted in a transaction of its own, whatever the caller does with the refusal; the caller's is
    rolled back. An unknown name costs the same time as a wrong password. Raises NotSignedIn, TooManyAttempts.
    """
    name = _folded(name)
    _check_attempts(session, name, address, at)
    account = session.scalar(select(Account).where(Account.name == name))
    if not _matches(account.hash if account else _nobodys_hash(_hasher), password) or account is None:
        _count(session, name, address, at)
        raise NotSignedIn("El usuario o la contraseña no son correctos. Revise ambos y escríbalos de nuevo.")
    if account.disabled_at is not None:
        raise NotSignedIn("Su cuenta está deshabilitada. Si es un error, avise al administrador del sistema.")
    _forget_attempts(session, name)
    if _hasher.check_needs_rehash(account.hash):
        account.hash = _hasher.hash(_normal(password))
    session.flush()
    return account.officer


def confirm_password(session: Session, officer: str, password: str, at: datetime, *, address: str = "") -> bool:
    """Say whether this is the password of an officer who is signed in, as signing asks again.

    A wrong one is counted as in `sign_in`: the caller's transaction is rolled back. Raises TooManyAttempts.
    """
    account = account_of(session, officer)
    name = account.name
    _check_attempts(session, name, address, at)
    right = account.disabled_at is None and _matches(account.hash, password)
    if right:
        _forget_attempts(session, name)
    else:
        _count(session, name, address, at)
    return right


def change_password(session: Session, officer: str, old: str, new: str, at: datetime, *, address: str = "") -> None:
    """Give an officer a new password and close all the officer's sessions. Raises NotSignedIn, UnfitPassword."""
    if not confirm_password(session, officer, old, at, address=address):
        raise NotSignedIn("La contraseña actual no es correcta. No se cambió nada; escríbala de nuevo.")
    account = account_of(session, officer)
    if _normal(new) == _normal(old):
        raise UnfitPassword("La contraseña nueva es igual a la anterior. Escriba otra.")
    _check_fitness(new, account.name)
    account.hash, account.must_change = _hasher.hash(_normal(new)), False
    close_all(session, officer, at)
    session.flush()


def open_session(session: Session, officer: str, at: datetime, *, address: str = "", agent: str = "") -> str:
    """Begin a session and return its token (256 random bits), which only the browser keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignedIn(
            digest=_digest(token),
            officer=officer,
            created_at=at,
            last_used=at,
            expires_at=at + LONGEST,
            address=address[:100],
            agent=agent[:300],
        )
    )
    session.flush()
    return token


def session_of(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Return the session of a token, or None: unknown, closed, two hours without use, twelve hours old, or disabled."""
    found = session.get(SignedIn, _digest(token))
    if found is None or found.revoked_at is not None or at >= min(found.expires_at, found.last_used + IDLE):
        return None
    account = session.get(Account, found.officer)
    if account is None or account.disabled_at is not None:
        return None
    if at - found.last_used >= FRESH:
        found.last_used = at
    return found


def close_session(session: Session, token: str, at: datetime) -> None:
    """End a session; an unknown token ends nothing."""
    _revoke(session, SignedIn.digest == _digest(token), at)


def close_all(session: Session, officer: str, at: datetime) -> None:
    """End all sessions of an officer."""
    _revoke(session, SignedIn.officer == officer, at)


def sweep(session: Session, at: datetime) -> None:
    """Remove attempts that no longer count and sessions that ended a month ago."""
    session.execute(delete(Attempt).where(Attempt.at < at - WINDOW))
    session.execute(delete(SignedIn).where(SignedIn.expires_at < at - timedelta(days=30)))


def _check_attempts(session: Session, name: str, address: str, at: datetime) -> None:
    since = at - WINDOW
    by_name = _wrong(session, (Attempt.name == name) & (Attempt.at > since))
    by_address = _wrong(session, (Attempt.address == address) & (Attempt.at > since)) if address else 0
    if by_name >= WRONG_PER_ACCOUNT or by_address >= WRONG_PER_ADDRESS:
        raise TooManyAttempts(
            "Hubo demasiados intentos con una contraseña equivocada. Espere 15 minutos y pruebe de nuevo, "
            "o pida al administrador del sistema una contraseña nueva."
        )


def _wrong(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Attempt).where(which)) or 0


def _count(session: Session, name: str, address: str, at: datetime) -> None:
    """Write a wrong attempt down in a transaction of its own, so that it stands whatever becomes of the caller's.

    The caller's is rolled back first: SQLite has one writer at a time.
    """
    session.rollback()
    with Session(session.get_bind()) as own, own.begin():
        own.add(Attempt(name=name, address=address[:100], at=at))


def _forget_attempts(session: Session, name: str) -> None:
    session.execute(delete(Attempt).where(Attempt.name == name))


def _matches(hash: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher.verify(hash, _normal(password))
    except (Argon2Error, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    """Return the hash of a password that nobody has, so that unknown names take their time too."""
    return hasher.hash(secrets.token_urlsafe(16))


def _check_fitness(password: str, name: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UnfitPassword(
            f"La contraseña debe tener entre {SHORTEST_PASSWORD} y {LONGEST_PASSWORD} caracteres. "
            "Sirve una frase de varias palabras."
        )
    if name in _folded(password) or len(set(password)) < 4:
        raise UnfitPassword("La contraseña es fácil de adivinar. Use una frase que no contenga su nombre de usuario.")


def _revoke(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    session.execute(update(SignedIn).where(which, SignedIn.revoked_at.is_(None)).values(revoked_at=at))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()[:200]


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
