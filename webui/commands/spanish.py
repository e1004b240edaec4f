"""What click itself says on the command line, in Spanish."""

from typing import Any

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

WORDS = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Positional arguments": "Argumentos",
    "Commands": "Órdenes",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Aborted!": "Interrumpido.",
    "Try '{command} {option}' for help.": "Vea «{command} {option}».",
    "Missing command.": "Falta la orden.",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el parámetro",
    "Missing parameter: {param_name}": "Falta el parámetro {param_name}",
    "No such command {name!r}.": "No existe la orden «{name}».",
    "No such option {name!r}.": "No existe la opción «{name}».",
    "Invalid value: {message}": "Valor no válido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor no válido en {param_hint}: {message}",
    "Option {name!r} does not take a value.": "La opción «{name}» no lleva valor.",
    "{value!r} is not a valid {number_type}.": "«{value}» no es un número.",
    "{name} {filename!r} does not exist.": "«{filename}» no existe.",
    "{name} {filename!r} is a directory.": "«{filename}» es una carpeta.",
    "{name} {filename!r} is not readable.": "«{filename}» no se puede leer.",
    "default: {default}": "si no se dice: {default}",
    "env var: {var}": "variable de entorno: {var}",
    "required": "obligatorio",
    "{name} {filename!r} is a file.": "«{filename}» no es una carpeta.",
    "{name} {filename!r} is not writable.": "En «{filename}» no se puede escribir.",
    "{value} is not in the range {range}.": "{value} no está en {range}.",
}
PLURALS = {
    "Got unexpected extra argument ({args})": ("Sobra: {args}", "Sobran: {args}"),
    "Option {name!r} requires an argument.": ("La opción «{name}» necesita un valor.",) * 2,
    "{value!r} is not {choice}.": ("«{value}» no es {choice}.", "«{value}» no es ninguno de {choices}."),
    "Did you mean {possibility}?": ("¿Quiso decir {possibility}?", "(¿Quiso decir una de estas: {possibilities}?)"),
}


def speak() -> None:
    """Have click speak Spanish: its modules look their words up by two names, which are given here."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, words in (("_", one), ("ngettext", many)):
            if hasattr(module, name):
                setattr(module, name, words)


def one(text: str) -> str:
    return WORDS.get(text, text)


def many(singular: str, plural: str, n: Any) -> str:
    words = PLURALS.get(singular, (singular, plural))
    return words[0] if n == 1 else words[1]
