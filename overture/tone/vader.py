"""VADER over whole columns of sentences, with NLTK's scores.

Each distinct word is looked at once; the rules then run as arithmetic on arrays
of word numbers, in the order of NLTK's code, so that every decimal agrees. What is
odd in the original (a word that occurs twice takes the context of its first place)
is kept.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import punctuation
from types import SimpleNamespace

import numpy as np
import pandas as pd

BATCH = 20_000  # sentences at a time: bounds memory
_PUNCTUATION = frozenset(punctuation)
_TYPOGRAPHIC = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("„", '"'))
_END = "\x00"
# three empty words behind each text, so that no word has neighbours in another
_ENDS = f" {_END} {_END} {_END} "


def vader_scores(
    texts: list[str],
    lexicon: Mapping[str, float] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores of texts, and the words behind them.

    `scores` has a row per text: `compound` (-1 to 1, 4 decimals; 0 without scored
    words) and `n_scored`. `words` has a row per scored word: `text` (number of the
    text), `place` (of its white-space chunk in the text), `value` (what it adds). A
    lexicon has values from -4 to 4 by lower-case term. Typographic quotation marks
    are read as straight ones, since otherwise "don’t" is no negation.

    Notes
    -----
    compound = s / sqrt(s² + 15) with s the sum of the words' values: it saturates
    with length, so it is for sentences and not for documents.

    References
    ----------
    Hutto, C. & Gilbert, E. (2014). VADER: a parsimonious rule-based model for
    sentiment analysis of social media text. ICWSM. doi:10.1609/icwsm.v8i1.14550

    Examples
    --------
    >>> scores, words = vader_scores(["It isn’t good.", "They met."])
    >>> scores["compound"].tolist(), scores["n_scored"].tolist()
    ([-0.3412, 0.0], [1, 0])
    """
    lexicon = vader_lexicon() if lexicon is None else lexicon
    starts = range(0, max(len(texts), 1), BATCH)
    parts = [_batch(texts[k : k + BATCH], lexicon, k) for k in starts]
    return tuple(pd.concat(p, ignore_index=True) for p in zip(*parts, strict=True))


