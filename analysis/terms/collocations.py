"""Collocations: sequences of words that occur together more than by chance.

One row per sequence of two to five words. Counted within sentences, never
across; words left out by the options break a sequence.
"""

from collections.abc import Sequence
from itertools import chain, combinations, repeat

import numpy as np
import pandas as pd
from scipy.special import xlogy

from analysis.corpus.schema import as_table
from analysis.corpus.tokens import TokenBatch
from analysis.terms.counts import Counts, as_counts
from analysis.terms.joining import neighbours
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
        Of `count`, best of sentences; a table is counted with the default words.
    length : int or sequence of int, default 2
        Number of words, 2 to 5.
    min_count : int, default 2
    window : int, optional
        Count pairs, in their order, within this many words and not of neighbours.

    Returns
    -------
    DataFrame
        The table collocations and g2 (float64); sorted by z, then collocation.
        Only sequences of one length compare.

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


def _measure(tokens: TokenBatch, k: int, min_count: int, window) -> pd.DataFrame:
    """Measure all sequences of k words with at least min_count occurrences."""
    from nltk.metrics import BigramAssocMeasures

    words = _sequences(tokens, k, window)
    n_all = words.shape[1]
    # Of each set of places: which sequences have the same words there, and how many.
    ids, same = {(): np.zeros(n_all, np.int64)}, {(): np.full(n_all, n_all)}
    for places in chain.from_iterable(combinations(range(k), n + 1) for n in range(k)):
        pair = ids[places[:-1]] << 32 | words[places[-1]]
        _, first, ids[places], count = np.unique(
            pair, return_index=True, return_inverse=True, return_counts=True
        )
        same[places] = count[ids[places]]
    # The last set is that of all places: a distinct value is a sequence.
    first, count = first[count >= min_count], count[count >= min_count]
    words = words[:, first].T
    rates = (count / ((window or 2) - 1)).tolist()
    singles = np.bincount(tokens.code[tokens.code >= 0], minlength=len(tokens.forms))
    singles = singles[words].tolist()
    # With it NLTK's measure of pairs is that of k words.
    total = len(tokens.code) ** (k - 1)
    pmi = map(BigramAssocMeasures.pmi, rates, singles, repeat(total))
    names = [" ".join(tokens.forms[i] for i in word) for word in words.tolist()]
    measures = {
        "collocation": pd.Series(names, dtype="str"),
        "count": count,
        "length": k,
        "pmi": list(pmi),
    }
    kept = {places: n[first] for places, n in same.items()}
    return pd.DataFrame(measures | _associate(kept, k))


def _sequences(tokens: TokenBatch, k: int, window: int | None) -> np.ndarray:
    """Return the words of each sequence within a row, one line per place."""
    found = []
    for steps in [range(k)] if window is None else [(0, n) for n in range(1, window)]:
        at = neighbours(tokens.row, steps[-1])
        words = np.stack([tokens.code[at + step] for step in steps])
        found.append(words[:, (words >= 0).all(axis=0)])
    return np.concatenate(found, axis=1)


def _associate(same: dict[tuple[int, ...], np.ndarray], k: int) -> dict:
    """Return lambda, z and g2, of how many sequences share the words of some places."""
    shares = [same[(place,)] / same[()] for place in range(k)]
    cells, g2 = {}, 0  # those with the words in these places and in no other
    for places in sorted(same, key=len, reverse=True):
        more = sum(n for others, n in cells.items() if set(places) < set(others))
        cells[places] = n = same[places] - more
        independent = [s if i in places else 1 - s for i, s in enumerate(shares)]
        expected = same[()] * np.prod(independent, axis=0)
        g2 = g2 + xlogy(n, n) - xlogy(n, expected)
    smooth = {places: cells[places] + _SMOOTHING for places in same}
    signed = ((-1) ** (k - len(p)) * np.log(n) for p, n in smooth.items())
    interaction = sum(signed)
    z = interaction / np.sqrt(sum(1 / n for n in smooth.values()))
    return {"lambda": interaction, "z": z, "g2": 2 * g2}
