import numpy as np
import pandas as pd
import pytest

from analysis import count, term_rates, trends
from analysis.corpus.schema import SCHEMAS
from analysis.terms.counts import term_counts


def dated(texts, dates, **columns):
    dates = pd.to_datetime(dates, utc=True)
    ids = [f"d{i:03}" for i in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "text": texts, "date": dates, **columns})


def make_clumped(rng, days=240, lift=1.0):
    """Documents in which words come in clumps; w0 more often in March."""
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.arange(days), unit="D")
    rates = rng.gamma(0.5, 0.01, (days, 4)) * 200
    rates[dates.month == 3, 0] *= lift
    texts = [
        "x " * 200 + " ".join(f"w{j} " * n for j, n in enumerate(rng.poisson(row)))
        for row in rates
    ]
    return dated(texts, dates)


WORDS = ["w0", "w1", "w2", "w3"]


def test_rates_by_hand_and_gaps():
    texts = dated(["peace talks", "war", "a peace"], ["2022-01-05", "2022-03-01", None])
    found = trends(texts, ["peace", "peace", "none"])
    assert found.term.tolist() == ["peace"] * 3 + ["none"] * 3
    assert found.period.tolist() == ["2022-01", "2022-02", "2022-03"] * 2
    assert found.frequency.tolist() == [1, 0, 0, 0, 0, 0]
    assert found.documents.tolist() == [1, 0, 1] * 2
    assert np.array_equal(found.per_thousand[:3], [500, np.nan, 0], equal_nan=True)
    assert found[["low", "high", "q"]].isna().all(axis=None)
    assert not found.burst.any()


@pytest.mark.parametrize(
    ("every", "first", "n"),
    [
        ("day", "2021-12-30", 5),
        ("week", "2021-W52", 2),
        ("quarter", "2021-Q4", 2),
        ("year", "2021", 2),
    ],
)
def test_steps_are_those_of_the_calendar(every, first, n):
    found = trends(dated(["a", "a"], ["2021-12-30", "2022-01-03"]), ["a"], every=every)
    assert (found.period[0], len(found)) == (first, n)


def test_a_real_burst_is_marked_and_clumps_are_not():
    rng = np.random.default_rng(11)
    found = trends(make_clumped(rng, lift=8), WORDS, n_resamples=200)
    marked = found[found.burst]
    assert set(zip(marked.term, marked.period, strict=True)) == {("w0", "2022-03")}
    false = [
        trends(make_clumped(rng), WORDS, n_resamples=2).burst.any() for _ in range(20)
    ]
    assert sum(false) <= 2


def test_intervals_hold_the_rate_and_copies_do_not_narrow_them():
    documents = make_clumped(np.random.default_rng(3), days=59)
    alone = trends(documents, ["w1"], n_resamples=500)
    assert (alone.low <= alone.per_thousand).all()
    assert (alone.per_thousand <= alone.high).all()
    copies = pd.concat([documents, documents.assign(doc_id="c" + documents.doc_id)])
    copies["story_id"] = copies.doc_id.str.lstrip("c")
    copied = trends(copies, ["w1"], n_resamples=500)
    assert np.allclose(alone[["low", "high"]], copied[["low", "high"]])


def test_counts_and_texts_give_the_same():
    documents = make_clumped(np.random.default_rng(3), days=40)
    counts = count(term_counts(documents), documents=documents)
    one, other = (trends(data, WORDS, n_resamples=50) for data in (counts, documents))
    pd.testing.assert_frame_equal(one, other)


def test_rates_of_terms_have_intervals_over_stories():
    documents = make_clumped(np.random.default_rng(3), days=40)
    found = term_rates(documents, ["w1", "x"])
    assert found.term.tolist() == ["w1", "x"]
    assert (found.low < found.per_thousand).all()
    assert found.per_thousand[1] > 800
    assert term_rates(documents[:1], ["x"])[["low", "high"]].isna().all(axis=None)


def test_one_date_or_no_term_gives_the_columns():
    day = ["2022-01-05"] * 2
    cases = [(dated([], []), ["a"]), (dated(["a", "a"], day), ["a"])]
    cases += [(dated(["a", "a"], ["2022-01-05", "2022-03-01"]), [])]
    for documents, words in cases:
        found = trends(documents, words)
        assert found.empty
        assert list(found.columns) == list(SCHEMAS["trends"])


def test_wrong_requests_are_explained():
    with pytest.raises(ValueError, match="every must be one of 'day', 'week', 'month'"):
        trends(dated(["a"], ["2022-01-05"]), ["a"], every="hour")
    with pytest.raises(ValueError, match="trends need dates"):
        trends(pd.DataFrame({"text": ["a"]}), ["a"])
