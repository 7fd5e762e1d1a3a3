"""Names found by the shipped tagger: offsets, independence, odd texts."""

import itertools
import shutil

import numpy as np
import pandas as pd
import pytest

from overture.names.tagger import (
    MODEL,
    TAGS,
    Pieces,
    batches,
    best_path,
    decode,
    find_names,
    tidy,
    word_shape,
)

COLUMNS = ["doc_id", "sentence_id", "start", "end", "surface", "type"]
NEWS = [
    "Maria Keller, a lawyer from Lisbon, joined the European Commission in May.",
    "The Italian minister flew to Warsaw to meet John Okafor of Oxfam International.",
    "It may rain tomorrow, and the farmers will be glad of it.",
    "President Obama praised Angela Merkel’s work.",
]


def table_of(texts):
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=int)
    return pd.DataFrame(
        {
            "doc_id": "d",
            "sentence_id": range(len(texts)),
            "start": [0, *ends[:-1]] if texts else [],
            "end": ends - 1,
            "text": texts,
        }
    )


@pytest.fixture(scope="module")
def names():
    return find_names(table_of(NEWS))


def test_persons_places_and_organisations_are_found_and_typed(names):
    found = set(zip(names["surface"], names["type"], strict=True))
    assert {
        ("Maria Keller", "person"),
        ("Lisbon", "place"),
        ("European Commission", "organisation"),
        ("Italian", "other"),
        ("Warsaw", "place"),
        ("John Okafor", "person"),
        ("Oxfam International", "organisation"),
    } <= found


def test_titles_and_possessive_endings_are_no_part_of_a_name(names):
    last = names[names["sentence_id"] == 3]
    assert last["surface"].tolist() == ["Obama", "Angela Merkel"]


def test_sentence_without_names_has_none(names):
    assert not (names["sentence_id"] == 2).any()


def test_offsets_slice_the_document_and_names_do_not_overlap(names):
    document = "\n".join(NEWS)
    spans = list(zip(names["start"], names["end"], strict=True))
    assert [document[s:e] for s, e in spans] == names["surface"].tolist()
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert list(names.columns) == COLUMNS


def test_names_do_not_depend_on_the_other_sentences_or_their_order(names):
    alone = pd.concat([find_names(table_of(NEWS).iloc[[i]]) for i in range(len(NEWS))])
    turned = find_names(table_of(NEWS).iloc[::-1])
    pd.testing.assert_frame_equal(alone.reset_index(drop=True), names)
    pd.testing.assert_frame_equal(turned, names)


def test_input_is_left_as_it_was():
    sentences = table_of(NEWS[:1])
    before = sentences.copy()
    find_names(sentences)
    pd.testing.assert_frame_equal(sentences, before)


def test_headline_in_capitals_is_read():
    found = find_names(table_of(["MERKEL AND MACRON MEET IN BERLIN ON TUESDAY"]))
    assert {"MERKEL", "MACRON", "BERLIN"} == set(found["surface"])


def test_name_at_the_end_of_a_very_long_sentence_is_found_once():
    text = "and then it rained again, " * 150 + "said Maria Keller."
    found = find_names(table_of([text]))
    assert found["surface"].tolist() == ["Maria Keller"]
    assert text[found["start"][0] : found["end"][0]] == "Maria Keller"


@pytest.mark.parametrize("text", ["", " \n\t", "…", "\x00\x1b[31m", "北京", "🙂" * 40])
def test_text_without_words_has_no_name_and_no_error(text):
    assert list(find_names(table_of([text])).columns) == COLUMNS


def test_abbreviation_is_one_word_wherever_a_window_begins():
    texts = ["it " * (n + 230) + "U.S. and U.K. soldiers " * 3 for n in range(3)]
    found = find_names(table_of(texts))
    assert set(found["surface"]) == {"U.S.", "U.K."}


def test_accents_and_wide_characters_keep_offsets():
    text = "🙂 In Łódź, e\u0301lan: Zoë Müller met Maria Keller."
    found = find_names(table_of([text]))
    assert "Maria Keller" in set(found["surface"])
    assert all(
        text[s:e] == name
        for s, e, name in zip(
            found["start"], found["end"], found["surface"], strict=True
        )
    )


def test_empty_table_gives_an_empty_table_with_its_columns():
    found = find_names(table_of([]))
    assert list(found.columns) == COLUMNS
    assert len(found) == 0
    assert found["start"].dtype == "int64"


def test_missing_column_is_named():
    with pytest.raises(ValueError, match=r"missing: \['start'\]"):
        find_names(table_of(NEWS).drop(columns="start"))


def test_other_version_of_the_model_is_refused(tmp_path):
    folder = tmp_path / "tagger"
    shutil.copytree(MODEL, folder)
    with (folder / "tokenizer.json").open("a") as file:
        file.write("\n")
    with pytest.raises(ValueError, match=r"tagger/tokenizer\.json is damaged or of an"):
        find_names(table_of(NEWS), model=folder)


def scores_of(*tags):
    scores = np.zeros((len(tags) + 2, len(TAGS)), np.float32)
    for row, tag in enumerate(tags, 1):
        scores[row, TAGS.index(tag)] = 9
    words = [(i * 2, i * 2 + 1) for i in range(len(tags))]
    return Pieces(0, [1] * len(scores), [], [*range(1, len(tags) + 1)], words), scores


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        (["O", "O"], []),
        (["B-person", "I-person", "O"], [(0, 3, "person")]),
        (["B-person", "B-place"], [(0, 1, "person"), (2, 3, "place")]),
        (["B-place", "I-person", "I-person"], [(0, 5, "person")]),
        ([], []),
    ],
)
def test_tags_become_spans(tags, spans):
    assert decode(*scores_of(*tags)) == spans


def test_path_is_the_best_of_all_permitted_ones():
    chance = np.random.default_rng(5)
    for n in [1, 2, 3, 5] * 10:
        parts = chance.normal(size=(n, 3))
        permitted = [
            path
            for path in itertools.product(range(3), repeat=n)
            if all(b != 2 or a != 0 for a, b in zip((0, *path), path, strict=False))
        ]
        best = max(permitted, key=lambda path: sum(parts[range(n), path]))
        assert tuple(best_path(parts)) == best


@pytest.mark.parametrize(
    ("text", "span", "tidied"),
    [
        ("Dr. Amy Wu left", (0, 10, "person"), "Amy Wu"),
        ("President of", (0, 9, "person"), "President"),
        ("King Charles Street", (0, 19, "place"), "King Charles Street"),
        ("the Bank of Italy", (4, 11, "organisation"), "Bank"),
        ("a kremlin in Tula", (2, 9, "place"), None),
        ("a kremlin in tula", (2, 9, "place"), "kremlin"),
    ],
)
def test_titles_and_hanging_words_go_and_small_letters_among_capitals(
    text, span, tidied
):
    found = tidy(text, [span])
    assert [text[begin:end] for begin, end, _ in found] == [tidied] * bool(tidied)


def test_batches_cover_all_lengths_once_and_stay_small():
    lengths = sorted([3, 9, 50, 50, 2, 70])
    ranges = list(batches(lengths, 100))
    assert [i for some in ranges for i in some] == list(range(6))
    assert all(
        len(some) == 1 or len(some) * lengths[some[-1]] <= 100 for some in ranges
    )


def test_shape_tells_letter_case_apart():
    words = ["kyiv", "Kyiv", "KYIV", "K", "McKyiv", "Kyiv2", "(", "北京"]
    assert len({word_shape(word) for word in words}) == len(words)
