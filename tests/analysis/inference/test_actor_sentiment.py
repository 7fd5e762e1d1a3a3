import numpy as np
import pandas as pd
import pytest

from analysis import (
    actor_sentiment,
    find_quotations,
    pair_sentiment,
    sentence_valence,
    sentiment_units,
    split_sentences,
)
from analysis.corpus.schema import SCHEMAS

TEXT = (
    "Ann praised the brave army. Bob attacked Ann. “Bob is a terrible, terrible "
    "man,” Ann said. They met. Bob smiled at Ann. Ann and Bob talked."
)


def corpus(*texts):
    ids = [f"d{number}" for number in range(len(texts))]
    documents = pd.DataFrame({"doc_id": ids, "text": texts})
    sentences = split_sentences(documents)
    rows = []
    for row in sentences.itertuples():
        for name in ("Ann", "Bob"):
            at = row.text.find(name)
            if at >= 0:
                start = row.start + at
                rows.append((row.doc_id, row.sentence_id, start, start + 3, name))
    columns = ["doc_id", "sentence_id", "start", "end", "actor_id"]
    mentions = pd.DataFrame(rows, columns=columns)
    valences = sentence_valence(sentences, mentions)
    return valences, mentions, sentences, documents


def cell(table, actor, voice, column):
    row = table[(table["actor_id"] == actor) & (table["voice"] == voice)]
    return row[column].iloc[0]


def test_voices_are_those_of_the_mentions_positions_counted_by_hand():
    table = actor_sentiment(*corpus(TEXT))
    # Ann: praised, attacked, said (the author's), smiled, and talked without a score.
    assert cell(table, "Ann", "all", "n") == 4
    assert cell(table, "Ann", "author", "n") == 4
    assert cell(table, "Ann", "all", "n_unscored") == 1
    # Bob: attacked, smiled; once within Ann's quotation; and talked.
    assert cell(table, "Bob", "all", "n") == 3
    assert cell(table, "Bob", "quoted", "n") == 1
    assert cell(table, "Bob", "author", "n") == 2
    assert cell(table, "Bob", "quoted", "mean") < -0.7
    assert cell(table, "Bob", "author", "share_negative") == 0.5
    assert list(table["voice"].unique()) == ["all", "author", "quoted"]
    assert list(table.columns) == list(SCHEMAS["actor_sentiment"])


def test_one_article_has_numbers_but_no_interval_and_says_why():
    table = actor_sentiment(*corpus(TEXT))
    assert table["mean"].notna().all()
    assert table[["low", "high"]].isna().all().all()
    assert table["note"].eq("one story: no interval between stories").all()


def test_several_stories_have_intervals_that_hold_the_mean():
    texts = [TEXT, "Bob cheated Ann. Ann wept.", "Ann won a prize. Bob lost."] * 5
    texts = [f"{text} {number}" for number, text in enumerate(texts)]
    table = actor_sentiment(*corpus(*texts))
    rows = table[table["voice"] == "all"]
    assert (rows["low"] < rows["mean"]).all()
    assert (rows["mean"] < rows["high"]).all()
    assert rows["note"].isna().all()


def test_copies_of_a_story_leave_mean_and_interval():
    texts = [TEXT, "Bob cheated Ann. Ann wept.", "Ann won a prize. Bob lost. Ann won."]
    texts += ["Ann and Bob laughed.", "Bob hates Ann.", "Ann cried. Bob died."]
    valences, mentions, sentences, documents = corpus(*texts * 2)
    documents = documents.assign(story_id=list("abcdef") * 2)
    once = actor_sentiment(*corpus(*texts))
    twice = actor_sentiment(valences, mentions, sentences, documents)
    columns = ["mean", "low", "high", "share_negative", "n_stories"]
    pd.testing.assert_frame_equal(once[columns], twice[columns])
    assert once["low"].notna().any()
    assert (twice["n"] == 2 * once["n"]).all()


def test_few_stories_have_no_interval():
    table = actor_sentiment(*corpus(TEXT, "Bob cheated Ann.", "Ann won a prize."))
    rows = table[table["voice"] == "all"]
    assert rows["n_stories"].tolist() == [3, 2]
    assert rows["low"].isna().all()
    assert rows["note"].eq("fewer than 5 stories: no interval").all()


def test_swapping_two_actors_swaps_their_rows():
    valences, mentions, sentences, documents = corpus(TEXT, "Bob cheated Ann.")
    other = {"Ann": "Bob", "Bob": "Ann"}
    swapped = mentions.assign(actor_id=mentions["actor_id"].map(other))
    before = actor_sentiment(valences, mentions, sentences, documents)
    after = actor_sentiment(valences, swapped, sentences, documents)
    after["actor_id"] = after["actor_id"].map(other).astype("str")
    after = after.sort_values(["actor_id", "voice"], ignore_index=True)
    pd.testing.assert_frame_equal(before, after)


