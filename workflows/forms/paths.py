"""Where a value stands in a form: names such as `observaciones[0].descripcion`, and reading and writing by them."""

from collections.abc import Mapping, MutableMapping, Sequence

Path = tuple[str | int, ...]

LONGEST_NAME = 300
MOST_ROWS = 500

MISSING = object()


class Unreadable(ValueError):
    """A name or a shape that no form of ours sends; the message is a Spanish sentence."""


def written(path: Path) -> str:
    """Return the path as an HTML form names it: `observaciones[0].descripcion`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def parsed(name: str) -> Path:
    """Return the path that `name` writes. Raises Unreadable when it is none, or a row lies past `MOST_ROWS`."""
    if not name or len(name) > LONGEST_NAME:
        raise Unreadable("El formulario envió un campo sin nombre o con un nombre demasiado largo; recargue la página.")
    path: list[str | int] = []
    for part in name.split("."):
        word, *rows = part.split("[")
        if not word or not all(_is_row(row) for row in rows):
            raise Unreadable(f"El formulario envió un campo de nombre extraño («{name[:60]}»); recargue la página.")
        path.append(word)
        path.extend(int(row[:-1]) for row in rows)
    return tuple(path)


def _is_row(text: str) -> bool:
    digits = text[:-1]
    return text.endswith("]") and digits.isascii() and digits.isdigit() and len(digits) <= 3 and int(digits) < MOST_ROWS


def get(tree: object, path: Path) -> object:
    """Return what stands at `path`, or MISSING."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(tree, Sequence) or isinstance(tree, str) or part >= len(tree):
                return MISSING
            tree = tree[part]
        else:
            if not isinstance(tree, Mapping) or part not in tree:
                return MISSING
            tree = tree[part]
    return tree


def put(tree: MutableMapping[str, object], path: Path, value: object) -> None:
    """Write `value` at `path`, making the objects and rows that lead there. Raises Unreadable on a clash of shapes."""
    here: object = tree
    for part, following in zip(path, (*path[1:], None), strict=True):
        fresh: object = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(part, int) and isinstance(here, list):
            here.extend(MISSING for _ in range(part + 1 - len(here)))
            if following is None or here[part] is MISSING:
                here[part] = fresh
            here = here[part]
        elif isinstance(part, str) and isinstance(here, dict):
            if following is None or part not in here:
                here[part] = fresh
            here = here[part]
        else:
            raise Unreadable(f"El formulario envió «{written(path)[:60]}» de dos maneras; recargue la página.")


def _closed(tree: object) -> object:
    """Return the tree with None for the rows that were never written."""
    if isinstance(tree, dict):
        return {key: _closed(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_closed(value) for value in tree]
    return None if tree is MISSING else tree


def nested(posted: Mapping[str, object]) -> dict[str, object]:
    """Return what was posted as a tree: names with dots and rows are unfolded, lists of one text become the text.

    `posted` is JSON already nested, or form data by name; of a werkzeug MultiDict every value of a name is read.
    """
    tree: dict[str, object] = {}
    lists = getattr(posted, "lists", None)
    pairs = ((name, found[0] if len(found) == 1 else found) for name, found in lists()) if lists else posted.items()
    for name, value in pairs:
        put(tree, parsed(str(name)), value)
    return {key: _closed(value) for key, value in tree.items()}
