"""Pairs counted on paper, by brute force and in simulated corpora."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    co_mention_evidence,
    co_mention_variants,
    co_mentions,
    unit_counts,
    units,
)
from analysis.corpus.schema import SCHEMAS

UNITS = ["sentence", "paragraph", "document", "window"]


def tables(spec):
    """Make mentions and sentences from {document: [actors of a sentence, ...]}.

    Two sentences make a paragraph; each letter of a string is one mention.
    """
    sentences, mentions = [], []
    for doc_id, actors in spec.items():
        for i, names in enumerate(actors):
            start = 100 * i
            row = {"doc_id": doc_id, "sentence_id": i, "start": start}
            kind = "title" if i == 0 else "body"
            voice = "quoted" if i % 2 else "author"
            extra = {"paragraph_id": i // 2, "kind": kind, "voice": voice}
            sentences.append({**row, "end": start + 90, **extra})
            for k, name in enumerate(names):
                at = {"start": start + k, "end": start + k + 1, "actor_id": name}
                mentions.append({**row, **at})
    columns = ["doc_id", "sentence_id", "start", "end"]
    return (
        pd.DataFrame(mentions, columns=[*columns, "actor_id"]),
        pd.DataFrame(sentences, columns=[*columns, "paragraph_id", "kind", "voice"]),
    )


PAPER = {"d1": ["ab", "aab", "", "c"], "d2": ["b", "ac", "abc"], "d3": ["", "d"]}


def counts(table):
    pairs = zip(table["actor_a"], table["actor_b"], strict=True)
    return dict(zip(pairs, table["observed"], strict=True))


@pytest.mark.parametrize(
    ("unit", "pairs", "n_units"),
    [
        ("sentence", {"ab": 3, "ac": 2, "bc": 1}, 9),
        ("paragraph", {"ab": 3, "ac": 2, "bc": 2}, 5),
        ("document", {"ab": 2, "ac": 2, "bc": 2}, 3),
        ("window", {"ab": 3, "ac": 2, "bc": 2}, 4),
    ],
)
def test_pairs_are_those_counted_on_paper(unit, pairs, n_units):
    table = co_mentions(*tables(PAPER), unit=unit)
    assert counts(table) == {tuple(pair): n for pair, n in pairs.items()}
    assert set(table["n_units"]) == {n_units}
    assert list(table.columns) == list(SCHEMAS["co_mentions"])


def test_expected_ratio_and_npmi_by_hand():
    # a in 4 of 9 sentences, b in 4, both in 3
    row = co_mentions(*tables(PAPER)).iloc[0]
    assert row["expected"] == pytest.approx(16 / 9)
    assert row["ratio"] == pytest.approx(27 / 16)
    assert row["npmi"] == pytest.approx(np.log(27 / 16) / -np.log(1 / 3))
    assert row["low"] < row["ratio"] < row["high"]


def test_options_leave_out_headings_and_quoted_speech():
    mentions, sentences = tables(PAPER)
    body = co_mentions(mentions, sentences, headings=False)
    assert counts(body)["a", "b"] == 2
    author = co_mentions(mentions, sentences, quoted=False)
    assert counts(author) == {("a", "b"): 2, ("a", "c"): 1, ("b", "c"): 1}


def test_window_of_one_is_the_sentence():
    mentions, sentences = tables(PAPER)
    one = co_mentions(mentions, sentences, unit="window", window=1)
    sentence = co_mentions(mentions, sentences)
    pd.testing.assert_frame_equal(one.assign(unit="sentence"), sentence)


def test_one_article_gets_no_interval_and_no_test():
    one = co_mentions(*tables({"d1": PAPER["d1"]}))
    assert one[["low", "high", "q"]].isna().all(axis=None)
    assert one["observed"].tolist() == [2]


def test_copies_of_one_story_are_one_article():
    mentions, sentences = tables({"d1": PAPER["d1"], "d2": PAPER["d1"]})
    documents = pd.DataFrame({"doc_id": ["d1", "d2"], "story_id": "s"})
    table = co_mentions(mentions, sentences, documents=documents)
    assert table["q"].isna().all()
    assert table["observed"].tolist() == [4]


def test_interval_is_wider_when_pairs_cluster_in_documents():
    spread = {f"d{i}": ["ab", "a", "b", "", ""] for i in range(12)}
    heaped = {f"d{i}": ["a", "b", "", "", ""] for i in range(9)}
    heaped |= {f"e{i}": ["ab"] * 4 + [""] for i in range(3)}
    wide, narrow = (co_mentions(*tables(x)).iloc[0] for x in (heaped, spread))
    assert wide["observed"] == narrow["observed"] == 12
    assert wide["high"] / wide["ratio"] > 1.5 * narrow["high"] / narrow["ratio"]


def test_surplus_that_length_explains_is_not_significant():
    # every long document mentions everybody, no short one does
    long = {f"l{i}": ["a", "b", "", "", "", "", "", ""] for i in range(30)}
    short = {f"s{i}": [""] for i in range(70)}
    row = co_mentions(*tables(long | short), unit="document").iloc[0]
    assert row["ratio"] > 3
    assert row["q"] == 1


def test_rare_pairs_that_meet_once_are_not_significant():
    # 60 actors of one unit each among 2,000: a meeting has p = 1/2000, but
    # 1,770 pairs had the chance
    sentences = pd.DataFrame({"doc_id": np.arange(2000).astype(str)})
    sentences["sentence_id"], sentences["text"] = 0, "x"
    places = [*range(58), 7, 9]
    mentions = sentences.iloc[places].assign(actor_id=[f"a{i:02}" for i in range(60)])
    table = co_mentions(mentions, sentences, unit="document")
    assert len(table) == 2
    assert (table["q"] > 0.4).all()


# --- independent actors, lognormal lengths, one planted pair


def simulated(seed, unit, joint):
    """Draw 300 documents with 25 independent actors, and a pair planted."""
    rng = np.random.default_rng(seed)
    length = np.ceil(15 * rng.lognormal(0, 1, 300)).astype(int)
    document = np.repeat(np.arange(300), length)
    begin = np.cumsum(length) - length
    hit = rng.random((len(document), 27)) < rng.uniform(0.01, 0.05, 27)
    if unit == "document":
        both = np.flatnonzero(rng.random(300) < joint)
        for actor in (25, 26):
            hit[begin[both] + rng.integers(0, length[both]), actor] = True
    else:
        hit[rng.random(len(document)) < joint, 25:] = True
    place, actor = np.nonzero(hit)
    number = np.arange(len(document)) - begin[document]
    sentences = pd.DataFrame({"doc_id": document.astype(str), "sentence_id": number})
    sentences["start"], sentences["end"] = number * 100, number * 100 + 99
    mentions = sentences.iloc[place].assign(actor_id=[f"a{k:02}" for k in actor])
    return mentions, sentences


@pytest.mark.parametrize(("unit", "joint"), [("document", 0.25), ("sentence", 0.003)])
def test_independent_actors_stay_apart_and_a_planted_pair_is_found(unit, joint):
    false = found = 0
    for seed in range(60):
        table = co_mentions(*simulated(seed, unit, joint), unit=unit)
        planted = table["actor_a"].eq("a25") & table["actor_b"].eq("a26")
        significant = table["q"] < 0.05
        found += (significant & planted).sum()
        false += (significant & ~planted).sum()
    assert false <= 0.01 * 350 * 60
    assert found >= 0.75 * 60


def test_interval_covers_the_true_ratio():
    true = (0.05 + 0.95 * 0.1 * 0.2) / ((0.05 + 0.95 * 0.1) * (0.05 + 0.95 * 0.2))
    sentences = pd.DataFrame({"doc_id": np.arange(400).astype(str), "sentence_id": 0})
    inside = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        both = rng.random(400) < 0.05
        a, b = both | (rng.random(400) < 0.1), both | (rng.random(400) < 0.2)
        parts = [sentences[a].assign(actor_id="a"), sentences[b].assign(actor_id="b")]
        row = co_mentions(pd.concat(parts), sentences, unit="document").iloc[0]
        inside += row["low"] <= true <= row["high"]
    assert inside >= 0.95 * 100


# --- properties

corpora = st.dictionaries(
    st.sampled_from("pqrst"),
    st.lists(st.text("abcd", max_size=4), min_size=1, max_size=6),
    min_size=1,
    max_size=5,
)


def brute_force(spec, unit, window=3):
    """Count as a reader would: every unit, every pair in it."""
    found = []
    for actors in spec.values():
        n = len(actors)
        if unit == "sentence":
            parts = [[i] for i in range(n)]
        elif unit == "document":
            parts = [range(n)]
        elif unit == "paragraph":
            parts = [range(i, min(i + 2, n)) for i in range(0, n, 2)]
        else:
            parts = [
                range(i, min(i + window, n)) for i in range(max(n - window, 0) + 1)
            ]
        found += [set("".join(actors[i] for i in part)) for part in parts]
    pairs = [pair for names in found for pair in combinations(sorted(names), 2)]
    return {pair: pairs.count(pair) for pair in pairs}, len(found)


@given(corpora, st.sampled_from(UNITS), st.randoms())
@settings(max_examples=60, deadline=None)
def test_counts_evidence_and_order(spec, unit, random):
    mentions, sentences = tables(spec)
    table = co_mentions(mentions, sentences, unit=unit)
    pairs, n_units = brute_force(spec, unit)
    assert counts(table) == pairs
    assert (table["actor_a"] < table["actor_b"]).all()
    assert table["n_units"].eq(n_units).all()
    if table["q"].notna().any():
        assert table["q"].between(0, 1).all()
        assert (table["low"] < table["ratio"]).all()
    shuffled = (x.sample(frac=1, random_state=random.randint(0, 99)) for x in (
        mentions, sentences))  # fmt: skip
    pd.testing.assert_frame_equal(co_mentions(*shuffled, unit=unit), table)
    evidence = co_mention_evidence(units(mentions, sentences, unit=unit), table)
    distinct = evidence.groupby(["actor_a", "actor_b"])["unit_id"].nunique()
    assert distinct.to_dict() == pairs
    if unit in ("sentence", "document"):
        keys = ["doc_id", "sentence_id"][: 1 + (unit == "sentence")]
        places = evidence.drop_duplicates(["actor_a", "actor_b", *keys])
        assert places.groupby(["actor_a", "actor_b"]).size().to_dict() == pairs


@given(corpora, st.sampled_from(UNITS))
@settings(max_examples=30, deadline=None)
def test_names_do_not_matter_and_copies_leave_one_per_story(spec, unit):
    mentions, sentences = tables(spec)
    table = co_mentions(mentions, sentences, unit=unit)
    mirrored = mentions.assign(
        actor_id=mentions["actor_id"].map(dict(zip("abcd", "dcba", strict=True)))
    )
    other = co_mentions(mirrored, sentences, unit=unit)
    swap = str.maketrans("abcd", "dcba")
    assert counts(table) == {
        (b.translate(swap), a.translate(swap)): n for (a, b), n in counts(other).items()
    }
    doubled = tables(spec | {f"x{name}": text for name, text in spec.items()})
    documents = pd.DataFrame({"doc_id": [*spec, *(f"x{name}" for name in spec)]})
    documents["story_id"] = documents["doc_id"].str[-1]
    once = co_mentions(*doubled, unit=unit, copies=False, documents=documents)
    columns = ["actor_a", "actor_b", "observed", "expected", "q"]
    pd.testing.assert_frame_equal(once[columns], table[columns])


@given(corpora, st.sampled_from(UNITS))
@settings(max_examples=30, deadline=None)
def test_a_choice_made_of_units_is_that_made_of_tables(spec, unit):
    mentions, sentences = tables(spec)
    documents = pd.DataFrame({"doc_id": sorted(spec)})
    documents["story_id"] = np.where(documents["doc_id"] < "r", "s", documents.doc_id)
    whole = units(mentions, sentences, unit=unit, documents=documents)
    leads = documents.drop_duplicates("story_id")["doc_id"]
    for choice, kept in (
        ({"headings": False}, sentences["kind"] == "body"),
        ({"quoted": False}, sentences["voice"] == "author"),
        ({"copies": False}, sentences["doc_id"].isin(leads)),
    ):
        alone = mentions.merge(sentences.loc[kept, ["doc_id", "sentence_id"]])
        alone = units(alone, sentences[kept], unit=unit, documents=documents)
        chosen = replace(whole, **choice)
        pd.testing.assert_frame_equal(co_mentions(chosen), co_mentions(alone))
        pd.testing.assert_frame_equal(unit_counts(chosen), unit_counts(alone))


def test_variants_are_the_counts_of_each_choice():
    mentions, sentences = tables(PAPER)
    documents = pd.DataFrame(
        {"doc_id": ["d1", "d2", "d3"], "story_id": ["s", "s", "t"]}
    )
    where = units(mentions, sentences, quoted=False, documents=documents)
    pairs = pd.DataFrame({"actor_a": ["a", "b"], "actor_b": ["b", "d"]})
    table = co_mention_variants(where, pairs).set_index("actor_a")
    assert table.loc["a"].tolist() == ["b", 3, 2, 2, 2]
    assert table.loc["b"].tolist() == ["d", 0, 0, 0, 0]


# --- bad input


def test_unknown_unit_lists_every_permitted_value():
    expected = (
        "unit must be one of 'sentence', 'paragraph', 'document', 'window', "
        "not 'clause'"
    )
    with pytest.raises(ValueError, match=expected):
        co_mentions(*tables(PAPER), unit="clause")


@pytest.mark.parametrize("window", [0, 2.5])
def test_window_must_be_a_number_of_sentences(window):
    with pytest.raises(ValueError, match="window must be a number of sentences"):
        co_mentions(*tables(PAPER), unit="window", window=window)


@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("paragraph_id", {"unit": "paragraph"}),
        ("kind", {"headings": False}),
        ("voice", {"quoted": False}),
    ],
)
def test_missing_columns_are_named_with_the_option(column, options):
    mentions, sentences = tables(PAPER)
    with pytest.raises(ValueError, match=f"needs the column '{column}'"):
        co_mentions(mentions, sentences.drop(columns=column), **options)
    with pytest.raises(ValueError, match="copies=False needs documents"):
        co_mentions(mentions, sentences, copies=False)


def test_ids_of_another_type_are_an_error_not_an_empty_table():
    mentions, sentences = tables(PAPER)
    with pytest.raises(ValueError, match="no mention lies in sentences; the first"):
        co_mentions(mentions.assign(doc_id="other"), sentences)


def test_sentences_given_twice_are_an_error():
    mentions, sentences = tables(PAPER)
    with pytest.raises(ValueError, match="sentence 0 of document 'd1' more than once"):
        co_mentions(mentions, pd.concat([sentences, sentences]))


@pytest.mark.parametrize(
    "spec", [{}, {"d": [""]}, {"d": ["a"]}, {"d": ["a", "a"], "e": ["a"]}]
)
@pytest.mark.parametrize("unit", UNITS)
def test_nothing_to_pair_is_an_empty_table(spec, unit):
    table = co_mentions(*tables(spec), unit=unit)
    assert table.empty
    assert list(table.columns) == list(SCHEMAS["co_mentions"])
    evidence = co_mention_evidence(units(*tables(spec), unit=unit), table)
    assert evidence.empty
