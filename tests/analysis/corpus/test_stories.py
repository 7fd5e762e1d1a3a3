import numpy as np
import pandas as pd
import pytest

from analysis.corpus.stories import copy_weights, find_stories

SYLLABLES = [c + v for c in "b d f g k l m n p r s t v z".split() for v in "aeiou"]


LETTERS = np.random.default_rng(0).choice(SYLLABLES, (5000, 4))
LEXICON = np.array(["".join(row[: 2 + i % 3]) for i, row in enumerate(LETTERS)])
WEIGHTS = 1 / np.arange(10, 5010)


def article(rng, *, words=300):
    """Make an article of its own: words by Zipf's law out of one vocabulary."""
    return list(rng.choice(LEXICON, words, p=WEIGHTS / WEIGHTS.sum()))


def edited(words, rate, rng):
    """Replace, drop or add words at a rate."""
    spare, out = article(rng), []
    for word in words:
        if rng.random() >= rate:
            out.append(word)
            continue
        kind = rng.integers(3)
        out += [[spare[rng.integers(300)]], [], [word, spare[rng.integers(300)]]][kind]
    return out


def table(texts, dates=None, sources=None):
    """Return documents of texts, dated the same day unless said otherwise."""
    n = len(texts)
    dates = pd.to_datetime(dates or ["2024-02-01"] * n, utc=True)
    return pd.DataFrame(
        {
            "doc_id": [f"d{i}" for i in range(n)],
            "text": [" ".join(words) for words in texts],
            "date": pd.Series(dates, dtype="datetime64[us, UTC]"),
            "source": pd.Series(sources or [None] * n, dtype="str"),
            "path": "a.txt",
            "record": range(n),
        }
    )


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.2])
def test_copies_are_found_and_no_others(rate):
    rng = np.random.default_rng(7)
    originals = [article(rng) for _ in range(150)]
    copies = [
        [*article(rng, words=8), *edited(words, rate, rng)] for words in originals
    ]
    documents, _ = find_stories(table(originals + copies))
    stories = documents.groupby("story_id")["doc_id"].apply(frozenset)
    true = {frozenset({f"d{i}", f"d{i + 150}"}) for i in range(150)}
    found = {group for group in stories if len(group) > 1}
    assert len(found & true) >= 0.95 * len(true)
    assert len(found & true) >= 0.99 * len(found)


def test_fifty_copies_leave_one_per_story_as_it_was():
    rng = np.random.default_rng(8)
    originals = [article(rng) for _ in range(5)]
    before, copies = find_stories(table(originals))
    assert copies.empty
    spread = [edited(originals[2], 0.03, rng) for _ in range(50)]
    # The copies come first in the table, some of them dated before the original.
    dates = [f"2024-02-{1 + i % 9:02}" for i in range(50)] + ["2024-02-05"] * 5
    after, copies = find_stories(table(spread + originals, dates))
    weights = copy_weights(after, copies)
    kept = weights.loc[weights["per_story"].eq(1), "doc_id"]
    text = after.set_index("doc_id")["text"]
    assert sorted(text[kept]) == sorted(before["text"])
    assert weights[["all_copies", "per_story", "per_outlet"]].sum().tolist() == [
        55,
        5,
        5,
    ]
    assert len(copies) == 51
    assert copies["similarity"].iloc[0] == 1
    assert copies["similarity"].iloc[1:].between(0.7, 1).all()


def test_the_same_text_a_year_later_is_another_story():
    words = article(np.random.default_rng(9))
    rng = np.random.default_rng(10)
    again = [words, edited(words, 0.05, rng), edited(words, 0.05, rng)]
    dates = ["2023-01-01", "2024-01-01", "2024-01-09"]
    documents, _ = find_stories(table(again, dates))
    assert documents["story_id"].tolist() == ["d0", "d1", "d1"]
    undated = table(again, dates).assign(date=pd.NaT)
    documents, _ = find_stories(undated)
    assert documents["story_id"].tolist() == ["d0", "d0", "d0"]


def test_weights_count_outlets_and_exact_copies():
    rng = np.random.default_rng(11)
    words = article(rng)
    texts = [words, edited(words, 0.02, rng), edited(words, 0.1, rng), article(rng)]
    documents = table(texts, sources=["A", "B", "A", "A"])
    exact = documents.iloc[[0]].assign(source="C", path="b.txt")
    documents, copies = find_stories(documents, exact)
    weights = copy_weights(documents, copies).set_index("doc_id")
    assert weights["all_copies"].tolist() == [2, 1, 1, 1]
    assert weights["per_story"].tolist() == [1, 0, 0, 1]
    assert weights["per_outlet"].tolist() == [2, 1, 0, 1]
    assert copies["path"].tolist().count("b.txt") == 1


def test_short_texts_and_no_texts():
    documents, copies = find_stories(table([["rain"], ["rain", "again"], []]))
    assert documents["story_id"].tolist() == ["d0", "d1", "d2"]
    assert copies.empty
    documents, copies = find_stories(table([]))
    assert documents.empty
    assert list(copies.columns)[:3] == ["doc_id", "story_id", "similarity"]
