import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.tokens import tokens

TEXT = st.text(alphabet="aBé п’'-.,U S1 2\n\t\u00a0😀🇺🇦中あ😀@#:/", max_size=60)


def table(*texts):
    return pd.DataFrame({"text": list(texts)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin’s offer isn't far-reaching", "Putin's offer isn't far-reaching"),
        ("aides (U.S. and U.S.-led) met.", "aides U.S. and U.S.-led met"),
        ("e.g. Russia, i.e.The U.S.’s", "e.g. Russia i.e. The U.S.'s"),
        ("20,000 of 5.3% on 24.02.2022", "20,000 of 5.3 on 24.02.2022"),
        ("F-16s, COVID-19, the 1990s", "F-16s COVID-19 the 1990s"),
        ("see https://a.org/x?q=1.", "see https://a.org/x?q=1"),
        ("(www.b.com), me@x.org", "www.b.com me@x.org"),
        ("@NATO #StandWithUkraine", "@NATO #StandWithUkraine"),
        ("yes👍🏽 🇺🇦! ©", "yes 👍🏽 🇺🇦"),
        ("П’ять, т.е. Слава", "П'ять т.е. Слава"),
        ("中国 カタカナ", "中 国 カタカナ"),
        ("हिन्दी में", "हिन्दी में"),
        ("‘quoted’ “words” rock 'n' roll", "quoted words rock n roll"),
        ("war--peace Moscow–Beijing and/or", "war peace Moscow Beijing and or"),
        ("co\u00adoperate tab\tnbsp\u00a0end", "cooperate tab nbsp end"),
        ("AT&T", "AT&T"),
        ("", ""),
        ("... — !?", ""),
    ],
)
def test_words_are_found(text, expected):
    assert tokens(table(text)).token.tolist() == expected.split()


@given(st.lists(TEXT, max_size=5))
@settings(max_examples=60, deadline=None)
def test_offsets_slice_back_to_the_token(texts):
    found = tokens(table(*texts))
    names = [f"text{i + 1}" for i in range(len(texts))]
    by_name = dict(zip(names, texts, strict=True))
    plain = str.maketrans("’", "'")
    for row in found.itertuples():
        surface = by_name[row.doc_id][row.start : row.end]
        assert surface.translate(plain) == row.token
        assert row.token.strip() == row.token != ""
    for _, own in found.groupby("doc_id"):
        assert (own.start.to_numpy()[1:] >= own.end.to_numpy()[:-1]).all()


def test_offsets_of_sentences_are_those_of_the_document():
    sentences = pd.DataFrame(
        {"doc_id": "d", "sentence_id": [3], "start": [100], "text": ["Peace talks"]}
    )
    found = tokens(sentences)
    assert found.sentence_id.tolist() == [3, 3]
    assert found.start.tolist() == [100, 106]
    assert found.end.tolist() == [105, 111]


def test_many_batches_give_the_tokens_of_one(monkeypatch):
    texts = table(*[f"word{i % 7} and the U.S. {i}" for i in range(50)], "", None)
    whole = tokens(texts)
    monkeypatch.setattr("analysis.corpus.tokens._BATCH_BYTES", 40)
    monkeypatch.setattr("analysis.corpus.tokens._CACHED_CHUNKS", 3)
    pd.testing.assert_frame_equal(tokens(texts), whole)
    assert whole.groupby("doc_id").size().tolist() == [5] * 50


def test_no_texts_give_no_tokens_but_columns():
    found = tokens(table())
    assert list(found.columns) == ["doc_id", "sentence_id", "start", "end", "token"]
    assert len(found) == 0


def test_table_without_text_says_what_is_missing():
    with pytest.raises(ValueError, match="needs a column 'text'.*has doc_id, body"):
        tokens(pd.DataFrame({"doc_id": ["d"], "body": ["x"]}))
