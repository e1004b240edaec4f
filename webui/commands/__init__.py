"""The command line, `cabildo`: each command parses what was typed, makes one call, and prints what came of it."""

from importlib import import_module
from typing import Any

import click

from handlers.refusals import Refusal
from webui.commands import spanish
from workflows import Refused

DATABASE = "sqlite:///cabildo.db"
WHERE = {  # command -> its module here, imported only when it is called
    "serve": "server",
    "worker": "server",
    "check": "procedures",
    "import": "importing",
    "rehearse": "procedures",
    "publish": "publishing",
    "feel": "language",
    "decide": "language",
    "register": "keeping",
    "cases": "records",
    "history": "records",
    "verify": "records",
    "rebuild": "records",
    "message": "messages",
    "demo": "keeping",
    "backup": "keeping",
    "restore": "keeping",
}


class Commands(click.Group):
    """The commands in the order in which they are met; a refusal ends any of them with its sentence and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = WHERE.get(cmd_name)
        found = vars(import_module(f"webui.commands.{module}")).values() if module else ()
        return next((one for one in found if isinstance(one, click.Command) and one.name == cmd_name), None)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except Refused as refused:
            raise click.ClickException("\n".join(finding.message for finding in refused.findings)) from refused


spanish.speak()


@click.command(cls=Commands, options_metavar="[OPCIONES]", subcommand_metavar="ORDEN [ARGUMENTOS]...",
               context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})  # fmt: skip
@click.option("--database", "url", envvar="CABILDO_DATABASE", default=DATABASE, metavar="URL",
              show_default=True, show_envvar=True,
              help="Base de datos: sqlite:///archivo.db o postgresql+psycopg://usuario@servidor/base.")  # fmt: skip
@click.pass_context
def main(context: click.Context, url: str) -> None:
    """Cabildo: los procedimientos de la municipalidad, paso a paso y a la vista."""
    context.obj = url


__all__ = ["main"]
