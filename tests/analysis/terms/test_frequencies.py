import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Words, count, dispersion, frequencies
from analysis.corpus.schema import SCHEMAS
from analysis.terms.counts import term_counts

DOCS = st.lists(st.text("aab c", max_size=12), min_size=1, max_size=6)


def table(*texts, **columns):
    ids = [f"d{i}" for i in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "text": list(texts), **columns})


# The texts and numbers of quanteda.textstats' test of textstat_frequency().
TOY = table("a a b b c d", "a d d d", "a a a", source=["one", "two", "one"])


def test_frequencies_are_those_of_quanteda():
    found = frequencies(TOY)
    assert found.term.tolist() == ["a", "d", "b", "c"]
    assert found.frequency.tolist() == [6, 4, 2, 1]
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found.docfreq.tolist() == [3, 2, 1, 1]


def test_groups_are_counted_apart():
    found = frequencies(TOY, by="source")
    assert found.group.tolist() == ["one"] * 4 + ["two"] * 2
    assert found.term.tolist() == ["a", "b", "c", "d", "d", "a"]
    assert found.frequency.tolist() == [5, 2, 1, 1, 3, 1]
    assert found.docfreq.tolist() == [2, 1, 1, 1, 1, 1]
    assert np.allclose(found.per_thousand[:1], 5 / 9 * 1000)


def test_ties_share_the_lower_rank():
    found = frequencies(table("a a b b c d", "b b b d d d", "a a a"))
    assert dict(zip(found.term, found["rank"], strict=True)) == dict(a=1, b=1, d=3, c=4)


def test_rates_are_per_token_of_the_text_with_its_stop_words():
    found = frequencies(count(table("the cat the dog"), Words(stop_words=["the"])))
    assert found.per_thousand.tolist() == [250, 250]


def test_tf_idf_weighs_down_what_is_everywhere():
    found = frequencies(TOY).set_index("term").tf_idf
    # frequency * log10(3 / docfreq), by hand.
    assert np.allclose(found[["a", "d", "b"]], [0, 4 * 0.1760913, 2 * 0.4771213])


def test_dispersion_by_hand():
    # Gries (2008): DP is half the sum of the differences of shares. Parts of
    # 6, 4 and 3 tokens; a: |2/6 - 6/13| + |1/6 - 4/13| + |3/6 - 3/13|.
    found = dispersion(TOY).set_index("term")
    dp = (abs(2 / 6 - 6 / 13) + abs(1 / 6 - 4 / 13) + abs(3 / 6 - 3 / 13)) / 2
    assert np.isclose(found.dp["a"], dp)
    assert np.isclose(found.dp_norm["a"], dp / (1 - 3 / 13))
    # Juilland: rates 2/6, 1/4, 3/3; population deviation over mean, over root 2.
    rates = np.array([2 / 6, 1 / 4, 1])
    assert np.isclose(found.d["a"], 1 - rates.std() / rates.mean() / np.sqrt(2))
    assert found.parts.eq(3).all()


def test_frequencies_and_dispersion_agree():
    both = frequencies(TOY).merge(dispersion(TOY), on=["term", "frequency"])
    assert np.allclose(both.dp_x, both.dp_y)
    assert len(both) == 4


def test_one_article_is_dispersed_over_its_sentences():
    found = frequencies(table("Peace now. War now. Peace talks.")).set_index("term")
    # "now" is in the first two of three sentences of two words: half of 1/3 * 2.
    assert np.isclose(found.dp["now"], 1 / 3)
    assert found.docfreq.eq(1).all()
    assert found.tf_idf.isna().all()


def test_no_dispersion_over_one_part():
    assert frequencies(table("Peace now")).dp.isna().all()
    grouped = frequencies(TOY, by="source").set_index("group")
    assert grouped.dp["two"].isna().all()
    assert grouped.dp["one"].notna().all()


def test_periods_and_unknown_groups():
    dates = pd.to_datetime(["2021-12-31", None, "2022-01-02"], utc=True)
    dated = table("a", "b", "c", date=dates)
    groups = {
        by: frequencies(dated, by=by).group.tolist()
        for by in ("day", "week", "quarter", "year")
    }
    assert groups["day"] == ["2021-12-31", "2022-01-02", "unknown"]
    assert groups["week"] == ["2021-W52", "2021-W52", "unknown"]
    assert groups["quarter"] == ["2021-Q4", "2022-Q1", "unknown"]
    assert groups["year"] == ["2021", "2022", "unknown"]


def test_counts_are_grouped_by_the_documents_they_come_from():
    counted = frequencies(count(term_counts(TOY), documents=TOY), by="source")
    pd.testing.assert_frame_equal(counted, frequencies(TOY, by="source"))


def test_unknown_columns_are_named():
    with pytest.raises(ValueError, match="by='outlet' needs the column outlet"):
        frequencies(TOY, by="outlet")


def test_empty_input_gives_the_columns():
    for empty in (TOY[:0], table("", "..."), term_counts(TOY)[:0]):
        found = frequencies(empty)
        assert list(found.columns) == list(SCHEMAS["term_frequencies"])
        assert found.empty
    assert dispersion(TOY[:0]).empty


@given(DOCS, DOCS)
@settings(max_examples=40, deadline=None)
def test_frequencies_of_corpora_add_and_do_not_depend_on_order(left, right):
    left, right = table(*left), table(*right)
    right["doc_id"] = "r" + right.doc_id
    both = pd.concat([left, right])
    parts = pd.concat([frequencies(left), frequencies(right)])
    found = frequencies(both)
    added = parts.groupby("term")[["frequency", "docfreq"]].sum()
    pd.testing.assert_frame_equal(
        found.set_index("term")[["frequency", "docfreq"]].sort_index(),
        added.sort_index(),
        check_index_type=False,
    )
    pd.testing.assert_frame_equal(frequencies(both[::-1]), found)
    even = found.dropna()
    assert even.dp.between(0, 1).all()
    assert even.dp_norm.between(0, 1 + 1e-12).all()
