"""The acta of a sitting of the Concejo: who attended, what was debated, how each member voted, what was agreed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import ballots, documents, papers, parameters
from handlers.ballots import Item
from handlers.calendar import written
from handlers.sittings import ATTENDANCE, PRESENT, Sitting
from workflows.terms import LIMA


@dataclass(frozen=True, slots=True)
class Point:
    """One matter of the agenda in the acta: its heading and its paragraphs."""

    heading: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Acta:
    """An acta, ready to be printed: the same words on paper and on the page."""

    title: str
    opening: Sequence[str]
    points: Sequence[Point]
    closing: str


def of(session: Session, sitting: Sitting, items: Sequence[Item], *, number: str, closed: str) -> Acta:
    """Return the acta of a sitting as it stands; `closed` is the hour at which it ended."""
    place = str(parameters.decode(parameters.all_on(session, sitting.plan.day).get("nombre", '""')))
    return Acta(
        title=f"{number or 'Acta'} · {sitting.name} · Concejo Municipal",
        opening=list(_opening(sitting, place)),
        points=[Point(f"{n}. {item.case.number}: {item.case.subject}", list(_point(item)))
                for n, item in enumerate(items, start=1)],
        closing=f"Siendo las {closed or '––:––'} horas se levantó la sesión. Doy fe: Secretaría General.",
    )  # fmt: skip


def keep(session: Session, acta: Acta, officer: str, at: datetime, case_ids: Sequence[int]) -> str:
    """Keep the acta as a PDF, ready to be attached to each of these cases; return its seal."""
    paragraphs = list(acta.opening)
    for point in acta.points:
        paragraphs += [point.heading.upper(), *point.paragraphs]
    source = papers.pdf(acta.title, [*paragraphs, acta.closing, f"Hecho el {at.astimezone(LIMA):%d/%m/%Y %H:%M}."])
    seals = [documents.keep(session, f"{acta.title}.pdf", source, officer, at, case_id=one).sha256 for one in case_ids]
    return seals[0]


def _opening(sitting: Sitting, place: str) -> Iterator[str]:
    plan = sitting.plan
    when, where = (
        f"{sitting.opened or plan.hour} horas del {written(plan.day)}",
        f", en {plan.place}" if plan.place else "",
    )
    yield f"En la {place}, siendo las {when}{where}, se reunió el Concejo Municipal en sesión {plan.kind}."
    yield f"Preside {sitting.presides}."
    if sitting.plan.norm:
        yield f"Se convocó al amparo de {sitting.plan.norm}."
    for how, words in ATTENDANCE.items():
        names = [name for name, attends in sitting.attendance.items() if attends == how]
        if names:
            yield f"{_PLURAL.get(how, words)} ({len(names)}): {'; '.join(names)}."
    absent = sum(how not in PRESENT for how in sitting.attendance.values())
    yield f"Asisten {sitting.present} de {sitting.able} miembros hábiles" + (f"; faltan {absent}." if absent else ".")
    if sitting.plan.other:
        yield f"Otros puntos de la agenda: {sitting.plan.other}"


def _point(item: Item) -> Iterator[str]:
    if item.debate:
        yield item.debate
    if not item.tally:
        yield f"{item.outcome}." if item.outcome else "No se llegó a tratar."
        return
    for _, words in ballots.VOTES:
        if names := [_said(vote.member, vote.reason) for vote in item.votes if vote.vote == words]:
            yield f"{words} ({len(names)}): {'; '.join(names)}."
    for words in ATTENDANCE.values():
        if names := [vote.member for vote in item.votes if vote.attendance == words and not vote.vote]:
            yield f"{'Presente sin voto' if words == 'Presente' else words} ({len(names)}): {'; '.join(names)}."
    yield item.tally.sentence
    if item.casting:
        yield f"Voto dirimente de {item.presides}: {item.casting}"
    yield f"Resultado: {item.tally.in_words}."


def _said(member: str, reason: str) -> str:
    return f"{member} ({reason})" if reason else member


_PLURAL = {"presente": "Presentes", "ausente": "Ausentes", "impedido": "Presentes, impedidos de votar",
           "licencia": "Con licencia o suspendidos"}  # fmt: skip
