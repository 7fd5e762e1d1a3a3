"""Sentiment towards mentions: invariances, tables, samples, damaged models."""

import shutil

import numpy as np
import pandas as pd
import pytest

from overture.onnx_model import open_model
from overture.tone import (
    MENTION_SENTIMENT,
    explain,
    mention_sentiment,
    targeted_fast,
    targeted_transformer,
)
from overture.tone.targeted import estimate_seconds

ENGINES = ["targeted", "targeted-fast"]
TEXTS = [
    "Critics accused Ann of a shameful betrayal, while Bob was praised for courage.",
    "Bob met Ann on Monday.",
    "“Ann is a brilliant and honest leader,” said Bob, who had attacked Ann before.",
    "The report blames Bob for the disaster.",
    "Nobody wrote about Cy’s visit to Bob.",
    "[MASK] [unused1] Ann [SEP] won the prize.",
]


def tables(texts, names):
    """Return a sentence per document, and mentions of names -> actors."""
    sentences, mentions = [], []
    for number, text in enumerate(texts):
        doc, start = f"d{number}", 10 * number  # offsets need not begin at 0
        key = {"doc_id": doc, "sentence_id": number % 2}
        span = {"start": start, "end": start + len(text)}
        sentences.append({**key, **span, "text": text})
        for name, actor in names.items():
            at = text.find(name)
            while at >= 0:
                span = {"start": start + at, "end": start + at + len(name)}
                mentions.append({**key, **span, "actor_id": actor})
                at = text.find(name, at + 1)
    return pd.DataFrame(sentences), pd.DataFrame(mentions)


NAMES = {"Ann": "ann", "Bob": "bob", "Cy": "cy"}


@pytest.fixture
def data():
    return tables(TEXTS, NAMES)


@pytest.mark.parametrize("engine", ENGINES)
def test_table_has_its_columns_one_row_a_mention_and_probabilities(data, engine):
    table = mention_sentiment(*data, engine=engine)
    assert list(table.columns) == list(MENTION_SENTIMENT)
    assert table.dtypes.astype(str).to_dict() == {
        name: column.dtype for name, column in MENTION_SENTIMENT.items()
    }
    assert len(table) == len(data[1]) == 11
    probabilities = table[["p_negative", "p_neutral", "p_positive"]]
    assert np.allclose(probabilities.sum(axis=1), 1, atol=0.0016)
    assert (probabilities.idxmax(axis=1) == "p_" + table["label"]).all()
    gap = table["p_positive"] - table["p_negative"]
    assert np.allclose(table["score"], gap, atol=1e-9)
    assert (table["pi"] == 1).all()
    keys = ["doc_id", "sentence_id", "start", "end", "actor_id"]
    assert table[keys].equals(table[keys].sort_values(keys, ignore_index=True))


@pytest.mark.parametrize("engine", ENGINES)
def test_plain_praise_and_blame_are_told_apart(data, engine):
    table = mention_sentiment(*data, engine=engine).set_index(["doc_id", "actor_id"])
    score = table["score"].groupby(level=[0, 1]).mean()
    assert score["d0", "ann"] < min(0, score["d0", "bob"])
    assert score["d3", "bob"] < -0.3
    assert table.loc[("d1", "bob"), "label"] == "neutral"


@pytest.mark.parametrize("engine", ENGINES)
def test_swapping_two_actors_swaps_their_rows_exactly(data, engine):
    swapped = [
        text.replace("Ann", "#").replace("Bob", "Mr Zelenskiy").replace("#", "Bob")
        for text in TEXTS
    ]
    other = tables(swapped, {"Bob": "bob", "Mr Zelenskiy": "ann", "Cy": "cy"})
    keep = ["doc_id", "label", "score", "p_negative", "p_neutral", "p_positive"]
    rows = mention_sentiment(*data, engine=engine)
    back = mention_sentiment(*other, engine=engine)
    back["actor_id"] = back["actor_id"].map({"bob": "ann", "ann": "bob", "cy": "cy"})
    order = ["doc_id", "start"]
    rows, back = rows.sort_values(order), back.sort_values(order)
    assert rows["actor_id"].tolist() == back["actor_id"].tolist()
    assert rows[keep].equals(back[keep])


