import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from analysis import compare, keyness
from analysis.corpus.schema import SCHEMAS
from analysis.inference.adjust import q_values
from analysis.terms.counts import term_counts

WORDS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=30)


def table(*texts, **columns):
    ids = [f"d{i}" for i in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "text": list(texts), **columns})


def counts(**n):
    return pd.DataFrame({"term": list(n), "n": list(n.values())})


def of(found, term):
    return found.set_index("term").loc[term]


def test_g2_is_the_sum_over_four_cells():
    found = of(
        keyness(counts(peace=110, rest=2442), counts(peace=111, rest=29114)), "peace"
    )
    # Dunning (1993), table 2: "the swiss", 2 sum O ln(O / E) = 270.72.
    assert round(found.g2, 2) == 270.72
    assert np.isclose(found.log_ratio, np.log2((110 / 2552) / (111 / 29225)))


def test_bounds_are_those_of_clopper_and_pearson():
    found = of(keyness(counts(a=12, rest=988), counts(a=3, rest=1997)), "a")
    exact = binomtest(12, 15).proportion_ci(0.95, method="exact")
    for bound, share in ((found.low, exact.low), (found.high, exact.high)):
        assert np.isclose(bound, np.log2(share / (1 - share) * 2))
    # Bonferroni over the two terms.
    sure = binomtest(12, 15).proportion_ci(1 - 0.05 / 2, method="exact").low
    assert np.isclose(found.lrc, np.log2(sure / (1 - sure) * 2))


def test_q_is_over_all_terms():
    found = keyness(counts(a=9, b=1, c=5), counts(a=2, b=8, c=5))
    assert np.allclose(found.q, q_values(chi2.sf(found.g2.abs().to_numpy(), 1)))


def test_a_term_absent_from_one_side_has_one_finite_bound():
    found = keyness(counts(a=5, b=5), counts(a=9, c=9))
    assert of(found, "b").log_ratio == of(found, "b").high == np.inf
    assert np.isfinite(of(found, "b").low)
    assert of(found, "c").log_ratio == of(found, "c").low == -np.inf
    assert np.isfinite(of(found, "c").high)


def test_a_word_that_one_document_repeats_is_flagged_and_not_first():
    plain = "plain text here and there " * 5
    target = ["zebra " * 100 + plain] + ["harvest " + plain] * 29
    reference = [plain] * 30
    found = keyness(table(*target), table(*reference))
    assert found.term[0] == "harvest"
    assert of(found, "zebra").flag == "one document"
    assert of(found, "zebra").g2 > of(found, "harvest").g2
    assert of(found, "zebra").q > 0.05 > of(found, "harvest").q
    assert of(found, "zebra").lrc == 0
    assert (found.flag != "").sum() == 1


def test_clumped_words_of_one_source_are_not_called_key():
    rng = np.random.default_rng(5)
    shares = rng.gamma(0.2, size=(80, 40))
    texts = [
        " ".join(f"w{i}" for i in rng.choice(40, 60, p=row / row.sum()))
        for row in shares
    ]
    found = keyness(table(*texts[:40]), table(*texts[40:]))
    naive = q_values(chi2.sf(found.g2.abs().to_numpy(), 1))
    assert (naive < 0.05).sum() >= 20
    assert (found.q < 0.05).sum() <= 2
    assert found.low.le(0).mean() > 0.9


def test_copies_of_a_story_are_one_document():
    target = table(*["alpha beta"] * 12, *["beta gamma"] * 12)
    reference = table(*["beta gamma"] * 24)
    alone = of(keyness(target, reference), "alpha")
    target["story_id"] = ["s"] * 12 + [f"t{i}" for i in range(12)]
    copied = of(keyness(target, reference), "alpha")
    assert alone.g2 == copied.g2
    assert alone.q < 0.05 < copied.q


