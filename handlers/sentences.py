"""What a sentence of a history is made of, and how Spanish says who acted, by when, and how long it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.entries import Actor, Heard, TermDated, TermStarted
from handlers import counting, terms, values
from handlers.calendar import MONTHS, written
from handlers.values import Datum
from workflows import terms as notation
from workflows.terms import LIMA

DAY = timedelta(days=1)

CAPACITIES = {"encargado": "por encargo", "suplente": "como suplente", "delegado": "por delegación",
              "interino": "de forma interina", "ad_hoc": "ad hoc"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence: plain text, to be escaped by whoever shows it; `strong` pieces stand out."""

    text: str
    strong: bool = False


Piece = Segment | str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry of a journal as a person reads it.

    `kind` is its family (`telling.FAMILIES`: opened, decided, task, term, expired, message, …, ended), `entry`
    the name of the entry itself. `place` is where in the case, `element` the id in the diagram of `process`,
    `procedure` whose diagram that is. What is not `important` may be folded away: the story reads without it.
    """

    position: int
    at: datetime
    kind: str
    entry: str
    cause: bool
    segments: tuple[Segment, ...]
    actor: Actor | None = None
    place: str = ""
    element: str = ""
    process: str = ""
    procedure: str = ""
    data: tuple[Datum, ...] = ()
    heard: tuple[Datum, ...] = ()
    important: bool = True
    late: bool = False  # an act after the last day of its term: valid all the same (LPAG 151.3)

    @property
    def text(self) -> str:
        """The sentence without emphasis: `Asesoría Jurídica (María Díaz) emitió opinión favorable.`"""
        return "".join(segment.text for segment in self.segments)

    @property
    def dated(self) -> str:
        """The sentence with its day: `El 18 nov, Asesoría Jurídica (María Díaz) …`."""
        text = self.text
        if not self.segments[0].strong:
            text = text[:1].lower() + text[1:]
        return f"El {short_day(self.day)}, {text}"

    @property
    def day(self) -> date:
        """The day in Lima."""
        return self.at.astimezone(LIMA).date()

    @property
    def time(self) -> str:
        """The hour in Lima, `14:05`."""
        return f"{self.at.astimezone(LIMA):%H:%M}"


def strong(text: str) -> Segment:
    return Segment(text, strong=True)


def joined(*pieces: Piece) -> tuple[Segment, ...]:
    """Return the pieces as segments, neighbours of the same weight together."""
    found: list[Segment] = []
    for piece in (one if isinstance(one, Segment) else Segment(one) for one in pieces):
        if found and found[-1].strong == piece.strong:
            found[-1] = Segment(found[-1].text + piece.text, piece.strong)
        elif piece.text:
            found.append(piece)
    return tuple(found)


def who(actor: Actor) -> tuple[Piece, ...]:
    """Return organ first, person second; of whoever is not the titular also the capacity, and in whose place."""
    capacity = CAPACITIES.get(actor.capacity, "" if actor.capacity == "titular" else actor.capacity.replace("_", " "))
    said = f", {capacity}" + (f" según {actor.instrument}" if actor.instrument else "") if capacity else ""
    said += f", en lugar de {actor.instead_of}" if actor.instead_of else ""
    return strong(actor.organ_name or actor.organ), f" ({actor.name}{said})"


def short_day(day: date) -> str:
    """Return `18 nov`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def due_in_words(started: TermStarted | None, dated: TermDated) -> str:
    """Return why a term ends when it does, from what the journal wrote down when it was dated."""
    found = _dated(started, dated)
    if found is not None:
        return terms.why(found)
    moment = dated.expires.astimezone(LIMA)
    return f"Se cumple el {written(moment.date())} a las {moment:%H:%M}."