def test_order_of_rows_is_irrelevant():
    valences, mentions, sentences, documents = corpus(TEXT, "Bob cheated Ann.", TEXT)
    shuffled = [
        table.sample(frac=1, random_state=7)
        for table in (valences, mentions, sentences, documents)
    ]
    pd.testing.assert_frame_equal(
        actor_sentiment(valences, mentions, sentences, documents),
        actor_sentiment(*shuffled),
    )


def test_labels_of_mentions_are_counted_as_labelled_and_weighed_by_their_sample():
    scores = pd.DataFrame(
        {
            "doc_id": ["d", "d", "e"],
            "sentence_id": [0, 1, 0],
            "start": [0, 30, 0],
            "end": [3, 33, 3],
            "actor_id": "ann",
            "engine": "targeted",
            "label": ["negative", "neutral", "positive"],
            "score": [-0.8, 0.2, 0.9],
            "pi": [0.5, 1.0, 1.0],
        }
    )
    row = actor_sentiment(scores).iloc[0]
    assert row["n"] == 3
    assert row["mean"] == pytest.approx((2 * -0.8 + 0.2 + 0.9) / 4)
    assert row[["share_negative", "share_neutral", "share_positive"]].tolist() == [
        0.5, 0.25, 0.25,
    ]  # fmt: skip


def test_by_source_and_by_month():
    valences, mentions, sentences, documents = corpus("Bob won.", "Bob lost.", TEXT)
    dates = pd.to_datetime(["2024-01-05", "2024-02-05", "2024-02-28"], utc=True)
    documents = documents.assign(source=["x", "y", "y"], date=dates)
    tables = (valences, mentions, sentences, documents)
    by_source = actor_sentiment(*tables, by="source")
    bob = by_source[(by_source["actor_id"] == "Bob") & (by_source["voice"] == "all")]
    assert bob["group"].tolist() == ["x", "y"]
    assert bob["n"].tolist() == [1, 4]
    by_month = actor_sentiment(*tables, by="month")
    assert by_month["group"].unique().tolist() == ["2024-01", "2024-02"]
    with pytest.raises(ValueError, match="by='moon' needs the column moon"):
        actor_sentiment(*tables, by="moon")
    with pytest.raises(ValueError, match="needs documents"):
        actor_sentiment(*tables[:3], by="source")


def test_pairs_are_the_sentences_in_which_both_stand():
    table = pair_sentiment(sentiment_units(*corpus(TEXT)))
    row = table[table["voice"] == "all"].iloc[0]
    assert row[["actor_a", "actor_b"]].tolist() == ["Ann", "Bob"]
    assert row["n"] == 3  # attacked, terrible, smiled
    assert row["n_unscored"] == 1  # talked
    assert table.loc[table["voice"] == "quoted", "n"].tolist() == [1]


def test_units_are_the_evidence_behind_the_counts():
    tables = corpus(TEXT, "Bob cheated Ann.")
    table = actor_sentiment(*tables)
    units = sentiment_units(*tables).actors.dropna(subset="score")
    keys = ["actor_id", "voice"]
    counted = units.groupby(keys)[["doc_id", "sentence_id"]].apply(
        lambda part: len(part.drop_duplicates())
    )
    assert counted.tolist() == table["n"].tolist()
    documents = tables[3].set_index("doc_id")["text"]
    for row in units.itertuples():
        assert documents[row.doc_id][row.start : row.end] == row.actor_id


def test_documents_may_be_numbered():
    tables = corpus(TEXT, "Bob cheated Ann.")
    numbered = [
        table.assign(doc_id=table["doc_id"].str[1:].astype("int64")) for table in tables
    ]
    pd.testing.assert_frame_equal(actor_sentiment(*numbered), actor_sentiment(*tables))


def test_units_may_be_made_once_and_summed_up_later():
    tables = corpus(TEXT, "Bob cheated Ann.")
    units = sentiment_units(*tables)
    pd.testing.assert_frame_equal(actor_sentiment(units), actor_sentiment(*tables))
    given = sentiment_units(*tables, quotations=find_quotations(tables[2]))
    pd.testing.assert_frame_equal(given.actors, units.actors)


def test_nothing_scored_and_nothing_given():
    valences, mentions, sentences, documents = corpus("Ann met Bob.")
    table = actor_sentiment(valences, mentions, sentences, documents)
    assert table["n"].eq(0).all()
    assert table["mean"].isna().all()
    empty = actor_sentiment(valences[:0], mentions[:0], sentences[:0], documents[:0])
    assert list(empty.columns) == list(SCHEMAS["actor_sentiment"])
    tables = valences[:0], mentions[:0], sentences[:0], documents[:0]
    pairs = pair_sentiment(sentiment_units(*tables))
    assert list(pairs.columns)[:3] == ["actor_a", "actor_b", "voice"]
    assert np.isfinite(len(pairs))
    with pytest.raises(ValueError, match="need mentions"):
        actor_sentiment(valences)