@pytest.mark.parametrize("engine", ENGINES)
def test_order_and_company_of_sentences_do_not_matter(data, engine):
    sentences, mentions = data
    table = mention_sentiment(sentences, mentions, engine=engine)
    turned = mention_sentiment(sentences[::-1], mentions[::-1], engine=engine)
    assert table.equals(turned)
    for doc, rows in table.groupby("doc_id"):
        alone = mention_sentiment(
            sentences, mentions[mentions["doc_id"] == doc], engine=engine
        )
        assert alone.equals(rows.reset_index(drop=True))


@pytest.mark.parametrize("engine", ENGINES)
def test_input_is_unchanged_and_empty_input_gives_an_empty_table(data, engine):
    sentences, mentions = (table.copy() for table in data)
    mention_sentiment(*data, engine=engine)
    assert sentences.equals(data[0])
    assert mentions.equals(data[1])
    empty = mention_sentiment(sentences, mentions[:0], engine=engine)
    assert empty.empty
    assert list(empty.columns) == list(MENTION_SENTIMENT)
    assert explain(sentences, mentions[:0], engine=engine).empty
    assert estimate_seconds(sentences, mentions[:0], engine=engine) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_explanation_points_at_words_of_the_sentence(data, engine):
    table = explain(*data, engine=engine, top=3)
    sentences = data[0].set_index("doc_id")
    for row in table.itertuples():
        sentence = sentences.loc[row.doc_id]
        a, b = row.word_start - sentence.start, row.word_end - sentence.start
        assert sentence.text[a:b] == row.word
        assert not (row.word_start < row.end and row.start < row.word_end)
    blame = table[(table["doc_id"] == "d3") & (table["rank"] <= 2)]
    assert {"blames", "disaster"} & set(blame["word"])
    assert (blame["effect"] > 0).any()


@pytest.mark.parametrize("engine", ENGINES)
def test_explaining_some_mentions_leaves_the_others_in_their_sentences(data, engine):
    labels = mention_sentiment(*data, engine=engine)
    some = labels.iloc[[7, 0]]
    table = explain(*data, engine=engine, only=some)
    whole = explain(*data, engine=engine)
    keys = ["doc_id", "sentence_id", "start", "end", "actor_id", "label"]
    assert table[keys].drop_duplicates().to_numpy().tolist() == [
        labels.loc[row, keys].tolist() for row in (0, 7)
    ]
    asked = whole.merge(some[keys[:4]]).sort_values([*keys[:4], "rank"])
    pd.testing.assert_frame_equal(table, asked.reset_index(drop=True))
    assert explain(*data, engine=engine, only=labels[:0]).empty


@pytest.mark.parametrize("engine", ENGINES)
def test_mentions_without_actors_are_told_apart_by_their_wording(data, engine):
    sentences, mentions = data
    named = mention_sentiment(sentences, mentions, engine=engine)
    nameless = mention_sentiment(
        sentences, mentions.drop(columns="actor_id"), engine=engine
    )
    assert nameless["actor_id"].isna().all()
    assert nameless["score"].tolist() == named["score"].tolist()


@pytest.mark.parametrize("engine", ENGINES)
def test_long_sentences_and_sentences_of_a_name_alone_are_labelled(engine):
    texts = ["Ann", "word " * 3000 + "Ann is a liar" + " word" * 3000, " Ann  "]
    table = mention_sentiment(*tables(texts, NAMES), engine=engine)
    assert len(table) == 3
    assert table.notna().all(axis=None)


def test_numbers_are_the_same_with_other_kernels_and_more_threads(data, monkeypatch):
    import onnxruntime

    table = mention_sentiment(*data, engine="targeted")
    _, tokenizer = open_model(targeted_transformer.FOLDER)
    options = onnxruntime.SessionOptions()
    # no fused kernels: weights become 32-bit floats node by node
    level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.graph_optimization_level = level
    options.intra_op_num_threads = 2
    plain = onnxruntime.InferenceSession(
        targeted_transformer.FOLDER / "model.onnx", options
    )
    other = (plain, tokenizer)
    monkeypatch.setattr(targeted_transformer, "open_model", lambda folder: other)
    assert mention_sentiment(*data, engine="targeted").equals(table)


