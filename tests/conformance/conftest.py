"""What a model shows that it should not is told as pytest tells it."""

import pytest

pytest.register_assert_rewrite("tests.conformance.words", "tests.conformance.world")
