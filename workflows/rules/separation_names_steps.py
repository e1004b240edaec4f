"""Separation of duties names steps that persons decide: `cabildo.distinto_de`, in a call `cabildo.distinto_de.<task>`.

Source: the dialect; a name that leads nowhere would keep nobody apart. What lies inside a call is named after it,
`t08_informe_tecnico/elaborar_informe`, and is looked for where the called process is given.
"""

from collections.abc import Iterator, Mapping

from workflows.diagram import SCOPES, Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # only nobody is kept apart

PROPERTY = "cabildo.distinto_de"
CONTAINERS = SCOPES | {"callActivity"}
MOST = 50  # steps that one property names
Known = dict[Node, Mapping[str, Node]]


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    known: Known = {}
    for node in given.nodes:
        for name, text in node.properties.items():
            if name == PROPERTY or name.startswith(f"{PROPERTY}."):
                inside = name.removeprefix(PROPERTY).removeprefix(".")
                problems = _problems(node, inside, text, given.processes, known)
                for problem in problems:
                    yield about(diagram, node, f"{called(node)} separa funciones con «{short(name)}», pero {problem}")


def _problems(node: Node, inside: str, text: str, processes: Mapping[str, Node], known: Known) -> Iterator[str]:
    if node.kind != "userTask" and node.kind not in CONTAINERS:
        yield "ahí no decide nadie. Escríbalo en la tarea, o en la llamada que la contiene."
        return
    if inside and node.kind not in CONTAINERS:
        yield "eso solo vale en una llamada o un subproceso. Quite lo que sigue a «distinto_de»."
    elif inside and not _is_within(node, inside, processes, set()):
        yield f"dentro no hay ninguna tarea «{short(inside)}». Corrija el nombre."
    names = [part.strip() for part in text.split(",")][:MOST]
    for path in names:
        if why := _lost(node, path.split("/"), processes, known):
            yield why


def _lost(node: Node, path: list[str], processes: Mapping[str, Node], known: Known) -> str:
    """Return why a path of ids does not lead to a step that a person decides; empty when it does."""
    around: Node | None = _process(node)
    for depth, name in enumerate(path):
        if around is None:
            return ""  # the called process is not given: nobody knows
        found = _inside(around, known).get(name)
        if found is None:
            return (
                f"«{short('/'.join(path[: depth + 1]))}» no es ningún paso de «{short(around.id)}». Corrija el nombre."
            )
        if found.kind != "userTask" and found.kind not in CONTAINERS:
            return f"«{short(name)}» no lo decide una persona. Nombre una tarea de usuario."
        if depth + 1 < len(path) and found.kind not in CONTAINERS:
            return f"«{short(name)}» es una tarea y no contiene «{short(path[depth + 1])}». Corrija el nombre."
        around = processes.get(found.called or "") if found.kind == "callActivity" else found
    return ""


def _inside(around: Node, known: Known) -> Mapping[str, Node]:
    """Return what lies in a process or sub-process, by id; each is walked through once."""
    if around not in known:
        known[around] = {one.id: one for one in around.walk() if one is not around}
    return known[around]


def _process(node: Node) -> Node:
    while node.scope is not None:
        node = node.scope
    return node


def _is_within(node: Node, name: str, processes: Mapping[str, Node], seen: set[str]) -> bool:
    """Tell whether a user task lies inside, in called processes too; what is not given may hold it."""
    around = processes.get(node.called or "") if node.kind == "callActivity" else node
    if around is None:
        return True
    if around.id in seen:
        return False
    seen.add(around.id)
    inside = list(around.walk())
    return any(one.id == name and one.kind == "userTask" for one in inside) or any(
        _is_within(one, name, processes, seen) for one in inside if one.kind == "callActivity"
    )
