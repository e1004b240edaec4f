"""The function by which an expression reads a register of the municipality: it knows none, it asks through the port."""

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.values import fit, plain

NAME = "registro"


@function(f"{NAME}(nombre: string, clave?: string|number|boolean|date|null)")
def read(run: Run, *arguments: object) -> object:
    """Return a row that holds today, or all of them where no key is given; null for a key that has none."""
    if run.ask is None:
        run.note("Aquí no hay registros que consultar; vale null")
        return None
    return fit(run.ask(NAME, [plain(argument, run) for argument in arguments]), run)
