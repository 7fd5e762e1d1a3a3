"""Train the `targeted-fast` engine: weights.npz and SHA256SUMS, in overture/tone.

    python training/targeted_fast/train.py --data FOLDER --work FOLDER

A logistic regression over features, and the mean of factorised ones over words and
pairs in their contexts, both fitted to NewsMTSC's training labels and to the
probabilities that the teacher of ../targeted/train.py gave in open text
(distillation). Settings come from cross-validation over training sentences, one
temperature from the dev splits.
"""

import argparse
import hashlib
import sys
from hashlib import blake2b
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "targeted"), str(HERE.parents[1])]

from sources import (  # noqa: E402
    LABELLED,
    OPEN,
    macro_f1,
    newsmtsc,
    open_text,
    temperature,
)

from overture.tone import targeted_fast as fast  # noqa: E402
from overture.tone.view import view  # noqa: E402

SMOOTHING = 0.1
TAUGHT = 0.5  # weight of the teacher's probabilities beside a label
RARE_SCALE = 0.15  # shrinks rare features more than common ones
STRENGTH, TONE_STRENGTH = 1e-3, 3e-4
SEEN = 3  # mentions in which a feature must occur
SEEDS, WIDTH, STEPS = 2, 8, 75  # factorised models, their width, steps of L-BFGS
VECTOR_STRENGTH, CONTEXT_STRENGTH = 0.3, 1e-3
FOLDS = 3  # learned values of a row come from the other folds


def matrix(requests: list, tone: np.ndarray) -> csr_matrix:
    """Return counts of hashed features, one row a request."""
    parts = []
    for start in range(0, len(requests), 4096):
        some = requests[start : start + 4096]
        found = [(c, o) for c, o, _ in fast.features(view(some), tone)]
        columns, rows = (np.concatenate(parts) for parts in zip(*found, strict=True))
        values = np.where(columns < 2**fast.COMMON, 1, RARE_SCALE).astype(np.float32)
        shape = len(some), 2**fast.COMMON + 2**fast.RARE
        parts.append(csr_matrix((values, (rows, columns)), shape=shape))
    return vstack(parts).tocsr()


def fit(features: csr_matrix, wanted: np.ndarray, strength: float, seen: int = SEEN):
    """Fit weights to probabilities by L-BFGS with a quadratic penalty."""
    counts = np.bincount(features.indices, minlength=features.shape[1])
    used = np.flatnonzero(counts >= seen)
    x = features[:, used].astype(np.float32)
    transposed = x.T.tocsr()
    wanted = wanted.astype(np.float32)
    n, d = x.shape

    def loss(v):
        weights = v[: 3 * d].reshape(d, 3)
        scores = x @ weights.astype(np.float32) + v[3 * d :].astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        value = -float((wanted * scores).sum()) / n
        value += strength / 2 * float((weights**2).sum())
        error = (np.exp(scores) - wanted) / np.float32(n)
        gradient = transposed @ error + strength * weights
        return value, np.concatenate([gradient.ravel(), error.sum(axis=0)])

    options = {"maxiter": 80, "maxcor": 6}
    start = np.zeros(3 * d + 3)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    weights = np.zeros((features.shape[1], 3))
    weights[used] = found[: 3 * d].reshape(d, 3)
    return weights, found[3 * d :]


def learned_tone(requests: list, wanted: np.ndarray) -> np.ndarray:
    """Return a value from -3 to 3 for each hashed stem, from a model of stems."""
    parts = [view(requests[at : at + 4096]) for at in range(0, len(requests), 4096)]
    code = np.concatenate([part["code"] for part in parts])
    owner = np.concatenate(
        [part["owner"] + 4096 * number for number, part in enumerate(parts)]
    )
    shape = len(requests), 2**fast.TONES
    values = np.ones(len(code), dtype=np.float32)
    counts = csr_matrix((values, (owner, fast.tones_of(code))), shape=shape)
    counts.data[:] = 1
    weights, _ = fit(counts, wanted, TONE_STRENGTH, seen=4)
    gap = weights[:, 2] - weights[:, 0]
    common = np.asarray(counts.sum(axis=0)).ravel() >= 4
    unit = np.quantile(np.abs(gap[common]), 0.9)
    return np.clip(np.rint(gap / unit * 1.5) * common, -3, 3).astype(np.int8)


