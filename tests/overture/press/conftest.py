"""A corpus of three documents that can be counted on paper, and its exhibits."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.overture.press import synthetic

TEXTS = {
    "d1": "Talks in Geneva\n\nRussia met Ukraine. Ukraine thanked Russia. Snow fell.",
    "d2": "A quiet week\n\nUkraine waited. Nobody met.",
    "d3": "",
}
NAMES = {"RUS": "Russia", "UKR": "Ukraine"}


@pytest.fixture(scope="session")
def make_corpus():
    return synthetic.make_corpus


@pytest.fixture(scope="session")
def find_names():
    return synthetic.find_names


@pytest.fixture
def corpus(make_corpus) -> SimpleNamespace:
    return make_corpus(TEXTS)


@pytest.fixture
def mentions(corpus, find_names) -> pd.DataFrame:
    return find_names(corpus, NAMES)


@pytest.fixture
def actors() -> pd.DataFrame:
    # Counted by hand: Russia twice in two sentences of d1; Ukraine twice in d1
    # and once in d2.
    return pd.DataFrame(
        {
            "actor_id": ["UKR", "RUS"],
            "mentions": [3, 2],
            "sentences": [3, 2],
            "documents": [2, 1],
        }
    )
