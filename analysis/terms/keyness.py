"""Keyness: which terms one set of texts uses more than another.

One row per term of target or reference. Occurrences say how much more;
documents say how sure that is, so that a word which one document repeats is
flagged and not ranked first.
"""

from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import betaincinv, erfc, xlogy

from analysis.corpus.schema import as_table, empty_table
from analysis.inference.adjust import q_values
from analysis.terms.counts import Counts, as_counts
from analysis.terms.dispersion import spread_variance
from analysis.terms.features import column_sums, sum_rows
from analysis.terms.words import check_choice
from overture.frame import tell

Unit = Literal["tokens", "documents"]
_ENOUGH = 10  # documents or stories from which clumping can be judged
_REPEATED = 3  # occurrences from which a document can be said to repeat a term


def keyness(
    target: Counts | pd.DataFrame,
    reference: Counts | pd.DataFrame,
    *,
    unit: Unit = "tokens",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare how often terms occur in a target and in a reference.

    Parameters
    ----------
    target, reference : Counts or DataFrame
        Of `count`; texts, term_counts or a frequency list (term, n) are counted
        with the default words. `compare` makes them of one corpus.
    unit : {"tokens", "documents"}, default "tokens"
        Compare occurrences per token, or documents that contain the term per
        document. The latter favours the side with the longer documents.
    confidence : float, default 0.95

    Returns
    -------
    DataFrame
        The table keyness, empty where a side has no tokens. Terms of the target
        first, by lrc, then g2, then term; flagged terms as if both were 0.

    Notes
    -----
    G2 = 2 sum(O ln(O / E)) over the four cells; log ratio = log2 of the ratio
    of rates: infinite where one side lacks the term, with a finite bound.

    Terms come in clumps. Counts are therefore divided by the design effect, the
    variance of a term's rate over documents (stories where there is story_id)
    relative to chance, if above 1. These effective counts give q
    (Benjamini-Hochberg, of G2), low and high (Clopper-Pearson, as Korn & Graubard
    have it) and lrc, the bound nearer to 0 after Bonferroni's correction, 0 where
    the interval crosses 0. A side of fewer than 10 documents, or a frequency list,
    is taken as it is: q then says only that these texts differ, not what others
    from the same source would do. Of a frequency list, words that the target lacks
    are compared only where at least one occurrence was to be expected.

    References
    ----------
    Dunning (1993), https://aclanthology.org/J93-1003. Hardie (2014), Log
    Ratio. Evert (2022), Measuring keyness, doi:10.17605/osf.io/cy6mw. Egbert &
    Biber (2019), doi:10.3366/cor.2019.0162. Korn & Graubard (1998), Survey
    Methodology 24, 193-201. Rao & Scott (1992), doi:10.2307/2532311.

    Examples
    --------
    >>> target = pd.DataFrame({"term": ["peace", "the"], "n": [8, 2]})
    >>> reference = pd.DataFrame({"term": ["peace", "the"], "n": [2, 8]})
    >>> keyness(target, reference)[["term", "g2", "log_ratio"]].round(3)
        term    g2  log_ratio
    0  peace  7.71        2.0
    1    the -7.71       -2.0
    """
    check_choice("unit", unit, Unit)
    counts = as_counts(target), as_counts(reference)
    (n_t, t), (n_r, r) = (_count_side(side, unit) for side in counts)
    table = empty_table("keyness")
    if n_t and n_r:
        absent = {"occurrences": 0, "docfreq": 0, "n": 0, "repeated": False}
        t, r = (side.fillna(absent) for side in t.align(r, axis=0))
        if counts[1].documents is None:
            tested = (t.n > 0) | (r.n * n_t >= n_r)
            t, r = t[tested], r[tested]
        table = _compare(t, r, n_t, n_r, 1 - confidence)
    return tell(
        table,
        unit="documents",
        n=sum(len(side.documents) for side in counts if side.documents is not None),
        key=["term"],
        counts=None,
        method="G2, log ratio (Hardie 2014) and conservative log ratio (Evert "
        "2022), on counts divided by their design effect over stories, of 10 or "
        "more; q by Benjamini-Hochberg. Terms that one document repeats are flagged.",
    )


def _compare(t, r, n_t: float, n_r: float, alpha: float) -> pd.DataFrame:
    """Return the measures of each term, from both sides' tables and sizes."""
    effect_t = t.effect.fillna(r.effect).fillna(1).to_numpy()
    effect_r = r.effect.fillna(t.effect).fillna(1).to_numpy()
    a, b = t.n.to_numpy(), r.n.to_numpy()
    effective = a / effect_t, b / effect_r, n_t / effect_t, n_r / effect_r
    low, high = _bounds(*effective, alpha)
    low_all, high_all = _bounds(*effective, alpha / max(len(t), 1))
    g2 = g_squared(a, b, n_t, n_r)
    repeated = np.where(g2 > 0, t.repeated, r.repeated).astype(bool)
    with np.errstate(divide="ignore"):
        log_ratio = np.log2(a / n_t) - np.log2(b / n_r)
    table = pd.DataFrame(
        {
            "term": t.index,
            "n_target": t.occurrences.to_numpy(),
            "n_reference": r.occurrences.to_numpy(),
            "docfreq_target": t.docfreq.to_numpy(),
            "docfreq_reference": r.docfreq.to_numpy(),
            "g2": g2,
            # erfc(sqrt(x / 2)) is the upper tail of chi-squared with 1 degree.
            "q": q_values(erfc(np.sqrt(np.abs(g_squared(*effective)) / 2))),
            "log_ratio": log_ratio,
            "low": low,
            "high": high,
            "lrc": np.maximum(low_all, 0) + np.minimum(high_all, 0),
            "flag": np.where(repeated, "one document", ""),
        }
    )
    # Flagged terms stand between those of the target and those of the reference;
    # the sort is stable, and terms are in order already.
    first, then = (table[name].mask(repeated, 0) for name in ("lrc", "g2"))
    return as_table("keyness", table.iloc[np.lexsort([-then, -first])])


def g_squared(a, b, n_a, n_b) -> np.ndarray:
    """Return G2 of counts a of n_a and b of n_b, signed by direction."""
    c, d, n = n_a - a, n_b - b, n_a + n_b
    cells = xlogy(a, a) + xlogy(b, b) + xlogy(c, c) + xlogy(d, d) + xlogy(n, n)
    margins = xlogy(a + b, a + b) + xlogy(c + d, c + d)
    margins = margins + xlogy(n_a, n_a) + xlogy(n_b, n_b)
    return np.copysign(np.maximum(2 * (cells - margins), 0), a * n_b - b * n_a)


def _bounds(a, b, n_a, n_b, alpha) -> tuple[np.ndarray, np.ndarray]:
    """Return Clopper-Pearson bounds of a / (a + b) as a binary log ratio."""
    # Most terms are rare and share their counts: each pair is solved once.
    pairs, place = np.unique(a + 1j * b, return_inverse=True)
    a, b = pairs.real, pairs.imag
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(a > 0, betaincinv(a, b + 1, alpha / 2), 0)
        high = np.where(b > 0, betaincinv(a + 1, b, 1 - alpha / 2), 1)
        odds = (low / (1 - low), high / (1 - high))
        return tuple(np.log2(bound[place] * (n_b / n_a)) for bound in odds)


def _count_side(counts: Counts, unit: str) -> tuple[float, pd.DataFrame]:
    """Count a side's tokens and terms, and how much more clumped than chance.

    Of each term: occurrences, docfreq, n (what is compared), effect, repeated.
    """
    features = counts.by_document
    matrix, sizes = features.matrix, features.sizes
    n = occurrences = column_sums(matrix)
    docfreq, repeated, effect = 0, False, np.nan
    if counts.documents is not None:
        docfreq = np.diff(matrix.tocsc().indptr)
        top = matrix.max(axis=0).toarray().ravel() if matrix.nnz else occurrences
        # Of two documents one always has half, of three often; that is no sign.
        much = occurrences * max(1 / 2, 2 / max((sizes > 0).sum(), 1))
        repeated = (top > much) & (top >= _REPEATED)
        if unit == "documents":
            matrix, sizes, n = matrix.sign(), np.sign(sizes), docfreq
        if "story_id" in counts.documents.columns:
            story = counts.documents.drop_duplicates("doc_id").set_index("doc_id")
            stories = features.keys.doc_id.map(story.story_id)
            codes, names = pd.factorize(stories, sort=True)
            matrix = sum_rows(matrix, codes, len(names))
            sizes = np.bincount(codes, sizes, len(names))
        if (sizes > 0).sum() >= _ENOUGH:
            effect = np.maximum(spread_variance(matrix, sizes) * n, 1)
    columns = {"occurrences": occurrences, "docfreq": docfreq, "n": n}
    columns |= {"effect": effect, "repeated": repeated}
    return float(sizes.sum()), pd.DataFrame(
        columns, pd.Index(features.terms, dtype="str")
    )
