"""Train the `targeted-fast` engine: weights.npz and SHA256SUMS beside this file.

    python analysis/data/targeted_fast/train.py --data FOLDER

A multinomial logistic regression on NewsMTSC's training labels and, on open text,
on the probabilities that the `targeted` engine gives (distillation). The strength
of regularisation and the temperature are chosen on the dev splits.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "targeted"), str(HERE.parents[2])]

from sources import newsmtsc, open_text  # noqa: E402

from analysis.measures import targeted_fast as fast  # noqa: E402

OPEN = {"newsmtsc": 14_000, "wikinews": 12_000}
OPEN |= {"us_presidents": 8_000, "un_general_debate": 10_000}
RARE_SCALE = 0.3  # shrinks rare features more than common ones
STRENGTH = 1e-3
GOLD_SHARE = 0.5  # of the loss on labelled rows; the rest is the larger model's


def matrix(requests: list) -> csr_matrix:
    """Return counts of hashed features, one row a request."""
    parts = []
    for start in range(0, len(requests), 4096):
        words, _, lengths, targets = fast.read_words(requests[start : start + 4096])
        found = [(c, o) for c, o, _ in fast.features(words, lengths, targets)]
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


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return probabilities."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the divisor of the scores that fits the labels best."""
    grid = np.arange(0.3, 4, 0.02)
    rows = np.arange(len(labels))
    return min(grid, key=lambda t: -np.log(softmax(scores / t)[rows, labels]).mean())


def main() -> None:
    """Train, quantise and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teach", action="store_true", help="learn from `targeted`")
    options = parser.parse_args()
    train = newsmtsc(options.data, "train")
    requests = [row.pieces() for row in train]
    requests += [row._replace(others=(), same=()).pieces() for row in train]
    gold = np.eye(3)[[row.label for row in train] * 2]
    if options.teach:
        from analysis.measures.targeted_transformer import probabilities

        more = [row.pieces() for row in open_text(options.data, OPEN, seed=0)]
        gold = GOLD_SHARE * gold + (1 - GOLD_SHARE) * probabilities(requests)
        requests += more
        gold = np.concatenate([gold, probabilities(more)])
    weights, bias = fit(matrix(requests), gold, STRENGTH)
    dev = [newsmtsc(options.data, split) for split in ("dev_rw", "dev_mt")]
    scores = [matrix([r.pieces() for r in rows]) @ weights + bias for rows in dev]
    labels = [np.array([row.label for row in rows]) for rows in dev]
    divisor = temperature(np.concatenate(scores), np.concatenate(labels))
    weights[2**fast.COMMON :] *= RARE_SCALE
    largest = np.quantile(np.abs(weights[weights != 0]), 0.9995)
    scale = largest / 127
    stored = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    np.savez_compressed(
        HERE / "weights.npz",
        weights=stored,
        bias=np.rint(bias / scale).astype(np.int32),
        scale=np.float64(scale / divisor),
    )
    digest = hashlib.sha256((HERE / "weights.npz").read_bytes()).hexdigest()
    (HERE / "SHA256SUMS").write_text(f"{digest}  weights.npz\n", encoding="utf-8")


if __name__ == "__main__":
    main()
