"""By which column a list is sorted: `orden=vence` in the address, `orden=-vence` the other way round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for; `given` is False where the list stands in its usual order. `columns` can be sorted by."""

    columns: Sequence[str]
    column: str
    descending: bool
    given: bool

    @property
    def name(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column that can be sorted by: where a click leads, and how it is sorted now (as ARIA says it)."""

    url: str
    sorted: str  # ascending, descending, or empty

    @property
    def arrow(self) -> str:
        return {"ascending": " ▲", "descending": " ▼"}.get(self.sorted, "")


def asked(columns: Sequence[str], usual: str) -> Order:
    """Return the order that the address asks for; the usual one, ascending, for none or an unknown one."""
    text = request.args.get("orden", "")
    column = text.removeprefix("-")
    if column not in columns:
        return Order(columns, usual.removeprefix("-"), usual.startswith("-"), False)
    return Order(columns, column, text.startswith("-"), True)


def heads(order: Order, endpoint: str, **address: object) -> Mapping[str, Head]:
    """Return the heads by column: the first click sorts upwards, the next one downwards."""
    return {column: _head(order, column, endpoint, address) for column in order.columns}


def _head(order: Order, column: str, endpoint: str, address: Mapping[str, object]) -> Head:
    now = "" if column != order.column else "descending" if order.descending else "ascending"
    turned = f"-{column}" if now == "ascending" else column
    return Head(url_for(endpoint, orden=turned, **address), now)  # type: ignore[arg-type]
