"""The `targeted-fast` engine: a sum of weights of words as seen from the target.

Two parts, averaged. One has a weight for each hashed feature: words, sequences,
their place, clause and quotation, lexicon values. In the other the weight of a word
or pair is its vector times the vectors of its context, so that what is learnt of a
context serves all words. Weights are small integers: sums are exact on any processor.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

from overture.onnx_model import check_model
from overture.tone.requests import Piece, softmax
from overture.tone.view import view, words_in_sight

FOLDER = Path(__file__).parent / "fast_model"
COMMON, RARE = 18, 20  # bits of the hash: 2**18 common, 2**20 rare features
TONES = 18  # bits of the hash for learned values of stems
VECTORS = 19  # bits of the hash for vectors of stems and pairs
CONTEXTS = 42  # rows of context: distance, clause, quotation, negation, neighbours, any
_BATCH = 1024  # requests


# Groups of features: a row for each word, pair, triple, word with a value, or request;
# the places, from the row's word, of the words that bear the weight; and what is told
# of the row, by its names in the `view`.
def _groups(rows: str, places: tuple[int, ...], *told: str) -> list[tuple]:
    return [(rows, places, names.split()) for names in told]


def _of_values(v: str) -> list[tuple]:
    """Return the groups of a lexicon's or learned values."""
    whole, close = f"{v}_sum", f"{v}_close"
    return [
        *_groups(v, (0,), v, f"{v} side", f"{v} distance", f"{v} clause side"),
        *_groups(v, (0,), f"{v} between side", f"{v} negated side", f"{v} quoted side"),
        *_groups(v, (0,), f"{v} clause negated between", f"{v} next"),
        *_groups("request", (), whole, close, f"{whole} {close}", f"{whole} next"),
    ]


# The weights know a group by its number: the order must not change.
_COMMON = [
    *_groups("word", (0,), "exact", "code", "code side"),
    *_groups("request", (), "size", "before", "rivals before", "last", "quoted"),
    *_groups("request", (), "previous next"),
    *_of_values("lexical"),
    *_of_values("learned"),
]
_RARE = [
    *_groups("word", (0,), "code distance", "code clause side", "code between side"),
    *_groups("word", (0,), "code negated side", "code quoted side", "code next"),
    *_groups("word", (0,), "code previous", "code actors", "code near_actors"),
    *_groups("pair", (0, 1), "code second", "code second side", "code second distance"),
    *_groups("triple", (0, 2), "code third side"),
    *_groups("triple", (0, 1, 2), "code second third"),
    *_groups("pair", (0, 1), "exact second_exact"),
]


def probabilities(requests: list[list[Piece]]) -> np.ndarray:
    """Return the probabilities of negative, neutral and positive."""
    model = _model(FOLDER)
    scores = np.empty((len(requests), 3))
    for start in range(0, len(requests), _BATCH):
        seen = view(requests[start : start + _BATCH])
        n = seen["owner"][-1] + 1
        counted = np.zeros((n, 3))  # whole numbers, hence exact
        for columns, owner, _ in features(seen, model["tone"]):
            counted += _summed(model["weights"][columns], owner, n)
        total = model["bias"] * model["scale"] + counted * model["scale"]
        values, owner, _ = _vector_weights(seen, model)
        total += _summed(values, owner, n) * model["vector_scale"]
        scores[start : start + n] = total
    return softmax(scores)


def _summed(values: np.ndarray, owner: np.ndarray, n: int) -> np.ndarray:
    """Return the sums of rows of each request."""
    return np.stack([np.bincount(owner, v, minlength=n) for v in values.T], axis=1)


def word_weights(pieces: list[Piece], label: int):
    """Return a request's words as (start, text) and their weights for a label."""
    model, seen, (words, _) = _model(FOLDER), view([pieces]), words_in_sight(pieces)
    weighed = [
        (model["weights"][columns] * model["scale"], where)
        for columns, _, where in features(seen, model["tone"])
    ]
    vectors, _, places = _vector_weights(seen, model)
    weighed.append((vectors * model["vector_scale"], places))
    total = np.zeros(len(words))
    for values, where in weighed:
        margin = values[:, label] * 1.5 - values.sum(axis=1) / 2
        for place in where:
            np.add.at(total, place, margin / len(where))
    kept = [i for i, (start, _) in enumerate(words) if start >= 0]
    return [words[i] for i in kept], total[kept]


def features(seen: dict[str, np.ndarray], tone: np.ndarray):
    """Yield groups of features: columns, owners (requests) and word places.

    `seen` is a `view`; `tone` has learned values of hashed stems, as a lexicon would.
    """
    told = seen | {"learned": tone[tones_of(seen["code"])].astype(np.int64)}
    for value in ("lexical", "learned"):
        in_clause = told[value] * (seen["clause"] == 0)
        for name, values in (("sum", told[value]), ("close", in_clause)):
            total = np.rint(np.bincount(seen["owner"], values) / 2)
            told[f"{value}_{name}"] = np.clip(total, -5, 5)[seen["owner"]]
    around = seen["away"] != 0
    rows = {
        "word": around,
        "request": ~around,
        "lexical": around & (told["lexical"] != 0),
        "learned": around & (told["learned"] != 0),
        "pair": seen["left"] > 1,
        "triple": seen["left"] > 2,
    }
    rows = {name: np.flatnonzero(chosen) for name, chosen in rows.items()}
    for number, (kind, places, names) in enumerate([*_COMMON, *_RARE]):
        at = rows[kind]
        parts = [told[name][at] for name in names]
        columns = _hashed(number, parts, number >= len(_COMMON))
        yield columns, seen["owner"][at], [at + further for further in places]


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


def tokens(seen: dict[str, np.ndarray]):
    """Return words and pairs: vector row, request, rows of context, places."""
    side = seen["side"] + 1
    contexts = np.stack(
        [
            seen["distance"] + 6,
            13 + seen["clause"] * 3 + side,
            22 + seen["quoted"],
            26 + seen["negated"] * 3 + side,
            32 + seen["actors"],
            np.full(len(side), 41),
        ],
        axis=1,
    )
    place = np.flatnonzero(seen["away"])
    behind = place + (seen["left"][place] > 1)
    code, beside = seen["code"][place], seen["code"][behind] * (behind > place)
    pair = code * np.uint64(0x9E3779B97F4A7C15) ^ beside
    pair = (pair ^ pair >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    rows = np.concatenate([code, pair]) >> np.uint64(64 - VECTORS)
    twice = np.concatenate([place, place])
    places = [twice, np.concatenate([place, behind])]
    return rows.astype(np.int64), seen["owner"][twice], contexts[twice], places


def _vector_weights(seen, model):
    """Return the second part's weights, their requests and places, as whole numbers."""
    rows, owner, contexts, places = tokens(seen)
    known = np.flatnonzero(model["known"][rows])
    vectors = model["vectors"][rows[known]].astype(float)
    turned = model["contexts"][contexts[known]].sum(axis=1, dtype=float)
    values = np.einsum("tk,tkl->tl", vectors, turned)
    return values, owner[known], [place[known] for place in places]


@lru_cache(maxsize=1)
def _model(folder: Path):
    check_model(folder)
    with np.load(folder / "weights.npz", allow_pickle=False) as data:
        model = {name: data[name] for name in data.files}
    return model | {"known": model["vectors"].any(axis=1)}
