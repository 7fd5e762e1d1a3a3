"""Directions of sentences coded by hand; most sentences must give none."""

import re

import pandas as pd
import pytest

from overture.voice.clauses import direction, direction_counts

NAMES = ["Avalon", "Brobdingnag", "Cockaigne", "Dr. Dee", "Eve"]


def read(*texts):
    """Return sentences, and a mention of each name in them."""
    sentences, mentions, start = [], [], 0
    for i, text in enumerate(texts):
        sentences.append(("d", i, start, start + len(text), text))
        for name in NAMES:
            for match in re.finditer(re.escape(name), text):
                span = (start + match.start(), start + match.end())
                mentions.append(("d", i, *span, name[0]))
        start += len(text) + 1
    columns = ["doc_id", "sentence_id", "start", "end"]
    return (
        pd.DataFrame(sentences, columns=[*columns, "text"]),
        pd.DataFrame(mentions, columns=[*columns, "actor_id"]),
    )


def found(text):
    """Return what a sentence gives, written "A verb B"."""
    table = direction(*read(text))
    return [" ".join(row) for row in table[["subject", "verb", "object"]].to_numpy()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Avalon accused Brobdingnag of lying.", "A accuse B"),
        ("Avalon accuses Brobdingnag", "A accuse B"),
        ("President Dr. Dee met the Eve on Monday.", "D meet E"),
        ("Avalon has repeatedly warned Brobdingnag.", "A warn B"),
        ("Avalon will not attack Brobdingnag, he said.", "A attack B"),
        ("Avalon didn't attack Brobdingnag.", "A attack B"),
        ("Avalon is threatening Brobdingnag with war.", "A threaten B"),
        ("Avalon has been pressuring Brobdingnag to sign.", "A pressure B"),
        ("Avalon, the small republic, told Brobdingnag to wait.", "A tell B"),
        ("Eve, who had visited Cockaigne before, fell ill.", "E visit C"),
        ("Avalon, which was attacked by Brobdingnag, fell.", "B attack A"),
        ("Avalon was invaded by Brobdingnag in May.", "B invade A"),
        ("Avalon is backed by the Brobdingnag.", "B back A"),
        ("Avalon backed by Brobdingnag, report says", "B back A"),
        ("Avalon banned Brobdingnag from the games.", "A ban B"),
        ("Avalon called on Brobdingnag to withdraw.", "A call on B"),
        ("Avalon imposed sanctions on Brobdingnag.", "A impose sanctions on B"),
        ("Eve spoke with President Dr. Dee by telephone.", "E speak with D"),
        ("Critics say that Avalon misled Cockaigne.", "A mislead C"),
        ("AVALON STRIKES BROBDINGNAG", None),
        ("Avalon denied Cockaigne and struck Brobdingnag.", None),
    ],
)
def test_subject_and_object_as_coded_by_hand(text, expected):
    assert found(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text",
    [
        "Avalon and Brobdingnag met in Cockaigne.",
        "Troops from Avalon attacked Brobdingnag.",
        "Avalon's army attacked Brobdingnag.",
        "Avalon attacked Brobdingnag's ally.",
        "Avalon attacked Brobdingnag positions.",
        "The war of Avalon weakened Brobdingnag.",
        "Avalon talks with Brobdingnag, long planned, collapsed.",
        "Avalon support Brobdingnag needs is late.",
        "Talks between Avalon and Brobdingnag surprised Cockaigne.",
        "Eve left Avalon. Brobdingnag met nobody.",
        "Avalon said Brobdingnag was wrong.",
        "Avalon, Brobdingnag, Cockaigne.",
        "Avalon accused. Brobdingnag slept.",
        "The Avalon-Brobdingnag border.",
        "In Avalon, Brobdingnag is loved.",
        "An attack by Avalon provoked Brobdingnag.",
        "Avalon attacking Brobdingnag would surprise us.",
        "Avalon, attacked Brobdingnag",
    ],
)
def test_no_direction_where_the_pattern_cannot_tell(text):
    assert found(text) == []


def test_chain_gives_each_verb_its_own_pair():
    assert found("Avalon invaded Brobdingnag, which sued Cockaigne.") == [
        "A invade B",
        "B sue C",
    ]


def test_negation_voice_and_spans():
    text = "Avalon was never helped by Brobdingnag. "
    sentences, mentions = read("Eve slept.", text)
    row = direction(sentences, mentions).iloc[0]
    assert row["construction"] == "passive"
    assert row["negated"]
    assert row["phrase"] == "was never helped by"
    document = "Eve slept. " + text
    assert document[row["start"] : row["end"]] == text[:-2]


def test_counts_are_of_sentences():
    sentences, mentions = read(
        "Avalon met Eve.", "Avalon has met Eve.", "Eve met Avalon."
    )
    table = direction_counts(direction(sentences, mentions))
    assert table.to_numpy().tolist() == [["A", "meet", "E", 2], ["E", "meet", "A", 1]]


def test_nothing_gives_an_empty_table():
    sentences, mentions = read("Nobody here.")
    table = direction(sentences, mentions)
    assert table.empty
    assert list(table)[:3] == ["subject", "verb", "object"]
    assert direction_counts(table).empty


def test_long_text_without_a_verb_is_fast():
    text = "Avalon" + " only" * 20 + ", the" * 5 + " Brobdingnag"
    assert found(" ".join([text] * 40)) == []
