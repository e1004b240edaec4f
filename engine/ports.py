"""What the engine may ask in the middle of a step, and how the answers are heard, written down and told again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine import canon
from engine.entries import Heard


class BpmnError(Exception):
    """A service raised a BPMN error: a boundary event with this code may catch it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Later(Exception):
    """The service works outside: it will answer by `ServiceAnswered`."""


class Nobody(Exception):
    """There is no such service or parameter here."""


class OtherQuestion(Exception):
    """Replay asked something that was not asked the first time."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """An answer and where it comes from (the calendar used, the norm): both are written down."""

    value: Any
    source: str


class Port(Protocol):
    """Who answers the engine: `ask` for parameters and working days, `serve` for service tasks."""

    def ask(self, name: str, arguments: list[Any]) -> Any:
        """Return the answer. Raises Nobody."""

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any] | None:
        """Return what the service answers. Raises BpmnError, Later, Nobody."""


class Ear:
    """Asks and remembers: what the engine hears in one step, each question once."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._answers: dict[tuple[str, bytes], Heard] = {}
        self.heard: list[Heard] = []

    def ask(self, name: str, arguments: list[Any]) -> Any:
        """Return the answer to a question, the same for the whole step."""
        asked = (name, canon.encode(arguments))
        if asked not in self._answers:
            self._answers[asked] = self._hear(name, arguments, lambda: self._port.ask(name, arguments))
        return _told(self._answers[asked])

    def serve(self, kind: str, inputs: dict[str, Any]) -> Any:
        """Return what a service answers; each call is one more question."""
        return _told(self._hear("servicio " + kind, [inputs], lambda: self._port.serve(kind, inputs)))

    def forget(self, name: str) -> None:
        """Ask anew what was asked of this name: it has changed meanwhile, by the step itself."""
        self._answers = {asked: heard for asked, heard in self._answers.items() if asked[0] != name}

    def _hear(self, question: str, arguments: Sequence[Any], answer: Callable[[], Any]) -> Heard:
        try:
            given = answer()
            value, source = (given.value, given.source) if isinstance(given, Sourced) else (given, "")
            heard = Heard(question, arguments, value, source=source)
        except BpmnError as error:
            heard = Heard(question, arguments, how="error", code=error.code)
        except Later:
            heard = Heard(question, arguments, how="later")
        except Nobody:
            heard = Heard(question, arguments, how="nobody")
        self.heard.append(heard)
        return heard


class Memory(Ear):
    """Answers from what was heard the first time, in order; another question is OtherQuestion."""

    def __init__(self, heard: Sequence[Heard]) -> None:
        self._left = list(reversed(heard))
        self._answers = {}
        self.heard = []

    def _hear(self, question: str, arguments: Sequence[Any], answer: Callable[[], Any]) -> Heard:
        told = self._left.pop() if self._left else None
        if told is None or told.question != question or canon.encode(told.arguments) != canon.encode(arguments):
            raise OtherQuestion(question)
        self.heard.append(told)
        return told

    @property
    def unasked(self) -> list[str]:
        return [heard.question for heard in reversed(self._left)]


def _told(heard: Heard) -> Any:
    match heard.how:
        case "error":
            raise BpmnError(heard.code)
        case "later":
            raise Later
        case "nobody":
            raise Nobody(heard.question)
    return heard.answer
