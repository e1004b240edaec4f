"""What a person is told when a thing cannot be done: what happened, what became of the work, what to do next."""

from collections.abc import Mapping


class Refusal(Exception):
    """Something the person asked for cannot be done; the message is Spanish and meant for the screen.

    `status` is the HTTP status of the answer. Anything that is not a Refusal is a fault of the product.
    """

    status = 422


class NotAllowed(Refusal):
    """This officer may not do this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or none that this officer may see."""

    status = 404


class AlreadyDecided(Refusal):
    """Someone answered this task first."""

    status = 409


class Invalid(Refusal):
    """Some fields cannot be taken as they are; `errors` says per field what is wrong with it."""

    status = 422

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})
