"""Built-in functions that put lists in order."""

from functools import cmp_to_key

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.operators import compare
from workflows.feel.values import Function


class _NotComparable(Exception):
    """Two items between which no order holds."""


@function("sort(list: list, precedes: function)")
def sort(run: Run, items: list[object], precedes: Function) -> object:
    def order(left: object, right: object) -> int:
        run.charge(2)
        if precedes.call(run, [left, right]) is True:
            return -1
        return 1 if precedes.call(run, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(order))


@function("sort(list: list)")
def sort_naturally(run: Run, items: list[object]) -> object:
    def order(left: object, right: object) -> int:
        run.charge(1)
        found = compare(left, right)
        if found is None:
            raise _NotComparable
        return found

    try:
        return sorted(items, key=cmp_to_key(order))
    except _NotComparable:
        run.note("«sort» no puede ordenar valores de clases distintas; vale null")
        return None