def recounted(dated: TermDated, term: str) -> list[Piece]:
    """Return who moved the last day of a term that ran, from when to when, and why."""
    subject: list[Piece] = [*who(dated.actor)] if dated.actor else ["Se"]
    was = f" vencía el {written(dated.before)} y" if dated.before else ""
    return [*subject, f" volvió a contar {term}:{was} vence el ", strong(written(dated.due)), f". {dated.reason}"]


def _dated(started: TermStarted | None, dated: TermDated) -> terms.Dated | None:
    """Return the term as it was counted; None for one that is no term of days, months or years."""
    return counting.read_back(started.text, dated) if started else None


def term_in_words(text: str) -> str:
    """Return the length of a term: `7 días hábiles`, `hasta el jueves 26 de noviembre`; else the text itself."""
    try:
        return notation.parse(text).in_words()
    except ValueError:
        pass
    try:
        return f"hasta el {written(notation.parse_moment(text).astimezone(LIMA).date())}"
    except ValueError:
        return text


def took(started: TermStarted | None, dated: TermDated | None, decided: date) -> str:
    """Return how long a task took of its term, by the days that were counted for it; empty without a term."""
    found = _dated(started, dated) if dated else None
    if found is None:
        return ""
    if decided > found.due:
        late = (decided - found.due).days
        return f"; fuera de plazo: venció el {short_day(found.due)}, {late} {notation.in_words('dc', late)} antes"
    if found.term.unit not in notation.DAYS or any(one.term for one in found.added):
        return f"; dentro del plazo de {found.term.in_words()}{_more(found)}"
    left_out = {day for day, _ in found.skipped}
    spent = sum(found.start + n * DAY not in left_out for n in range(1, (decided - found.start).days + 1))
    if spent <= 0:
        return f"; el mismo día, de un plazo de {found.term.in_words()}"
    return f"; tardó {spent} de {found.term.in_words()}"


def _more(found: terms.Dated) -> str:
    said = {terms.DISTANCE: "por la distancia", terms.EXTENSION: "de ampliación"}
    return "".join(f" más {one.term.in_words()} {said[one.kind]}" for one in found.added if one.term)


def heard_in_words(heard: Heard) -> Datum:
    """Return a question that the step asked, and its answer."""
    asked = heard.question.replace("parametro.", "parámetro ")
    if heard.arguments and not asked.startswith("servicio "):
        asked += f"({', '.join(map(values.in_words, heard.arguments))})"
    told = {"error": f"error «{heard.code}»", "later": "responderá después", "nobody": "nadie lo presta"}
    text = told.get(heard.how) or values.shortened(values.in_words(heard.answer))
    return Datum(heard.question, asked, text + (f" ({heard.source})" if heard.source else ""))


def reasons(because: Mapping[str, object]) -> str:
    """Return the values that chose a way, for the end of a sentence; empty for none."""
    whole = [name for name, value in because.items() if _is_large(value)]
    said = [_reason(name, value) for name, value in because.items() if name not in whole]
    read = f", según {_listed(whole)}" if whole else ""
    return (f" porque {_listed(said)}" if said else "") + read


def _reason(name: str, value: object) -> str:
    if value is None or value == []:
        return f"no hay {name}"
    return f"{name} es «{values.shortened(values.in_words(value))}»"


def _is_large(value: object) -> bool:
    """Tell whether a value is too much for a sentence: it is shown beside it."""
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _listed(parts: list[str]) -> str:
    return " y ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def table_in_words(name: str, rules: list[int] | None) -> str:
    """Return what a decision did; None: it has no rules of its own, others that it requires decided."""
    return f"Se decidió «{name}» con las tablas que reúne" if rules is None else (
        f"La tabla «{name}» aplicó {rules_in_words(rules)}")  # fmt: skip


def rules_in_words(numbers: list[int]) -> str:
    """Return the rules of a table that matched: `la regla 2`, `las reglas 2 y 5`, `ninguna regla`."""
    if not numbers:
        return "ninguna regla"
    if len(numbers) == 1:
        return f"la regla {numbers[0]}"
    return f"las reglas {_listed([str(number) for number in numbers])}"
