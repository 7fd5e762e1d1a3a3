"""VADER over whole columns of sentences, with NLTK's scores.

Each distinct word is looked at once; the rules then run as arithmetic on arrays
of word numbers, in the order of NLTK's code, so that every decimal agrees. What is
odd in the original (a word that occurs twice takes the context of its first place)
is kept.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import punctuation

import numpy as np
import pandas as pd

BATCH = 20_000  # sentences at a time: bounds memory
BOOST = 0.293
CAPITALS = 0.733
NEGATED = -0.74

# Constants of Hutto & Gilbert (2014), in the edition that NLTK 3.10 has.
_NEGATIONS = frozenset(
    """aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't
    daren't didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't
    hadn't hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not
    nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't
    uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom
    despite""".split()
)
_BOOSTERS = dict.fromkeys(
    """absolutely amazingly awfully completely considerably decidedly deeply effing
    enormously entirely especially exceptionally extremely fabulously flipping flippin
    fricking frickin frigging friggin fully fucking greatly hella highly hugely
    incredibly intensely majorly more most particularly purely quite really remarkably
    so substantially thoroughly totally tremendously uber unbelievably unusually utterly
    very""".split(),
    BOOST,
) | dict.fromkeys(
    """almost barely hardly kinda kindof kind-of less little marginally occasionally
    partly scarcely slightly somewhat sorta sortof sort-of""".split(),
    -BOOST,
)
_DAMPENERS = (("just", "enough"), ("kind", "of"), ("sort", "of"))
_IDIOMS = {
    ("the", "shit"): 3.0,
    ("the", "bomb"): 3.0,
    ("bad", "ass"): 1.5,
    ("yeah", "right"): -2.0,
    ("cut", "the", "mustard"): 2.0,
    ("kiss", "of", "death"): -1.5,
    ("hand", "to", "mouth"): -2.0,
}
_EDGES = frozenset(". ! ? , ; : - ' \" !! !!! ?? ??? ?!? !?! ?!?! !?!?".split())
_PUNCTUATION = frozenset(punctuation)
_SEPARATOR = "\x00"
_TYPOGRAPHIC = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("„", '"'))


def vader_scores(
    texts: Sequence[str],
    lexicon: Mapping[str, float] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores of texts, and the words behind them.

    Parameters
    ----------
    texts : sequence of str
        Sentences. Typographic quotation marks are read as straight ones, since
        otherwise "don’t" is no negation.
    lexicon : mapping, optional
        Value of each lower-case term, from -4 to 4; VADER's own if not given.

    Returns
    -------
    scores : DataFrame
        A row per text: `neg`, `neu`, `pos` (shares, 3 decimals), `compound` (-1 to
        1, 4 decimals; 0 without scored words) and `n_scored`.
    words : DataFrame
        A row per scored word: `text` (number of the text), `place` (number of its
        white-space chunk in the text) and `value` (what it adds to the sum).

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
    texts = list(texts)
    scores, words = [], []
    for first in range(0, max(len(texts), 1), BATCH):
        batch_scores, batch_words = _batch(texts[first : first + BATCH], lexicon)
        batch_words["text"] += first
        scores.append(batch_scores)
        words.append(batch_words)
    return pd.concat(scores, ignore_index=True), pd.concat(words, ignore_index=True)


@cache
def vader_lexicon() -> Mapping[str, float]:
    """Return VADER's terms and mean ratings, from the package vaderSentiment."""
    spec = find_spec("vaderSentiment")
    if spec is None or not spec.submodule_search_locations:
        message = "VADER's lexicon is missing: install the package vaderSentiment"
        raise ModuleNotFoundError(message)
    path = Path(spec.submodule_search_locations[0], "vader_lexicon.txt")
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    pairs = (line.strip().split("\t")[:2] for line in lines)
    return {term: float(value) for term, value in pairs}


