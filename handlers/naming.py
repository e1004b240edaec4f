"""What the slugs, ids and amounts of a case are called: as its journal and the forms and lanes of its versions say it.

Never as today's registers do: a history reads the same for ever.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from engine.entries import Actor, TaskAssigned, TaskReassigned
from engine.journal import Record
from handlers import starts
from handlers.drawings import Drawings
from handlers.values import Words, is_in_soles
from workflows.forms import Field, Form

OF_ORGANS = ("organo", "area", "responsable", "informante", "solicitante", "destinatario", "proponente", "superior")


def of_case(records: Sequence[Record], drawn: Drawings) -> Words:
    """Return how the values of a case read: the journal's own names go before those of its diagrams and forms."""
    said = _of_versions(drawn)
    return Words({**said.names, **dict(_told(records))}, said.options, said.soles)


def _told(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield what the journal calls organs and officers."""
    for entry in (record.entry for record in records):
        match entry:
            case TaskAssigned(organ=organ, organ_name=name) if organ and name:
                yield organ, name
            case TaskReassigned():
                pairs = ((entry.organ, entry.organ_name), (entry.officer, entry.name),
                         (entry.from_organ, entry.from_organ_name), (entry.from_officer, entry.from_name))  # fmt: skip
                yield from ((slug, name) for slug, name in pairs if slug and name)
        actor = getattr(entry, "actor", None)
        if isinstance(actor, Actor):
            yield from ((slug, name) for slug, name in ((actor.organ, actor.organ_name), (actor.officer, actor.name))
                        if slug and name)  # fmt: skip


@lru_cache(maxsize=100)
def _of_versions(drawn: Drawings) -> Words:
    """Return what the lanes and forms of a case's versions, and the house's header form, call things."""
    lanes = [node.lane for nodes in drawn.elements.values() for node in nodes.values() if node.lane]
    fields = [field for form in (*drawn.every_form(), _header()) for field in form.every()]
    chosen = [(_key(field), str(one.value), one.label) for field in fields for one in field.options if one.label]
    options = {(key, value): label for key, value, label in reversed(chosen)}
    organs = {value: label for key, value, label in reversed(chosen) if key.startswith(OF_ORGANS)}
    named = {lane.id: lane.name for lane in lanes if lane.id and lane.name}
    return Words({**organs, **named}, options, frozenset(_key(field) for field in fields if is_in_soles(field)))


@cache
def _header() -> Form:
    return starts.header_form()


def _key(field: Field) -> str:
    return str(field.steps[-1]) if field.steps else field.key
