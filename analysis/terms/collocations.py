"""Collocations: sequences of words that occur together more than by chance.

One row per sequence of two to five words. Counted within sentences, never
across; words left out by the options break a sequence.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, repeat

import numpy as np
import pandas as pd
from scipy.special import xlogy

from analysis.corpus.schema import as_table, empty_table
from analysis.corpus.tokens import TokenBatch
from analysis.terms.counts import Counts, as_counts
from overture.frame import tell

_SMOOTHING = 0.5  # added to each cell, as in quanteda, so that logarithms exist


def collocations(
    data: Counts | pd.DataFrame,
    *,
    length: int | Sequence[int] = 2,
    min_count: int = 2,
    window: int | None = None,
) -> pd.DataFrame:
    """Find sequences of words that belong together.

    Parameters
    ----------
    data : Counts or DataFrame
        Of `count`, best of sentences: documents are cut into sentences, and these
        tokenised. A table is counted with the default words.
    length : int or sequence of int, default 2
        Number of words, 2 to 5.
    min_count : int, default 2
        Least number of occurrences.
    window : int, optional
        Count pairs of words, in their order, within this many words instead of
        neighbours only; for length 2.

    Returns
    -------
    DataFrame
        collocation (str), count, length (int64), lambda, z, pmi, g2 (float64);
        sorted by z, then collocation. Only sequences of one length compare.

    Raises
    ------
    ValueError
        If length is not 2 to 5, or a window is asked for another length.

    Notes
    -----
    The sequences of one length are cross-classified by which of the words
    stand in their places, with 0.5 added to each of the 2^K cells. lambda is
    the highest interaction of the saturated log-linear model, the sum of
    (-1)^(K - words in place) ln n; z = lambda / sqrt(sum of 1 / n); g2 is the
    log-likelihood ratio against independence, without the 0.5. pmi = log2(n
    N^(K - 1) / product of the words' frequencies), N tokens; in a window, n is
    divided by window - 1 (as NLTK does).

    References
    ----------
    Blaheta & Johnson (2001), Unsupervised Learning of Multi-Word Verbs. Church
    & Hanks (1990), https://aclanthology.org/J90-1003. Dunning (1993).

    Examples
    --------
    >>> texts = pd.DataFrame({"text": ["Peace talks now.", "No peace talks."]})
    >>> collocations(texts)[["collocation", "count"]]
       collocation  count
    0  peace talks      2
    """
    lengths = sorted({length} if isinstance(length, int) else set(length))
    if not lengths or not set(lengths) <= {2, 3, 4, 5}:
        message = f"length is 2 to 5 words, not {length}"
        raise ValueError(message)
    if window is not None and (lengths != [2] or window < 2):
        message = f"window={window} needs length 2 and at least 2 words"
        raise ValueError(message)
    counts = as_counts(data).by_sentence
    tables = [_measure(counts.located, k, min_count, window) for k in lengths]
    table = empty_table("collocations")
    if sum(map(len, tables)):
        by = ["z", "collocation"]
        table = pd.concat(tables).sort_values(by, ascending=[False, True])
    return tell(
        as_table("collocations", table),
        unit="sentences",
        n=len(counts.features.keys),
        key=["collocation"],
        counts="count",
        counted="span",
        method="Within sentences. lambda and Wald z of the saturated log-linear "
        "model (Blaheta & Johnson 2001); pmi in bits; g2 against independence.",
        meanings={"g2": "log-likelihood ratio against independence"},
    )


def _measure(tokens: TokenBatch, k, min_count, window) -> pd.DataFrame:
    """Measure all sequences of k words with at least min_count occurrences."""
    code, names = tokens.code, tokens.forms
    places = list(_places(tokens.row, code, k, window))
    words = [np.concatenate(column) for column in zip(*places, strict=True)]
    n_all = len(words[0])
    if not n_all:
        return pd.DataFrame()
    # How many sequences have the same words in a set of places.
    same: dict[tuple[int, ...], np.ndarray] = {(): np.full(n_all, n_all)}
    ids: dict[tuple[int, ...], np.ndarray] = {}
    for size in range(1, k + 1):
        for places in combinations(range(k), size):
            last = words[places[-1]]
            pair = last if size == 1 else ids[places[:-1]] << 32 | last
            _, first, inverse, count = np.unique(
                pair, return_index=True, return_inverse=True, return_counts=True
            )
            ids[places], same[places] = inverse, count[inverse]
    whole = tuple(range(k))
    _, first = np.unique(ids[whole], return_index=True)
    first = first[same[whole][first] >= min_count]
    cells = _cells({places: count[first] for places, count in same.items()})
    z, interaction = _interaction(cells)
    shares = [same[(place,)][first] / n_all for place in whole]
    count = same[whole][first]
    words = [word[first] for word in words]
    frequency = np.bincount(code[code >= 0], minlength=len(names))
    singles = [frequency[word].tolist() for word in words]
    rate = (count / ((window or 2) - 1)).tolist()
    total = len(code) ** (k - 1)  # with it NLTK's measure of pairs is that of k words
    text = zip(*([names[i] for i in word.tolist()] for word in words), strict=True)
    from nltk.metrics import BigramAssocMeasures

    pmi = map(BigramAssocMeasures.pmi, rate, zip(*singles, strict=True), repeat(total))
    return pd.DataFrame(
        {
            "collocation": pd.Series(map(" ".join, text), dtype="str"),
            "count": count,
            "length": k,
            "lambda": interaction,
            "z": z,
            "pmi": list(pmi),
            "g2": _likelihood(cells, shares, n_all),
        }
    )


def _places(row, code, k, window) -> Iterator[list[np.ndarray]]:
    """Yield the words of each sequence, one array per place."""
    gaps = [range(k)] if window is None else [(0, gap) for gap in range(1, window)]
    for steps in gaps:
        last = max(steps)
        at = np.arange(max(len(code) - last, 0))
        at = at[row[at] == row[at + last]]
        words = [code[at + step] for step in steps]
        kept = np.logical_and.reduce([word >= 0 for word in words])
        yield [word[kept] for word in words]


def _cells(same) -> dict[tuple[int, ...], np.ndarray]:
    """Count sequences with the words in these places and in no other."""
    cells: dict[tuple[int, ...], np.ndarray] = {}
    for places in sorted(same, key=len, reverse=True):
        more = [cells[other] for other in cells if set(places) < set(other)]
        cells[places] = same[places] - sum(more)
    return cells


def _interaction(cells) -> tuple[np.ndarray, np.ndarray]:
    """Return z and lambda of the saturated log-linear model."""
    k = max(map(len, cells))
    order = sorted(cells, key=lambda places: (len(places), places))
    smooth = [cells[places] + _SMOOTHING for places in order]
    signs = [(-1) ** (k - len(places)) for places in order]
    interaction = sum(s * np.log(n) for s, n in zip(signs, smooth, strict=True))
    return interaction / np.sqrt(sum(1 / n for n in smooth)), interaction


def _likelihood(cells, shares, n_all) -> np.ndarray:
    """Return G2 of the cells against words that are independent."""
    total = 0
    for places, count in cells.items():
        expected = n_all * np.prod(
            [s if i in places else 1 - s for i, s in enumerate(shares)], axis=0
        )
        total = total + xlogy(count, count) - xlogy(count, expected)
    return 2 * total
