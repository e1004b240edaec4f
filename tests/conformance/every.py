"""All models, in the order of the standard's chapters."""

from tests.conformance import (
    boxes,
    compensation,
    data,
    events,
    events_timed,
    events_told,
    flows,
    gateways,
    joins,
    patterns,
    repetitions,
    scopes,
    tasks,
)
from tests.conformance.model import Model

MODULES = (flows, gateways, joins, tasks, repetitions, scopes, events, events_told, events_timed, boxes, compensation,
           data, patterns)  # fmt: skip


def models() -> list[Model]:
    """Return every model, by chapter."""
    return sorted((model for module in MODULES for model in module.MODELS), key=_order)


def _order(model: Model) -> list[int]:
    """Return the numbers of its chapter: 13.4.2 comes before 13.4.10."""
    return [int(part) for part in model.chapter.partition(" ")[0].split(".")]
