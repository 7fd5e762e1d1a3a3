import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.text import ConcordanceIndex

from analysis import kwic

ALPHABET = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"


def table(*texts):
    return pd.DataFrame({"text": list(texts)})


def lines(found):
    columns = ["position", "left", "keyword", "right"]
    return [tuple(row) for row in found[columns].itertuples(index=False)]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        # quanteda, tests/testthat/test-kwic.R, window = 5.
        (ALPHABET, "D", [(4, "A B C", "D", "E F G H I")]),
        (ALPHABET, "A", [(1, "", "A", "B C D E F")]),
        (ALPHABET, "Z", [(26, "U V W X Y", "Z", "")]),
        (
            "what does the fox say fox",
            "fox",
            [
                (4, "what does the", "fox", "say fox"),
                (6, "what does the fox say", "fox", ""),
            ],
        ),
    ],
)
def test_contexts_are_those_of_quanteda(text, pattern, expected):
    assert lines(kwic(table(text), pattern)) == expected


def test_words_phrases_and_wildcards():
    text = table("Security was secured. National security guarantees, a guarantee.")
    found = {
        pattern: kwic(text, pattern).keyword.tolist()
        for pattern in ("secur*", "security guarantee*", "secure?", "S*", "[s]*")
    }
    assert found == {
        "secur*": ["Security", "secured", "security"],
        "security guarantee*": ["security guarantees"],
        "secure?": ["secured"],
        "S*": ["Security", "secured", "security"],
        "[s]*": [],
    }
    sensitive = kwic(text, "secur*", case_sensitive=True)
    assert sensitive.keyword.tolist() == ["secured", "security"]


def test_typographic_quotes_are_found_and_shown():
    assert kwic(table("Putin’s offer"), "putin's").keyword.tolist() == ["Putin’s"]


def test_regular_expressions_search_the_text():
    found = kwic(table("talks for peace; talk of war"), re.compile(r"talks? \w+"))
    assert lines(found) == [
        (1, "", "talks for", "peace; talk of war"),
        (4, "talks for peace;", "talk of", "war"),
    ]


def test_an_exploding_expression_is_stopped_in_time():
    started = time.monotonic()
    with pytest.raises(ValueError, match="took longer than 0.2 seconds .row 0 of 1."):
        kwic(table("a" * 5000 + "!"), re.compile(r"(a+)+$"), timeout=0.2)
    with pytest.raises(ValueError, match="more than 1,000,000 repeats"):
        kwic(table("a"), re.compile("(a{9999}){9999}"))
    assert time.monotonic() - started < 5


def test_a_regular_expression_keeps_its_flags():
    text = table("Peace and\npeace")
    found = {
        flags: kwic(text, re.compile(r"^peace", flags)).start.tolist()
        for flags in (0, re.IGNORECASE, re.MULTILINE, re.IGNORECASE | re.MULTILINE)
    }
    assert list(found.values()) == [[], [0], [10], [0, 10]]


@given(st.lists(st.sampled_from("peace talks war now".split()), max_size=40))
@settings(max_examples=30, deadline=None)
def test_places_are_those_of_nltk(words):
    index = ConcordanceIndex(words)
    found = kwic(table(" ".join(words)), "peace", window=2)
    assert (found.position - 1).tolist() == index.offsets("peace")
    for row in found.itertuples():
        at = row.position - 1
        assert row.left.split() == words[max(at - 2, 0) : at]
        assert row.right.split() == words[at + 1 : at + 3]


def test_actors_are_shown_by_their_mentions():
    rows = pd.DataFrame(
        {
            "doc_id": ["d", "d"],
            "sentence_id": [0, 1],
            "start": [0, 20],
            "text": ["Putin met Xi.", "Then Putin left."],
        }
    )
    mentions = pd.DataFrame(
        {
            "doc_id": ["d", "d", "d", "e"],
            "start": [25, 10, 0, 0],
            "end": [30, 12, 5, 5],
            "actor_id": ["putin", "xi", "putin", "putin"],
        }
    )
    found = kwic(rows, mentions[mentions.actor_id == "putin"])
    assert found.start.tolist() == [0, 25]
    assert found.sentence_id.tolist() == [0, 1]
    assert lines(found)[1] == (2, "Then", "Putin", "left.")[:3] + ("left",)


def test_sorting_by_context_reads_away_from_the_node():
    text = table("red cat sat. big red cat ate. a dog cat bit")
    left = kwic(text, "cat", sort="left", window=2)
    assert (
        left.left.tolist() == ["a dog", "red", "big red"][:1] + left.left.tolist()[1:]
    )
    assert [words.split()[-1] for words in left.left] == ["dog", "red", "red"]
    right = kwic(text, "cat", sort="right", window=1)
    assert right.right.tolist() == ["ate", "bit", "sat"]


def test_offsets_are_those_of_the_document():
    rows = pd.DataFrame({"doc_id": ["d"], "start": [50], "text": ["no peace yet"]})
    found = kwic(rows, "peace")
    assert (found.start[0], found.end[0]) == (53, 58)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pattern": " "}, "the pattern is empty"),
        ({"pattern": "a", "sort": "up"}, "sort='up' is not one of text, left, right"),
    ],
)
def test_wrong_requests_are_explained(options, message):
    with pytest.raises(ValueError, match=message):
        kwic(table("a"), **options)


def test_nothing_found_gives_the_columns():
    columns = "doc_id sentence_id start end position left keyword right".split()
    for empty in (kwic(table(), "a"), kwic(table("b", ""), "a")):
        assert list(empty.columns) == columns
        assert empty.empty