def token_table(requests: list):
    """Return vector row, request and rows of context of all words and pairs."""
    parts = []
    for start in range(0, len(requests), 4096):
        seen = view(requests[start : start + 4096])
        rows, owner, contexts, _ = fast.tokens(seen)
        parts.append((rows, owner + start, contexts))
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def factorise(requests: list, wanted: np.ndarray, seed: int):
    """Fit vectors of words and pairs, and of contexts, and a bias by L-BFGS."""
    rows, owner, contexts = token_table(requests)
    counts = np.bincount(rows, minlength=2**fast.VECTORS)
    used = np.flatnonzero(counts >= SEEN)
    kept = np.flatnonzero(counts[rows] >= SEEN)
    index = np.cumsum(counts >= SEEN) - 1
    rows, owner, contexts = index[rows[kept]], owner[kept], contexts[kept]
    wanted = wanted.astype(np.float32)
    n, t, v, k = len(requests), len(rows), len(used), WIDTH
    ones, at = np.ones(t, dtype=np.float32), np.arange(t)
    by_request = csr_matrix((ones, (owner, at)), shape=(n, t))
    by_row = csr_matrix((ones, (rows, at)), shape=(v, t))
    wide = contexts.shape[1]
    shape = (t, fast.CONTEXTS)
    by_token = csr_matrix(
        (np.ones(t * wide, np.float32), (np.repeat(at, wide), contexts.ravel())),
        shape=shape,
    )
    by_context = by_token.T.tocsr()
    sizes = np.cumsum([v * k, fast.CONTEXTS * k * 3])

    def parts(x):
        vectors, turns, bias = np.split(x.astype(np.float32), sizes)
        return vectors.reshape(v, k), turns.reshape(-1, k * 3), bias

    def loss(x):
        vectors, turns, bias = parts(x)
        turned = (by_token @ turns).reshape(t, k, 3)
        own = vectors[rows]
        scores = by_request @ np.einsum("tk,tkl->tl", own, turned) + bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        penalty = VECTOR_STRENGTH / n * vectors, CONTEXT_STRENGTH * turns
        value = -float((wanted * scores).sum()) / n
        value += float((penalty[0] * vectors).sum() + (penalty[1] * turns).sum()) / 2
        error = (np.exp(scores) - wanted) / np.float32(n)
        each = error[owner]
        for_vectors = by_row @ np.einsum("tkl,tl->tk", turned, each) + penalty[0]
        outer = (own[:, :, None] * each[:, None, :]).reshape(t, k * 3)
        for_turns = by_context @ outer + penalty[1]
        found = [for_vectors.ravel(), for_turns.ravel(), error.sum(axis=0)]
        return value, np.concatenate(found).astype(float)

    draw = np.random.default_rng(seed)
    start = [
        draw.normal(size=v * k) * 0.05,
        draw.normal(size=sizes[1] - sizes[0]) * 0.2,
    ]
    start = np.concatenate([*start, np.zeros(3)])
    options = {"maxiter": STEPS, "maxcor": 8}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    vectors, turns, bias = parts(best)
    top = np.abs(vectors).max()
    table = np.zeros((2**fast.VECTORS, k), dtype=np.float32)
    table[used] = vectors / top
    return table, turns.reshape(-1, k, 3) * top, bias


def vector_scores(requests: list, vectors, contexts) -> np.ndarray:
    """Return the sums of words' and pairs' vectors times those of their contexts."""
    rows, owner, where = token_table(requests)
    values = np.einsum("tk,tkl->tl", vectors[rows], contexts[where].sum(axis=1))
    columns = [np.bincount(owner, v, minlength=len(requests)) for v in values.T]
    return np.stack(columns, axis=1)


def held_out_matrix(requests: list, texts: list, wanted: np.ndarray) -> csr_matrix:
    """Return features whose learned values come from other sentences' rows."""
    fold = np.array([blake2b(text.encode()).digest()[0] % FOLDS for text in texts])
    parts, order = [], []
    for held in range(FOLDS):
        inside, outside = np.flatnonzero(fold == held), np.flatnonzero(fold != held)
        tone = learned_tone([requests[i] for i in outside], wanted[outside])
        parts.append(matrix([requests[i] for i in inside], tone))
        order.append(inside)
    return vstack(parts).tocsr()[np.argsort(np.concatenate(order))]


def main() -> None:
    """Train, quantise and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help=f"has {LABELLED}")
    options = parser.parse_args()
    train = newsmtsc(options.data, "train")
    found = open_text(options.data, OPEN, seed=0)
    taught = np.load(options.work / LABELLED)
    gold = np.eye(3)[[row.label for row in train]]
    gold = SMOOTHING / 3 + (1 - SMOOTHING) * gold
    gold = (1 - TAUGHT) * gold + TAUGHT * taught[: len(train)]
    alone = [row._replace(others=(), same=()) for row in train]
    rows = [*train, *alone, *found]
    requests = [row.pieces() for row in rows]
    texts = [row.text for row in rows]
    gold = np.concatenate([gold, gold, taught[len(train) :]])
    tone = learned_tone(requests, gold)
    weights, bias = fit(held_out_matrix(requests, texts, gold), gold, STRENGTH)
    models = [factorise(requests, gold, seed) for seed in range(SEEDS)]
    vectors = np.concatenate([vectors for vectors, _, _ in models], axis=1)
    contexts = np.concatenate([turns for _, turns, _ in models], axis=1) / SEEDS
    bias = (bias + np.mean([bias for _, _, bias in models], axis=0)) / 2
    dev = [newsmtsc(options.data, split) for split in ("dev_rw", "dev_mt")]
    dev += [[row._replace(others=(), same=()) for row in rows] for rows in dev]
    scores = []
    for rows in dev:
        asked = [row.pieces() for row in rows]
        both = matrix(asked, tone) @ weights + vector_scores(asked, vectors, contexts)
        scores.append(both / 2 + bias)
    labels = [np.array([row.label for row in rows]) for rows in dev]
    for found, own in zip(scores, labels, strict=True):
        print(f"macro-F1 {macro_f1(found.argmax(axis=1), own):.4f}")
    divisor = temperature(np.concatenate(scores), np.concatenate(labels))
    weights[2**fast.COMMON :] *= RARE_SCALE
    scale = np.abs(weights).max() / 127
    turn = np.abs(contexts).max() / 2047
    np.savez_compressed(
        fast.FOLDER / "weights.npz",
        weights=np.rint(weights / scale).astype(np.int8),
        bias=np.rint(bias / scale * 2).astype(np.int32),
        scale=np.float64(scale / divisor / 2),
        tone=tone,
        vectors=np.rint(vectors * 127).astype(np.int8),
        contexts=np.rint(contexts / turn).astype(np.int16),
        vector_scale=np.float64(turn / 127 / divisor / 2),
    )
    digest = hashlib.sha256((fast.FOLDER / "weights.npz").read_bytes()).hexdigest()
    sums = fast.FOLDER / "SHA256SUMS"
    sums.write_text(f"{digest}  weights.npz\n", encoding="utf-8")


if __name__ == "__main__":
    main()
