"""The commands that read cases and what is kept of them: cases, history, verify, rebuild."""

import sys
from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import journal
from handlers import audits, conveniences, histories, standing
from handlers.audits import Verdict
from handlers.refusals import NotFound
from handlers.standing import CaseRow
from webui import database
from webui.commands import screen

STATES = {"open": "abierto", "ended": "terminado", "incident": "incidencia"}
TOLD = {word: state for state, shown in STATES.items() for word in (shown, state)}


@click.command()
@click.option("--state", type=click.Choice(list(TOLD)), metavar="ESTADO",
              help="Solo los que están así: abierto, terminado o incidencia.")  # fmt: skip
@click.pass_obj
def cases(url: str, state: str | None) -> None:
    """Lista los expedientes y dice cómo está cada uno."""
    with database.session(database.existing(url)) as session:
        wanted = select(CaseRow).order_by(CaseRow.number)
        found = session.scalars(wanted.where(CaseRow.state == TOLD[state]) if state else wanted)
        rows = [_row(session, case) for case in found]
    screen.table(("Expediente", "Procedimiento", "Asunto", "Abierto", "Estado", "Ahora en"), rows)


@click.command()
@click.argument("case", metavar="EXPEDIENTE")
@click.option("--json", "form", flag_value="json", help="Los asientos tal como se guardan, uno por línea en JSON.")
@click.option("--csv", "form", flag_value="csv", help="Las oraciones del historial en CSV.")
@click.pass_obj
def history(url: str, case: str, form: str | None) -> None:
    """Cuenta lo que pasó en un expediente, asiento por asiento."""
    with database.session(database.existing(url)) as session:
        case_id = _case_id(session, case)
        if form == "json":
            click.echo(histories.as_json_lines(session, case_id), nl=False)
        elif form == "csv":
            click.echo(histories.as_csv(session, case_id), nl=False)
        else:
            _tell(session, case_id)


@click.command()
@click.option("--case", "case", metavar="EXPEDIENTE", help="Solo este; si no se dice, todos.")
@click.option("--lists", is_flag=True, help="Compara además las listas de tareas y plazos con lo que dan los asientos.")
@click.option("--json", "as_json", is_flag=True, help="Responde en JSON, para otros programas.")
@click.pass_obj
def verify(url: str, case: str | None, lists: bool, as_json: bool) -> None:
    """Lee los sellos de los asientos, vuelve a ejecutar cada expediente, y dice si todo es igual."""
    with database.session(database.existing(url)) as session:
        case_id = _case_id(session, case) if case else None
        verdicts = audits.verify(session, case_id, lists=lists)
    screen.as_json(_verified(verdicts)) if as_json else _show(verdicts)
    sys.exit(int(not all(verdict.ok for verdict in verdicts)))


@click.command()
@click.pass_obj
def rebuild(url: str) -> None:
    """Rehace desde los asientos las listas de expedientes, tareas y plazos, y los contadores."""
    with database.session(database.existing(url)) as session:
        count = conveniences.rebuild(session)
    screen.say(f"Se rehicieron las listas de {count} expediente{'s' * (count != 1)} desde sus asientos.", "green")


def _row(session: Session, case: CaseRow) -> tuple[str, ...]:
    organs = dict.fromkeys(task.organ_name or task.organ for task in standing.tasks_of(session, case.id))
    state = f"{STATES[case.state]}: {case.outcome}" if case.outcome else STATES[case.state]
    return case.number, case.procedure, case.subject, screen.moment(case.opened_at), state, ", ".join(organs)


def _case_id(session: Session, case: str) -> int:
    """Return the case that was named by its number or its id, in the lists or only in the journal. Raises NotFound."""
    named = CaseRow.number == case.strip().upper()
    if case.isdecimal() and len(case) < 18:
        named = CaseRow.id == int(case)
        if journal.head(session, int(case)) is not journal.START:
            return int(case)
    found = session.scalar(select(CaseRow.id).where(named))
    if found is None:
        raise NotFound(f"No existe el expediente «{case}». Vea los que hay con «cabildo cases».")
    return found


def _verified(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "ok": all(verdict.ok for verdict in verdicts),
        "cases": [
            {
                "case": one.number,
                "id": one.case_id,
                "ok": one.ok,
                "position": one.position,
                "difference": one.difference,
            }
            for one in verdicts
        ],
    }  # fmt: skip


def _show(verdicts: Sequence[Verdict]) -> None:
    wrong = [verdict for verdict in verdicts if not verdict.ok]
    for verdict in wrong:
        screen.say(verdict.sentence, "red")
    count = f"{len(verdicts)} expediente{'s' * (len(verdicts) != 1)}"
    if wrong:
        screen.say(f"{count}: {len(wrong)} con diferencias.", "red")
    else:
        screen.say(f"{count}: los sellos son los que se escribieron y la reejecución da lo mismo.", "green")


def _tell(session: Session, case_id: int) -> None:
    for day in histories.by_day(histories.history(session, case_id)):
        screen.say(day.words, "bold")
        for sentence in day.sentences:
            screen.say(f"  {sentence.position:>4}  {sentence.text}")
