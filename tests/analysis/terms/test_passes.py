"""All statistics of terms cost one pass over the texts; a search costs one more."""

from itertools import chain

import pandas as pd
import pytest

import analysis
from analysis.corpus import tokens
from analysis.terms import concordance, joining

TEXTS = ["Peace talks began. War goes on.", "Peace talks ended.", "No war now. Peace."]


@pytest.fixture(name="passes")
def _passes(monkeypatch):
    """Return the number of texts of each pass, as they are made."""
    seen = []

    def counted(table):
        seen.append(len(table))
        return tokens.token_batches(table)

    for module in (joining, concordance):
        monkeypatch.setattr(module, "token_batches", counted)
    return seen


def ask_all(documents, counts):
    """Ask for every statistic of terms."""
    terms = analysis.frequencies(counts, by="month").term[:3]
    tables = [analysis.frequencies(counts), analysis.dispersion(counts)]
    tables += [analysis.term_rates(counts, terms), analysis.trends(counts, terms)]
    if len(documents) > 1:
        tables.append(analysis.compare(counts, target="a").table)
    tables.append(analysis.compare(counts).table)
    found = analysis.collocations(counts, length=[2, 3])
    counts.spans(terms)
    counts.spans(found.collocation, length=[2, 3])
    return [*tables, found, analysis.kwic(documents, "peace")]


def documents_of(texts):
    dates = pd.date_range("2022-01-01", periods=len(texts), freq="31D", tz="UTC")
    ids, sources = ([f"{kind}{i}" for i in range(len(texts))] for kind in "ds")
    documents = pd.DataFrame({"doc_id": ids, "text": texts, "date": dates})
    return documents.assign(source=["a", *sources[1:]])


@pytest.mark.parametrize("n", [1, 3])
def test_sentences_are_tokenised_once_for_all_statistics(passes, n):
    documents = documents_of(TEXTS[:n])
    sentences = analysis.split_sentences(documents)
    words = analysis.Words(possessives=False, numbers=False)
    ask_all(documents, analysis.count(sentences, words, documents=documents))
    assert passes == [len(sentences), len(documents)]


def test_documents_are_tokenised_once_more_by_sentence(passes):
    documents = documents_of(TEXTS)
    ask_all(documents, analysis.count(documents))
    assert len(passes) == 3


@pytest.mark.parametrize("n", [1, 3])
def test_documents_and_their_sentences_give_the_same(n):
    documents = documents_of(TEXTS[:n])
    sentences = analysis.split_sentences(documents)
    both = (
        analysis.count(documents),
        analysis.count(sentences, documents=documents),
    )
    for one, other in zip(*(ask_all(documents, c) for c in both), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_every_table_tells_its_story():
    documents = documents_of(TEXTS)
    for table in ask_all(documents, analysis.count(documents)):
        story = table.attrs
        assert {"unit", "n", "key", "method"} <= set(story)
        assert not table.duplicated(story["key"]).any()
        named = chain(story["key"], [story["counts"]] if story["counts"] else [])
        assert set(named) <= set(table.columns)
