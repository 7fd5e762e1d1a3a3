import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from overture.tone import vader
from overture.tone.vader import vader_lexicon, vader_scores


@pytest.fixture(scope="module")
def nltk_vader():
    """NLTK's analyser with the lexicon of the wheel."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.lexicon = dict(vader_lexicon())
    analyzer.constants = VaderConstants()
    return analyzer


def reference(analyzer, texts):
    straight = str.maketrans("‘’“”„", '\'\'"""')
    scores = [analyzer.polarity_scores(text.translate(straight)) for text in texts]
    return [score["compound"] for score in scores]


BY_HAND = [
    "",
    " ",
    "a",
    "!!!",
    "The parties met in Geneva.",
    "The deal is good.",
    "The deal is GOOD!!!",
    "THE DEAL IS GOOD.",
    "It isn’t good, and it isn't bad.",
    "It was never so good, nor this bad.",
    "Without doubt the war was lost.",
    "The plan is good, but the plan is bad.",
    "But good is good, BUT bad is bad, but.",
    "Kind of good; sort of bad; kind of kind.",
    "He was kind. She was kind of late, kind man.",
    "It is just enough good of a plan.",
    "At least it is good; the least good, very least good, least good.",
    "Least good.",
    "He cut the mustard, hand to mouth, kiss of death, yeah right good.",
    "That was the shit and the bomb, bad ass indeed.",
    "very very very good; VERY good; hardly GOOD; barely bad",
    "good?? bad??? good???? good! bad!! !!!!! ?",
    "“Terrible,” he said — ‘awful’ — „horrible“…",
    "re-elect the best-known, well-loved (good) [bad] good. bad, 'good' \"bad\"",
    "excellent excellent not excellent very excellent",
    "x\x00y good \x00 bad",
    "no nono NO No no, good",
    "good\u00a0bad\u2003great\x1cawful",
]


def test_scores_are_those_of_nltk_on_sentences_made_for_its_rules(nltk_vader):
    scores, _ = vader_scores(BY_HAND)
    assert scores["compound"].tolist() == reference(nltk_vader, BY_HAND)


def test_scores_are_those_of_nltk_on_five_thousand_adversarial_sentences(nltk_vader):
    constants = nltk_vader.constants
    draw = random.Random(5)
    rated = sorted(vader_lexicon())
    plain = """the shit bomb bad ass yeah right cut mustard kiss of death hand to mouth
    kind sort just enough but least at very never so this BUT Kind table house x A -
    !!""".split()
    plain += sorted(constants.BOOSTER_DICT) + sorted(constants.NEGATE)

    def word():
        chosen = draw.choice(rated if draw.random() < 0.3 else plain)
        chosen = chosen.upper() if draw.random() < 0.1 else chosen
        if draw.random() < 0.2:
            chosen += draw.choice([*constants.PUNC_LIST, "...", "!!!!", "),"])
        if draw.random() < 0.05:
            chosen = draw.choice(constants.PUNC_LIST) + chosen
        return chosen.replace("'", "’") if draw.random() < 0.3 else chosen

    texts = []
    for _ in range(5_000):
        some = [word() for _ in range(draw.randint(1, 7))]
        n = draw.randint(0, 14)
        texts.append(
            " ".join(
                draw.choice(some) if draw.random() < 0.4 else word() for _ in "." * n
            )
        )
    scores, _ = vader_scores(texts)
    assert scores["compound"].tolist() == reference(nltk_vader, texts)


def test_words_and_places_behind_a_score_add_up_to_it():
    text = "A very good plan, but it isn’t liked by the enemy!"
    scores, words = vader_scores(["They met.", text])
    chunks = text.split()
    assert [chunks[k] for k in words["place"]] == ["good", "liked", "enemy!"]
    assert words["text"].eq(1).all()
    total = words["value"].sum()
    total += np.sign(total) * 0.292
    assert scores.loc[1, "compound"] == round(total / (total**2 + 15) ** 0.5, 4)
    assert scores["n_scored"].tolist() == [0, 3]


def test_batches_do_not_change_scores(monkeypatch):
    whole, words = vader_scores(BY_HAND)
    monkeypatch.setattr("overture.tone.vader.BATCH", 3)
    parts, part_words = vader_scores(BY_HAND)
    pd.testing.assert_frame_equal(whole, parts)
    pd.testing.assert_frame_equal(words, part_words)


def test_no_texts_no_scores():
    scores, words = vader_scores([])
    assert list(scores.columns) == ["compound", "n_scored"]
    assert scores.empty
    assert words.empty


def test_the_constants_are_those_of_nltk():
    from nltk.sentiment.vader import VaderConstants

    file = Path(vader.__file__).with_name("vader.json")
    for name, value in json.loads(file.read_text("utf-8")).items():
        told = getattr(VaderConstants, name)
        assert value == (sorted(told) if isinstance(told, set) else told), name
