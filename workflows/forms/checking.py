"""Judging the answers to a form: what becomes of them, and a sentence for each that cannot be taken."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jsonschema.exceptions import ValidationError

from workflows.forms import schema, sentences
from workflows.forms.filling import Filling, Place, Tree
from workflows.forms.paths import MISSING, Path, Unreadable, get, nested, put, written
from workflows.forms.typed import LIMA

if TYPE_CHECKING:
    from workflows.forms.form import Form


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form's answers came to.

    `answers` are what may be recorded (only if `errors` is empty); `errors` the sentences by field name
    (`observaciones[0].descripcion`; "" for the form as a whole); `typed` what to show again, rows numbered as in
    `errors`.
    """

    answers: Tree
    errors: dict[str, str]
    typed: Tree

    @property
    def ok(self) -> bool:
        return not self.errors


def check(form: "Form", posted: Mapping[str, Any], values: Mapping[str, object], *, at: datetime,
          outcomes: Collection[str] | None, decision: str) -> Checked:  # fmt: skip
    """Judge what was posted; see `Form.check`."""
    try:
        given = nested(posted)
        filling = Filling(form.fields, values, given, at)
    except Unreadable as error:
        return Checked({}, {"": str(error)}, {})
    answers = _answers(filling)
    wrong = {index: sentences.about(filling.places[index], said) for index, said in filling.wrong.items()}
    for index, said in (
        *_against_schema(form, filling, answers),
        *_against_case(filling),
        *_against_outcomes(filling, outcomes, decision),
    ):
        wrong.setdefault(index, said)
    shown = {place.index: place.name for place in filling.visible() if not place.held}
    errors = {shown[index]: said for index, said in sorted(wrong.items()) if index in shown}
    return Checked(answers, {**errors, **_strangers(given, form.schema)}, _typed(filling))


def _answers(filling: Filling) -> Tree:
    answers: Tree = {}
    for place in filling.visible():
        if place.gone or not place.path:
            continue
        if place.field.answered:
            put(answers, place.path, get(filling.tree, place.path))
        elif place.field.children and get(answers, place.path) is MISSING:
            put(answers, place.path, _hollow(filling, place))
    return answers


def _hollow(filling: Filling, place: Place) -> object:
    rows = get(filling.tree, place.path)
    return [{} for _ in rows] if isinstance(rows, list) else {}


def _typed(filling: Filling) -> Tree:
    tree = filling.tree
    for index, raw in filling.raw.items():
        if raw is not MISSING:
            put(tree, filling.places[index].path, raw)
    return tree


def _against_schema(form: "Form", filling: Filling, answers: Tree) -> Iterator[tuple[int, str]]:
    answering = (place for place in filling.places if place.field.answered or place.field.type == "dynamiclist")
    by_path = {place.path: place for place in answering}
    for error in form.judge.iter_errors(schema.wire(answers)):
        for path in _paths(error):
            place = _nearest(path, by_path)
            if place is not None:
                yield place.index, sentences.broken(place, str(error.validator), error.validator_value, error.instance)


def _paths(error: ValidationError) -> list[Path]:
    path: Path = tuple(error.absolute_path)
    if error.validator != "required":
        return [path]
    asked: Any = error.validator_value
    given: Any = error.instance
    return [(*path, name) for name in asked if name not in given]


def _nearest(path: Path, by_path: Mapping[Path, Place]) -> Place | None:
    while path and path not in by_path:
        path = path[:-1]
    return by_path.get(path)


def _against_case(filling: Filling) -> Iterator[tuple[int, str]]:
    """Yield what the schema cannot know: limits by FEEL, dates that have passed, demands."""
    for place in filling.visible():
        answer = filling.value(place)
        if place.held or place.index in filling.wrong:
            continue
        if answer not in (None, "", []):
            yield from ((place.index, said) for said in _past_limits(filling, place, answer))
        if place.field.demands and filling.evaluate(place.field.demands, place) is not True:
            yield place.index, sentences.demanded(place)


def _past_limits(filling: Filling, place: Place, answer: object) -> Iterator[str]:
    one = place.field
    amount = Decimal(len(answer)) if isinstance(answer, list) else answer
    for rule, setting, measure in (
        ("minItems" if isinstance(answer, list) else "minimum", one.minimum, amount),
        ("maxItems" if isinstance(answer, list) else "maximum", one.maximum, amount),
        ("minLength", one.shortest, answer),
        ("maxLength", one.longest, answer),
    ):
        if isinstance(setting, str) or one.as_text:
            limit = filling.limit(setting, place)
            if _is_past(rule, _number(limit), len(str(measure)) if "Length" in rule else _number(measure)):
                yield sentences.broken(place, rule, limit, answer)
    if one.as_text and isinstance(amount, str):
        yield from _badly_stepped(place, Decimal(amount))
    if one.no_past and isinstance(answer, date) and _day(answer) < _day(filling.at):
        yield sentences.about(place, f"no puede ser anterior a hoy, {_day(filling.at):%d/%m/%Y}")


def _badly_stepped(place: Place, value: Decimal) -> Iterator[str]:
    """Yield what the schema would say of a number's decimals and steps, had it not been answered as text."""
    one = place.field
    fine = [] if one.decimals is None else [Decimal(1).scaleb(-one.decimals)]
    for step in (*fine, *([one.step] if one.step else [])):
        if not schema.is_multiple(value, step):
            yield sentences.broken(place, "multipleOf", step, value)


def _is_past(rule: str, limit: Decimal | int | None, measure: Decimal | int | None) -> bool:
    if limit is None or measure is None:
        return False
    return measure < limit if rule.startswith("min") else measure > limit


def _number(value: object) -> Decimal | int | None:
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            return None
    return value if isinstance(value, Decimal | int) and not isinstance(value, bool) else None


def _day(moment: date) -> date:
    return moment.astimezone(LIMA).date() if isinstance(moment, datetime) else moment


def _against_outcomes(filling: Filling, outcomes: Collection[str] | None, decision: str) -> Iterator[tuple[int, str]]:
    if outcomes is None:
        return
    for place in filling.visible():
        answer = filling.value(place)
        if place.path == tuple(decision.split(".")) and isinstance(answer, str) and answer not in outcomes:
            options = filling.options(place)
            chosen = next((option for option in options if option.value == answer), None)
            yield place.index, sentences.not_offered(place, chosen, [o for o in options if o.value in outcomes])


def _strangers(given: object, part: Mapping[str, Any], path: Path = ()) -> dict[str, str]:
    """Find what was posted under names that the form does not have."""
    found: dict[str, str] = {}
    if isinstance(given, list) and "properties" in part.get("items", {}):
        for row, inside in enumerate(given):
            found |= _strangers(inside, part["items"], (*path, row))
    elif isinstance(given, Mapping) and "properties" in part:
        for key, inside in given.items():
            if key in part["properties"]:
                found |= _strangers(inside, part["properties"][key], (*path, key))
            else:
                found[written((*path, key))] = f"El formulario no tiene un campo «{str(key)[:60]}»; recargue la página."
    return found
