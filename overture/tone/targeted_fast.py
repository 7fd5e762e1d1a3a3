"""The `targeted-fast` engine: a sum of weights of words as seen from the target.

Two parts, averaged. One has a weight for each hashed feature: words, sequences,
their place, clause and quotation, lexicon values. In the other the weight of a word
or pair is its vector times the vectors of its context, so that what is learnt of a
context serves all words. Weights are small integers: sums are exact on any processor.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from overture.onnx_model import check_model
from overture.tone.targeted import Piece

FOLDER = Path(__file__).parent / "fast_model"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*|[^\w\s]|_")
COMMON, RARE = 18, 20  # bits of the hash: 2**18 common, 2**20 rare features
TONES = 18  # bits of the hash for learned values of stems
VECTORS = 19  # bits of the hash for vectors of stems and pairs
CONTEXTS = 42  # rows of context: distance, clause, quotation, negation, neighbours, any
LONGEST = 40  # words considered on each side of the target
_MARKS = ("<target>", "<same>", "<other>")  # no text has them as one word
_BREAKS = {",", ";", ":", "-", "–", "—", "(", ")", "but", "while", "although"}
_BREAKS |= {"though", "whereas", "because", "after", "before", "when", "if", "as"}
_BREAKS |= {"who", "which", "that", "and", "or"}
_QUOTES = {'"', "“", "”"}
_NOT = {"not", "no", "never", "without", "neither", "nor", "hardly", "denied"}
_DISTANCES = np.array([0, 1, 2, 3, 3, 4, 4, 4, 4, *[5] * 8, *[6] * (LONGEST - 16)])


class View(NamedTuple):
    """Words of all requests as seen from their targets, one array entry a word."""

    exact: np.ndarray  # hash of the word
    code: np.ndarray  # hash of its stem
    lexical: np.ndarray  # lexicon value
    owner: np.ndarray  # request
    begins: np.ndarray  # first word of each request
    lengths: np.ndarray
    targets: np.ndarray
    target: np.ndarray  # the target's place
    away: np.ndarray  # words from the target, negative before it
    distance: np.ndarray  # the same in steps
    clause: np.ndarray  # breaks between word and target, at most 2
    quoted: np.ndarray  # inside marks: word, 2 * target
    others: np.ndarray  # other actors up to here
    negated: np.ndarray
    actors: np.ndarray  # before and behind: nobody, target, another
    near_actors: np.ndarray  # the same in the clause


def probabilities(requests: list[list[Piece]]) -> np.ndarray:
    """Return the probabilities of negative, neutral and positive."""
    model = _model(FOLDER)
    scores = np.empty((len(requests), 3))
    for start in range(0, len(requests), 1024):
        words, _, lengths, targets = read_words(requests[start : start + 1024])
        n = len(lengths)
        total = np.tile(model["bias"].astype(np.int64), (n, 1)) * model["scale"]
        seen = view(words, lengths, targets)
        counted = np.zeros((n, 3))  # whole numbers, hence exact
        for columns, owner, _ in features(seen, model["tone"]):
            values = model["weights"][columns]
            for label in range(3):
                counted[:, label] += np.bincount(owner, values[:, label], minlength=n)
        total += counted * model["scale"]
        values, owner, _ = _vector_weights(seen, model)
        parts = [np.bincount(owner, v, minlength=n) for v in values.T]
        scores[start : start + n] = total + np.stack(parts, 1) * model["vector_scale"]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return odds / odds.sum(axis=1, keepdims=True)


def word_weights(pieces: list[Piece], label: int):
    """Return a request's words as (start, text) and their weights for a label."""
    model = _model(FOLDER)
    words, spans, lengths, targets = read_words([pieces])
    seen = view(words, lengths, targets)
    total = np.zeros(len(words))
    weighed = [
        (model["weights"][columns] * model["scale"], where)
        for columns, _, where in features(seen, model["tone"])
    ]
    vectors, _, places = _vector_weights(seen, model)
    weighed.append((vectors * model["vector_scale"], places))
    for values, where in weighed:
        margin = values[:, label] * 1.5 - values.sum(axis=1) / 2
        for place in where:
            np.add.at(total, place, margin / len(where))
    kept = [i for i, (start, _) in enumerate(spans) if start >= 0]
    return [spans[i] for i in kept], total[kept]


def _vector_weights(seen: View, model):
    """Return the second part's weights, their requests and places, as whole numbers."""
    rows, owner, contexts, places = tokens(seen)
    known = np.flatnonzero(model["known"][rows])
    vectors = model["vectors"][rows[known]].astype(float)
    turned = model["contexts"][contexts[known, 0]].astype(float)
    for column in range(1, contexts.shape[1]):
        turned += model["contexts"][contexts[known, column]]
    values = np.einsum("tk,tkl->tl", vectors, turned)
    return values, owner[known], [place[known] for place in places]


