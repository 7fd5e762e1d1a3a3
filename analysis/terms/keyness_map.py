"""The map of keyness: how frequent a term is, and how much more one side has it.

One row per term of a comparison of two groups of documents.
"""

import numpy as np
import pandas as pd

_SHOWN = 600  # terms of the background; more could not be told apart


def keyness_map(comparison, *, top: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Place terms by frequency and by log ratio.

    Parameters
    ----------
    comparison : Comparison
        From `analysis.compare`.
    top : int
        Key terms of each side.

    Returns
    -------
    (DataFrame, DataFrame)
        The key terms of both sides, and the most frequent others: the rows of
        `comparison.table` with `x` (float64, occurrences per 1,000 tokens, mean of
        both sides) and `y` (float64, log ratio; a count of 0, which has no
        logarithm, is placed as 0.5). Empty where the reference is no part of the
        corpus.
    """
    table = comparison.table[comparison.table["flag"] == ""]
    if not len(comparison.reference):
        table = table.head(0)
    sides = ("n_target", "n_reference")
    one, other = (table[n].clip(lower=0.5) / max(table[n].sum(), 1) for n in sides)
    table = table.assign(x=(one + other) / 2 * 1000, y=np.log2(one / other))
    key = pd.concat([comparison.leading(top, side) for side in (1, -1)])
    key = table[table["term"].isin(key["term"])]
    rest = table.drop(key.index).sort_values(
        ["occurrences", "term"], ascending=[False, True]
    )
    return key.reset_index(drop=True), rest.head(_SHOWN)
