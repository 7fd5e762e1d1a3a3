import pandas as pd
import pytest

from overture.tone import document_valence, scored_words, sentence_valence
from overture.voice import split_sentences

UN = "The United States and the United Nations Security Council met on Monday."


def table(*texts):
    ids = [f"d{number}" for number in range(len(texts))]
    return split_sentences(pd.DataFrame({"doc_id": ids, "text": texts}))


def mention(sentences, *names):
    rows = []
    for row in sentences.itertuples():
        for name in names:
            at = row.text.find(name)
            while at >= 0:
                start = row.start + at
                rows.append((row.doc_id, row.sentence_id, start, start + len(name)))
                at = row.text.find(name, at + 1)
    columns = ["doc_id", "sentence_id", "start", "end"]
    return pd.DataFrame(rows, columns=columns)


def test_the_united_nations_score_nothing():
    sentences = table(UN)
    assert sentence_valence(sentences)["valence"].iloc[0] == pytest.approx(
        0.7906, abs=0.01
    )
    mentions = mention(sentences, "United States", "United Nations Security Council")
    masked = sentence_valence(sentences, mentions)
    assert masked["score"].tolist() == [0]
    assert masked["n_scored"].tolist() == [0]
    assert masked["valence"].isna().all()


def test_masking_changes_only_sentences_with_names():
    sentences = table(
        "The United Nations were happy. Nobody else was happy. A sad day.",
        "In Happy Valley all were sad. In Sad Valley all were not.",
    )
    mentions = mention(sentences, "United Nations", "Happy Valley")
    plain = sentence_valence(sentences)
    masked = sentence_valence(sentences, mentions)
    changed = plain["score"].ne(masked["score"]).tolist()
    assert changed == [True, False, False, True, False]


def test_swapping_two_names_swaps_nothing_in_a_sentence_score():
    swap = {"Putin": "Grace", "Grace": "Putin"}
    text = "Putin praised the brave army. Grace attacked Putin. Grace smiled."
    swapped = " ".join(
        swap.get(word.rstrip("."), word.rstrip(".")) + "." * word.endswith(".")
        for word in text.split()
    )
    valences = [
        sentence_valence(s, mention(s, "Putin", "Grace"))["score"].tolist()
        for s in (table(text), table(swapped))
    ]
    assert valences[0] == valences[1]
    assert len(set(valences[0])) == 3


def test_order_of_sentences_is_irrelevant_and_copies_leave_the_mean():
    text = "A good plan. A bad day. They met. A great success was celebrated."
    valences = sentence_valence(table(text))
    shuffled = table(text).iloc[[2, 0, 3, 1]]
    again = sentence_valence(shuffled).sort_values("sentence_id", ignore_index=True)
    pd.testing.assert_frame_equal(valences, again)
    means = document_valence(sentence_valence(table(text, text)))["valence"]
    assert (
        means.iloc[0] == means.iloc[1] == document_valence(valences)["valence"].iloc[0]
    )


def test_a_document_is_the_mean_of_its_scored_sentences():
    valences = sentence_valence(table("A good plan. A bad day. They met.", "They met."))
    documents = document_valence(valences)
    assert documents["n_sentences"].tolist() == [3, 1]
    assert documents["n_scored_sentences"].tolist() == [2, 0]
    assert documents["n_scored"].tolist() == [2, 0]
    assert documents["valence"].iloc[0] == pytest.approx((0.4404 - 0.5423) / 2)
    assert pd.isna(documents["valence"].iloc[1])


def test_scored_words_are_spans_of_the_document():
    text = "They met.\n\nThe “brave men”, he said, didn’t fail!"
    words = scored_words(table(text))
    assert [text[s:e] for s, e in zip(words["start"], words["end"], strict=True)] == [
        "brave",
        "fail",
    ]
    assert words["surface"].tolist() == ["brave", "fail"]
    assert (words["value"] > 0).all()


def test_no_sentences_no_valences():
    empty = table("")
    columns = ["doc_id", "sentence_id", "engine", "valence", "n_scored", "score"]
    assert list(sentence_valence(empty).columns) == columns
    assert list(scored_words(empty).columns)[:2] == ["doc_id", "sentence_id"]
    assert document_valence(sentence_valence(empty)).empty