def read_words(requests: list[list[Piece]]):
    """Return words of all requests, spans, words per request, target places."""
    words: list[str] = []
    spans: list[tuple[int, str]] = []
    lengths, targets = [], []
    for pieces in requests:
        own: list[str] = []
        places: list[tuple[int, str]] = []
        target = 0
        for piece in pieces:
            if piece.kind < 0:
                found = WORD.findall(piece.text)
                own += found
                if len(requests) == 1:
                    places += [
                        (piece.start + m.start(), m.group())
                        for m in WORD.finditer(piece.text)
                    ]
            else:
                target = target if piece.kind else len(own)
                own.append(_MARKS[piece.kind])
                places.append((-1, ""))
        first = max(0, target - LONGEST)
        kept = own[first : target + LONGEST + 1]
        words += kept
        spans += places[first : target + LONGEST + 1]
        lengths.append(len(kept))
        targets.append(target - first)
    return words, spans, np.array(lengths, dtype=np.int64), np.array(targets)


def view(words: list[str], lengths, targets) -> View:
    """Return what is to be known of each word, from its target's point of view."""
    n = len(words)
    known = [_word(word) for word in words]
    exact, code = (np.array([k[i] for k in known], dtype=np.uint64) for i in (0, 1))
    lexical, kind = (np.array([k[i] for k in known], dtype=np.int64) for i in (2, 3))
    owner = np.repeat(np.arange(len(lengths)), lengths)
    begins = np.cumsum(lengths) - lengths
    place = np.arange(n)
    target = begins[owner] + targets[owner]
    away = place - target
    # running counts: breaks, quotation marks and other actors up to the target
    breaks = np.cumsum(kind & 1 > 0)
    quotes = np.cumsum(kind & 2 > 0)
    quotes -= quotes[begins][owner] - (kind[begins][owner] & 2 > 0)
    last = np.cumsum(kind & 4 > 0)
    near, actors = _neighbours(kind, breaks, begins, begins + lengths, owner)
    return View(
        exact,
        code,
        lexical,
        owner,
        begins,
        lengths,
        targets,
        target,
        away,
        _DISTANCES[np.abs(away)] * np.sign(away),
        np.minimum(np.abs(breaks - breaks[target]), 2),
        quotes % 2 + 2 * (quotes[target] % 2),
        np.cumsum(kind & 8 > 0),
        last - last[np.maximum(place - 4, begins[owner])] > 0,
        actors,
        near,
    )


