"""A transformer from disk: loaded, read, refused; skipped without the extra."""

import numpy as np
import pandas as pd
import pytest

from overture.tone import mention_sentiment

SENTENCES = pd.DataFrame(
    {"doc_id": "d", "sentence_id": [0], "start": [0], "end": [20]}
).assign(text="Ann praised Bob, yes")
MENTIONS = pd.DataFrame({"doc_id": "d", "sentence_id": 0, "start": [0, 12]})
MENTIONS = MENTIONS.assign(end=[3, 15], actor_id=["ann", "bob"])


@pytest.fixture
def make_model(tmp_path):
    """Return a function that writes a tiny model with the labels it is given."""
    reason = "needs the extra 'transformers' (pip install 'overture[transformers]')"
    torch = pytest.importorskip("torch", reason=reason)
    transformers = pytest.importorskip("transformers", reason=reason)

    def make(labels):
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "target", "other"]
        words += ["praised", ",", "yes"]
        (tmp_path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        torch.manual_seed(0)
        config = transformers.BertConfig(
            vocab_size=len(words),
            hidden_size=8,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            initializer_range=1.0,  # large enough for the two places to differ
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
        )
        model = transformers.BertForSequenceClassification(config)
        model.save_pretrained(tmp_path)
        vocabulary = {word: i for i, word in enumerate(words)}
        transformers.BertTokenizer(vocab=vocabulary).save_pretrained(tmp_path)
        return tmp_path

    return make


def test_labels_are_read_by_their_names_in_any_order(make_model):
    folder = make_model(["POS", "NEU", "NEG"])
    table = mention_sentiment(SENTENCES, MENTIONS, engine=str(folder))
    import torch
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    # [CLS] target praised other , yes [SEP] target [SEP], and the other way round
    first, last = [2, 5, 7, 6, 8, 9, 3, 5, 3], [2, 6, 7, 5, 8, 9, 3, 5, 3]
    kinds = [[0] * 7 + [1] * 2] * 2
    with torch.inference_mode():
        inputs = torch.tensor([first, last]), torch.tensor(kinds)
        logits = model(inputs[0], token_type_ids=inputs[1]).logits
    wanted = logits.softmax(-1).numpy()[:, ::-1]
    got = table[["p_negative", "p_neutral", "p_positive"]].to_numpy()
    assert np.abs(got - wanted).max() < 0.001
    assert np.abs(got[0] - got[1]).max() > 0.01


def test_other_labels_are_refused(make_model):
    folder = make_model(["sports", "politics", "weather"])
    with pytest.raises(ValueError, match="labels of .* are sports, politics, weather"):
        mention_sentiment(SENTENCES, MENTIONS, engine=str(folder))


def test_folder_without_a_model_is_told_in_one_line(tmp_path):
    with pytest.raises(
        ValueError, match="'transformers'|no transformer could"
    ) as error:
        mention_sentiment(SENTENCES, MENTIONS, engine=str(tmp_path))
    assert "\n" not in str(error.value)
