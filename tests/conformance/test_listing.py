"""The published page says what the models say, and the models say enough."""

from tests.conformance import every, listing
from tests.conformance.constructs import CONSTRUCTS

MODELS = every.models()


def test_the_page_is_made_from_the_models() -> None:
    assert listing.PAGE.read_text("utf-8") == listing.page(MODELS), "run `python -m tests.conformance.listing`"


def test_there_are_enough_models_and_each_is_its_own() -> None:
    assert len(MODELS) >= 260
    assert len({model.name for model in MODELS}) == len(MODELS)
    assert len({model.promise for model in MODELS}) == len(MODELS)


def test_all_but_five_constructs_at_most_are_executed() -> None:
    assert len({model.construct for model in MODELS if model.reason}) <= 5


def test_each_of_the_63_constructs_is_shown() -> None:
    assert (
        {number for model in MODELS for number in model.like} == set(range(1, len(CONSTRUCTS) + 1)) == set(range(1, 64))
    )


def test_each_of_the_43_patterns_of_control_flow_is_shown() -> None:
    names = {pattern for model in MODELS for pattern in model.shows if pattern.startswith("WCP-")}

    assert {int(name.partition(" ")[0].removeprefix("WCP-")) for name in names} == set(range(1, 44))
    assert len(names) == 43  # each under one name
