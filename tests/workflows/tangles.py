"""Diagrams drawn at random without any order: tasks and gateways that lead anywhere, sound or not."""

import random

from tests.engine import drawing as d

KINDS = {"u": 4, "x": 2, "g": 2, "i": 0.5, "b": 0.7, "e": 0.6}  # how often each kind comes


def tangle(seed: int, kinds: str = "uxgibe", back: float = 0.15) -> bytes:
    """Return a process `p` of 4 to 16 steps. The first letter of an id says what it is.

    An exclusive gateway reads the flow to take under its own id; an inclusive one reads a yes or no for each flow,
    `<gateway>_<flow>`. `back` is how often a flow leads back.
    """
    chance = random.Random(seed)
    weights = [KINDS[kind] for kind in kinds]
    names = [f"{kind}{n}" for n, kind in enumerate(chance.choices(kinds, weights, k=chance.randint(4, 16)))] + ["e"]
    flows = [("inicio", names[0])]
    for place, name in enumerate(names):
        ways = {"u": 1, "b": 1, "e": 0}.get(name[0], chance.choice([1, 2, 2, 3]))
        for _ in range(ways):
            ahead = names[place + 1 : place + 5] or ["e"]
            flows.append((name, chance.choice(names if chance.random() < back else ahead)))
        if name[0] == "b":
            flows.append(("v" + name, chance.choice(names[place + 1 :])))
    there = _reached(flows)
    body = "".join(_step(name, chance) for name in names if name in there)
    return d.diagram(d.start() + body + "".join(_flow(n, *flow) for n, flow in enumerate(flows) if flow[0] in there))


def _reached(flows: list[tuple[str, str]]) -> set[str]:
    there = {"inicio"}
    while True:
        more = {target for source, target in flows if source in there}
        more |= {"v" + name for name in there | more if name.startswith("b")}
        if more <= there:
            return there
        there |= more


def _step(name: str, chance: random.Random) -> str:
    match name[0]:
        case "u":
            return d.user(name)
        case "b":
            return d.user(name) + d.boundary("v" + name, name, d.timer("P1D"), chance.random() < 0.7)
        case "e":
            return d.end(name)
    return d.node({"x": "exclusive", "g": "parallel", "i": "inclusive"}[name[0]] + "Gateway", name)


def _flow(number: int, source: str, target: str) -> str:
    flow = f"f{number}"
    conditions = {"x": f'{source} = "{flow}"', "i": f"{source}_{flow} = true"}
    return d.flow(source, target, "" if source == "inicio" else conditions.get(source[0], ""), flow)
