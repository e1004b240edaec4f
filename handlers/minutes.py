"""The acta of a sitting: who attended and when, what was debated, how each member voted, and by which rule."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import appointments, ballots, bodies, parameters, sittings, typeset
from handlers.calendar import written
from handlers.items import Item, Vote
from handlers.sittings import ARRIVES, ATTENDANCE, PRESENT, Movement, Sitting, said
from handlers.typeset import Block, Head, Rows, Signatures, Text
from workflows.terms import LIMA

LAW = {"ordinaria": "artículo 13 de la Ley N.º 27972, Ley Orgánica de Municipalidades",
       "extraordinaria": "artículo 13 de la Ley N.º 27972, Ley Orgánica de Municipalidades, que exige cinco días "
                         "hábiles entre la convocatoria y la sesión"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acta:
    """An acta, ready to be printed: the same words on paper and on the page."""

    letterhead: Sequence[str]
    title: Sequence[str]
    blocks: Sequence[Block]
    signatures: Signatures


def of(
    session: Session, sitting: Sitting, items: Sequence[Item], *, number: str, closed: str, failed: bool = False
) -> Acta:
    """Return the acta of a sitting as it stands; `closed` is the hour at which it ended, `failed` that it was none."""
    place = str(parameters.decode(parameters.all_on(session, sitting.plan.day).get("nombre", '""')))
    posts = _posts(session, sitting)
    body = "Concejo Municipal" if sitting.plan.is_of_concejo else sitting.plan.body_name
    blocks = [*_opening(sitting, place, body, failed), *_attendance(sitting, posts), *_agenda(sitting, items)]
    if not failed:
        blocks += [*_motions(sitting, items), Head("Orden del día")]
        blocks += [block for n, item in enumerate(items, start=1) for block in _point(n, item)]
    blocks += _closing(sitting, closed, failed)
    kind = f"sesión {sitting.plan.kind} de concejo" if sitting.plan.is_of_concejo else "sesión de comisión"
    return Acta((place.upper(), body.upper()), (f"ACTA DE {kind.upper()}", number or "ACTA SIN NÚMERO"), blocks,
                _signatures(session, sitting, posts))  # fmt: skip


def paper(acta: Acta, at: datetime) -> bytes:
    """Return the acta as a PDF, written at that moment."""
    running = f"{acta.title[1]} · {acta.letterhead[1].title() if len(acta.letterhead) > 1 else ''}"
    made = Text(f"Generada por Cabildo el {at.astimezone(LIMA):%d/%m/%Y a las %H:%M}.", small=True)
    return typeset.pdf(typeset.Paper(acta.letterhead, acta.title, running, [*acta.blocks, acta.signatures, made]))


# its parts


def _opening(sitting: Sitting, place: str, body: str, failed: bool) -> Iterator[Block]:
    plan = sitting.plan
    when = f"siendo las {said(sitting.opened or plan.hour)} horas del {written(plan.day)}"
    where = f" ({plan.place})" if plan.place else ""
    kind = f"sesión {plan.kind}" if plan.is_of_concejo else "sesión"
    met = "fueron citados a" if failed else "se reunieron en"
    yield Text(f"En la {place}{where}, {when}, {met} {kind} los miembros "
               f"{'del' if plan.is_of_concejo else 'de la'} {body}.")  # fmt: skip
    if sitting.convened and plan.is_of_concejo:
        yield Text(
            f"La sesión fue convocada por la Alcaldía el {written(sitting.convened)}, conforme al {LAW[plan.kind]}."
        )
    elif sitting.convened:
        yield Text(
            f"La sesión fue convocada el {written(sitting.convened)}, conforme al Reglamento Interno del Concejo."
        )
    if plan.norm:
        yield Text(f"No mediaron los días que la ley exige, al amparo de {plan.norm}, que declara la emergencia.")
    if plan.guests:
        yield Text(f"Invitados: {plan.guests}.")


def _attendance(sitting: Sitting, posts: dict[str, str]) -> Iterator[Block]:
    yield Head("Asistencia")
    rows = [(str(n), name, posts.get(name, "Miembro"), ATTENDANCE[how], _hours(sitting, name))
            for n, (name, how) in enumerate(sitting.attendance.items(), start=1)]  # fmt: skip
    yield Rows((("N.º", 0.5), ("Miembro", 2.7), ("Cargo", 2.1), ("Al pasar lista", 1.6), ("Hora", 1.6)), rows)
    present = sum(how in PRESENT for how in sitting.attendance.values())
    needed = f"; el quórum es de {sitting.quorum}" if sitting.quorum else ""
    yield Text(f"Al pasar lista asisten {present} de {sitting.able} miembros hábiles{needed}. Preside "
               f"{_first_presided(sitting)}{_with_post(posts, _first_presided(sitting))}.", "Quórum.")  # fmt: skip
    for one in sitting.movements:
        if one.presides:
            yield Text(f"Desde las {said(one.hour)} preside {one.presides}{_with_post(posts, one.presides)}.")


def _hours(sitting: Sitting, name: str) -> str:
    moves = [one for one in sitting.movements if one.member == name]
    if sitting.attendance[name] in PRESENT and not moves:
        return f"desde las {said(sitting.opened)}"
    return "; ".join(_moved(one) for one in moves) or "–"


def _moved(one: Movement) -> str:
    return f"{'llegó' if one.how == ARRIVES else 'se retiró'} a las {said(one.hour)}"


def _agenda(sitting: Sitting, items: Sequence[Item]) -> Iterator[Block]:
    yield Head("Agenda")
    for n, item in enumerate(items, start=1):
        yield Text(f"{item.case.subject} ({item.case.number}).", f"{n}.")
    if sitting.plan.other:
        yield Text(sitting.plan.other, "Otros puntos.")


def _motions(sitting: Sitting, items: Sequence[Item]) -> Iterator[Block]:
    """What the sitting voted of itself, with every vote."""
    if sitting.motions:
        yield Head("Votaciones sobre la sesión")
    subjects = {item.case.id: f": {item.case.subject} ({item.case.number})" for item in items}
    for one in sitting.motions:
        by_sense = {
            words: [name for name, sense in one.votes.items() if sense == code] for code, words in ballots.VOTES
        }
        votes = _by_sense(by_sense)
        casting = (
            f" Voto dirimente de quien preside: {dict(ballots.VOTES)[one.casting].lower()}." if one.casting else ""
        )
        yield Text(f"{sittings.MOTIONS[one.kind]}{subjects.get(one.case or 0, '')}: "
                   f"{'se aprobó' if one.approved else 'no se aprobó'}. {votes}.{casting} "
                   f"Regla: {one.rule}.", f"A las {said(one.hour)}.")  # fmt: skip


def _point(n: int, item: Item) -> Iterator[Block]:
    what = "Reconsideración: " if item.is_reconsideration else ""
    yield Head(f"{n}. {what}{item.case.subject}", 2)
    told = item.told
    if told is None:
        yield Text("No se llegó a tratar; queda para otra sesión.")
        return
    if item.debate:
        yield Text(item.debate, "Debate.")
    for label, words in item.notes:
        yield Text(_sentence(words), f"{label}.")
    if item.tally is None:
        yield Text(f"{item.outcome}.", f"A las {said(told.hour)}." if told.hour else "")
        return
    yield from _waiver(item.votes)
    yield Text("", f"Votación{f', a las {said(told.hour)}' if told.hour else ''}.")
    yield Rows((("Miembro", 2.6), ("Voto", 1.5), ("Razón", 3)),
               [(vote.member, _sense(vote, item), vote.reason or "–") for vote in item.votes])  # fmt: skip
    yield from _result(item)


def _waiver(votes: Sequence[Vote]) -> Iterator[Block]:
    voted = [vote for vote in votes if vote.waiver]
    if not voted:
        return
    said_so = {words: [vote.member for vote in voted if vote.waiver == words] for _, words in ballots.VOTES}
    yield Text(f"{_by_sense(said_so)}.", "Dispensa del dictamen de comisión, votada antes.")


def _by_sense(names: Mapping[str, Sequence[str]]) -> str:
    """`A favor (2): Ana, Luis; en contra (1): Eva`."""
    told = "; ".join(f"{words.lower()} ({len(own)}): {', '.join(own)}" for words, own in names.items() if own)
    return told[:1].upper() + told[1:]


def _sense(vote: Vote, item: Item) -> str:
    if vote.vote:
        return vote.vote
    if vote.attendance == "Presente":
        return ("Preside; dirimió" if item.casting else "Preside") if vote.member == item.presides else "No vota"
    return vote.attendance


def _result(item: Item) -> Iterator[Block]:
    tally = item.tally
    assert tally is not None
    yield Text(f"{tally.for_it} a favor, {tally.against} en contra, {tally.abstained} "
               f"{'abstención' if tally.abstained == 1 else 'abstenciones'}. {tally.sentence}", "Cómputo.")  # fmt: skip
    for row in tally.sources:
        yield Text(f"Parámetro aplicado. {row[:1].upper()}{row[1:]}.", small=True)
    if item.casting:
        yield Text(f"{item.presides}, que preside: {item.casting}", "Voto dirimente.")
    yield Text(_agreed(item), "Acuerdo.")


def _agreed(item: Item) -> str:
    tally = item.tally
    assert tally is not None
    how = "por unanimidad" if not tally.against and not tally.abstained else "por mayoría"
    if item.form == "F-S2d":
        subject = f"«{item.case.subject}»"
        if tally.result == "aprobado":
            by = "con el voto dirimente de quien preside" if item.casting else how
            return f"El Concejo Municipal aprobó, {by}, {subject}."
        return f"El Concejo Municipal no aprobó {subject}: {tally.in_words}."
    return f"{item.outcome}, {how if tally.result == 'aprobado' else 'según el cómputo'}."


def _closing(sitting: Sitting, closed: str, failed: bool) -> Iterator[Block]:
    yield Head("Cierre")
    if failed:
        yield Text(f"No habiéndose alcanzado el quórum a las {said(closed)} horas, no se instaló la sesión ni se "
                   "adoptó acuerdo alguno. Los asuntos de la agenda quedan para la siguiente convocatoria. "
                   "De lo que doy fe.")  # fmt: skip
    else:
        hour = said(closed) if closed else "––:––"
        yield Text(f"No habiendo más asuntos que tratar, siendo las {hour} horas, quien preside levantó la sesión. "
                   "De lo que doy fe.")  # fmt: skip


def _signatures(session: Session, sitting: Sitting, posts: dict[str, str]) -> Signatures:
    signed = {one.name: one for one in sitting.signatures}
    keeper = _keeper(session, sitting)
    expected = [(sitting.presides, posts.get(sitting.presides, ""), "Preside")] if sitting.presides else []
    expected += [(*keeper, "Da fe")] if keeper and keeper[0] != sitting.presides else []
    names = [(name, f"{post} · {role}" if post else role, signed[name].words if name in signed else "")
             for name, post, role in expected]  # fmt: skip
    others = [(one.name, posts.get(one.name, one.post), one.words) for one in sitting.signatures
              if one.name not in {name for name, _, _ in expected}]  # fmt: skip
    return Signatures([*names, *others])


def _keeper(session: Session, sitting: Sitting) -> tuple[str, str] | None:
    """Return who kept the sitting and in which post."""
    if not sitting.keeper:
        return None
    name = appointments.officer_named(session, sitting.keeper).name
    return name, bodies.post_of(session, sitting.keeper, sitting.plan.body, sitting.plan.day)


def _posts(session: Session, sitting: Sitting) -> dict[str, str]:
    """Return the posts of the members, by name: in the Concejo, or in the commission where it is its sitting."""
    staff = appointments.staff_on(session, sitting.plan.day).by_organ
    of_concejo = {actor.name: actor.post for actor in staff.get("concejo-municipal", ())}
    return {**of_concejo, **{actor.name: actor.post for actor in staff.get(sitting.plan.body, ())}}


def _first_presided(sitting: Sitting) -> str:
    return sitting.first_presides or sitting.presides


def _with_post(posts: dict[str, str], name: str) -> str:
    post = posts.get(name, "")
    return f", {post[:1].lower()}{post[1:]}" if post else ""


def _sentence(words: str) -> str:
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."
