"""The small corpus of the report's tests."""

from tests.overture.press.conftest import (  # noqa: F401
    actors,
    corpus,
    find_names,
    make_corpus,
    mentions,
)
