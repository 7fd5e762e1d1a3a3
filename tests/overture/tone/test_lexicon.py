import pandas as pd
import pytest

from overture.tone import read_lexicon, scored_words, sentence_valence


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def score(path, *texts):
    sentences = pd.DataFrame(
        {"doc_id": "d", "sentence_id": range(len(texts)), "start": 0, "text": texts}
    )
    return sentence_valence(sentences, engine=str(path)), sentences


def test_terms_of_words_wildcards_and_negation_are_scored(write):
    path = write("term,value\npeace talks,2\nattack*,-1\nwar,-2\npeace,1\n")
    valences, sentences = score(
        path,
        "Peace talks began.",  # one term, not also "peace"
        "The ATTACKERS attacked.",
        "No peace, not ever.",
        "There was not a war.",
        "They met.",
    )
    words = scored_words(sentences, engine=str(path))
    assert words["surface"].tolist() == [
        "Peace talks", "ATTACKERS", "attacked", "peace", "war",
    ]  # fmt: skip
    assert valences["n_scored"].tolist() == [1, 2, 1, 1, 0]
    sign = [1, -1, -1, 1]
    assert (valences["valence"][:4] * sign > 0).tolist() == [True, True, False, True]
    assert valences["valence"].isna().tolist() == [False] * 4 + [True]
    assert valences["engine"].eq("mine.csv").all()


def test_the_largest_value_is_brought_to_four(write):
    lexicon = read_lexicon(write("good,0.5\nbad,-1\npeace talk*,1\n"))
    assert lexicon["good"] == 2
    assert lexicon["bad"] == -4
    assert len(lexicon) == 3
    assert "goodness" not in lexicon


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("good,1\nbad\n", r"mine.csv:2: a row needs term and value, got 'bad'"),
        ("good,1\nbad,awful\n", r"mine.csv:2: the value must be a number, got 'awful'"),
        ("good,1\nbad,nan\n", r"mine.csv:2: the value must be a number, got 'nan'"),
        ("good,1\n\nGood,2\n", r"mine.csv:3: 'good' is also on line 1; keep one"),
        ("good,1\n*,2\n", r"mine.csv:2: the term is empty"),
        ("good,1\n*ness,2\n", r"mine.csv:2: \* may only end a word, got '\*ness'"),
        ("", r"mine.csv: no terms; write rows"),
        ("term,value\n", r"mine.csv: no terms; write rows"),
    ],
)
def test_a_bad_line_is_named_with_rule_value_and_way_out(write, text, message):
    with pytest.raises(ValueError, match=message):
        read_lexicon(write(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_and_separators_are_read(write, encoding):
    lexicon = read_lexicon(write("term;value\nempört;-2\nschön;1\n", encoding))
    assert dict(lexicon) == {"empört": -4, "schön": 2}


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="engine must be 'vader' or the path of a"):
        score("nobody.csv", "Good.")
    with pytest.raises(ValueError, match="mention_sentiment"):
        score("targeted", "Good.")
