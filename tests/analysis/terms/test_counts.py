import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.tokens import tokens
from analysis.terms.counts import count, term_counts
from analysis.terms.words import Words, stop_list

DOCS = st.lists(
    st.lists(st.sampled_from("a b B c's don't U.S. 7 😀".split()), max_size=12),
    min_size=1,
    max_size=6,
)


def table(*texts):
    ids = [f"d{i}" for i in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "text": list(texts)})


def spans(table, *, mentions=None, **words):
    return count(table, Words(**words), mentions=mentions).spans()


def found(text, **words):
    return spans(table(text), **words).term.tolist()


def test_lower_casing_is_a_choice():
    assert found("Talks on talks") == ["talks", "on", "talks"]
    assert found("Talks on talks", lower=False) == ["Talks", "on", "talks"]


def test_possessives_can_be_cut_from_the_term_but_not_its_span():
    cut = spans(table("Ukraine’s and U.S.’s it’s"), possessives=False)
    assert cut.term.tolist() == ["ukraine", "and", "u.s.", "it"]
    assert (cut.end - cut.start).tolist() == [9, 3, 6, 4]


def test_stop_words_and_numbers_are_left_out():
    text = "The US asked us; WHO is it, who? 2022, F-16 😀"
    kept = found(text, stop_words=stop_list(), numbers=False)
    assert kept == ["us", "asked", "who", "f-16", "😀"]
    assert found("Don’t stay", stop_words=["don't"]) == ["stay"]


def test_stems_and_lemmas():
    assert found("Running talks", form="stem") == ["run", "talk"]
    assert found("Children were talking", form="lemma") == ["child", "be", "talk"]
    assert found("переговоры", form="stem", language="ru") == ["переговор"]


def test_compounds_are_one_term_and_the_longest_wins():
    text = "New security arrangements, security and Security Council reform"
    joined = ["security council", "security arrangements", "new security arrangements"]
    assert found(text, compounds=joined) == [
        "new security arrangements",
        "security",
        "and",
        "security council",
        "reform",
    ]
    assert found("a a a a a", compounds=["a a"]) == ["a a", "a a", "a"]
    assert found("b. A, a\na", compounds=["b a", "a a"]) == ["b", "a", "a a"]


def test_compounds_and_ngrams_stay_within_a_row():
    rows = pd.DataFrame({"doc_id": "d", "sentence_id": [0, 1], "text": ["x a", "b y"]})
    assert spans(rows, compounds=["a b"]).term.tolist() == ["x", "a", "b", "y"]
    assert spans(rows, ngrams=2).term.tolist() == ["x a", "b y"]


def test_ngrams_have_no_gaps():
    assert found("war of the worlds today", ngrams=2, stop_words=["of", "the"]) == [
        "worlds today"
    ]
    assert found("a b c d", ngrams=3) == ["a b c", "b c d"]
    assert found("a b", ngrams=3) == []


def test_actors_are_dropped_or_merged():
    docs = table("Vladimir Putin met Xi; Putin’s pro-Putin aides")
    mentions = pd.DataFrame(
        {
            "doc_id": ["d0", "d0", "d0", "other"],
            "start": [0, 23, 35, 0],
            "end": [14, 28, 40, 5],
            "actor_id": ["putin", "putin", "putin", "x"],
        }
    )
    merged = spans(docs, mentions=mentions, actors="merge")
    assert merged.term.tolist() == ["putin", "met", "xi", "putin", "pro-putin", "aides"]
    assert docs.text[0][merged.start[0] : merged.end[0]] == "Vladimir Putin"
    dropped = spans(docs, mentions=mentions, actors="drop")
    assert dropped.term.tolist() == ["met", "xi", "pro-putin", "aides"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"form": "root"}, "form='root' is not one of word, stem, lemma"),
        ({"actors": "hide"}, "actors='hide' is not one of keep, drop, merge"),
        ({"actors": "drop"}, "needs mentions"),
        ({"stop_words": "en"}, "stop_list"),
        ({"compounds": "peace plan"}, "of phrases; not the text"),
        ({"ngrams": 0}, "ngrams is 1 or more"),
    ],
)
def test_wrong_choices_are_refused(options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        spans(table("a"), **options)


def test_counts_of_unknown_columns_are_refused():
    with pytest.raises(ValueError, match="columns term and n"):
        count(pd.DataFrame({"word": ["a"]}))
    listed = pd.DataFrame({"term": ["a"], "n": [1]})
    with pytest.raises(ValueError, match="words are only for tables of texts"):
        count(listed, Words(lower=False))
    with pytest.raises(ValueError, match="made of counts, not of texts"):
        count(listed).spans()


def test_no_texts_give_empty_tables_with_columns():
    assert list(term_counts(table()).columns) == ["doc_id", "term", "n"]
    assert term_counts(table("", "...")).empty
    assert list(spans(table()).columns)[-1] == "term"


@given(DOCS)
@settings(max_examples=40, deadline=None)
def test_counts_sum_to_tokens_and_do_not_depend_on_order(docs):
    docs = table(*(" ".join(words) for words in docs))
    counts = term_counts(docs)
    assert counts.n.sum() == len(tokens(docs))
    pd.testing.assert_frame_equal(term_counts(docs[::-1]), counts)
    assert counts.equals(counts.sort_values(["doc_id", "term"], ignore_index=True))


def test_a_table_of_counts_makes_the_matrix_of_its_texts():
    docs = table("a b a", "b c")
    texts, counts = count(docs).features, count(term_counts(docs)).features
    assert texts.terms == counts.terms == ["a", "b", "c"]
    assert (texts.matrix != counts.matrix).nnz == 0
    assert counts.sizes.tolist() == [3, 2]


def test_sequences_are_found_where_they_were_counted():
    rows = pd.DataFrame({"doc_id": "d", "sentence_id": [0, 1], "text": ["a b c", "b"]})
    rows["start"] = [0, 6]
    counts = count(rows)
    assert counts.spans(
        ["b", "a b", "a b c"], length=[1, 2, 3]
    ).to_numpy().tolist() == [
        ["d", 0, 2, 3, "b"],
        ["d", 1, 6, 7, "b"],
        ["d", 0, 0, 3, "a b"],
        ["d", 0, 0, 5, "a b c"],
    ]


@given(DOCS)
@settings(max_examples=40, deadline=None)
def test_a_selection_is_counted_as_its_documents_alone(docs):
    docs = table(*(" ".join(words) for words in docs))
    chosen = docs[::2]
    one, other = count(docs).select(chosen.doc_id), count(chosen)
    assert one.terms == other.terms
    assert (one.features.matrix != other.features.matrix).nnz == 0
    pd.testing.assert_frame_equal(one.spans(), other.spans())


@given(DOCS)
@settings(max_examples=40, deadline=None)
def test_spans_and_matrix_agree(docs):
    counts = count(table(*(" ".join(words) for words in docs)))
    n = counts.spans().groupby(["doc_id", "term"]).size().rename("n").reset_index()
    pd.testing.assert_frame_equal(n, term_counts(counts), check_dtype=False)


def test_documents_must_be_known():
    with pytest.raises(ValueError, match="documents has no row for 'd1'"):
        count(table("a", "b"), documents=table("a"))
