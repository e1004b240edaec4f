"""The working-day functions of this house: they know no calendar, they ask for one through the port."""

from workflows.feel.budget import Run
from workflows.feel.functions.registry import BUILTINS, function
from workflows.feel.values import fit, plain


def _asking(name: str, *texts: str) -> None:
    """Register the spellings of one function; the port is always asked by its plain name."""
    for text in texts:

        @function(text)
        def ask(run: Run, *arguments: object) -> object:
            if run.ask is None:
                run.note(f"Aquí no hay calendario que consultar, y «{name}» lo necesita; vale null")
                return None
            return fit(run.ask(name, [plain(argument, run) for argument in arguments]), run)


_MOMENT = "date|datetime"

_asking(
    "sumar_dias_habiles",
    f"sumar días hábiles(fecha: {_MOMENT}, n: number)",
    f"sumar dias habiles(fecha: {_MOMENT}, n: number)",
    f"sumar_dias_habiles(fecha: {_MOMENT}, n: number)",
    f"sumar_días_hábiles(fecha: {_MOMENT}, n: number)",
)
_asking(
    "restar_dias_habiles",
    f"restar días hábiles(fecha: {_MOMENT}, n: number)",
    f"restar dias habiles(fecha: {_MOMENT}, n: number)",
    f"restar_dias_habiles(fecha: {_MOMENT}, n: number)",
    f"restar_días_hábiles(fecha: {_MOMENT}, n: number)",
)
_asking(
    "dias_habiles_entre",
    f"días hábiles entre(a: {_MOMENT}, b: {_MOMENT})",
    f"dias habiles entre(a: {_MOMENT}, b: {_MOMENT})",
    f"dias_habiles_entre(a: {_MOMENT}, b: {_MOMENT})",
    f"días_hábiles_entre(a: {_MOMENT}, b: {_MOMENT})",
)
_asking(
    "siguiente_dia_habil",
    f"siguiente día hábil(fecha: {_MOMENT})",
    f"siguiente dia habil(fecha: {_MOMENT})",
    f"siguiente_dia_habil(fecha: {_MOMENT})",
    f"siguiente_día_hábil(fecha: {_MOMENT})",
)
_asking(
    "es_dia_habil",
    f"es día hábil(fecha: {_MOMENT})",
    f"es dia habil(fecha: {_MOMENT})",
    f"es_dia_habil(fecha: {_MOMENT})",
    f"es_día_hábil(fecha: {_MOMENT})",
)

ASKING = frozenset(name for name, builtin in BUILTINS.items() if "habil" in name or "hábil" in name)
