"""Views: the words of requests, each as seen from its target.

How far a word is, what divides it from the target, who stands between. Words more
than `LONGEST` away are left out.
"""

import re
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from snowballstemmer import stemmer

from overture.tone.requests import Piece
from overture.tone.vader import vader_lexicon

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*|[^\w\s]|_")
LONGEST = 40  # words considered on each side of the target
_MARKS = ("<target>", "<same>", "<other>")  # no text has them as one word
_BREAK, _QUOTE, _NEGATION, _TARGET, _OTHER = 1, 2, 3, 4, 5  # kinds of word
_WORDS = {
    _BREAK: ", ; : - – — ( ) but while although though whereas because after before "
    "when if as who which that and or",
    _QUOTE: '" “ ”',
    _NEGATION: "not no never without neither nor hardly denied",
    _TARGET: " ".join(_MARKS[:2]),
    _OTHER: _MARKS[2],
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_DISTANCES = np.array([0, 1, 2, 3, 3, 4, 4, 4, 4, *[5] * 8, *[6] * (LONGEST - 16)])


def view(requests: list[list[Piece]]) -> dict[str, np.ndarray]:
    """Return what is to be known of each word, from its target's point of view.

    One array by name, one entry a word, all requests behind one another.
    """
    words, targets = zip(*map(words_in_sight, requests), strict=True)
    known = [_word(word) for own in words for _, word in own]
    exact, code = (np.array([k[i] for k in known], dtype=np.uint64) for i in (0, 1))
    lexical, kind = (np.array([k[i] for k in known], dtype=np.int64) for i in (2, 3))
    lengths = np.array([len(own) for own in words])
    owner = np.repeat(np.arange(len(requests)), lengths)
    end = np.cumsum(lengths)[owner]
    start = end - lengths[owner]
    place, target = np.arange(len(owner)), start + np.array(targets)[owner]
    away = place - target
    # running counts, of which differences say what lies between two words
    breaks, quotes, negations, others = (
        np.cumsum(kind == k) for k in (_BREAK, _QUOTE, _NEGATION, _OTHER)
    )
    quotes = quotes - quotes[start] + (kind[start] == _QUOTE)
    near_actors, actors = _neighbours(kind, breaks, start, end)

    def behind(values, by):
        at = np.minimum(place + by, len(place) - 1)
        return np.where(place + by < end, values[at], values.dtype.type(0))

    return {
        "owner": owner,  # request
        "left": end - place,  # words from here to the end of the request
        "exact": exact,  # hash of the word
        "code": code,  # hash of its stem
        "second_exact": behind(exact, 1) * np.uint64(3),  # of the next word
        "second": behind(code, 1) * np.uint64(3),
        "third": behind(code, 2) * np.uint64(5),
        "lexical": lexical,  # lexicon value
        "away": away,  # words from the target, negative before it
        "side": np.sign(away),
        "distance": _DISTANCES[np.abs(away)] * np.sign(away),  # the same in steps
        "clause": np.minimum(np.abs(breaks - breaks[target]), 2),  # breaks between
        "between": np.minimum(np.abs(others - others[target]), 1),  # an actor between
        "quoted": quotes % 2 + 2 * (quotes[target] % 2),  # the word, 2 * the target
        "negated": negations > negations[np.maximum(place - 4, start)],
        "actors": actors,  # before and behind: nobody, target, another
        "near_actors": near_actors,  # the same in the clause
        # the same for all words of a request
        "previous": np.where(target > start, code[target - 1], np.uint64(0)),
        "next": behind(code, 1)[target],  # beside the target
        "last": code[end - 1],
        "size": np.digitize(end - start, [6, 10, 15, 22, 30, 45]),
        "before": np.digitize(target - start, [1, 2, 4, 8, 15, 25]),
        "rivals": np.minimum(others[end - 1] - others[start], 2),
    }


def words_in_sight(pieces: list[Piece]) -> tuple[list[tuple[int, str]], int]:
    """Return a request's words as (start, text), -1 for names; the target's place."""
    words, target = [], 0
    for piece in pieces:
        if piece.kind >= 0:
            target = target if piece.kind else len(words)
            words.append((-1, _MARKS[piece.kind]))
        for word in WORD.finditer(piece.text):
            words.append((piece.start + word.start(), word.group()))
    return words[max(0, target - LONGEST) : target + LONGEST + 1], min(target, LONGEST)


def _neighbours(kind, breaks, start, end):
    """Return who stands before and behind each word, in its clause and at all.

    Three times who is before, plus who is behind: 0 nobody, 1 the target, 2 another.
    """
    n = len(kind)
    actor = (kind == _TARGET) + 2 * (kind == _OTHER)
    place = np.arange(n)
    places = np.flatnonzero(actor)
    last = np.append(-1, places)[np.searchsorted(places, place)]
    following = np.append(places, n)[np.searchsorted(places, place, side="right")]
    actor, clause = np.append(actor, 0), np.append(breaks, -1)
    before = np.where(last >= start, actor[last], 0)
    behind = np.where(following < end, actor[following], 0)
    near_before = before * (clause[last] == breaks)
    near_behind = behind * (clause[following] == breaks)
    return near_before * 3 + near_behind, before * 3 + behind


@lru_cache(maxsize=200_000)
def _word(word: str) -> tuple[int, int, int, int]:
    """Return a word's hash, its stem's, lexicon value and kind."""
    low = word.lower().replace("’", "'")
    low = "0" if low[0].isdigit() else low
    kind = _KINDS.get(low, _NEGATION if low.endswith("n't") else 0)
    rating = vader_lexicon().get(low, 0.0)
    value = round(rating) or int(np.sign(rating))
    return _hash(low), _hash(f"{_stem(low)}*"), value, kind


# NLTK's stemmer has an earlier algorithm, which has the same stem for "international"
# and "internal": the weights were learned for this one's stems.
_stem = stemmer("english").stemWord


def _hash(word: str) -> int:
    digest = blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")
