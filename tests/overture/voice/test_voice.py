import time
from pathlib import Path

import pandas as pd
import pytest

from overture import voice
from overture.voice import split_sentences
from overture.voice.quotations import find_quotations, span_voices
from overture.voice.tables import read_kinds
from overture.voice.verbs import REPORT_WORDS, SPEECH_WORDS

VOICES = {"A": "author", "Q": "quoted", "U": "unattributed"}


def coded(name):
    """Return the documents of a coded file and its (doc_id, code, sentence) rows."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    texts, rows = [""], []
    for line in lines:
        if line == "----":
            texts.append("")
        elif not line:
            texts[-1] = texts[-1].strip() + "\n\n"
        elif not line.startswith("#"):
            code, sentence = line.split(" | ", 1)
            texts[-1] += sentence + " "
            rows.append((str(len(texts) - 1), code, sentence))
    texts = [text.strip() for text in texts]
    ids = [str(number) for number in range(len(texts))]
    documents = pd.DataFrame({"doc_id": ids, "text": texts})
    return documents, pd.DataFrame(rows, columns=["doc_id", "code", "text"])


def compare(name):
    documents, rows = coded(name)
    sentences = split_sentences(documents)
    assert sentences["text"].tolist() == rows["text"].tolist()
    expected = rows["code"].str[0].map(VOICES)
    speaker = rows["code"].str[2:].where(rows["code"].str.startswith("Q"), "")
    found = sentences["speaker"].fillna("-")
    named = [who.lower() in by.lower() for who, by in zip(speaker, found, strict=True)]
    return (
        sentences.assign(expected=expected, code=rows["code"]),
        sentences["voice"].eq(expected),
        pd.Series(named)[speaker.ne("")],
    )


@pytest.mark.parametrize(
    ("name", "sentences", "named"),
    [
        ("voice_coded.txt", 300, 0.95),
        ("voice_fresh.txt", 50, 0.7),
        ("voice_rules.txt", 15, 0.95),
        ("voice_varied.txt", 500, 0.85),
    ],
)
def test_voice_is_right_in_95_of_100_coded_sentences(name, sentences, named):
    _, voice, speaker = compare(name)
    assert len(voice) >= sentences
    assert voice.mean() >= 0.95
    assert speaker.mean() >= named


def quotations(text):
    table = split_sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    found = find_quotations(table)
    spans = zip(found["start"], found["end"], strict=True)
    found["text"] = [text[start:end] for start, end in spans]
    return found


def test_a_sentence_may_mix_voices_and_each_span_has_its_own():
    text = "Berlin was calm. “We wait,” Anna Berg said, “and we hope.”"
    found = quotations(text)
    assert found["text"].tolist() == ["We wait,", "and we hope."]
    assert found["speaker"].tolist() == ["Anna Berg", "Anna Berg"]
    mentions = pd.DataFrame({"doc_id": "d", "start": [text.index("Anna"), 0, 18, 45]})
    voiced = span_voices(mentions, found)
    assert voiced["voice"].tolist() == ["author", "author", "quoted", "quoted"]
    assert voiced["speaker"].isna().tolist() == [True, True, False, False]
    assert voiced["start"].tolist() == mentions["start"].tolist()


def test_a_quotation_over_sentences_is_cut_at_their_ends():
    found = quotations("“We wait. We hope,” said Anna Berg.")
    assert found["text"].tolist() == ["We wait.", "We hope,"]
    assert found["sentence_id"].tolist() == [0, 1]
    assert found["speaker"].eq("Anna Berg").all()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We must wait,” the minister, Anna Berg, said.", "Anna Berg"),
        ("“We must wait,” said Foreign Minister Anna Berg in Oslo.", "Anna Berg"),
        ("Anna Berg, who had come late, said: “We must wait.”", "Anna Berg"),
        ("In a speech on Monday, Anna Berg said, “We must wait.”", "Anna Berg"),
        ("Anna Berg rejected it, saying “we must wait for them”.", "Anna Berg"),
        ("As Anna Berg put it, “we must wait for the others”.", "Anna Berg"),
        ("According to Anna Berg, one must wait.", "Anna Berg"),
        ("Anna Berg said “no”.", "Anna Berg"),
        ("“We must wait,” said Harbour board member Anna Berg.", "Anna Berg"),
        (
            "The mayor left because Berg had called him “a friend of the others”.",
            "Berg",
        ),
        ("The palace issued a paper: “We must wait.”", "the palace"),
        ("One must wait, Anna Berg said on Monday.", "Anna Berg"),
        ("One must, she said, wait.", None),
        ('"We must wait," she said.', None),
        ("A novel by Anna Berg came out. “We must wait,” she said.", "Anna Berg"),
        ("Anna Berg met Eva Lind. “We must wait,” she said.", None),
        ("„Wir müssen warten“, sagte Anna Berg.", "Anna Berg"),
        ("«Мы подождём», — сказала Анна Берг.", "Анна Берг"),
        ("「我们等」", None),
    ],
)
def test_speakers_are_found_by_patterns_and_pronouns_only_where_safe(text, speaker):
    found = quotations(text)
    assert len(found) == 1
    assert (None if found["speaker"].isna()[0] else found["speaker"][0]) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The “peace plan” failed.",
        "It’s the soldiers’ war, and the ’90s are over.",
        "He read “War and Peace” twice.",
        'The pipe is 5" wide and 10" long.',
        "The claims were false, and they have the final say.",
    ],
)
def test_scare_quotes_titles_and_apostrophes_are_the_authors(text):
    assert quotations(text).empty


def voices(text):
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    return split_sentences(documents)["voice"].tolist()


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("“They only tip,” shrugs Dora, who pours the beer.", "quoted"),
        ("“They only tip us,” gargled Dora of the Harbour Bar.", "quoted"),
        ("“Keep off our grass,” a sign by the gate reads.", "unattributed"),
        ("“Keep off our grass,” the statement of the mayor reads.", "quoted"),
        ("The mayor announced a plan that would double the fares.", "author"),
        ("The mayor announced on Monday that she would double the fares.", "quoted"),
        ("The mayor believes the fares will double.", "quoted"),
        ("The mayor believes in the doubling of fares.", "author"),
        ("The mayor did not say which fares would double.", "author"),
        ("The charges were held back while he was mayor.", "author"),
        ("I believe that we can do better.", "author"),
        (
            "She informed the council about the number of homes that were lost.",
            "author",
        ),
        ("Of course, we have such a quarrel with several states.", "author"),
        ("The Prime Minister of Italy noted that the homes were lost.", "quoted"),
        ("At the gate Ann Lee assured them that they would be paid.", "quoted"),
        ("He sails for the United States that we know.", "author"),
        ("Everything went according to plan.", "author"),
        ("In the view of the mayor, “fares are a kind of rent”.", "quoted"),
    ],
)
def test_any_verb_may_attribute_but_not_every_that_reports(text, voice):
    assert voices(text) == [voice]


def test_verbs_have_a_capital_in_headings_alone():
    heading, body = "Fares Will Double, Mayor Warns", "He Warns us All, the mayor."
    assert voices(f"{heading}\n\n{body}") == ["quoted", "author"]


def test_verbs_have_their_forms_by_rule():
    assert {"says", "denied", "denies", "stressed", "agrees"} <= REPORT_WORDS
    assert {"saying", "writing", "replying", "admitting"} <= SPEECH_WORDS
    assert REPORT_WORDS.isdisjoint({"claimes", "saied", "promise", "reports’"})


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("verbs.csv", "report utter name bare hearer noun plural act form"),
        ("nouns.csv", "opening post impersonal"),
    ],
)
def test_words_come_once_each_and_are_of_known_kinds(file, known):
    listed = (Path(voice.__file__).with_name(file)).read_text(encoding="utf-8")
    rows = [line.split(",") for line in listed.splitlines()[1:]]
    assert len(rows) == len({word for word, _ in rows}) == len(read_kinds(file))
    assert {kind for _, kinds in rows for kind in kinds.split()} == set(known.split())


def test_a_change_of_the_words_of_all_engines_changes_what_is_made_here():
    assert "overture.words" in voice.USES


def test_no_sentences_no_quotations():
    columns = "doc_id sentence_id start end voice speaker form".split()
    empty = split_sentences(pd.DataFrame({"doc_id": [], "text": []}))
    assert list(find_quotations(empty).columns) == columns
    voiced = span_voices(
        pd.DataFrame({"doc_id": ["d"], "start": [3]}), find_quotations(empty)
    )
    assert voiced["voice"].tolist() == ["author"]


def test_a_table_made_by_hand_is_enough():
    table = pd.DataFrame(
        {"doc_id": ["d"], "sentence_id": [4], "start": [10], "end": [35]}
    ).assign(text="“We must go,” Ann said to us")
    assert find_quotations(table).iloc[0].tolist() == [
        "d", 4, 11, 22, "quoted", "Ann", "direct",
    ]  # fmt: skip


def test_long_texts_of_marks_alone_take_no_long_time():
    begin = time.perf_counter()
    for text in (
        "' a' b' " * 2_000,
        ", Ann said" * 2_000,
        "“a " * 2_000,
        '" a"b ' * 2000,
    ):
        split_sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    assert time.perf_counter() - begin < 20  # a second; quadratic rules take minutes