@cache
def vader_lexicon() -> Mapping[str, float]:
    """Return VADER's terms and mean ratings, from the package vaderSentiment."""
    text = (files("vaderSentiment") / "vader_lexicon.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line)
    return {row[0]: float(row[1]) for row in rows}


@cache
def _constants() -> SimpleNamespace:
    """Return the constants of Hutto and Gilbert (2014) in NLTK's edition.

    A file of our own, since importing NLTK's takes a second.
    """
    text = Path(__file__).with_name("vader.json").read_text("utf-8")
    constants = SimpleNamespace(**json.loads(text))
    constants.NEGATE = frozenset(constants.NEGATE)
    return constants


def _batch(texts: list[str], lexicon, first: int):
    """Score some texts, of which the first has this number."""
    n_texts = len(texts)
    whole = _ENDS.join([*(text.replace(_END, "\x01") for text in texts), ""])
    for typographic, straight in _TYPOGRAPHIC:
        whole = whole.replace(typographic, straight)
    chunks = whole.split()
    forms, form_of = {"": 0}, {}
    edges = frozenset(_constants().PUNC_LIST)
    for chunk in dict.fromkeys(chunks):
        bare = _bare(chunk, edges)
        form_of[chunk] = -1 if len(chunk) == 1 else forms.setdefault(bare, len(forms))
    form_of[_END] = 0
    word = np.fromiter(map(form_of.__getitem__, chunks), np.int64, len(chunks))
    text_of = (np.cumsum(word == 0) - (word == 0)) // 3
    place = np.arange(len(word)) - np.searchsorted(text_of, np.arange(n_texts))[text_of]
    word, text_of, place = (column[word >= 0] for column in (word, text_of, place))
    n_words = np.bincount(text_of[word > 0], minlength=n_texts)
    hits, value = _valences(list(forms), word, text_of, n_words, lexicon)
    marks = (np.array([text.count(mark) for text in texts], dtype=int) for mark in "!?")
    words = {"text": text_of[hits] + first, "place": place[hits], "value": value}
    return _summed(value, text_of[hits], *marks), pd.DataFrame(words)


def _bare(chunk: str, edges: frozenset[str]) -> str:
    """Return the chunk without punctuation before or behind, as VADER strips it."""
    word = chunk.strip(punctuation)
    if len(word) == len(chunk) or len(word) < 2:
        return chunk
    if not word.isalnum() and not _PUNCTUATION.isdisjoint(word):
        return chunk
    edge = chunk[: -len(word)] if chunk.endswith(word) else chunk[len(word) :]
    return word if edge in edges and chunk in (edge + word, word + edge) else chunk


def _valences(forms, word, text_of, n_words, lexicon):
    """Return the places of the lexicon's words, and their values after all rules."""
    told, lower = _constants(), [form.lower() for form in forms]

    def those(*wanted, of=lower):
        return np.array([form in wanted for form in of])

    rated = np.array([lexicon.get(form, np.nan) for form in lower])
    known = ~np.isnan(rated)
    boost = np.array([told.BOOSTER_DICT.get(form, 0.0) for form in lower])
    negates = np.array([form in told.NEGATE or "n't" in form for form in lower])
    upper = np.array([form.isupper() for form in forms])
    so, never = those("so", "this", of=forms), those("never", of=forms)

    hits = np.flatnonzero(known[word] & (boost[word] == 0))
    at = _first_places(hits, word, text_of, len(forms))
    kind_of = those("kind")[word[hits]] & those("of")[word[at + 1]]
    hits, at = hits[~kind_of], at[~kind_of]
    around = {shift: word[at + shift] for shift in range(-3, 3)}

    n_lower = n_words - np.bincount(text_of, upper[word], len(n_words))
    capitals = ((n_lower > 0) & (n_lower < n_words))[text_of[hits]]
    value = rated[word[hits]]

    def raised(who):
        """Return what capitals add where other words have none."""
        gain = np.where(value > 0, told.C_INCR, -told.C_INCR)
        return (upper[who] & capitals) * gain

    value = value + raised(word[hits])
    strengthened = {
        1: False,
        2: never[around[-2]] & so[around[-1]],
        3: never[around[-3]] & so[around[-2]] | so[around[-1]],
    }
    for distance, damping, factor in ((1, 1.0, 1.0), (2, 0.95, 1.5), (3, 0.9, 1.25)):
        other = around[-distance]
        scalar = np.where(value < 0, -boost[other], boost[other])
        scalar = scalar + (scalar != 0) * raised(other)
        after = value + scalar * damping
        turned = np.where(negates[other], after * told.N_SCALAR, after)
        after = np.where(strengthened[distance], after * factor, turned)
        if distance == 3:
            after = _idioms(after, around, forms)
        value = np.where((other > 0) & ~known[other], after, value)
    least = those("least")[around[-1]] & ~known[around[-1]]
    least &= ~those("at", "very")[around[-2]]
    value = np.where(least, value * told.N_SCALAR, value)
    return hits, _but(value, hits, word, text_of, len(n_words), those("but"))


def _first_places(hits, word, text_of, n_forms):
    """Return for each hit the first place of the same word in its text."""
    keys = text_of[hits] * (n_forms + 1) + word[hits]
    _, first, same = np.unique(keys, return_index=True, return_inverse=True)
    return hits[first][same]


def _idioms(value, around, forms):
    """Return values after idioms and two-word dampeners around the word."""
    told, result = _constants(), value.copy()
    numbers = defaultdict(lambda: -1, zip(forms, range(len(forms)), strict=True))

    def matches(phrase, shift):
        same = [around[shift + k] == numbers[form] for k, form in enumerate(phrase)]
        return np.logical_and.reduce(same)

    idioms = [(i.split(), rating) for i, rating in told.SPECIAL_CASE_IDIOMS.items()]
    # later assignments win, so the original's order of search is reversed
    for length, shift in ((2, -3), (3, -3), (2, -2), (3, -2), (2, -1), (2, 0), (3, 0)):
        for phrase, rating in idioms:
            if len(phrase) == length:
                result[matches(phrase, shift)] = rating
    dampeners = [form.split() for form in told.BOOSTER_DICT if " " in form]
    dampened = [matches(phrase, shift) for phrase in dampeners for shift in (-3, -2)]
    return np.where(np.logical_or.reduce(dampened), result + told.B_DECR, result)


def _but(value, hits, word, text_of, n_texts, is_but):
    """Return values with what stands before the first "but" halved."""
    buts = np.flatnonzero(is_but[word])
    turn = np.full(n_texts, -1)
    turn[text_of[buts][::-1]] = buts[::-1]
    turn = turn[text_of[hits]]
    factor = np.where(hits < turn, 0.5, np.where(hits > turn, 1.5, 1.0))
    return np.where(turn >= 0, value * factor, value)


def _summed(value, hit_text, exclamations, questions) -> pd.DataFrame:
    """Return the scores from the words' values and the marks of each text."""
    emphasis = np.minimum(exclamations, 4) * 0.292 + np.select(
        [questions > 3, questions > 1], [0.96, questions * 0.18], 0.0
    )
    s = np.bincount(hit_text, value, len(emphasis))
    s = s + np.sign(s) * emphasis
    # Python's rounding, as NLTK has it: numpy's differs in the last place
    compound = [round(score, 4) for score in (s / np.sqrt(s * s + 15)).tolist()]
    n_scored = np.bincount(hit_text, minlength=len(s))
    return pd.DataFrame({"compound": compound, "n_scored": n_scored})
