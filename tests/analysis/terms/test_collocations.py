import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.collocations import (
    BigramCollocationFinder,
    QuadgramCollocationFinder,
    TrigramCollocationFinder,
)
from nltk.metrics import (
    BigramAssocMeasures,
    QuadgramAssocMeasures,
    TrigramAssocMeasures,
)

from analysis import Words, collocations, count
from analysis.corpus.schema import SCHEMAS


def sentences(*texts):
    ids = range(len(texts))
    return pd.DataFrame({"doc_id": "d", "sentence_id": ids, "text": list(texts)})


def of(found, words):
    return found.set_index("collocation").loc[words]


def test_lambda_and_z_by_hand():
    # Sequences ab, ba, ab, bc. For "a b": 2 with both, 0 with a alone, 0 with b
    # in second place alone, 2 with neither; 0.5 added to each.
    found = of(collocations(sentences("a b a b c")), "a b")
    interaction = np.log(2.5) - np.log(0.5) - np.log(0.5) + np.log(2.5)
    assert np.isclose(found["lambda"], interaction, atol=1e-9)
    assert np.isclose(found.z, interaction / np.sqrt(2 / 2.5 + 2 / 0.5), atol=1e-9)
    # G2 of the cells 2, 0, 0, 2 with all expectations 1.
    assert np.isclose(found.g2, 2 * 4 * np.log(2))
    # 2 of 5 tokens, against 2/5 and 2/5.
    assert np.isclose(found.pmi, np.log2(2 / 5 / (2 / 5 * 2 / 5)))


def test_lambda_of_three_words_by_hand():
    # Sequences of "a b c a b d": abc, bca, cab, abd. For "a b c" by places:
    # 1 of abc; ab- once (abd); none of a-c, -bc; single places none;
    # bca and cab share no place with it: 2.
    found = of(collocations(sentences("a b c a b d"), length=3, min_count=1), "a b c")
    cells = {"abc": 1, "ab": 1, "ac": 0, "bc": 0, "a": 0, "b": 0, "c": 0, "": 2}
    logs = {key: np.log(n + 0.5) for key, n in cells.items()}
    interaction = sum((-1) ** (3 - len(key)) * log for key, log in logs.items())
    deviation = np.sqrt(sum(1 / (n + 0.5) for n in cells.values()))
    assert np.isclose(found["lambda"], interaction, atol=1e-9)
    assert np.isclose(found.z, interaction / deviation, atol=1e-9)


def test_sequences_do_not_cross_sentences_or_gaps():
    found = collocations(sentences("x a", "b y", "x a", "b y"))
    assert set(found.collocation) == {"x a", "b y"}
    gap = collocations(
        count(sentences(*["war of words"] * 3), Words(stop_words=["of"]))
    )
    assert gap.empty
    documents = pd.DataFrame({"text": ["Peace talks. Now peace talks."]})
    assert collocations(documents).collocation.tolist() == ["peace talks"]


def test_two_to_five_words():
    found = collocations(sentences(*["a b c d e f"] * 2), length=range(2, 6))
    assert found.groupby("length")["count"].sum().to_dict() == {2: 10, 3: 8, 4: 6, 5: 4}
    for wrong in (1, 6, [], [2, 7]):
        with pytest.raises(ValueError, match="length is 2 to 5 words"):
            collocations(sentences("a b"), length=wrong)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        # NLTK, unit/test_collocations.py; its window counts the first word in.
        (2, {"a a": 1, "a test": 1, "is a": 1, "is is": 1, "this is": 1}),
        (3, {"a a": 1, "a test": 3, "is a": 3, "is is": 1, "this is": 3}),
        (5, {"a a": 1, "a test": 4, "is a": 4, "is test": 3, "this a": 3}),
    ],
)
def test_windows_are_those_of_nltk(window, expected):
    text = sentences("this this is is a a test test")
    found = collocations(text, window=window, min_count=1).set_index("collocation")
    assert found["count"][list(expected)].to_dict() == expected
    if window == 3:
        assert np.isclose(found.pmi["a test"], 1.584962500721156)
    with pytest.raises(ValueError, match="window=3 needs length 2"):
        collocations(text, window=3, length=3)


def test_pmi_and_counts_are_those_of_nltk():
    text = "the peace plan and the peace talks and the plan for peace talks".split()
    finder = BigramCollocationFinder.from_words(text)
    found = collocations(sentences(" ".join(text)), min_count=1)
    found = found.set_index("collocation")
    for (first, second), pmi in finder.score_ngrams(BigramAssocMeasures.pmi):
        row = found.loc[f"{first} {second}"]
        assert row["count"] == finder.ngram_fd[first, second]
        assert np.isclose(row.pmi, pmi)


def test_pmi_of_three_and_four_words_is_that_of_nltk():
    text = "a b c d a b c e a b d c".split()
    found = collocations(sentences(" ".join(text)), length=[3, 4], min_count=1)
    found = found.set_index("collocation").pmi
    for finder, measures in (
        (TrigramCollocationFinder, TrigramAssocMeasures),
        (QuadgramCollocationFinder, QuadgramAssocMeasures),
    ):
        for gram, pmi in finder.from_words(text).score_ngrams(measures.pmi):
            assert np.isclose(found[" ".join(gram)], pmi)


@given(st.lists(st.text("ab ", max_size=8), max_size=6))
@settings(max_examples=30, deadline=None)
def test_pairs_are_counted_as_they_stand(texts):
    found = collocations(sentences(*texts), min_count=1)
    words = [text.split() for text in texts]
    pairs = [
        " ".join(pair) for row in words for pair in zip(row, row[1:], strict=False)
    ]
    assert dict(zip(found.collocation, found["count"], strict=True)) == {
        pair: pairs.count(pair) for pair in pairs
    }
    back = collocations(sentences(*texts[::-1]), min_count=1)
    pd.testing.assert_frame_equal(back, found)


def test_nothing_to_find_gives_the_columns():
    for empty in (sentences(), sentences("one"), sentences("a b")):
        found = collocations(empty)
        assert found.empty
        assert list(found.columns) == [*SCHEMAS["collocations"], "g2"]
