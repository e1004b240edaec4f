"""When a value passes a unary test, as cells of tables and the operator `in` ask it."""

from collections.abc import Callable, Sequence

from workflows.feel import nodes
from workflows.feel.budget import Run
from workflows.feel.operators import contains, equal
from workflows.feel.scope import Scope
from workflows.feel.values import Range

Unary = Callable[[object, Scope], bool | None]

# Written so, a test says yes or no by itself; anything else is a value, range or list to compare with.
BOOLEAN_NODES = (nodes.Compare, nodes.Logic, nodes.Between, nodes.In, nodes.Quantified, nodes.InstanceOf)


def passes(tests: Sequence[Unary], value: object, scope: Scope) -> bool | None:
    """Say whether a value passes any of the tests; None where none is passed and one has no answer."""
    unknown = False
    for test in tests:
        answer = test(value, scope)
        if answer is True:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def meets(value: object, wanted: object, asks: bool, formed: bool, run: Run) -> bool | None:
    """Say whether a value meets a test whose own value is `wanted`.

    A test that mentions `?` (`asks`), or is a comparison by its form (`formed`), is its own answer. Else the value
    must equal `wanted`, lie in it (a range), or be met by an item of it (a list).
    Source: DMN 1.5, 10.3.2.8 and 7.3.10 (unary tests).
    """
    if (asks or formed) and (wanted is None or isinstance(wanted, bool)):
        return wanted
    if isinstance(wanted, Range):
        return contains(wanted, value) if not isinstance(value, Range) else equal(value, wanted, run)
    if isinstance(wanted, list):
        if isinstance(value, list) and equal(value, wanted, run):
            return True
        run.charge(len(wanted))
        return any(_is_item(value, item, run) for item in wanted)
    return equal(value, wanted, run)


def _is_item(value: object, item: object, run: Run) -> bool:
    if isinstance(item, Range) and not isinstance(value, Range):
        return contains(item, value) is True
    return equal(value, item, run) is True
