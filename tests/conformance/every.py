"""All models, in the order of the standard's chapters."""

from tests.conformance import (
    boxes,
    compensation,
    events,
    events_timed,
    events_told,
    flows,
    gateways,
    joins,
    repetitions,
    scopes,
    tasks,
)
from tests.conformance.model import Model


def models() -> list[Model]:
    """Return every model, by chapter."""
    found = [
        model
        for module in (
            boxes,
            compensation,
            events,
            events_timed,
            events_told,
            flows,
            gateways,
            joins,
            repetitions,
            scopes,
            tasks,
        )
        for model in module.MODELS
    ]
    return sorted(found, key=_order)


def _order(model: Model) -> list[int]:
    """Return the numbers of its chapter: 13.4.2 comes before 13.4.10."""
    return [int(part) for part in model.chapter.partition(" ")[0].split(".")]
