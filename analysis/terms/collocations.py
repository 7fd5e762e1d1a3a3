"""Collocations: sequences of words that occur together more than by chance.

One row per sequence of two to five words. Counted within sentences, never
across; words left out by the options break a sequence.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import xlogy

from analysis.corpus.schema import as_table, empty_table
from analysis.corpus.tokens import text_keys
from analysis.terms.counts import term_batches
from overture.voice import split_sentences

_SMOOTHING = 0.5  # added to each cell, as in quanteda, so that logarithms exist


def collocations(
    data: pd.DataFrame,
    *,
    length: int | Sequence[int] = 2,
    min_count: int = 2,
    window: int | None = None,
    **options,
) -> pd.DataFrame:
    """Find sequences of words that belong together.

    Parameters
    ----------
    data : DataFrame
        Sentences; documents are cut into sentences first.
    length : int or sequence of int, default 2
        Number of words, 2 to 5.
    min_count : int, default 2
        Least number of occurrences.
    window : int, optional
        Count pairs of words, in their order, within this many words instead of
        neighbours only; for length 2.
    **options
        Of `analysis.terms.counts.terms`.

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
    if "sentence_id" not in data.columns:
        data = split_sentences(data.assign(doc_id=text_keys(data).doc_id.to_numpy()))
    row, code, names = [], [], []
    for batch in term_batches(data, **options):
        row, code, names = [*row, batch.row], [*code, batch.code], batch.forms
    row, code = np.concatenate(row), np.concatenate(code)
    tables = [_measure(row, code, names, k, min_count, window) for k in lengths]
    if not sum(map(len, tables)):
        return as_table("collocations", empty_table("collocations"))
    by = ["z", "collocation"]
    table = pd.concat(tables).sort_values(by, ascending=[False, True])
    return as_table("collocations", table)


def association(n_ii, n_ix, n_xi, n_xx) -> pd.DataFrame:
    """Measure how far pairs go together, from their marginals.

    Parameters
    ----------
    n_ii, n_ix, n_xi, n_xx : array
        Pairs; frequency of the first word; of the second; of all words.

    Returns
    -------
    DataFrame
        pmi (bits), g2, chi2, t (float64): Church & Hanks' mutual information,
        Dunning's likelihood ratio, Pearson's chi-squared, Student's t.

    Examples
    --------
    >>> association([20], [42], [20], [14307668]).round(2)
          pmi      g2        chi2     t
    0  18.38  521.09  6813164.76  4.47
    """
    a, row, column, n = (np.asarray(x, np.float64) for x in (n_ii, n_ix, n_xi, n_xx))
    cells = np.stack([a, row - a, column - a, n - row - column + a])
    rows, columns = np.stack([row, n - row]), np.stack([column, n - column])
    expected = np.stack([r * c / n for r in rows for c in columns])[[0, 1, 2, 3]]
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "pmi": np.log2(a * n / (row * column)),
            "g2": 2 * (xlogy(cells, cells) - xlogy(cells, expected)).sum(axis=0),
            "chi2": ((cells - expected) ** 2 / expected).sum(axis=0),
            "t": (a - row * column / n) / np.sqrt(a),
        }
    return pd.DataFrame({name: np.atleast_1d(value) for name, value in columns.items()})


def _measure(row, code, names, k, min_count, window) -> pd.DataFrame:
    """Measure all sequences of k words with at least min_count occurrences."""
    places = list(_places(row, code, k, window))
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
    cells = _cells({places: count[first] for places, count in same.items()}, k)
    z, interaction = _interaction(cells)
    shares = [same[(place,)][first] / n_all for place in whole]
    frequency = np.bincount(code[code >= 0], minlength=len(names))
    rates = [frequency[words[place][first]] / len(code) for place in whole]
    count = same[whole][first]
    rate = count / ((window or 2) - 1) / len(code)
    text = [" ".join(names[w[i]] for w in words) for i in first.tolist()]
    return pd.DataFrame(
        {
            "collocation": pd.Series(text, dtype="str"),
            "count": count,
            "length": k,
            "lambda": interaction,
            "z": z,
            "pmi": np.log2(rate / np.prod(rates, axis=0)),
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


def _cells(same, k) -> dict[tuple[int, ...], np.ndarray]:
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