def _batch(texts: list[str], lexicon) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score some texts."""
    n_texts = len(texts)
    chunks = _straight(texts).split()
    numbers = {chunk: number for number, chunk in enumerate(dict.fromkeys(chunks))}
    raw = np.fromiter(map(numbers.__getitem__, chunks), np.int64, len(chunks))
    limits = raw == numbers.get(_SEPARATOR, -1)
    text_of, raw = np.cumsum(limits)[~limits], raw[~limits]
    forms: dict[str, int] = {}
    form_of = np.array(
        [
            forms.setdefault(_bare(chunk), len(forms)) if len(chunk) > 1 else -1
            for chunk in numbers
        ],
        dtype=np.int64,
    )
    exclamations, questions = (
        np.bincount(text_of, np.array([c.count(mark) for c in numbers])[raw], n_texts)
        if len(raw)
        else np.zeros(n_texts)
        for mark in "!?"
    )
    place = np.arange(len(raw)) - np.searchsorted(text_of, np.arange(n_texts))[text_of]
    kept = form_of[raw] >= 0
    word, text_of, place = form_of[raw[kept]], text_of[kept], place[kept]
    hits, value = _valences(word, text_of, n_texts, forms, lexicon)
    n_words = np.bincount(text_of, minlength=n_texts)
    scores = _summed(value, text_of[hits], n_words, exclamations, questions)
    words = {"text": text_of[hits], "place": place[hits], "value": value}
    return scores, pd.DataFrame(words)


def _straight(texts: list[str]) -> str:
    """Return the texts as one, with straight quotation marks."""
    joined = f" {_SEPARATOR} ".join(texts)
    if joined.count(_SEPARATOR) >= len(texts):  # one of them has the separator
        clean = (text.replace(_SEPARATOR, "\x01") for text in texts)
        joined = f" {_SEPARATOR} ".join(clean)
    for typographic, straight in _TYPOGRAPHIC:
        joined = joined.replace(typographic, straight)
    return joined


def _bare(chunk: str) -> str:
    """Return the chunk without punctuation before or behind, as VADER strips it."""
    word = chunk.strip(punctuation)
    if len(word) == len(chunk) or len(word) < 2:
        return chunk
    if not word.isalnum() and not _PUNCTUATION.isdisjoint(word):
        return chunk
    edge = chunk[: -len(word)] if chunk.endswith(word) else chunk[len(word) :]
    return word if edge in _EDGES and chunk in (edge + word, word + edge) else chunk


def _valences(word, text_of, n_texts, forms, lexicon):
    """Return the places of the lexicon's words, and their values after all rules."""
    names = list(forms)
    lower = [name.lower() for name in names]
    rated = np.array([lexicon.get(name, np.nan) for name in lower], dtype=float)
    known = ~np.isnan(rated)
    boost = np.array([_BOOSTERS.get(name, 0.0) for name in lower], dtype=float)
    negates = np.array([n in _NEGATIONS or "n't" in n for n in lower], dtype=bool)
    upper = np.array([name.isupper() for name in names], dtype=bool)

    def places(*wanted, of=names):
        return np.array([name in wanted for name in of], dtype=bool)

    n_words = np.bincount(text_of, minlength=n_texts)
    n_lower = n_words - np.bincount(text_of, upper[word], n_texts)
    mixed = (n_lower > 0) & (n_lower < n_words)
    hits = np.flatnonzero(known[word] & (boost[word] == 0))
    start = np.searchsorted(text_of, np.arange(n_texts))
    stop = start + n_words
    at = _first_places(hits, word, text_of, len(names))
    # three words before the text and two behind it that mean nothing
    pad = len(names)
    padded = np.concatenate([np.full(3, pad), word, np.full(3, pad)])
    first, last = start[text_of[hits]], stop[text_of[hits]]

    def context(shift):
        """Return the word so many places away, or the padding outside the text."""
        inside = (at + shift >= first) & (at + shift < last)
        return np.where(inside, padded[at + shift + 3], pad)

    kind, of = places("kind", of=lower), places("of", of=lower)
    is_kind_of = kind[word[hits]] & np.append(of, False)[context(1)]
    hits, at, first, last = (x[~is_kind_of] for x in (hits, at, first, last))
    around = {shift: context(shift) for shift in range(-3, 3)}
    known, negates, upper = (np.append(x, False) for x in (known, negates, upper))
    boost = np.append(boost, 0.0)
    so, never = (np.append(places(*w), False) for w in (("so", "this"), ("never",)))

    capitals = mixed[text_of[hits]]
    value = rated[word[hits]]
    shout = upper[word[hits]] & capitals
    value = value + shout * np.where(value > 0, CAPITALS, -CAPITALS)
    for distance, damping in ((1, 1.0), (2, 0.95), (3, 0.9)):
        other = around[-distance]
        active = (at - first >= distance) & ~known[other]
        scalar = np.where(value < 0, -boost[other], boost[other])
        shout = (scalar != 0) & upper[other] & capitals
        scalar = scalar + shout * np.where(value > 0, CAPITALS, -CAPITALS)
        after = value + scalar * damping
        if distance == 1:
            strengthened, factor = np.zeros(len(value), dtype=bool), 1.0
        elif distance == 2:
            strengthened, factor = never[around[-2]] & so[around[-1]], 1.5
        else:
            strengthened = never[around[-3]] & so[around[-2]] | so[around[-1]]
            factor = 1.25
        turned = np.where(negates[other], after * NEGATED, after)
        after = np.where(strengthened, after * factor, turned)
        if distance == 3:
            after = _idioms(after, around, forms)
        value = np.where(active, after, value)
    least = np.append(places("least", of=lower), False)[around[-1]]
    spared = np.append(places("at", "very", of=lower), False)[around[-2]]
    value = np.where(least & ~known[around[-1]] & ~spared, value * NEGATED, value)
    return hits, _but(value, hits, word, text_of, n_texts, places("but", of=lower))


