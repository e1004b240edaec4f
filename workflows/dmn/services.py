"""Decision services as functions: what is given to them, and what they answer (DMN 1.5, 10.4)."""

from typing import TYPE_CHECKING

from workflows.dmn.model import Decision, Element, InputData, Service
from workflows.feel.budget import Run
from workflows.feel.lattice import Type, convert
from workflows.feel.operators import article
from workflows.feel.values import Function, Record

if TYPE_CHECKING:
    from workflows.dmn.evaluation import Chain, Program, Session


def service_function(session: "Session", program: "Program", chain: "Chain", service: Service) -> Function:
    """Return a service as a function of its input data, then its input decisions; it answers its output decisions."""
    given = [found for href in service.input_data + service.input_decisions if (found := program.reach(href))]
    names = tuple(_qualified(name, element) for _, name, element in given)
    kinds = tuple(owner.types.wanted(element.type) for owner, _, element in given)

    def call(run: Run, arguments: list[object]) -> object:
        if len(arguments) != len(names):
            run.note(
                f"El servicio «{service.name}» recibe {len(names)} valores y se le dieron {len(arguments)}; vale null"
            )
            return None
        return call_named(run, dict(zip(names, arguments, strict=True)))

    def call_named(run: Run, named: dict[str, object]) -> object:
        if not set(named) <= set(names):
            run.note(f"El servicio «{service.name}» no recibe esos valores; vale null")
            return None
        values: dict[tuple[Chain, str], object] = {}
        for (_, name, element), label, kind in zip(given, names, kinds, strict=True):
            ok, value = _converted(named.get(label), kind, label, run)
            if not ok:
                return None
            values[((*chain, name) if name else chain, element.id or element.name)] = value
        return _answer(session, program, chain, service, values)

    return Function(service.name, names, call, call_named, kinds, program.types.wanted(service.type))


def _qualified(import_name: str, element: Element) -> str:
    return f"{import_name}.{element.variable}" if import_name else element.variable


def _converted(value: object, kind: Type | None, name: str, run: Run) -> tuple[bool, object]:
    if kind is None or value is None:
        return True, value
    ok, found = convert(value, kind, run)
    if not ok:
        run.note(f"«{name}» no puede ser {article(value)}; vale null")
    return ok, found


def _answer(
    session: "Session",
    program: "Program",
    chain: "Chain",
    service: Service,
    values: "dict[tuple[Chain, str], object]",
) -> object:
    inner = session.with_values(values)
    outputs: list[tuple[str, object]] = []
    session.run.enter(10)
    for href in service.outputs:
        found = program.reach(href)
        if found is not None and isinstance(found[2], Decision | InputData):
            owner, name, element = found
            outputs.append((element.variable, inner.value(owner, (*chain, name) if name else chain, element)))
    session.run.leave(10)
    result: object = outputs[0][1] if len(outputs) == 1 else Record(outputs)
    wanted = program.types.wanted(service.type)
    return result if wanted is None or result is None else convert(result, wanted, session.run)[1]
