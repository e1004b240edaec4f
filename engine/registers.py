"""The registers of a rehearsal, and how any register is asked: by its name, for one row or for all (BPMN 2.0, 10.4.1).

A row is a context with its `clave`. The municipality's own registers answer the same questions (`handlers.books`).
"""

from collections.abc import Mapping
from typing import Any

from engine.ports import Nobody
from workflows import feel
from workflows.data import register_slug

MOST = 500  # rows that are answered at once; of more, one asks by key

Row = dict[str, Any]


class Registers:
    """Rows by register and key, as a rehearsal begins with them and its cases add to them."""

    def __init__(self, rows: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        self._rows = {
            register_slug(name): {key_text(key): dict(row) for key, row in held.items()} for name, held in rows.items()
        }

    def read(self, arguments: list[Any]) -> Row | list[Row] | None:
        """Return what `registro(name, key)` or `registro(name)` gives. Raises Nobody for no such register."""
        rows = self._of(arguments[0])
        if len(arguments) > 1:
            key = key_text(arguments[1])
            return shown(key, rows[key]) if key in rows else None
        return [shown(key, row) for key, row in sorted(rows.items())][:MOST]

    def write(self, inputs: Mapping[str, Any]) -> Row:
        """Add a row, in place of the one of the same key. Raises Nobody for no such register."""
        register, key, row = told(inputs)
        self._of(register)[key] = row
        return {"clave": key}

    def _of(self, name: Any) -> dict[str, Row]:
        slug = register_slug(str(name))
        if slug not in self._rows:
            raise Nobody("registro")
        return self._rows[slug]


def told(inputs: Mapping[str, Any]) -> tuple[str, str, Row]:
    """Return the register, the key and the row that `registros.anotar` is given.

    The key is `clave`, also within `valores`; a value that is no context stands in the row as `valor`.
    """
    given = inputs.get("valores")
    row = dict(given) if isinstance(given, Mapping) else {} if given is None else {"valor": given}
    key = row.pop("clave", None)
    return str(inputs.get("registro") or ""), key_text(inputs.get("clave") if key is None else key), row


def shown(key: str, row: Mapping[str, Any]) -> Row:
    return {"clave": key, **row}


def key_text(key: Any) -> str:
    """Return a key as registers hold it: `15`, `004-2023-MDS`."""
    return "" if key is None else feel.to_text(key).strip()