def test_documents_as_unit():
    found = keyness(table("a a a b", "a b"), table("b b", "b"), unit="documents")
    row = of(found, "a")
    assert (row.n_target, row.docfreq_target) == (4, 2)
    assert np.isclose(row.g2, 2 * 4 * np.log(2))  # 2, 0 of 2, 2 documents
    with pytest.raises(
        ValueError, match="unit='words' is not one of tokens, documents"
    ):
        keyness(table("a"), table("b"), unit="words")


def test_frequency_list_words_that_nobody_expected_are_not_compared():
    listed = counts(the=600, peace=1, rare=1, rest=398)
    found = keyness(table("peace peace at last"), listed)
    assert sorted(found.term) == ["at", "last", "peace", "rest", "the"]
    assert found.docfreq_reference.eq(0).all()


@pytest.mark.parametrize("side", [0, 1])
def test_an_empty_side_gives_an_empty_table(side):
    sides = [table("a b"), table("a c")]
    for empty in (sides[side][:0], table("", "...")):
        pair = list(sides)
        pair[side] = empty
        found = keyness(*pair)
        assert list(found.columns) == list(SCHEMAS["keyness"])
        assert found.empty


def test_a_group_of_one_document_is_compared_as_it_is():
    found = keyness(table("war war peace"), table("peace talks", "peace"))
    assert of(found, "war").g2 > 0
    assert found[["g2", "q", "lrc"]].notna().all(axis=None)


@given(WORDS, WORDS)
@settings(max_examples=40, deadline=None)
def test_swapping_the_sides_flips_the_signs(left, right):
    left, right = table(" ".join(left)), table(" ".join(right))
    one, other = (
        keyness(*pair).set_index("term").sort_index()
        for pair in ((left, right), (right, left))
    )
    assert np.allclose(one.g2, -other.g2)
    assert np.allclose(one.log_ratio, -other.log_ratio)
    assert np.allclose(one.low, -other.high)
    assert np.allclose(one.lrc, -other.lrc)
    assert np.allclose(one.q, other.q)
    assert ((one.low <= one.log_ratio) & (one.log_ratio <= one.high)).all()


def test_counts_and_texts_give_the_same():
    target, reference = table("a b a", "c"), table("b c", "d")
    pd.testing.assert_frame_equal(
        keyness(term_counts(target), term_counts(reference)), keyness(target, reference)
    )


def test_compare_parts_by_value_and_by_date():
    dates = pd.to_datetime(["2022-02-23", "2022-02-24", None], utc=True)
    docs = table("a", "b", "c", source=["K", "U", "X"], date=dates)
    found = {
        "rest": compare(docs, target="K"),
        "pair": compare(docs, target="K", against="U"),
        "date": compare(docs, split="2022-02-24"),
    }
    sides = {
        name: [list(one.target.doc_id), list(one.reference.doc_id)]
        for name, one in found.items()
    }
    assert sides["rest"] == [["d0"], ["d1", "d2"]]
    assert sides["pair"] == [["d0"], ["d1"]]
    assert sides["date"] == [["d1"], ["d0"]]
    names = [(one.target_name, one.reference_name) for one in found.values()]
    assert names == [("K", "the rest"), ("K", "U"), ("since 2022-02-24", "before")]
    with pytest.raises(
        ValueError, match="no document has source='Z'; there are: K, U, X"
    ):
        compare(docs, target="Z")
    with pytest.raises(ValueError, match="by='outlet' is not a column"):
        compare(docs, by="outlet", target="Z")
    with pytest.raises(ValueError, match="one comparison at a time: K and 2022"):
        compare(docs, target="K", split="2022-02-24")


def test_occurrences_are_those_of_the_corpus_and_key_terms_lead():
    docs = table(*["war " * 4] * 12, *["peace " * 4] * 12, source="b")
    docs.loc[:11, "source"] = "a"
    inside, outside = compare(docs, target="a"), compare(docs)
    for found in (inside, outside):
        n = found.table.set_index("term").occurrences
        assert n[["war", "peace"]].tolist() == [48, 48]
    assert inside.leading(5).term.tolist() == ["war"]
    assert inside.leading(5, -1).term.tolist() == ["peace"]
    assert inside.table.attrs["counts"] == "occurrences"
