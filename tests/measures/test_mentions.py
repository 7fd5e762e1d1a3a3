"""Mentions: the seed article as counted by hand, and one rule per test."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import find_mentions, read_actors, read_documents, split_sentences
from analysis.corpus.tables import SCHEMAS

SEED = Path(__file__).parents[2] / "seeds" / "documents"

# Counted by hand, with a pencil, sentence by sentence; the title is sentence 0
# and the two headings are 4 and 14. An apposition ("the president of Russia")
# is a second mention of its person. Sentences 7, 9 and 17 name nobody.
BY_HAND = {
    0: ["vladimir-putin", "united-states", "ukraine"],
    1: ["vladimir-putin", "vladimir-putin", "russia", "united-states", "ukraine"],
    2: ["vladimir-putin", "ukraine"],
    3: [
        "volodymyr-zelensky",
        "volodymyr-zelensky",
        "ukraine",
        "russia",
        "ukraine",
    ],
    4: ["vladimir-putin"],
    5: ["vladimir-putin", "united-states"],
    6: ["russia", "ukraine", "ukraine", "volodymyr-zelensky"],
    8: ["vladimir-putin", "ukraine"],
    10: ["ukraine"],
    11: ["ukraine"],
    12: ["united-states", "vladimir-putin"],
    13: ["united-states", "russia"],
    14: ["united-states", "vladimir-putin"],
    15: ["vladimir-putin", "united-states", "ukraine"],
    16: ["united-states", "ukraine"],
}


def sentences(*texts: str, doc_id: str = "d") -> pd.DataFrame:
    """Lay sentences of one document end to end."""
    starts = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    return pd.DataFrame(
        {
            "doc_id": [doc_id] * len(texts),
            "sentence_id": range(len(texts)),
            "start": starts,
            "end": [s + len(t) for s, t in zip(starts, texts, strict=True)],
            "text": texts,
        }
    )


def found(*texts: str, **options) -> list[tuple]:
    """Return surface, actor and kind of each mention in sentences."""
    mentions = find_mentions(sentences(*texts), **options)
    columns = ["surface", "actor_id", "alias_kind"]
    return list(mentions[columns].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def seed():
    documents, _ = read_documents(SEED)
    return documents, split_sentences(documents)


def test_seed_has_the_mentions_counted_by_hand(seed):
    documents, sentences = seed
    mentions = find_mentions(sentences, read_actors(), documents=documents)
    counted = mentions.groupby("sentence_id")["actor_id"].agg(list).to_dict()
    assert {k: sorted(v) for k, v in counted.items()} == {
        k: sorted(v) for k, v in BY_HAND.items()
    }


def test_seed_kinds(seed):
    _, sentences = seed
    mentions = find_mentions(sentences)
    kinds = mentions.groupby(["actor_id", "alias_kind"]).size().to_dict()
    assert kinds == {
        ("russia", "name"): 4,
        ("ukraine", "name"): 10,
        ("ukraine", "capital"): 1,
        ("ukraine", "demonym"): 1,
        ("united-states", "acronym"): 8,
        ("vladimir-putin", "name"): 1,
        ("vladimir-putin", "apposition"): 1,
        ("vladimir-putin", "surname"): 8,
        ("volodymyr-zelensky", "name"): 1,
        ("volodymyr-zelensky", "apposition"): 1,
        ("volodymyr-zelensky", "surname"): 1,
    }


def test_mention_offsets_slice_back_to_surface(seed):
    documents, sentences = seed
    text = documents["text"].iloc[0]
    for mention in find_mentions(sentences).itertuples():
        assert text[mention.start : mention.end] == mention.surface


def test_columns_are_those_of_the_contract(seed):
    assert list(find_mentions(seed[1]).columns) == list(SCHEMAS["mentions"])


def test_empty_input_gives_an_empty_table():
    empty = find_mentions(sentences())
    assert list(empty.columns) == list(SCHEMAS["mentions"])
    assert empty.empty


def test_us_the_pronoun_is_never_the_country():
    assert found("They asked us. The US asked them. Us too.") == [
        ("US", "united-states", "acronym")
    ]


def test_apposition_belongs_to_the_person_and_the_state_is_still_mentioned():
    assert found("Vladimir Putin, the president of Russia, spoke.") == [
        ("Vladimir Putin", "vladimir-putin", "name"),
        ("the president of Russia", "vladimir-putin", "apposition"),
        ("Russia", "russia", "name"),
    ]
