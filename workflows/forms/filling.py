"""A form being filled in: its fields over one case's values and one set of answers, row by row."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from workflows import feel
from workflows.forms import components, typed
from workflows.forms.components import Defect
from workflows.forms.model import Field, Option, every, has_own_rows, shows_only_the_case
from workflows.forms.paths import MISSING, MOST_ROWS, Path, Unreadable, get, put, written

ROUNDS = 5  # computed fields and hidden fields may depend on each other this deep
MOST_PLACES = 20_000
Tree = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """One field where it stands: in which group or list (`above`, an index of `Filling.places`) and in which rows.

    `held` is True when its value comes from the case, not from the officer; `gone` when it is not answered at all.
    """

    index: int
    field: Field
    path: Path
    above: int | None = None
    rows: tuple[tuple[Field, int], ...] = ()
    scope: Path = ()
    held: bool = False
    gone: bool = False

    @property
    def name(self) -> str:
        return written(self.path)


class Filling:
    """Fields, the case's values and what was typed, brought together.

    `tree` holds the answers of every field, the hidden included; `wrong` what is wrong, by place; `raw` what was
    typed where it could not be understood; `hidden` the places that are not shown. `blank_rows` keeps rows in which
    nothing was typed (a page that is drawn again); else they are left out.
    """

    def __init__(self, fields: Sequence[Field], values: Mapping[str, object], given: Mapping[str, object] | None,
                 at: datetime, *, blank_rows: bool = False) -> None:  # fmt: skip
        self.values = values
        self.at = at
        self.fresh = given is None
        self.blank_rows = blank_rows or given is None
        self.tree: Tree = {}
        self.raw: dict[int, object] = {}
        self.wrong: dict[int, str] = {}
        self.places: list[Place] = []
        self.hidden: set[int] = set()
        self._top: tuple[Tree, Tree] | None = None  # what expressions see, until the tree changes
        for one in fields:
            self._take(one, given or {}, Place(-1, one, ()))
        self._settle()

    def visible(self) -> Iterator[Place]:
        return (place for place in self.places if place.index not in self.hidden)

    def value(self, place: Place) -> object:
        """Return the answer at a place, or what was typed there if it could not be understood."""
        found = self.raw[place.index] if place.index in self.raw else get(self.tree, place.path)
        return None if found is MISSING else found

    def evaluate(self, text: str, place: Place) -> object:
        """Return what FEEL says at a place; null when it fails, as the viewer does."""
        try:
            return feel.parse(text).evaluate(self._context(place), at=self.at)
        except feel.FeelError:
            return None

    def flag(self, setting: bool | str, place: Place) -> bool:
        return self.evaluate(setting, place) is True if isinstance(setting, str) else setting

    def limit(self, setting: Decimal | int | str | None, place: Place) -> object:
        return self.evaluate(setting, place) if isinstance(setting, str) else setting

    def options(self, place: Place) -> Sequence[Option]:
        """Return what can be chosen at a place now: its own list, a value of the case, or what FEEL gives."""
        source = place.field.options_from
        if not source:
            return place.field.options
        if source.startswith("="):
            found = self.evaluate(source, place)
        else:
            found = get(self._context(place), tuple(source.split(".")))
        if not isinstance(found, list | tuple):
            return ()
        return [option for item in found for option in _as_options(item)][: components.MOST_OPTIONS]

    def _take(self, one: Field, given: Mapping[str, object], above: Place) -> None:
        place = self._stand(one, above)
        if one.type == "group":
            below = get(given, one.steps) if one.key else given
            self._ensure(place.path)
            for child in one.children:
                self._take(child, below if isinstance(below, Mapping) else {}, place)
        elif one.type == "dynamiclist":
            self._take_rows(place, get(given, one.steps))
        elif one.answered and not one.expression:
            self._put(place.path, self._answer(place, get(given, one.steps)))

    def _stand(self, one: Field, above: Place) -> Place:
        index = len(self.places)
        if index >= MOST_PLACES:
            raise Unreadable("El formulario tiene demasiadas filas; divida el trabajo en varias partes.")
        outer = above.index if above.index >= 0 else None
        place = Place(index, one, (*above.path, *one.steps), outer, above.rows, above.scope)
        held = above.held or one.disabled or self.flag(one.readonly, place)
        place = replace(place, held=held, gone=above.gone or one.disabled)
        self.places.append(place)
        return place

    def _put(self, path: Path, value: object) -> None:
        put(self.tree, path, value)
        self._top = None

    def _ensure(self, path: Path) -> None:
        if path and get(self.tree, path) is MISSING:
            self._put(path, {})

    def _answer(self, place: Place, given: object) -> object:
        if place.held or (self.fresh and given is MISSING):
            return self._from_case(place)
        try:
            return typed.answer(place.field, self.options(place), None if given is MISSING else given)
        except typed.Mistyped as error:
            self.wrong[place.index] = str(error)
            self.raw[place.index] = given
            return None

    def _from_case(self, place: Place) -> object:
        known = get(self.values, place.path)
        if known is not MISSING and known is not None:
            return known
        try:
            return typed.answer(place.field, self.options(place), place.field.default)
        except typed.Mistyped:
            return None

    def _take_rows(self, place: Place, given: object) -> None:
        self._put(place.path, [])
        for index, row in enumerate(self._rows(place, given)):
            self._put((*place.path, index), {})
            path: Path = (*place.path, index)
            above = replace(place, path=path, scope=path, rows=(*place.rows, (place.field, index)))
            for child in place.field.children:
                self._take(child, row, above)

    def _rows(self, place: Place, given: object) -> Sequence[Mapping[str, object]]:
        known = get(self.values, place.path)
        first_rows = 0 if shows_only_the_case(place.field) else place.field.first_rows
        known_rows = len(known) if isinstance(known, list | tuple) else first_rows
        if place.held or (self.fresh and given is MISSING):
            return [{}] * (0 if place.held and not isinstance(known, list | tuple) else min(known_rows, MOST_ROWS))
        rows = [] if given is MISSING or given is None or given == "" else given
        if not isinstance(rows, list) or any(row is not None and not isinstance(row, Mapping) for row in rows):
            self.wrong[place.index] = "debe ser una lista de filas"
            return []
        if len(rows) > MOST_ROWS or (place.field.fixed_rows and len(rows) > known_rows):
            self.wrong[place.index] = f"admite {min(known_rows, MOST_ROWS)} filas como máximo; quite las demás"
            return []
        if place.field.fixed_rows:
            rows = rows + [{}] * (known_rows - len(rows))
        keep_all = self.blank_rows or has_own_rows(place.field)
        return [row or {} for row in rows if keep_all or not is_blank(row)]

    def _settle(self) -> None:
        """Compute what is computed and hide what is hidden, until neither changes the other."""
        for _ in range(ROUNDS):
            before = set(self.hidden)
            for place in self.places:
                if place.field.expression:
                    self._put(place.path, self.evaluate(place.field.expression, place))
            self.hidden = self._hidden_now()
            self._top = None
            if self.hidden == before and not any(place.field.expression for place in self.places):
                return

    def _hidden_now(self) -> set[int]:
        hidden: set[int] = set()
        for place in self.places:
            inside = place.above is not None and place.above in hidden
            if inside or (place.field.hide and self.evaluate(place.field.hide, place) is True):
                hidden.add(place.index)
        return hidden

    def _context(self, place: Place) -> Mapping[str, object]:
        """Return what an expression at `place` reads: its row, the form's answers, the case's values.

        As in form-js, `this` is the row (or the form), `parent` what is around it, `i` the row numbers from 1.
        """
        if self._top is None:
            answered = self._seen()
            over = {name: _over(self.values.get(name), value) for name, value in answered.items()}
            self._top = (answered, over)
        seen, top = self._top
        rows = [place.scope[:n] for n in range(1, len(place.scope) + 1) if isinstance(place.scope[n - 1], int)]
        scopes: list[object] = [top, *(get(seen, row) for row in rows)]
        special = {"this": scopes[-1], "parent": scopes[-2] if len(scopes) > 1 else None}
        numbers = {"i": [Decimal(row + 1) for _, row in place.rows]} if place.rows else {}
        inner = [dict(scope) for scope in reversed(scopes[1:]) if isinstance(scope, Mapping)]
        return ChainMap({**special, **numbers}, *inner, top, self.values)  # type: ignore[arg-type]

    def _seen(self) -> Tree:
        """Return the answers as expressions see them: what is hidden is null."""
        if not self.hidden:
            return self.tree
        seen = _copied(self.tree)
        for index in self.hidden:
            place = self.places[index]
            if place.field.answered and get(seen, place.path) is not MISSING:
                put(seen, place.path, None)
        return seen


def _copied(tree: Tree) -> Tree:
    return {key: _copy(value) for key, value in tree.items()}


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return _copied(value)
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _over(below: object, above: object) -> object:
    """Return `above` laid over `below`, object by object."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {**below, **{key: _over(below.get(key), value) for key, value in above.items()}}


def _as_options(item: object) -> Sequence[Option]:
    try:
        return [components.as_option(item)]
    except Defect:
        return []


def is_blank(value: object) -> bool:
    """Say whether nothing was typed in a row, or in anything inside it."""
    if isinstance(value, Mapping):
        return all(is_blank(inner) for inner in value.values())
    if isinstance(value, list):
        return all(is_blank(inner) for inner in value)
    return value is None or (isinstance(value, str) and not value.strip())


def names_of(fields: Sequence[Field]) -> frozenset[str]:
    """Return the first words of all keys: the names that answering the form can give a value."""
    kept = (one for one in every(fields) if one.answered or (one.key and one.children))
    return frozenset(one.path.split(".")[0].removesuffix("[]") for one in kept)