def tokens(seen: View):
    """Return words and pairs: vector row, request, rows of context, places."""
    side = np.sign(seen.away) + 1
    contexts = np.stack(
        [
            seen.distance + 6,
            13 + seen.clause * 3 + side,
            22 + seen.quoted,
            26 + seen.negated * 3 + side,
            32 + seen.actors,
            np.full(len(side), 41),
        ],
        axis=1,
    )
    place = np.flatnonzero(seen.away != 0)
    ends = (seen.begins + seen.lengths)[seen.owner[place]]
    behind = np.where(place + 1 < ends, place + 1, place)
    code, beside = seen.code[place], seen.code[behind] * (behind > place)
    pair = code * np.uint64(0x9E3779B97F4A7C15) ^ beside
    pair = (pair ^ pair >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    rows = np.concatenate([code, pair]) >> np.uint64(64 - VECTORS)
    twice = np.concatenate([place, place])
    places = [twice, np.concatenate([place, behind])]
    return rows.astype(np.int64), seen.owner[twice], contexts[twice], places


def features(seen: View, tone: np.ndarray):
    """Yield groups of features: columns, owners (requests) and word places.

    `tone` holds a learned value for each hashed stem, as a lexicon would.
    """
    n = len(seen.code)
    if not n:
        return
    exact, code, lexical = seen.exact, seen.code, seen.lexical
    owner, begins, lengths, targets = (
        seen.owner,
        seen.begins,
        seen.lengths,
        seen.targets,
    )
    target, away, distance, clause = seen.target, seen.away, seen.distance, seen.clause
    quoted, other, negated = seen.quoted, seen.others, seen.negated
    learned = tone[tones_of(code)].astype(np.int64)
    place, side = np.arange(n), np.sign(away)
    between = np.minimum(np.abs(other - other[target]), 1)
    after = [
        np.where(place + k < begins[owner] + lengths[owner], place + k, -1)
        for k in (0, 1, 2, 3)
    ]

    def at(index, values=code):
        return np.where(index >= 0, values[index], values.dtype.type(0))

    next_word = at(after[1])[target]
    previous = at(np.where(targets[owner] > 0, target - 1, -1))
    near = np.flatnonzero(away != 0)
    pairs = np.flatnonzero(after[1] >= 0)
    triples = np.flatnonzero(after[2] >= 0)
    second, third = at(after[1]) * np.uint64(3), at(after[2]) * np.uint64(5)
    one, two, three = (place,), (place, after[1]), (place, after[1], after[2])
    final = (begins + lengths - 1)[owner]
    once = target[begins]  # one row for each request
    size = np.digitize(lengths, [6, 10, 15, 22, 30, 45])[owner]
    before = np.digitize(targets, [1, 2, 4, 8, 15, 25])[owner]
    rivals = np.minimum(other[final] - other[begins[owner]], 2)
    groups = [(near, one, (exact,)), (near, one, (code,)), (near, one, (code, side))]
    for parts in (
        (size,),
        (before,),
        (rivals, before),
        (code[final],),
        (quoted,),
        (previous, next_word),
    ):
        groups.append((once, (), parts))
    for value in (lexical, learned):
        scored = np.flatnonzero((value != 0) & (away != 0))
        for extra in (
            (),
            (side,),
            (distance,),
            (clause, side),
            (between, side),
            (negated, side),
            (quoted, side),
            (clause, negated, between),
            (next_word,),
        ):
            groups.append((scored, one, (value, *extra)))
        total = np.bincount(owner, value, minlength=len(lengths))
        close = np.bincount(owner, value * (clause == 0), minlength=len(lengths))
        total, close = (
            np.clip(np.rint(v / 2), -5, 5).astype(np.int64)[owner]
            for v in (total, close)
        )
        for parts in ((total,), (close,), (total, close), (total, next_word)):
            groups.append((once, (), parts))
    common = len(groups)
    for extra in (
        (distance,),
        (clause, side),
        (between, side),
        (negated, side),
        (quoted, side),
        (next_word,),
        (previous,),
    ):
        groups.append((near, one, (code, *extra)))
    groups.append((near, one, (code, seen.actors)))
    groups.append((near, one, (code, seen.near_actors)))
    groups.append((pairs, two, (code, second)))
    groups.append((pairs, two, (code, second, side)))
    groups.append((pairs, two, (code, second, distance)))
    groups.append((triples, (place, after[2]), (code, third, side)))
    groups.append((triples, three, (code, second, third)))
    groups.append((pairs, two, (exact, at(after[1], exact) * np.uint64(3))))
    for number, (rows, places, parts) in enumerate(groups):
        columns = _hashed(number, [part[rows] for part in parts], number >= common)
        yield columns, owner[rows], [at[rows] for at in places]


def _neighbours(kind, breaks, begins, ends, owner):
    """Return who stands before and behind each word, in its clause and at all.

    Three times who is before, plus who is behind: 0 nobody, 1 the target, 2 another.
    """
    n = len(kind)
    actor = np.where(kind & 16 > 0, 1, np.where(kind & 8 > 0, 2, 0))
    place = np.arange(n)
    last = np.maximum.accumulate(np.where(actor > 0, place, -1))
    last = np.concatenate([[-1], last])[:n]
    following = np.minimum.accumulate(np.where(actor > 0, place, n)[::-1])[::-1]
    following = np.concatenate([following, [n]])[1:]
    actor, clause = np.concatenate([actor, [0]]), np.concatenate([breaks, [-1]])
    before = np.where(last >= begins[owner], actor[last], 0)
    behind = np.where(following < ends[owner], actor[following], 0)
    near_before = before * (clause[last] == breaks)
    near_behind = behind * (clause[following] == breaks)
    return near_before * 3 + near_behind, before * 3 + behind


def _hashed(number: int, parts: list[np.ndarray], rare: bool) -> np.ndarray:
    """Hash parts to columns, rare features behind the common ones."""
    code = np.full(len(parts[0]), number * 7919 + 1, dtype=np.uint64)
    for part in parts:
        code ^= part.astype(np.int64, copy=False).view(np.uint64)
        code *= np.uint64(0x9E3779B97F4A7C15)
        code ^= code >> np.uint64(29)
    code *= np.uint64(0xBF58476D1CE4E5B9)
    columns = (code >> np.uint64(64 - (RARE if rare else COMMON))).astype(np.int64)
    return columns + rare * 2**COMMON


def tones_of(code: np.ndarray) -> np.ndarray:
    """Return the rows of hashed stems in the table of learned values."""
    return (code >> np.uint64(64 - TONES)).astype(np.int64)


@lru_cache(maxsize=200_000)
def _word(word: str) -> tuple[int, int, int, int]:
    """Return a word's hash, its stem's, lexicon value (rounded) and kind (bits)."""
    low = word.lower().replace("’", "'")
    low = "0" if low[0].isdigit() else low
    stem = _stemmer().stemWord(low)
    kind = (low in _BREAKS) + 2 * (low in _QUOTES) + 8 * (low == _MARKS[2])
    kind += 16 * (low in _MARKS[:2])
    kind += 4 * (low in _NOT or low.endswith("n't"))
    return _hash(low), _hash(f"{stem}*"), _lexicon().get(low, 0), kind


def _hash(word: str) -> int:
    digest = blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@lru_cache(maxsize=1)
def _stemmer():
    from snowballstemmer import stemmer

    return stemmer("english")


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, int]:
    """Return VADER's words with values from -3 to 3, as its wheel has them."""
    text = (files("vaderSentiment") / "vader_lexicon.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line)
    values = {row[0]: float(row[1]) for row in rows}
    return {word: round(v) or (1 if v > 0 else -1) for word, v in values.items()}


@lru_cache(maxsize=1)
def _model(folder: Path):
    check_model(folder)
    with np.load(folder / "weights.npz", allow_pickle=False) as data:
        model = {name: data[name] for name in data.files}
    return model | {"known": model["vectors"].any(axis=1)}
