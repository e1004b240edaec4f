"""The command by which another program tells cases what it knows: message."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from engine.entries import MessageArrived
from handlers import commands, follow_up, messages, standing
from handlers.refusals import Refusal
from webui import database
from webui.commands import screen
from workflows.terms import LIMA

ACTOR = "integración"  # who tells it, among the commands that were carried out


@click.command()
@click.argument("name", metavar="NOMBRE")
@click.option("--key", default="", metavar="CLAVE", help="Número del expediente o del envío al que responde.")
@click.option("--values", "text", default="{}", metavar="JSON", help="Lo que dice, como objeto JSON.")
@click.option("--id", "identity", required=True, metavar="ID",
              help="Identificador que le dio quien la envía: repetido, se entrega una sola vez.")  # fmt: skip
@click.pass_obj
def message(url: str, name: str, key: str, text: str, identity: str) -> None:
    """Entrega lo que otro sistema comunica al expediente que lo espera, o lo conserva hasta que alguno lo espere."""
    values = _values(text)
    with database.session(database.existing(url)) as session:
        at = screen.now()
        body = {"name": name, "key": key, "values": values}

        def tell() -> dict[str, Any]:
            if name in messages.from_cases(session):
                raise Refusal(f"«{name}» es de las que los expedientes se dicen entre sí; de fuera no se recibe. No se "
                              "registró nada.")  # fmt: skip
            receipt = follow_up.tell(session, MessageArrived(name, key or None, values), at)
            row = standing.the_case(session, receipt.case_id) if receipt.case_id else None
            until = f"{receipt.kept.until.astimezone(LIMA):%d/%m/%Y %H:%M}" if receipt.kept else ""
            return {"case": row.number if row else "", "position": receipt.position, "until": until}

        told = commands.once(session, f"mensaje {identity}", ACTOR, body, tell, at)
    if told["until"]:
        screen.say(f"Ningún expediente la espera todavía: se conserva hasta el {told['until']}.", "yellow")
    else:
        screen.say(f"La recibió el expediente {told['case']} (asiento {told['position']}).", "green")


def _values(text: str) -> Mapping[str, Any]:
    """Return what is told; numbers are exact. Raises Refusal for what is no JSON object."""
    try:
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        raise Refusal(f"Los valores no son JSON: {error}. No se registró nada.") from error
    if not isinstance(found, dict):
        raise Refusal('Los valores deben ser un objeto JSON: {"tipo": "ratificado"}. No se registró nada.')
    return found
