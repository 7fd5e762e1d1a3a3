"""Train the `targeted-fast` engine: weights.npz and SHA256SUMS beside this file.

    python analysis/data/targeted_fast/train.py --data FOLDER --work FOLDER

A multinomial logistic regression on NewsMTSC's training labels and on the
probabilities that the teacher of ../targeted/train.py gave in open text
(distillation). The strength of regularisation and the temperature are chosen on
the dev splits.
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
sys.path[:0] = [str(HERE.parent / "targeted"), str(HERE.parents[2])]

from sources import (  # noqa: E402
    LABELLED,
    OPEN,
    macro_f1,
    newsmtsc,
    open_text,
    temperature,
)

from analysis.measures import targeted_fast as fast  # noqa: E402

SMOOTHING = 0.1
TAUGHT = 0.5  # share of the teacher's opinion where there is a label by hand
RARE_SCALE = 0.3  # shrinks rare features more than common ones
STRENGTH, TONE_STRENGTH = 1e-3, 3e-4
FOLDS = 3  # learned values of a row come from the other folds


def matrix(requests: list, tone: np.ndarray) -> csr_matrix:
    """Return counts of hashed features, one row a request."""
    parts = []
    for start in range(0, len(requests), 4096):
        words, _, lengths, targets = fast.read_words(requests[start : start + 4096])
        found = [(c, o) for c, o, _ in fast.features(words, lengths, targets, tone)]
        columns, rows = (np.concatenate(parts) for parts in zip(*found, strict=True))
        values = np.where(columns < 2**fast.COMMON, 1, RARE_SCALE).astype(np.float32)
        shape = len(lengths), 2**fast.COMMON + 2**fast.RARE
        parts.append(csr_matrix((values, (rows, columns)), shape=shape))
    return vstack(parts).tocsr()


def fit(features: csr_matrix, wanted: np.ndarray, strength: float):
    """Fit weights to probabilities by L-BFGS with a quadratic penalty."""
    used = np.flatnonzero(np.bincount(features.indices, minlength=features.shape[1]))
    x = features[:, used]
    transposed = x.T.tocsr()
    n, d = x.shape

    def loss(v):
        weights, bias = v[: 3 * d].reshape(d, 3), v[3 * d :]
        scores = x @ weights + bias
        top = scores.max(axis=1, keepdims=True)
        scores -= top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        value = -(wanted * scores).sum() / n + strength / 2 * (weights**2).sum()
        error = (np.exp(scores) - wanted) / n
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
    words, _, lengths, _ = fast.read_words(requests)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    code = np.array([fast._word(word)[1] for word in words], dtype=np.uint64)
    shape = len(lengths), 2**fast.TONES
    values = np.ones(len(words), dtype=np.float32)
    counts = csr_matrix((values, (owner, fast.tones_of(code))), shape=shape)
    counts.data[:] = 1
    weights, _ = fit(counts, wanted, TONE_STRENGTH)
    gap = weights[:, 2] - weights[:, 0]
    common = np.asarray(counts.sum(axis=0)).ravel() >= 4
    unit = np.quantile(np.abs(gap[common]), 0.9)
    return np.clip(np.rint(gap / unit * 1.5) * common, -3, 3).astype(np.int8)


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
    dev = [newsmtsc(options.data, split) for split in ("dev_rw", "dev_mt")]
    dev += [[row._replace(others=(), same=()) for row in rows] for rows in dev]
    scores = [matrix([r.pieces() for r in rows], tone) @ weights + bias for rows in dev]
    labels = [np.array([row.label for row in rows]) for rows in dev]
    for found, own in zip(scores, labels, strict=True):
        print(f"macro-F1 {macro_f1(found.argmax(axis=1), own):.4f}")
    divisor = temperature(np.concatenate(scores), np.concatenate(labels))
    weights[2**fast.COMMON :] *= RARE_SCALE
    scale = np.abs(weights).max() / 127
    stored = np.rint(weights / scale).astype(np.int8)
    np.savez_compressed(
        HERE / "weights.npz",
        weights=stored,
        bias=np.rint(bias / scale).astype(np.int32),
        scale=np.float64(scale / divisor),
        tone=tone,
    )
    digest = hashlib.sha256((HERE / "weights.npz").read_bytes()).hexdigest()
    (HERE / "SHA256SUMS").write_text(f"{digest}  weights.npz\n", encoding="utf-8")


if __name__ == "__main__":
    main()
