"""What one must know of a case to decide a task: how long there is and why, what was decided, what came last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine.entries import Actor
from handlers import documents, drawings, histories
from handlers.drawings import Drawings, Process
from handlers.sentences import Sentence
from handlers.values import Datum
from workflows.diagram import Node
from workflows.forms import Form

LAST = 5  # sentences of the history beside a task
CARDS = 8
OUTCOMES = ("opinion", "decision")
GROUNDS = ("conclusiones", "sustento", "analisis", "motivo", "acuerdo", "dictamen", "recomendaciones", "texto")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the case, by its seal; `step` is the one in which it came, empty for the opening of the case."""

    seal: str
    name: str
    folios: str
    step: str


@dataclass(frozen=True, slots=True)
class Card:
    """What an organ decided in a step before this one: who, when, with which outcome, its first lines, its papers.

    `above` is the name of the call or sub-process that the step lies in; empty for none.
    """

    step: str
    above: str
    actor: Actor | None
    day: date
    outcome: str
    lines: str
    position: int
    observations: Sequence[Sequence[Datum]] = ()
    papers: Sequence[Paper] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything beside a task's form; the newest card is the first.

    `why` says when its term ends and which days did not count; empty: no term.
    """

    why: str
    skipped: Sequence[Datum]
    cards: Sequence[Card]
    papers: Sequence[Paper]
    last: Sequence[Sentence]
    process: Process | None
    node: Node | None


def of_task(session: Session, case_id: int, task: str) -> Briefing:
    """Return what to know about the case of an open task. Raises as `histories.history` does."""
    told = histories.history(session, case_id)
    drawn = drawings.of_case(session, case_id)
    papers = papers_of(session, case_id)
    dated = next((one for one in reversed(told) if one.entry == "TermDated" and one.place == task), None)
    located = drawn.located(task)
    return Briefing(
        why=dated.text if dated else "",
        skipped=dated.data if dated else (),
        cards=list(_cards(told, drawn, papers))[::-1][:CARDS],
        papers=papers,
        last=[one for one in told if one.important][-LAST:],
        process=located[0] if located else None,
        node=located[1] if located else None,
    )


def papers_of(session: Session, case_id: int) -> list[Paper]:
    """Return the documents in a case's file, in the order of their folios."""
    drawn = drawings.of_case(session, case_id)
    return [
        Paper(one.sha256, one.name, folios(one.folio_from, one.folio_to), _step(drawn, one.task))
        for one in documents.file_of(session, case_id)
    ]


def _step(drawn: Drawings, place: str) -> str:
    """Return the step at a place with the call that it lies in: `T10 Emitir informe legal · Elaborar informe`."""
    around = place.rpartition("/")[0]
    return " · ".join(drawn.name(one) for one in (around, place) if one)


def folios(first: int, last: int) -> str:
    """Return `folio 3` or `folios 3 a 8`."""
    return f"folio {first}" if first == last else f"folios {first} a {last}"


def form_at(session: Session, case_id: int, task: str) -> Form | None:
    """Return the form of a task, open or not; None where it has none."""
    drawn = drawings.of_case(session, case_id)
    node = drawn.at(task)
    return drawn.form(task, node.form or "") if node is not None else None


def _cards(told: Sequence[Sentence], drawn: Drawings, papers: Sequence[Paper]) -> Iterator[Card]:
    """Yield what was decided and says something: a mere signature or acknowledgement stands in the history."""
    by_seal = {paper.seal: paper for paper in papers}
    for one in told:
        if one.entry != "TaskDecided":
            continue
        around = one.place.rpartition("/")[0]
        data = {datum.field: datum for datum in one.data}
        seals = dict.fromkeys(seal for datum in one.data for seal in datum.documents)
        observed = data.get("observaciones")
        card = Card(
            step=drawn.name(one.place),
            above=drawn.name(around) if around else "",
            actor=one.actor,
            day=one.day,
            outcome=next((data[name].text for name in OUTCOMES if name in data), ""),
            lines=next((data[name].text for name in GROUNDS if name in data and not data[name].rows), ""),
            position=one.position,
            observations=observed.rows if observed else (),
            papers=[by_seal[seal] for seal in seals if seal in by_seal],
            late=one.late,
        )
        if card.lines or card.observations or card.papers or "opinion" in data:
            yield card
