"""A corpus of three documents that can be counted on paper, and its exhibits."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

TEXTS = {
    "d1": "Talks in Geneva\n\nRussia met Ukraine. Ukraine thanked Russia. Snow fell.",
    "d2": "A quiet week\n\nUkraine waited. Nobody met.",
    "d3": "",
}
NAMES = {"RUS": "Russia", "UKR": "Ukraine"}


def _make_corpus(texts: dict[str, str]) -> SimpleNamespace:
    """Return the tables of texts; a sentence ends with a line or a full stop."""
    documents = pd.DataFrame(
        {
            "doc_id": list(texts),
            "source": "The Paper",
            "date": pd.to_datetime(["2024-01-01"] * len(texts), utc=True),
            "title": [text.split("\n")[0] for text in texts.values()],
            "path": [f"{name}.txt" for name in texts],
            "text": list(texts.values()),
        }
    )
    rows = [
        (doc_id, number, match.start(), match.end(), match.group())
        for doc_id, text in texts.items()
        for number, match in enumerate(re.finditer(r"[^\s.][^\n.]*\.?", text))
    ]
    columns = ["doc_id", "sentence_id", "start", "end", "text"]
    sentences = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(documents=documents, sentences=sentences)


def _find_names(corpus, names: dict[str, str]) -> pd.DataFrame:
    """Return every occurrence of the names: actor_id, doc_id, start, end."""
    rows = [
        (actor_id, doc_id, match.start(), match.end())
        for actor_id, name in names.items()
        for doc_id, text in corpus.documents[["doc_id", "text"]].itertuples(index=False)
        for match in re.finditer(re.escape(name), text)
    ]
    return pd.DataFrame(rows, columns=["actor_id", "doc_id", "start", "end"])


@pytest.fixture(scope="session")
def make_corpus():
    return _make_corpus


@pytest.fixture(scope="session")
def find_names():
    return _find_names


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