def _first_places(hits, word, text_of, n_forms):
    """Return for each hit the first place of the same word in its text."""
    _, first, same = np.unique(
        text_of[hits] * (n_forms + 1) + word[hits],
        return_index=True,
        return_inverse=True,
    )
    return hits[first][same]


def _idioms(value, around, forms):
    """Return values after idioms and two-word dampeners around the word."""
    result, dampened = value.copy(), np.zeros(len(value), dtype=bool)

    def matches(phrase, shift):
        numbers = [forms.get(name) for name in phrase]
        if None in numbers:
            return np.zeros(len(value), dtype=bool)
        found = [around[shift + k] == number for k, number in enumerate(numbers)]
        return np.logical_and.reduce(found)

    # later assignments win, so the original's order of search is reversed
    for length, shift in ((2, -3), (3, -3), (2, -2), (3, -2), (2, -1), (2, 0), (3, 0)):
        for phrase, rating in _IDIOMS.items():
            if len(phrase) == length:
                result[matches(phrase, shift)] = rating
    for phrase in _DAMPENERS:
        dampened |= matches(phrase, -3) | matches(phrase, -2)
    return np.where(dampened, result - BOOST, result)


def _but(value, hits, word, text_of, n_texts, is_but):
    """Return values with what stands before the first "but" halved."""
    buts = np.flatnonzero(is_but[word])
    if not len(buts):
        return value
    turn = np.full(n_texts, -1)
    turn[text_of[buts][::-1]] = buts[::-1]
    turn = turn[text_of[hits]]
    factor = np.where(hits < turn, 0.5, np.where(hits > turn, 1.5, 1.0))
    return np.where(turn >= 0, value * factor, value)


def _summed(value, hit_text, n_words, exclamations, questions) -> pd.DataFrame:
    """Return the scores from the words' values and the marks of each text."""
    n_texts = len(n_words)

    def total(weights, chosen):
        return np.bincount(hit_text[chosen], weights[chosen], n_texts)

    up, down = value > 0, value < 0
    emphasis = np.minimum(exclamations, 4) * 0.292 + np.select(
        [questions > 3, questions > 1], [0.96, questions * 0.18], 0.0
    )
    s = np.bincount(hit_text, value, n_texts)
    s = s + np.sign(s) * emphasis
    positive, negative = total(value + 1, up), total(value - 1, down)
    neutral = n_words - np.bincount(hit_text[up | down], minlength=n_texts)
    leads = np.sign(positive + negative)
    positive = positive + np.where(leads > 0, emphasis, 0.0)
    negative = negative - np.where(leads < 0, emphasis, 0.0)
    whole = positive + np.abs(negative) + neutral
    whole = np.where(n_words > 0, whole, 1.0)
    return pd.DataFrame(
        {
            "neg": _rounded(np.abs(negative / whole), 3),
            "neu": _rounded(np.abs(neutral / whole), 3),
            "pos": _rounded(np.abs(positive / whole), 3),
            "compound": _rounded(s / np.sqrt(s * s + 15), 4),
            "n_scored": np.bincount(hit_text, minlength=n_texts),
        }
    )


def _rounded(values: np.ndarray, decimals: int) -> np.ndarray:
    """Return values rounded as Python's `round` does, which NLTK calls."""
    rounded = np.round(values, decimals)
    scaled = values * 10**decimals
    close = np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6)
    rounded[close] = [round(float(values[k]), decimals) for k in close]
    return rounded