def test_sample_has_known_probabilities_and_weighs_back_to_all():
    texts = ["Ann met Bob."] * 400 + ["Ann met Cy."] * 10
    data = tables(texts, NAMES)
    table = mention_sentiment(*data, engine="targeted-fast", sample=0.25, seed=3)
    drawn = table.groupby("actor_id")["pi"].agg(["size", "min", "max"])
    assert drawn.loc["ann"].tolist() == [103, 103 / 410, 103 / 410]
    assert drawn.loc["bob"].tolist() == [100, 0.25, 0.25]
    assert drawn.loc["cy"].tolist() == [10, 1, 1]
    assert (1 / table["pi"]).sum() == pytest.approx(820)
    again = mention_sentiment(*data, engine="targeted-fast", sample=0.25, seed=3)
    assert table.equals(again)
    other = mention_sentiment(*data, engine="targeted-fast", sample=0.25, seed=4)
    assert table["doc_id"].tolist() != other["doc_id"].tolist()


def test_each_mention_is_as_likely_as_its_pi_says():
    data = tables(["Ann met nobody."] * 120, NAMES)
    counts = pd.Series(0, index=data[1]["doc_id"])
    for seed in range(100):
        table = mention_sentiment(*data, engine="targeted-fast", sample=0.3, seed=seed)
        counts[table["doc_id"]] += 1
    # 100 draws at 0.3: mean 30, standard deviation 4.6
    assert counts.mean() == 30
    assert counts.between(30 - 4.1 * 4.6, 30 + 4.1 * 4.6).all()


def test_estimate_grows_with_the_mentions_and_shrinks_with_the_sample():
    data = tables(["Ann met Bob."] * 2000, NAMES)
    whole = estimate_seconds(*data, engine="targeted-fast")
    assert 0 < estimate_seconds(*data, engine="targeted-fast", sample=0.02) < whole


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s, m: (s, m.drop(columns="end")), "mentions lacks the column 'end'"),
        (lambda s, m: (s.drop(columns="text"), m), "sentences lacks the column 'text'"),
        (lambda s, m: (s[1:], m), r"mentions row 0: \['d0', 0, 16, 19\] has no sen"),
        (lambda s, m: (s, m.assign(end=10**6)), "row 0: .* is not in its sentence"),
        (lambda s, m: (s, m.assign(end=m["start"])), "row 0: .* is not in its sent"),
        (lambda s, m: (pd.concat([s, s]), m), "sentence 0 of document 'd0' twice"),
    ],
)
def test_bad_tables_are_told_in_one_line(data, change, message):
    with pytest.raises(ValueError, match=message) as error:
        mention_sentiment(*change(*data), engine="targeted-fast")
    assert "\n" not in str(error.value)


def test_unknown_engine_and_impossible_sample_are_told(data):
    with pytest.raises(ValueError, match="choose one of targeted, targeted-fast, or"):
        mention_sentiment(*data, engine="oracle")
    with pytest.raises(ValueError, match="over 0 and up to 1, not 1.5"):
        mention_sentiment(*data, engine="targeted-fast", sample=1.5)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_damaged_transformer_is_told_in_one_line(data, tmp_path, monkeypatch, name):
    folder = tmp_path / "targeted"
    shutil.copytree(targeted_transformer.FOLDER, folder)
    damaged = bytearray((folder / name).read_bytes())
    damaged[5000] ^= 1
    (folder / name).write_bytes(damaged)
    monkeypatch.setattr(targeted_transformer, "FOLDER", folder)
    with pytest.raises(ValueError, match=f"targeted/{name} is damaged") as error:
        mention_sentiment(*data, engine="targeted")
    assert "\n" not in str(error.value)


def test_damaged_weights_are_told_in_one_line(data, tmp_path, monkeypatch):
    folder = tmp_path / "targeted_fast"
    folder.mkdir()
    for name in ("weights.npz", "SHA256SUMS"):
        content = (targeted_fast.FOLDER / name).read_bytes()
        (folder / name).write_bytes(content)
    damaged = bytearray((folder / "weights.npz").read_bytes())
    damaged[1000] ^= 1
    (folder / "weights.npz").write_bytes(damaged)
    monkeypatch.setattr(targeted_fast, "FOLDER", folder)
    with pytest.raises(ValueError, match="weights.npz is damaged or of another versi"):
        mention_sentiment(*data, engine="targeted-fast")
