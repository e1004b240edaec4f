"""Two tasks that can be open at once do not write the same name.

Source: the dialect (values in and out): the later answer would overwrite the earlier one.
"""

from collections.abc import Iterator

from workflows import parallel
from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"
HINDERS = False  # the later answer stays


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for scope in given.scopes:
        for one, other, name in parallel.clashes(scope, given.forms):
            what = f"«{short(name)}»" if name else "todas sus respuestas con los mismos nombres"
            message = (
                f"{called(one)} y {called(other)} pueden estar abiertas a la vez y ambas escriben {what}; la "
                "última borraría a la otra. Dé a cada una su propio nombre en las salidas."
            )
            yield about(diagram, other, message)
